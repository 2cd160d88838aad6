"""Prints the statements that a package of generated repositories sends. Run by `statements`.

Run as a program of its own, so that what was generated is imported by nobody else: arguments are the
folder and the names of the packages, repositories and models; questions come as JSON on stdin, answers
go as JSON to stdout.

A question: {"module", "constant", "arguments": {name: is a list}, "tenant": is there one, "page": rows
or 0, "keys": how many, "dialect", "related": the relationships that are loaded with the rows}. An answer: a
list of {"sql", "holes": {name: what fills it}}, the first page and the next one, then one for each
relationship. A filling is `argument:NAME:ITEM`, `tenant:`, `key:N`, `number:N` or `row:TABLE.COLUMN:ITEM`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from sqlalchemy import (
    BindParameter,
    Engine,
    Select,
    bindparam,
    create_engine,
    inspect,
    select,
    tuple_,
)

__all__: list[str] = []

ITEMS = 3
"""So many values stand for a list."""

ENGINES = {
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "sqlite": "sqlite+pysqlite",
}

HERE = "here__"
"""The name that a connection would tell of the schema or database that it is in."""


class Filling:
    """Stands for a value that is not known yet."""

    def __init__(self, what: str) -> None:
        self.what = what


def _answer(package: str, question: dict[str, object], engine: Engine) -> list[object]:
    module = import_module(f"{package}.queries.{question['module']}")
    reading = getattr(module, str(question["constant"]))
    values: dict[str, object] = {}
    for name, many in dict(question["arguments"]).items():  # type: ignore[call-overload]
        items = [Filling(f"argument:{name}:{number}") for number in range(ITEMS)]
        values[name] = items if many else items[0]
    tenant = [Filling("tenant:")] if question["tenant"] else []
    if tenant and reading.statement is None:  # a whole statement is told by a parameter
        values["tenant"] = tenant[0]
    scope = module.scope(*tenant)
    if question["tenant"]:
        values.setdefault("tenant", Filling("tenant:"))
    name = engine.dialect.name
    loaded = [_related(reading, str(each), scope) for each in list(question["related"])]  # type: ignore[call-overload]
    if not question["page"]:
        sent = [reading.select(name, values, scope)]
    else:
        size = int(str(question["page"]))
        start = [Filling(f"key:{number}") for number in range(len(reading.order))]
        sent = [reading.page(name, values, scope, after, size) for after in (None, start)]
    return [_compiled(statement, engine) for statement in (*sent, *loaded)]


def _related(reading: Any, name: str, scope: Sequence[Any]) -> Select[Any]:
    """Gives the statement by which `selectinload` fetches what belongs to some rows.

    What rows refer to is found by its key, what refers to rows by its reference, and what is linked to
    them by the link."""
    owner = reading.statement.column_descriptions[0]["entity"]
    found = inspect(owner).relationships[name]
    target = found.mapper.class_
    if found.secondary is not None:
        keys = [remote for _, remote in found.synchronize_pairs]
        links = select(*keys, target).select_from(found.secondary)
        made = links.join(target, found.secondaryjoin)
    else:
        keys = [remote for _, remote in found.local_remote_pairs]
        made = select(target)
    rows = [tuple(_cell(column, item) for column in keys) for item in range(ITEMS)]
    where = tuple_(*keys).in_(rows) if len(keys) > 1 else keys[0].in_([row[0] for row in rows])
    return made.where(where).options(*scope)


def _cell(column: Any, item: int) -> BindParameter[Any]:
    """Gives a place for the value of a column in a row that is there."""
    filling = Filling(f"row:{column.table.name}.{column.name}:{item}")
    return bindparam(None, filling, column.type)


def _compiled(statement: object, engine: Engine) -> object:
    schemas = engine.get_execution_options().get("schema_translate_map")
    made = statement.compile(  # type: ignore[attr-defined]
        dialect=engine.dialect,
        compile_kwargs={"render_postcompile": True},
        schema_translate_map=schemas,
        render_schema_translate=bool(schemas),
    )
    holes = {
        name: value.what if isinstance(value, Filling) else f"number:{value}"
        for name, value in made.params.items()
    }
    return {"sql": str(made).replace(f"{HERE}.", ""), "holes": holes}


def _main(folder: str, package: str, models: str) -> None:
    sys.path.insert(0, folder)
    prepare = import_module(f"{models}.base").prepare
    questions = json.load(sys.stdin)
    engines: dict[str, Engine] = {}
    for name in dict.fromkeys(str(each["dialect"]) for each in questions):
        engines[name] = create_engine(f"{ENGINES[name]}://", paramstyle="named")
        engines[name].dialect.default_schema_name = HERE
        prepare(engines[name])
    answers = [_answer(package, each, engines[each["dialect"]]) for each in questions]
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    _main(*sys.argv[1:])
