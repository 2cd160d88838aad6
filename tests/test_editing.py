"""Laws of editing: the new text means what it should, and what stays is left byte for byte."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.source import Data, read
from generator.source.editing import Comments, edited, same
from tests.test_source import TEXTS, _block, _flow

NAMES = st.sampled_from(["a", "b", "c", "name", "key", "type", "two words", "null"])
VALUES = st.none() | st.booleans() | st.integers(-5, 10**20) | TEXTS
INNER = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4)
        | st.dictionaries(NAMES, inner, min_size=1, max_size=4)
    ),
)
MAPS = st.dictionaries(NAMES, INNER, min_size=1, max_size=5)


def _meaning(text: str) -> Data:
    document, faults = read("x.yaml", text)
    assert faults == ()
    assert document is not None
    return document.data


@st.composite
def _changed(draw: st.DrawFn, data: Data) -> Data:
    """Gives the data with something in it changed, taken away or added."""
    if isinstance(data, dict) and data:
        made = copy.deepcopy(data)
        name = draw(st.sampled_from(sorted(made)))
        match draw(st.sampled_from(["in", "drop", "add"])):
            case "drop" if len(made) > 1:
                del made[name]
            case "add":
                pairs = list(made.items())
                at = draw(st.integers(0, len(pairs)))
                pairs.insert(at, (draw(st.sampled_from(["new", "other one"])), draw(INNER)))
                made = dict(pairs)
            case _:
                made[name] = draw(_changed(made[name]))
        return made
    if isinstance(data, list) and data:
        made_list = copy.deepcopy(data)
        at = draw(st.integers(0, len(data) - 1))
        match draw(st.sampled_from(["in", "drop", "add"])):
            case "drop" if len(made_list) > 1:
                del made_list[at]
            case "add":
                made_list.insert(at, draw(INNER))
            case _:
                made_list[at] = draw(_changed(made_list[at]))
        return made_list
    return draw(INNER)


@st.composite
def _edits(draw: st.DrawFn) -> tuple[dict[str, Data], dict[str, Data]]:
    old = draw(MAPS)
    new: Data = old
    for _ in range(draw(st.integers(0, 4))):
        new = draw(_changed(new))
    assert isinstance(new, dict)
    return old, new


@given(_edits())
def test_an_edited_block_means_what_it_should(
    edit: tuple[dict[str, Data], dict[str, Data]],
) -> None:
    old, new = edit

    made = edited(_block(old, 0).lstrip("\n"), new)

    assert same(_meaning(made), new)


@given(_edits())
def test_an_edited_flow_form_means_what_it_should(
    edit: tuple[dict[str, Data], dict[str, Data]],
) -> None:
    old, new = edit

    made = edited(f"top: {_flow(old)}\n", {"top": new})

    assert same(_meaning(made), {"top": new})


@given(MAPS)
def test_nothing_to_change_changes_nothing(data: dict[str, Data]) -> None:
    text = _block(data, 0).lstrip("\n")

    assert edited(text, data) == text


TEXT = """\
# yaml-language-server: $schema=x
title: 'Shop'   # its name

entities:
  # People who buy.
  user:
    fields:   # in order
      id: {type: int64, key: true}
      email:  "text"   # unique some day
      bio:  >-
        what
        they say

      # gone soon
      fax: text?

    indexes: { by_email: [ email ],
               by_id: [id] }

  order:
    fields: {id: int64,   # the key
             total: int64}
# the end
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("title",), "Store", "'Shop'   # its name", "'Store'   # its name"),
        (("entities", "user", "fields", "email"), "uuid", '  "text"   #', '  "uuid"   #'),
        (
            ("entities", "user", "fields", "email"),
            {"type": "text", "unique": True},
            '  "text"   #',
            "  {type: text, unique: true}   #",
        ),
        (("entities", "user", "fields", "id", "type"), "int32", "{type: int64", "{type: int32"),
        (
            ("entities", "user", "fields", "fax"),
            None,
            "\n      # gone soon\n      fax: text?\n",
            "",
        ),
        (
            ("entities", "user", "fields", "new"),
            "text",
            "fax: text?\n",
            "fax: text?\n      new: text\n",
        ),
        (("entities", "user", "indexes", "by_id"), None, ",\n               by_id: [id] }", " }"),
        (
            ("entities", "order", "fields", "at"),
            "date",
            "int64}\n#",
            "int64,\n             at: date}\n#",
        ),
        (
            ("entities", "tag"),
            {"fields": {"id": "int64"}},
            "# the end",
            "\n  tag:\n    fields: {id: int64}\n# the end",
        ),
        (("entities", "order"), None, TEXT[TEXT.index("  order") : TEXT.index("# the end")], ""),
        (
            ("views",),
            {"v": {"sql": "SELECT 1"}},
            "# the end",
            "\nviews:\n  v:\n    sql: SELECT 1\n# the end",
        ),
    ],
)
def test_only_what_changed_is_touched(
    path: tuple[str, ...], value: Data, old: str, new: str
) -> None:
    data = _meaning(TEXT)
    node = data
    for key in path[:-1]:
        assert isinstance(node, dict)
        node = node[key]
    assert isinstance(node, dict)
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    assert isinstance(data, dict)

    made = edited(TEXT, data)

    assert made == TEXT.replace(old, new)
    assert same(_meaning(made), data)


def test_line_ends_stay() -> None:
    made = edited("a: 1\r\nb:\r\n  c: 2\r\n", {"a": 1, "b": {"c": 3, "d": 4}, "e": 5})

    assert made == "a: 1\r\nb:\r\n  c: 3\r\n  d: 4\r\ne: 5\r\n"


def test_a_comment_is_seen() -> None:
    told = [
        Comments(TEXT).at(keys)
        for keys in (
            ("title",),
            ("entities", "user"),
            ("entities", "user", "fields", "id"),
            ("entities", "user", "fields", "fax"),
            ("entities", "user", "indexes"),
        )
    ]

    assert told == [True, True, False, True, False]
