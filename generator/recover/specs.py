"""Whole specs: one for each schema of the database, with the SQL files beside it.

Takes a Catalog, gives files to be written, where each expression stands, and what cannot be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from generator import catalog as cat
from generator.catalog import Catalog, Id
from generator.config import Config
from generator.recover.emulated import emulated
from generator.recover.files import files, folder
from generator.recover.known import Known, Ways, known
from generator.recover.names import snake, unique
from generator.recover.programs import (
    composite,
    domain,
    enum,
    function,
    role,
    schema,
    sequence,
    trigger,
    view,
)
from generator.recover.shape.notes import notes
from generator.recover.shape.said import Said
from generator.recover.shape.shaping import shaped
from generator.recover.tables import entity
from generator.recover.verbatim import closed, escaped, kept
from generator.source import Data
from generator.sql.profile import Profile

__all__ = ["Recovered", "recover"]

PARTS = (
    *("column", "primary_key", "unique", "foreign_key", "check", "exclusion", "index", "policy"),
    *("security_policy", "index_use", "row", "grant"),
)
"""What the table says, or what the grant is on."""
NOTHING: Mapping[str, str] = MappingProxyType({})
Map = dict[str, Data]


@dataclass(frozen=True, slots=True)
class Recovered:
    """Specs that were recovered. files: path to text, sorted. owners: the object that a node of a
    spec says, by (file, section, name). verbatim: what is kept word for word. unsaid: what is
    neither, for which there is no way yet. notes: what was recognised."""

    files: Mapping[str, str]
    owners: Mapping[tuple[str, str, str], Id]
    known: Known
    verbatim: tuple[Id, ...]
    unsaid: tuple[Id, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Draft:
    """A run. said: the nodes in the order of the catalog's objects; taken: names of verbatim files."""

    known: Known
    said: list[Said] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    verbatim: list[Id] = field(default_factory=list)
    unsaid: list[Id] = field(default_factory=list)

    def say(
        self,
        item: cat.Object,
        schema: str,
        section: str,
        name: str,
        data: Data,
        beside: Mapping[str, str] = NOTHING,
    ) -> None:
        """Adds a node with the files beside it, and remembers which object it says."""
        files = {path: escaped(text) for path, text in beside.items() if text}
        self.said.append(Said(item.id, schema, section, name, data, files))

    def free(self, section: str, wanted: str) -> str:
        """Gives a name that no node of the section has, in any spec."""
        return unique(wanted, (item.name for item in self.said if item.section == section))


def recover(
    catalog: Catalog, profile: Profile, name: str, settings: Config, ways: Ways
) -> Recovered:
    """Says a database as specs. name: of the spec for the default schema."""
    ways = closed(catalog, ways)
    draft = _Draft(known(catalog, profile, ways, settings))
    emulated(draft.known)
    for item in catalog:
        if item.id in ways.verbatim:
            _keep(draft, item)
        else:
            _object(draft, item)
    _default_schema(draft)
    for kind, label in draft.known.enums.items():
        values: list[Data] = list(draft.known.spelling.values(kind))
        enum_node: Map = {"values": values, "as": "native"}
        draft.said.append(Said(None, "", "enums", label, enum_node))
    said = shaped(draft.known, draft.said, name)
    return Recovered(
        dict(sorted(files(said, profile.name).items())),
        {
            (f"{folder(item.home)}/schema.yaml", item.section, item.name): item.id
            for item in said
            if item.id
        },
        draft.known,
        tuple(draft.verbatim),
        tuple(draft.unsaid),
        notes(said),
    )


def _default_schema(draft: _Draft) -> None:
    """Says what is granted on the default schema, which is no object unless it has a comment."""
    name = draft.known.profile.default_schema
    told = schema(draft.known, name)
    if told and Id("schema", name, "", name) not in draft.known.catalog.objects:
        draft.said.append(Said(None, "", "schemas", name, told))


def _object(draft: _Draft, item: cat.Object) -> None:
    known = draft.known
    match item:
        case cat.Table():
            if item.parent:
                return  # the partitioned table says it
            name = known.entities.get(item.id, "")
            if not name:
                draft.unsaid.append(item.id)
            else:
                draft.say(item, item.schema, "entities", name, entity(known, item))
        case cat.EnumType():
            draft.say(item, item.schema, "enums", known.types[item.id], enum(known, item))
        case cat.DomainType():
            draft.say(item, item.schema, "types", known.types[item.id], domain(known, item))
        case cat.Schema():
            told = schema(known, item.name, item.comment)
            if told or item.id in known.ways.native:  # else the spec's `schema:` says it
                draft.say(item, "", "schemas", item.name, told)
        case cat.Role():
            draft.say(item, "", "roles", known.roles[item.name], role(known, item))
        case cat.CompositeType():
            parts = composite(known, item)
            if parts is None:
                draft.unsaid.append(item.id)
            else:
                draft.say(item, item.schema, "composites", known.types[item.id], parts)
        case cat.Sequence():
            if item.id in known.sequences:  # else it is its column's own
                name = known.sequences[item.id]
                draft.say(item, item.schema, "sequences", name, sequence(known, item))
        case cat.View():
            node, text = view(known, item)
            name = known.views[item.id]
            draft.say(item, item.schema, "views", name, node, {f"views/{name}.sql": text})
        case cat.Function():
            _function(draft, item)
        case cat.Trigger():
            _trigger(draft, item)
        case cat.Extension():
            extra: Data = {"name": item.name, "schema": item.schema} if item.schema else item.name
            draft.say(item, "", "extensions", item.name, extra)
        case _ if item.kind in PARTS:
            pass
        case _:
            draft.unsaid.append(item.id)


def _function(draft: _Draft, item: cat.Function) -> None:
    signature = draft.known.functions.get(item.id)
    if signature is None or "\r" in item.definition or not item.checked:
        draft.unsaid.append(item.id)
        return
    taken = [path for said in draft.said if said.schema == item.schema for path in said.beside]
    stem = unique(f"functions/{snake(item.name)}", [path.removesuffix(".sql") for path in taken])
    node, text = function(draft.known, item, f"{stem}.sql")
    draft.say(item, item.schema, "functions", signature, node, {f"{stem}.sql": text})


def _trigger(draft: _Draft, item: cat.Trigger) -> None:
    names = [each.id.name for each in draft.known.catalog.of(cat.Trigger)]
    wanted = item.name if names.count(item.name) == 1 else f"{item.table}_{item.name}"
    name = draft.free("triggers", snake(wanted))
    file = f"triggers/{name}.sql"
    made = trigger(draft.known, item, file)
    if made is None:
        draft.unsaid.append(item.id)
        return
    node, text = made
    if name != item.name:
        engines = node.pop("engines")
        node |= {"name": item.name, "engines": engines}
    draft.say(item, item.schema, "triggers", name, node, {file: text})


def _keep(draft: _Draft, item: cat.Object) -> None:
    """Keeps an object word for word, or with the table that it is inside of."""
    key = item.id
    if key not in draft.known.ways.inside:
        made = kept(draft.known, item, draft.taken)
        if made is None:
            draft.unsaid.append(key)
            return
        node, beside = made
        schema = key.schema if key.kind != "grant" else ""
        draft.say(item, schema, "verbatim", draft.known.kept[key], node, beside)
    draft.verbatim.append(key)
