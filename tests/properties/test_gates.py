"""Whatever policies a predicate function is made of, reading it gives them again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.sql.gates import gate
from generator.sql.security import Gate, Principal, Rule, condition

NAMES = st.from_regex(r"[A-Za-zåé][A-Za-z0-9_' ]{0,6}[a-z]", fullmatch=True)
PRINCIPALS = st.builds(Principal, NAMES, st.booleans())
EXPRESSIONS = st.sampled_from(
    (
        "@org_id = 1",
        "1 = 1",
        "@a IS NULL OR (@b = 'x (' AND @c = ')')",
        "EXISTS (SELECT 1 FROM dbo.t WHERE t.a = @a)",
        "@a = 1 -- why\nAND @b = 2",
        "-- why\n(@a = 1)",
        "(@a = 1) AND (@b = 2)",
    )
)
RULES = st.builds(Rule, NAMES, st.lists(PRINCIPALS, max_size=3).map(tuple), EXPRESSIONS)
GROUPS = st.lists(st.lists(RULES, min_size=1, max_size=3).map(tuple), min_size=1, max_size=2)
ABOVE = st.lists(PRINCIPALS, max_size=2).map(tuple)
CLOSED = st.builds(Gate, st.booleans(), ABOVE)
OPEN = st.builds(
    Gate, st.booleans(), ABOVE, GROUPS.map(tuple), st.lists(RULES, max_size=2).map(tuple)
)


@given(CLOSED | OPEN)
def test_a_condition_is_read_as_what_it_was_made_of(made: Gate) -> None:
    assert gate(condition(made)) == made


@given(st.text("()\n -'=ANDOR1", max_size=40))
def test_what_nobody_wrote_is_read_as_nothing_or_as_itself(text: str) -> None:
    found = gate(text)

    assert found is None or condition(found) == text
