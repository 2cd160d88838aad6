"""The account: every object of the database against what the recovered specs make.

Takes the catalog that was read and the one that the specs were lowered to, gives the objects that come
back as themselves, those that do not, and those that nobody asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator import catalog as cat
from generator.catalog import Catalog, Id
from generator.recover.engines import spelling
from generator.sql.profile import Profile

__all__ = ["Account", "account"]


@dataclass(frozen=True, slots=True)
class Account:
    """managed: come back as themselves. differing: do not. extra: made, but not in the database."""

    managed: tuple[Id, ...]
    differing: tuple[Id, ...]
    extra: tuple[Id, ...]


def account(found: Catalog, made: Catalog, profile: Profile) -> Account:
    """Compares object by object, in the one spelling that both can be brought to."""
    alike = spelling(profile.name).alike
    ours = {item.id: item for item in (_plain(each, profile) for each in alike(made))}
    theirs = tuple(
        (real.id, _plain(item, profile)) for real, item in zip(found, alike(found), strict=True)
    )
    managed = tuple(real for real, item in theirs if ours.get(item.id) == item)
    differing = tuple(real for real, item in theirs if ours.get(item.id) != item)
    there = {item.id for _, item in theirs}
    extra = tuple(key for key in ours if key not in there and key.kind != "verbatim")
    return Account(managed, differing, extra)


def _plain(item: cat.Object, profile: Profile) -> cat.Object:
    """Brings an object to the spelling that is compared; the columns of a row have no order."""
    if isinstance(item, cat.Row):
        return replace(item, key=_cells(item.key), values=tuple(sorted(_cells(item.values))))
    return spelling(profile.name).plain(item, profile)


def _cells(cells: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Writes words such as TRUE as most engines give them; texts are in quotes and stay."""
    return tuple((name, text if text.startswith("'") else text.lower()) for name, text in cells)
