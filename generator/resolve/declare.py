"""Every name that the specs declare, before anything is typed.

Takes documents, fills a Scope with Raws; links and lookup enums become entities here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.model import Spec
from generator.resolve.node import Node, left_out, node, scalar
from generator.resolve.scope import Raw, Scope, suggest
from generator.source import Data, Document, Place

__all__ = ["declare", "layers", "mixed"]

SECTIONS = {
    "types": "domain",
    "enums": "enum",
    "composites": "composite",
    "entities": "entity",
    "views": "view",
    "functions": "function",
    "triggers": "trigger",
    "sequences": "sequence",
    "schemas": "schema",
    "roles": "role",
}
UNNAMESPACED = ("role", "schema", "trigger")


def declare(scope: Scope, documents: Sequence[Document]) -> tuple[Spec, ...]:
    """Declares all names of all documents; gives the specs in the order of the documents."""
    specs = tuple(_spec(document) for document in documents)
    for document, spec in zip(documents, specs, strict=True):
        data, at = _data(document), Place(document.file)
        scope.note_waivers(data, at, spec.id)
        for name, mixin in _items(data.get("mixins"), at.child("mixins"), ""):
            if name in scope.mixins:
                scope.error("G201", f"mixin `{name}` is declared twice", mixin.at, on_key=True)
            scope.mixins[name] = mixin
        for section, kind in SECTIONS.items():
            _section(scope, spec, kind, _narrowed(data, section), at.child(section))
        _links(scope, spec, _narrowed(data, "links"), at.child("links"))
        _lookups(scope, spec, _narrowed(data, "enums"), at.child("enums"))
    return specs


def _spec(document: Document) -> Spec:
    data = _data(document)
    head = node(data, Place(document.file), "")
    name = spec_name(document.file)
    return Spec(
        id=f"database/{name}",
        name=name,
        file=document.file,
        title=head.text("title", name),
        purpose=head.text("purpose"),
        owner=head.text("owner"),
        date=head.text("date"),
        schema=head.text("schema"),
        domain=head.text("domain", name),
        rules=head.texts("rules"),
        tags=head.texts("tags"),
        was=head.text("was"),
        at=Place(document.file),
    )


def spec_name(file: str) -> str:
    """Gives a spec's name from its file: the folder of a `schema.yaml`, else the file's stem.

    >>> spec_name("openspec/specs/database/shop/schema.yaml"), spec_name("specs/database/x.yaml")
    ('shop', 'x')"""
    parts = file.split("/")
    return parts[-2] if parts[-1] == "schema.yaml" else parts[-1].rpartition(".")[0]


def _data(document: Document) -> dict[str, Data]:
    return document.data if isinstance(document.data, dict) else {}


def _narrowed(spec: Mapping[str, Data], section: str) -> Data:
    """Gives a section of a spec, each item in its long form and narrowed to the spec's engines."""
    found, engines = spec.get(section), spec.get("only")
    if not isinstance(found, dict):
        return found
    narrowed: dict[str, Data] = {}
    for name, item in found.items():
        written = item if isinstance(item, dict) else _long(section, item)
        if isinstance(engines, list):
            own = written.get("only")
            kept = [engine for engine in engines if not isinstance(own, list) or engine in own]
            written = {**written, "only": kept}
        narrowed[name] = written
    return narrowed


def _long(section: str, item: Data) -> dict[str, Data]:
    """Gives the long form of a section's short one: an enum's values, a named type's type."""
    return {"values" if section == "enums" else "type": item}


def _items(data: Data, at: Place, engine: str) -> Iterator[tuple[str, Node]]:
    for name, item in data.items() if isinstance(data, dict) else ():
        if not left_out(item, engine):
            yield name, node(item if isinstance(item, dict) else {}, at.child(name), engine)


def _section(scope: Scope, spec: Spec, kind: str, data: Data, at: Place) -> None:
    for name, item in _items(data, at, scope.engine):
        schema = "" if kind in UNNAMESPACED else spec.schema
        scope.declare(Raw(kind, name, item, spec, schema))


def _links(scope: Scope, spec: Spec, data: Data, at: Place) -> None:
    for name, item in _items(data, at, scope.engine):
        scope.declare(Raw("entity", name, item, spec, spec.schema))
        scope.raws.setdefault("link", {})[name] = Raw("link", name, item, spec, spec.schema)


def _lookups(scope: Scope, spec: Spec, data: Data, at: Place) -> None:
    for name, item in _items(data, at, scope.engine):
        if item.text("as") != "lookup":
            continue
        table = item.data.get("table")
        fields: dict[str, Data] = {
            "code": {"type": f"string({_widest(item)})", "key": True, "description": "The value."},
            "description": {"type": "text?", "description": "What the value means."},
        }
        made: dict[str, Data] = {"fields": fields, "rows": _rows(item)}
        if isinstance(table, str):
            made["table"] = table
        if "only" in item.data:
            made["only"] = item.data["only"]
        made["description"] = item.text("description") or f"The values of `{name}`."
        entity = node(made, item.at, scope.engine)
        scope.declare(Raw("entity", name, entity, spec, spec.schema))
        scope.raws.setdefault("lookup", {})[name] = Raw("lookup", name, entity, spec, spec.schema)


def _widest(item: Node) -> int:
    """Gives a width that holds every value, rounded up so that a longer one seldom widens it."""
    widest = max((len(name) for name, _ in _values(item)), default=1)
    return max(-(-widest // 16) * 16, 16)


def _rows(item: Node) -> list[Data]:
    return [{"code": name, "description": text or None} for name, text in _values(item)]


def _values(item: Node) -> Iterable[tuple[str, str]]:
    values = item.get("values")
    for entry in values if isinstance(values, list) else ():
        if isinstance(entry, dict):
            yield scalar(entry.get("value")), scalar(entry.get("description") or "")
        else:
            yield scalar(entry), ""


def mixed(scope: Scope, entity: Node, seen: tuple[str, ...] = ()) -> tuple[tuple[str, Node], ...]:
    """Gives the mixins of an entity, those they use first, each once; unknown ones are errors."""
    found: dict[str, Node] = {}
    for index, name in enumerate(entity.texts("use")):
        at = entity.place("use").child(index)
        mixin = scope.mixins.get(name)
        if mixin is None:
            scope.error("G206", f"unknown mixin `{name}`", at, hint=_close(name, scope))
        elif name in seen:
            scope.error("G205", f"mixin `{name}` uses itself", at)
        elif not left_out(dict(mixin.data), scope.engine):
            found.update(mixed(scope, mixin, (*seen, name)))
            found[name] = mixin
    return tuple(found.items())


def layers(scope: Scope, entity: Node) -> tuple[Node, ...]:
    """Gives who speaks for an entity: its mixins in order, itself last. What is wrong with them is
    noted by `mixed`, once."""
    if not entity.has("use"):
        return (entity,)
    silent = Scope(scope.engine, scope.config, mixins=scope.mixins)
    return (*(mixin for _, mixin in mixed(silent, entity)), entity)


def _close(name: str, scope: Scope) -> str:
    return suggest(name, scope.mixins)
