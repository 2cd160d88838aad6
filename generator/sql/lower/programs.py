"""Programs: views, functions, procedures, aggregates, triggers, and what is kept word for word.

Takes the model, gives whole statements in the engine's replaceable form where it has one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from generator import catalog as cat
from generator.catalog.heads import DEFINER, said
from generator.model import Entity, Expr, Field, Function, Type, Value, View
from generator.sql.lower import reading
from generator.sql.lower.context import NATIVE, Lowering
from generator.sql.lower.indexes import indexes
from generator.sql.lower.needs import ids
from generator.sql.lower.storage import flags, options
from generator.sql.lower.uses import uses

__all__ = ["functions", "is_statement", "kept", "replaceable", "verbatim", "views"]

STATEMENT = re.compile(r"\s*(--[^\n]*\n\s*)*CREATE\b", re.IGNORECASE)
WRITTEN = ("volatility", "strict", "security", "parallel", "cost", "rows")


HEAD = re.compile(
    r"CREATE\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?"
    rf"(?P<middle>(?:{DEFINER}|AGGREGATE\s+)*)"
    r"(?P<kind>FUNCTION|PROCEDURE|TRIGGER|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?",
    re.IGNORECASE,
)


def replaceable(low: Lowering, text: str) -> str:
    """Gives a statement that somebody wrote in the form that may run twice, where there is one."""
    form = {
        "postgresql": r"CREATE OR REPLACE \g<middle>\g<kind> ",
        "mariadb": r"CREATE OR REPLACE \g<middle>\g<kind> ",
        "mssql": r"CREATE OR ALTER \g<middle>\g<kind> ",
    }.get(low.engine, r"CREATE \g<middle>\g<kind> IF NOT EXISTS ")
    return HEAD.sub(form, text, count=1)


def kept(low: Lowering, options: Mapping[str, Value], text: str) -> dict[str, str]:
    """Gives what MySQL and MariaDB keep of a program beside its text, as far as it was said."""
    if low.engine not in ("mysql", "mariadb"):
        return {}
    own = {name: options[name] for name in ("collate", "sql_mode") if name in options}
    return said(text) | {name: str(value) for name, value in own.items() if value is not None}


def is_statement(text: str) -> bool:
    """Whether a text is a whole CREATE statement, not only a body.

    >>> is_statement("create function f() …"), is_statement("BEGIN RETURN NEW; END")
    (True, False)"""
    return STATEMENT.match(text) is not None


def views(low: Lowering) -> Iterator[cat.Object]:
    """Gives the views; a materialized one is plain where the engine has none, without its indexes."""
    for item in low.model.views:
        if item.body is None:
            _bodiless(low, "view", item.name, item)
            continue
        materialized = (
            item.materialized
            and low.verdict("materialized_view", item.name, item.at, item.spec) == NATIVE
        )
        yield cat.View(
            schema=item.schema,
            name=item.physical,
            sql=low.spell(item.body).strip().rstrip(";"),
            materialized=materialized,
            with_data=item.with_data,
            columns=_named(item) or tuple(name for name, _, _ in item.columns),
            options=_view_options(low, item),
            comment=item.description,
            needs=_view_needs(low, item),
            node=item.name,
            was=item.was,
            at=item.at,
        )
        if materialized:
            yield from indexes(low, _as_entity(item))
            yield from uses(low, _as_entity(item))


def _view_needs(low: Lowering, item: View) -> tuple[cat.Id, ...]:
    body = item.body
    written = (*body.needs, *reading.tables(body, low.model)) if body is not None else ()
    found = ids(low, (*item.needs, *written))
    return tuple(need for need in found if need.name != item.physical or need.kind != "view")


def _named(item: View) -> tuple[str, ...]:
    """Gives the names of columns that an engine's view has of its own, () where its query names them."""
    found = item.options.get("columns")
    return tuple(map(str, found)) if isinstance(found, tuple) else ()


def _view_options(low: Lowering, item: View) -> dict[str, str]:
    settings = item.options.get("with")
    kept = flags(
        {
            key: text
            for key, text in item.options.items()
            if key not in ("cluster", "columns", "with")
        }
    )
    if names := _named(item):
        mark = "`" if low.engine in ("mysql", "mariadb") else '"'
        kept["columns"] = ", ".join(f"{mark}{name.replace(mark, 2 * mark)}{mark}" for name in names)
    kept |= options(settings) if isinstance(settings, Mapping) else {}
    asked = item.security_invoker and low.engine != "sqlite"  # where nobody has rights, none differ
    if asked and low.verdict("view_security_invoker", item.name, item.at, item.spec):
        kept["security_invoker"] = "true"
    if item.check_option and low.verdict("view_check_option", item.name, item.at, item.spec):
        kept["check_option"] = item.check_option
    return kept


def _as_entity(item: View) -> Entity:
    """Gives a view the shape of an entity, for its indexes and their uses: what it shows are its fields."""
    shown = {name: (kind, nullable) for name, kind, nullable in item.columns}
    keys = (key.field for index in item.indexes for key in index.keys if key.field)
    for name in (*keys, *(name for index in item.indexes for name in index.include)):
        shown.setdefault(name, (None, True))
    return Entity(
        name=item.name,
        table=item.physical,
        spec=item.spec,
        schema=item.schema,
        fields=tuple(
            Field(name=name, column=name, type=kind or Type("text"), nullable=nullable)
            for name, (kind, nullable) in shown.items()
        ),
        indexes=item.indexes,
        options=item.options,
        was=item.was,
        at=item.at,
    )


def _bodiless(low: Lowering, feature: str, node: str, item: View | Function) -> None:
    """Refuses what has no text for this engine, unless it may be without."""
    if not low.waived(feature, node, item.spec):
        low.error(
            "G254",
            f"`{node}` has no SQL for {low.profile.label}",
            item.at,
            hint=f"write `engines: {{{low.engine}: {{sql: …}}}}`, or leave it out with "
            f"`engines: {{{low.engine}: false}}`",
        )


def functions(low: Lowering) -> Iterator[cat.Object]:
    """Gives functions, procedures and aggregates."""
    for item in low.model.functions:
        if not low.verdict(item.kind, item.signature, item.at, item.spec):
            continue
        if item.body is None:
            _bodiless(low, item.kind, item.signature, item)
            continue
        text = low.spell(item.body).strip().rstrip(";")
        yield cat.Function(
            schema=item.schema,
            name=item.physical,
            arguments=low.arguments(item),
            routine=item.kind,
            definition=replaceable(low, text)
            if is_statement(text)
            else _definition(low, item, text),
            options=kept(low, item.options, text),
            comment=item.description,
            needs=ids(low, (*item.needs, *item.body.needs)),
            node=item.signature,
            was=item.was,
            at=item.at,
        )


def _definition(low: Lowering, item: Function, body: str) -> str:
    """Puts a CREATE statement around a body."""
    name = low.qualified(item.schema, item.physical)
    own = item.options.get("arguments")
    types = own if isinstance(own, tuple) else ()
    arguments = ", ".join(
        _argument(low, mode, word, str(text or low.type(kind).text or kind.name))
        for (mode, word, kind), text in zip_longest(item.arguments, types[: len(item.arguments)])
    )
    head = f"{_create(low)} {item.kind.upper()}{_guard(low)} {name}({arguments})"
    returns = _returns(low, item)
    if low.engine != "postgresql":
        middle = [
            "DETERMINISTIC" if item.options.get("volatility") == "immutable" else "READS SQL DATA"
        ]
        if low.engine == "mssql":
            middle = ["AS"]
        elif item.kind == "procedure":
            middle = []
        return "\n".join(filter(None, (head, returns, *middle, body)))
    language = item.language or "sql"
    extra = _attributes(item)
    return "\n".join(
        filter(None, (head, returns, f"LANGUAGE {language}", *extra, f"AS $$\n{body}\n$$"))
    )


def _create(low: Lowering) -> str:
    forms = {"mssql": "CREATE OR ALTER", "mysql": "CREATE"}
    return forms.get(low.engine, "CREATE OR REPLACE")


def _guard(low: Lowering) -> str:
    return " IF NOT EXISTS" if low.engine == "mysql" else ""


def _argument(low: Lowering, mode: str, word: str, kind: str) -> str:
    name = f"@{word}" if low.engine == "mssql" and word else low.quote(word) if word else ""
    written = mode.upper() if mode not in ("", "in") else ""
    return " ".join(filter(None, (written, name, kind)))


def _returns(low: Lowering, item: Function) -> str:
    if item.kind == "procedure" or item.returns is None:
        return ""
    text = _returned(low, item.returns)
    return f"RETURNS {'SETOF ' if item.returns_set else ''}{text}"


def _returned(low: Lowering, kind: Type) -> str:
    """Writes what is returned: a type, a row of an entity, or a word such as `trigger`."""
    if kind.name == "entity":
        entity = low.model.entity(kind.ref)
        return low.qualified(entity.schema, entity.table)
    return low.type(kind).text or kind.name


def _attributes(item: Function) -> Iterator[str]:
    found = {name: item.options.get(name) for name in WRITTEN}
    if found["volatility"]:
        yield str(found["volatility"]).upper()
    if found["strict"] is True:
        yield "STRICT"
    if found["security"] == "definer":
        yield "SECURITY DEFINER"
    for name in ("parallel", "cost", "rows"):
        if found[name]:
            yield f"{name.upper()} {str(found[name]).upper()}"


def verbatim(low: Lowering) -> Iterator[cat.Object]:
    """Gives what is kept word for word for this engine."""
    for item in low.model.verbatim:
        if item.engine == low.engine:
            yield cat.Verbatim(
                name=item.identity,
                sql=low.spell(Expr(item.sql, native=True)).strip().rstrip(";"),
                options=kept(low, {}, item.sql),
                undo=item.undo.strip().rstrip(";"),
                needs=ids(low, item.needs),
                node=f"verbatim {item.identity}",
                at=item.at,
            )
