"""Diagnostics in the three forms that people and machines read."""

from __future__ import annotations

import json

from generator import report
from generator.diagnostics import Diagnostic, Note
from generator.source import Place, Span

TEXT = "entities:\n  user:\n    fields:\n      org_id: {ref: Custmer}\n"
AT = Place("specs/user.yaml", ("entities", "user", "fields", "org_id", "ref"))
UNKNOWN = Diagnostic(
    "G203",
    "unknown entity `Custmer`",
    AT,
    "did you mean `customer`?",
    (Note("`customer` is declared here", Place("specs/user.yaml", ("entities", "user")), True),),
)
TEXTS = {"specs/user.yaml": TEXT}


def test_text_shows_the_line_a_caret_the_hint_and_the_notes() -> None:
    got = report.render([UNKNOWN], TEXTS)

    assert got == (
        "specs/user.yaml:4:21: error[G203] unknown entity `Custmer`\n"
        "     4 |       org_id: {ref: Custmer}\n"
        "       |                     ^^^^^^^\n"
        "  hint: did you mean `customer`?\n"
        "  note: specs/user.yaml:2:3: `customer` is declared here\n"
    )


def test_text_has_colour_only_when_asked() -> None:
    plain, coloured = (report.render([UNKNOWN], TEXTS, colour=colour) for colour in (False, True))

    assert "\x1b" not in plain
    assert "\x1b[1;31merror[G203]\x1b[0m" in coloured


def test_json_carries_the_same_facts() -> None:
    got = json.loads(report.render([UNKNOWN], TEXTS, "json"))

    place = {"file": "specs/user.yaml", "line": 4, "column": 21, "end_line": 4, "end_column": 28}
    note = {"file": "specs/user.yaml", "line": 2, "column": 3, "end_line": 2, "end_column": 7}
    assert got == [
        {
            "code": "G203",
            "severity": "error",
            "message": "unknown entity `Custmer`",
            **place,
            "path": ["entities", "user", "fields", "org_id", "ref"],
            "hint": "did you mean `customer`?",
            "source": "      org_id: {ref: Custmer}",
            "notes": [
                {"message": "`customer` is declared here", **note, "path": ["entities", "user"]}
            ],
        }
    ]


def test_github_escapes_what_its_commands_would_read() -> None:
    odd = Diagnostic("G203", "50% of\nit", Place("a,b:c.yaml"), span=Span(1, 2, 1, 4))

    got = report.render([odd], {})

    assert report.render([odd], {}, "github") == (
        "::error file=a%2Cb%3Ac.yaml,line=1,col=2,endLine=1,endColumn=4,title=G203::50%25 of%0Ait\n"
    )
    assert got == "a,b:c.yaml:1:2: error[G203] 50% of\ufffdit\n"


def test_an_offset_marks_a_part_of_the_value() -> None:
    part = Diagnostic("G220", "unknown field", AT, offset=4, length=3)

    got = report.render([part], TEXTS)

    assert got.splitlines()[2] == "       |                         ^^^"


def test_a_file_without_a_text_is_named_without_a_line() -> None:
    assert report.render([UNKNOWN], {}).splitlines()[0] == (
        "specs/user.yaml: error[G203] unknown entity `Custmer`"
    )


def test_a_diagnostic_is_reported_once() -> None:
    assert report.render([UNKNOWN, UNKNOWN], TEXTS) == report.render([UNKNOWN], TEXTS)
    assert report.summary([UNKNOWN, UNKNOWN]) == "1 error"


def test_a_file_above_the_usual_limits_is_shown_too() -> None:
    texts = {"x.yaml": "a: [" + "1, " * 60_000 + "1]\nb: 2\n"}

    got = report.render([Diagnostic("G203", "x", Place("x.yaml", ("b",)))], texts)

    assert got.splitlines()[0] == "x.yaml:2:4: error[G203] x"


def test_nothing_to_say_is_no_text() -> None:
    assert report.render([], {}) == ""
    assert report.render([], {}, "json") == "[]\n"
    assert report.summary([]) == ""


def test_what_a_terminal_would_obey_is_not_passed_on() -> None:
    texts = {"x.yaml": 'a: "\x1b[31m"\n'}

    got = report.render(
        [Diagnostic("G203", "x", Place("x.yaml", ("a",)), span=Span(1, 4, 1, 9))], texts
    )

    assert "\x1b" not in got


def test_text_shows_of_a_long_line_what_is_around_the_place() -> None:
    text = f"a: [{'x, ' * 1000}{{ref: Custmer}}, {'y, ' * 1000}z]\n"
    long = Diagnostic("G203", "unknown entity `Custmer`", Place("a.yaml", ("a", 1000, "ref")))

    source, carets = report.render([long], {"a.yaml": text}).splitlines()[1:3]

    assert len(source) < 200
    assert source.startswith("     1 | …")
    assert source.endswith("…")
    assert source[carets.index("^") : carets.rindex("^") + 1] == "Custmer"
