"""A law of long conditions: parting them changes white space between words, and nothing else."""

from __future__ import annotations

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from generator.database.sqlite.tokens import tokens
from generator.render.conditions import LONGEST, clause

LEAVES = st.sampled_from(
    [
        "amount BETWEEN 1 AND 100",
        "name <> 'this AND that'",
        '"or" IS NOT NULL',
        "note = 'it''s OR  not (yet'",
        "CASE WHEN amount > 1 AND amount < 9 THEN 1 ELSE 0 END",
        "amount IN (1, 2, 3)",
    ]
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        "{0} {1} {2}".format,
        inner | inner.map("({})".format),
        st.sampled_from(["AND", "OR"]),
        inner | inner.map("({})".format),
    ),
    max_leaves=8,
)


@given(CONDITIONS)
def test_only_white_space_between_words_changes(condition: str) -> None:
    got = clause(condition)

    assert [token.text for token in tokens(got)] == [token.text for token in tokens(condition)]
    assert (got == condition) or len(condition) > LONGEST


@given(CONDITIONS)
def test_each_line_is_a_condition_of_its_own(condition: str) -> None:
    database = sqlite3.connect(":memory:")
    database.execute('CREATE TABLE t (amount INTEGER, name TEXT, "or" TEXT, note TEXT)')

    for line in clause(condition).strip().split("\n"):
        alone = line.strip().removeprefix("OR ").removeprefix("AND ")
        database.execute(f"SELECT 1 FROM t WHERE {alone}")
