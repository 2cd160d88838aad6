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

    database = scratch()
    if database["ENGINE"].endswith("mysql"):
        use_pymysql()
    settings.DATABASES = {"default": database}  # nothing has asked for a connection yet
    settings.DATABASE_ROUTERS = []
    django.setup()
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


def scratch() -> dict[str, str]:
    """Gives the scratch database in Django's words."""
    url = os.environ["GEN_SCRATCH_URL"]
    engine = f"django.db.backends.{BACKENDS[os.environ['GEN_SCRATCH_ENGINE']]}"
    if engine.endswith("sqlite3"):
        return {"ENGINE": engine, "NAME": url.partition(":///")[2]}
    parts = urlsplit(url)
    return {
        "ENGINE": engine,
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


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
