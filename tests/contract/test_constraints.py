"""Every constraint of the worked example, violated once through the repositories, says which it is.

The constraints are those of the engine's Catalog, so a new one in the specs is broken here, too, or
fails by its name. constraints.yaml has what no rule finds, and what cannot be broken at all."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from generator.database.session import Session
from generator.model import Value
from generator.pipeline import Result, understand
from tests.contract.breakers import KINDS, Breaker, Maker, Target, targets
from tests.contract.rows import Written, add, remove
from tests.contract.shop import Shop, done
from tests.engines.fixtures import ENGINES
from tests.scenarios.factory import Factory

Test = Callable[[Shop], Awaitable[None]]
ROOT = Path(__file__).parents[2]
TOLD: Mapping[str, str] = {
    "unique": "Duplicate",
    "reference": "MissingReference",
    "parent": "StillReferenced",
    "not_null": "Required",
    "check": "CheckViolation",
    "exclusion": "Overlap",
}


@dataclass(frozen=True, slots=True)
class Exceptional:
    """Constraints of which something else comes out. names: `kind name`; engines: where."""

    reason: str
    outcome: str
    names: tuple[str, ...]
    engines: tuple[str, ...]

    def meets(self, target: Target, engine: str) -> bool:
        """Tells whether a constraint is one of them."""
        return engine in self.engines and target.label in self.names


@cache
def example() -> Result:
    """The worked example as far as its catalogs."""
    result = understand(ROOT)
    assert not result.failed, result.diagnostics
    return result


@cache
def by_hand() -> tuple[Mapping[str, Mapping[str, Value]], tuple[Exceptional, ...]]:
    """Gives the values of rows that nobody finds, and what cannot be broken."""
    text = Path(__file__).with_name("constraints.yaml").read_text("utf-8")
    whole = yaml.safe_load(text)
    cannot = (
        Exceptional(
            item["reason"],
            item["outcome"],
            tuple(f"{kind} {name}" for kind, names in item["of"].items() for name in names),
            tuple(item.get("engines", ENGINES)),
        )
        for item in whole["cannot"]
    )
    return whole["values"], tuple(cannot)


@pytest.fixture(scope="module")
def factory(database_of_shop: Session) -> Factory:
    """Makes the rows of all tests on one database, so that they never meet."""
    return Factory(example().models[database_of_shop.engine], counted=True)


@pytest.mark.parametrize("kind", KINDS)
def test_every_constraint_says_which_it_is(
    kind: str, run: Callable[[Test], None], database_of_shop: Session, factory: Factory
) -> None:
    async def test(shop: Shop) -> None:
        from shop.data.types import AesGcm, Encrypted

        Encrypted.cipher = AesGcm(b"k" * 32)
        factory.there = {"org": {"id": await _an_org(shop, factory)}}
        maker = Maker(factory.model, factory, by_hand()[0])
        wrong = []
        for target in _targets(shop.engine, kind):
            outcome = await _outcome(shop, target, maker, database_of_shop)
            if outcome != _wanted(target, shop.engine):
                wrong.append(f"{target.label}: {outcome}, not {_wanted(target, shop.engine)}")

        assert wrong == []

    run(test)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_known_by_hand_is_needed(engine: str) -> None:
    found = [*_targets(engine)]
    names = {target.label for target in found}
    unknown = [
        f"{name}: {item.reason}"
        for item in by_hand()[1]
        if engine in item.engines
        for name in item.names
        if name not in names
    ]

    assert unknown == []
    assert len(names) == len(found)
    assert {target.kind for target in found} >= {*KINDS} - {"exclusion"}


def test_values_that_are_given_are_of_a_constraint() -> None:
    names = {target.label for engine in ENGINES for target in _targets(engine)}

    assert by_hand()[0].keys() - names == set()


def _targets(engine: str, *kinds: str) -> Iterator[Target]:
    result = example()
    found = targets(result.catalogs[engine], result.models[engine])
    return (target for target in found if not kinds or target.kind in kinds)


async def _an_org(shop: Shop, factory: Factory) -> int:
    """Adds the organisation whose rows all others are; gives its id."""
    org = factory.model.entity("org")
    written = Written(factory.model)
    for entity, values in factory.rows(org, {}):
        await add(shop, entity, values, written)
    return int(written.rows[-1][1].id)


async def _outcome(shop: Shop, target: Target, maker: Maker, session: Session) -> str:
    """Breaks a constraint; gives the kind and the constraint that the repository tells."""
    from shop.repositories import DataError, Violation

    breaker, written = maker.breaker(target), Written(maker.model)
    for entity, values in breaker.rows:
        await add(shop, entity, values, written)
    async with _recounted(shop, target, breaker, written, session) as last:
        try:
            if last is None:
                await remove(shop, breaker.gone, written)
            else:
                await add(shop, target.entity, last, written)
        except DataError as error:
            constraint = error.constraint if isinstance(error, Violation) else ""
            shown = " and shows SQL" if re.search("INSERT|DELETE|VALUES|[(]", str(error)) else ""
            return f"{type(error).__name__} {constraint}".strip() + shown
    return "written"


@asynccontextmanager
async def _recounted(
    shop: Shop, target: Target, breaker: Breaker, written: Written, session: Session
) -> AsyncIterator[Mapping[str, Value] | None]:
    """Gives the row to add. PostgreSQL, which takes no key from outside, counts one again: numbers
    that connections have in store are gone with them."""
    entity, name, last = target.entity, breaker.recount, breaker.last
    if last is None or not name or shop.engine != "postgresql":
        yield last
        return
    table = f"{entity.schema}.{entity.table}".lstrip(".")
    column = entity.field(name).column
    sequence = f"pg_get_serial_sequence('{table}', '{column}')"
    await done(shop.close())
    session.run(f"SELECT setval({sequence}, {written.keys[str(last[name])]}, false)")
    yield {field: value for field, value in last.items() if field != name}
    await done(shop.close())
    session.run(f"SELECT setval({sequence}, max({column})) FROM {table}")


def _wanted(target: Target, engine: str) -> str:
    from shop.repositories.constraints import CONSTRAINTS, NOT_NULL

    for item in by_hand()[1]:
        if item.meets(target, engine):
            return item.outcome
    if target.kind == "not_null":
        return f"Required {'.'.join(NOT_NULL[target.name])}"
    return f"{TOLD[target.kind]} {CONSTRAINTS[target.name].logical}"
