"""Laws of parting tables into domains."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from generator.recover.shape.communities import communities

NAMES = [f"t{number:02}" for number in range(24)]
ties = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(
        lambda pair: pair[0] < pair[1]
    ),
    st.sampled_from([0.25, 0.5, 1.0, 2.0]),
    max_size=60,
)


@given(ties)
def test_a_name_is_in_one_group_at_most_and_no_group_is_small(
    found: dict[tuple[str, str], float],
) -> None:
    groups = communities(NAMES, found, least=3, most=10)

    members = [name for group in groups for name in group]
    assert len(members) == len(set(members))
    assert all(len(group) >= 3 for group in groups)


@given(ties, st.randoms())
def test_the_order_of_names_and_ties_does_not_matter(
    found: dict[tuple[str, str], float], chance: Random
) -> None:
    pairs = list(found.items())
    names = list(NAMES)
    chance.shuffle(pairs)
    chance.shuffle(names)

    shuffled = communities(names, dict(pairs), least=3, most=10)

    assert shuffled == communities(NAMES, found, least=3, most=10)


@given(ties)
def test_a_table_that_nothing_ties_to_others_moves_none(
    found: dict[tuple[str, str], float],
) -> None:
    groups = communities(NAMES, found, least=3, most=10)

    assert communities([*NAMES, "alone"], found, least=3, most=10) == groups


def test_two_circles_with_one_tie_between_them_are_two_domains() -> None:
    left = {(f"a{i}", f"a{j}"): 1.0 for i in range(5) for j in range(i + 1, 5)}
    right = {(f"b{i}", f"b{j}"): 1.0 for i in range(5) for j in range(i + 1, 5)}
    names = [f"{side}{number}" for side in "ab" for number in range(5)]

    groups = communities(names, {**left, **right, ("a0", "b0"): 1.0}, least=3, most=10)

    assert groups == [[f"a{i}" for i in range(5)], [f"b{i}" for i in range(5)]]


def test_what_is_too_big_is_parted_again() -> None:
    names = [f"{ring}{place}" for ring in "abcdefgh" for place in range(4)]
    found = {
        (f"{ring}{i}", f"{ring}{j}"): 1.0
        for ring in "abcdefgh"
        for i in range(4)
        for j in range(i + 1, 4)
    }
    found |= {(f"{one}0", f"{two}0"): 1.0 for one, two in zip("abcdefg", "bcdefgh", strict=True)}

    groups = communities(names, found, least=3, most=8)

    assert all(len(group) <= 8 for group in groups)
