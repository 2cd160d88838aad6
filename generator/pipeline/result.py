"""What a run comes to know, stage by stage.

Takes nothing, gives the value that the stages pass on and the commands read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator.catalog import Catalog
from generator.config import Config
from generator.diagnostics import Diagnostic, has_errors
from generator.disk.history import NEXT, History
from generator.disk.intent import Intent
from generator.disk.specs import Workspace
from generator.model import Model

if TYPE_CHECKING:
    from generator.migrate.plan import Plan
    from generator.render.jobs import File
    from generator.render.target import Target
    from generator.sql.profile import Profile

__all__ = ["Result"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run knows; what a stage that did not run would have given is empty.

    model: the neutral one. models, catalogs, profiles and plans: by engine, the primary one first.
    history: the frozen versions; intent: what was decided about the pending one; version: the folder
    that it is rendered for. targets: those that are on, by name. files: sorted by path.
    partial: not all targets were asked for."""

    workspace: Workspace
    config: Config
    diagnostics: tuple[Diagnostic, ...] = ()
    model: Model | None = None
    models: Mapping[str, Model] = field(default_factory=lambda: MappingProxyType({}))
    profiles: Mapping[str, Profile] = field(default_factory=lambda: MappingProxyType({}))
    catalogs: Mapping[str, Catalog] = field(default_factory=lambda: MappingProxyType({}))
    plans: Mapping[str, Plan] = field(default_factory=lambda: MappingProxyType({}))
    history: History = field(default_factory=History)
    intent: Intent = field(default_factory=Intent)
    version: str = NEXT
    targets: tuple[Target, ...] = ()
    files: tuple[File, ...] = ()
    partial: bool = False

    @property
    def failed(self) -> bool:
        """Whether a stage found an error."""
        return has_errors(self.diagnostics)

    def found(self, problems: Sequence[Diagnostic]) -> Result:
        """Gives the result with more findings, each once."""
        return replace(self, diagnostics=tuple(dict.fromkeys((*self.diagnostics, *problems))))
