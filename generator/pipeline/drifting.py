"""What the specs expect of a database, in the spelling of its engine.

Takes a Result and an engine, gives a Normal that a live catalog can be compared with."""

from __future__ import annotations

from generator.database.extensions import named
from generator.database.facts import kept
from generator.database.normalise import Normal, normalise
from generator.database.servers import MissingServerError, serve
from generator.pipeline import Result, build

__all__ = ["spelled"]


def spelled(result: Result, engine: str, version: str) -> Normal:
    """Spells what is expected on a scratch server of the version, or of any; without one, nothing that
    is spelled differently can be told from what is different."""
    expected = result.catalogs[engine]
    script = next(
        file.text
        for file in build(result.workspace.root, (engine,)).files
        if file.path.endswith(f"/{engine}/schema.sql")
    )
    for wanted in (version.partition(".")[0], ""):
        try:
            with serve(engine, wanted, extensions=named(expected)) as server:
                return normalise(expected, script, server)
        except MissingServerError:
            continue
    plain = kept(expected)
    texts = ("default", "definition", "expression", "generated", "sql", "type", "using", "where")
    return Normal(plain, frozenset((key, text) for key in plain.objects for text in texts))
