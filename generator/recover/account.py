"""The account: every object of the database against what the recovered specs make.

Takes the catalog that was read and the one that the specs were lowered to, gives the objects that come
back as themselves, those that do not, and those that nobody asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from generator import catalog as cat
from generator.catalog import Catalog, Id
from generator.sql.profile import Profile
from generator.sql.types import normal

__all__ = ["Account", "account"]


@dataclass(frozen=True, slots=True)
class Account:
    """managed: come back as themselves. differing: do not. extra: made, but not in the database."""

    managed: tuple[Id, ...]
    differing: tuple[Id, ...]
    extra: tuple[Id, ...]


def account(found: Catalog, made: Catalog, profile: Profile) -> Account:
    """Compares object by object, in the one spelling that both can be brought to."""
    ours = {_id(item, profile): _spelled(item, profile) for item in made}
    theirs = {_id(item, profile): (item.id, _spelled(item, profile)) for item in found}
    managed = tuple(real for key, (real, text) in theirs.items() if ours.get(key) == text)
    differing = tuple(real for key, (real, text) in theirs.items() if ours.get(key) != text)
    extra = tuple(key for key in ours if key not in theirs and key.kind not in ("verbatim",))
    return Account(managed, differing, extra)


def _id(item: cat.Object, profile: Profile) -> Id:
    """Functions are known by the types of their arguments, however those are spelt."""
    if not isinstance(item, cat.Function):
        return item.id
    kinds = item.arguments.split(", ") if item.arguments else []
    return item.id._replace(
        name=f"{item.name}({', '.join(normal(kind, profile) for kind in kinds)})"
    )


def _spelled(item: cat.Object, profile: Profile) -> tuple[object, ...]:
    """Gives what must be equal of an object."""
    shown = {each.name: getattr(item, each.name) for each in fields(item) if each.compare}
    if "type" in shown:
        shown["type"] = normal(str(shown["type"]).removeprefix("pg_catalog."), profile)
    if isinstance(item, cat.Column):
        shown["default"] = _default(item.default, str(shown["type"]), profile)
    if isinstance(item, cat.CompositeType):
        shown["attributes"] = tuple((name, normal(of, profile)) for name, of in item.attributes)
    if isinstance(item, cat.Function):
        kinds = item.arguments.split(", ") if item.arguments else []
        shown["arguments"] = tuple(normal(kind, profile) for kind in kinds)
    if isinstance(item, cat.Function | cat.Trigger):
        text = (
            " ".join(item.definition.split())
            if isinstance(item, cat.Trigger)
            else item.definition.strip()
        )
        shown["definition"] = re.sub(r"^CREATE OR REPLACE ", "CREATE ", text)
    if isinstance(item, cat.DomainType):
        shown["checks"] = tuple(
            (name, re.sub(r"\bVALUE\b", "VALUE", text, flags=re.I)) for name, text in item.checks
        )
    if isinstance(item, cat.Table):
        shown["bound"] = (
            re.sub(r"(?<=\d)T|Z(?=')", " ", item.bound)
            .lower()
            .replace("+00", "")
            .replace(" '", "'")
        )
    return tuple(sorted((name, _plain(value)) for name, value in shown.items()))


def _plain(value: object) -> str:
    return str(sorted(value.items())) if hasattr(value, "items") else str(value)


def _default(text: str, kind: str, profile: Profile) -> str:
    """Leaves out a cast to the column's own type, and the brackets that say it."""
    text = re.sub(r"^nextval\('(.+)'::regclass\)$", r"nextval('\1')", text)
    typed = re.fullmatch(r"('(?:[^']|'')*')::(.+)", text, re.DOTALL)
    if typed and normal(typed[2], profile).partition("(")[0] == kind.partition("(")[0]:
        text = typed[1]
    if text in ("TRUE", "FALSE"):
        text = text.lower()
    number = re.fullmatch(r"'(-?\d+(?:\.\d+)?)'", text)
    is_number = kind.startswith(("int", "bigint", "smallint", "numeric", "real", "double"))
    return number[1] if number and is_number else text
