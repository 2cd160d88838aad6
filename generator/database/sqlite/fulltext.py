"""Full-text indexes of SQLite: an FTS5 table over the rows of another, kept by three triggers.

Takes such a table as an Index and the database's triggers, tells whether they are what our DDL makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.catalog import Index
from generator.database.sqlite.tokens import name_of, tokens

__all__ = ["is_kept"]


def is_kept(index: Index, triggers: Mapping[str, str]) -> bool:
    """Whether the three triggers are there and say word for word what ours say; else they are
    somebody's own, and so is the table."""
    found = (_words(triggers.get(f"{index.name}_{event}", "")) for event in _BODIES)
    return "content_rowid" in index.options and list(found) == list(_wanted(index))


def _words(statement: str) -> list[str]:
    """Gives a trigger's words, however its names are quoted, without IF NOT EXISTS and the end."""
    plain = statement.replace("IF NOT EXISTS ", "").rstrip("; \n")
    return [name_of(token).lower() for token in tokens(plain)]


_BODIES = {
    "insert": "{add}",
    "delete": "{remove}",
    "update": "{remove} {add}",
}


def _wanted(index: Index) -> Iterator[list[str]]:
    """Writes the triggers as templates/sqlite/objects/index.sql.j2 does."""
    row, name = _quoted(index.options["content_rowid"]), _quoted(index.name)
    columns = [_quoted(key.column) for key in index.keys]
    listed = ", ".join(columns)
    new, old = (", ".join(f"{word}.{column}" for column in columns) for word in ("NEW", "OLD"))
    add = f"INSERT INTO {name} (rowid, {listed}) VALUES (NEW.{row}, {new});"
    remove = f"INSERT INTO {name} ({name}, rowid, {listed}) VALUES ('delete', OLD.{row}, {old});"
    for event, body in _BODIES.items():
        head = f"CREATE TRIGGER {_quoted(f'{index.name}_{event}')} AFTER {event.upper()}"
        statements = body.format(add=add, remove=remove)
        yield _words(f"{head} ON {_quoted(index.table)} FOR EACH ROW BEGIN {statements} END")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
