"""Tables of a T-SQL script: CREATE TABLE and ALTER TABLE, column by column.

Takes a Cursor behind the statement's first words and the Draft, changes the draft."""

from __future__ import annotations

import re
from dataclasses import replace

from generator import catalog as cat
from generator.catalog import Identity
from generator.database.mssql.tokens import Cursor, bare
from generator.database.scripts.draft import Draft
from generator.naming import Limit, physical

__all__ = ["alter", "create", "data_type", "index", "storage"]

LIMITS = (Limit(128, "characters"),)
COLLATE = "DATABASE_DEFAULT"
TEXT = re.compile(r"n?(?:var)?char\b|n?text\b|sysname\b")
SIZED = {"decimal": "(18,0)", "numeric": "(18,0)"}
ONE = ("char", "nchar", "varchar", "nvarchar", "binary", "varbinary")
USUAL = {
    "PAD_INDEX": ("OFF",), "STATISTICS_NORECOMPUTE": ("OFF",), "IGNORE_DUP_KEY": ("OFF",),
    "ALLOW_ROW_LOCKS": ("ON",), "ALLOW_PAGE_LOCKS": ("ON",), "OPTIMIZE_FOR_SEQUENTIAL_KEY": ("OFF",),
    "SORT_IN_TEMPDB": ("ON", "OFF"), "DROP_EXISTING": ("ON", "OFF"), "ONLINE": ("ON", "OFF"),
    "FILLFACTOR": ("0", "100"), "DATA_COMPRESSION": ("NONE",), "STATISTICS_INCREMENTAL": ("OFF",),
    "MAXDOP": tuple(map(str, range(65))), "LOCK_ESCALATION": ("TABLE",),
}  # fmt: skip
"""Options that change nothing, or nothing that lasts, with these values."""

STARTS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "INDEX")


def create(cursor: Cursor, draft: Draft) -> None:
    """Reads `CREATE TABLE` behind these words."""
    schema, name = cursor.qualified()
    if name.startswith("#"):
        raise cursor.wrong("a temporary table cannot be imported")
    table = cat.Table(schema=schema, name=name, options={"collate": COLLATE})
    draft.add(table)
    cursor.need("(")
    while not cursor.take(")"):
        element(cursor, draft, table)
        if not cursor.take(",") and not cursor.ahead(")"):
            raise cursor.wrong("`,` or `)` is expected here")
    place, options = storage(cursor, draft)
    others = dict(options)
    if cursor.take("TEXTIMAGE_ON"):
        group = cursor.name()
        others |= {} if group.upper() == "PRIMARY" else {"text_filegroup": group}
    _, more = storage(cursor, draft)
    now = draft.table(schema, table.name) or table
    draft.add(replace(now, tablespace=place, options={**now.options, **others, **more}))


def element(cursor: Cursor, draft: Draft, table: cat.Table, *, valid: bool = True) -> None:
    """Reads a column or a constraint of a table."""
    if cursor.take("PERIOD", "FOR", "SYSTEM_TIME"):
        cursor.group()
    elif cursor.token.key in STARTS:
        constraint(cursor, draft, table, valid=valid)
    else:
        column(cursor, draft, table)


def column(cursor: Cursor, draft: Draft, table: cat.Table) -> None:
    """Reads a column with its constraints."""
    name = cursor.name()
    place = sum(isinstance(item, cat.Column) for item in draft.parts(table))
    made = cat.Column(schema=table.schema, table=table.name, name=name, type="", position=place)
    if cursor.take("AS"):
        text = bare(_until(cursor, ",", ")", ";", "PERSISTED", "CONSTRAINT"))
        made = replace(made, generated=text, stored=cursor.take("PERSISTED"))
    else:
        kind, nullable = data_type(cursor, draft)
        made = replace(made, type=kind, nullable=nullable)
    draft.add(made)
    while (
        not cursor.done
        and not cursor.ahead(",")
        and not cursor.ahead(")")
        and not cursor.ahead(";")
    ):
        changed = _attribute(cursor, draft, table, made)
        if changed is None:
            break
        made = changed
        draft.add(made)


def _until(cursor: Cursor, *keys: str) -> str:
    """Reads on to one of the signs and words outside of parentheses; gives the text before it."""
    first = cursor.token
    while not cursor.done and cursor.token.key not in keys:
        if cursor.ahead("("):
            cursor.group()
        else:
            cursor.at += 1
    return cursor.script[first.start : cursor.tokens[cursor.at - 1].end]


def data_type(cursor: Cursor, draft: Draft) -> tuple[str, bool]:
    """Reads a type as it is declared, and whether it allows NULL when nothing is said."""
    schema, name = cursor.qualified()
    word = name.lower()
    if schema or (schema, word) in draft.types:
        found = draft.types.get((schema.lower(), word))
        if found:
            draft.passed["use of an alias type, declared as what it stands for"] += 1
            return found
    if word == "double" and cursor.take("PRECISION"):
        word = "float"
    if word in ("character", "char") and cursor.take("VARYING"):
        word = "varchar"
    if cursor.ahead("("):
        numbers = re.sub(r"\s+", "", cursor.group()).lower()
        return f"{word}({numbers})", True
    qualifier = f"{schema}." if schema and schema.lower() != "sys" else ""
    return qualifier + word + SIZED.get(word, "(1)" if word in ONE else ""), True


def _attribute(
    cursor: Cursor, draft: Draft, table: cat.Table, made: cat.Column
) -> cat.Column | None:
    """Reads what follows a column's type; None for what belongs to something else."""
    if cursor.take("NOT", "FOR", "REPLICATION"):
        draft.passed["NOT FOR REPLICATION"] += 1
        return made
    if cursor.take("NOT", "NULL"):
        return made if made.generated else replace(made, nullable=False)
    if cursor.take("NULL"):
        return replace(made, nullable=True)
    if cursor.take("IDENTITY"):
        start, step = _pair(cursor.group()) if cursor.ahead("(") else (1, 1)
        return replace(made, nullable=False, identity=Identity(start=start, increment=step))
    if cursor.take("COLLATE"):
        name = cursor.name()
        return replace(made, collate="" if name.upper() == COLLATE else name)
    if cursor.take("ROWGUIDCOL"):
        return replace(made, options={**made.options, "rowguidcol": ""})
    if cursor.take("GENERATED", "ALWAYS", "AS"):
        cursor.at += 2  # ROW or TRANSACTION_ID, START or END
        cursor.take("HIDDEN")
        draft.passed["period column of a table with system versioning"] += 1
        return made
    if cursor.take("SPARSE"):
        return replace(made, options={**made.options, "sparse": ""})
    if cursor.take("MASKED", "WITH"):
        found = re.search(r"'(.*)'", cursor.group())
        return replace(made, options={**made.options, "masked": found[1] if found else ""})
    if cursor.ahead("DEFAULT"):
        return _default(cursor, made, "")
    if cursor.ahead("CONSTRAINT") or cursor.token.key in (*STARTS, "REFERENCES"):
        return _own_constraint(cursor, draft, table, made)
    return None


def _pair(text: str) -> tuple[int, int]:
    start, _, step = text.partition(",")
    return int(start), int(step or 1)


def _default(cursor: Cursor, made: cat.Column, name: str) -> cat.Column:
    cursor.need("DEFAULT")
    text = expression(cursor)
    cursor.take("WITH", "VALUES")
    return _defaulted(made, bare(text), name)


def _defaulted(made: cat.Column, text: str, name: str) -> cat.Column:
    """Gives a column a default; its name is kept where it is another than the derived one."""
    if text.upper() == "NULL":
        return made
    usual = name.lower() in ("", physical("df", (made.table, made.name), LIMITS).lower())
    own = {} if usual else {"default_name": name}
    return replace(made, default=text, options={**made.options, **own})


def expression(cursor: Cursor) -> str:
    """Reads a value: in parentheses, a literal, a call, or NEXT VALUE FOR a sequence."""
    if cursor.ahead("("):
        return f"({cursor.group()})"
    first = cursor.token
    if cursor.take("NEXT", "VALUE", "FOR"):
        cursor.qualified()
    else:
        if cursor.ahead("-") or cursor.ahead("+"):
            cursor.at += 1
        cursor.at += 1
        while cursor.take("."):
            cursor.name()
        if cursor.ahead("("):
            cursor.group()
    return cursor.script[first.start : cursor.tokens[cursor.at - 1].end]


def _own_constraint(cursor: Cursor, draft: Draft, table: cat.Table, made: cat.Column) -> cat.Column:
    """Reads a constraint that stands behind its column."""
    name = cursor.name() if cursor.take("CONSTRAINT") else ""
    if cursor.ahead("DEFAULT"):
        return _default(cursor, made, name)
    if cursor.take("NOT", "NULL"):
        return replace(made, nullable=False)
    if cursor.take("NULL"):
        return replace(made, nullable=True)
    if cursor.ahead("PRIMARY"):
        made = replace(made, nullable=False)
        draft.add(made)
    _constraint(cursor, draft, table, name, made.name)
    return made


def constraint(cursor: Cursor, draft: Draft, table: cat.Table, *, valid: bool = True) -> None:
    """Reads a constraint of a table, `CONSTRAINT name` or none in front."""
    name = cursor.name() if cursor.take("CONSTRAINT") else ""
    _constraint(cursor, draft, table, name, "", valid=valid)


def _constraint(
    cursor: Cursor, draft: Draft, table: cat.Table, name: str, alone: str, *, valid: bool = True
) -> None:
    if cursor.take("PRIMARY", "KEY"):
        _key(cursor, draft, table, name, alone)
    elif cursor.take("UNIQUE"):
        _unique(cursor, draft, table, name, alone)
    elif cursor.ahead("FOREIGN") or cursor.ahead("REFERENCES"):
        _foreign_key(cursor, draft, table, name, alone, valid=valid)
    elif cursor.take("CHECK"):
        cursor.take("NOT", "FOR", "REPLICATION")
        text = bare(f"({cursor.group()})")
        stem = alone or str(1 + sum(isinstance(item, cat.Check) for item in draft.parts(table)))
        name = name or physical("ck", (table.name, stem), LIMITS)
        draft.add(
            cat.Check(
                schema=table.schema, table=table.name, name=name, expression=text, valid=valid
            )
        )
    elif cursor.take("DEFAULT"):
        _default_for(cursor, draft, table, name)
    elif cursor.take("INDEX"):
        named = cursor.name()
        index(cursor, draft, table, named, unique=cursor.take("UNIQUE"))
    else:
        raise cursor.wrong("a constraint is expected here")


def _default_for(cursor: Cursor, draft: Draft, table: cat.Table, name: str) -> None:
    text = bare(expression(cursor))
    cursor.need("FOR")
    place = cursor.token
    column = draft.column(table, cursor.name())
    if column is None:
        cursor.at -= 1
        raise cursor.wrong(f"`{table.name}` has no column {place.text}")
    cursor.take("WITH", "VALUES")
    draft.add(_defaulted(column, text, name))


def _keys(cursor: Cursor) -> tuple[cat.Key, ...]:
    cursor.need("(")
    found: list[cat.Key] = []
    while not cursor.take(")"):
        column = cursor.name()
        desc = cursor.take("DESC")
        cursor.take("ASC")
        found.append(cat.Key(column=column, desc=desc))
        if not cursor.take(",") and not cursor.ahead(")"):
            raise cursor.wrong("`,` or `)` is expected here")
    return tuple(found)


def _over(cursor: Cursor, draft: Draft, table: cat.Table, alone: str) -> tuple[str, ...]:
    """Reads the columns of a key; directions of its index are storage."""
    if alone and not cursor.ahead("("):
        return (alone,)
    keys = _keys(cursor)
    if any(key.desc for key in keys):
        draft.passed["descending column of a key or unique constraint"] += 1
    return draft.columns(table, tuple(key.column for key in keys))


def _key(cursor: Cursor, draft: Draft, table: cat.Table, name: str, alone: str) -> None:
    loose = cursor.take("NONCLUSTERED")
    cursor.take("CLUSTERED")
    columns = _over(cursor, draft, table, alone)
    _stored(cursor, draft)
    name = name or physical("pk", (table.name,), LIMITS)
    draft.add(cat.PrimaryKey(schema=table.schema, table=table.name, name=name, columns=columns))
    for column in columns:
        found = draft.column(table, column)
        if found:
            draft.add(replace(found, nullable=False))
    if loose:
        now = draft.table(table.schema, table.name) or table
        draft.add(replace(now, options={**now.options, "nonclustered_key": ""}))


def _unique(cursor: Cursor, draft: Draft, table: cat.Table, name: str, alone: str) -> None:
    if cursor.take("CLUSTERED"):
        draft.passed["clustering of a unique constraint"] += 1
    cursor.take("NONCLUSTERED")
    columns = _over(cursor, draft, table, alone)
    _stored(cursor, draft)
    name = name or physical("uq", (table.name, *columns), LIMITS)
    draft.add(
        cat.Unique(
            schema=table.schema,
            table=table.name,
            name=name,
            columns=columns,
        )
    )


def _stored(cursor: Cursor, draft: Draft) -> None:
    """Reads where and how a key is kept, which a catalog has no place for."""
    place, options = storage(cursor, draft)
    if place or options:
        draft.passed["storage option of a key or unique constraint"] += 1


def _foreign_key(
    cursor: Cursor, draft: Draft, table: cat.Table, name: str, alone: str, *, valid: bool
) -> None:
    columns = cursor.names() if cursor.take("FOREIGN", "KEY") and cursor.ahead("(") else (alone,)
    cursor.need("REFERENCES")
    schema, other = cursor.qualified()
    there = draft.table(schema, other)
    targets = cursor.names() if cursor.ahead("(") else draft.key_of(there) if there else ()
    actions = {"DELETE": "NO ACTION", "UPDATE": "NO ACTION"}
    while cursor.ahead("ON", "DELETE") or cursor.ahead("ON", "UPDATE"):
        cursor.need("ON")
        word = cursor.name().upper()
        parts = (
            (cursor.name(), cursor.name())
            if cursor.token.key in ("NO", "SET")
            else (cursor.name(),)
        )
        actions[word] = " ".join(parts).upper()
    if cursor.take("NOT", "FOR", "REPLICATION"):
        draft.passed["NOT FOR REPLICATION"] += 1
    columns = draft.columns(table, columns)
    draft.add(
        cat.ForeignKey(
            schema=table.schema, table=table.name,
            name=name or physical("fk", (table.name, columns[0]), LIMITS),
            columns=columns,
            ref_schema=there.schema if there else schema, ref_table=there.name if there else other,
            ref_columns=draft.columns(there, targets) if there else targets,
            on_delete=actions["DELETE"], on_update=actions["UPDATE"], valid=valid,
        )
    )  # fmt: skip


def index(
    cursor: Cursor,
    draft: Draft,
    table: cat.Table,
    name: str,
    *,
    unique: bool = False,
    clustered: bool = False,
) -> None:
    """Reads an index from its columns on."""
    options: dict[str, str] = {"clustered": ""} if clustered else {}
    if cursor.take("CLUSTERED"):
        options["clustered"] = ""
    cursor.take("NONCLUSTERED")
    if cursor.take("COLUMNSTORE"):
        options["columnstore"] = ""
    keys = _keys(cursor)
    include = cursor.names() if cursor.take("INCLUDE") else ()
    where = ""
    if cursor.take("WHERE"):
        first = cursor.token
        while (
            not cursor.done
            and not cursor.ahead("WITH", "(")
            and not cursor.ahead("ON")
            and not cursor.ahead(";")
        ):
            if cursor.ahead("("):
                cursor.group()
            else:
                cursor.at += 1
        where = bare(cursor.script[first.start : cursor.tokens[cursor.at - 1].end])
    place, more = storage(cursor, draft)
    columns = draft.columns(table, tuple(key.column for key in keys))
    draft.add(
        cat.Index(
            schema=table.schema, table=table.name, name=name, unique=unique, where=where, tablespace=place,
            keys=tuple(replace(key, column=column) for key, column in zip(keys, columns, strict=True)),
            include=draft.columns(table, include), options={**options, **more},
        )
    )  # fmt: skip


def storage(cursor: Cursor, draft: Draft) -> tuple[str, dict[str, str]]:
    """Reads `WITH (…)` and `ON filegroup`; gives the filegroup, "" for the usual, and other options."""
    place, options = "", dict[str, str]()
    while True:
        if cursor.ahead("WITH", "(") or cursor.ahead("WITH", "FILLFACTOR"):
            cursor.need("WITH")
            text = cursor.group() if cursor.ahead("(") else _bare_option(cursor)
            for part in re.split(r",(?![^(]*\))", text):
                key, _, value = (piece.strip() for piece in part.partition("="))
                if key.upper() == "SYSTEM_VERSIONING":
                    draft.passed["system versioning of a table"] += 1
                elif value.upper() not in USUAL.get(key.upper(), ()):
                    options[key.lower()] = value
        elif cursor.ahead("ON") and cursor.at + 1 < len(cursor.tokens):
            cursor.need("ON")
            name = cursor.name()
            place = "" if name.upper() in ("PRIMARY", "DEFAULT") else name
            if cursor.ahead("("):
                cursor.group()
                draft.passed["partition scheme"] += 1
                place = ""
        else:
            return place, options


def _bare_option(cursor: Cursor) -> str:
    key = cursor.name()
    cursor.need("=")
    cursor.at += 1
    return f"{key} = {cursor.tokens[cursor.at - 1].text}"


def alter(cursor: Cursor, draft: Draft) -> None:
    """Reads `ALTER TABLE` behind these words."""
    at = cursor.at
    table = draft.table(*cursor.qualified())
    if table is None:
        cursor.at = at
        raise cursor.wrong(f"there is no table {cursor.token.text} here")
    valid = not cursor.take("WITH", "NOCHECK")
    cursor.take("WITH", "CHECK")
    if cursor.take("ADD"):
        while True:
            if cursor.ahead("DEFAULT"):
                constraint(cursor, draft, table, valid=valid)
            else:
                element(cursor, draft, table, valid=valid)
            if not cursor.take(","):
                return
    elif cursor.take("NOCHECK", "CONSTRAINT") or cursor.ahead("CHECK", "CONSTRAINT"):
        _toggle(cursor, draft, table, enabled=cursor.take("CHECK", "CONSTRAINT"), valid=valid)
    elif cursor.take("DROP"):
        _drop(cursor, draft, table)
    elif cursor.take("ALTER", "COLUMN"):
        _alter_column(cursor, draft, table)
    elif cursor.take("SET"):
        cursor.group()
        draft.passed["setting of a table"] += 1
    elif (
        cursor.token.key in ("ENABLE", "DISABLE") and cursor.tokens[cursor.at + 1].key == "TRIGGER"
    ):
        draft.passed["trigger that is switched on or off"] += 1
        cursor.at += 2
        cursor.name()
    else:
        raise cursor.wrong("this change of a table is not understood")


def _toggle(cursor: Cursor, draft: Draft, table: cat.Table, *, enabled: bool, valid: bool) -> None:
    names = [cursor.name()]
    while cursor.take(","):
        names.append(cursor.name())
    for item in draft.parts(table):
        if not isinstance(item, cat.ForeignKey | cat.Check):
            continue
        if names[0].upper() == "ALL" or item.name.lower() in (name.lower() for name in names):
            (draft.disabled.discard if enabled else draft.disabled.add)(item.id)
            if enabled and not valid:
                draft.add(replace(item, valid=False))


def _drop(cursor: Cursor, draft: Draft, table: cat.Table) -> None:
    is_column = cursor.take("COLUMN")
    if not is_column:
        cursor.take("CONSTRAINT")
    cursor.take("IF", "EXISTS")
    while True:
        name = cursor.name()
        found = draft.column(table, name) if is_column else draft.part(table, name)
        holder = draft.defaulted(table, name)
        if found:
            draft.remove(found.id)
        elif holder:
            kept = {key: text for key, text in holder.options.items() if key != "default_name"}
            draft.add(replace(holder, default="", options=kept))
        if not cursor.take(","):
            return
        cursor.take("CONSTRAINT") or cursor.take("COLUMN")


def _alter_column(cursor: Cursor, draft: Draft, table: cat.Table) -> None:
    name = cursor.name()
    found = draft.column(table, name)
    if found is None:
        raise cursor.wrong(f"`{table.name}` has no column `{name}`")
    if cursor.token.key in ("ADD", "DROP"):
        raise cursor.wrong("this change of a column is not understood")
    kind, _ = data_type(cursor, draft)
    collate = cursor.name() if cursor.take("COLLATE") else ""
    nullable = not cursor.take("NOT", "NULL")
    cursor.take("NULL")
    draft.add(replace(found, type=kind, collate=collate, nullable=nullable))
