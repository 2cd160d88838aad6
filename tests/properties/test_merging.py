"""Laws of merging an import into specs: who changed nothing loses nothing, and order does not matter.

A person edits text, as people do; the database changes data, as an import would say it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.catalog import Catalog, Column, Id
from generator.config import Config
from generator.disk.targets import built_in
from generator.pipeline.importing import lowered
from generator.recover.account import account
from generator.recover.merge.evidence import recognised
from generator.recover.merge.merge import merge, owners
from generator.recover.merge.outcome import Merged
from generator.recover.merge.renames import Renames
from generator.recover.merge.sides import Side
from generator.recover.merge.text import Texts, texts
from generator.recover.merge.tree import Map, changes
from generator.source import Data, read
from generator.source.editing import Comments
from generator.source.writing import written
from generator.sql.profile import load

ALL = ("artist", "customer", "track")
FILE = "openspec/specs/database/shop/schema.yaml"
OTHER = "openspec/specs/database/more/schema.yaml"
PROFILE = load(built_in() / "postgresql", "15")
CONFIG = Config("shop", {"postgresql": "15"}, tables="as_is")
TYPES = st.sampled_from(["text", "int32", "string(20)?", "date?", "bool", "uuid"])
FIELDS = st.dictionaries(
    st.sampled_from(["name", "code", "born", "note", "total"]),
    TYPES | st.fixed_dictionaries({"type": TYPES, "description": st.just("What it is.")}),
    min_size=1,
    max_size=4,
)
Files = dict[str, str]


@st.composite
def _specs(draw: st.DrawFn) -> Map:
    entities: Map = {}
    for name in ("artist", "customer", "track"):
        fields = cast(Map, {"id": {"type": "int64", "key": True}, **draw(FIELDS)})
        node: Map = {"fields": fields}
        if draw(st.booleans()):
            node["indexes"] = {"some": [draw(st.sampled_from(list(fields)))]}
        entities[name] = node
    return {"title": "Shop", "entities": entities}


@st.composite
def _database(draw: st.DrawFn, names: tuple[str, ...]) -> Callable[[Map], Map]:
    """Gives what the database changes, in some of the entities."""
    steps = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["add", "drop", "retype", "index", "table"]),
                st.sampled_from(names),
                TYPES,
            ),
            max_size=4,
        )
    )

    def change(spec: Map) -> Map:
        made = copy.deepcopy(spec)
        entities = cast("dict[str, dict[str, Map]]", made["entities"])
        for number, (what, name, kind) in enumerate(steps):
            fields = entities[name]["fields"]
            last = list(fields)[-1]
            match what:
                case "add":
                    fields[f"new_{number}"] = kind
                case "drop" if len(fields) > 1 and last not in str(entities[name].get("indexes")):
                    del fields[last]
                case "retype" if len(fields) > 1:
                    fields[last] = kind
                case "index":
                    entities[name].setdefault("indexes", {})[f"by_{number}"] = ["id"]
                case "table":
                    entities[f"table_{number}"] = {"fields": {"id": "int64"}}
        return made

    return change


@st.composite
def _person(draw: st.DrawFn, names: tuple[str, ...]) -> Callable[[str], Files]:
    """Gives what a person does to the text of some entities, none of which the database minds."""
    does = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["comment", "rename", "describe", "query", "move", "blank"]),
                st.sampled_from(names),
            ),
            max_size=4,
            unique_by=lambda step: step,
        )
    )

    def edit(text: str) -> Files:
        files = {FILE: text}
        for what, name in does:
            head = f"  {name}:\n"
            match what:
                case "comment":
                    new = f"  # About {name}.\n{head}"
                case "rename":
                    new = f"  our_{name}:\n    table: {name}\n"
                case "describe":
                    new = f"{head}    description: 'A {name}'   # sic\n"
                case "query":
                    new = f'{head}    queries: {{ by_id: {{where: "id = :id", one: true}} }}\n'
                case "blank":
                    new = f"\n{head}"
                case _:
                    new = head
            if what != "move":
                files = {path: one.replace(head, new) for path, one in files.items()}
            elif OTHER not in files and head in files[FILE] and name == "track":
                before, _, after = files[FILE].partition(head)
                body, parting, rest = after.partition("  table_")
                files[FILE] = before + parting + rest
                files[OTHER] = f"title: More\n\nentities:\n{head}{body}"
        return files

    return edit


def _lowered(files: Files) -> Catalog:
    made, problems = lowered(files, PROFILE, CONFIG)
    assert made is not None, problems
    return made


def _data(files: Files) -> dict[str, Map]:
    found: dict[str, Map] = {}
    for path, text in files.items():
        document, faults = read(path, text)
        assert document is not None, faults
        found[path] = cast(Map, document.data)
    return found


@st.composite
def _calling(draw: st.DrawFn, spec: Map) -> Map:
    """Gives the specs of a database in which tables and columns are called otherwise, and nothing else
    is: keys and indexes keep their names, and columns their places."""
    made = copy.deepcopy(spec)
    entities = cast("dict[str, Map]", made["entities"])
    for name in draw(st.lists(st.sampled_from(ALL), unique=True)):
        node = entities.pop(name)
        fields = cast(Map, node["fields"])
        node["fields"] = {"id": "int64", **{k: v for k, v in fields.items() if k != "id"}}
        node["key"] = {"fields": ["id"], "name": f"pk_{name}"}
        for index, over in cast(Map, node.get("indexes", {})).items():
            cast(Map, node["indexes"])[index] = {"fields": over, "name": f"ix_{name}_{index}"}
        entities[f"todays_{name}"] = node
    for node in entities.values():
        names = list(cast(Map, node["fields"]))
        if len(names) > 2 and draw(st.booleans()):
            _recolumn(node, names[1])
    return made


def _recolumn(node: Map, old: str) -> None:
    new = f"todays_{old}"
    fields = cast(Map, node["fields"])
    node["fields"] = {new if name == old else name: one for name, one in fields.items()}
    for index, over in cast(Map, node.get("indexes", {})).items():
        old_ones = over["fields"] if isinstance(over, dict) else over
        columns: Data = [new if name == old else name for name in cast("list[Data]", old_ones)]
        named: Data = {**over, "fields": columns} if isinstance(over, dict) else columns
        cast(Map, node["indexes"])[index] = named


def _merged(base: Files, mine: Files, theirs: Files) -> tuple[Files, Merged, Texts]:
    sides = [Side(_data(files), {}, _lowered(files)) for files in (base, mine, theirs)]
    told = account(sides[2].catalog, sides[0].catalog, PROFILE)
    changed = frozenset((*told.differing, *told.extra))
    places = {item.id: item.position for item in sides[2].catalog if isinstance(item, Column)}
    certain, _ = recognised(sides[0].catalog, sides[2].catalog, places)
    outcome = merge(
        *sides,
        owners(changed, sides[0].catalog, sides[2].catalog),
        lambda at, keys: Comments(mine[at.file]).at((at.section, at.name, *keys)),
        renames=Renames.of(certain),
    )
    made = texts(mine, sides[1].files, outcome)
    after = {**mine, **{path: text for path, text in made.files.items() if text is not None}}
    return after, outcome, made


@settings(deadline=None, max_examples=60)
@given(_specs(), _database(ALL))
def test_who_edited_nothing_gets_what_the_database_has(
    spec: Map, database: Callable[[Map], Map]
) -> None:
    base, theirs = {FILE: written(spec)}, {FILE: written(database(spec))}

    after, outcome, _ = _merged(base, base, theirs)

    assert outcome.clashes == ()
    assert _data(after) == _data(theirs)


@settings(deadline=None, max_examples=60)
@given(_specs(), _person(ALL))
def test_a_database_that_changed_nothing_changes_nothing(
    spec: Map, person: Callable[[str], Files]
) -> None:
    base = {FILE: written(spec)}
    mine = person(base[FILE])

    after, outcome, _ = _merged(base, mine, base)

    assert after == mine
    assert outcome.taken == outcome.clashes == ()


@settings(deadline=None, max_examples=60)
@given(_specs(), _person(("artist", "track")), _database(("customer",)))
def test_changes_of_different_nodes_commute(
    spec: Map, person: Callable[[str], Files], database: Callable[[Map], Map]
) -> None:
    base, theirs = {FILE: written(spec)}, {FILE: written(database(spec))}
    mine = person(base[FILE])

    after, outcome, _ = _merged(base, mine, theirs)

    assert outcome.clashes == ()
    assert _differing(after, person(theirs[FILE])) == ()
    for name in ("artist", "track"):
        for path, text in mine.items():
            assert _block(text, name) in ("", _block(after[path], name))


@settings(deadline=None, max_examples=60)
@given(_specs(), _person(ALL), _database(ALL))
def test_a_second_merge_changes_nothing(
    spec: Map, person: Callable[[str], Files], database: Callable[[Map], Map]
) -> None:
    base, theirs = {FILE: written(spec)}, {FILE: written(database(spec))}
    first, outcome, made = _merged(base, person(base[FILE]), theirs)
    if outcome.clashes:
        for path in {conflict.file for conflict in made.conflicts}:
            _, faults = read(path, first[path])
            assert {fault.code for fault in faults} == {"G112"}
            assert [fault.span.line for fault in faults] == [
                conflict.line for conflict in made.conflicts if conflict.file == path
            ]
        return

    second, again, _ = _merged(theirs, first, theirs)

    assert second == first
    assert again.taken == again.clashes == ()


@settings(deadline=None, max_examples=60)
@given(_specs().flatmap(lambda spec: st.tuples(st.just(spec), _calling(spec))), _person(ALL))
def test_whatever_is_called_otherwise_stays_what_people_made_of_it(
    specs: tuple[Map, Map], person: Callable[[str], Files]
) -> None:
    base, theirs = ({FILE: written(spec)} for spec in specs)
    mine = person(base[FILE])

    after, outcome, _ = _merged(base, mine, theirs)

    assert outcome.clashes == ()
    wanted = set(_differing(mine, base))
    assert {key.kind for key in _differing(after, theirs)} <= {key.kind for key in wanted}
    for path, text in mine.items():
        assert [line for line in text.splitlines() if "#" in line or "queries" in line] == [
            line for line in after[path].splitlines() if "#" in line or "queries" in line
        ]
        assert list(cast(Map, _data(after)[path]["entities"])) == list(
            cast(Map, _data(mine)[path]["entities"])
        )
    again = _merged(theirs, after, theirs)
    assert again[0] == after


SWEDEN: Map = {"code": "SE", "name": "Sweden"}
NORWAY: Map = {"code": "NO", "name": "Norway"}
NORGE: Map = {"code": "NO", "name": "Norge"}
NOREG: Map = {"code": "NO", "name": "Noreg"}
FINLAND: Map = {"code": "FI", "name": "Finland"}


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged", "conflict"),
    [
        ([SWEDEN, NORWAY], [NORWAY, SWEDEN], [SWEDEN, NORGE], [NORGE, SWEDEN], False),
        (
            [SWEDEN, NORWAY],
            [SWEDEN, NORGE],
            [SWEDEN, NORWAY, FINLAND],
            [SWEDEN, NORGE, FINLAND],
            False,
        ),
        ([SWEDEN, NORWAY], [SWEDEN, NOREG], [SWEDEN, NORGE], [SWEDEN, NORGE], True),
        ([SWEDEN, NORWAY], [SWEDEN, NOREG], [SWEDEN], [SWEDEN], True),
        ([SWEDEN, NORWAY], [SWEDEN], [SWEDEN, NORWAY, FINLAND], [SWEDEN, FINLAND], False),
        (["a", "c"], ["a", "c", "z"], ["a", "b", "c"], ["a", "b", "c", "z"], False),
    ],
)
def test_items_of_a_list_are_merged_one_by_one(
    base: list[Data], mine: list[Data], theirs: list[Data], merged: list[Data], conflict: bool
) -> None:
    (found,) = changes({"rows": base}, {"rows": mine}, {"rows": theirs})

    assert (found.value, found.conflict) == (merged, conflict)


def _differing(one: Files, other: Files) -> tuple[Id, ...]:
    told = account(_lowered(one), _lowered(other), PROFILE)
    return (*told.differing, *told.extra)


def _block(text: str, name: str) -> str:
    """Gives the lines of an entity, under its name or the one that a person gave it."""
    for head in (f"  {name}:\n", f"  our_{name}:\n"):
        _, found, rest = text.partition(f"\n{head}")
        if found:
            lines = rest.split("\n")
            end = next((n for n, line in enumerate(lines) if line[:3].strip()), len(lines))
            return head + "\n".join(line for line in lines[:end] if line.strip())
    return ""
