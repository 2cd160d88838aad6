"""Makes programs once more, from what is expected and not from the script.

Takes a database that a script built and the objects of a catalog; afterwards functions and triggers
stand there as the catalog says them, so that what the engine then shows is the catalog's text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from generator.catalog import Function, Object, Trigger
from generator.database.session import Session

__all__ = ["remake"]


def remake(session: Session, items: Sequence[Object]) -> None:
    """Runs the statement of every function and trigger in the place of what stands there.

    Errors: DatabaseError for a statement that the engine refuses."""
    for item in items:
        if not isinstance(item, Function | Trigger):
            continue
        if session.engine == "postgresql":
            if " OR REPLACE " in item.definition[:40].upper():
                session.run(item.definition)
            continue
        kind = "TRIGGER" if isinstance(item, Trigger) else item.routine.upper()
        session.run(f"DROP {kind} IF EXISTS `{item.name}`")
        mode, collation = (item.options.get(name) for name in ("sql_mode", "collate"))
        with _set(session, "sql_mode", mode), _set(session, "collation_connection", collation):
            session.run(f"DELIMITER $$\n{item.definition}$$\n")


@contextmanager
def _set(session: Session, variable: str, value: str | None) -> Iterator[None]:
    """Runs a block with what a program says of its session; None: as the session is."""
    if value is None:
        yield
        return
    session.fetch(f"SET @was_{variable} = @@{variable}, {variable} = %s", value)
    yield
    session.fetch(f"SET {variable} = @was_{variable}")
