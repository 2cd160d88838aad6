"""Cases of reading and validation: a folder with input files, what they hold (`data.json`) and what is
said about them (`stderr.txt`; none when nothing is)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator import report, validate
from generator.diagnostics import Diagnostic
from generator.source import Data, Document
from tests.golden import compare

CASES = Path(__file__).parent / "cases"
KINDS: dict[str, validate.Kind] = {
    "schema.yaml": "database",
    "gen.yaml": "gen",
    "manifest.yaml": "target",
    "intent.yaml": "intent",
}
FOLDERS = sorted(path.parent for path in CASES.glob("yaml/*/README.md")) + sorted(
    path.parent for path in CASES.glob("validate/*/README.md")
)


@pytest.mark.parametrize(
    "folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}"
)
def test_case(folder: Path, update: bool) -> None:
    read = {name: (folder / name).read_bytes() for name in KINDS if (folder / name).is_file()}
    documents: list[Document] = []
    found: list[Diagnostic] = []
    for name, content in read.items():
        document, faults = validate.read(name, content)
        found += faults
        if document:
            documents.append(document)
            found += validate.validate([document], KINDS[name])
    texts = {name: content.decode(errors="replace") for name, content in read.items()}

    said = report.render(found, texts)

    assert read, "a case holds at least one input file"
    compare(folder / "stderr.txt", said, update=update)
    if folder.parent.name == "yaml":
        data = {document.file: document.data for document in documents}
        compare(folder / "data.json", _dump(data) if data else "", update=update)


def _dump(data: dict[str, Data]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
