"""Statements, signatures and docstrings laid out: on one line where they fit, else as black opens them.

Takes code, gives lines; it needs no formatter, because what does not fit is exploded with the magic
trailing comma, which black keeps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from generator.render.filters import python, sentence, wrap
from generator.render.python.code import (
    WIDTH,
    Code,
    Equal,
    Group,
    Text,
    Verse,
    flat,
    short,
    subscript,
    wide,
)

__all__ = [
    "assignment",
    "declaration",
    "described",
    "docstring",
    "heading",
    "signature",
    "statement",
]


def statement(before: str, code: Code, after: str = "", indent: int = 0) -> str:
    """Lays out one statement: `before`, the code, `after`, at an indent in characters."""
    return "\n".join(_lines(before, code, after, indent))


def assignment(name: str, annotation: str, code: Code, indent: int = 4) -> str:
    """Lays out `name: annotation = code`. Where not even the first bracket of the code fits, the code
    is put in brackets; where those do not fit, the annotation's are opened.

    annotation: `Mapped[…]` or a name."""
    before = f"{name}: {annotation} = "
    opening = before + (code.open if isinstance(code, Group) else "")
    if _fits(opening, indent) or "[" not in annotation or _fits(before + flat(code), indent):
        return statement(before, code, indent=indent)
    if _fits(f"{before}(", indent):
        return statement(before, code, indent=indent)
    pad = " " * indent
    outer, inner = annotation.split("[", 1)
    head = f"{pad}{name}: {outer}[\n{pad}    {inner.removesuffix(']')}"
    return f"{head}\n{statement('] = ', code, indent=indent)}"


def declaration(name: str, annotation: str, indent: int = 4) -> str:
    """Lays out `name: annotation`."""
    if _fits(f"{name}: {annotation}", indent):
        return f"{' ' * indent}{name}: {annotation}"
    if annotation.endswith("]"):
        return statement("", _parameter(f"{name}: {annotation}"), indent=indent)
    return statement("", Group(f"{name}: (", (("", annotation),), ")", bare=True), indent=indent)


def _fits(line: str, indent: int) -> bool:
    return indent + wide(line.rstrip()) <= WIDTH


def heading(name: str, *bases: str) -> str:
    """Lays out the first line or lines of a class, colon included."""
    return statement("class ", Group(f"{name}(", tuple(("", base) for base in bases), ")"), ":")


def signature(
    name: str, parameters: Sequence[str], returns: str, *, asynchronous: bool, indent: int = 4
) -> str:
    """Lays out a function's first line or lines, colon included."""
    word = "async def" if asynchronous else "def"
    group = Group(f"{name}(", tuple(("", _parameter(one)) for one in parameters), ")")
    head = statement(f"{word} ", group, f" -> {returns}:", indent)
    last = head.rpartition("\n")[2]
    if wide(last) <= WIDTH or not returns.endswith("]"):
        return head
    pad, (before, inner) = " " * indent, last.split("[", 1)
    result = f"{before}[\n{pad}    {inner.removesuffix(']:')}\n{pad}]:"
    return head.removesuffix(last) + result


def _parameter(text: str) -> Code:
    """Gives a parameter whose annotation's brackets may be opened."""
    before, bracket, index = text.removesuffix("]").partition("[")
    return subscript(before, index) if bracket and text.endswith("]") else text


@lru_cache(maxsize=1024)  # what a method does is the same in most repositories
def docstring(words: str, indent: int = 4, *more: str) -> str:
    """Lays out a docstring, quotes included; more: paragraphs below the first sentence."""
    pad = " " * indent
    body = "\n\n".join([_safe(sentence(words)), *(_safe(part) for part in more if part)])
    lines = _wrapped(body, pad, WIDTH).split("\n")
    if len(lines) == 1 and len(lines[0]) + 3 > WIDTH:
        lines = _wrapped(body, pad, WIDTH - 3).split("\n")
    crowded = len(lines) > 1 and len(lines[-1]) + 3 > WIDTH
    return "\n".join([*lines, f'{pad}"""']) if crowded else "\n".join(lines) + '"""'


def described(description: str, otherwise: str) -> str:
    """Gives what a person wrote about a node, or other words where that is nothing or blank.

    >>> described("", "A row of `orders`"), described(" ", "A row of `orders`")
    ('A row of `orders`', 'A row of `orders`')"""
    return description if description.strip() else otherwise


def _wrapped(body: str, pad: str, width: int) -> str:
    return wrap(body, width, pad, f'{pad}"""')


def _safe(words: str) -> str:
    """Makes text fit for a docstring: no backslash reads as an escape, no quotes begin or end it."""
    plain = words.replace("\\", "\\\\").replace('"""', "'''")
    if plain.startswith('"'):
        plain = f"“{plain[1:]}"
    return f"{plain[:-1]}”" if plain.endswith('"') else plain


def _lines(before: str, code: Code, after: str, indent: int) -> list[str]:
    pad = " " * indent
    line = short(code, WIDTH - indent - wide(before) - wide(after))
    if line is not None:
        return [f"{pad}{before}{line}{after}"]
    if isinstance(code, Group) and not code.items:
        return [f"{pad}{before}{flat(code)}{after}"]
    if isinstance(code, str):
        assigned = before.endswith(" = ")
        whole = f"{pad}{before}{code}{after}"
        return _in_brackets(before, code, after, pad) if assigned else [whole]
    if isinstance(code, Equal):
        return [f"{pad}{before}{code.left}", *_lines("== ", code.right, after, indent)]
    if isinstance(code, Verse):
        return f"{pad}{before}{flat(code)}{after}".split("\n")
    if isinstance(code, Text):
        return _broken(before, code.value, after, indent)
    too_long = not _fits(before + code.open, indent)
    if too_long and before.endswith(" = ") and _fits(code.open, indent + 4):
        return [f"{pad}{before}(", *_lines("", code, "", indent + 4), f"{pad}){after}"]
    return [
        *(_chained(before + code.open, pad) if too_long else [f"{pad}{before}{code.open}"]),
        *_inside(code, indent + 4),
        f"{pad}{code.close}{after}",
    ]


def _chained(head: str, pad: str) -> list[str]:
    """Opens the first of the calls in `one(x).two(`."""
    first, bracket, rest = head.partition("(")
    inner, closing, last = rest.partition(").")
    if not (bracket and closing):
        return [pad + head]
    return [f"{pad}{first}(", f"{pad}    {inner}", f"{pad}).{last}"]


def _inside(group: Group, indent: int) -> list[str]:
    if len(group.items) == 1 and isinstance(group.items[0][1], Text) and not group.items[0][0]:
        value = group.items[0][1].value
        if indent + wide(python(value)) + 1 > WIDTH:
            return [" " * indent + part for part in _parts(value, WIDTH - indent)]
    after = "" if group.bare else ","
    return [line for before, item in group.items for line in _lines(before, item, after, indent)]


def _broken(before: str, value: str, after: str, indent: int) -> list[str]:
    parts = _parts(value, WIDTH - indent - 4)
    pad = " " * indent
    if len(parts) == 1:
        if before.endswith(" = "):
            return _in_brackets(before, parts[0], after, pad)
        return [f"{pad}{before}{parts[0]}{after}"]
    return [f"{pad}{before}(", *(f"{pad}    {part}" for part in parts), f"{pad}){after}"]


def _in_brackets(before: str, value: str, after: str, pad: str) -> list[str]:
    return [f"{pad}{before}(", f"{pad}    {value}", f"{pad}){after}"]


def _parts(value: str, width: int) -> list[str]:
    """Breaks a literal after spaces into literals of at most `width`, as far as its words allow."""
    parts: list[str] = []
    current = ""
    for word in value.replace("\n", "\n\0").replace(" ", " \0").split("\0"):
        if current and len(python(current + word)) > width:
            parts.append(python(current))
            current = ""
        current += word
    return [*parts, python(current)]
