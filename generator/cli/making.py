"""Files that an import makes: once, all together, and never over what is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.talk import say, tell

if TYPE_CHECKING:
    from generator.disk.output import Changes, New

__all__ = ["unhindered"]


def unhindered(root: Path, files: Sequence[New]) -> Changes | None:
    """Compares files with the workspace; None, after saying why, when one of them is in the way."""
    from generator.disk.output import compare

    there = [file.path for file in files if (root / file.path).exists()]
    changes = compare(root, files, partial=True)
    if not there and not changes.diagnostics:
        return changes
    tell(changes.diagnostics, root, "text")
    say(*[f"`{there[0]}` is in the way; nothing was written"] if there else [])
    return None
