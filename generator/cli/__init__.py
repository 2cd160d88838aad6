"""The command line: what a person types, and what they are told.

Takes arguments, ends the process. Exit codes: 0 fine, 1 findings or differences, 2 wrong usage,
3 a bug of ours."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main", "run"]


def main() -> None:
    """Runs the command of this process's arguments."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs one command and gives its exit code; what is for people goes to stderr."""
    from generator.cli.commands import invoke

    return invoke(arguments)
