"""The language reference, made from the JSON Schemas so that it cannot fall behind them.

Takes schemas and a page that people write, gives the page with its generated parts made anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, cast

from generator.source import Data, scalar
from generator.validate import Refused

__all__ = ["fill", "keys", "not_supported", "yaml_flow"]

Schema: TypeAlias = Mapping[str, object]

_COMMON = ("engines", "only", "waive", "allow", "tags")
_LABELS = {
    "postgresql": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "sqlite": "SQLite",
    "mssql": "SQL Server",
}


def fill(page: str, parts: Mapping[str, str]) -> str:
    """Gives the page with what stands between `<!-- begin NAME -->` and `<!-- end NAME -->` replaced.

    Raises KeyError for a part that the page names and `parts` lacks."""

    def part(match: re.Match[str]) -> str:
        name = match[1]
        return f"<!-- begin {name} -->\n\n{parts[name].strip()}\n\n<!-- end {name} -->"

    return re.sub(r"<!-- begin (\w+) -->\n.*?<!-- end \1 -->", part, page, flags=re.DOTALL)


def not_supported(rows: Iterable[Refused]) -> str:
    """Gives the table of keys from which nothing is made yet."""
    lines = ["| key | of | why it is refused |", "|---|---|---|"]
    for row in rows:
        of, _, key = row.path.rpartition(".")
        value = f": {row.value}" if row.value else ""
        where = " or ".join(f"`{place}`" for place in _places(of)) if of != "*" else "an item"
        lines.append(f"| `{key}{value}` | {where} | {row.reason} |")
    return "\n".join(lines)


def _places(path: str) -> list[str]:
    """Gives the paths that one with alternatives stands for: `entities|links.*` is two."""
    found = [""]
    for step in path.split("."):
        found = [f"{begin}.{name}".lstrip(".") for begin in found for name in step.split("|")]
    return found


def keys(root: Schema, values: str = "Values") -> str:
    """Gives a table for the top of a file and a section for each node in it, with a table of its keys.

    Sections come in the order in which a reader meets the nodes; the last, under the heading
    `values`, has the forms of plain values. A file that is a list has no table of its own."""
    whole = "\n".join(_table(root, _properties(root, root), _required(root)))
    top = [whole] if "properties" in root else []
    sections = [_section(root, node) for node in _nodes(root)]
    page = "\n\n".join([*top, *sections, *_values(root, values)])
    return page.replace("(#values)", f"(#{_anchor(values)})")


def _section(root: Schema, node: Schema) -> str:
    properties = _properties(root, node)
    common = [name for name in _COMMON if name in properties]
    if "engines" in common:
        properties = {name: key for name, key in properties.items() if name not in common}
    parts = [f"### {_heading(node)}", str(node["description"])]
    if short := _short_form(root, node):
        parts.append(f"Short form: {short}.")
    parts.append("\n".join(_table(root, properties, _required(node))))
    if "engines" in common:
        names = ", ".join(f"`{name}`" for name in common)
        parts.append(f"Also {names}: see [every node](#every-node).")
    return "\n\n".join([*parts, *_engine_table(root, node)])


def _table(
    root: Schema, properties: Mapping[str, Schema], required: Sequence[str]
) -> Iterator[str]:
    yield "| key | value | meaning |"
    yield "|---|---|---|"
    first = (*required, "type")
    for name, key in sorted(properties.items(), key=lambda item: item[0] not in first):
        mark = " (needed)" if name in required else ""
        yield f"| `{name}`{mark} | {_cell(_value(root, key))} | {_cell(_about(key))} |"


def _about(key: Schema) -> str:
    """Gives a key's description, with its default and an example."""
    parts = [str(key.get("description", ""))]
    if "default" in key:
        parts.append(f"Default `{yaml_flow(cast(Data, key['default']))}`.")
    examples = cast(Sequence[Data], key.get("examples", ()))
    if examples:
        shown = ", ".join(f"`{yaml_flow(example)}`" for example in examples[:4])
        parts.append(f"Example: {shown}")
    return " ".join(parts)


def _engine_table(root: Schema, node: Schema) -> list[str]:
    """Gives the table of the keys that a node has for one engine alone; nothing without any."""
    found: dict[tuple[str, str], list[str]] = {}
    for engine, own in _engine_keys(root, node):
        for name, key in own.items():
            row = f"{_cell(_value(root, key))} | {_cell(_about(key))} |"
            found.setdefault((name, row), []).append(_LABELS[engine])
    if not found:
        return []
    lines = ["| under `engines:` | engine | value | meaning |", "|---|---|---|---|"]
    for (name, row), labels in found.items():
        engines = "every engine" if len(labels) == len(_LABELS) else ", ".join(labels)
        lines.append(f"| `{name}` | {engines} | {row}")
    return ["\n".join(lines)]


def _engine_keys(root: Schema, node: Schema) -> Iterator[tuple[str, Mapping[str, Schema]]]:
    engines = _properties(root, node).get("engines")
    if node is root or engines is None or "$ref" not in engines:
        return
    for engine, key in _properties(root, _target(root, engines)).items():
        own = cast(Mapping[str, Schema], _target(root, key)["properties"])
        yield engine, {name: item for name, item in own.items() if name != "needs"}


def _nodes(root: Schema) -> list[Schema]:
    """Gives the definitions with keys of their own, in the order a reader meets them."""
    found: dict[str, Schema] = {}
    queue: list[Schema] = [root]
    while queue:
        node = queue.pop(0)
        own = [item for _, keys in _engine_keys(root, node) for item in keys.values()]
        for name in (*_references(_own(root, node)), *_references(own)):
            if name not in found:
                found[name] = _definition(root, name)
                queue.append(found[name])
    return [node for node in found.values() if "properties" in _merged(root, node)]


def _own(root: Schema, node: Schema) -> Schema:
    """Gives a node without what it says per engine, which its own section tells."""
    properties = {
        k: v for k, v in _properties(root, node).items() if k != "engines" or node is root
    }
    return {**node, "properties": properties, "$ref": None, "$defs": None}


def _references(schema: object) -> Iterator[str]:
    if isinstance(schema, Mapping):
        reference = schema.get("$ref")
        if isinstance(reference, str):
            yield reference.rpartition("/")[2]
        for value in schema.values():
            yield from _references(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from _references(item)


def _values(root: Schema, heading: str) -> list[str]:
    """Gives the section of the definitions that have a form but no keys; none when there are none."""
    seen = set(_references({**root, "$defs": None}))
    for node in _nodes(root):
        seen |= set(_references(_own(root, node)))
    rows = [
        f"| {_cell(str(node['title']))} | {_cell(_form(root, node))} | {_cell(_about(node))} |"
        for name, node in cast(Mapping[str, Schema], root.get("$defs", {})).items()
        if name in seen and _is_form(root, node)
    ]
    table = ["| value | form | meaning |", "|---|---|---|", *rows]
    return [f"### {heading}", "\n".join(table)] if rows else []


def _is_form(root: Schema, node: Schema) -> bool:
    if "properties" in _merged(root, node) or "enum" in node:
        return False
    return "pattern" in node or len(_types(node)) > 1


def _form(root: Schema, node: Schema) -> str:
    return f"`{node['pattern']}`" if "pattern" in node else _value(root, {**node, "title": None})


def _value(root: Schema, key: Schema) -> str:
    """Gives what a key takes, in a few words, with links to what is told elsewhere."""
    if "$ref" in key:
        return _linked(root, _target(root, key))
    if "enum" in key:
        return _words(cast(Sequence[Data], key["enum"]))
    if "const" in key:
        return f"`{yaml_flow(cast(Data, key['const']))}`"
    names = _types(key)
    if isinstance(key.get("title"), str) and set(names) <= {"string", "integer"}:
        return str(key["title"])
    if set(names) == {"object", "array"} and key.get("items") == key.get("additionalProperties"):
        return f"map or list of {_value(root, cast(Schema, key['items']))}"
    return " or ".join(_kind(root, key, name) for name in names) or "any value"


def _linked(root: Schema, node: Schema) -> str:
    if "properties" in _merged(root, node):
        return (
            f"[{_heading(node)}](#{_heading(node).lower().replace(' ', '-').replace(chr(39), '')})"
        )
    return (
        f"[{_heading(node)}](#values)"
        if _is_form(root, node)
        else _value(root, {**node, "title": None})
    )


def _types(schema: Schema) -> Sequence[str]:
    kinds = schema.get("type", ())
    return (kinds,) if isinstance(kinds, str) else cast(Sequence[str], kinds)


_KINDS = {"string": "text", "integer": "whole number", "boolean": "`true`, `false`", "null": "null"}


def _kind(root: Schema, key: Schema, kind: str) -> str:
    if kind in _KINDS:
        return _KINDS[kind]
    inner = key.get("items" if kind == "array" else "additionalProperties")
    word = "list" if kind == "array" else "map"
    return f"{word} of {_value(root, inner)}" if isinstance(inner, Mapping) else word


def _short_form(root: Schema, node: Schema) -> str:
    """Gives what may be written instead of a map; empty when nothing may."""
    others = [kind for kind in _types(node) if kind != "object"]
    if "object" not in _types(node) or not others:
        return ""
    for definition in cast(Mapping[str, Schema], root["$defs"]).values():
        shared = "pattern" in node and definition.get("pattern") == node["pattern"]
        if shared and definition.get("type") == "string":
            return str(definition["title"])
    return " or ".join(_kind(root, node, kind) for kind in others)


def _words(words: Sequence[Data]) -> str:
    return ", ".join(f"`{yaml_flow(word)}`" for word in words)


def _heading(node: Schema) -> str:
    return re.sub(r"^(an?|the) ", "", str(node["title"])).replace("`", "")


def _anchor(heading: str) -> str:
    """Gives the anchor that forges make of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _properties(root: Schema, node: Schema) -> Mapping[str, Schema]:
    return cast(Mapping[str, Schema], _merged(root, node).get("properties", {}))


def _merged(root: Schema, node: Schema) -> Schema:
    """Gives a node with the keys of its `$ref` before its own."""
    if "$ref" not in node or node["$ref"] is None:
        return node
    base = _merged(root, _target(root, node))
    properties = {
        **cast(Mapping[str, object], base.get("properties", {})),
        **cast(Mapping[str, object], node.get("properties", {})),
    }
    return {**node, "properties": properties}


def _required(node: Schema) -> Sequence[str]:
    found = list(cast(Sequence[str], node.get("required", ())))
    then = node.get("then")
    return [*found, *(_required(then) if isinstance(then, Mapping) else ())]


def _target(root: Schema, node: Schema) -> Schema:
    return _definition(root, str(node["$ref"]).rpartition("/")[2])


def _definition(root: Schema, name: str) -> Schema:
    return cast(Mapping[str, Schema], root["$defs"])[name]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


_PLAIN = re.compile(r"[A-Za-z0-9_.<>=/%+\-][A-Za-z0-9_.<>=/%+ ()*'?:@-]*")


def yaml_flow(value: Data) -> str:
    """Gives data in YAML's flow form, quoted only where it must be.

    >>> yaml_flow({"type": "text?", "default": "a, b", "fields": ["id", 1]})
    '{type: text?, default: "a, b", fields: [id, 1]}'"""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{yaml_flow(k)}: {yaml_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(yaml_flow(item) for item in value) + "]"
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and scalar(value) == value
        safe = plain and ": " not in value and not re.match(r"[-?:]( |$)|[%'>]", value)
        return value if safe and value[-1] not in " :" else f'"{value}"'
    return "null" if value is None else str(value).lower()
