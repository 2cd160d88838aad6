"""The catalog readers on databases in which every kind of object stands, with every attribute set.

`rich/ENGINE.sql` is the database, `rich/ENGINE.jsonl` what the reader makes of it, an object a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, replace
from pathlib import Path
from typing import cast

import pytest

from generator.catalog import KINDS, Catalog, Index, Key, Object
from generator.database.read import read
from generator.database.session import Session
from generator.migrate import record
from tests.engines.fixtures import ENGINES, Database

RICH = Path(__file__).parent / "rich"
ROWS = {
    "postgresql": ("Sales dept", "Order"),
    "mysql": ("", "Order"),
    "mariadb": ("", "Order"),
    "sqlite": ("", "Order"),
}

# What a reader cannot know: it comes from specs, or the engine does not have it, or, where a kind is
# named, not for that kind.
FROM_SPECS = {"at", "node", "was", "renamed", "emulates", "statement"}
NOT_THERE = {
    "postgresql": {
        "extension.schema", "extension.version", "table.partitions", "table.tablespace", "index.tablespace",
        "column.stored", "column.on_update", "key.length", "function.needs", "policy.needs", "verbatim.needs",
        "table.needs", "on_conflict", "primary_key.keys", "unique.keys", "function.options",
        "trigger.options", "verbatim.options",
    },
    "mysql": {
        "schema", "tablespace", "parent", "bound", "row_security", "needs", "match_full", "on_conflict",
        "function.checked",
        "deferrable", "no_inherit", "include", "nulls_not_distinct", "nulls", "opclass", "operator", "undo",
        "materialized", "with_data", "where", "primary_key.name", "unique.keys", "key.collate",
        "foreign_key.comment", "foreign_key.valid",
        "check.comment", "view.comment", "trigger.comment", "role.comment", "role.bypass_row_security",
        "role.attributes", "role.settings", "role.memberships",
    },
    "sqlite": {
        "undo",
        "schema", "ref_schema", "tablespace", "partition_by", "parent", "bound", "partitions", "row_security",
        "needs", "on_update", "match_full", "valid", "no_inherit", "include", "nulls_not_distinct", "nulls",
        "opclass", "length", "operator", "materialized", "with_data", "view.options",
        "trigger.options", "verbatim.options",
        "index.comment", "view.comment", "trigger.comment", "primary_key.deferrable", "unique.deferrable",
    },
}  # fmt: skip


@pytest.fixture(scope="module", params=ENGINES)
def rich(request: pytest.FixtureRequest, database: Database) -> Iterator[Session]:
    """A database with everything in it."""
    with database(request.param) as session:
        session.run((RICH / f"{request.param}.sql").read_text(encoding="utf-8"))
        yield session


@pytest.fixture(scope="module")
def found(rich: Session) -> Catalog:
    """What the reader makes of it."""
    return read(rich, rows=[ROWS[rich.engine]], roles=["rich_idle"])


def test_everything_is_read(rich: Session, found: Catalog, update: bool) -> None:
    golden = RICH / f"{found.engine}.jsonl"
    got = "".join(f"{line}\n" for line in record.write({found.engine: replace(found, version="")}))
    if found.engine in ("mysql", "mariadb"):  # whoever is the administrator here
        got = got.replace(str(rich.fetch("SELECT current_user()")[0][0]), "gen@127.0.0.1")
    if update:
        golden.write_text(got, encoding="utf-8")

    assert got == golden.read_text(encoding="utf-8")


def test_reading_twice_gives_the_same(rich: Session, found: Catalog) -> None:
    assert read(rich, rows=[ROWS[rich.engine]], roles=["rich_idle"]) == found


def test_every_attribute_of_every_kind_is_set_somewhere(found: Catalog) -> None:
    unset = {
        path
        for path in _paths(found.engine)
        if not any(_sets(item, path) for item in _parts(found))
    }

    assert " ".join(sorted(unset)) == ""


def _paths(engine: str) -> Iterator[str]:
    """Names what must be set: `column.default` for each kind that the engine has."""
    kinds = KINDS_OF[engine]
    for kind in kinds:
        for attribute in fields(KINDS.get(kind, Key)):
            path = f"{kind}.{attribute.name}"
            if attribute.name not in FROM_SPECS and not {path, attribute.name} & NOT_THERE[engine]:
                yield path


MYSQL = (
    "role", "table", "column", "primary_key", "unique", "foreign_key", "check", "index", "view", "function",
    "trigger", "grant", "row", "verbatim", "key",
)  # fmt: skip
NOT_THERE["mariadb"] = NOT_THERE["mysql"] | {
    "check.valid",
    "key.expression",
    "sequence.comment",
    "sequence.owned_by",
}
KINDS_OF = {
    "postgresql": (*(kind for kind in KINDS if kind != "security_policy"), "key"),
    "mysql": MYSQL,
    "mariadb": (*MYSQL, "sequence"),
    "sqlite": (
        "table", "column", "primary_key", "unique", "foreign_key", "check", "index", "view", "trigger", "row",
        "verbatim", "key",
    ),
}  # fmt: skip


def _parts(found: Catalog) -> Iterator[Object | Key]:
    yield from found
    for item in found:
        if isinstance(item, Index) or item.kind == "exclusion":
            yield from cast(Index, item).keys


def _sets(item: Object | Key, path: str) -> bool:
    kind, _, name = path.partition(".")
    if (item.kind if not isinstance(item, Key) else "key") != kind:
        return False
    attribute = next(attribute for attribute in fields(item) if attribute.name == name)
    return bool(getattr(item, name) != _default(attribute))


def _default(attribute: Field[object]) -> object:
    if attribute.default_factory is not MISSING:
        return attribute.default_factory()
    return attribute.default
