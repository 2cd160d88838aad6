"""Golden files: what was made is compared with what was reviewed, and `--update` rewrites it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["compare"]


def compare(want: Path, got: str, *, update: bool) -> None:
    """Fails when the file does not hold the text; no file is the empty text. Rewrites it on update."""
    if update:
        want.unlink(missing_ok=True)
        if got:
            want.parent.mkdir(parents=True, exist_ok=True)
            want.write_text(got, encoding="utf-8", newline="\n")
    assert got == (want.read_text(encoding="utf-8") if want.is_file() else "")
