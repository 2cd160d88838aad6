"""Addresses of databases, with the password kept out of everything that is shown.

Takes a person's text, gives a Url that sessions, SQLAlchemy and command-line clients understand."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlencode, urlsplit

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

    def hides(self, text: str) -> str:
        """Gives a text without the password, plain or as an address spells it."""
        spelled = (quote(self.password, safe=""), quote(self.password), quote_plus(self.password))
        for secret in (self.password, *spelled) if self.password else ():
            text = text.replace(secret, "***")
        return text

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
        account = f"{quote(self.user, safe='')}{secret}@" if self.user or secret else ""
        server = account + (f"{host}:{self.port}" if self.port else host)
        return f"{scheme}://{server}/{quote(self.database)}{query}"


def parse(text: str, environ: Mapping[str, str] = os.environ) -> Url:
    """Reads `engine[+driver]://user:password@host:port/database?options` or `sqlite:///path`.

    Host, port, user, password and dbname may stand among the options, as libpq takes them; a host that
    is a folder is that of a socket. What the address of a PostgreSQL database leaves out is that of
    PGHOST, PGPORT and PGUSER, or of its `service=`.

    Three slashes before a relative path, four before an absolute one, as SQLAlchemy has it; for
    SQLite `sqlite:path` is read too. Errors: DatabaseError, without the text, which may hold a password."""
    scheme, colon, rest = text.partition(":")
    engine = _ENGINES.get(scheme.partition("+")[0].lower())
    if not colon or engine is None:
        raise DatabaseError(
            "a database's address starts with `postgresql://`, `mysql://`, `mariadb://` or `sqlite:///`"
        )
    given = {**environ} if engine == "postgresql" else {}
    return _file(rest) if engine == "sqlite" else _server(engine, rest, given)


def _file(rest: str) -> Url:
    path, _, query = rest.partition("?")
    path = path.removeprefix("//").removeprefix("/") if path.startswith("//") else path
    return Url(
        "sqlite", database=unquote(path).replace(":memory:", ""), options=dict(parse_qsl(query))
    )


def _server(engine: str, rest: str, environ: Mapping[str, str]) -> Url:
    try:
        parts = urlsplit("server:" + rest)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        port = int(options.pop("port", "0")) or parts.port
        usual = _usual(engine, environ, is_service="service" in options)
    except ValueError as error:
        raise DatabaseError(
            "the address of the database has no readable host and port; in a password, `/` is %2F, "
            "`@` is %40 and `:` is %3A"
        ) from error
    return Url(
        engine,
        user=options.pop("user", "") or unquote(parts.username or "") or usual[0],
        password=options.pop("password", "") or unquote(parts.password or ""),
        host=options.pop("host", "") or parts.hostname or usual[1],
        port=port or usual[2],
        database=options.pop("dbname", "") or unquote(parts.path.removeprefix("/")),
        options=options,
    )


def _usual(engine: str, environ: Mapping[str, str], *, is_service: bool) -> tuple[str, str, int]:
    """Gives the user, host and port that an address leaves out; a service of libpq's knows them."""
    if engine == "postgresql" and is_service:
        return "", "", 0
    user, host = environ.get("PGUSER", ""), environ.get("PGHOST", "")
    port = int(environ.get("PGPORT", "0"))
    return user or _USERS[engine], host or "127.0.0.1", port or _PORTS[engine]
