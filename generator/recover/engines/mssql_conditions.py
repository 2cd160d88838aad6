"""Conditions of SQL Server as a person writes them: scripts have brackets around names, N before texts and
parentheses around numbers.

Takes the text of a script, gives portable text, or the text itself where there is none; `meant` gives an
index without the condition by which it takes several NULL."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from generator import catalog as cat
from generator.catalog import Catalog, Id
from generator.database.mssql.tokens import bare
from generator.sql.reader import read_expression
from generator.sql.tokens import Fault
from generator.sql.tree import Binary, Literal, Name, Node, Not
from generator.sql.written import changed, written

__all__ = ["TOKEN", "conjuncts", "meant", "portable"]

TOKEN = re.compile(
    r"[nN]?'(?:[^']|'')*'|\[[^\]]*\]|\"[^\"]*\"|[\w@#$.]+|<>|[<>!]=|\s+|.", re.DOTALL
)
PRESENT = re.compile(r"(\[[^\]]+\]|\"[^\"]+\"|\w+)\s+IS\s+NOT\s+NULL", re.IGNORECASE)


def portable(text: str, names: Mapping[str, str], truths: Collection[str]) -> str:
    """Gives the portable text. names: fields by their columns; truths: columns of true and false.

    >>> portable("[Qty]>=(0) AND [On]=(1) AND aB = N'it''s'", {"Qty": "qty", "On": "on", "AB": "a_b"}, ["On"])
    "qty >= 0 AND on AND a_b = 'it''s'"
    """
    fields = {column.lower(): field for column, field in names.items()}
    flags = {fields[name.lower()] for name in truths}
    plain = "".join(_plain(match.group(), fields) for match in TOKEN.finditer(text))
    try:
        return written(changed(read_expression(plain), lambda node: _truth(node, flags)))
    except (Fault, ValueError):
        return text


def _plain(token: str, fields: Mapping[str, str]) -> str:
    """Gives a name as the language quotes it, a text without its N, and all else as it is."""
    if token[:2] in ("N'", "n'"):
        return token[1:]
    name = token[1:-1] if token[0] in '["' else token
    if token[0] in '["' or name.lower() in fields:
        return f'"{fields.get(name.lower(), name)}"'
    return token


def _truth(node: Node, flags: Collection[str]) -> Node:
    match node:
        case Binary("=", Name(name=name) as one, Literal("integer", "0" | "1" as value)):
            said = one if value == "1" else Not(one)
            return said if name in flags else node
    return node


def meant(catalog: Catalog, item: cat.Index) -> cat.Index:
    """Gives a unique index as it is meant: one whose condition keeps out every NULL takes several of
    them, and says no more than that; one that does not takes one."""
    if not (item.unique and item.where):
        return item
    columns = (
        catalog.objects.get(Id("column", item.schema, item.table, key.column)) for key in item.keys
    )
    optional = {one.name for one in columns if isinstance(one, cat.Column) and one.nullable}
    parts = conjuncts(item.where)
    present = {
        part: found[1].strip('[]"').lower() for part in parts if (found := PRESENT.fullmatch(part))
    }
    if not {name.lower() for name in optional} <= set(present.values()):
        return replace(item, nulls_not_distinct=True)
    needless = {name.lower() for name in optional}
    rest = [part for part in parts if present.get(part, "") not in needless]
    return replace(item, where=" AND ".join(rest), nulls_not_distinct=False)


def conjuncts(text: str) -> list[str]:
    """Gives the parts that AND joins; the condition of an index has no OR.

    >>> conjuncts("([a]=(1) AND (b IS NOT NULL)) AND c IN (1, 2)")
    ['[a]=(1)', 'b IS NOT NULL', 'c IN (1, 2)']"""
    found, depth = [""], 0
    for match in TOKEN.finditer(bare(text)):
        token = match.group()
        depth += {"(": 1, ")": -1}.get(token, 0)
        if token.upper() == "AND" and not depth:
            found.append("")
        else:
            found[-1] += token
    parts = [part.strip() for part in found]
    return [one for part in parts for one in conjuncts(part)] if len(parts) > 1 else parts
