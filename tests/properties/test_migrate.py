"""The laws of migrations, over random catalogs."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from generator.catalog import Catalog, Check, Column, ForeignKey, Object, PrimaryKey, Table, catalog
from generator.migrate.diff import diff
from generator.migrate.join import join
from generator.migrate.ops import apply, reverse
from generator.migrate.plan import plan
from generator.migrate.record import read, write
from generator.migrate.rules import Rules

NAMES = ("alpha", "beta", "gamma", "delta")
TYPES = ("integer", "text", "boolean")
REBUILDS = Rules(renames=frozenset({"table", "column"}), rebuilds=True)


@st.composite
def tables(draw: st.DrawFn, name: str) -> tuple[Object, ...]:
    columns = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    items: list[Object] = [Table(name=name, comment=draw(st.sampled_from(("", "a"))), node=name)]
    for position, column in enumerate(columns):
        items.append(
            Column(
                table=name,
                name=column,
                type=draw(st.sampled_from(TYPES)),
                nullable=draw(st.booleans()),
                position=position,
                node=f"{name}.{column}",
            )
        )
    items.append(
        PrimaryKey(table=name, name=f"pk_{name}", columns=(columns[0],), node=f"{name}.key")
    )
    if draw(st.booleans()):
        text = f"{columns[0]} IS NOT NULL"
        items.append(Check(table=name, name=f"ck_{name}", expression=text, node=f"{name}.checks.c"))
    return tuple(items)


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True))
    items = [item for name in names for item in draw(tables(name))]
    for name in names:
        target = draw(st.sampled_from(names))
        if draw(st.booleans()):
            items.append(
                ForeignKey(
                    table=name,
                    name=f"fk_{name}",
                    columns=("alpha",),
                    ref_table=target,
                    ref_columns=("alpha",),
                    node=f"{name}.foreign_keys.f",
                )
            )
    return catalog("sqlite", "3.40", items)


@given(catalogs())
def test_a_catalog_does_not_differ_from_itself(found: Catalog) -> None:
    assert diff(found, found) == ()


@given(catalogs(), catalogs())
def test_applying_the_difference_gives_the_new_catalog(old: Catalog, new: Catalog) -> None:
    assert apply(old.objects, diff(old, new)) == new.objects


@given(catalogs(), catalogs())
def test_reversing_the_difference_gives_the_old_catalog(old: Catalog, new: Catalog) -> None:
    ops = diff(old, new)

    back = [reverse(op) for op in reversed(ops)]

    assert apply(apply(old.objects, ops), back) == old.objects


@given(catalogs(), st.sampled_from(NAMES), st.booleans())
def test_a_declared_rename_is_one_operation_and_loses_nothing(
    old: Catalog, name: str, columns: bool
) -> None:
    new = catalog(old.engine, old.version, _renamed(old, name, columns=columns))

    ops = diff(old, new)

    assert apply(old.objects, ops) == new.objects
    assert {type(op).__name__ for op in ops} <= {"Rename"}


def _renamed(found: Catalog, name: str, *, columns: bool) -> list[Object]:
    ops: list[Object] = []
    for item in found:
        if columns and isinstance(item, Column) and item.name == name:
            item = replace(item, name="omega", node=f"{item.table}.omega", was=item.node)
        elif columns and isinstance(item, PrimaryKey):
            item = replace(item, columns=_swapped(item.columns, name))
        elif columns and isinstance(item, ForeignKey):
            own, there = _swapped(item.columns, name), _swapped(item.ref_columns, name)
            item = replace(item, columns=own, ref_columns=there)
            if not _has(found, item.ref_table, name):
                item = replace(item, ref_columns=("alpha",))
            if not _has(found, item.table, name):
                item = replace(item, columns=("alpha",))
        elif columns and isinstance(item, Check):
            item = replace(item, expression=item.expression.replace(f"{name} ", "omega "))
        elif not columns and isinstance(item, Table) and item.name == name:
            item = replace(item, name="omega", node="omega", was=name)
        elif not columns:
            item = _moved(item, name)
        ops.append(item)
    return ops


def _has(found: Catalog, table: str, column: str) -> bool:
    return any(item.id == ("column", "", table, column) for item in found)


def _swapped(columns: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple("omega" if column == name else column for column in columns)


def _moved(item: Object, name: str) -> Object:
    if isinstance(item, ForeignKey) and item.ref_table == name:
        item = replace(item, ref_table="omega")
    if isinstance(item, Column | PrimaryKey | Check | ForeignKey) and item.table == name:
        item = replace(item, table="omega")
    return item


@given(catalogs(), catalogs())
def test_a_record_is_read_back_as_it_was_written(one: Catalog, two: Catalog) -> None:
    both = {"sqlite": one, "postgresql": replace(two, engine="postgresql")}

    found = read(write(both))

    assert {name: item.objects for name, item in found.items()} == {
        name: item.objects for name, item in both.items()
    }


@given(catalogs(), catalogs(), st.sampled_from((Rules(), REBUILDS)))
def test_every_change_is_in_the_plan_once(old: Catalog, new: Catalog, rules: Rules) -> None:
    found = plan(old, new, rules)

    parts = [part for step in found.steps for part in step.parts]
    assert (not parts) == (old.objects == new.objects)
    assert len(parts) == len({(type(part.op).__name__, repr(part.op)) for part in parts})
    assert [step.number for step in found.steps] == list(range(1, len(found.steps) + 1))


@given(catalogs(), catalogs())
def test_branches_that_touch_different_tables_join(one: Catalog, two: Catalog) -> None:
    base = catalog("sqlite", "3.40", ())
    left = _only(one, ("alpha", "beta"))
    right = _only(two, ("gamma", "delta"))

    joined, clashes = join(base, left, right)

    assert clashes == ()
    assert joined.objects == {**left.objects, **right.objects}


def _only(found: Catalog, names: tuple[str, ...]) -> Catalog:
    kept = (item for item in found if (item.id.table or item.id.name) in names)
    return catalog(found.engine, found.version, kept)
