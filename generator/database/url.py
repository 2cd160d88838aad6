"""Addresses of databases, with the password kept out of everything that is shown.

Takes a person's text, gives a Url that sessions, SQLAlchemy and command-line clients understand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

__all__ = ["DatabaseError", "Url", "parse"]

_ENGINES = MappingProxyType(
    {
        "postgresql": "postgresql",
        "postgres": "postgresql",
        "mysql": "mysql",
        "mariadb": "mariadb",
        "sqlite": "sqlite",
    }
)
_PORTS = MappingProxyType({"postgresql": 5432, "mysql": 3306, "mariadb": 3306, "sqlite": 0})
_USERS = MappingProxyType(
    {"postgresql": "postgres", "mysql": "root", "mariadb": "root", "sqlite": ""}
)


class DatabaseError(Exception):
    """A database that cannot be reached, refuses, or breaks off; the message is one sentence for
    people and holds no password. statement: what it refused, "" where that is not known."""

    def __init__(self, message: str = "", statement: str = "") -> None:
        super().__init__(message)
        self.statement = statement


@dataclass(frozen=True, slots=True)
class Url:
    """Where a database is. engine: the folder name; database: "" is the server's own default, for
    SQLite the file's path ("" is memory); options: what follows `?`."""

    engine: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: int = 0
    database: str = ""
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        hidden = {key: "***" if "pass" in key else text for key, text in self.options.items()}
        return self._text(self.engine, "***" if self.password else "", hidden)

    def text(self, driver: str = "") -> str:
        """Gives the whole address, password included: `postgresql+psycopg://…` for driver psycopg."""
        return self._text(
            f"{self.engine}+{driver}" if driver else self.engine,
            quote(self.password, safe=""),
            self.options,
        )

    def at(self, database: str) -> Url:
        """Gives the address of another database of the same server."""
        return replace(self, database=database)

    def _text(self, scheme: str, password: str, options: Mapping[str, str]) -> str:
        is_socket = self.host.startswith("/")
        given = {"host": self.host, **options} if is_socket else options
        query = f"?{urlencode(given, safe='/*')}" if given else ""
        if self.engine == "sqlite":
            return f"{scheme}:///{self.database}{query}"
        secret = f":{password}" if password else ""
        host = "" if is_socket else f"[{self.host}]" if ":" in self.host else self.host
        server = f"{quote(self.user, safe='')}{secret}@{host}:{self.port}"
        return f"{scheme}://{server}/{quote(self.database)}{query}"


def parse(text: str) -> Url:
    """Reads `engine[+driver]://user:password@host:port/database?options` or `sqlite:///path`.

    Host, port, user, password and dbname may stand among the options, as libpq takes them; a host that
    is a folder is that of a socket.

    Three slashes before a relative path, four before an absolute one, as SQLAlchemy has it; for
    SQLite `sqlite:path` is read too. Errors: DatabaseError, without the text, which may hold a password."""
    scheme, colon, rest = text.partition(":")
    engine = _ENGINES.get(scheme.partition("+")[0].lower())
    if not colon or engine is None:
        raise DatabaseError(
            "a database's address starts with `postgresql://`, `mysql://`, `mariadb://` or `sqlite:///`"
        )
    return _file(rest) if engine == "sqlite" else _server(engine, rest)


def _file(rest: str) -> Url:
    path, _, query = rest.partition("?")
    path = path.removeprefix("//").removeprefix("/") if path.startswith("//") else path
    return Url(
        "sqlite", database=unquote(path).replace(":memory:", ""), options=dict(parse_qsl(query))
    )


def _server(engine: str, rest: str) -> Url:
    try:
        parts = urlsplit("server:" + rest)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        port = int(options.pop("port", "0")) or parts.port
    except ValueError as error:
        raise DatabaseError("the address of the database has no readable host and port") from error
    return Url(
        engine,
        user=options.pop("user", "") or unquote(parts.username or _USERS[engine]),
        password=options.pop("password", "") or unquote(parts.password or ""),
        host=options.pop("host", "") or parts.hostname or "127.0.0.1",
        port=port or _PORTS[engine],
        database=options.pop("dbname", "") or unquote(parts.path.removeprefix("/")),
        options=options,
    )
