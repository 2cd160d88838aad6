"""What the environment says about where the service runs.

Takes variables, gives Settings; what is missing stops the service before it starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["MissingSettingError", "Settings", "read_settings"]


class MissingSettingError(Exception):
    """A variable that the service cannot run without is not set."""

    def __init__(self, variable: str) -> None:
        super().__init__(f"{variable} is not set; README.md says what it holds")
        self.variable = variable


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the service runs. database_url: with its password, so it is never printed."""

    database_url: str = field(repr=False)


def read_settings(variables: Mapping[str, str] = os.environ) -> Settings:
    """Reads the settings; MissingSettingError names the variable that is not there."""
    return Settings(database_url=_required(variables, "DATABASE_URL"))


def _required(variables: Mapping[str, str], name: str) -> str:
    value = variables.get(name, "")
    if not value:
        raise MissingSettingError(name)
    return value
