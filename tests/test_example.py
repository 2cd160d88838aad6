"""The worked example is whole: it uses every key of the language and resolves for every engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from generator.config import Config, config
from generator.disk.specs import Workspace, load
from generator.model import Model
from generator.resolve import resolve
from generator.validate import REFUSED, schema, validate

ROOT = Path(__file__).parent.parent
REAL = ROOT / "tests" / "real"
OF_A_SERVER = {
    *("admin", "connection_limit", "create_database", "create_role", "inherit", "memberships"),
    *("replication", "set", "settings", "valid_until"),
    *("default_access", "tables"),
}
"""What roles may do on a whole server, and what is made there later: tests of many databases share a
server, and the cases `roles` and `default-access` say it in databases of their own."""
NOT_IN_AN_EXAMPLE = {"arguments", "base", "columns", "definer", "was", *OF_A_SERVER}
"""Keys of a change, not of a state: `base` of a proposal, `was` of a rename; an account of one server; and
what nobody says of a view or a routine who writes its statement, too."""


@pytest.fixture(scope="module")
def shop() -> Workspace:
    workspace, problems = load(ROOT)
    assert problems == ()
    return workspace


def settings(workspace: Workspace) -> Config:
    assert workspace.settings is not None
    assert isinstance(workspace.settings.data, dict)
    return config(workspace.settings.data)


def neutral(workspace: Workspace) -> Model:
    return resolve(workspace.specs, settings(workspace), files=workspace.files)[0]


def test_uses_every_key_of_the_language(shop: Workspace) -> None:
    whole = schema("database")
    used = {key for spec in shop.specs for key in keys(spec.data, whole, whole)}

    known = {key for _, node in definitions(whole) for key in properties(node)}
    refused = {key for path in REFUSED_KEYS for key in below(whole, path)}

    assert known - used - refused - NOT_IN_AN_EXAMPLE == set()


@pytest.mark.parametrize("workspace", [ROOT, REAL / "chinook"])
def test_resolves_for_every_engine(workspace: Path) -> None:
    found, problems = load(workspace)

    findings = validate(found.specs)
    for engine in ("", *settings(found).engines):
        findings += resolve(found.specs, settings(found), engine, files=found.files)[1]

    assert problems + findings == ()


def test_is_as_big_as_a_shop(shop: Workspace) -> None:
    model = neutral(shop)

    assert len(model.specs) >= 5
    assert len(model.entities) >= 25


def test_has_the_task_of_the_workflow(shop: Workspace) -> None:
    model = neutral(shop)

    task = next(task for task in model.tasks if task.id == "bd-db01")
    spec = next(spec for spec in model.specs if spec.id == task.spec)

    assert (task.title, task.status, task.priority) == (
        "Design user authentication schema",
        "open",
        0,
    )
    assert (spec.id, spec.rules) == ("database/user-auth-schema", ("schema-design-workflow.md",))


Node = Mapping[str, object]
REFUSED_KEYS = tuple(row.path.split(".")[-1] for row in REFUSED if row.kind == "database")


def definitions(whole: Node) -> Iterator[tuple[str, Node]]:
    """Gives the schema itself and what it defines, by name."""
    yield "", whole
    found = whole["$defs"]
    assert isinstance(found, dict)
    for name, node in found.items():
        if isinstance(node, dict):
            yield name, node


def properties(node: Node) -> Node:
    found = node.get("properties")
    return found if isinstance(found, dict) else {}


def below(whole: Node, key: str) -> Iterator[str]:
    """Gives a refused key and those of the map below it."""
    yield key
    for name, node in definitions(whole):
        if name == key:
            yield from properties(node)


def keys(data: object, node: Node, whole: Node) -> Iterator[str]:
    """Gives the keys of the language in a piece of a spec; names that people chose are none."""
    reference = node.get("$ref")
    if isinstance(reference, str):
        yield from keys(data, dict(definitions(whole))[reference.rpartition("/")[2]], whole)
    if isinstance(data, list) and isinstance(items := node.get("items"), dict):
        for entry in data:
            yield from keys(entry, items, whole)
    if not isinstance(data, dict):
        return
    others = node.get("additionalProperties")
    for key, value in data.items():
        known = properties(node).get(key)
        if known is not None:
            yield key
        inner = known if known is not None else others
        if isinstance(inner, dict):
            yield from keys(value, inner, whole)
