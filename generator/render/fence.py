"""A fence around templates that nobody vouched for: a process of its own, short of time and memory.

Takes work to do, gives what it gave; Linux and macOS only, since it needs fork."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Callable
from pathlib import Path

__all__ = ["CPU_SECONDS", "IS_POSSIBLE", "MEMORY", "fenced"]

CPU_SECONDS = 10
WALL_SECONDS = 60
MEMORY = 512 * 1024 * 1024
"""Bytes of address space beyond what the program has when the fence goes up."""

IS_POSSIBLE = hasattr(os, "fork")


def fenced(work: Callable[[], bytes]) -> bytes | None:
    """Does the work in a child process. None when it passed a limit.

    What the work raises, other than for want of memory, ends the child and gives None too."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        _work(work, sending)
    os.close(sending)
    try:
        content = _received(receiving)
    finally:
        os.close(receiving)
        if _is_running(child):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return content or None


def _work(work: Callable[[], bytes], sending: int) -> None:
    """Is the child: limits itself, works, sends, and goes without the parent's clean-up."""
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_address_space() + MEMORY,) * 2)
        with os.fdopen(sending, "wb") as pipe:
            pipe.write(work())
    except (MemoryError, ValueError, OSError):
        os._exit(1)
    finally:
        os._exit(0)


def _address_space() -> int:
    """Gives the bytes of address space in use; systems that do not say are taken to use 4 GiB."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return 4 * 1024**3
    return pages * os.sysconf("SC_PAGE_SIZE")


def _received(receiving: int) -> bytes:
    """Reads until the child closes its end; "" when it is silent for too long."""
    parts: list[bytes] = []
    while select.select([receiving], [], [], WALL_SECONDS)[0]:
        part = os.read(receiving, 1 << 16)
        if not part:
            return b"".join(parts)
        parts.append(part)
    return b""


def _is_running(child: int) -> bool:
    """Whether a child has not ended a moment after its pipe was closed."""
    for _ in range(100):
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        select.select([], [], [], 0.01)
    return True
