"""The tutorial is true: its files are written, its commands run, its output seen."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.cli import run

TUTORIAL = Path(__file__).parents[1] / "docs/tutorial.md"
BLOCK = re.compile(
    r"(?:^`(?P<file>[^`\n]+)`\n\n)?^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def test_every_step_of_the_tutorial_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    said, seen = "", []

    for file, kind, text in blocks():
        seen.append(kind)
        if kind == "text":
            assert text.strip() in said
        elif kind == "diff":
            change(tmp_path, text)
        elif file:
            path = tmp_path / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        else:
            said = "".join(command(line, kind, capsys) for line in text.splitlines())

    assert {"sh", "sh fails", "diff", "text", "yaml"} <= set(seen)


def blocks() -> Iterator[tuple[str, str, str]]:
    for match in BLOCK.finditer(TUTORIAL.read_text("utf-8")):
        yield match["file"] or "", match["kind"], match["text"]


def command(line: str, kind: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Runs a line of a shell block, as the person who reads it would."""
    name, *arguments = line.split()
    if name == "rm":
        shutil.rmtree(arguments[-1])
        return ""
    assert name == "gen"
    if arguments[:1] == ["freeze"]:
        time.sleep(1)  # versions are told apart by the second
    code = run(arguments)
    captured = capsys.readouterr()
    assert (code != 0) == (kind == "sh fails"), captured.err
    return captured.out + captured.err


def change(root: Path, text: str) -> None:
    """Does what a diff says to the one spec that has its lines."""
    lines = text.splitlines()
    old = "".join(f"{line[1:]}\n" for line in lines if line[0] == "-")
    new = "".join(f"{line[1:]}\n" for line in lines if line[0] == "+")
    (spec,) = root.glob("openspec/specs/database/*/schema.yaml")
    before = spec.read_text("utf-8")
    assert old in before
    spec.write_text(before.replace(old, new), encoding="utf-8")
