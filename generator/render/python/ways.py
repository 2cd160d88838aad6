"""The two ways of waiting: what is written otherwise when a caller blocks and when it awaits."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["IOS", "Io"]


@dataclass(frozen=True, slots=True)
class Io:
    """How a package waits: `sync` blocks, `aio` awaits. Words end in a blank where one follows."""

    name: str
    title: str
    is_async: bool
    def_: str
    await_: str
    with_: str
    abc: str
    iterator: str
    contextmanager: str
    session: str
    maker: str
    enter: str
    exit: str


IOS = (
    Io(
        name="sync",
        title="Repositories that block until the database answers.",
        is_async=False,
        def_="def",
        await_="",
        with_="with",
        abc="Iterable, Iterator, Mapping, Sequence",
        iterator="Iterator",
        contextmanager="contextmanager",
        session="SyncSession",
        maker="sessionmaker[SyncSession]",
        enter="__enter__",
        exit="__exit__",
    ),
    Io(
        name="aio",
        title="Repositories that are awaited.",
        is_async=True,
        def_="async def",
        await_="await ",
        with_="async with",
        abc="AsyncIterator, Iterable, Mapping, Sequence",
        iterator="AsyncIterator",
        contextmanager="asynccontextmanager",
        session="AsyncSession",
        maker="async_sessionmaker[AsyncSession]",
        enter="__aenter__",
        exit="__aexit__",
    ),
)
