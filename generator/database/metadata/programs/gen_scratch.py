"""The scratch database, as SQLAlchemy of the person's environment can reach it: any since 1.3.

Takes the environment, gives an engine; whatever else is connected to is led there, or refused."""

from __future__ import annotations

import importlib.util
import os

from sqlalchemy import create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.exc import NoSuchModuleError

DRIVERS = {
    "postgresql": {"psycopg": "psycopg", "psycopg2": "psycopg2", "pg8000": "pg8000"},
    "mysql": {"pymysql": "pymysql", "mysqldb": "MySQLdb", "mysqlconnector": "mysql.connector"},
}
DRIVERS["mariadb"] = DRIVERS["mysql"]
"""Of an engine: the drivers as SQLAlchemy calls them, and their modules."""


def text() -> str:
    """Gives the address of the scratch database, password and all, with a driver that is installed."""
    given = os.environ["GEN_SCRATCH_URL"]
    backend, _, rest = given.partition("://")
    for driver, module in DRIVERS.get(backend, {}).items():
        if importlib.util.find_spec(module.partition(".")[0]) and is_known(backend, driver):
            return f"{backend}+{driver}://{rest}"
    return given


def is_known(backend: str, driver: str) -> bool:
    """Whether this SQLAlchemy can use a driver."""
    try:
        registry.load(f"{backend}.{driver}")
    except NoSuchModuleError:
        return False
    return True


def engine() -> Engine:
    """Gives an engine for the scratch database."""
    return create_engine(text())


def lead() -> None:
    """Leads every connection that SQLAlchemy opens from now on to the scratch database."""

    @event.listens_for(Engine, "do_connect")
    def connects(dialect, record, arguments, keywords):  # type: ignore[no-untyped-def]
        del record
        wanted = os.environ["GEN_SCRATCH_ENGINE"]
        if dialect.name not in (wanted, "mysql" if wanted == "mariadb" else wanted):
            raise SystemExit(
                f"this code connects to {dialect.name}, and the scratch database is of {wanted}: "
                f"say --engine {dialect.name}, or set the code up for {wanted}"
            )
        arguments[:], options = dialect.create_connect_args(of(f"{dialect.name}+{dialect.driver}"))
        keywords.clear()
        keywords.update(options)


def of(driver: str) -> URL:
    """Gives the address with a driver of the code's own choice."""
    return make_url(f"{driver}://" + os.environ["GEN_SCRATCH_URL"].partition("://")[2])
