"""Sequences of a T-SQL script."""

from __future__ import annotations

from generator import catalog as cat
from generator.database.mssql.tokens import Cursor
from generator.database.mssql.values import data_type
from generator.database.scripts.draft import Draft

__all__ = ["sequence"]

BOUNDS = {"tinyint": (0, 255), "smallint": (-(2**15), 2**15 - 1), "int": (-(2**31), 2**31 - 1)}


def sequence(cursor: Cursor, draft: Draft) -> None:
    """Reads `CREATE SEQUENCE` behind these words; bounds are set to what the engine uses."""
    schema, name = cursor.qualified()
    kind, found, cycle, cache = "bigint", dict[str, int](), False, 1
    while not cursor.done:
        if cursor.take("AS"):
            kind = data_type(cursor, draft)[0]
        elif cursor.take("START", "WITH"):
            found["start"] = _number(cursor)
        elif cursor.take("INCREMENT", "BY"):
            found["increment"] = _number(cursor)
        elif cursor.take("MINVALUE"):
            found["minimum"] = _number(cursor)
        elif cursor.take("MAXVALUE"):
            found["maximum"] = _number(cursor)
        elif cursor.take("CACHE"):
            cache = _number(cursor) if cursor.token.kind == "number" else 1
        elif cursor.take("CYCLE"):
            cycle = True
        elif cursor.ahead("NO"):
            cursor.at += 2
        else:
            break
    low, high = BOUNDS.get(kind, (-(2**63), 2**63 - 1))
    low, high = found.get("minimum", low), found.get("maximum", high)
    step = found.get("increment", 1)
    draft.add(
        cat.Sequence(
            schema=schema, name=name, type=kind, start=found.get("start", low if step > 0 else high),
            increment=step, minimum=low, maximum=high, cache=cache, cycle=cycle,
        )
    )  # fmt: skip


def _number(cursor: Cursor) -> int:
    sign = -1 if cursor.take("-") else 1
    if cursor.token.kind != "number":
        raise cursor.wrong("a number is expected here")
    cursor.at += 1
    return sign * int(cursor.tokens[cursor.at - 1].text)
