"""Tables of a parsed script: CREATE TABLE, ALTER TABLE … ADD, CREATE INDEX.

Takes sqlglot's nodes and the Draft, changes the draft; False for what is not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from generator import catalog as cat
from generator.database.parsed.columns import SERIALS, called, column, names, spelled
from generator.database.scripts.draft import Draft

__all__ = ["add", "create", "index", "qualified"]

OLDER = {"latin1": "latin1_swedish_ci", "utf8mb3": "utf8mb3_general_ci"}
PREFIX = re.compile(r"(\w+)\((\d+)\)")
OLD = re.compile(r"^utf8(?=_|$)")
"""What `utf8` was called before its characters had up to four bytes."""
ENGINES = {name.lower(): name for name in ("InnoDB", "MyISAM", "MEMORY", "ARCHIVE", "CSV")}
COLLATIONS = {
    "mysql": {"utf8mb4": "utf8mb4_0900_ai_ci", **OLDER},
    "mariadb": {"utf8mb4": "utf8mb4_uca1400_ai_ci", **OLDER},
}
"""What tables have whose script names a character set alone."""


def qualified(node: exp.Expression, engine: str) -> tuple[str, str]:
    """Gives schema and name; the default schema, and a database of MySQL's, are none."""
    table = node.this if isinstance(node, exp.Schema) else node
    dialect = "postgres" if engine == "postgresql" else "mysql"
    schema = called(table.args.get("db"), dialect)
    return "" if schema == "public" or engine != "postgresql" else schema, called(table, dialect)


def made_up(table: str, middle: str, ending: str) -> str:
    """Gives the name that PostgreSQL makes up: the longer part is cut until 63 bytes hold all of it.

    >>> made_up("users", "email", "key"), len(made_up("a" * 60, "b" * 60, "fkey"))
    ('users_email_key', 63)"""
    room = 63 - len(ending) - (2 if middle else 1)
    while len(table.encode()) + len(middle.encode()) > room:
        if len(table.encode()) > len(middle.encode()):
            table = table[:-1]
        else:
            middle = middle[:-1]
    return "_".join(part for part in (table, middle, ending) if part)


def _free(draft: Draft, table: cat.Table, wanted: str) -> str:
    """Gives the name that MySQL makes up for an index: its first column, with a number when taken."""
    name, number = wanted, 2
    while draft.part(table, name):
        name, number = f"{wanted}_{number}", number + 1
    return name


def create(node: exp.Create, draft: Draft, engine: str, dialect: str) -> bool:
    """Takes a table with its columns and constraints."""
    if not isinstance(node.this, exp.Schema) or node.args.get("expression"):
        return False
    schema, name = qualified(node.this, engine)
    properties = node.args.get("properties")
    options, comment = _options(properties.expressions if properties else [], engine)
    if options is None:
        return False
    table = cat.Table(schema=schema, name=name, options=options, comment=comment)
    draft.add(table)
    for place, part in enumerate(node.this.expressions):
        if isinstance(part, exp.ColumnDef):
            made, own = column(part, table, place, dialect)
            made = _counted(made, draft) if engine == "postgresql" else made
            draft.add(made)
            done = all(
                _constraint(each, "", made.name, draft, table, engine, dialect) for each in own
            )
        else:
            done = _constraint(part, "", "", draft, table, engine, dialect)
        if not done:
            draft.drop("table", schema, name)
            return False
    return True


def _options(found: list[exp.Expression], engine: str) -> tuple[dict[str, str] | None, str]:
    """Gives a table's options and comment; None for the options when there is one of another kind."""
    if engine == "postgresql":
        return ({}, "") if not found else (None, "")
    said: dict[str, str] = {"engine": "InnoDB"}
    comment = ""
    for each in found:
        match each:
            case exp.EngineProperty():
                said["engine"] = ENGINES.get(each.name.lower(), each.name)
            case exp.RowFormatProperty():
                said["row_format"] = each.name.upper()
            case exp.CharacterSetProperty():
                said["charset"] = OLD.sub("utf8mb3", each.name.lower())
            case exp.CollateProperty():
                said["collate"] = OLD.sub("utf8mb3", each.name.lower())
            case exp.SchemaCommentProperty():
                comment = str(each.this.this)
            case exp.AutoIncrementProperty():
                pass
            case _:
                return None, ""
    if "collate" in said:
        said["charset"] = said["collate"].partition("_")[0]
    said.setdefault("charset", "utf8mb4")
    said.setdefault("collate", COLLATIONS[engine].get(said["charset"], ""))
    return (said, comment) if said["collate"] else (None, "")


def _counted(made: cat.Column, draft: Draft) -> cat.Column:
    """Makes the sequence that a serial column has."""
    kind = SERIALS.get(made.type)
    if kind is None:
        return made
    name = made_up(made.table, made.name, "seq")
    top = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}[kind]
    draft.add(
        cat.Sequence(
            schema=made.schema, name=name, type=kind, minimum=1, maximum=top, owned_by=(made.table, made.name)
        )
    )  # fmt: skip
    whole = f"{made.schema}.{name}" if made.schema else name
    return replace(made, type=kind, nullable=False, default=f"nextval('{whole}'::regclass)")


def add(node: exp.Alter, draft: Draft, engine: str, dialect: str) -> bool:
    """Takes what ALTER TABLE adds or sets; nothing when one of its actions is not understood."""
    table = draft.table(*qualified(node.this, engine))
    if table is None or node.args.get("kind") != "TABLE":
        return False
    done = [_action(each, node, draft, table, engine, dialect) for each in node.args["actions"]]
    return all(done)


def _action(
    action: exp.Expression,
    node: exp.Alter,
    draft: Draft,
    table: cat.Table,
    engine: str,
    dialect: str,
) -> bool:
    if isinstance(action, exp.AddConstraint):
        valid = not node.args.get("not_valid")
        return all(
            _constraint(each, "", "", draft, table, engine, dialect, valid=valid)
            for each in action.expressions
        )
    if isinstance(action, exp.ColumnDef):
        place = sum(isinstance(item, cat.Column) for item in draft.parts(table))
        made, own = column(action, table, place, dialect)
        draft.add(made)
        return all(_constraint(each, "", made.name, draft, table, engine, dialect) for each in own)
    if isinstance(action, exp.AlterColumn) and action.args.get("default"):
        found = draft.column(table, called(action, dialect))
        if found:
            draft.add(replace(found, default=spelled(action.args["default"], dialect)))
        return found is not None
    return False


def _constraint(
    node: exp.Expression, name: str, alone: str, draft: Draft, table: cat.Table, engine: str, dialect: str,
    *, valid: bool = True,
) -> bool:  # fmt: skip
    """Takes a constraint. name: of the CONSTRAINT around it; alone: the column that it stands behind."""
    if isinstance(node, exp.Constraint):
        parts = node.expressions
        name = called(node, dialect)
        return all(
            _constraint(each, name, alone, draft, table, engine, dialect, valid=valid)
            for each in parts
        )
    kind = node.args.get("kind") if isinstance(node, exp.ColumnConstraint) else node
    if isinstance(node, exp.ColumnConstraint) and not name:
        name = called(node, dialect)
    own = (alone,) if alone else ()
    match kind:
        case exp.PrimaryKey() | exp.PrimaryKeyColumnConstraint():
            listed = [_whole(key, table, draft) for key in _index_keys(kind.expressions, dialect)]
            return _key(draft, table, name, [cat.Key(column=alone)] if own else listed, engine)
        case exp.UniqueColumnConstraint():
            inner = kind.this if isinstance(kind.this, exp.Schema) else None
            columns = own or tuple(names(inner.expressions if inner else [], dialect))
            named = name or called(inner, dialect)
            if inner and dialect == "mysql":  # its columns may be prefixes
                return _index(draft, table, named, inner.expressions, dialect, unique=True)
            return _unique(draft, table, named, columns, engine)
        case exp.CheckColumnConstraint():
            return _check(
                draft, table, name, alone, spelled(kind.this, dialect), engine, valid=valid
            )
        case exp.ForeignKey():
            columns = tuple(names(kind.expressions, dialect))
            return _foreign_key(
                draft, table, name, columns, kind.args["reference"], engine, valid=valid
            )
        case exp.Reference():
            return _foreign_key(draft, table, name, own, kind, engine, valid=valid)
        case exp.IndexColumnConstraint() if not kind.args.get("kind"):
            comment = _index_comment(kind)
            named = called(kind, dialect)
            keys = list(kind.expressions)
            return comment is not None and _index(
                draft, table, named, keys, dialect, comment=comment
            )
        case _:
            return False


def _index_comment(node: exp.IndexColumnConstraint) -> str | None:
    """Gives what is said of an index, "" for nothing; None when there is an option of another kind."""
    comment = ""
    for option in node.args.get("options") or ():
        said = {name for name, value in option.args.items() if value}
        if (
            said - {"comment", "using"}
            or str(option.args.get("using") or "BTREE").upper() != "BTREE"
        ):
            return None
        if "comment" in said:
            comment = str(option.args["comment"].this)
    return comment


def _key(draft: Draft, table: cat.Table, name: str, keys: list[cat.Key], engine: str) -> bool:
    named = name or made_up(table.name, "", "pkey") if engine == "postgresql" else ""
    columns = tuple(key.column for key in keys)
    plain = all(key == cat.Key(column=key.column) for key in keys)
    if not all(columns):
        return False
    draft.add(
        cat.PrimaryKey(
            schema=table.schema,
            table=table.name,
            name=named,
            columns=columns,
            keys=() if plain else tuple(keys),
        )
    )
    for each in columns:
        found = draft.column(table, each)
        if found:
            draft.add(replace(found, nullable=False))
    return True


def _unique(
    draft: Draft, table: cat.Table, name: str, columns: tuple[str, ...], engine: str
) -> bool:
    if engine == "postgresql":
        usual = made_up(table.name, "_".join(columns), "key")
    else:
        usual = _free(draft, table, columns[0])
    draft.add(
        cat.Unique(schema=table.schema, table=table.name, name=name or usual, columns=columns)
    )
    return True


def _check(
    draft: Draft, table: cat.Table, name: str, alone: str, text: str, engine: str, *, valid: bool
) -> bool:
    number = 1 + sum(isinstance(item, cat.Check) for item in draft.parts(table))
    usual = (
        made_up(table.name, alone, "check")
        if engine == "postgresql"
        else f"{table.name}_chk_{number}"
    )
    draft.add(
        cat.Check(
            schema=table.schema, table=table.name, name=name or usual, expression=text, valid=valid
        )
    )
    return True


def _foreign_key(
    draft: Draft, table: cat.Table, name: str, columns: tuple[str, ...], reference: exp.Expression,
    engine: str, *, valid: bool,
) -> bool:  # fmt: skip
    target = reference.this
    schema, other = qualified(target, engine)
    there = draft.table(schema, other)
    dialect = "postgres" if engine == "postgresql" else "mysql"
    listed = tuple(names(target.expressions, dialect)) if isinstance(target, exp.Schema) else ()
    actions = {"DELETE": "NO ACTION", "UPDATE": "NO ACTION"}
    deferrable = ""
    for option in reference.args.get("options") or ():
        words = str(option).upper().split()
        if words[:1] == ["ON"]:
            actions[words[1]] = " ".join(words[2:])
        elif words[0] in ("DEFERRABLE", "INITIALLY"):
            deferrable = "deferred" if words[-1] == "DEFERRED" else deferrable or "immediate"
        else:
            return False
    own = f"{table.name}_ibfk_"
    number = 1 + sum(item.id.name.startswith(own) for item in draft.parts(table))
    made = made_up(table.name, "_".join(columns), "fkey")
    usual = made if engine == "postgresql" else f"{own}{number}"
    draft.add(
        cat.ForeignKey(
            schema=table.schema, table=table.name, name=name or usual, columns=columns,
            ref_schema=schema, ref_table=other, deferrable=deferrable,
            ref_columns=listed or (draft.key_of(there) if there else ()),
            on_delete=actions["DELETE"], on_update=actions["UPDATE"], valid=valid,
        )
    )  # fmt: skip
    return True


def index(node: exp.Create, draft: Draft, engine: str, dialect: str) -> bool:
    """Takes `CREATE INDEX`."""
    table = draft.table(*qualified(node.this.args["table"], engine))
    parameters = node.this.args.get("params")
    if table is None or parameters is None or parameters.args.get("with_storage"):
        return False
    where, using = parameters.args.get("where"), parameters.args.get("using")
    method = str(using.name).lower() if using else ""
    return _index(
        draft, table, called(node.this, dialect), parameters.args.get("columns") or [], dialect,
        unique=bool(node.args.get("unique")), where=spelled(where.this, dialect) if where else "",
        method="" if method == "btree" else method,
        include=tuple(names(parameters.args.get("include") or [], dialect)),
    )  # fmt: skip


def _index(
    draft: Draft, table: cat.Table, name: str, nodes: list[exp.Expression], dialect: str, *,
    unique: bool = False, where: str = "", method: str = "", include: tuple[str, ...] = (), comment: str = "",
) -> bool:  # fmt: skip
    keys = tuple(_whole(key, table, draft) for key in _index_keys(nodes, dialect))
    if dialect == "mysql":
        name = name or _free(draft, table, keys[0].column if keys else "")
    else:
        middle = "_".join(key.column or "expr" for key in keys)
        name = name or made_up(table.name, middle, "idx")
    plain = all(key == cat.Key(column=key.column) for key in keys)
    if unique and plain and dialect == "mysql":
        columns = tuple(key.column for key in keys)
        draft.add(cat.Unique(schema=table.schema, table=table.name, name=name, columns=columns))
        return True
    draft.add(
        cat.Index(
            schema=table.schema, table=table.name, name=name, keys=keys, unique=unique, where=where,
            method=method, include=include, comment=comment,
        )
    )  # fmt: skip
    return bool(keys)


def _whole(key: cat.Key, table: cat.Table, draft: Draft) -> cat.Key:
    """Takes `host(20)` for a prefix where `host` is a column; leaves out a length that is all of the
    column, which is no prefix of it."""
    prefix = PREFIX.fullmatch(key.expression)
    there = draft.column(table, prefix[1]) if prefix else None
    if prefix and there:
        key = replace(key, expression="", column=there.name, length=int(prefix[2]))
    column = draft.column(table, key.column) if key.length else None
    whole = column is not None and column.type.endswith(f"char({key.length})")
    return replace(key, length=None) if whole else key


def _index_keys(nodes: list[exp.Expression], dialect: str) -> Iterator[cat.Key]:
    for node in nodes:
        inner = node.this if isinstance(node, exp.Ordered) else node
        desc = bool(node.args.get("desc")) if isinstance(node, exp.Ordered) else False
        first = node.args.get("nulls_first") if isinstance(node, exp.Ordered) else None
        nulls = (
            ""
            if dialect == "mysql" or first is None or bool(first) == desc
            else "first"
            if first
            else "last"
        )
        if isinstance(inner, exp.ColumnPrefix):
            yield cat.Key(
                column=called(inner, dialect), length=int(inner.expression.name), desc=desc
            )
        elif (
            isinstance(inner, exp.Anonymous)
            and len(inner.expressions) == 1
            and inner.expressions[0].name.isdigit()
        ):
            yield cat.Key(column=str(inner.this), length=int(inner.expressions[0].name), desc=desc)
        elif isinstance(inner, exp.Column | exp.Identifier):
            yield cat.Key(column=called(inner, dialect), desc=desc, nulls=nulls)
        else:
            yield cat.Key(expression=spelled(inner, dialect), desc=desc, nulls=nulls)
