"""The patches that bring a text to another meaning, each where a value, a key or an item changes.

Takes the nodes of a composed file and plain data, gives the text with its patches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from yaml.nodes import MappingNode, ScalarNode

from generator.source.layout import Extent, Layout, begin, behind
from generator.source.reading import scalar
from generator.source.values import Data
from generator.source.writing import entry, flow, item

__all__ = ["Editor", "same"]


def same(one: Data, other: Data) -> bool:
    """Whether two values are the same, and of the same types: `true` is not 1.

    >>> same({"a": 1, "b": [True]}, {"b": [True], "a": 1}), same([True], [1])
    (True, False)"""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


class Editor:
    """A text and the patches it will get, each (start, end, new text), in the order of the file."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.layout = Layout(text)
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.patches: list[tuple[int, int, str]] = []
        self.known: dict[int, Data] = {}

    def patched(self) -> str:
        """Gives the text with all patches; of two at one place the earlier one comes first."""
        parts, at = [], 0
        for start, end, new in sorted(self.patches, key=lambda patch: patch[:2]):
            parts += [self.text[at:start], new]
            at = max(end, at)
        return "".join((*parts, self.text[at:]))

    def patch(self, start: int, end: int, new: str) -> None:
        """Notes what will stand in the place of a stretch."""
        self.patches.append((start, end, new))

    def mapping(self, node: Any, new: Mapping[str, Data]) -> None:
        """Brings a map to `new`, which has at least one of its keys."""
        names = [key.value for key, _ in node.value]
        for key, value in node.value:
            if key.value in new:
                self.value(key, value, new[key.value], in_flow=bool(node.flow_style))
        entries = [self.layout.entry(key, value, node) for key, value in node.value]
        kept = [index for index, name in enumerate(names) if name in new]
        added: dict[int, list[tuple[str, Data]]] = {}
        last = -1
        for name, value in new.items():
            if name in names:
                last = names.index(name)
            else:
                added.setdefault(last, []).append((name, value))
        if node.flow_style:
            texts = {
                at: [f"{flow(name)}: {flow(value)}" for name, value in pairs]
                for at, pairs in added.items()
            }
            self.flow_entries(entries, kept, texts)
            return
        column = self.layout.column(entries[0].head)
        self.block_entries(
            entries,
            kept,
            {
                at: [list(entry(name, value, column)) for name, value in pairs]
                for at, pairs in added.items()
            },
        )

    def value(self, key: Any, node: Any, new: Data, *, in_flow: bool) -> None:
        """Brings the value of a key to `new`."""
        if same(self.data(node), new):
            return
        if self.inside(node, new):
            return
        if in_flow:
            self.in_flow(key, node, new)
            return
        column, colon = self.layout.column(begin(key)), self.text.index(":", behind(key)) + 1
        lines = list(entry(key.value, new, column))
        tail = lines[0][column + len(flow(key.value)) + 1 :]
        first, *rest = [tail, *lines[1:]]
        below = "".join(f"{self.newline}{line}" for line in rest)
        start, end, line = begin(node), self.layout.end(node), self.layout.line_end(colon)
        if start == end:
            self.patch(colon, colon, first + below if not rest else first)
            if rest:
                self.patch(line, line, below)
        elif not _is_block(node) and end <= line and not rest:
            self.patch(start, end, self.styled(node, new) or first[1:])
        elif not _is_block(node) and end <= line:
            self.patch(colon, end, first)
            self.patch(line, line, below)
        elif start > line:
            self.patch(colon, colon, first)
            self.patch(line, end, below)
        else:
            self.patch(colon, end, first + below)

    def in_flow(self, key: Any, node: Any, new: Data) -> None:
        """Replaces a value between braces; there, a key may stand without a value, or a colon."""
        start, end = begin(node), self.layout.end(node)
        made = self.styled(node, new) or flow(new)
        if start < end:
            self.patch(start, end, made)
        elif ":" in self.text[behind(key) : start]:
            self.patch(start, end, f" {made}")
        else:
            self.patch(behind(key), behind(key), f": {made}")

    def inside(self, node: Any, new: Data) -> bool:
        """Changes a map or a list inside, where something of it stays."""
        if isinstance(node, ScalarNode):
            return False
        if isinstance(node, MappingNode):
            if not isinstance(new, dict) or not any(key.value in new for key, _ in node.value):
                return False
            if not node.flow_style and self.is_dashed(node) and not self.keeps_first(node, new):
                return False
            self.mapping(node, new)
            return True
        if not isinstance(new, list) or not new or not node.value:
            return False
        return self.sequence(node, new)

    def keeps_first(self, node: Any, new: Mapping[str, Data]) -> bool:
        """Whether the first key stays the first: in `- a: 1` it shares its line with the dash."""
        return bool(node.value[0][0].value == next(iter(new)))

    def is_dashed(self, node: Any) -> bool:
        first = begin(node.value[0][0])
        return bool(self.text[self.layout.line_start(first) : first].strip())

    def sequence(self, node: Any, new: Sequence[Data]) -> bool:
        """Brings a list to `new`; False when its layout is too unusual to be changed in place."""
        entries: list[Extent] = []
        for value in node.value:
            found = self.layout.item_entry(value, bool(node.flow_style))
            if found is None:
                return False
            entries.append(found)
        kept: list[int] = []
        added: dict[int, list[Data]] = {}
        pairs: list[tuple[int, Data]] = []
        last = -1
        for at, value in _matched([self.data(value) for value in node.value], new):
            if at is None:
                added.setdefault(last, []).append(value)
            else:
                last = at
                kept.append(at)
                pairs.append((at, value))
        for at, value in pairs:
            self.item(node.value[at], value, entries[at], in_flow=bool(node.flow_style))
        if node.flow_style:
            texts = {at: [flow(value) for value in values] for at, values in added.items()}
            self.flow_entries(entries, kept, texts)
        else:
            column = self.layout.column(entries[0].head)
            lines = {at: [list(item(one, column)) for one in many] for at, many in added.items()}
            self.block_entries(entries, kept, lines)
        return True

    def item(self, node: Any, new: Data, place: Extent, *, in_flow: bool) -> None:
        """Brings an item of a list to `new`."""
        if same(self.data(node), new) or self.inside(node, new):
            return
        if in_flow:
            self.patch(begin(node), self.layout.end(node), self.styled(node, new) or flow(new))
            return
        lines = list(item(new, self.layout.column(place.head)))
        made = self.newline.join((lines[0].lstrip(), *lines[1:]))
        styled = self.styled(node, new)
        self.patch(place.head, self.layout.end(node), f"- {styled}" if styled else made)

    def flow_entries(
        self, entries: Sequence[Extent], kept: Sequence[int], added: Mapping[int, Sequence[str]]
    ) -> None:
        """Takes entries out of a flow form, and puts new ones behind their neighbours."""
        first = kept[0]
        if first:
            self.patch(entries[0].start, entries[first].start, "")
        for index in range(first + 1, len(entries)):
            if index not in kept:
                self.patch(entries[index - 1].end, entries[index].end, "")
        for at, texts in added.items():
            if at < 0:
                start = entries[0].start
                self.patch(start, start, "".join(f"{text}, " for text in texts))
                continue
            parting = self.parting(entries[at])
            self.patch(
                entries[at].end, entries[at].end, "".join(f",{parting}{text}" for text in texts)
            )

    def parting(self, place: Extent) -> str:
        """Gives what is between two entries of a flow form: where each has a line, a new line."""
        line = self.layout.line_start(place.head)
        before = self.text[line : place.head]
        return f"{self.newline}{before}" if line and not before.strip() else " "

    def block_entries(
        self,
        entries: Sequence[Extent],
        kept: Sequence[int],
        added: Mapping[int, Sequence[Sequence[str]]],
    ) -> None:
        """Takes the lines of entries out, and puts those of new ones behind their neighbours."""
        for index, place in enumerate(entries):
            if index not in kept:
                self.patch(self.layout.with_blanks(place), place.end, "")
        for at, many in added.items():
            parts = []
            for lines in many:
                text = "".join(f"{line}{self.newline}" for line in lines)
                blank = self.newline if self.is_parted(entries, lines) else ""
                parts.append(blank + text if at >= 0 else text + blank)
            start = entries[at].end if at >= 0 else entries[0].start
            missing = self.newline if start and self.text[start - 1] != "\n" else ""
            made = missing + "".join(parts)
            self.patch(start, start, made.removesuffix(self.newline) if missing else made)

    def is_parted(self, entries: Sequence[Extent], lines: Sequence[str]) -> bool:
        """Whether a new entry gets an empty line: as its neighbours have, all or, for a long one, some."""
        blank = [self.layout.is_blank_before(place.start) for place in entries[1:]]
        return any(blank) if len(lines) > 1 else bool(blank) and all(blank)

    def data(self, node: Any) -> Data:
        """Gives what a value means; every value is read once."""
        found = self.known.get(id(node))
        if found is None:
            if isinstance(node, ScalarNode):
                found = str(node.value) if node.style else scalar(node.value)
            elif isinstance(node, MappingNode):
                found = {key.value: self.data(value) for key, value in node.value}
            else:
                found = [self.data(value) for value in node.value]
            self.known[id(node)] = found
        return found

    def styled(self, node: Any, new: Data) -> str:
        """Writes a text in the quotes that the old one has; "" where that is not to be."""
        if not isinstance(node, ScalarNode) or not isinstance(new, str):
            return ""
        if node.style == "'" and new.isprintable():
            doubled = new.replace("'", "''")
            return f"'{doubled}'"
        return (
            json.dumps(new, ensure_ascii=False) if node.style == '"' and new.isprintable() else ""
        )


def _is_block(node: Any) -> bool:
    return node.style in ("|", ">") if isinstance(node, ScalarNode) else not node.flow_style


def _matched(old: Sequence[Data], new: Sequence[Data]) -> Iterator[tuple[int | None, Data]]:
    """Gives each new item with the old one it comes from, None for one that is new."""
    text: Callable[[Data], str] = lambda value: json.dumps(value, sort_keys=True)  # noqa: E731
    matcher = SequenceMatcher(None, list(map(text, old)), list(map(text, new)), autojunk=False)
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        for offset, value in enumerate(new[j1:j2]):
            yield (i1 + offset if i1 + offset < i2 else None), value
