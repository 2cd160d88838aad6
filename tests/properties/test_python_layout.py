"""Black changes nothing in generated Python, whatever people call their things."""

from __future__ import annotations

import keyword
import string
import sys
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import black
from black.strings import str_width
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.pipeline import build
from generator.render.python.code import call, listed, mapping, sql, text, tupled, wide
from generator.render.python.imports import exported, imports
from generator.render.python.layout import assignment, docstring, signature, statement

MODE = black.Mode(target_versions={black.TargetVersion.PY311})
LETTERS = string.ascii_lowercase
NAMES = st.builds(
    lambda start, rest: start + rest,
    st.sampled_from(LETTERS),
    st.text(LETTERS + string.digits + "_", max_size=56),
).filter(lambda name: name.isidentifier() and not keyword.iskeyword(name))
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=200
)
SPEC = """
title: Things
purpose: Names of all lengths.
enums: {{{1}: {{values: [on_hold, {0}_x], as: check}}}}
entities:
  {0}_a:
    description: {3}
    fields:
      id: {{type: int64, key: true, identity: always}}
      {1}_f: {{type: string(80), unique: true}}
      {2}_g: {{type: "decimal(12,2)?", description: {3}}}
      {2}_h: {{type: {1}, default: on_hold}}
    checks: {{{2}_c: "{2}_g > 0 AND {1}_f <> 'x' AND {1}_f <> 'y' AND {1}_f <> 'zzzzzz'"}}
    queries:
      {0}_q: {{where: "{1}_f = :{2}", order: [-{2}_g, -id], page: 5, fields: [id, {1}_f]}}
      {1}_r: {{where: "{2}_h IN (:{0})", order: [id], with: [{2}_back]}}
      {2}_s: {{sql: "SELECT {1}_f AS {0}, {2}_h FROM {0}_a WHERE {2}_g > :{1}", slow: seldom}}
  {0}_b:
    fields:
      {2}_k: {{type: uuid, key: true, default: uuid7()}}
      {1}_id: {{ref: "{0}_a.id", as: {1}_it, inverse: {2}_back, on_delete: cascade}}
    indexes: {{{2}_i: [{1}_id, {2}_k]}}
    soft_delete: {{field: {0}_gone}}
    version: true
  {1}_c:
    fields:
      {0}_o: int64
      {1}_n: int32
      {2}_t: {{type: {1}, default: on_hold}}
      {2}_e: {{type: string(90)?, case: insensitive, unique: global}}
      {1}_u: {{type: timestamp, default: now(), updated: now()}}
      {0}_w: {{type: timestamp?, immutable: true}}
    key: [{1}_n, {2}_t]
    unique: {{{0}_v: {{fields: [{0}_o, {1}_u, {0}_w], where: "{1}_n > 3"}}}}
    tenant: {0}_o
    soft_delete: {{field: {2}_gone}}
    version: {1}_turn
    queries:
      {0}_l: {{where: "{2}_e = :{2} OR {1}_u > :{1}", order: [-{1}_u], one: true}}
      {2}_m: {{sql: "SELECT {2}_t, count(*) AS {1} FROM {1}_c GROUP BY {2}_t", slow: seldom}}
"""


def kept(source: str) -> None:
    """Fails when black would write it otherwise."""
    assert source == black.format_str(source, mode=MODE)


def test_columns_are_counted_as_black_counts_them() -> None:
    letters = [chr(code) for code in range(sys.maxunicode + 1)]
    known = [letter for letter in letters if unicodedata.category(letter) not in ("Cc", "Cn", "Cs")]

    assert [letter for letter in known if wide(letter) != str_width(letter)] == []


FEW = settings(max_examples=30, deadline=None)


@FEW
@given(NAMES, NAMES, st.lists(WORDS, max_size=6))
def test_calls_stay_as_they_are(name: str, other: str, words: list[str]) -> None:
    values = [text(word) for word in words]
    inner = call(name, *values, **{other: tupled(values), f"{other}_z": listed(values)})
    pairs = mapping((word, text(word)) for word in dict.fromkeys(words))

    kept(statement(f"{name}_it = ", inner) + "\n")
    kept(statement(f"{name}_it: {other} = ", pairs) + "\n")


@FEW
@given(NAMES, NAMES, WORDS, WORDS)
def test_assignments_stay_as_they_are(name: str, kind: str, one: str, two: str) -> None:
    code = call("mapped_column", kind, words=sql([("sqlite", one), ("mysql", two)]))

    kept("class It:\n" + assignment(name, f"Mapped[{kind} | None]", code) + "\n")


@FEW
@given(NAMES, st.lists(NAMES, min_size=1, max_size=6, unique=True), NAMES, st.booleans())
def test_signatures_stay_as_they_are(
    name: str, parameters: list[str], gives: str, asynchronous: bool
) -> None:
    words = [f"{parameter}: {gives}" for parameter in parameters]
    head = signature(f"{name}_f", words, f"tuple[{gives}, ...]", asynchronous=asynchronous)

    kept(f"class It:\n{head}\n        pass\n")


@FEW
@given(NAMES, st.lists(NAMES, min_size=1, max_size=8))
def test_imports_stay_as_they_are(module: str, names: list[str]) -> None:
    kept(imports(f"{module}_m", [f"{name}_n" for name in names]) + "\n")
    kept(exported(names) + "\n")


@FEW
@given(WORDS.filter(str.strip), WORDS)
def test_docstrings_stay_as_they_are(first: str, more: str) -> None:
    kept(f"class It:\n{docstring(first, 4, more)}\n")


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(NAMES, min_size=3, max_size=3, unique=True), st.sampled_from([20, 70, 90, 130]))
def test_whole_packages_stay_as_they_are(names: list[str], length: int) -> None:
    words = ("It's what people call it, " * 6)[:length].strip(" ,")
    with TemporaryDirectory() as folder:
        root = Path(folder)
        root.joinpath("gen.yaml").write_text(
            "version: 1\nname: things\nengines: [postgresql, sqlite]\n"
            "targets: {sqlalchemy: {package: things.data}, repositories: {}}\n"
        )
        spec = root / "openspec/specs/database/things/schema.yaml"
        spec.parent.mkdir(parents=True)
        spec.write_text(SPEC.format(*(f"n{name}" for name in names), f'"{words}"'))
        result = build(root, ("sqlalchemy", "repositories"))

        assert not result.failed, [finding.message for finding in result.diagnostics]
        for file in result.files:
            if file.path.endswith(".py"):
                kept(file.text)
