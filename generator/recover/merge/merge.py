"""Three sides become one: what the database changed goes into the specs as people have made them.

Takes the last import, the specs and the new import as Sides, gives the specs merged, and the Clashes,
where people and the database changed the same thing in two ways. Every object is known by its name in
the database, so a node may have been renamed, moved to another file or put into a mixin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from generator.catalog import Catalog, Grant, Id, Table
from generator.recover.merge.forms import PARTS, unit
from generator.recover.merge.place import Specs, home, put, stripped, unmixed
from generator.recover.merge.sides import (
    LISTED,
    SECTIONS,
    Names,
    Node,
    Side,
    Where,
    listed,
    mixed,
    names,
    nodes,
)
from generator.recover.merge.tree import GONE, Change, Gone, Map, Value, changed, changes
from generator.recover.merge.words import said, words
from generator.source import Data

__all__ = ["Clash", "Merged", "Taken", "merge", "owners"]

Commented = Callable[[Where, tuple[str, ...]], bool]


@dataclass(frozen=True, slots=True)
class Taken:
    """Something that the database says anew. part: the part of the node, () for all of it. gone: the
    database no longer has it; new: the specs do not have it."""

    at: Where
    part: tuple[str, ...]
    gone: bool = False
    new: bool = False

    @property
    def label(self) -> str:
        """Names it as a person would."""
        parts = [name for name in self.part if name not in ("fields", "engines")]
        return ".".join((self.at.name, *parts))


@dataclass(frozen=True, slots=True, eq=False)
class Clash:
    """What both sides changed, in two ways. key: the object; steps: what the database's side would
    change, and where."""

    key: Id
    taken: Taken
    steps: tuple[tuple[Where, Change], ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome. specs: with all that was taken, without what clashes. kept: how many parts people
    have made otherwise than the database, which has not changed them since. moved: how many nodes the
    new import has in another file."""

    specs: Specs
    taken: tuple[Taken, ...]
    clashes: tuple[Clash, ...]
    kept: int
    moved: int

    def other(self, clashes: Sequence[Clash]) -> Specs:
        """Gives the specs with the database's side of some clashes."""
        made = self.specs
        for clash in clashes:
            for at, change in clash.steps:
                made = put(made, at, change)
        return made


@dataclass(slots=True)
class _Run:
    """A merge on its way."""

    mine: Mapping[Id, Node]
    theirs: Mapping[Id, Node]
    sides: tuple[Side, Side]
    specs: Specs
    taken: list[Taken] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)


def merge(
    base: Side,
    mine: Side,
    theirs: Side,
    touched: AbstractSet[Id],
    commented: Commented = lambda *_: False,
    *,
    forced: bool = False,
) -> Merged:
    """Merges. touched: the objects that the database has changed since `base` (see `owners`).

    commented: tells whether a person put a comment to a part of a node; such a part is not removed
    without asking. forced: there is no base that anybody agreed on, and the database is right."""
    known = names(mine)
    ours = nodes(mine, known)
    taken: dict[str, list[str]] = {}
    for node in ours.values():
        taken.setdefault(node.at.section, []).append(node.at.name)
    before, after = (_translated(side, known, taken) for side in (base, theirs))
    run = _Run(ours, after, (mine, theirs), Specs(mine.files, dict(mine.beside)))
    wanted = _wanted(before, run, touched, commented, forced=forced)
    _mix(run, wanted)
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


def _translated(side: Side, mine: Names, taken: Mapping[str, Sequence[str]]) -> dict[Id, Node]:
    own = names(side)
    told = words(own, mine, taken)
    return {key: said(node, key, own, told) for key, node in nodes(side, own).items()}


Groups = dict[tuple[str, ...], list[Change]]


def _wanted(
    before: Mapping[Id, Node],
    run: _Run,
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


def _three(key: Id, before: Mapping[Id, Node], run: _Run) -> tuple[Value, Value, Value]:
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
        if is_whole and (old is None or _at(here.data, change.keys) != _at(old.data, change.keys)):
            return True
    return False


def _at(node: Data, keys: Sequence[str]) -> Data:
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    return node


def _mix(run: _Run, wanted: dict[Id, Groups]) -> None:
    """Sees to what mixins say: a change that all who use one share is made in it; who alone is
    changed says it anew, or, where something is gone, takes over all that the mixin says."""
    files = {name: file for file, spec in run.sides[0].files.items() for name in _mixins(spec)}
    forms = mixed(run.sides[0])
    users: dict[tuple[str, tuple[str, str]], list[Id]] = {}
    for key, node in run.mine.items():
        for inherited, mixin in node.inherited.items():
            users.setdefault((mixin, inherited), []).append(key)
    asked = {
        place: [wanted.get(key, {}).get(place[1], []) for key in keys]
        for place, keys in users.items()
    }
    shared = {place for place, groups in asked.items() if _is_shared(groups)}
    apart = {
        (place[0], key)
        for place, groups in asked.items()
        for key, group in zip(users[place], groups, strict=True)
        if place not in shared and any(isinstance(change.value, Gone) for change in group)
    }
    for (mixin, part), groups in asked.items():
        if (mixin, part) in shared:
            _in_mixin(run, Where(files[mixin], "mixins", mixin), part, groups[0])
        for key, group in zip(users[mixin, part], groups, strict=True):
            if not group or (mixin, key) in apart:
                continue
            if (mixin, part) in shared:
                del wanted[key][part]
            else:
                wanted[key][part] = [_over(run.mine[key], part, group)]
    for mixin, key in sorted(apart):
        _unmix(run, run.mine[key], mixin, forms)


def _is_shared(groups: Sequence[Sequence[Change]]) -> bool:
    first = groups[0]
    is_clean = bool(first) and not any(change.conflict for change in first)
    return is_clean and all(_same(group, first) for group in groups)


def _in_mixin(run: _Run, at: Where, part: tuple[str, str], group: Sequence[Change]) -> None:
    for change in group:
        run.specs = put(run.specs, at, change)
    run.taken.append(Taken(at, part, gone=_is_gone(group, part)))


def _same(one: Sequence[Change], other: Sequence[Change]) -> bool:
    """Whether changes are the same, wherever their nodes stand."""
    return [(change.keys, change.value, change.conflict) for change in one] == [
        (change.keys, change.value, change.conflict) for change in other
    ]


def _over(node: Node, part: tuple[str, str], group: Sequence[Change]) -> Change:
    """Says a part of a mixin anew in one that uses it."""
    whole: Value = node.data
    for change in group:
        whole = changed(whole, change.keys, change.instead, change.order)
    assert isinstance(whole, dict)
    return Change(part, _at(whole, part), conflict=group[0].conflict)


def _mixins(spec: Map) -> Iterator[str]:
    found = spec.get("mixins")
    yield from found if isinstance(found, dict) else ()


def _unmix(run: _Run, node: Node, wanted: str, forms: Mapping[str, Map]) -> None:
    """Takes a mixin out of an entity, with those through which it came."""
    for name in node.use:
        if name == wanted or wanted in _through(forms, name):
            section = run.specs.files[node.at.file].get(node.at.section)
            raw = section.get(node.at.name) if isinstance(section, dict) else None
            if isinstance(raw, dict) and name in listed(raw.get("use")):
                run.specs = unmixed(run.specs, node, forms[name], name)
                for inner in _through(forms, name):
                    run.specs = unmixed(run.specs, node, forms[inner], inner)


def _through(forms: Mapping[str, Map], name: str) -> list[str]:
    """Gives the mixins that a mixin uses, near ones first."""
    found: list[str] = []
    waiting = [name]
    while waiting:
        for one in listed(forms.get(waiting.pop(0), {}).get("use")):
            if one in forms and one not in found:
                found.append(one)
                waiting.append(one)
    return found


def _node(run: _Run, key: Id, groups: Groups) -> None:
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
        is_new = here is None or _at(here.data, part) is None
        one = Taken(at, part, gone=_is_gone(group, part), new=is_new)
        if any(change.conflict for change in group):
            run.clashes.append(Clash(key, one, tuple((at, change) for change in group)))
            continue
        for change in group:
            run.specs = put(run.specs, at, change)
        run.taken.append(one)


def _reshape(run: _Run, key: Id, old: Node | None, commented: Commented) -> None:
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


def _is_gone(group: Sequence[Change], part: tuple[str, ...]) -> bool:
    return any(isinstance(change.value, Gone) and change.keys == part for change in group)


def _new_home(run: _Run, there: Node) -> Where:
    file = there.at.file
    head = run.sides[1].files.get(file, {})
    run.specs, file = home(run.specs, there, run.theirs, run.mine, head)
    return Where(file, there.at.section, there.at.name)


def _whole(run: _Run, there: Node, change: Change) -> Change:
    """Gives a new node as the import would write it, beside its neighbours."""
    order = tuple(
        node.at.name
        for node in run.theirs.values()
        if (node.at.file, node.at.section) == (there.at.file, there.at.section)
    )
    mine, theirs = (mixed(side) for side in run.sides)
    return replace(change, value=stripped(there, mine, theirs), order=order)


def _kept(before: Mapping[Id, Node], run: _Run, touched: AbstractSet[Id]) -> int:
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
