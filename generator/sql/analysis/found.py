"""What an analysis finds out: the values that its modules fill and its readers look into."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.model import Type
from generator.sql.functions import Overload
from generator.sql.scope import Column, Source
from generator.sql.tokens import Fault
from generator.sql.tree import From, Item, Node, Parameter, Query, SetOperation, Star

__all__ = ["Analysis", "Output", "Placed", "Purpose", "Typed"]

Output = tuple[str, Type | None, bool]
"""A column of a query: its name, its type where that is known, whether it may be NULL."""
Placed = Node | Star | Item | From | SetOperation | Query


@dataclass(frozen=True, slots=True)
class Purpose:
    """Where an expression stands. name: as messages call it. fixed: it must give the same tomorrow,
    so no function that changes by itself; policy: it may ask for the tenant; condition: it must be
    true or false."""

    name: str
    fixed: bool = False
    policy: bool = False
    condition: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What a node gives. type: None when it is open (a parameter, NULL) or not known."""

    type: Type | None
    nullable: bool = False


@dataclass(slots=True)
class Analysis:
    """What was found out; the dictionaries go by id(node). columns: what a name stands for; types:
    what a node gives; overloads: the case of a function; meant: the type that a literal takes from
    what it meets; aliases: names that mean an item of the select list, with that item's value;
    tables: what a FROM reads; stars: what a `*` means; crowded: names that more than one source has.

    parameters: in order of first use, None where nothing tells the type. fields: of the owner, in
    order of first use. needs: entities and views that are read. outputs: of a statement."""

    faults: list[Fault] = field(default_factory=list)
    columns: dict[int, tuple[Source, Column]] = field(default_factory=dict)
    types: dict[int, Typed] = field(default_factory=dict)
    overloads: dict[int, Overload] = field(default_factory=dict)
    meant: dict[int, Type] = field(default_factory=dict)
    aliases: dict[int, Node] = field(default_factory=dict)
    tables: dict[int, Source] = field(default_factory=dict)
    stars: dict[int, tuple[tuple[Source, Column], ...]] = field(default_factory=dict)
    crowded: set[int] = field(default_factory=set)
    parameters: dict[str, Type | None] = field(default_factory=dict)
    places: dict[str, Parameter] = field(default_factory=dict)
    fields: dict[str, None] = field(default_factory=dict)
    needs: dict[str, None] = field(default_factory=dict)
    outputs: tuple[Output, ...] = ()
