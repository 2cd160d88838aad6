"""Types, values and a person's prose as they stand in Markdown.

Takes values of the model, gives text; whatever a person wrote comes out as text, never as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from generator.model import Default, Expr, Field, Type, Value
from generator.render.filters import cell, code

__all__ = [
    "a",
    "all_of",
    "article",
    "cell",
    "code",
    "codes",
    "default_text",
    "expr_text",
    "link",
    "prose",
    "sentence",
    "slug",
    "type_text",
    "value_text",
]

_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
_ANYWHERE = re.compile(r"([\\`*\[\]<>~$])")
_AT_WORD_EDGE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_AT_START = re.compile(r"^(\d*)([#+=-]|(?<=\d)[.)])")


def prose(text: str) -> str:
    r"""Gives a person's sentence as one line of Markdown; `code` stays code, all else is escaped.

    Bars are left to the filter `cell`, since they mean something in tables only.

    >>> print(prose("# not a <b>title</b>, see `a|b` and user_id"))
    \# not a \<b\>title\</b\>, see `a|b` and user_id"""
    line = " ".join(text.split())
    out: list[str] = []
    at = 0
    for span in _SPAN.finditer(line):
        out += [_escaped(line[at : span.start()]), span[0]]
        at = span.end()
    out.append(_escaped(line[at:]))
    return _AT_START.sub(r"\1\\\2", "".join(out))


def _escaped(text: str) -> str:
    return _AT_WORD_EDGE.sub(r"\\_", _ANYWHERE.sub(r"\\\1", text))


def type_text(type_: Type, *, nullable: bool = False) -> str:
    """Spells a type as a spec does: `decimal(12,2)`, `array(text?)`, `user_status?`."""
    mark = "?" if nullable else ""
    if type_.of is not None:
        return f"{type_.name}({type_text(type_.of, nullable=type_.nullable_elements)}){mark}"
    if type_.ref:
        return type_.ref + mark
    args = f"({','.join(map(str, type_.args))})" if type_.args else ""
    return f"{type_.name}{args}{mark}"


def value_text(value: Value) -> str:
    """Spells a value as a spec does, on one line: `null`, `true`, `12`, `'text'`, `[1, 2]`."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return f"'{value}'"
        case Mapping():
            return "{" + ", ".join(f"{k}: {value_text(v)}" for k, v in value.items()) + "}"
        case _:
            return "[" + ", ".join(value_text(item) for item in value) + "]"


def expr_text(expr: Expr) -> str:
    """Gives an expression on one line."""
    return " ".join(expr.text.split())


def default_text(field: Field) -> str:
    """Gives what an omitted value becomes, as Markdown; empty when it must be given (or is NULL)."""
    if field.identity is not None:
        return "next number"
    if field.default is None:
        return ""
    return _default(field.default)


def _default(default: Default) -> str:
    match default.kind:
        case "literal":
            return code(value_text(default.value))
        case "function":
            return code(
                f"{default.value}()" if "(" not in str(default.value) else str(default.value)
            )
        case "sql":
            return code(expr_text(default.expr)) if default.expr else ""
        case "application":
            return "set by the application"


def codes(names: Iterable[str]) -> str:
    """Lists names as code, `a`, `b`."""
    return ", ".join(code(name) for name in names)


def a(name: str) -> str:
    """Gives the name as code behind its article: a `user`, an `org`."""
    return f"{article(name)} {code(name)}"


def article(name: str) -> str:
    """Gives `an` before what begins with a, e, i or o, else `a`."""
    return "an" if name[:1].lower() in ("a", "e", "i", "o") else "a"


def slug(name: str) -> str:
    """Gives the part of a file's or an anchor's name: `Order lines` is `order-lines`."""
    return re.sub(r"[^\w.-]+", "-", name.strip().lower()) or "none"


def link(name: str, folder: str = "") -> str:
    """Links to an entity's page; folder: where it lies, seen from the page that links."""
    return f"[{prose(name)}]({folder}{slug(name)}.md)"


def sentence(text: str) -> str:
    """Gives the text with a full stop, unless it ends already."""
    return text if text[-1:] in ".!?" else f"{text}."


def all_of(items: Iterable[str], word: str = "and") -> str:
    """Joins what is listed into words.

    >>> all_of(["a"]), all_of(["a", "b", "c"])
    ('a', 'a, b and c')"""
    *most, last = list(items) or [""]
    return f"{', '.join(most)} {word} {last}" if most else last
