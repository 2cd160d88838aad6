"""What a statement calls its tables.

Takes a statement as a person or a program wrote it, gives its other names for tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

__all__ = ["aliases"]

NAMED = re.compile(
    r"""(?:\bFROM|\bJOIN|,)\s+(?:[\w"`]+\.)?["`]?(?P<table>\w+)["`]?\s+(?:AS\s+)?["`]?(?P<alias>\w+)""",
    re.IGNORECASE,
)


def aliases(sql: str, tables: Sequence[str]) -> Mapping[str, str]:
    """Gives each other name of a table with the table; names are in small letters.

    >>> aliases("SELECT 1 FROM orders AS o, lines l", ["orders", "lines"])
    {'o': 'orders', 'l': 'lines'}"""
    known = {name.lower(): name for name in tables}
    return {
        match["alias"].lower(): known[match["table"].lower()]
        for match in NAMED.finditer(sql)
        if match["table"].lower() in known
    }
