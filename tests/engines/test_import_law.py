"""The law of import: what is built of a spec and imported again is the same model.

Random specs are built by their DDL in an empty database, and `gen import` writes specs from what stands
there. Built in their turn, these make the same database, object by object; read, they are the same model,
entity by entity. What cannot come back as it was written is in BACK, and nowhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.catalog import Catalog, Check, Verbatim
from generator.cli import run
from generator.config import OLDEST
from generator.database.compare import compare
from generator.database.read import read
from generator.database.session import connect
from generator.model import Default, Entity, Field, ForeignKey, Index, Model, Type
from generator.pipeline import Result, understand
from tests.engines.fixtures import ENGINES, Database
from tests.engines.objects import whole_specs
from tests.engines.specs import TYPES, specs
from tests.engines.workspaces import rendered

Said = dict[str, object]

_EVERYWHERE = {"string": "string(255)", "password": "string(255)"}
_MYSQL = {
    **_EVERYWHERE,
    "decimal": "decimal(65,30)",
    "timestamp": "datetime",
    "timestamp(3)": "datetime(3)",
    "duration": "int64",
    "xml": "text",
    "inet": "string(43)",
    "range(timestamp)": "json",
    "array(text)": "json",
    "array(int32?)": "json",
    "enum as check": "string(16)",
}
BACK: Mapping[str, Mapping[str, str]] = {
    "postgresql": {
        **_EVERYWHERE,
        "int8": "int16",
        "uint8": "int16",
        "uint16": "int32",
        "uint32": "int64",
        "uint64": "decimal(20,0)",
        "bytes(32)": "bytes",
        "array(int32?)": "array(int32)",
        "enum as check": "string(16)",
    },
    "mysql": {**_MYSQL, "uuid": "char(36)"},
    "mariadb": _MYSQL,
    "sqlite": {
        **dict.fromkeys(("bool", "duration", "int8", "int16", "int32"), "int64"),
        **dict.fromkeys(("uint8", "uint16", "uint32", "uint64"), "int64"),
        **dict.fromkeys(("decimal", "decimal(10,2)", "float32"), "float64"),
        **dict.fromkeys(("char(2)", "string", "string(80)", "uuid", "password"), "text"),
        **dict.fromkeys(("date", "time", "time(0)", "timestamp", "timestamp(3)"), "text"),
        **dict.fromkeys(("datetime", "json", "xml", "inet", "range(timestamp)"), "text"),
        **dict.fromkeys(("array(text)", "array(int32?)", "enum as check"), "text"),
        "bytes(32)": "bytes",
    },
}
"""Types that an engine does not have come back as those that it keeps them in; their checks come back as
checks. `string` is `string(255)` by another name."""

MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.0+)?(?:Z|\+00)?$")

ACTIONS = {"mariadb": {"restrict": "no_action"}}
"""Actions of foreign keys that are one and the same there."""


@dataclass(frozen=True, slots=True)
class There:
    """A spec and what stands there. catalog: as it was read; result: what the spec means."""

    result: Result
    catalog: Catalog
    url: str


@contextmanager
def standing(workspace: Path, engine: str, database: Database) -> Iterator[There]:
    """Builds a workspace's database, and reads it."""
    result = understand(workspace)
    assert not result.failed, result.diagnostics
    with database(engine) as session:
        session.run(rendered(result, engine)["schema.sql"])
        with connect(session.url) as fresh:
            yield There(result, read(fresh), session.url.text())


@contextmanager
def imported(spec: object, engine: str, database: Database) -> Iterator[tuple[There, There]]:
    """Builds a spec, imports it, and builds what was imported."""
    with TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "ours"), Path(folder, "theirs")
        home = ours / "openspec/specs/database/sample"
        home.mkdir(parents=True)
        theirs.mkdir()
        (home / "schema.yaml").write_text(json.dumps(spec), encoding="utf-8")
        served = {"version": 1, "engines": {engine: OLDEST[engine]}}
        (ours / "gen.yaml").write_text(json.dumps(served), encoding="utf-8")
        with standing(ours, engine, database) as first:
            assert run(["import", first.url, "--workspace", str(theirs)]) == 0
            with standing(theirs, engine, database) as second:
                yield first, second


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=15)
@given(data=st.data())
def test_what_is_built_and_imported_is_the_same_model(
    engine: str, data: st.DataObject, database: Database
) -> None:
    spec = data.draw(specs(engine))

    with imported(spec, engine, database) as (ours, theirs):
        assert [str(one) for one in compare(ours.catalog, theirs.catalog)] == []
        assert meaning(theirs, {}, left_out(ours)) == meaning(ours, BACK[engine], left_out(ours))


@pytest.mark.parametrize("engine", ENGINES)
def test_every_type_comes_back_or_is_known_not_to(engine: str, database: Database) -> None:
    fields = {f"f{number}": kind for number, kind in enumerate(TYPES)}
    key = {"type": "int64", "key": True}
    spec = {"title": "Sample", "entities": {"sample": {"fields": {"id": key, **fields}}}}

    with imported(spec, engine, database) as (_, theirs):
        model = theirs.result.models[engine]
        found = {each.name: of(each, model) for each in model.entities[0].fields}

    known = {name: BACK[engine].get(kind, kind) for name, kind in fields.items()}
    assert found == {"id": "int64", **known}


def left_out(ours: There) -> frozenset[tuple[str, str]]:
    """Gives the columns whose type comes back as another: their defaults are of that other type."""
    model = ours.result.models[ours.catalog.engine]
    return frozenset(
        (entity.table, each.column)
        for entity in model.entities
        for each in entity.fields
        if of(each, model) in BACK[ours.catalog.engine]
    )


def meaning(
    there: There, back: Mapping[str, str], left: frozenset[tuple[str, str]]
) -> dict[str, Said]:
    """Says a model by what the database calls things. back: what types are to be taken for."""
    model = there.result.models[there.catalog.engine]
    entities = {entity.name: entity for entity in model.entities}
    actions = ACTIONS.get(there.catalog.engine, {})
    return {
        entity.table: {
            "description": entity.description,
            "fields": [
                _field(each, back.get(of(each, model), of(each, model)))
                | ({} if (entity.table, each.column) in left else {"default": _value(each.default)})
                for each in entity.fields
            ],
            "key": _columns(entity, entity.key.fields if entity.key else ()),
            "parts": [(each.field, each.desc) for each in entity.key.parts] if entity.key else [],
            "unique": dict(_uniques(entity)),
            "references": {
                key.physical: _reference(entity, key, entities[key.entity], actions)
                for key in entity.foreign_keys
            },
            "checks": _checks(entity, there.result.catalogs[model.engine]),
            "indexes": {
                each.physical: _index(entity, each) for each in entity.indexes if not each.unique
            },
        }
        for entity in model.entities
    }


def of(each: Field, model: Model) -> str:
    """Gives a field's type as it is written; an enum by its values, for names come from elsewhere."""
    enums = {enum.name: enum for enum in model.enums}
    if enum := enums.get(each.enum or each.type.ref):
        values = ", ".join(value.name for value in enum.values)
        return f"enum({values})" if enum.representation == "native" else "enum as check"
    return _written(each.type)


def _written(kind: Type) -> str:
    inner = [str(number) for number in kind.args]
    if kind.of:
        inner.append(_written(kind.of) + ("?" if kind.nullable_elements else ""))
    return f"{kind.name}({','.join(inner)})" if inner else kind.name


def _field(each: Field, kind: str) -> Said:
    return {
        "column": each.column,
        "type": kind,
        "nullable": each.nullable,
        "identity": each.identity,
        "description": each.description,
    }


def _value(default: Default | None) -> object:
    """Gives a default; numbers by their value, instants in one way of writing them."""
    if default is None or default.kind != "literal":
        return default
    if isinstance(default.value, str):
        if re.fullmatch(r"-?[\d.]+", default.value):
            return Decimal(default.value)
        return MOMENT.sub(r"\1 \2", default.value)
    return default.value


def _columns(entity: Entity, names: tuple[str, ...]) -> list[str]:
    return [entity.field(name).column for name in names]


def _uniques(entity: Entity) -> Iterator[tuple[str, Said]]:
    """Gives uniques and unique indexes: MySQL knows them as one, elsewhere the catalogs differ."""
    for each in entity.uniques:
        keys = [(column, False) for column in _columns(entity, each.fields)]
        nulls = _nulls(entity, each.fields, each.nulls)
        yield each.physical, {"keys": keys, "nulls": nulls, "partial": bool(each.where)}
    for index in entity.indexes:
        if index.unique:
            nulls = _nulls(entity, tuple(key.field for key in index.keys), index.nulls)
            yield index.physical, _index(entity, index) | {"nulls": nulls}


def _nulls(entity: Entity, names: tuple[str, ...], said: str) -> str:
    """Gives what becomes of NULLs in a unique, "" where there are none."""
    return said if any(entity.field(name).nullable for name in names) else ""


def _index(entity: Entity, index: Index) -> Said:
    keys = [(entity.field(key.field).column, key.desc) for key in index.keys]
    return {"keys": keys, "partial": bool(index.where)}


def _reference(entity: Entity, key: ForeignKey, other: Entity, actions: Mapping[str, str]) -> Said:
    return {
        "columns": _columns(entity, key.fields),
        "table": other.table,
        "to": _columns(other, key.to),
        "on_delete": actions.get(key.on_delete, key.on_delete),
        "on_update": actions.get(key.on_update, key.on_update),
    }


def _checks(entity: Entity, made: Catalog) -> set[str]:
    """Gives the names of checks, with those that the types bring; the catalogs compare the texts."""
    brought = {
        item.name
        for item in made
        if isinstance(item, Check) and item.table == entity.table and item.emulates
    }
    return brought | {each.physical for each in entity.checks}


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=8)
@given(data=st.data())
def test_every_kind_of_object_comes_back_as_itself(
    engine: str, data: st.DataObject, database: Database
) -> None:
    spec = data.draw(whole_specs(engine))

    with imported(spec, engine, database) as (ours, theirs):
        assert [str(one) for one in compare(ours.catalog, theirs.catalog)] == []
        assert theirs.catalog.of(Verbatim) == ours.catalog.of(Verbatim)
        assert theirs.result.models[engine].verbatim == ()
