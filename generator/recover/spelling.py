"""A spelling: what reading an engine's own texts back into specs needs to know of the engine.

Takes nothing; each module of `engines` gives one, and nothing else asks which engine it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from generator import catalog as cat
from generator.source import Data
from generator.sql.profile import Profile

__all__ = ["Fires", "Spelling"]

Map = dict[str, Data]


@dataclass(frozen=True, slots=True)
class Fires:
    """When a trigger runs, in the language's words. call: the function it names, "" when it has
    statements of its own."""

    when: str
    events: tuple[str, ...]
    each: str = "row"
    call: str = ""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One engine's functions.

    own_type: a type as `engines:` says it, so that it is not taken for a logical one.
    default: a column's default as a spec writes it, None where only the engine's SQL says it.
    bound: the bound of a partition as a spec writes it.
    fires: when a trigger runs; None for what is no plain trigger.
    statement: what makes an object word for word and may run again, "" where there is none.
    plain: the object in the one spelling that what is read and what is made are brought to."""

    own_type: Callable[[str], str]
    default: Callable[[str], Data | None]
    bound: Callable[[str], Map]
    fires: Callable[[str], Fires | None]
    statement: Callable[[cat.Object, Profile], str]
    plain: Callable[[cat.Object, Profile], cat.Object]
