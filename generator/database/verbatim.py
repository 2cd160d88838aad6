"""What statements that are kept word for word make: nobody but the engine can say.

Takes a script and the verbatim statements in it, gives the objects that appear while each of them runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from generator.catalog import KINDS, Catalog, Function, Id, Object, Trigger, Verbatim, View
from generator.catalog.heads import SAID, without_unsaid
from generator.database.read import read
from generator.database.session import Session

__all__ = ["Made", "explained", "run"]

Made = Mapping[Id, tuple[Object, ...]]
"""What each verbatim statement made, by the statement's id; () for one that leaves nothing to read."""

_READ = tuple(f"{kind.replace('_', ' ')} " for kind in KINDS)
"""How the names of statements begin that are called after what they make."""

_OPENING, _CLOSING = "DELIMITER $$", "DELIMITER ;"


def run(session: Session, script: str, statements: Sequence[Verbatim]) -> Made:
    """Runs a script and stops around verbatim statements to look at what they make.

    Reading a large database takes longer than any statement, so those that follow each other and are
    called after what they make are looked at together.

    Errors: DatabaseError when the engine refuses the script."""
    made: dict[Id, tuple[Object, ...]] = {}
    parts, rest = _parted(script, statements)
    there = None
    for head, group in parts:
        if head.strip() or there is None:
            session.run(head)
            there = _seen(session)
        for item in group:
            session.run(f"{_OPENING}\n{item.sql}$$\n" if _delimited(session) else item.sql)
        now = _seen(session)
        made |= _shared(group, [other for other in now if other.id not in there.objects])
        there = now
    if made and session.engine == "sqlite":
        rest = f"BEGIN;\n{rest}"  # the driver ended the script's transaction between the parts
    session.run(rest)
    if made and session.engine == "postgresql":
        session.run("COMMIT")  # only a warning where the script has ended its transaction
    return made


def _parted(
    script: str, statements: Sequence[Verbatim]
) -> tuple[list[tuple[str, list[Verbatim]]], str]:
    """Gives groups of verbatim statements, each with the script before it, and the rest of that."""
    parts: list[tuple[str, list[Verbatim]]] = []
    rest = script
    for item in sorted(statements, key=lambda item: script.find(item.sql)):
        head, found, tail = rest.partition(item.sql)
        if not found:
            continue
        head, rest = _without_end(head), _without_start(tail)
        if parts and not head.strip() and _is_called(item) and _is_called(parts[-1][1][-1]):
            parts[-1][1].append(item)
        else:
            parts.append((head, [item]))
    return parts, rest


def _is_called(item: Verbatim) -> bool:
    """Whether a statement's name is that of an object that readers know: `trigger orders.touch`."""
    return item.name.startswith(_READ)


def _shared(group: Sequence[Verbatim], made: Sequence[Object]) -> dict[Id, tuple[Object, ...]]:
    """Gives each statement what it made: what is called like it, and what is in a table that is; what
    is left has the first one that is called like nothing."""
    called = {item.name: item.id for item in group}
    owners = {other.id: called.get(_label(other.id)) for other in made}
    named = {owner for owner in owners.values() if owner}
    rest = next((item.id for item in group if item.id not in named), group[0].id)
    found: dict[Id, list[Object]] = {item.id: [] for item in group}
    for other in made:
        table = called.get(_label(Id("table", other.id.schema, "", other.id.table)))
        found[owners[other.id] or table or rest].append(other)
    return {key: tuple(objects) for key, objects in found.items()}


def _label(key: Id) -> str:
    """Names an object as imports name the statement that makes it."""
    name = ".".join(part for part in (key.schema, key.table, key.name) if part)
    return f"{key.kind.replace('_', ' ')} {name}"


def explained(items: Sequence[Object], made: Made) -> Iterator[Object]:
    """Puts in the place of each verbatim statement what it made, where anything of it can be read."""
    known = {item.id for item in items if not isinstance(item, Verbatim)}
    for item in items:
        objects = made.get(item.id, ())
        if not objects:
            yield item
        for other in objects:
            if other.id not in known:
                # mypy has no type for `replace` over a union
                yield replace(_said(other, item), node=item.node, at=item.at)


def _said(other: Object, item: Object) -> Object:
    """Leaves out what the server notes of a program by itself: a statement that is kept says it or not."""
    if not isinstance(other, Function | Trigger | View | Verbatim) or not isinstance(
        item, Verbatim
    ):
        return other
    told = [name for name, word in SAID.items() if word in item.sql.upper()]
    return replace(other, options=without_unsaid(other.options, told))


def _delimited(session: Session) -> bool:
    return session.engine in ("mysql", "mariadb")


def _without_end(text: str) -> str:
    """Leaves out what only says how the statement after a text is closed."""
    return text.rstrip().removesuffix(_OPENING)


def _without_start(text: str) -> str:
    text = text.lstrip().removeprefix("$$").lstrip().removeprefix(_CLOSING)
    return text.lstrip().removeprefix(";")


def _seen(session: Session) -> Catalog:
    """Reads between two statements; what a transaction made so far is kept."""
    if session.engine != "postgresql":
        return read(session)
    session.run("COMMIT")  # a reading is a transaction of its own
    found = read(session)
    session.run("BEGIN")
    return found
