"""Communities: which tables belong together, found from what ties them to each other.

Takes names and the weight of the tie between two, gives groups. The same names and ties give the same
groups in whatever order they come: names decide every tie. Groups grow as long as there is more
weight inside of them than chance would put there (modularity, by Louvain's moves)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

__all__ = ["Ties", "communities"]

Ties = Mapping[tuple[str, str], float]
_Weights = dict[str, dict[str, float]]
_Groups = list[list[str]]

ROUNDS = 20


def communities(names: Collection[str], ties: Ties, *, least: int, most: int) -> _Groups:
    """Parts the names into sorted groups of `least` to `most`; gives them in the order of their names.

    Fewer than `least` are put with those they are tied to most, and are in no group when nothing ties
    them to others. More than `most` are parted again, unless they hang together as a star does."""
    weights = _weights(ties)
    found = _parted(sorted(weights.keys() & set(names)), weights, most)
    return sorted(_joined(found, weights, least))


def _weights(ties: Ties) -> _Weights:
    made: _Weights = defaultdict(dict)
    for (one, other), weight in sorted(ties.items()):
        if one != other:
            made[one][other] = made[one].get(other, 0.0) + weight
            made[other][one] = made[other].get(one, 0.0) + weight
    return made


def _parted(names: list[str], weights: _Weights, most: int) -> _Groups:
    """Parts names, and again what is too big, by the ties inside of it."""
    groups = _grown(names, weights)
    made: _Groups = []
    for group in groups:
        if len(group) <= most or len(groups) == 1:
            made.append(group)
            continue
        inside = set(group)
        own = {
            name: {near: weight for near, weight in weights[name].items() if near in inside}
            for name in group
        }
        made.extend(_parted(group, own, most))
    return made


def _grown(names: list[str], weights: _Weights) -> _Groups:
    """Grows groups from single names: each moves to where it adds most, then groups move as one."""
    groups: _Groups = [[name] for name in names]
    near: _Weights = weights
    inner = dict.fromkeys(names, 0.0)
    while True:
        keys = [group[0] for group in groups]
        place = _moved(keys, near, inner)
        if len(set(place.values())) == len(keys):
            return groups
        members: dict[str, list[str]] = defaultdict(list)
        for key, group in zip(keys, groups, strict=True):
            members[place[key]].extend(group)
        near, inner = _folded(keys, near, inner, place)
        names_of = {key: min(group) for key, group in members.items()}
        groups = sorted(sorted(group) for group in members.values())
        near = {
            names_of[key]: {names_of[other]: weight for other, weight in row.items()}
            for key, row in near.items()
        }
        inner = {names_of[key]: weight for key, weight in inner.items()}


def _moved(keys: list[str], near: _Weights, inner: dict[str, float]) -> dict[str, str]:
    """Moves each key to the neighbouring group in which it adds most, until none moves."""
    degree = {key: sum(near.get(key, {}).values()) + inner[key] for key in keys}
    total = sum(degree.values()) or 1.0
    place = {key: key for key in keys}
    weight_of = dict(degree)
    for _ in range(ROUNDS):
        is_still = True
        for key in keys:
            here = place[key]
            weight_of[here] -= degree[key]
            pull: dict[str, float] = defaultdict(float)
            for other, weight in near.get(key, {}).items():
                pull[place[other]] += weight
            gains = {
                group: pull.get(group, 0.0) - degree[key] * weight_of[group] / total
                for group in {*pull, here}
            }
            best = min(gains, key=lambda group: (-round(gains[group], 9), group != here, group))
            weight_of[best] += degree[key]
            is_still = is_still and best == here
            place[key] = best
        if is_still:
            break
    return place


def _folded(
    keys: Iterable[str], near: _Weights, inner: dict[str, float], place: Mapping[str, str]
) -> tuple[_Weights, dict[str, float]]:
    """Gives the ties between groups, and twice the ties inside each."""
    made: _Weights = defaultdict(lambda: defaultdict(float))
    within: dict[str, float] = defaultdict(float)
    for key in keys:
        within[place[key]] += inner[key]
        for other, weight in near.get(key, {}).items():
            if place[other] == place[key]:
                within[place[key]] += weight
            else:
                made[place[key]][place[other]] += weight
    return {key: dict(row) for key, row in made.items()}, dict(within)


def _joined(groups: _Groups, weights: _Weights, least: int) -> _Groups:
    """Puts each group that is too small to the one that it is tied to most, the smallest first."""
    left = sorted(groups, key=_by_size)
    while left:
        small, *others = left
        if len(small) >= least:
            break
        left = others
        best = _nearest(small, others, weights)
        if best is not None:
            left[best] = sorted([*left[best], *small])
            left.sort(key=_by_size)
    return left


def _nearest(small: list[str], others: _Groups, weights: _Weights) -> int | None:
    """Gives the place of the group that a small one is tied to most."""
    home = {name: place for place, group in enumerate(others) for name in group}
    pull: dict[int, float] = defaultdict(float)
    for name in small:
        for other, weight in weights[name].items():
            if other in home:
                pull[home[other]] += weight
    if not pull:
        return None
    return min(pull, key=lambda place: (-round(pull[place], 9), len(others[place]), place))


def _by_size(group: list[str]) -> tuple[int, list[str]]:
    return len(group), group
