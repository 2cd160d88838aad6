"""Where changes go: into the specs as people have divided them.

Takes specs as data by file, gives them with changes applied; what was given stays as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.catalog import Id
from generator.recover.merge.forms import PARTS, Beside, applied, written_back
from generator.recover.merge.sides import Node, Where, listed, named
from generator.recover.merge.tree import GONE, Change, Gone, Map, Value, changed
from generator.recover.names import unique
from generator.source import Data

__all__ = ["Specs", "home", "put", "stripped", "unmixed"]

HEAD = ("title", "schema", "only")
RELATIONS = ("entities", "links", "views")


@dataclass(frozen=True, slots=True)
class Specs:
    """Specs in the making. files: path to data; beside: SQL files by path, None for one that goes."""

    files: Mapping[str, Map]
    beside: Mapping[str, str | None] = field(default_factory=dict)


def put(specs: Specs, at: Where, change: Change) -> Specs:
    """Applies a change to a node, and to the SQL files that it names."""
    section, _, engine = at.section.partition(".")
    keys = (section, engine) if engine else (section, at.name)
    order = () if change.keys else change.order
    beside = dict(specs.beside)

    def update(old: Value) -> Value:
        if engine:
            return _in_list(section, [] if isinstance(old, Gone) else old, at, change, beside)
        new = applied(section, {} if isinstance(old, Gone) else old, change)
        return _settled(at.file, None if isinstance(old, Gone) else old, new, beside)

    made = changed(specs.files[at.file], keys, update, order)
    assert isinstance(made, dict), "a spec keeps its title"
    return Specs({**specs.files, at.file: made}, beside)


def _in_list(
    section: str, items: Data, at: Where, change: Change, beside: dict[str, str | None]
) -> Value:
    """Applies a change to an item of a section that is a list."""
    found = list(items) if isinstance(items, list) else []
    index = next((n for n, item in enumerate(found) if named(item) == at.name), None)
    old = None if index is None else found[index]
    new = applied(section, old if isinstance(old, dict) else {}, change)
    new = _settled(at.file, old, new, beside)
    if index is not None:
        found[index : index + 1] = [] if isinstance(new, Gone) else [new]
    elif not isinstance(new, Gone):
        plain = isinstance(new, dict) and set(new) == {"name"}
        found.append(new["name"] if plain and isinstance(new, dict) else new)
    return found or GONE


def _settled(file: str, old: Data, new: Value, beside: dict[str, str | None]) -> Value:
    """Puts the name of each SQL file back in the place of its text, and the text into the file."""
    folder = file.rpartition("/")[0]
    if isinstance(new, Gone):
        for path in _paths(old):
            beside[f"{folder}/{path}"] = None
        return new
    if isinstance(new, Beside):
        path = old if isinstance(old, str) else _free(folder, new, beside)
        beside[f"{folder}/{path}"] = str(new)
        return path
    if isinstance(new, dict):
        known = old if isinstance(old, dict) else {}
        made: Map = {}
        for key, value in new.items():
            inner = _settled(file, known.get(key), value, beside)
            assert not isinstance(inner, Gone)
            made[key] = inner
        return made
    return new


def _paths(node: Data) -> list[str]:
    if not isinstance(node, dict):
        return []
    own = [value for key, value in node.items() if key == "file" and isinstance(value, str)]
    return own + [path for value in node.values() for path in _paths(value)]


def _free(folder: str, new: Beside, beside: Mapping[str, str | None]) -> str:
    """Gives a path that no other text has."""
    stem = new.path.removesuffix(".sql")
    taken = [
        path.removeprefix(f"{folder}/").removesuffix(".sql")
        for path, text in beside.items()
        if text is not None and text != str(new)
    ]
    return f"{unique(stem, taken)}.sql"


def unmixed(specs: Specs, node: Node, mixin: Map, name: str) -> Specs:
    """Gives an entity all that a mixin says, in the place of using it."""

    def update(old: Value) -> Value:
        assert isinstance(old, dict)
        made = dict(old)
        use: list[Data] = []
        for one in listed(old.get("use")):
            use += [one] if one != name else list(listed(mixin.get("use")))
        for key, value in mixin.items():
            if key in PARTS and value == {}:
                continue
            if key in PARTS and isinstance(value, dict):
                here, whole = made.get(key), node.data[key]
                own: Map = dict(here) if isinstance(here, dict) else {}
                assert isinstance(whole, dict)
                made[key] = own | {item: written_back(key, whole[item]) for item in value}
            elif key not in ("description", "use"):
                made.setdefault(key, value)
        return {
            key: use if key == "use" else value
            for key, value in made.items()
            if key != "use" or use
        }

    at = node.at
    made = changed(specs.files[at.file], (at.section, at.name), update)
    assert isinstance(made, dict)
    return Specs({**specs.files, at.file: made}, specs.beside)


def home(
    specs: Specs, new: Node, theirs: Mapping[Id, Node], mine: Mapping[Id, Node], head: Map
) -> tuple[Specs, str]:
    """Finds the file for a new node: that of what it refers to, else the one with most of its
    neighbours, else one of the same schema, else a file of its own.

    head: the first keys of the file that the import would make."""
    schema = head.get("schema")
    fits = {file for file, spec in specs.files.items() if spec.get("schema") == schema}
    named = _references(new.data)
    told = Counter(
        node.at.file
        for node in mine.values()
        if node.at.name in named and node.at.section in RELATIONS and node.at.file in fits
    )
    near = [key for key, node in theirs.items() if node.at.file == new.at.file and key in mine]
    counted = Counter(mine[key].at.file for key in near if mine[key].at.file in fits)
    if told or counted:
        return specs, max(told or counted, key=lambda file: (told[file], counted[file], file))
    if new.at.file in fits:
        return specs, new.at.file
    if fits and (schema or len(fits) == 1):
        return specs, min(fits)
    folder, _, name = new.at.file.rpartition("/")
    parent, _, stem = folder.rpartition("/")
    taken = [file.rpartition("/")[0].rpartition("/")[2] for file in specs.files]
    path = f"{parent}/{unique(stem, taken)}/{name}"
    first = {key: head[key] for key in HEAD if key in head}
    return Specs({**specs.files, path: first}, specs.beside), path


def _references(node: Data) -> set[str]:
    """Gives the names of what a node refers to."""
    if isinstance(node, list):
        return {str(node[1]).rstrip("?").partition(".")[0]} if node[:1] == ["ref"] else set()
    if not isinstance(node, dict):
        return set()
    found = {name for value in node.values() for name in _references(value)}
    for key in ("ref", "entity"):
        found |= {str(node[key])} if isinstance(node.get(key), str) else set()
    for key in ("between", "needs"):
        listed = node.get(key)
        if isinstance(listed, dict | list):
            found |= set(map(str, listed.values() if isinstance(listed, dict) else listed))
    return found


def stripped(node: Node, mixins: Mapping[str, Map], theirs: Mapping[str, Map]) -> Map:
    """Gives a new entity with its mixins where people have the same ones, else without them."""
    known = [name for name in node.use if mixins.get(name) == theirs.get(name)]
    if not node.use or len(known) != len(node.use):
        return node.data
    made: Map = {"use": list(node.use)}
    for key, value in node.data.items():
        if key in PARTS and isinstance(value, dict):
            own = {name: item for name, item in value.items() if (key, name) not in node.inherited}
            if own:
                made[key] = own
        elif not any(key in mixins[name] for name in known):
            made[key] = value
    return made
