"""Objects come after what they need, loops of foreign keys are cut, and runs agree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from generator import catalog as cat
from generator.catalog import Catalog, Object, catalog
from generator.sql.arrange import RowsUnit, TableUnit, arrange, sections


def table(name: str, *targets: str, needs: tuple[cat.Id, ...] = ()) -> tuple[Object, ...]:
    """A table with a foreign key to each target."""
    keys = (
        cat.ForeignKey(
            table=name,
            name=f"fk_{name}_{target}",
            columns=("id",),
            ref_table=target,
            ref_columns=("id",),
        )
        for target in targets
    )
    column = cat.Column(table=name, name="id", type="integer", needs=needs)
    return (cat.Table(name=name), column, *keys)


def row(table: str, key: str) -> cat.Row:
    return cat.Row(table=table, key=(("id", key),))


def made(engine: str, *groups: Sequence[Object]) -> Catalog:
    return catalog(engine, "1", [item for group in groups for item in group])


def names(found: Catalog) -> list[str]:
    return [unit.id.table or unit.id.name for unit in arrange(found)]


def test_table_comes_after_those_that_it_refers_to() -> None:
    found = made("postgresql", table("a", "c"), table("b", "a"), table("c"))

    assert names(found) == ["c", "a", "b"]


def test_order_does_not_depend_on_the_order_of_the_catalog() -> None:
    groups = (table("a", "b"), table("b"), table("c", "a"), table("d"))

    orders = {tuple(names(made("postgresql", *order))) for order in permutations(groups)}

    assert orders == {("b", "a", "c", "d")}


def test_loop_is_cut_at_the_smallest_name_and_its_key_comes_after() -> None:
    found = made("postgresql", table("b", "a"), table("a", "b"), table("c", "a"))

    units = arrange(found)

    assert [unit.id.name for unit in units] == ["a", "b", "c", "fk_a_b"]
    assert isinstance(units[0], TableUnit)
    assert units[0].foreign_keys == ()


def test_loop_stays_inside_the_tables_where_keys_may_look_ahead() -> None:
    found = made("sqlite", table("b", "a"), table("a", "b"))

    units = arrange(found)

    assert [unit.id.name for unit in units] == ["a", "b"]
    assert isinstance(units[0], TableUnit)
    assert [key.name for key in units[0].foreign_keys] == ["fk_a_b"]


def test_reference_to_itself_is_no_loop() -> None:
    (unit,) = arrange(made("postgresql", table("a", "a")))

    assert isinstance(unit, TableUnit)
    assert [key.name for key in unit.foreign_keys] == ["fk_a_a"]


def test_function_that_a_table_needs_comes_before_it() -> None:
    function = cat.Function(name="next_no", definition="CREATE FUNCTION next_no() …")
    found = made("postgresql", table("a", needs=(function.id,)), table("b"), [function])

    assert names(found) == ["b", "next_no()", "a"]
    assert [section.title for section in sections(arrange(found))] == [
        "Tables",
        "Functions",
        "Tables",
    ]


def test_view_comes_after_the_view_that_it_reads() -> None:
    inner = cat.View(name="z", sql="SELECT 1")
    outer = cat.View(name="a", sql="SELECT * FROM z", needs=(inner.id,))

    assert names(made("postgresql", [outer, inner])) == ["z", "a"]


def test_views_that_need_each_other_still_come_out() -> None:
    first = cat.View(name="a", sql="…", needs=(cat.Id("view", "", "", "b"),))
    second = cat.View(name="b", sql="…", needs=(cat.Id("view", "", "", "a"),))

    assert names(made("postgresql", [second, first])) == ["a", "b"]


def test_rows_follow_the_rows_that_they_refer_to() -> None:
    found = made(
        "postgresql", table("a", "b"), [row("a", "1")], table("b"), [row("b", "1"), row("b", "2")]
    )

    filled = [unit for unit in arrange(found) if isinstance(unit, RowsUnit)]

    assert [(unit.table, unit.rows) for unit in filled] == [
        ("b", (("1",), ("2",))),
        ("a", (("1",),)),
    ]


def test_indexes_are_parts_of_the_table_where_they_cannot_be_guarded() -> None:
    index = cat.Index(table="a", name="ix_a_id", keys=(cat.Key(column="id"),))

    (inside,) = arrange(made("mysql", table("a"), [index]))
    outside = arrange(made("sqlite", table("a"), [index]))

    assert isinstance(inside, TableUnit)
    assert inside.indexes == (index,)
    assert [unit.kind for unit in outside] == ["table", "index"]
