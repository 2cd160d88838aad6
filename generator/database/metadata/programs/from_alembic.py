"""Runs all revisions of an Alembic environment: `path/to/alembic.ini`, a pyproject.toml that has its
settings, or the folder of an `env.py`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from gen_scratch import engine, lead, text  # type: ignore[import-not-found]
from sqlalchemy import inspect

HERE = Path.cwd()


def main(name: str) -> None:
    config = settings(Path(name).resolve(), name)
    lead()
    os.environ["DATABASE_URL"] = text()  # where many an env.py looks
    config.set_main_option("sqlalchemy.url", text().replace("%", "%%"))
    upgrade(config)


class Attributes(dict):  # type: ignore[type-arg]
    """What a program hands to `env.py`, and whether that asked for a connection."""

    wants_connection = False

    def get(self, name, default=None):  # type: ignore[no-untyped-def]
        self.wants_connection |= name == "connection"
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self.wants_connection |= name == "connection"
        return super().__contains__(name)

    def __missing__(self, name: str) -> object:
        self.wants_connection |= name == "connection"
        raise KeyError(name)


def settings(path: Path, name: str) -> Config:
    """Reads what a person named, and stands where its paths are relative to."""
    if path.is_dir():
        config = Config()
        config.set_main_option("script_location", str(path))
        stand(path.parent)
        return config
    if not path.is_file():
        raise SystemExit(f"there is no file `{name}`")
    is_toml = path.suffix == ".toml"
    config = Config(toml_file=path) if is_toml else Config(str(path))
    location = config.get_alembic_option("script_location") if is_toml else None
    location = location or config.get_main_option("script_location") or ""
    if ":" in location and not Path(location).is_absolute():  # in a package, wherever we stand
        stand(path.parent)
        return config
    for home in (HERE, path.parent, *path.parent.parents):
        if location and (home / location / "env.py").is_file():
            config.set_main_option("script_location", str(home / location))
            stand(home)
            return config
    config.set_main_option("script_location", str(beside(path, location)))
    stand(path.parent)
    return config


def stand(home: Path) -> None:
    """Goes to a folder; its modules come after those that are installed."""
    os.chdir(home)
    sys.path.append(str(home))


def beside(path: Path, location: str) -> Path:
    """Finds the revisions of a file that leaves it to a program to say where they are."""
    folders = [path.parent, *sorted(each for each in path.parent.iterdir() if each.is_dir())]
    found = [
        each for each in folders if (each / "env.py").is_file() and (each / "versions").is_dir()
    ]
    if len(found) != 1:
        raise SystemExit(
            f"`{path.name}` has its revisions in `{location}`, which is no folder here"
        )
    return found[0]


def upgrade(config: Config) -> None:
    """Runs the revisions, and once more as a program of the project would call them, where `env.py`
    is written for that."""
    config.attributes = attributes = Attributes(config.attributes)
    try:
        command.upgrade(config, "heads")
    except Exception as error:
        if "application context" in str(error):
            within_flask(config)
        elif type(error).__name__ == "NoEventLoopError":
            beside_a_loop(config)
        elif attributes.wants_connection and is_empty():
            with_a_connection(config)
        else:
            raise


def within_flask(config: Config) -> None:
    """Flask-Migrate: the application is the one that the command `flask` would find."""
    from flask.cli import ScriptInfo  # type: ignore[import-not-found]

    os.chdir(HERE)
    found = ScriptInfo(
        app_import_path=os.environ.get("FLASK_APP")
    )  # the command reads it, not this
    with found.load_app().app_context():
        command.upgrade(config, "heads")


def beside_a_loop(config: Config) -> None:
    """Code that waits for coroutines from a thread beside the loop of anyio."""
    import anyio  # type: ignore[import-not-found]
    from anyio.to_thread import run_sync  # type: ignore[import-not-found]

    anyio.run(run_sync, command.upgrade, config, "heads")


def with_a_connection(config: Config) -> None:
    """Hands `env.py` the connection that programs share with it, as Alembic's cookbook has it."""
    with engine().connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "heads")
        if hasattr(connection, "commit"):
            connection.commit()


def is_empty() -> bool:
    with engine().connect() as connection:
        return not set(inspect(connection).get_table_names()) - {"alembic_version"}


if __name__ == "__main__":
    main(sys.argv[1])
