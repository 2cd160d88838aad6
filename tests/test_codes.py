"""Every code has its page, and the examples on it are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator import validate
from generator.codes import CODES, Code

ROOT = Path(__file__).parent.parent
READING = [code for code in CODES.values() if code.code < "G2" and code.bad]


def test_codes_are_in_order_and_written_once() -> None:
    for table in sorted((ROOT / "generator" / "codes").glob("*.py")):
        codes = re.findall(r'"(G\d{3})",\n', table.read_text(encoding="utf-8"))
        assert codes == sorted(set(codes)), table.name


def test_every_code_that_the_program_uses_has_a_page() -> None:
    used = {
        code
        for file in (ROOT / "generator").rglob("*.py")
        if file.parent.name != "codes"
        for code in re.findall(r'"(G[1-7]\d{2})"', file.read_text(encoding="utf-8"))
    }

    assert used - set(CODES) == set()


@pytest.mark.parametrize("code", READING, ids=lambda code: code.code)
def test_the_bad_example_of_a_code_gives_that_code_and_no_other(code: Code) -> None:
    assert _codes(code.bad) == {code.code}


@pytest.mark.parametrize("code", READING, ids=lambda code: code.code)
def test_the_good_example_of_a_code_gives_none(code: Code) -> None:
    assert _codes(code.good) == set()


def _codes(text: str) -> set[str]:
    document, found = validate.read("schema.yaml", text)
    if document:
        found += validate.validate([document])
    return {diagnostic.code for diagnostic in found}
