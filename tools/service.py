"""Makes the generated part of the service template, by `gen` itself: `python -m tools.service`.

Takes the template's own files, gives path to content for every engine. What is the same for all of
them lies beside the template's own files, the rest in a folder an engine that copier renders to `.`
for its engine and leaves out for the others."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from pathspec import GitIgnoreSpec

from generator.cli import run
from generator.disk.project import ENGINES, GENERATED, own_template, render
from generator.pipeline import build
from generator.pipeline.freezing import freeze

__all__ = ["TEMPLATE", "generated", "main", "stored"]

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "templates/service"
FIRST = "20260101000000_first"
"""The version that every service begins with."""

Contents = Mapping[str, bytes]


def main() -> int:
    """Writes what differs and removes what is no longer made; 1 when gen refuses the template."""
    wanted, found = generated(), stored()
    for path in sorted(found.keys() - wanted.keys()):
        (TEMPLATE / path).unlink()
    for path in sorted(path for path in wanted if wanted[path] != found.get(path)):
        (TEMPLATE / path).parent.mkdir(parents=True, exist_ok=True)
        (TEMPLATE / path).write_bytes(wanted[path])
        print(path)
    return 0


def generated() -> Contents:
    """Builds the first spec for each engine; gives contents by path below the template."""
    made = {engine: _made(engine) for engine in ENGINES}
    first, *others = made.values()
    shared = {
        path: data for path, data in first.items() if all(o.get(path) == data for o in others)
    }
    own = {
        f"{_folder(engine)}/{path}": data
        for engine, files in made.items()
        for path, data in files.items()
        if path not in shared
    }
    return {**shared, **own}


def stored() -> Contents:
    """Reads what is committed of it."""
    return {path: (TEMPLATE / path).read_bytes() for path in _stored()}


def _stored() -> Iterator[str]:
    """Names the files of the generated part that are there, by path below the template."""
    folders = {_folder(engine) for engine in ENGINES}
    for path in sorted(TEMPLATE.rglob("*")):
        name = path.relative_to(TEMPLATE)
        if path.is_file() and "__pycache__" not in name.parts:
            inside = Path(*name.parts[1:]) if name.parts[0] in folders else name
            if inside != name or _is_generated(inside):
                yield name.as_posix()


def _made(engine: str) -> Contents:
    """Makes a service of the template's own files, freezes its first version and builds."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "service"
        with own_template() as template:
            answers = {"name": "service", "engine": engine}
            outcome = render(str(template), root, answers, bare=True)
        if outcome.problem:
            raise SystemExit(outcome.problem)
        freeze(root, build(root, version=FIRST), FIRST)
        if run(["--workspace", str(root)]):
            raise SystemExit(f"gen refuses the template's specs for {engine}")
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file() and _is_generated(path.relative_to(root))
        }


def _is_generated(path: Path) -> bool:
    return GitIgnoreSpec.from_lines(GENERATED).match_file(path.as_posix())


def _folder(engine: str) -> str:
    return f"{{% if engine == '{engine}' %}}.{{% endif %}}"


if __name__ == "__main__":
    sys.exit(main())
