"""JSON Schemas for editors: kept in `.gen/`, where the first line of a spec points to.

Takes a workspace's root; writes only what differs, and minds no disk that refuses."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

__all__ = ["offer_schemas"]

NAMES = ("database", "gen", "intent", "target")


def offer_schemas(root: Path) -> None:
    """Puts the schemas of this version of the program where editors of this workspace find them."""
    package = Path(__file__).parents[1]
    inside = package / "specs"
    source = inside if inside.is_dir() else package.parent / "specs"
    with suppress(OSError):
        (root / ".gen").mkdir(exist_ok=True)
        (root / ".gen/.gitignore").write_text("*\n", "utf-8")
        for name in NAMES:
            _copy(source / f"{name}.schema.json", root / f".gen/{name}.schema.json")


def _copy(source: Path, target: Path) -> None:
    wanted = source.read_bytes()
    if not target.is_file() or target.read_bytes() != wanted:
        target.write_bytes(wanted)
