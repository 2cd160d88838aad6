"""What is worked out once a run, however many files are made of it.

Takes pure functions and what they are given, gives what they gave the first time. A run has one Memo,
which is gone when the run is; nothing of it is written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

__all__ = ["Memo"]

P = ParamSpec("P")
T = TypeVar("T")


class Memo:
    """Results by what they were made of: texts by value, all else by identity, since the values of a
    run do not change and comparing them would cost more than it saves."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[tuple[object, ...], tuple[tuple[object, ...], object]] = {}

    def once(self, function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """Gives what a pure function gives for these very values. It takes none by name."""
        assert not named
        return self.of(function, given, lambda: function(*given, **named))

    def of(self, what: object, parts: tuple[object, ...], make: Callable[[], T]) -> T:
        """Gives what `make` gave the first time. what: a name or a function, hashable; parts: all else
        that decides it. They are held, so that an identity stays theirs."""
        key = (what, *[part if isinstance(part, str) else id(part) for part in parts])
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = (parts, make())
        return cast(T, found[1])
