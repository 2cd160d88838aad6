"""Runs the golden cases: a folder each, through the command line, on a copy in a temporary folder.

`tests/cases/<capability>/<case>/` holds README.md (the behaviour and why), a small workspace, and what
must come of it: `want/` (the files that are new or differ), `stdout.txt` and `stderr.txt` (nothing is
said without them), and `case.yaml` where the usual is not enough: `run` (command lines, usually
`build`), `exit` (of the last, usually 0), `removed` (paths), `lock: true` (gen.lock is looked at)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from generator.cli import run
from generator.source import read

CASES = Path(__file__).parent / "cases"
RESULTS = ("README.md", "case.yaml", "stdout.txt", "stderr.txt", "want")
SECONDS = re.compile(r"in \d+\.\d\d s")
CACHES = {".gen", "__pycache__"}


@dataclass(frozen=True)
class Outcome:
    """What came of a case. files: those that are new or differ; removed: those that went."""

    exit: int
    stdout: str
    stderr: str
    files: Mapping[str, str]
    removed: tuple[str, ...]


def cases() -> Iterator[Path]:
    """Gives the folders of cases that hold a workspace; others belong to tests of their own."""
    for readme in sorted(CASES.glob("*/*/README.md")):
        if (readme.parent / "openspec").is_dir() or (readme.parent / "case.yaml").is_file():
            yield readme.parent


@pytest.mark.parametrize("case", tuple(cases()), ids=lambda case: f"{case.parent.name}/{case.name}")
def test_case(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], update: bool) -> None:
    settings = read_settings(case)
    shutil.copytree(case, tmp_path, ignore=ignored(case), dirs_exist_ok=True)

    got = outcome(tmp_path, settings, capsys)

    if update:
        rewrite(case, got)
    assert got.stderr == text(case / "stderr.txt")
    assert got.stdout == text(case / "stdout.txt")
    assert got.files == contents(case / "want")
    assert got.removed == tuple(cast(list[str], settings.get("removed", [])))
    assert got.exit == settings.get("exit", 0)


def read_settings(case: Path) -> Mapping[str, object]:
    document, faults = read("case.yaml", text(case / "case.yaml"))
    assert not faults
    return cast(Mapping[str, object], document.data or {}) if document else {}


def ignored(case: Path) -> Callable[[str, list[str]], Iterable[str]]:
    """Leaves what is expected out of the copy."""
    return lambda folder, _: RESULTS if Path(folder) == case else ()


def outcome(
    workspace: Path, settings: Mapping[str, object], capsys: pytest.CaptureFixture[str]
) -> Outcome:
    """Runs the commands of a case one after the other."""
    before = contents(workspace)
    lines = cast(list[str], settings.get("run", ["build"]))
    code, stdout, stderr = 0, "", ""
    for line in lines:
        code = run([*line.split(), "--workspace", str(workspace)])
        said = capsys.readouterr()
        head = f"$ gen {line}\n" if len(lines) > 1 else ""
        stdout += head + said.out if said.out else ""
        stderr += head + said.err if said.err else ""
    after = contents(workspace, lock=settings.get("lock") is True)
    return Outcome(
        code,
        stdout,
        SECONDS.sub("in 0.00 s", stderr).replace(str(workspace), "WORKSPACE"),
        {path: found for path, found in after.items() if before.get(path) != found},
        tuple(sorted(before.keys() - after.keys())),
    )


def contents(folder: Path, *, lock: bool = True) -> dict[str, str]:
    """Gives the files below a folder by their paths; what is a cache is left out."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not CACHES & set(path.relative_to(folder).parts)
    }
    return {path: found[path] for path in found if lock or path != "gen.lock"}


def text(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def rewrite(case: Path, got: Outcome) -> None:
    """Makes what came of a case what is expected of it; exit codes and removals stay a person's word."""
    shutil.rmtree(case / "want", ignore_errors=True)
    wanted = {f"want/{path}": found for path, found in got.files.items()}
    for path, found in (wanted | {"stdout.txt": got.stdout, "stderr.txt": got.stderr}).items():
        target = case / path
        target.unlink(missing_ok=True)
        if found:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(found.encode())
