"""The files of specs: nodes put into the specs that are their homes, each section in its place.

Takes nodes, gives paths and texts: a `schema.yaml` for each home, and the SQL beside it."""

from __future__ import annotations

from collections.abc import Sequence

from generator.recover.shape.said import Map, Said
from generator.source import Data
from generator.source.writing import written

__all__ = ["files", "folder"]

FOLDER = "openspec/specs/database"
ORDER = (
    "title", "schema", "extensions", "schemas", "roles", "types", "enums", "composites", "mixins",
    "sequences", "entities", "links", "views", "functions", "triggers", "verbatim",
)  # fmt: skip
BY_ENGINE = ("extensions", "verbatim")


def folder(home: str) -> str:
    """Gives the folder of a spec."""
    return f"{FOLDER}/{home}"


def files(said: Sequence[Said], engine: str) -> dict[str, str]:
    """Writes the specs of nodes that all have a home."""
    homes: dict[str, list[Said]] = {}
    made: dict[str, str] = {}
    for item in said:
        homes.setdefault(item.home, []).append(item)
        made |= {f"{folder(item.home)}/{path}": text for path, text in item.beside.items()}
    for home, nodes in homes.items():
        made[f"{folder(home)}/schema.yaml"] = written(_spec(home, nodes, engine))
    return made


def _spec(home: str, nodes: Sequence[Said], engine: str) -> Map:
    """Puts one spec together."""
    schema = next((item.schema for item in nodes if item.schema), "")
    spec: Map = {"title": home.replace("_", " ").capitalize()}
    if schema:
        spec["schema"] = schema
    sections: dict[str, dict[str, Data]] = {}
    for item in nodes:
        sections.setdefault(item.section, {})[item.name] = item.data
    for section, found in sections.items():
        listed = section in BY_ENGINE
        spec[section] = {engine: list(found.values())} if listed else dict(found)
    return {key: spec[key] for key in ORDER if key in spec}
