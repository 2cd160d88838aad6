"""Roles and grants of a T-SQL script."""

from __future__ import annotations

from dataclasses import replace

from generator import catalog as cat
from generator.database.mssql.tokens import Cursor
from generator.database.scripts.draft import Draft

__all__ = ["grant", "role"]

KINDS = ("table", "view", "sequence", "function")


def role(cursor: Cursor, draft: Draft, *, login: bool, change: bool = False) -> None:
    """Reads `CREATE ROLE`, `CREATE USER` or, for a change, `ALTER ROLE` behind these words."""
    name = cursor.name()
    if change:
        cursor.need("ADD", "MEMBER")
        member = cursor.name()
        found = draft.find("role", "", member)
        if isinstance(found, cat.Role):
            draft.add(replace(found, member_of=tuple(sorted({*found.member_of, name}))))
        else:
            draft.passed["member of a role that the script does not make"] += 1
        return
    if cursor.take("AUTHORIZATION"):
        cursor.name()
    while not cursor.done and cursor.token.key in (
        "FOR",
        "FROM",
        "LOGIN",
        "WITHOUT",
        "WITH",
        "DEFAULT_SCHEMA",
        "=",
    ):
        word = cursor.name().upper() if cursor.token.key != "=" else ""
        cursor.at += 1 if not word else 0
        if word in ("LOGIN",) and not cursor.done and cursor.tokens[cursor.at - 2].key != "WITHOUT":
            cursor.name()
        if not word:
            cursor.name()
    draft.add(cat.Role(name=name, login=login))


def grant(cursor: Cursor, draft: Draft) -> None:
    """Reads `GRANT … ON … TO …`; what is granted on more than an object is kept word for word."""
    start = cursor.at
    cursor.need("GRANT")
    privileges: list[str] = []
    while not cursor.ahead("ON") and not cursor.ahead("TO"):
        words = [cursor.name().upper()]
        while cursor.token.kind == "word" and cursor.token.key not in ("ON", "TO"):
            words.append(cursor.name().upper())
        columns = f" ({', '.join(cursor.names())})" if cursor.ahead("(") else ""
        privileges.append(" ".join(words) + columns)
        cursor.take(",")
    on: cat.Object | None = None
    if cursor.take("ON"):
        if cursor.take("OBJECT", "::"):
            pass
        elif cursor.tokens[cursor.at + 1].text == "::":
            cursor.at += 2
        schema, name = cursor.qualified()
        on = next((item for kind in KINDS if (item := draft.find(kind, schema, name))), None)
    cursor.need("TO")
    roles = [cursor.name()]
    while cursor.take(","):
        roles.append(cursor.name())
    grantable = cursor.take("WITH", "GRANT", "OPTION")
    if cursor.take("AS"):
        cursor.name()
    if on is None:
        text = cursor.script[cursor.tokens[start].start : cursor.tokens[cursor.at - 1].end]
        draft.add(cat.Verbatim(name=" ".join(text.split()).lower(), sql=text))
        return
    for each in roles:
        made = cat.Grant(
            schema=on.id.schema, on_kind=on.kind, on=on.id.name, role=each,
            privileges=tuple(sorted(privileges)), grantable=grantable,
        )  # fmt: skip
        before = draft.objects.get(made.id)
        if isinstance(before, cat.Grant):
            every = {*before.privileges, *made.privileges}
            made = replace(made, privileges=tuple(sorted(every)))
        draft.add(made)
