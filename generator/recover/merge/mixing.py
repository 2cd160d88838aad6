"""What mixins say, when the database has changed it.

Takes the changes that the entities ask for, gives those that are left to them; the others go into the
mixins, or take entities out of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.catalog import Id
from generator.recover.merge.outcome import Groups, Run, Taken, is_gone, part_at
from generator.recover.merge.place import put, unmixed
from generator.recover.merge.sides import Node, Where, listed, mixed
from generator.recover.merge.tree import Change, Gone, Map, Value, changed

__all__ = ["mix"]


def mix(run: Run, wanted: dict[Id, Groups]) -> None:
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


def _in_mixin(run: Run, at: Where, part: tuple[str, str], group: Sequence[Change]) -> None:
    for change in group:
        run.specs = put(run.specs, at, change)
    run.taken.append(Taken(at, part, gone=is_gone(group, part)))


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
    return Change(part, part_at(whole, part), conflict=group[0].conflict)


def _mixins(spec: Map) -> Iterator[str]:
    found = spec.get("mixins")
    yield from found if isinstance(found, dict) else ()


def _unmix(run: Run, node: Node, wanted: str, forms: Mapping[str, Map]) -> None:
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
