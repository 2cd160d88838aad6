"""Where every value comes from: files, places in them, and the one door to YAML.

Takes the text of a file, gives a Document of plain data; positions are found only when asked for."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NOWHERE", "Data", "Place"]

type_keys = tuple[str | int, ...]

Data = "None | bool | int | str | list[Data] | dict[str, Data]"


@dataclass(frozen=True, slots=True)
class Place:
    """A value's address: the file (relative to the workspace, `/` as separator) and the keys to it.

    The empty tuple of keys is the whole document; list items are addressed by their index."""

    file: str
    keys: tuple[str | int, ...] = ()

    def child(self, *keys: str | int) -> Place:
        """Gives the place `keys` further down."""
        return Place(self.file, self.keys + keys)


NOWHERE = Place("")
