"""Whole specs: one for each schema of the database, with the SQL files beside it.

Takes a Catalog, gives files to be written, where each expression stands, and what cannot be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator import catalog as cat
from generator.catalog import Catalog, Id
from generator.recover.known import Known, Ways, known
from generator.recover.names import snake, unique
from generator.recover.programs import (
    composite,
    domain,
    enum,
    function,
    role,
    sequence,
    trigger,
    view,
)
from generator.recover.tables import entity
from generator.source import Data
from generator.source.writing import written
from generator.sql.profile import Profile

__all__ = ["Recovered", "recover"]

FOLDER = "openspec/specs/database"
PARTS = ("column", "primary_key", "unique", "foreign_key", "check", "index", "policy")
ORDER = (
    "title", "schema", "extensions", "roles", "types", "enums", "composites",
    "sequences", "entities", "views",
    "functions", "triggers", "verbatim",
)  # fmt: skip
Map = dict[str, Data]


@dataclass(frozen=True, slots=True)
class Recovered:
    """Specs that were recovered. files: path to text, sorted. owners: the object that a node of a
    spec says, by (file, section, name). verbatim: what is kept word for word. unsaid: what is
    neither, for which there is no way yet."""

    files: Mapping[str, str]
    owners: Mapping[tuple[str, str, str], Id]
    known: Known
    verbatim: tuple[Id, ...]
    unsaid: tuple[Id, ...]


@dataclass(slots=True)
class _Draft:
    """A run. specs: schema to the spec's data; files: SQL beside the specs."""

    known: Known
    name: str
    specs: dict[str, dict[str, Map]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    owners: dict[tuple[str, str, str], Id] = field(default_factory=dict)
    kept: dict[str, list[Data]] = field(default_factory=dict)
    verbatim: list[Id] = field(default_factory=list)
    unsaid: list[Id] = field(default_factory=list)

    def folder(self, schema: str) -> str:
        """Gives the folder of the spec of a schema."""
        return f"{FOLDER}/{snake(schema or self.name)}"

    def say(self, item: cat.Object, schema: str, section: str, name: str, node: Data) -> None:
        """Adds a node, and remembers which object it says."""
        self.specs.setdefault(schema, {}).setdefault(section, {})[name] = node
        self.owners[self.folder(schema) + "/schema.yaml", section, name] = item.id

    def free(self, section: str, wanted: str) -> str:
        """Gives a name that no node of the section has, in any spec."""
        every = {name for spec in self.specs.values() for name in spec.get(section, {})}
        return unique(wanted, every)

    def beside(self, schema: str, path: str, text: str) -> None:
        """Adds a file beside a spec, if there is anything in it."""
        if text:
            self.files[f"{self.folder(schema)}/{path}"] = text


def recover(catalog: Catalog, profile: Profile, name: str, rule: str, ways: Ways) -> Recovered:
    """Says a database as specs. name: of the spec for the default schema; rule: of tables' names."""
    draft = _Draft(known(catalog, profile, ways, rule), name)
    for item in catalog:
        if item.id in ways.verbatim:
            _keep(draft, item, profile)
        else:
            _object(draft, item)
    files = dict(draft.files)
    for schema in dict.fromkeys((*draft.specs, *draft.kept)):
        files[f"{draft.folder(schema)}/schema.yaml"] = _text(draft, schema)
    return Recovered(
        dict(sorted(files.items())),
        draft.owners,
        draft.known,
        tuple(draft.verbatim),
        tuple(draft.unsaid),
    )


def _text(draft: _Draft, schema: str) -> str:
    spec: Map = {"title": (schema or draft.name).replace("_", " ").capitalize()}
    if schema:
        spec["schema"] = schema
    spec |= {section: dict(nodes) for section, nodes in draft.specs.get(schema, {}).items()}
    if "extensions" in spec:
        names = draft.specs[schema]["extensions"]
        spec["extensions"] = {draft.known.engine: list(names.values())}
    if draft.kept.get(schema):
        spec["verbatim"] = {draft.known.engine: list(draft.kept[schema])}
    return written({key: spec[key] for key in ORDER if key in spec})


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
        case cat.Role():
            draft.say(item, "", "roles", known.roles[item.name], role(known, item))
        case cat.CompositeType():
            parts = composite(known, item)
            if parts is None:
                draft.unsaid.append(item.id)
            else:
                draft.say(item, item.schema, "composites", known.types[item.id], parts)
        case cat.Sequence():
            name = known.sequences[item.id]
            draft.say(item, item.schema, "sequences", name, sequence(known, item))
        case cat.View():
            node, text = view(known, item)
            draft.say(item, item.schema, "views", known.views[item.id], node)
            draft.beside(item.schema, f"views/{known.views[item.id]}.sql", text)
        case cat.Function():
            _function(draft, item)
        case cat.Trigger():
            _trigger(draft, item)
        case cat.Extension():
            extra: Data = {"name": item.name, "schema": item.schema} if item.schema else item.name
            draft.say(item, "", "extensions", item.name, extra)
        case _ if item.kind in PARTS or item.kind == "schema":
            pass  # the table says it, or the spec's `schema:`
        case _:
            draft.unsaid.append(item.id)


def _function(draft: _Draft, item: cat.Function) -> None:
    signature = draft.known.functions.get(item.id)
    if signature is None or "\r" in item.definition:
        draft.unsaid.append(item.id)
        return
    home = f"{draft.folder(item.schema)}/functions/"
    taken = [path.removeprefix(home) for path in draft.files if path.startswith(home)]
    stem = unique(snake(item.name), [name.removesuffix(".sql") for name in taken])
    node, text = function(draft.known, item, f"functions/{stem}.sql")
    draft.say(item, item.schema, "functions", signature, node)
    draft.beside(item.schema, f"functions/{stem}.sql", text)


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
    draft.say(item, item.schema, "triggers", name, node)
    draft.beside(item.schema, file, text)


def _keep(draft: _Draft, item: cat.Object, profile: Profile) -> None:
    """Keeps an object word for word; in a file of its own when it has several lines."""
    text = draft.known.spelling.statement(item, profile)
    if not text:
        draft.unsaid.append(item.id)
        return
    key = item.id
    thing = ".".join(part for part in (key.schema, key.table, key.name) if part)
    label = f"{key.kind.replace('_', ' ')} {thing}"
    node: Map = {"id": label}
    if "\n" in text or "\t" in text:
        node["file"] = f"verbatim/{snake(label)}.sql"
        draft.beside(key.schema, f"verbatim/{snake(label)}.sql", f"{text}\n")
    else:
        node["sql"] = text
    if needs := _needs(draft.known, item):
        node["needs"] = list(needs)
    draft.kept.setdefault(key.schema if key.kind != "grant" else "", []).append(node)
    draft.verbatim.append(key)


def _needs(known: Known, item: cat.Object) -> list[str]:
    """Gives the tables that a part of a table stands on; a partition's are its parent's."""
    tables = [Id("table", item.id.schema, "", item.id.table)]
    if isinstance(item, cat.ForeignKey):
        tables.append(Id("table", item.ref_schema, "", item.ref_table))
    if isinstance(item, cat.Grant):
        tables = [Id(kind, item.schema, "", item.on) for kind in ("table", "view", "sequence")]
    named = {**known.entities, **known.views, **known.sequences}
    whole = [_whole(known, key) for key in tables]
    return list(dict.fromkeys(named[key] for key in whole if key in named))


def _whole(known: Known, key: Id) -> Id:
    """Gives the partitioned table of a partition, any other as it is."""
    table = known.catalog.objects.get(key)
    if isinstance(table, cat.Table) and table.parent:
        return key._replace(name=table.parent)
    return key
