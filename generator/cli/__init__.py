"""The command line: what a person types, and what they are told.

Takes arguments, ends the process. Exit codes: 0 fine, 1 findings or differences, 2 wrong usage,
3 a bug of ours, 130 stopped by the person."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from generator.disk.state import current, root_of

__all__ = ["main", "run"]

QUICK = ((), ("build",), ("check",))
"""Command lines that the state of the last run can answer."""
SELDOM = (20_000, 20, 20)
"""When garbage is looked for. What a run makes is needed until it ends, so looking often finds nothing,
and at a thousand entities took a tenth of the time."""


def main() -> None:
    """Runs the command of this process's arguments."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs one command and gives its exit code; what is for people goes to stderr."""
    gc.set_threshold(*SELDOM)
    try:
        if tuple(arguments) in QUICK and not _wants_more() and _is_current(arguments):
            return 0
        from generator.cli.commands import invoke

        return invoke(arguments)
    except KeyboardInterrupt:  # while modules were still being imported, too
        print("stopped; nothing was left half-way", file=sys.stderr)
        return 130


def _wants_more() -> bool:
    """Whether CI runs us, which trusts no cache, or a shell that asks for completions."""
    return bool(os.environ.get("CI") or os.environ.get("_GEN_COMPLETE"))


def _is_current(arguments: Sequence[str]) -> bool:
    """Whether nothing changed since the last clean run, said before anything heavy is imported."""
    started = time.perf_counter()
    files = current(root_of(Path.cwd()))
    if files is None:
        return False
    took = time.perf_counter() - started
    if tuple(arguments) == ("check",):
        print(f"all is well: {files} files up to date, in {took:.2f} s", file=sys.stderr)
    else:
        print(f"nothing changed: {files} files up to date, in {took:.2f} s", file=sys.stderr)
    return True
