"""A target's hook: Python beside its templates that computes what they may not.

Takes the path of a hook.py, gives a Hook; whether one may run at all is decided by who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from inspect import getmembers, isfunction
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from generator.diagnostics import Diagnostic
    from generator.render.jobs import Scene

__all__ = ["NO_HOOK", "Hook", "load", "stacked"]

T = TypeVar("T")
RESERVED = ("check", "shared")


def _finds_nothing(_: Scene) -> Sequence[Diagnostic]:
    return ()


def _shares_nothing(_: Scene) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Hook:
    """The functions of a hook, all pure. selectors: word to the items it stands for; contexts: name
    to a function of the scene and an item that adds to a template's context."""

    check: Callable[[Scene], Sequence[Diagnostic]] = _finds_nothing
    shared: Callable[[Scene], Mapping[str, object]] = _shares_nothing
    selectors: Mapping[str, Callable[[Scene], Sequence[object]]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    contexts: Mapping[str, Callable[[Scene, object], Mapping[str, object]]] = field(
        default_factory=lambda: MappingProxyType({})
    )


NO_HOOK = Hook()


def load(path: str, name: str) -> Hook:
    """Runs the file at `path` as the hook of target `name`. What the file raises is let through."""
    module = _module(path, name)
    functions = {word: item for word, item in getmembers(module, isfunction) if word[0] != "_"}
    return Hook(
        check=getattr(module, "check", _finds_nothing),
        shared=getattr(module, "shared", _shares_nothing),
        selectors=cast(
            "Mapping[str, Callable[[Scene], Sequence[object]]]", getattr(module, "SELECTORS", {})
        ),
        contexts={word: item for word, item in functions.items() if word not in RESERVED},
    )


def stacked(hooks: Sequence[Hook]) -> Hook:
    """Puts the hooks of an overlaid target together: all checks, and of equal words the nearest."""
    if len(hooks) < 2:
        return hooks[0] if hooks else NO_HOOK
    return Hook(
        check=lambda scene: [found for hook in hooks for found in hook.check(scene)],
        shared=lambda scene: _nearest([hook.shared(scene) for hook in hooks]),
        selectors=_nearest([hook.selectors for hook in hooks]),
        contexts=_nearest([hook.contexts for hook in hooks]),
    )


def _nearest(layers: Sequence[Mapping[str, T]]) -> Mapping[str, T]:
    return {word: item for layer in reversed(layers) for word, item in layer.items()}


def _module(path: str, name: str) -> ModuleType:
    spec = spec_from_file_location(f"generator_hook_{name.replace('-', '_')}", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
