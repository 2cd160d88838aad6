"""The documents of a model: links that lead somewhere, diagrams that forges draw, nothing left out."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable
from functools import cache
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator.model import Model
from generator.render.layout.shapes import Box, End, Line, Row
from generator.render.pages import mermaid
from generator.render.pages.words import prose, value_text
from generator.sql.capabilities import features
from generator.sql.profile import load
from tests.pages.rendering import ROOT, example, files_of, model_of, node_modules, run

DOCS = "generated/docs"
FENCE = re.compile(r"^```mermaid\n(.*?)^```$", re.S | re.M)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")

HARD = """
title: "A | b"
purpose: "Has *stars*, a <b>tag</b> and a | bar."
entities:
  order:
    description: "Text with `a|b`, $x$ and | bars."
    fields:
      id: {type: int64, key: true}
      style: {type: string(9)?, default: "a|b`c", description: "1. not a list | of `x`"}
      end: {type: "decimal(12,2)", default: {sql: "1 || 2"}}
    checks: {bar: "style <> '|' || '`'"}
  end:
    fields:
      id: {type: int64, key: true}
      order_id: {ref: order.id, unique: true}
      same_id: {ref: end.id?, as: same, inverse: others}
"""


@cache
def _files() -> dict[str, str]:
    profiles = {name: load(ROOT / "templates" / name, "15") for name in ("postgresql",)}
    return files_of("docs", example(), profiles=profiles)


def _diagrams(files: Iterable[str]) -> list[str]:
    return [source for text in files for source in FENCE.findall(text)]


def _parsed(sources: list[str]) -> list[str]:
    """Gives for each source "" or what Mermaid says is wrong with it."""
    done = run(
        "node",
        str(ROOT / "tests" / "node" / "mermaid.mjs"),
        cwd=ROOT,
        text=json.dumps(sources),
        GEN_NODE_MODULES=str(node_modules().absolute()),
    )
    assert done.returncode == 0, done.stderr
    said: list[str] = json.loads(done.stdout)
    return said


def test_mermaid_reads_the_diagrams_of_the_worked_example() -> None:
    sources = _diagrams(_files().values())

    assert len(sources) > len(example().entities)
    assert [said for said in _parsed(sources) if said] == []


def test_mermaid_reads_names_and_types_of_any_kind() -> None:
    odd = ["end", "style", "a b", 'q"t', "50%", "ünï", "日本", "class", "1st", "a-b", "o{", "[x]"]
    rows = tuple(
        Row(name, type_, at == 0, at == 1, at == 2, at == 3)
        for at, (name, type_) in enumerate(
            zip(odd, ["decimal(12,2)", "array(text?)", *odd], strict=False)
        )
    )
    boxes = [Box(name, name, rows) for name in odd]
    lines = [
        Line(one, (odd[at],), other, (), source, target)
        for at, (one, other) in enumerate(zip(odd, [*odd[1:], odd[0]], strict=True))
        for source in End
        for target in End
    ]

    assert _parsed(list(mermaid.diagrams(boxes, lines))) == [""]


def test_mermaid_s_parser_refuses_what_is_wrong() -> None:
    """Shows that the checks above can fail."""
    assert _parsed(["erDiagram\n  a ||--{ b : x"]) != [""]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 90), st.integers(0, 120), st.randoms(use_true_random=False))
def test_diagrams_stay_within_what_forges_draw(tables: int, fields: int, random: object) -> None:
    pick = getattr(random, "randrange")  # noqa: B009
    rows = tuple(Row(f"a_field_with_a_long_name_{at}", "decimal(12,2)") for at in range(fields))
    boxes = [Box(f"t{at}", f"t{at}", rows) for at in range(tables)]
    lines = [
        Line(f"t{pick(tables)}", ("x",), f"t{pick(tables + 5)}", ("id",)) for _ in range(2 * tables)
    ]

    sources = mermaid.diagrams(boxes, lines)

    for source in sources:
        names = set(re.findall(r'"(t\d+)"', source))
        assert len(names) <= 25
        assert len(source) <= 45_000
    shown = [
        name for source in sources for name in re.findall(r'^    "(t\d+)"(?: \{)?$', source, re.M)
    ]
    assert sorted(shown) == sorted(box.name for box in boxes)


def test_every_link_leads_to_a_file() -> None:
    files = _files()

    for path, text in files.items():
        for target in LINK.findall(text) if path.endswith(".md") else []:
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            assert there in files, (path, target)


def test_every_page_can_be_reached_from_the_first() -> None:
    files = _files()
    reached, waiting = set[str](), [f"{DOCS}/README.md"]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            folder = posixpath.dirname(path)
            links = LINK.findall(files[path]) if path.endswith(".md") else []
            waiting += [posixpath.normpath(posixpath.join(folder, link)) for link in links]

    assert reached == set(files)


def test_tables_of_markdown_have_as_many_cells_in_every_row() -> None:
    for path, text in {**_files(), **files_of("docs", model_of({"hard": HARD}))}.items():
        width = 0
        for line in text.splitlines() if path.endswith(".md") else []:
            cells = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) if line.startswith("|") else 0
            assert cells in (0, width) or not width, (path, line)
            width = cells


def test_what_people_wrote_never_becomes_markup() -> None:
    markdown = MarkdownIt("commonmark").enable("table")
    allowed = re.compile(r"<!-- generated|</?details>|</?summary>|<a id=|</a>")

    for path, text in files_of("docs", model_of({"hard": HARD})).items():
        tokens = markdown.parse(text) if path.endswith(".md") else []
        inner = [child for token in tokens for child in token.children or ()]
        html = [token.content for token in (*tokens, *inner) if token.type.startswith("html")]
        assert [found for found in html if not allowed.match(found)] == []
        assert not [token for token in inner if token.type == "em_open"]


def test_nothing_of_an_entity_is_left_out() -> None:
    files = _files()

    for entity in example().entities:
        page = files[f"{DOCS}/entities/{entity.name}.md"]
        wanted = [field.name for field in entity.fields]
        wanted += [query.name for query in entity.queries]
        wanted += [
            item.physical
            for items in (entity.uniques, entity.checks, entity.foreign_keys, entity.exclusions)
            for item in items
        ]
        wanted += [index.physical for index in entity.indexes]
        assert [name for name in wanted if f"`{name}`" not in page] == []


def test_pictures_are_whole_and_name_every_table() -> None:
    pictures = {path: text for path, text in _files().items() if path.endswith(".svg")}

    whole = pictures[f"{DOCS}/pictures/all.svg"]
    assert [e.name for e in example().entities if f">{e.name}</text>" not in whole] == []
    for text in pictures.values():
        assert ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
        assert "<script" not in text
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_the_matrix_has_every_feature() -> None:
    page = _files()[f"{DOCS}/capabilities.md"]

    for members in features().values():
        for title in members.values():
            assert f"| {prose(title)} |" in page
    assert "PostgreSQL 15" in page


def test_where_a_requirement_is_enforced_is_linked() -> None:
    page = _files()[f"{DOCS}/requirements.md"]

    assert "[`user.checks.email_has_at`](entities/user.md)" in page
    assert re.search(r"leaked-passwords .* nothing in the database", page)


def test_an_index_names_the_access_pattern_that_justifies_it() -> None:
    page = _files()[f"{DOCS}/entities/session.md"]

    row = next(line for line in page.splitlines() if line.startswith("| `ix_sessions_live`"))
    assert "`live_of_user`" in row
    assert "`by_token`" in next(
        li for li in page.splitlines() if li.startswith("| `uq_sessions_token")
    )


def test_a_large_domain_shows_keys_only() -> None:
    fields = "id: {type: int64, key: true}, name: text"
    entities = "".join(f"  t{at}: {{fields: {{{fields}}}}}\n" for at in range(30))
    model: Model = model_of({"big": f"title: Big\npurpose: Many.\nentities:\n{entities}"})

    page = files_of("docs", model)[f"{DOCS}/domains/big.md"]

    sources = FENCE.findall(page)
    assert len(sources) == 2
    assert all("int64 id PK" in source and "text name" not in source for source in sources)


def test_prose_is_text_and_never_markup() -> None:
    assert prose("# x") == "\\# x"
    assert prose("3. x") == "3\\. x"
    assert prose("- x") == "\\- x"
    assert prose("a `b|c` *d*") == "a `b|c` \\*d\\*"
    assert prose("see user_id and _x_") == "see user_id and \\_x\\_"
    assert prose("a <b> $c$") == "a \\<b\\> \\$c\\$"


def test_values_are_spelled_as_in_specs() -> None:
    assert value_text((1, "a", None, True)) == "[1, 'a', null, true]"
    assert value_text({"a": (1,)}) == "{a: [1]}"
