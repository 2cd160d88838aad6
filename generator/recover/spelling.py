"""A spelling: what reading an engine's own texts back into specs needs to know of the engine.

Takes nothing; each module of `engines` gives one, and nothing else asks which engine it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from generator import catalog as cat
from generator.catalog import Catalog
from generator.source import Data
from generator.sql.profile import Profile

__all__ = ["Fires", "Spelling", "Terms"]

Map = dict[str, Data]


@dataclass(frozen=True, slots=True)
class Terms:
    """What an expression speaks of. types: the engine's, by column; fields: their names, by column."""

    engine: str
    types: Mapping[str, str]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fires:
    """When a trigger runs, in the language's words. call: the function it names, "" when it has
    statements of its own. of: the columns of an update that it waits for; where: the condition."""

    when: str
    events: tuple[str, ...]
    each: str = "row"
    call: str = ""
    of: tuple[str, ...] = ()
    where: str = ""


def _nothing(item: cat.Object, profile: Profile) -> str:
    del item, profile
    return ""


def _no_table(catalog: Catalog, item: cat.Table, profile: Profile) -> str:
    del catalog, item, profile
    return ""


def _no_parts(catalog: Catalog, item: cat.Table) -> Iterator[cat.Object]:
    del catalog, item
    return iter(())


def _whole(catalog: Catalog) -> Catalog:
    return catalog


def _all(catalog: Catalog) -> tuple[Catalog, tuple[str, ...]]:
    return catalog, ()


def _defined(item: cat.Function | cat.Trigger, profile: Profile) -> tuple[str, Map]:
    del profile
    return item.definition, {}


def _no_rights(kind: str, version: str) -> tuple[str, ...]:
    del kind, version
    return ()


def _as_made(catalog: Catalog, item: cat.Index) -> cat.Index:
    del catalog
    return item


def _as_text(kind: str) -> str:
    del kind
    return "text"


def _undivided(text: str) -> tuple[cat.Key, ...]:
    del text
    return ()


def _as_it_is(text: str, terms: Terms) -> str:
    del terms
    return text


def setting(text: str) -> Data:
    """Gives the value of an engine's option as a person would write it.

    >>> setting("70"), setting("0.05"), setting("off")
    (70, '0.05', 'off')"""
    return int(text) if text.isdecimal() and not text.startswith("0") else text


@dataclass(frozen=True, slots=True)
class Spelling:
    """One engine's functions.

    own_type: a type as `engines:` says it, so that it is not taken for a logical one.
    same_type: whether two texts are one type.
    default: a column's default as a spec writes it, given the field's logical type; None where only
    the engine's SQL says it.
    bound: the bound of a partition as a spec writes it; division: the keys by which rows are divided.
    fires: when a trigger runs; None for what is no plain trigger.
    statement: what makes an object word for word and may run again, "" where there is none.
    undo: what takes such an object away again, "" where it goes with what it belongs to.
    whole: what makes a table with all that is inside of it; inside: that.
    plain, alike: an object, and before that a catalog, in the one spelling that what is read and what
    is made are brought to.
    table, index, view: the engine's own keys of an entity, an index and a view.
    reads: the part of a statement in which the engine looks for names when the object is made, ""
    where the reader knows what an object needs.
    values: what a type of columns that lists its values allows, () for another type.
    tied: the kinds that cannot be taken out of their table.
    nameless: whether constraints may be without a name; a reader calls them by their content then.
    usual: a catalog without what goes without saying, and that in sentences.
    program: the statement of a function or trigger, and the engine's own keys beside it.
    portable: a condition without what the engine adds to it; value: the same for a value.
    every: the privileges that there are on a kind of object, by the server's version.
    nearest: the logical type for a type that types.yaml does not have.
    meant: an index without what the engine wants said of it."""

    own_type: Callable[[str], str]
    same_type: Callable[[str, str, Profile], bool]
    default: Callable[[str, str], Data | None]
    bound: Callable[[str], Map]
    fires: Callable[[str], Fires | None]
    statement: Callable[[cat.Object, Profile], str]
    plain: Callable[[cat.Object, Profile], cat.Object]
    table: Callable[[cat.Table], Map]
    index: Callable[[cat.Index], Map]
    view: Callable[[cat.View], Map]
    reads: Callable[[cat.Object], str]
    values: Callable[[str], tuple[str, ...]]
    undo: Callable[[cat.Object, Profile], str] = _nothing
    whole: Callable[[Catalog, cat.Table, Profile], str] = _no_table
    inside: Callable[[Catalog, cat.Table], Iterator[cat.Object]] = _no_parts
    tied: tuple[type[cat.Object], ...] = (cat.Column, cat.PrimaryKey, cat.Unique)
    nameless: bool = False
    alike: Callable[[Catalog], Catalog] = _whole
    usual: Callable[[Catalog], tuple[Catalog, tuple[str, ...]]] = _all
    program: Callable[[cat.Function | cat.Trigger, Profile], tuple[str, Map]] = _defined
    portable: Callable[[str, Terms], str] = _as_it_is
    value: Callable[[str, Terms], str] = _as_it_is
    every: Callable[[str, str], tuple[str, ...]] = _no_rights
    nearest: Callable[[str], str] = _as_text
    meant: Callable[[Catalog, cat.Index], cat.Index] = _as_made
    division: Callable[[str], tuple[cat.Key, ...]] = _undivided
