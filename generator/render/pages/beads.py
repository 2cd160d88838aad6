"""Tasks as Beads imports them: one JSON object a line.

Takes the items of a spec, gives Issues and says what Beads would refuse or lose in silence. Times are
the spec's own date, so that importing again overwrites nothing that somebody has touched since."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from generator.model import Model, Spec, Value
from generator.render.pages.tasks import LONGEST_TITLE, Item, PlanLike, items

__all__ = ["Issue", "issues", "problems", "record"]

LONGEST_WORD = 255
"""Characters of a label or an outside reference."""

NO_DATE = "2020-01-01"
ORDERING = frozenset({"blocks", "conditional-blocks"})
_LABEL = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class Issue:
    """A line of the file. item: the task; at: its times, RFC 3339; parent: the epic's id, or ""."""

    item: Item
    spec: Spec
    at: str
    parent: str
    labels: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def dependencies(self) -> tuple[tuple[str, str], ...]:
        """What it waits for or belongs to: (id, type of dependency)."""
        parent = ((self.parent, "parent-child"),) if self.parent else ()
        return (*parent, *((other, "blocks") for other in self.item.after))


def issues(
    model: Model, spec: Spec, plans: Mapping[str, PlanLike], *, prefix: str = "bd"
) -> tuple[Issue, ...]:
    """Gives the issues of a spec, its epic first; () when no work is open."""
    work = items(model, spec, plans, prefix=prefix)
    return tuple(_issue(item, spec, work[0].id if at else "") for at, item in enumerate(work))


def _issue(item: Item, spec: Spec, epic: str) -> Issue:
    labels = ("database", f"spec:{spec.name}", *item.labels, *spec.tags)
    return Issue(
        item,
        spec,
        f"{spec.date or NO_DATE}T00:00:00Z",
        epic,
        tuple(dict.fromkeys(_LABEL.sub("-", label.strip())[:LONGEST_WORD] for label in labels)),
        tuple(dict.fromkeys((*spec.rules, *item.rules))),
    )


def record(issue: Issue) -> dict[str, Value]:
    """Gives the object of a line, keys in the order in which Beads shows them.

    Keys without a value are left out: Beads would keep an empty text."""
    item, spec = issue.item, issue.spec
    follow = "\n".join(f"- {rule}" for rule in issue.rules)
    values: dict[str, Value] = {
        "_type": "issue",
        "id": item.id,
        "title": item.title,
        "description": item.description,
        "design": f"Rules to follow:\n{follow}" if follow else "",
        "acceptance_criteria": "\n".join(f"- {line}" for line in item.acceptance or (item.title,)),
        "spec_id": spec.id,
        "status": item.status,
        "priority": item.priority,
        "issue_type": item.kind,
        "assignee": item.assignee,
        "owner": spec.owner,
        "created_at": issue.at,
        "updated_at": issue.at,
        "closed_at": issue.at if item.status == "closed" else "",
        "external_ref": f"gen:{spec.id}#{item.key}"[:LONGEST_WORD],
        "metadata": {"rules": issue.rules, "gen": {"spec": spec.file, "key": item.key}},
        "labels": issue.labels,
        "dependencies": tuple(
            {
                "issue_id": item.id,
                "depends_on_id": other,
                "type": kind,
                "created_at": issue.at,
            }
            for other, kind in issue.dependencies
        ),
    }
    return {key: value for key, value in values.items() if value not in ("", ())}


def problems(found: Sequence[Issue], outside: Iterable[str] = ()) -> Iterator[tuple[Issue, str]]:
    """Gives what a JSON Schema cannot see and Beads would refuse, skip or lose.

    found: all the issues of one import; outside: ids that are known to be elsewhere. Checked are the
    length of titles in bytes, dates, ids used twice, dependencies on nothing, on themselves and
    twice, and circles."""
    known = {issue.item.id for issue in found} | set(outside)
    seen: set[str] = set()
    for issue in found:
        size = len(issue.item.title.encode())
        if size > LONGEST_TITLE:
            yield issue, f"its title has {size} bytes, {LONGEST_TITLE} are allowed"
        if not _is_date(issue.at[:10]):
            yield issue, f"there is no such day as {issue.at[:10]}"
        if issue.item.id in seen:
            yield issue, f"its id `{issue.item.id}` is used twice"
        seen.add(issue.item.id)
        yield from ((issue, text) for text in _broken_links(issue, known))
    yield from ((issue, "it waits for itself, by way of others") for issue in _circular(found))


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _broken_links(issue: Issue, known: set[str]) -> Iterator[str]:
    targets = [other for other, _ in issue.dependencies]
    for other in dict.fromkeys(targets):
        if other == issue.item.id:
            yield "it waits for itself"
        elif other not in known:
            yield f"it waits for `{other}`, which is nowhere"
        if targets.count(other) > 1:
            yield f"it names `{other}` twice"


def _circular(found: Sequence[Issue]) -> Iterator[Issue]:
    """Gives the issues that lie on a circle of more than one."""
    after = {
        issue.item.id: [other for other, kind in issue.dependencies if kind in ORDERING]
        for issue in found
    }
    for issue in found:
        waiting, reached = list(after[issue.item.id]), set[str]()
        while waiting:
            other = waiting.pop()
            if other not in reached:
                reached.add(other)
                waiting.extend(after.get(other, ()))
        if issue.item.id in reached and issue.item.id not in after[issue.item.id]:
            yield issue
