"""The type of a computed column, which a script does not say: told by the terms of its expression.

Takes a Column and the Draft that has its table, gives a type; the server has the last word on it."""

from __future__ import annotations

import re

from generator import catalog as cat
from generator.database.mssql.tokens import unquoted
from generator.database.scripts.draft import Draft

__all__ = ["computed"]

CAST = re.compile(
    r"\A\s*(?:CAST\s*\(.*\bAS\s+(?P<cast>[\w()., \[\]]+)\)|CONVERT\s*\(\s*(?P<convert>[^,]+),.*\))\s*\Z",
    re.I | re.S,
)
NUMBER = re.compile(
    r"\b(?:len|datediff|datepart|year|month|day|charindex|patindex|checksum|sign|abs)\s*\(", re.I
)
MOMENT = re.compile(
    r"\b(?:getdate|getutcdate|sysdatetime|dateadd|datefromparts|eomonth)\s*\(", re.I
)
TEXT = re.compile(r"n?(?:var)?char|n?text|sysname|xml")
NUMBERS = (
    "float",
    "real",
    "decimal",
    "numeric",
    "money",
    "smallmoney",
    "bigint",
    "int",
    "smallint",
    "tinyint",
)
OTHERWISE = "nvarchar(max)"


def computed(item: cat.Column, draft: Draft) -> str:
    """Gives the type of a computed column: of its cast, of the widest number in it, else a text."""
    found = CAST.match(item.generated)
    if found:
        return re.sub(r"[\[\]\s]", "", found["cast"] or found["convert"]).lower()
    if NUMBER.search(item.generated):
        return "int"
    if MOMENT.search(item.generated):
        return "datetime"
    kinds = _kinds(item, draft)
    if "'" in item.generated or any(TEXT.match(kind) for kind in kinds):
        return OTHERWISE
    numbers = (kind for name in NUMBERS for kind in kinds if kind.startswith(name))
    return next(numbers, kinds[0] if kinds else OTHERWISE)


def _kinds(item: cat.Column, draft: Draft) -> list[str]:
    """Gives the types of the columns that an expression names."""
    words = {
        unquoted(word).lower() for word in re.findall(r"\[[^\]]+\]|\"[^\"]+\"|\w+", item.generated)
    }
    table = draft.table(item.schema, item.table)
    columns = (each for each in draft.parts(table) if isinstance(each, cat.Column)) if table else ()
    return [each.type for each in columns if each.name.lower() in words and each.type]
