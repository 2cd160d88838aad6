"""The scratch database, as SQLAlchemy of the person's environment can reach it.

Takes the environment, gives an engine; whatever else is connected to is led there, or refused."""

from __future__ import annotations

import importlib.util
import os

from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy.engine import Engine

DRIVERS = {
    "postgresql": ("psycopg", "psycopg2", "pg8000"),
    "mysql": ("pymysql", "MySQLdb", "mysql.connector"),
    "mariadb": ("pymysql", "MySQLdb", "mysql.connector"),
}
NAMES = {"MySQLdb": "mysqldb", "mysql.connector": "mysqlconnector"}


def address() -> URL:
    """Gives the address of the scratch database, with a driver that is installed."""
    url = make_url(os.environ["GEN_SCRATCH_URL"])
    for module in DRIVERS.get(url.drivername, ()):
        if importlib.util.find_spec(module.partition(".")[0]):
            return url.set(drivername=f"{url.drivername}+{NAMES.get(module, module)}")
    return url


def engine() -> Engine:
    """Gives an engine for the scratch database."""
    return create_engine(address())


def lead() -> None:
    """Leads every connection that SQLAlchemy opens from now on to the scratch database."""

    @event.listens_for(Engine, "do_connect")
    def connects(dialect, record, arguments, keywords):  # type: ignore[no-untyped-def]
        del record
        wanted = address()
        if dialect.name != wanted.get_backend_name():
            raise SystemExit(
                f"this code connects to {dialect.name}, and the scratch database is of "
                f"{wanted.get_backend_name()}: say --engine {dialect.name}"
            )
        arguments[:], options = dialect.create_connect_args(
            wanted.set(drivername=f"{dialect.name}+{dialect.driver}")
        )
        keywords.clear()
        keywords.update(options)
