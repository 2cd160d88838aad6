"""Runs all migrations of a Django project: `path/to/manage.py`, or its settings module."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

BACKENDS = {"postgresql": "postgresql", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite3"}


def main(name: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_of(name)
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    if os.environ["GEN_SCRATCH_ENGINE"] in ("mysql", "mariadb"):
        use_pymysql()
    given = settings.DATABASES
    database = scratch(given.get("default", {}).get("ENGINE", ""))
    # nothing has asked for a connection yet
    settings.DATABASES = {name: dict(database) for name in {"default", *given}}
    settings.DATABASE_ROUTERS = []
    django.setup()
    for name in connections:  # one connection by all names: each sees what the others are doing
        connections[name] = connections["default"]
    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0, skip_checks=True)


def settings_of(name: str) -> str:
    """Gives the settings module; that of a manage.py stands in it."""
    path = Path(name)
    if not path.name.endswith(".py"):
        sys.path.insert(0, os.getcwd())
        return name
    if not path.is_file():
        raise SystemExit(f"there is no file `{name}`")
    found = re.search(r"DJANGO_SETTINGS_MODULE[\"'],\s*[\"']([\w.]+)", path.read_text("utf-8"))
    if found is None:
        raise SystemExit(f"`{name}` names no settings: write `django:` and the settings module")
    sys.path.insert(0, str(path.resolve().parent))
    os.chdir(path.resolve().parent)
    return os.environ.get("DJANGO_SETTINGS_MODULE") or found[1]


def scratch(own: str) -> dict[str, object]:
    """Gives the scratch database in Django's words. own: the backend of the project, which is kept where
    it is one of the same engine, such as that of GeoDjango."""
    url = os.environ["GEN_SCRATCH_URL"]
    plain = BACKENDS[os.environ["GEN_SCRATCH_ENGINE"]]
    engine = own if vendor(own) == plain.rstrip("3") else f"django.db.backends.{plain}"
    if plain == "sqlite3":
        return {"ENGINE": engine, "NAME": url.partition(":///")[2]}
    parts = urlsplit(url)
    is_mysql = plain == "mysql"
    return {
        "ENGINE": engine,
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # MariaDB compares what has no collation of its own by that of the connection
        "OPTIONS": {"init_command": "SET collation_connection = @@collation_database"}
        if is_mysql
        else {},
    }


def vendor(engine: str) -> str:
    """Gives whose databases a backend of Django speaks to, "" for one that cannot be loaded."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import load_backend

    try:
        return str(load_backend(engine).DatabaseWrapper.vendor) if engine else ""
    except (ImportError, ImproperlyConfigured):
        return ""


def use_pymysql() -> None:
    """Lets PyMySQL stand in for mysqlclient, where that is not installed."""
    try:
        import MySQLdb  # noqa: F401
    except ImportError:
        import pymysql

        pymysql.version_info = (2, 2, 7, "final", 0)
        pymysql.install_as_MySQLdb()


if __name__ == "__main__":
    main(sys.argv[1])
