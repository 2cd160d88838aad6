"""Prints the statements that a package of generated repositories sends. Run by `statements`.

Run as a program of its own, so that what was generated is imported by nobody else: arguments are the
folder and the names of the packages, repositories and models; questions come as JSON on stdin, answers
go as JSON to stdout.

A question: {"module", "constant", "arguments": {name: is a list}, "tenant": is there one, "page": rows
or 0, "keys": how many, "dialect"}. An answer: a list of {"sql", "holes": {name: what fills it}}, the
first page and the next one. A filling is `argument:NAME:ITEM`, `tenant:`, `key:N` or `number:N`."""

from __future__ import annotations

import json
import sys
from importlib import import_module

from sqlalchemy import Engine, create_engine

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
    if not question["page"]:
        return [_compiled(reading.select(name, values, scope), engine)]
    size = int(str(question["page"]))
    start = [Filling(f"key:{number}") for number in range(len(reading.order))]
    return [
        _compiled(reading.page(name, values, scope, after, size), engine) for after in (None, start)
    ]


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
