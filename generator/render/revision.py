"""What an Alembic revision holds: who it is, whom it follows, and each engine's statements.

Takes a Scene whose version has a name, gives the contexts of the templates of `alembic`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from generator.render.jobs import Scene
from generator.render.migrations import EngineStep, plans
from generator.sql.script import words
from generator.sql.split import split

if TYPE_CHECKING:
    from generator.sql.profile import Profile

__all__ = ["environment", "literal", "revision"]

TIME = 14  # digits of a version's time, `20260115093000`


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine's part of a revision. words: what its templates write with."""

    name: str
    steps: Sequence[EngineStep]
    words: Mapping[str, object]
    statements: Callable[[str], tuple[str, ...]]


def revision(scene: Scene, item: object) -> Mapping[str, object]:
    """Gives revision.py its identity, its parents and its engines."""
    del item
    return {
        "revision": scene.version[:TIME],
        "parents": tuple(name[:TIME] for name in sorted(scene.parents)),
        "title": scene.version[TIME + 1 :].replace("_", " ").capitalize(),
        "engines": [_engine(scene, name) for name in plans(scene)],
        "literal": literal,
    }


def _engine(scene: Scene, name: str) -> Engine:
    profile = cast("Profile", scene.profiles[name])
    plan = plans(scene)[name]
    escapes = name in ("mysql", "mariadb")

    def statements(script: str) -> tuple[str, ...]:
        return split(script, escapes=escapes, batches=name == "mssql")

    steps = [EngineStep(name, step, plan) for step in plan.steps]
    said = words(profile, scene.memo, scene.catalogs[name])
    return Engine(name, steps, said, statements)


def literal(text: str) -> str:
    """Gives a Python literal that keeps the lines of a statement.

    >>> print(literal("SELECT 1"))
    \"\"\"SELECT 1\"\"\"
    >>> print(literal("it's a \\\\"))
    "it's a \\\\\\\\\""""
    if '"""' in text or "\\" in text or text.endswith('"'):
        return (
            repr(text) if "'" not in text or '"' in text else '"' + text.replace("\\", "\\\\") + '"'
        )
    return f'"""{text}"""'


def environment(scene: Scene, item: object) -> Mapping[str, object]:
    """Gives alembic.ini the way from its folder to the versions."""
    del item
    home = f"{scene.options.get('out') or scene.config.out}/alembic"
    return {"versions": os.path.relpath("migrations", home).replace(os.sep, "/")}
