"""Access: what roles may do with tables, views, sequences, functions and schemas, as `access:` says it.

Takes the grants of a catalog, gives the key for the node of what they are on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeAlias, get_args

from generator import catalog as cat
from generator.catalog import Catalog, Id, parted
from generator.recover.engines import spelling
from generator.recover.known import Known
from generator.recover.parts import Map, below
from generator.source import Data

__all__ = ["access", "default_access", "is_said", "schema_access"]

WORDS = (
    "select", "insert", "update", "delete", "truncate", "references", "trigger", "execute", "usage",
    "create",
)  # fmt: skip
EVERYBODY = "public"
TYPES = ("enum", "domain", "composite")
Type: TypeAlias = cat.EnumType | cat.DomainType | cat.CompositeType


def is_said(catalog: Catalog, item: cat.Grant, kept: Collection[Id]) -> bool:
    """Whether `access:` can say a grant. kept: what is kept word for word."""
    if not _has_role(catalog, item.role, kept):
        return False
    if item.on_kind == "schema":
        return Id("schema", item.on, "", item.on) not in kept and _has_words(catalog, item)
    if item.later:
        is_known = not item.on or _has_role(catalog, item.on, kept)
        return is_known and bool(item.privileges) and _has_words(catalog, item)
    holder = _holder(catalog, item)
    if holder is None or holder.id in kept or (isinstance(holder, cat.Table) and holder.parent):
        return False
    reached = not item.privileges or _is_reached(catalog, item, kept)
    return reached and _has_words(catalog, item)


def _holder(
    catalog: Catalog, item: cat.Grant
) -> cat.Table | cat.View | cat.Sequence | cat.Function | Type | None:
    """Gives what a grant is on, None for what says nothing of its access."""
    kinds = TYPES if item.on_kind == "type" else (item.on_kind,)
    found = (catalog.objects.get(Id(kind, item.schema, "", item.on)) for kind in kinds)
    holders = (cat.Table, cat.View, cat.Sequence, cat.Function, *get_args(Type))
    return next((each for each in found if isinstance(each, holders)), None)


def _has_role(catalog: Catalog, role: str, kept: Collection[Id]) -> bool:
    key = Id("role", "", "", role)
    return role == EVERYBODY or (key in catalog.objects and key not in kept)


def _is_reached(catalog: Catalog, item: cat.Grant, kept: Collection[Id]) -> bool:
    """Whether a role may use the schema, which comes with a grant on what is in it."""
    found = (_of_schema(catalog, item.schema, role) for role in (item.role, EVERYBODY))
    needs_use = item.schema and catalog.engine == "postgresql"
    return not needs_use or any(grant and is_said(catalog, grant, kept) for grant in found)


def _of_schema(catalog: Catalog, schema: str, role: str) -> cat.Grant | None:
    found = catalog.objects.get(Id("grant", schema, f"schema {schema}", role))
    return found if isinstance(found, cat.Grant) else None


def _has_words(catalog: Catalog, item: cat.Grant) -> bool:
    """Whether each privilege is one of the language, said once."""
    words = [parted(text)[0].lower() for text in item.privileges]
    known = _is_all(catalog, item) or set(words) <= set(WORDS)
    # a default of everybody
    lost = item.on_kind in ("function", "type") or not item.schema
    return (bool(words) or lost) and known and len(set(words)) == len(words)


def access(known: Known, holder: cat.Object) -> Map:
    """Gives `access:` of what is granted on an object, {} where nothing is."""
    found: Map = {}
    for item in _on(known, holder.id):
        role = known.roles.get(item.role, item.role)
        found[role] = _privileges(known, holder.id, item)
        if isinstance(holder, cat.Table):
            known.items[known.entities[holder.id], "access", role] = item.id
    return {"access": found} if found else {}


def default_access(known: Known, name: str) -> Map:
    """Gives `default_access:` of a schema, {} where nothing is granted on what is made later."""
    schema = "" if name == known.profile.default_schema else name
    made: Map = {}
    of: Map = {}
    for item in known.catalog.of(cat.Grant):
        if not (isinstance(item, cat.Grant) and item.later and item.schema == schema):
            continue
        if item.id in known.ways.verbatim:
            continue
        maker = known.roles.get(item.on, item.on)
        place = below(of, maker) if item.on else made
        rights = _privileges(known, Id("schema", schema, "", name), item)
        below(place, item.on_kind)[known.roles.get(item.role, item.role)] = rights
    made |= {"of": of} if of else {}
    return {"default_access": made} if made else {}


def schema_access(known: Known, name: str) -> Map:
    """Gives `access:` of a schema, {} where the grants on what is in it bring all there is."""
    inner = "" if name == known.profile.default_schema else name
    holder = Id("schema", inner, "", name)
    found: Map = {
        known.roles.get(item.role, item.role): _privileges(known, holder, item)
        for item in _on(known, holder)
        if not _is_implied(known, item)
    }
    return {"access": found} if found else {}


def _is_implied(known: Known, item: cat.Grant) -> bool:
    """Whether the use of a schema comes with grants on what is in it."""
    if not item.schema or item.privileges != ("USAGE",) or item.grantable:
        return False
    public = _of_schema(known.catalog, item.schema, EVERYBODY)
    if item.role == EVERYBODY or (public and public.id not in known.ways.verbatim):
        return False
    return any(
        isinstance(other, cat.Grant)
        and (other.schema, other.role) == (item.schema, item.role)
        and other.on_kind != "schema"
        and not other.later
        and other.id not in known.ways.verbatim
        for other in known.catalog.of(cat.Grant)
    )


def _on(known: Known, holder: Id) -> Iterator[cat.Grant]:
    """Gives the grants on an object that are not kept word for word."""
    kind = "type" if holder.kind in TYPES else holder.kind
    for item in known.catalog.by_table.get((holder.schema, f"{kind} {holder.name}"), ()):
        if isinstance(item, cat.Grant) and item.id not in known.ways.verbatim:
            yield item


def _privileges(known: Known, holder: Id, item: cat.Grant) -> Data:
    """Gives a list of words, or a map where there are columns or the role may hand them on."""
    if _is_all(known.catalog, item):
        return {"all": True, "grantable": True} if item.grantable else ["all"]
    rights = dict(_rights(known, holder, item))
    ordered: Map = {word: rights[word] for word in WORDS if word in rights}
    if item.grantable:
        return {**ordered, "grantable": True}
    return list(ordered) if all(value is True for value in ordered.values()) else ordered


def _is_all(catalog: Catalog, item: cat.Grant) -> bool:
    """Whether a grant is of several privileges that are all that there are."""
    every = spelling(catalog.engine).every(item.on_kind, catalog.version)
    return len(every) > 1 and set(item.privileges) == set(every)


def _rights(known: Known, holder: Id, item: cat.Grant) -> Iterator[tuple[str, Data]]:
    for text in item.privileges:
        word, columns = parted(text)
        fields = [
            known.fields.get(Id("column", holder.schema, holder.name, column), column)
            for column in columns
        ]
        yield word.lower(), list(fields) if columns else True
