"""Changes a file where it must change, and nowhere else.

Takes the text of a file and the data that it should mean, gives the new text: comments, quotes, the
order of keys and the layout of all that stays are byte for byte what they were. A comment right above
an entry, or behind it, goes with the entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from yaml.nodes import MappingNode

from generator.source.layout import Layout
from generator.source.patches import Editor, same
from generator.source.positions import Composer
from generator.source.values import Data, Keys
from generator.source.writing import written

__all__ = ["Comments", "Editable", "edited", "lost", "resaid", "same"]

WIDTH = 100
"""Characters of a line with a comment behind what it is about."""


def edited(text: str, data: Mapping[str, Data]) -> str:
    """Gives the text that means `data`, as close to the one that is there as can be (see Editable)."""
    return Editable(text).to(data)


class Editable:
    """A text that may be brought to several meanings; composing it costs more than all the rest.

    text: what `read` takes, a map or nothing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.body = text.removeprefix("\ufeff")
        self.root: Any = Composer(self.body).get_single_node()
        self.editor = Editor(self.body)

    def to(self, data: Mapping[str, Data]) -> str:
        """Gives the text that means `data`. New keys come behind the key that is before them there.

        data: without empty maps and lists that are new."""
        if not isinstance(self.root, MappingNode):
            return self.text + _ended(self.text) + written(data)
        if not any(key.value in data for key, _ in self.root.value):
            return written(data)
        self.editor.patches.clear()
        self.editor.mapping(self.root, data)
        return self.text[: len(self.text) - len(self.body)] + self.editor.patched()


class Comments:
    """The comments of a file, by the entries that they belong to."""

    def __init__(self, text: str) -> None:
        self.layout = Layout(text)
        self.root: Any = Composer(text).get_single_node()

    def at(self, keys: Keys) -> bool:
        """Tells whether the entry at `keys` has a comment above it, behind it or in it."""
        node: Any = self.root
        for step, wanted in enumerate(keys):
            pairs = node.value if isinstance(node, MappingNode) else ()
            found = next((pair for pair in pairs if pair[0].value == wanted), None)
            if found is None:
                return False
            if step == len(keys) - 1:
                return self.layout.has_comment(*found)
            node = found[1]
        return False

    def all(self) -> tuple[tuple[int, str], ...]:
        """Gives every comment with its line, from 1, in the order of the file."""
        return tuple(self.layout.comments(self.root))


def resaid(text: str, said: Mapping[Keys, tuple[str, str]]) -> str:
    """Gives a text in which comments say something else. said: by the keys of the entry that a comment
    is above or behind, the old one and the new one; one that is not there is passed over."""
    editor = Editor(text)
    root: Any = Composer(text).get_single_node()
    for keys, (old, new) in said.items():
        place = editor.layout.found(root, keys)
        if place is None:
            continue
        at = text.find(old, place.start, place.end)
        if at < 0 or text[at + len(old) : editor.layout.line_end(at)].strip():
            continue
        line = editor.layout.line_start(at)
        code = text[line:at].rstrip()
        if code and len(code) + len(new) + 2 > WIDTH:
            indent = " " * (len(code) - len(code.lstrip()))
            editor.patch(line, line, f"{indent}{new}{editor.newline}")
            editor.patch(line + len(code), at + len(old), "")
        else:
            editor.patch(at, at + len(old), new)
    return editor.patched()


def lost(before: str, after: str) -> tuple[tuple[int, str], ...]:
    """Gives the comments of a text that another one does not have, with their lines in the first."""
    left = Counter(words for _, words in Comments(after).all())
    found: list[tuple[int, str]] = []
    for line, words in Comments(before).all():
        if left[words]:
            left[words] -= 1
        else:
            found.append((line, words))
    return tuple(found)


def _ended(text: str) -> str:
    return "\n" if text and not text.endswith("\n") else ""
