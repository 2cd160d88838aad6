"""What the templates of an engine see: units under titles, and the engine's way of writing names.

Takes a Catalog and a Profile, gives plain functions and values for Jinja; no SQL is put together here
beyond a name and a literal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import count

from generator.catalog import Catalog, Column, Id, Index, Key, Options, Role, Row
from generator.memo import Memo
from generator.model import Model
from generator.sql.arrange import RowsUnit, Single, TableUnit, Unit, arrange, rows, sections
from generator.sql.literals import text_literal
from generator.sql.lower import seeds
from generator.sql.lower.storage import OWN_WORDS
from generator.sql.profile import Profile, quote

__all__ = ["context", "has_zero_dates", "words"]

FENCES = re.compile(r"^DO \$\$$|^\$\$;$|^DO \$\$ (?=BEGIN|DECLARE)|\bEND \$\$(?=;?$)", re.MULTILINE)

ZEROS = re.compile(r"'(?:0000-\d\d-\d\d|\d{4}-(?:00-\d\d|\d\d-00))")
Context = Mapping[str, object]


def words(profile: Profile, memo: Memo, catalog: Catalog | None = None) -> Context:
    """Gives what statements are written with, by the names that templates use.

    memo: of the run, since a table is made in schema.sql, in a migration and beside its model.
    catalog: whose statements they are: what roles are accounts, which MySQL writes with a host, and
    whether it has dates of zeros; None where neither is asked for."""
    accounts = frozenset(_logins(catalog) if catalog else ())

    @cache  # a column's name is asked for wherever the column stands
    def named(name: str) -> str:
        return quote(name, profile)

    def names(given: Iterable[str]) -> str:
        return ", ".join(quote(name, profile) for name in given)

    def written(unit: Unit, write: Callable[[object], str]) -> str:
        parts = _parts(unit)
        if not parts:  # what speaks of accounts is written for its own place
            return fenced(write(unit.subject).strip())
        return memo.of("written", (profile, *parts), lambda: fenced(write(unit.subject).strip()))

    return {
        "written": written,
        "quote": named,
        "names": names,
        "qualified": cache(profile.table),
        "collation": profile.collation,
        "text": cache(_texts(profile)),
        "lines": str.splitlines,
        "is_account": lambda role: role in accounts,
        "width": lambda unit: _width(unit, named),
        "settings": _settings,
        "indented": _indented,
        "listed": _listed,
        "fenced": fenced,
        "zero_dates": catalog is not None and has_zero_dates(catalog),
    }


def fenced(statement: str) -> str:
    r"""Gives a block of PostgreSQL between other marks than `$$` where a name or a text in it has these.

    >>> print(fenced("DO $$\nBEGIN\n    CREATE TYPE \"a$$\" AS ();\nEND;\n$$;"))
    DO $do$
    BEGIN
        CREATE TYPE "a$$" AS ();
    END;
    $do$;"""
    is_block = statement.startswith("DO $$")
    if not is_block or statement.count("$$") == len(FENCES.findall(statement)):
        return statement
    mark = next(mark for mark in _marks() if mark not in statement)
    return FENCES.sub(lambda fence: fence[0].replace("$$", mark), statement)


def _marks() -> Iterator[str]:
    yield "$do$"
    yield from (f"$do{number}$" for number in count())


def _logins(catalog: Catalog) -> tuple[str, ...]:
    """Gives the roles that sign in."""
    return tuple(item.name for item in catalog if isinstance(item, Role) and item.login)


def has_zero_dates(catalog: Catalog) -> bool:
    """Whether a column's default is a date without a day, as MySQL has them."""
    return any(isinstance(item, Column) and ZEROS.match(item.default) for item in catalog)


def context(catalog: Catalog, model: Model, profile: Profile, memo: Memo) -> Context:
    """Gives the context of schema.sql and of the seeds: `sections`, and `seeds` by name."""
    units = memo.once(arrange, catalog)
    return {
        **words(profile, memo, catalog),
        "sections": sections(units),
        "seeds": _sown(units, catalog, model, profile),
    }


def _sown(
    units: Sequence[Unit], catalog: Catalog, model: Model, profile: Profile
) -> Mapping[str, tuple[RowsUnit, ...]]:
    """Gives the rows of each seed name; specs add to each other's, parents come before children."""
    place = {unit.id: n for n, unit in enumerate(units)}
    found: dict[str, list[Row]] = {}
    for name, sown in seeds(model, profile):
        found.setdefault(name, []).extend(sown)
    return {
        name: tuple(rows(sorted(held, key=lambda row: place.get(_table(row), 0)), catalog))
        for name, held in found.items()
    }


def _table(row: Row) -> Id:
    return Id("table", row.schema, "", row.table)


def _parts(unit: Unit) -> tuple[object, ...]:
    """Gives what the text of a table or an index is made of; nothing for other units."""
    match unit:
        case TableUnit():
            return unit.parts
        case Single(Index() as item):
            return (item,)
        case _:
            return ()


def _texts(profile: Profile) -> Callable[[str], str]:
    return lambda text: text_literal(text, profile)


def _width(unit: TableUnit, named: Callable[[str], str]) -> int:
    """Gives the length of the longest column name, for types that stand under each other."""
    return max((len(named(column.name)) for column in unit.columns), default=0)


def _settings(options: Options) -> tuple[tuple[str, str], ...]:
    """Gives the options that are settings, by name."""
    return tuple(item for item in sorted(options.items()) if item[0] not in OWN_WORDS)


def _indented(text: str, spaces: int = 4) -> str:
    """Moves all lines but the first to the right."""
    return text.replace("\n", "\n" + " " * spaces)


def _listed(keys: Iterable[Key], write: Callable[[Key], str]) -> str:
    """Writes keys one after the other, with a macro of the engine for each."""
    return ", ".join(write(key).strip() for key in keys)
