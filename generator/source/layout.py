"""Where the entries of a file stand: what goes when one goes, with the comments that belong to it.

Takes a text and the nodes that it was composed to, gives indices into it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from yaml.nodes import MappingNode, ScalarNode

__all__ = ["Extent", "Layout", "begin", "behind"]

COMMENT = re.compile(r"#.*")


@dataclass(frozen=True, slots=True)
class Extent:
    """Where an entry of a map or list is. start and end: what goes when it goes; of a block its whole
    lines, in a flow form from its first to its last character. head: where its key or dash is."""

    start: int
    end: int
    head: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A text as its lines and entries lie in it."""

    text: str

    def entry(self, key: Any, value: Any, node: Any) -> Extent:
        """Gives the extent of an entry of a map."""
        start, end = begin(key), max(self.end(value), behind(key))
        if node.flow_style:
            return Extent(start, end, start)
        return Extent(self.above(start), self.after(end), start)

    def item_entry(self, node: Any, in_flow: bool) -> Extent | None:
        start = begin(node)
        if in_flow:
            return Extent(start, self.end(node), start)
        line = self.line_start(start)
        if not self.text[line:start].lstrip().startswith("-"):
            return None
        head = line + len(self.text[line:start]) - len(self.text[line:start].lstrip())
        if self.text[head:start].count("-") != 1:
            return None
        return Extent(self.above(head), self.after(self.end(node)), head)

    def found(self, root: Any, keys: Sequence[str | int]) -> Extent | None:
        """Gives the extent of the entry at some keys: its comment above, and of one that has entries of
        its own in lines below its first line alone."""
        node, place = root, None
        for wanted in keys:
            pairs = node.value if isinstance(node, MappingNode) else ()
            pair = next((pair for pair in pairs if pair[0].value == wanted), None)
            if pair is None:
                return None
            place, node = self.entry(pair[0], pair[1], node), pair[1]
        if place is not None and isinstance(node, MappingNode) and not node.flow_style:
            return Extent(place.start, self.line_end(place.head), place.head)
        return place

    def above(self, start: int) -> int:
        """Gives where the comment right above an entry begins, else the start of its line."""
        line, column = self.line_start(start), self.column(start)
        while line:
            upper = self.line_start(line - 1)
            text = self.text[upper:line]
            if not text.lstrip().startswith("#") or len(text) - len(text.lstrip()) != column:
                break
            line = upper
        return line

    def with_blanks(self, place: Extent) -> int:
        """Gives where to begin so that two empty lines do not become one gap."""
        after = self.text[place.end : self.line_end(place.end)]
        if after.strip() and place.end < len(self.text):
            return place.start
        start = place.start
        while self.is_blank_before(start):
            start = self.line_start(start - 1)
        return start

    def is_blank_before(self, start: int) -> bool:
        line = self.line_start(start - 1) if start else 0
        return bool(start) and not self.text[line:start].strip()

    def has_comment(self, key: Any, value: Any) -> bool:
        """Whether an entry has a comment above, behind or in it."""
        start = self.line_start(begin(key))
        end = self.after(self.end(value))
        if self.above(begin(key)) != start:
            return True
        rest, at = [], start
        for node in _scalars(key, value):
            rest.append(self.text[at : begin(node)])
            at = max(at, self.end(node))
        return "#" in "".join((*rest, self.text[at:end]))

    def comments(self, root: Any) -> Iterator[tuple[int, str]]:
        """Gives the comments of a file with their lines, from 1: what is behind a `#` and in no value."""
        stops = [(begin(node), self.end(node)) for node in _scalars(root)] if root else []
        at = 0
        for start, end in (*stops, (len(self.text), len(self.text))):
            for found in COMMENT.finditer(self.text, at, max(start, at)):
                yield self.text.count("\n", 0, found.start()) + 1, found[0].rstrip()
            at = max(at, end)

    def end(self, node: Any) -> int:
        """Gives the index after the last character of a value, without what follows a block."""
        if isinstance(node, ScalarNode):
            if node.style not in ("|", ">"):
                return behind(node)
            text = self.text[begin(node) : behind(node)]
            header = text.partition("\n")[0].partition("#")[0]
            kept = text.removesuffix("\n") if "+" in header else text.rstrip(" \r\n")
            return begin(node) + len(kept)
        if node.flow_style or not node.value:
            return behind(node)
        last = node.value[-1]
        return (
            max(self.end(last[1]), behind(last[0])) if isinstance(last, tuple) else self.end(last)
        )

    def column(self, index: int) -> int:
        return index - self.line_start(index)

    def line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, max(index, 0)) + 1

    def line_end(self, index: int) -> int:
        """Gives where the line's end begins."""
        found = self.text.find("\n", index)
        if found < 0:
            return len(self.text)
        return found - 1 if self.text[found - 1] == "\r" and found > index else found

    def after(self, index: int) -> int:
        """Gives where the next line begins."""
        found = self.text.find("\n", index)
        return found + 1 if found >= 0 else len(self.text)


def begin(node: Any) -> int:
    """Gives the index of the first character of a node."""
    return int(node.start_mark.index)


def behind(node: Any) -> int:
    """Gives the index after a node, as its parser has it: behind the lines that follow a block."""
    return int(node.end_mark.index)


def _scalars(*nodes: Any) -> Iterator[Any]:
    """Gives the scalars of nodes in the order of the file."""
    for node in nodes:
        if isinstance(node, ScalarNode):
            yield node
        else:
            for value in node.value:
                yield from _scalars(*(value if isinstance(value, tuple) else (value,)))
