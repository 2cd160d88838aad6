"""Hanging up on a server that has stopped answering: no driver of PostgreSQL does it by itself.

Takes an open connection and a number of seconds, ends the connection when they are over."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from generator.database.url import DatabaseError, Url

__all__ = ["hanging_up", "watching"]


@contextmanager
def hanging_up(
    url: Url, connection: object, seconds: float | None, errors: tuple[type[Exception], ...]
) -> Iterator[None]:
    """Ends the connection when the block takes longer. errors: what its driver raises. Errors:
    DatabaseError then."""
    number = getattr(connection, "fileno", None)
    if seconds is None or number is None:  # SQLite; PyMySQL counts the seconds itself
        yield
        return
    with watching(url, number(), seconds, errors):
        yield


@contextmanager
def watching(
    url: Url, number: int, seconds: float, errors: tuple[type[Exception], ...]
) -> Iterator[None]:
    """Ends the socket of a descriptor when the block takes longer, as `hanging_up`."""
    over = threading.Event()
    timer = threading.Timer(seconds, _hang_up, (number, over))
    timer.daemon = True
    timer.start()
    try:
        yield
    except errors as error:
        if over.is_set():
            raise DatabaseError(f"{url}: no answer for {seconds:.0f} seconds") from error
        raise
    finally:
        timer.cancel()


def _hang_up(number: int, over: threading.Event) -> None:
    over.set()
    with suppress(OSError), socket.socket(fileno=os.dup(number)) as ours:
        ours.shutdown(socket.SHUT_RDWR)
