"""What templates may do to a value on its way out: spelling, wrapping, escaping.

Takes values, gives text; each filter is pure and listed in FILTERS, which is all that templates get
beside Jinja's own."""

from __future__ import annotations

import json as _json
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import cast

from generator.render.conditions import clause

__all__ = [
    "FILTERS",
    "camel",
    "cell",
    "code",
    "comment",
    "json",
    "kebab",
    "markdown",
    "notice",
    "pascal",
    "python",
    "quote",
    "sentence",
    "snake",
    "wrap",
]

PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z0-9]+")
BAR = re.compile(r"(\\*)\|")
SPECIAL_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~])")


def snake(name: str) -> str:
    """Gives snake_case.

    >>> snake("orderLine"), snake("HTTPRequest2"), snake("order-line")
    ('order_line', 'http_request2', 'order_line')"""
    return "_".join(part.lower() for part in PARTS.findall(name))


def kebab(name: str) -> str:
    """Gives kebab-case: `order_line` is `order-line`."""
    return snake(name).replace("_", "-")


def pascal(name: str) -> str:
    """Gives PascalCase: `order_line` is `OrderLine`; digits stay where they are."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[_\W]+", name))


def camel(name: str) -> str:
    """Gives camelCase: `order_line` is `orderLine`."""
    word = pascal(name)
    return word[:1].lower() + word[1:]


def python(value: object) -> str:
    """Gives a Python literal as black writes it: double quotes unless that takes more escapes.

    >>> print(python('it'), python('say "hi"'), python((1, None)), python({"a": True}))
    "it" 'say "hi"' (1, None) {"a": True}"""
    match value:
        case str():
            return _python_text(value)
        case Mapping():
            items = cast(Mapping[object, object], value).items()
            return "{" + ", ".join(f"{python(k)}: {python(v)}" for k, v in items) + "}"
        case list():
            return "[" + ", ".join(python(item) for item in cast(list[object], value)) + "]"
        case tuple():
            parts = [python(item) for item in cast(tuple[object, ...], value)]
            return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"
        case _:
            return repr(value)


@lru_cache(maxsize=4096)  # most texts are names, and come again and again
def _python_text(text: str) -> str:
    """Quotes with whichever mark takes fewer backslashes, `"` in a draw, as black does."""
    if text.count('"') > text.count("'"):
        return repr(text)
    return '"' + '\\"'.join(repr(part)[1:-1] for part in text.split('"')) + '"'


def quote(text: str) -> str:
    """Gives a standard SQL string literal: `it's` is `'it''s'`."""
    return "'" + text.replace("'", "''") + "'"


def json(value: object, indent: int | None = None) -> str:
    """Gives JSON with keys as they come and letters beyond ASCII as they are."""
    return _json.dumps(_plain(value), ensure_ascii=False, indent=indent)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in cast(Mapping[object, object], value).items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in cast(Iterable[object], value)]
    return value


def sentence(text: str) -> str:
    """Gives `text` on one line with a full stop, if it has any words: `A user` is `A user.`."""
    line = " ".join(text.split())
    return line if not line or line[-1] in ".!?:…" else line + "."


def wrap(text: str, width: int = 88, prefix: str = "", first: str | None = None) -> str:
    """Breaks `text` into lines of at most `width` characters, paragraphs kept apart.

    prefix: before each line; first: before the first one instead. Long words are not cut."""
    start = prefix if first is None else first
    lines: list[str] = []
    for paragraph in text.strip().split("\n\n"):
        if lines:
            lines.append(prefix.rstrip())
        words, indent = " ".join(paragraph.split()), prefix if lines else start
        lines += (
            [indent + words]
            if 0 < len(words) <= width - len(indent)
            else _broken(words, width, indent, prefix)
        )
    return "\n".join(lines)


def _broken(words: str, width: int, first: str, prefix: str) -> list[str]:
    return textwrap.wrap(
        words,
        width,
        initial_indent=first,
        subsequent_indent=prefix,
        break_long_words=False,
        break_on_hyphens=False,
    )


def comment(text: str, mark: str = "--", width: int = 88) -> str:
    """Gives `text` as comment lines: `mark` before each, wrapped at `width` characters."""
    return wrap(text, width, mark + " ") if text.strip() else mark


def markdown(text: str) -> str:
    """Escapes what Markdown would read as markup, line breaks included."""
    return SPECIAL_MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def cell(text: str) -> str:
    r"""Gives Markdown text as it may stand in a table's cell: one line, bars escaped.

    A backslash before a bar is doubled, or it would free the bar: forges split rows before they read
    what is in the cells, code spans included.

    >>> print(cell("a | b"), cell("`a\\|b`"))
    a \| b `a\\\|b`"""
    return BAR.sub(_bar, " ".join(text.split()))


def _bar(match: re.Match[str]) -> str:
    before = match[1]
    return before + "\\" * (len(before) % 2) + "\\|"


def code(text: str) -> str:
    """Gives an inline code span of Markdown, fenced by more backticks than it holds.

    >>> code("a"), code("a`b")
    ('`a`', '`` a`b ``')"""
    if text and "`" not in text:
        return f"`{' '.join(text.split())}`"
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest or not text else ""
    return f"{fence}{pad}{' '.join(text.split())}{pad}{fence}"


def notice(item: object) -> str:
    """Gives the words that every generated file starts with, naming the spec an item is from."""
    at = getattr(item, "at", None)
    source = getattr(at, "file", "") or "openspec/specs/database"
    return f"generated by gen from {source}; do not edit"


FILTERS: tuple[tuple[str, Callable[..., str]], ...] = (
    ("camel", camel),
    ("cell", cell),
    ("clause", clause),
    ("code", code),
    ("comment", comment),
    ("json", json),
    ("kebab", kebab),
    ("markdown", markdown),
    ("notice", notice),
    ("pascal", pascal),
    ("python", python),
    ("quote", quote),
    ("sentence", sentence),
    ("snake", snake),
    ("wrap", wrap),
)
