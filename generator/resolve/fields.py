"""Fields: types, references, defaults, identities.

Takes the Raws of a Scope, gives typed Fields; a reference takes the type of what it refers to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, cast

from generator.model import Default, Expr, Field, Generated, Identity, Type, Value
from generator.naming import cased
from generator.resolve.counting import check_bounds
from generator.resolve.declare import mixed
from generator.resolve.node import Node, left_out, node, scalar, value
from generator.resolve.scope import Raw, Scope, suggest
from generator.source import Data, Place

__all__ = ["FieldNode", "Fields", "default"]

Mode = Literal["always", "by_default", "serial"]
FUNCTIONS = re.compile(r"(now|uuid|uuid7|current_date)\(\)")
ENGINE_KEYS = (
    "charset",
    "compression",
    "default_name",
    "invisible",
    "masked",
    "on_update_set",
    "rowguidcol",
    "sparse",
    "statistics",
    "storage",
)


@dataclass(frozen=True, slots=True)
class FieldNode:
    """A field as written: its node (with the mixin's below it) and where it comes from."""

    name: str
    node: Node
    data: Data
    mixin: str = ""


@dataclass(slots=True)
class Fields:
    """The fields of every entity, typed on demand, since references may go round."""

    scope: Scope
    written: dict[str, tuple[FieldNode, ...]] = field(default_factory=dict)
    types: dict[tuple[str, str], tuple[Type, bool]] = field(default_factory=dict)
    pending: list[tuple[str, str]] = field(default_factory=list)

    def of(self, raw: Raw) -> tuple[FieldNode, ...]:
        """Gives an entity's fields as written, in the order of their columns."""
        if raw.name not in self.written:
            self.written[raw.name] = tuple(_written(self.scope, raw).values())
        return self.written[raw.name]

    def names(self, raw: Raw) -> tuple[str, ...]:
        """Gives the names of an entity's fields."""
        return tuple(item.name for item in self.of(raw))

    def key(self, raw: Raw) -> tuple[str, ...]:
        """Gives the fields of an entity's key, () when it has none."""
        key = raw.node.get("key")
        if isinstance(key, dict):
            return node(key, raw.node.place("key"), self.scope.engine).texts("fields")
        if isinstance(key, list):
            return raw.node.texts("key")
        marked = tuple(item.name for item in self.of(raw) if item.node.flag("key"))
        if marked or "between" not in raw.data:
            return marked
        return self.link_ends(raw)

    def link_ends(self, raw: Raw) -> tuple[str, ...]:
        """Gives the reference fields of a link's sides, () for what is no link."""
        return tuple(item.name for item in self.of(raw) if item.mixin == LINK_END)

    def type(self, raw: Raw, name: str) -> tuple[Type, bool]:
        """Gives the type and nullability of a field that exists."""
        wanted = (raw.name, name)
        if wanted in self.types:
            return self.types[wanted]
        item = next(item for item in self.of(raw) if item.name == name)
        if wanted in self.pending:
            self.scope.error(
                "G205", f"`{raw.name}.{name}` refers to itself", item.node.place("ref")
            )
            return Type("int64"), False
        self.pending.append(wanted)
        found = self._type(raw, item)
        self.pending.pop()
        self.types[wanted] = found
        return found

    def _type(self, raw: Raw, item: FieldNode) -> tuple[Type, bool]:
        node = item.node
        if node.has("ref") and "type" not in node.over:
            target = self.target(raw, item)
            found = self.type(*target)[0] if target else Type("text")  # which holds any value
            nullable = node.text("ref").endswith("?")
        else:
            text, native = node.text("type"), node.is_native("type")
            found, nullable = self.scope.type(text, node.place("type"), native=native)
            if native and not text.endswith("?"):  # the engine says how, the field says whether
                nullable = scalar(node.data.get("type") or node.data.get("ref")).endswith("?")
        return found, nullable or node.flag("null")

    def target(self, raw: Raw, item: FieldNode) -> tuple[Raw, str] | None:
        """Gives the entity and field that a reference names; None after noting why there is none."""
        text, at = item.node.text("ref").rstrip("?"), item.node.place("ref")
        entity = self.scope.find(("entity",), text, raw.schema)
        if entity is not None:
            return self._single_key(entity, at)
        name, _, wanted = text.rpartition(".")
        entity = self.scope.entity(name or text, raw.schema, at)
        if entity is None:
            return None
        if wanted not in self.names(entity):
            hint = suggest(wanted, self.names(entity))
            message = f"entity `{entity.name}` has no field `{wanted}`"
            self.scope.error(
                "G204", message, at, hint=hint, offset=len(name) + 1, length=len(wanted)
            )
            return None
        return entity, wanted

    def _single_key(self, entity: Raw, at: Place) -> tuple[Raw, str] | None:
        key = self.key(entity)
        if len(key) == 1 and key[0] in self.names(entity):
            return entity, key[0]
        why = "has a key of several fields" if key else "has no key"
        hint = "write `foreign_keys:` on the entity" if key else "name the field, `entity.field`"
        self.scope.error("G208", f"entity `{entity.name}` {why}", at, hint=hint)
        return None

    def field(self, raw: Raw, item: FieldNode) -> Field:
        """Types one field."""
        node, scope = item.node, self.scope
        found, nullable = self.type(raw, item.name)
        key = item.name in self.key(raw)
        enum = _enum(scope, raw, found)
        if enum is not None and enum.node.text("as") == "lookup":
            lookup = scope.raws["entity"][enum.name]
            found = self.type(lookup, "code")[0]
        if node.get("encrypted") not in (None, False) and found.name not in ("string", "text"):
            text = f"`{item.name}` is of type `{found.name}`: only texts can be encrypted"
            scope.error("G226", text, node.place("encrypted"), on_key=True)
        loose = node.is_native("null") and node.flag("null")  # SQLite takes NULL in most keys
        if key and nullable and not loose:
            scope.error("G210", f"key field `{item.name}` may not be null", node.at, on_key=True)
        return Field(
            name=item.name,
            column=node.text("column") or cased(item.name, scope.config.column_case),
            type=found,
            nullable=nullable and (loose or not key),
            default=default(node, "default"),
            updated=node.text("updated").removesuffix("()"),
            generated=_generated(node),
            identity=_identity(scope, node),
            enum=enum.name if enum else "",
            case="insensitive" if node.text("case") == "insensitive" else "sensitive",
            collate=node.text("collate"),
            format=node.text("format"),
            pii=node.text("pii"),
            encrypted=node.get("encrypted") not in (None, False),
            immutable=node.flag("immutable"),
            description=node.description,
            mixin="" if item.mixin == LINK_END else item.mixin,
            was=node.text("was"),
            tags=node.texts("tags"),
            only=scope.only(item.data),
            options=_options(node),
            at=node.at,
        )


def _enum(scope: Scope, raw: Raw, found: Type) -> Raw | None:
    return scope.find(("enum",), found.ref, raw.schema) if found.name == "enum" else None


LINK_END = "(link)"


def _written(scope: Scope, raw: Raw) -> dict[str, FieldNode]:
    """Gives the fields in the order of their columns: the ends of a link, its own, its mixins', and
    those that `soft_delete` and `version` add."""
    found: dict[str, FieldNode] = {}
    for name, end, at in _link_ends(scope, raw):
        found[name] = FieldNode(name, node(end, at, scope.engine), end, LINK_END)
    for mixin, mixin_node in mixed(scope, raw.node):
        for name, item in _fields(mixin_node, scope.engine):
            found[name] = FieldNode(name, item, dict(item.data), mixin)
    for name, item in _fields(raw.node, scope.engine):
        below = found.get(name)
        if below is not None and below.mixin != LINK_END:
            item = item.under(below.node.data, below.node.at)
        written = raw.node.get("fields")
        data = written.get(name) if isinstance(written, dict) else None
        found[name] = FieldNode(name, item, data)
    ends = [name for name, item in found.items() if item.mixin == LINK_END]
    own = [name for name, _ in _fields(raw.node, scope.engine)]
    found = {name: found[name] for name in dict.fromkeys((*ends, *own, *found))}
    for name, made in _implied(raw, found):
        at = raw.node.at.child("soft_delete" if made["type"] == "timestamp?" else "version")
        found[name] = FieldNode(name, node(made, at, scope.engine), made)
    return found


def _fields(owner: Node, engine: str) -> list[tuple[str, Node]]:
    fields, at = owner.get("fields"), owner.place("fields")
    if not isinstance(fields, dict):
        return []
    kept = [(name, item) for name, item in fields.items() if not left_out(item, engine)]
    return [(name, node(_long(item), at.child(name), engine)) for name, item in kept]


def _long(item: Data) -> Mapping[str, Data]:
    return item if isinstance(item, dict) else {"type": scalar(item)}


def _link_ends(scope: Scope, raw: Raw) -> list[tuple[str, dict[str, Data], Place]]:
    """Gives the reference field of each side of a link: `product: product` is `product_id`. A row of
    the link goes with the rows of its sides unless `on_delete` says otherwise."""
    between = raw.node.get("between")
    ends: list[tuple[str, dict[str, Data], Place]] = []
    for role, side in between.items() if isinstance(between, dict) else ():
        at = raw.node.place("between").child(role)
        end: dict[str, Data] = dict(side) if isinstance(side, dict) else {"ref": scalar(side)}
        for action, usual in (("on_delete", "cascade"), ("on_update", "no_action")):
            end.setdefault(action, raw.node.text(action, usual))
        end.setdefault("as", role)
        target = scope.entity(scalar(end["ref"]), raw.schema, at)
        if target is not None:
            ends.append((_end_name(role, _suffix(target)), end, at))
    return ends


def _end_name(role: str, key: str) -> str:
    """Names the field of a side: `product_id` for a key `id`, and for a key `product_id`."""
    return key if f"{key}_".startswith(f"{role}_") else f"{role}_{key}"


def _suffix(target: Raw) -> str:
    key, fields = target.node.get("key"), target.node.get("fields")
    if isinstance(key, dict):
        key = key.get("fields")
    if isinstance(key, list) and len(key) == 1:
        return scalar(key[0])
    for name, item in fields.items() if isinstance(fields, dict) else ():
        if isinstance(item, dict) and item.get("key") is True:
            return name
    return "id"


def _implied(raw: Raw, found: Mapping[str, FieldNode]) -> list[tuple[str, dict[str, Data]]]:
    """Gives the fields that `soft_delete` and `version` add when nobody declared them."""
    made: list[tuple[str, dict[str, Data]]] = []
    deleted = named_field(raw.node, "soft_delete", "deleted_at")
    if deleted and deleted not in found:
        text = "When the row was deleted; empty while it lives."
        made.append((deleted, {"type": "timestamp?", "description": text}))
    version = named_field(raw.node, "version", "version")
    if version and version not in found:
        text = "Counts the updates, so that two writers cannot overwrite each other."
        made.append((version, {"type": "int32", "default": 1, "description": text}))
    return made


def named_field(entity: Node, key: str, usual: str) -> str:
    """Gives the field of `soft_delete`, `version` or `tenant`; "" when the entity has none."""
    found = entity.get(key)
    if found is True:
        return usual
    if isinstance(found, dict):
        return scalar(found.get("field") or usual)
    return found if isinstance(found, str) else ""


def default(owner: Node, key: str) -> Default | None:
    """Reads a default in any of its forms."""
    found = owner.get(key)
    if found is None:
        return None
    if isinstance(found, dict):
        return _long_default(owner, key, found)
    if isinstance(found, str) and FUNCTIONS.fullmatch(found):
        return Default("function", found.removesuffix("()"))
    return Default("literal", value(found))


def _long_default(owner: Node, key: str, found: dict[str, Data]) -> Default:
    if "sql" in found:
        text, at = scalar(found["sql"]), owner.place(key).child("sql")
        return Default("sql", expr=Expr(text, native=owner.is_native(key), at=at))
    if "application" in found:
        return Default("application", value(found["application"]))
    return Default("literal", value(found["literal"]))


def _generated(owner: Node) -> Generated | None:
    inner = owner.child("generated")
    if inner is None:
        short = owner.expr("generated")
        return Generated(short) if short else None
    found = inner.expr("as")
    return Generated(found, inner.get("stored") is not False) if found else None


def _identity(scope: Scope, owner: Node) -> Identity | None:
    found = owner.get("identity")
    if found is None or found is False:
        return None
    if not isinstance(found, dict):
        return Identity(cast(Mode, found) if found in ("by_default", "serial") else "always")
    inner = node(found, owner.place("identity"), owner.engine)
    check_bounds(scope, inner)
    return Identity(
        mode=cast(Mode, inner.text("mode", "always")),
        start=inner.number("start"),
        increment=inner.number("increment"),
        minimum=inner.number("min"),
        maximum=inner.number("max"),
        cache=inner.number("cache"),
        cycle=inner.flag("cycle"),
    )


def _options(owner: Node) -> Mapping[str, Value]:
    found = {key: value(owner.get(key)) for key in ENGINE_KEYS if owner.has(key)}
    return MappingProxyType(found)
