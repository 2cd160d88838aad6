"""A script is divided alike whether or not something in it has a body of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.sql.split import split

PIECES = (
    *(
        "a",
        "b1",
        "SELECT",
        "IF",
        "loop",
        " ",
        "\n",
        "\t",
        ";",
        ";",
        ";",
        ",",
        "(",
        ")",
        "$",
        "-",
        "/",
    ),
    *("'it''s; not'", "'a\\;b'", '"a;""b"', "`a;b`", "[a;b]", "-- said; so\n", "/* a; b */"),
    *("$$a; b$$", "$x$a; $$ b$x$", "a$b", "'ü; ñ'", "["),
)
TAIL = "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END"


@pytest.mark.parametrize("escapes", [False, True])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=20))
def test_a_body_at_the_end_changes_nothing_before_it(pieces: list[str], escapes: bool) -> None:
    script = "".join(pieces) + "\n;\n"

    assert split(script + TAIL, escapes=escapes) == (*split(script, escapes=escapes), TAIL)
