"""What a catalog holds beside definitions: rows, and statements kept word for word."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from generator.catalog.identity import NO_OPTIONS, Id, Options, nowhere
from generator.source import Place

__all__ = ["Row", "Verbatim"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of reference data. key: (column, literal) of what identifies it; values: the other
    columns. Literals are SQL of the engine."""

    kind: ClassVar[str] = "row"
    schema: str = ""
    table: str
    key: tuple[tuple[str, str], ...]
    values: tuple[tuple[str, str], ...] = ()
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, self.schema, self.table, ", ".join(text for _, text in self.key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbatim:
    """SQL kept word for word. name: what it makes, as the engine would name it, `aggregate x(text)`;
    options: what the server keeps beside it (`heads`).

    undo: the statement that takes it away again, "" where its name says how, or where it goes with
    what it belongs to."""

    kind: ClassVar[str] = "verbatim"
    name: str
    sql: str
    options: Options = field(default_factory=lambda: NO_OPTIONS)
    undo: str = field(default="", compare=False)
    needs: tuple[Id, ...] = field(default=(), compare=False)
    node: str = field(default="", compare=False)
    was: str = field(default="", compare=False)
    at: Place = field(default_factory=nowhere, compare=False)

    @property
    def id(self) -> Id:
        return Id(self.kind, "", "", self.name)
