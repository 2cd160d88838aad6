"""Sessions with live databases: one door to the drivers, one shape of answer, one kind of error.

Takes a Url, gives a Session that runs scripts and reads typed rows."""

from __future__ import annotations

import re
import socket
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Protocol, TypeVar, cast

from generator.database.hanging import hanging_up, watching
from generator.database.url import DatabaseError, Url

__all__ = ["Session", "connect", "driver_errors", "session"]

Row = TypeVar("Row")
PATIENCE, MOST = 60.0, 3600.0
"""Seconds that a statement of a reader, and any statement of MySQL, may take."""
Cells = tuple[object, ...]


class _Cursor(Protocol):
    description: object

    def nextset(self) -> object: ...

    def execute(self, sql: str, args: Sequence[object] = ..., /) -> object: ...
    def fetchall(self) -> Sequence[Cells]: ...
    def close(self) -> None: ...


class _Connection(Protocol):
    def cursor(self) -> _Cursor: ...
    def close(self) -> None: ...


class _Decoding(Protocol):
    """A connection of PyMySQL. use_unicode: whether it decodes texts."""

    use_unicode: bool


class Session:
    """An open connection in autocommit mode. Every method raises DatabaseError when the engine
    refuses: its own words after the address, never the password."""

    __slots__ = ("_connection", "_patience", "_tell", "engine", "url", "version")

    def __init__(
        self,
        url: Url,
        connection: _Connection,
        patience: float | None = None,
        tell: Callable[[], None] | None = None,
    ) -> None:
        self.url = url
        self._connection = connection
        self._patience = patience
        self._tell = tell
        self.engine, self.version = _identify(self)

    def rows(self, shape: Callable[..., Row], sql: str, *args: object) -> list[Row]:
        """Gives the rows of a query, each as `shape(*cells)`.

        args: values for the driver's placeholders (`%s`; `?` for SQLite)."""
        return [shape(*cells) for cells in self.fetch(sql, *args)]

    def fetch(self, sql: str, *args: object) -> list[Cells]:
        """Runs one statement; gives its rows as tuples, none when it has no result."""
        with self._asking(sql):
            cursor = self._connection.cursor()
            try:
                cursor.execute(sql, args) if args else cursor.execute(sql)
                return list(cursor.fetchall()) if cursor.description else []
            finally:
                cursor.close()

    def batch(self, statements: Sequence[str]) -> list[list[Cells]]:
        """Runs statements in one round trip (MySQL and MariaDB); gives the rows of each, in order.

        Bytes that are no text, which MariaDB shows of a default, are surrogates in the answers."""
        if not statements:
            return []
        with self._asking(), _in_bytes(self._connection):
            cursor = self._connection.cursor()
            cursor.execute(";\n".join(statements))
            found = [_decoded(cursor.fetchall())]
            while cursor.nextset():
                found.append(_decoded(cursor.fetchall()))
            cursor.close()
            return found

    @contextmanager
    def _asking(self, sql: str = "") -> Iterator[None]:
        """Waits for the answer to a statement no longer than the session's patience."""
        if self._tell:
            self._tell()
        url, errors = self.url, driver_errors(self.url.engine)
        with (
            _one_kind_of_error(url, sql),
            hanging_up(url, self._connection, self._patience, errors),
        ):
            yield

    @contextmanager
    def snapshot(self, begin: str) -> Iterator[None]:
        """Opens a transaction for a block and gives it up afterwards, whatever happened."""
        self.fetch(begin)
        try:
            yield
        except BaseException:
            with suppress(
                DatabaseError
            ):  # the connection may be gone: the first error is the one to tell
                self.fetch("ROLLBACK")
            raise
        self.fetch("ROLLBACK")

    def run(self, script: str) -> None:
        """Runs a script of any number of statements; stops at the first that is refused.

        A MySQL script may say DELIMITER, as for the command-line client."""
        with _one_kind_of_error(self.url):
            match self.url.engine:
                case "postgresql":
                    self._connection.cursor().execute(script)
                case "sqlite":
                    cast(sqlite3.Connection, self._connection).executescript(script)
                case _:
                    for batch in _batches(script):
                        _run_batch(self._connection.cursor(), batch)

    def load(self, statement: str, lines: Sequence[str]) -> None:
        """Runs a COPY … FROM stdin (PostgreSQL) with its lines, each with its end."""
        import psycopg

        with _one_kind_of_error(self.url):
            cursor = cast(psycopg.Cursor[Cells], self._connection.cursor())
            with cursor.copy(statement.encode()) as copy:
                for line in lines:
                    copy.write(line)

    def close(self) -> None:
        """Ends the session; closing twice is no error."""
        self._connection.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def connect(
    url: Url,
    *,
    seconds: float = 10,
    patience: float | None = None,
    tell: Callable[[], None] | None = None,
) -> Session:
    """Opens a session; the caller closes it. patience: seconds that a statement may take, None for
    any number; tell: called at each statement. Errors: DatabaseError when nobody answers in `seconds`."""
    driver_errors(url.engine)
    with _one_kind_of_error(url):
        connection = _CONNECT[url.engine](url, seconds, patience)
        return Session(url, connection, patience, tell)


@contextmanager
def session(url: Url, tell: Callable[[], None] | None = None) -> Iterator[Session]:
    """Opens a session for reading, for the length of a block: one that does not wait forever."""
    with connect(url, patience=PATIENCE, tell=tell) as opened:
        yield opened


def _postgresql(url: Url, seconds: float, patience: float | None) -> _Connection:
    import psycopg

    del patience  # the session hangs up

    wanted: dict[str, object] = {
        "host": url.host or None,
        "port": url.port or None,
        "user": url.user or None,
        "password": url.password or None,
        "dbname": url.database or (None if "service" in url.options else "postgres"),
        "connect_timeout": max(2, int(seconds)),
        "client_encoding": "utf8",
        "application_name": "gen",
        **url.options,
    }
    connection = psycopg.connect(autocommit=True, **wanted)  # type: ignore[arg-type]
    return cast(_Connection, connection)


def _mysql(url: Url, seconds: float, patience: float | None) -> _Connection:
    import pymysql
    from pymysql.constants import CLIENT

    connection = pymysql.connect(
        host=url.host,
        port=url.port,
        user=url.user,
        password=url.password,
        database=url.database or None,
        connect_timeout=max(1, int(seconds)),
        read_timeout=patience or MOST,  # for the greeting, too
        autocommit=True,
        charset="utf8mb4",
        client_flag=CLIENT.MULTI_STATEMENTS,
        unix_socket=url.options.get("unix_socket"),
        defer_connect=True,
    )
    # PyMySQL would wait for the other side of TLS for ever, and take the socket apart meanwhile
    opened = None if connection.unix_socket else _called(url, seconds)
    number = opened.fileno() if opened else -1
    with watching(url, number, max(seconds, patience or 0), driver_errors(url.engine)):
        connection.connect(opened)
    return cast(_Connection, connection)


def _called(url: Url, seconds: float) -> socket.socket:
    """Opens the way to a server of MySQL or MariaDB."""
    opened = socket.create_connection((url.host, url.port), max(1, int(seconds)))
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return opened


def _sqlite(url: Url, seconds: float, patience: float | None) -> _Connection:
    del patience  # there is no server to wait for
    path = url.database or ":memory:"
    connection = sqlite3.connect(
        path, timeout=seconds, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA foreign_keys = ON")
    return cast(_Connection, connection)


_CONNECT: dict[str, Callable[[Url, float, float | None], _Connection]] = {
    "postgresql": _postgresql,
    "mysql": _mysql,
    "mariadb": _mysql,
    "sqlite": _sqlite,
}


def _identify(opened: Session) -> tuple[str, str]:
    """Gives the engine that really answers and its version: a `mysql://` may be a MariaDB."""
    if opened.url.engine == "sqlite":
        return "sqlite", sqlite3.sqlite_version
    if opened.url.engine == "postgresql":
        return "postgresql", str(opened.fetch("SHOW server_version")[0][0]).split()[0]
    found = str(opened.fetch("SELECT version()")[0][0])
    numbers = re.match(r"[\d.]+\d", found)
    return "mariadb" if "mariadb" in found.lower() else "mysql", numbers[0] if numbers else found


def _batches(script: str) -> Iterator[str]:
    """Splits a MySQL script at its DELIMITER lines; what the client would send as one is one batch."""
    delimiter, lines = ";", list[str]()
    for line in script.splitlines():
        words = line.split()
        if len(words) == 2 and words[0].upper() == "DELIMITER":
            yield from _pieces("\n".join(lines), delimiter)
            delimiter, lines = words[1], []
        else:
            lines.append(line)
    yield from _pieces("\n".join(lines), delimiter)


def _pieces(text: str, delimiter: str) -> Iterator[str]:
    """The server itself splits at semicolons; any other delimiter ends a line, as people write it."""
    pieces = (
        [text] if delimiter == ";" else re.split(rf"{re.escape(delimiter)}[ \t]*(?:\n|$)", text)
    )
    yield from (piece for piece in pieces if piece.strip())


def _run_batch(cursor: _Cursor, batch: str) -> None:
    """Runs statements in one go and reads every answer, since errors of later ones come with them."""
    cursor.execute(batch)
    while cursor.nextset():
        pass
    cursor.close()


@contextmanager
def _in_bytes(connection: object) -> Iterator[None]:
    """Lets the driver of MySQL and MariaDB give texts as the server sends them."""
    driver = cast(_Decoding, connection)
    driver.use_unicode = False
    try:
        yield
    finally:
        driver.use_unicode = True


def _decoded(rows: Sequence[Cells]) -> list[Cells]:
    return [
        tuple(
            cell.decode("utf-8", "surrogateescape") if isinstance(cell, bytes) else cell
            for cell in row
        )
        for row in rows
    ]


@contextmanager
def _one_kind_of_error(url: Url, sql: str = "") -> Iterator[None]:
    try:
        yield
    except driver_errors(url.engine) as error:
        raise DatabaseError(_sentence(url, error), sql) from error
    except UnicodeDecodeError as error:  # MariaDB shows a default of bytes as it is
        found = error.object[max(0, error.start - 20) : error.start + 20]
        message = f"{url}: the server shows bytes that are no text, near {found!r}"
        raise DatabaseError(message) from error


def driver_errors(engine: str) -> tuple[type[Exception], ...]:
    """Gives what the engine's driver raises. Errors: DatabaseError when the driver is not installed."""
    try:
        if engine == "postgresql":
            import psycopg

            return (OSError, psycopg.Error)
        if engine in ("mysql", "mariadb"):
            import pymysql

            # RuntimeError: PyMySQL's way to say that `cryptography` is missing.
            return (OSError, pymysql.err.Error, RuntimeError)
    except ImportError as error:
        raise DatabaseError(f"{engine} needs the Python package `{error.name}`") from error
    return (OSError, sqlite3.Error)


def _sentence(url: Url, error: Exception) -> str:
    text = _told(error).strip() or type(error).__name__
    return f"{url}: {' '.join(url.hides(text).split())}"


def _told(error: Exception) -> str:
    """Gives the words of a server; of PostgreSQL's without the line of the statement and its caret."""
    said = getattr(error, "diag", None)
    if said is None or not said.message_primary:
        told = str(error.args[-1] if error.args else error)
        return told.partition("\n\tIs the server running")[0]  # a question of libpq's
    more = said.message_detail or said.message_hint
    return f"{said.message_primary} ({more.rstrip('.')})" if more else str(said.message_primary)
