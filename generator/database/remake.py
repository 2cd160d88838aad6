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
        with _mode(session, item.options.get("sql_mode")):
            session.run(f"DELIMITER $$\n{item.definition}$$\n")


@contextmanager
def _mode(session: Session, words: str | None) -> Iterator[None]:
    """Runs a block in the SQL mode that a program says; None: in that of the session."""
    if words is None:
        yield
        return
    session.fetch("SET @mode = @@sql_mode, sql_mode = %s", words)
    yield
    session.fetch("SET sql_mode = @mode")
