"""Where in a file a value stands, found by composing the file again when somebody asks.

Takes the text of a Document and the keys to a value, gives Spans."""

from __future__ import annotations

from typing import Any

from yaml import cyaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode
from yaml.resolver import BaseResolver

from generator.source.values import Document, Keys, Span

__all__ = ["Positions", "span"]

_START = Span(1, 1, 1, 1)
_ESCAPES = {"x": 4, "u": 6, "U": 10}  # length of an escape in a double-quoted text; others have 2


def span(document: Document, keys: Keys, on_key: bool = False) -> Span:
    """Gives the span of a value, or of its key. Composes the whole file: for many spans of one file
    use Positions."""
    return Positions(document.text).span(keys, on_key=on_key)


class Positions:
    """The places of all values of one file, which must be a text that `read` takes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Any = Composer(text).get_single_node()

    def span(self, keys: Keys, *, on_key: bool = False, offset: int = 0, length: int = 0) -> Span:
        """Gives the span of the value at `keys`, or of its key.

        A short form stands for the keys it leaves out: in `name: text`, `type` is at `text`. Other
        keys that are not there lead to the deepest that is, at its key. A value over several lines
        is shown by its key, an item of a list by its first key. offset and length: characters of a
        scalar's value; length 0 is the whole token from there."""
        key, node, found = self._find(keys)
        if node is None:
            return _START
        if on_key or not found:
            return _node_span(key if key is not None else _first(node))
        if isinstance(node, ScalarNode) and (offset or length):
            return self._inside(node, offset, length)
        if key is not None and _is_shown_by_key(node):
            return _node_span(key)
        return _node_span(_first(node))

    def _find(self, keys: Keys) -> tuple[Any, Any, bool]:
        """Gives the key's node (None for an item), the value's, and whether all keys were there."""
        key, node = None, self.root
        for wanted in keys:
            step = _child(node, wanted)
            if step is None and isinstance(wanted, str) and not isinstance(node, MappingNode):
                continue
            if step is None:
                return key, node, False
            key, node = step
        return key, node, True

    def _inside(self, node: Any, offset: int, length: int) -> Span:
        begin = self._index(node, offset)
        end = self._index(node, offset + length) if length else node.end_mark.index
        line = self.text.count("\n", 0, begin) + 1
        column = begin - (self.text.rfind("\n", 0, begin) + 1) + 1
        stop = self.text.find("\n", begin)
        stop = len(self.text) if stop < 0 else stop
        width = max(min(end, stop) - begin, 1)
        return Span(line, column, line, column + width)

    def _index(self, node: Any, offset: int) -> int:
        """Gives the index in the text of the scalar's character `offset`.

        Walks both along each other, for quoted texts have escapes and long ones are folded."""
        at, end = node.start_mark.index, node.end_mark.index
        if node.style == "|":
            return self._index_in_literal(node, offset)
        if node.style == ">":
            at = self._skip_blank(self.text.find("\n", at) + 1, end)
        elif node.style:
            at += 1
        for character in node.value[:offset]:
            at = self._step(at, end, character, node.style)
        if offset < len(node.value) and node.value[offset] not in "\n ":
            at = self._skip_blank(at, end) if self.text[at : at + 1] == "\n" else at
        return int(min(at, end))

    def _index_in_literal(self, node: Any, offset: int) -> int:
        """The lines of a `|` text are those of the file, without their common indentation."""
        before, rows = node.value[:offset], self.text[node.start_mark.index :].split("\n")
        full = next(row for row in rows[1:] if row.strip())
        written = next(row for row in node.value.split("\n") if row.strip())
        indent = len(full) - len(full.lstrip(" ")) - (len(written) - len(written.lstrip(" ")))
        line = before.count("\n") + 1
        start = node.start_mark.index + sum(len(row) + 1 for row in rows[:line])
        return int(start + indent + offset - (before.rfind("\n") + 1))

    def _step(self, at: int, end: int, character: str, style: str | None) -> int:
        """Gives the index after the one that stands for `character`."""
        if style == '"' and self.text[at] == "\\":
            return int(at + _ESCAPES.get(self.text[at + 1], 2))
        if style == "'" and character == "'":
            return at + 2
        if character in "\n " and self.text[at : at + 1] in ("\n", "\r"):
            return self._skip_blank(at, end)
        return at + 1

    def _skip_blank(self, at: int, end: int) -> int:
        while at < end and self.text[at] in " \r\n":
            at += 1
        return at


class Composer(cyaml.CParser, BaseResolver):  # type: ignore[name-defined,misc]
    """Nodes with marks, without any resolution of tags."""

    def __init__(self, text: str) -> None:
        cyaml.CParser.__init__(self, text)  # type: ignore[attr-defined]
        BaseResolver.__init__(self)


def _child(node: Any, wanted: str | int) -> tuple[Any, Any] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == wanted:
                return key, value
    elif isinstance(node, SequenceNode) and isinstance(wanted, int) and wanted < len(node.value):
        return None, node.value[wanted]
    return None


def _is_shown_by_key(node: Any) -> bool:
    if isinstance(node, ScalarNode):
        return node.style in ("|", ">") or bool(node.start_mark.index == node.end_mark.index)
    return not node.flow_style


def _first(node: Any) -> Any:
    """Gives the node itself, or, for a block collection, the first scalar or flow form in it."""
    while isinstance(node, (MappingNode, SequenceNode)) and not node.flow_style and node.value:
        node = node.value[0][0] if isinstance(node, MappingNode) else node.value[0]
    return node


def _node_span(node: Any) -> Span:
    start, end = node.start_mark, node.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
