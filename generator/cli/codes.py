"""The rows of code tables: offered by `gen import`, taken along only when that is asked for.

Takes the address of a database, gives its Catalog and what to say about its code tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.catalog import Catalog
    from generator.database.url import Url

__all__ = ["read_with_codes", "rows_were_taken"]

SHOWN = 6


def rows_were_taken(root: Path, engine: str) -> bool:
    """Whether the last import wrote rows: a merge without them would take them for deleted."""
    from generator.disk.imported import kept

    last = kept(root, engine)
    texts = last.files.values() if last else ()
    return any(re.search(r"^    rows:", text, re.MULTILINE) for text in texts)


def read_with_codes(
    address: Url, *, take: bool, tell: Callable[[], None] | None = None
) -> tuple[Catalog, tuple[str, ...]]:
    """Reads a database; with the rows of its code tables when they are wanted, else they are named.

    tell: called at each statement. Errors: DatabaseError."""
    from generator.database.counting import few
    from generator.database.read import read
    from generator.database.session import session
    from generator.recover.shape.codes import MOST, code_tables

    found = read(address, tell=tell)
    tables = code_tables(found)
    if not tables:
        return found, ()
    with session(address) as opened:
        counts = few(opened, tables, MOST)
        if take and counts:
            return read(opened, rows=tuple(counts)), ()
    shown = [f"{name} ({count})" for (_, name), count in counts.items()]
    more = f" and {len(shown) - SHOWN} more" if len(shown) > SHOWN else ""
    words = f"could be said: `rows:` of {', '.join(shown[:SHOWN])}{more}; `--codes` writes them"
    return found, (words,) if shown else ()
