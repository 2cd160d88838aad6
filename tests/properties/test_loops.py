"""Foreign keys that come late: without them tables can be made in turn, and none is late for nothing."""

from __future__ import annotations

from collections.abc import Collection
from graphlib import CycleError, TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from generator.model import Entity, Field, ForeignKey, Model, Type
from generator.render.python.relations import late_keys

COUNT = 6
KEYS = st.sets(
    st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1), st.booleans()), max_size=14
)


def modelled(keys: Collection[tuple[int, int, bool]]) -> Model:
    """Makes entities with references: (from, to, whether it may be empty)."""
    return Model(
        entities=tuple(
            Entity(
                name=f"e{n}",
                table=f"e{n}",
                spec="database/loops",
                fields=tuple(
                    Field(
                        name=f"f{to}_{optional}", column="", type=Type("int64"), nullable=optional
                    )
                    for start, to, optional in sorted(keys)
                    if start == n
                ),
                foreign_keys=tuple(
                    ForeignKey(
                        name=f"f{to}_{optional}",
                        physical=f"fk_{start}_{to}_{optional}",
                        fields=(f"f{to}_{optional}",),
                        entity=f"e{to}",
                        to=("id",),
                    )
                    for start, to, optional in sorted(keys)
                    if start == n
                ),
            )
            for n in range(COUNT)
        )
    )


def has_order(model: Model, late: Collection[str]) -> bool:
    """Whether each table can be made after those it refers to by keys that are not late."""
    needs = {
        entity.name: {
            key.entity
            for key in entity.foreign_keys
            if key.entity != entity.name and key.physical not in late
        }
        for entity in model.entities
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError:
        return False
    return True


@given(keys=KEYS)
def test_tables_can_be_made_in_turn_and_no_key_is_late_for_nothing(
    keys: set[tuple[int, int, bool]],
) -> None:
    model = modelled(keys)

    late = late_keys(model)

    assert has_order(model, late)
    assert not any(has_order(model, late - {name}) for name in late)


@given(keys=KEYS)
def test_keys_that_must_be_filled_come_late_only_in_loops_of_such_keys(
    keys: set[tuple[int, int, bool]],
) -> None:
    filled = {key for key in keys if not key[2]}

    late = late_keys(modelled(keys))

    assert {name for name in late if name.endswith("False")} == late_keys(modelled(filled))
