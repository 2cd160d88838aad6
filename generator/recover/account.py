"""The account: every object of the database against what the recovered specs make.

Takes the catalog that was read and the one that the specs were lowered to, gives the objects that come
back as themselves, those that do not, and those that nobody asked for."""

from __future__ import annotations

from dataclasses import dataclass

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
    plain = spelling(profile.name).plain
    ours = {item.id: item for item in (plain(each, profile) for each in made)}
    theirs = tuple((item.id, plain(item, profile)) for item in found)
    managed = tuple(real for real, item in theirs if ours.get(item.id) == item)
    differing = tuple(real for real, item in theirs if ours.get(item.id) != item)
    there = {item.id for _, item in theirs}
    extra = tuple(key for key in ours if key not in there and key.kind != "verbatim")
    return Account(managed, differing, extra)
