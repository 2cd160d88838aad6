"""Three sides become one: what the database changed goes into the specs as people have made them.

Takes the last import, the specs and the new import as Sides, gives the specs merged, and the Clashes,
where people and the database changed the same thing in two ways. Every object is known by its name in
the database, so a node may have been renamed, moved to another file or put into a mixin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from generator.catalog import Catalog, Grant, Id, Table
from generator.recover.merge.forms import PARTS, unit
from generator.recover.merge.mixing import mix
from generator.recover.merge.outcome import (
    Clash,
    Commented,
    Groups,
    Merged,
    Run,
    Taken,
    is_gone,
    part_at,
)
from generator.recover.merge.place import Specs, home, put, stripped
from generator.recover.merge.renames import Renames
from generator.recover.merge.sides import (
    ITEMS,
    LISTED,
    SECTIONS,
    Names,
    Node,
    Side,
    Where,
    mixed,
    names,
    nodes,
)
from generator.recover.merge.tree import GONE, Change, Gone, Map, Value, changes
from generator.recover.merge.words import said, words

__all__ = ["merge", "owners"]

NONE = Renames()


def merge(
    base: Side,
    mine: Side,
    theirs: Side,
    touched: AbstractSet[Id],
    commented: Commented = lambda *_: False,
    *,
    forced: bool = False,
    renames: Renames = NONE,
) -> Merged:
    """Merges. touched: the objects that the database has changed since `base` (see `owners`).

    commented: tells whether a person put a comment to a part of a node; such a part is not removed
    without asking. forced: there is no base that anybody agreed on, and the database is right.
    renames: what is called otherwise in `theirs` than on the other sides; it stays the node it is."""
    known = renames.names(names(mine))
    ours = nodes(mine, known)
    taken: dict[str, list[str]] = {}
    for node in ours.values():
        taken.setdefault(node.at.section, []).append(node.at.name)
    before, after = _translated(base, known, taken, renames), _translated(theirs, known, taken)
    _pin(before, after, ours, known, names(theirs), renames)
    run = Run(ours, after, (mine, theirs), Specs(mine.files, dict(mine.beside)))
    wanted = _wanted(before, run, touched, commented, forced=forced)
    mix(run, wanted)
    for key, groups in wanted.items():
        _node(run, key, groups)
    for key in [key for key in ours if key in touched and key in after]:
        _reshape(run, key, before.get(key), commented)
    kept = _kept(before, run, touched)
    moved = sum(key in ours and ours[key].at.file != new.at.file for key, new in after.items())
    return Merged(run.specs, tuple(run.taken), tuple(run.clashes), kept, moved)


def owners(changed: AbstractSet[Id], *catalogs: Catalog) -> set[Id]:
    """Gives the objects that have a node of their own, for changed ones and parts of them."""
    parents: dict[tuple[str, str], str] = {}
    grants: dict[Id, tuple[str, str]] = {}
    for catalog in catalogs:
        for item in catalog:
            if isinstance(item, Table) and item.parent:
                parents[item.schema, item.name] = item.parent
            elif isinstance(item, Grant):
                grants[item.id] = item.schema, item.on
    found: set[Id] = set()
    for key in changed:
        schema, table = grants.get(key, (key.schema, key.table))
        name = table or key.name
        whole = parents.get((schema, name), name)
        found |= {key, Id("table", schema, "", whole), Id("view", schema, "", whole)}
    return found


def _translated(
    side: Side, mine: Names, taken: Mapping[str, Sequence[str]], renames: Renames = NONE
) -> dict[Id, Node]:
    own = names(side)
    told = words(renames.names(own), mine, taken)
    return {renames.id(key): said(node, key, own, told) for key, node in nodes(side, own).items()}


def _pin(
    before: Mapping[Id, Node],
    after: Mapping[Id, Node],
    ours: Mapping[Id, Node],
    known: Names,
    theirs: Names,
    renames: Renames,
) -> None:
    """Says what renamed objects are called, beside the names that people have for them."""
    plain = {key: at.name for at, key in theirs.ids.items()}
    for key in (*renames.tables.values(), *renames.others.values()):
        owner = Id("table", key.schema, "", key.table) if key.table else key
        sides = [side[owner].data for side in (before, ours, after) if owner in side]
        if len(sides) < 3:
            continue
        if not key.table:
            word = "table" if key.kind == "table" else "name"
            _pin_one(sides, word, key.name, is_said=plain[key] != ours[key].at.name)
            continue
        for (section, name), text in known.items.get(owner, {}).items():
            items = [_item(side, section, name) for side in sides]
            if text == key.name and key.kind in ITEMS[section] and all(items):
                _pin_one(items, "name", key.name, is_said=True)


def _item(node: Map, section: str, name: str) -> Map:
    items = node.get(section)
    found = items.get(name) if isinstance(items, dict) else None
    return found if isinstance(found, dict) else {}


def _pin_one(sides: Sequence[Map], word: str, name: str, *, is_said: bool) -> None:
    """Says one name: that of the last import as people say it, that of today as the database does."""
    old, mine, new = sides
    old.pop(word, None)
    if word in mine:
        old[word] = mine[word]
    if is_said:
        said = {word: name, **new} if word == "table" else {**new, word: name}
        new.clear()
        new.update(said)


def _wanted(
    before: Mapping[Id, Node],
    run: Run,
    touched: AbstractSet[Id],
    commented: Commented,
    *,
    forced: bool,
) -> dict[Id, Groups]:
    """Gives, for each node and each part of it, what the database's side would change."""
    found: dict[Id, Groups] = {}
    for key in dict.fromkeys((*run.mine, *run.theirs)):
        here = run.mine.get(key)
        if _is_object(key) and key not in touched:
            continue
        groups: Groups = {}
        for change in changes(*_three(key, before, run), forced=forced):
            groups.setdefault(unit(change.keys), []).append(change)
        for part, group in groups.items():
            if any(change.conflict for change in group) or (
                here is not None and _loses(group, here, before.get(key), commented)
            ):
                groups[part] = [replace(change, conflict=True) for change in group]
        if groups:
            found[key] = groups
    return found


def _is_object(key: Id) -> bool:
    """Whether a node is known by an object; the others are known by section and name."""
    return key.kind.partition(".")[0] not in (*SECTIONS, *LISTED)


def _three(key: Id, before: Mapping[Id, Node], run: Run) -> tuple[Value, Value, Value]:
    """Gives the three sides of a node; nothing of one that is said in two ways (see `_reshape`)."""
    old, mine, new = before.get(key), run.mine.get(key), run.theirs.get(key)
    if mine and new and mine.at.section != new.at.section:
        return GONE, GONE, GONE
    if old and mine and old.at.section != mine.at.section:
        old = mine
    return tuple(node.data if node else GONE for node in (old, mine, new))  # type: ignore[return-value]


def _loses(group: Sequence[Change], here: Node, old: Node | None, commented: Commented) -> bool:
    """Whether changes take a part away in which a person wrote more than the import had."""
    for change in group:
        if not isinstance(change.value, Gone):
            continue
        if commented(here.at, change.keys):
            return True
        is_whole = not change.keys or (change.keys[0] in PARTS and len(change.keys) == 2)
        if is_whole and (
            old is None or part_at(here.data, change.keys) != part_at(old.data, change.keys)
        ):
            return True
    return False


def _node(run: Run, key: Id, groups: Groups) -> None:
    """Makes the changes of a node, or notes what clashes."""
    here, there = run.mine.get(key), run.theirs.get(key)
    at = here.at if here else None
    if at is None:
        assert there is not None
        at = _new_home(run, there)
        groups = {
            part: [_whole(run, there, one) for one in group] for part, group in groups.items()
        }
    for part, group in groups.items():
        is_new = here is None or part_at(here.data, part) is None
        one = Taken(at, part, gone=is_gone(group, part), new=is_new)
        if any(change.conflict for change in group):
            run.clashes.append(Clash(key, one, tuple((at, change) for change in group)))
            continue
        for change in group:
            run.specs = put(run.specs, at, change)
        run.taken.append(one)


def _reshape(run: Run, key: Id, old: Node | None, commented: Commented) -> None:
    """Says a changed table as a link that was an entity, or the other way round."""
    here, there = run.mine[key], run.theirs[key]
    if here.at.section == there.at.section:
        return
    at = replace(here.at, section=there.at.section)
    steps = ((here.at, Change((), GONE)), (at, _whole(run, there, Change((), GONE))))
    is_edited = old is None or old.at.section != here.at.section or old.data != here.data
    if is_edited or commented(here.at, ()):
        run.clashes.append(Clash(key, Taken(here.at, ()), steps))
        return
    for where, change in steps:
        run.specs = put(run.specs, where, change)
    run.taken.append(Taken(at, ()))


def _new_home(run: Run, there: Node) -> Where:
    file = there.at.file
    head = run.sides[1].files.get(file, {})
    run.specs, file = home(run.specs, there, run.theirs, run.mine, head)
    return Where(file, there.at.section, there.at.name)


def _whole(run: Run, there: Node, change: Change) -> Change:
    """Gives a new node as the import would write it, beside its neighbours."""
    order = tuple(
        node.at.name
        for node in run.theirs.values()
        if (node.at.file, node.at.section) == (there.at.file, there.at.section)
    )
    mine, theirs = (mixed(side) for side in run.sides)
    return replace(change, value=stripped(there, mine, theirs), order=order)


def _kept(before: Mapping[Id, Node], run: Run, touched: AbstractSet[Id]) -> int:
    """Counts the parts that people made otherwise, and that the database left as they were."""
    found = 0
    clashing = {(clash.taken.at, clash.taken.part) for clash in run.clashes}
    for key, old in before.items():
        mine = run.mine.get(key)
        if mine is None:
            found += 1
            continue
        edits = {unit(change.keys) for change in changes(old.data, old.data, mine.data)}
        found += sum((mine.at, part) not in clashing for part in edits)
    return found + sum(key not in before and key not in touched for key in run.mine)
