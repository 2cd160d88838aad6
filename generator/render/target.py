"""A target: what a folder with a manifest can generate.

Takes the data of manifests, gives Targets, overlays applied; reading folders is the disk's part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Literal, Protocol, cast

from generator.diagnostics import Diagnostic
from generator.model import Value
from generator.source import NOWHERE, Place

__all__ = ["API", "Folder", "Output", "Target", "defaults", "targets"]

API = 1
"""The version of the context that templates are written for."""

Options = Mapping[str, Value]


class Folder(Protocol):
    """A folder with a manifest, as the disk gives it.

    origin: "workspace", "built in" or the distribution it came from. path: for people, and for
    reading its templates and hook. data: the manifest, valid by its schema."""

    @property
    def origin(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def data(self) -> Mapping[str, object]: ...
    @property
    def at(self) -> Place: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One row of a manifest's `files`.

    each: a selector's word, "" for once. path and when: templates, "" for always. context: a
    function of the hook, or "". root: whether the path starts at the workspace, not at the output
    folder. keep: made once, then the user's. at: the row in the manifest."""

    template: str
    path: str
    each: str = ""
    when: str = ""
    context: str = ""
    format: Literal["", "black"] = ""
    root: bool = False
    keep: bool = False
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What can be generated, from where.

    engine: the engine that it is the DDL of, or "". engines: those it serves, () is all. default: on
    when gen.yaml names no targets; always: on whatever it names. options: a JSON Schema's
    properties. folders: where its files are looked for, an overlay before what it covers; origins:
    whose each folder is, in the same order."""

    name: str
    summary: str
    files: tuple[Output, ...]
    engine: str = ""
    engines: tuple[str, ...] = ()
    default: bool = True
    always: bool = False
    options: Mapping[str, Mapping[str, object]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    folders: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False)

    @property
    def is_installed(self) -> bool:
        """Whether all of it came with an installed program, none of it with the workspace."""
        return "workspace" not in self.origins

    @property
    def is_ours(self) -> bool:
        """Whether all of it is built in, so that what goes wrong in it is a bug of ours."""
        return set(self.origins) == {"built in"}


def targets(folders: Iterable[Folder]) -> tuple[tuple[Target, ...], tuple[Diagnostic, ...]]:
    """Makes Targets of folders, nearest first; one that `extends` its own name overlays the next.

    Gives them sorted by name. Errors: G503 (a name twice), G504 (nothing there to extend)."""
    by_name: dict[str, list[Folder]] = {}
    for folder in folders:
        by_name.setdefault(str(folder.data["name"]), []).append(folder)
    found: list[Target] = []
    problems: list[Diagnostic] = []
    for _, layers in sorted(by_name.items()):
        wrong = tuple(_stacking(layers))
        problems.extend(wrong)
        if not wrong:
            found.append(_stack([_target(folder) for folder in layers]))
    return tuple(found), tuple(problems)


def defaults(target: Target) -> Options:
    """Gives the options of a target that have a default."""
    return {
        name: cast(Value, schema["default"])
        for name, schema in target.options.items()
        if "default" in schema
    }


def _stacking(layers: Sequence[Folder]) -> Iterable[Diagnostic]:
    for nearer, further in pairwise(layers):
        if "extends" not in nearer.data:
            name, origin = nearer.data["name"], further.origin
            there = "built in" if origin == "built in" else f"part of `{origin}`"
            yield Diagnostic(
                "G503",
                f"target `{name}` is {there} already",
                nearer.at.child("name"),
                hint=f"write `extends: {name}` to overlay it, or choose another name",
            )
    last = layers[-1]
    if "extends" in last.data:
        yield Diagnostic(
            "G504",
            f"target `{last.data['name']}` extends nothing, there is no other of that name",
            last.at.child("extends"),
        )


def _stack(layers: Sequence[Target]) -> Target:
    """Puts layers into one target, the nearest on top: a row replaces the row of its template."""
    merged = layers[-1]
    for layer in reversed(layers[:-1]):
        rows = {row.template: row for row in merged.files} | {
            row.template: row for row in layer.files
        }
        merged = replace(
            layer,
            summary=layer.summary or merged.summary,
            files=tuple(rows.values()),
            engine=merged.engine,
            engines=merged.engines,
            always=merged.always,
            options={**merged.options, **layer.options},
            folders=layer.folders + merged.folders,
            origins=layer.origins + merged.origins,
        )
    return merged


def _target(folder: Folder) -> Target:
    data = folder.data
    rows = cast(Sequence[Mapping[str, object]], data.get("files", ()))
    return Target(
        name=str(data["name"]),
        summary=str(data.get("summary", "")),
        files=tuple(_output(row, folder.at.child("files", n)) for n, row in enumerate(rows)),
        engine=str(data.get("engine", "")),
        engines=tuple(cast(Sequence[str], data.get("engines", ()))),
        default=data.get("default") is not False,
        always=data.get("always") is True,
        options=cast(Mapping[str, Mapping[str, object]], data.get("options", {})),
        folders=(folder.path,),
        origins=(folder.origin,),
        at=folder.at,
    )


def _output(row: Mapping[str, object], at: Place) -> Output:
    return Output(
        template=str(row["template"]),
        path=str(row["path"]),
        each=str(row.get("each", "")),
        when=str(row.get("when", "")),
        context=str(row.get("context", "")),
        format=cast(Literal["", "black"], row.get("format", "")),
        root=row.get("root") is True,
        keep=row.get("keep") is True,
        at=at,
    )
