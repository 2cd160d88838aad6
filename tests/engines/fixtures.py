"""Real databases as fixtures, for every test of the project.

`postgresql`, `mysql`, `mariadb`, `sqlite`: a Session with an empty database of its own, dropped after
the test. `database`: the same by name, `with database("mysql") as session`, also for module fixtures.
`server`: the running server by name, one an engine and run, shared by all workers of pytest-xdist.
`extended`: like `database`, of the PostgreSQL that has the extensions of its distribution.

Nothing is started before a test asks. A missing server skips the test by name; with CI=true it fails.
GEN_POSTGRESQL_VERSION, GEN_MYSQL_VERSION and GEN_MARIADB_VERSION choose among the installed ones."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from generator.database.programs import installed
from generator.database.scratch import scratch
from generator.database.servers import MissingServerError, Server
from generator.database.session import Session, connect
from tests.engines import keeper

ENGINES = ("postgresql", "mysql", "mariadb", "sqlite")
Database = Callable[[str], AbstractContextManager[Session]]
_NOTES = "GEN_TEST_SERVERS"
_SECONDS_TO_STOP = 20


def pytest_configure(config: pytest.Config) -> None:
    """The run's first process makes the folder in which keepers note their servers."""
    if not hasattr(config, "workerinput") and _NOTES not in os.environ:
        os.environ[_NOTES] = tempfile.mkdtemp(prefix="gen-tests-")
        config.stash[_OWNED] = Path(os.environ[_NOTES])


_OWNED = pytest.StashKey[Path]()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The run's first process stops all servers, and waits until they are gone."""
    folder = config.stash.get(_OWNED, None)
    if folder is None:
        return
    del os.environ[_NOTES]
    (folder / "stop").touch()
    end = time.monotonic() + _SECONDS_TO_STOP
    while time.monotonic() < end and any(_running(note) for note in folder.glob("*.json")):
        time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


def note_case(name: str) -> None:
    """Remembers a schema of another project that was read, for the end of the run."""
    (Path(os.environ[_NOTES]) / f"{name}.case").touch()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Says which servers answered and how many schemas of other projects were read."""
    del exitstatus
    folder = config.stash.get(_OWNED, None)
    if folder is None:
        return
    notes = sorted(note for note in folder.glob("*.json") if _running(note))
    servers = [keeper.read(note) for note in notes]
    if servers:
        versions = ", ".join(f"{server.engine} {server.version}" for server in servers)
        cases = len(list(folder.glob("*.case")))
        terminalreporter.write_line(f"engines: {versions}; schemas of other projects read: {cases}")


def _running(note: Path) -> bool:
    try:
        return '"url"' in note.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


@pytest.fixture(scope="session")
def server() -> Callable[[str], Server]:
    """Gives the run's server of an engine, started by whoever asks first."""
    return _server


def _server(engine: str, version: str | None = None) -> Server:
    if version is None:
        version = os.environ.get(f"GEN_{engine.upper()}_VERSION", "")
    try:
        return _shared(engine, version)
    except MissingServerError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))


def _shared(engine: str, version: str) -> Server:
    folder = Path(os.environ[_NOTES])
    note = folder / f"{engine}-{version}.json"
    try:
        (folder / f"{engine}-{version}.lock").touch(exist_ok=False)
    except FileExistsError:
        pass
    else:
        _start_keeper(engine, version, folder)
    end = time.monotonic() + 120
    while not note.exists():
        if time.monotonic() > end:
            pytest.fail(f"{engine} did not answer in 120 seconds", pytrace=False)
        time.sleep(0.02)
    return keeper.read(note)


def _start_keeper(engine: str, version: str, folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tests.engines.keeper",
        engine,
        version,
        str(folder),
        str(_first()),
    ]
    subprocess.Popen(command, cwd=Path(__file__).parents[2], start_new_session=True)


def _first() -> int:
    """The process that the run began with: a worker's parent, or this one."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


@pytest.fixture(scope="session")
def database(server: Callable[[str], Server]) -> Database:
    """Gives an empty database of an engine for a block: `with database("mysql") as session`."""

    @contextmanager
    def empty(engine: str) -> Iterator[Session]:
        with scratch(server(engine)) as url, connect(url) as session:
            yield session

    return empty


@pytest.fixture(scope="session")
def extended() -> Database:
    """The same of a PostgreSQL with contrib's extensions: of Debian, as the wheel has none of them."""

    @contextmanager
    def empty(engine: str) -> Iterator[Session]:
        whole = (one for one in installed(engine) if "pgserver" not in str(one.folder))
        version = next((one.version for one in whole), "with the extensions of contrib")
        with scratch(_server(engine, version)) as url, connect(url) as session:
            yield session

    return empty


@pytest.fixture
def postgresql(database: Database) -> Iterator[Session]:
    """An empty PostgreSQL database."""
    with database("postgresql") as session:
        yield session


@pytest.fixture
def mysql(database: Database) -> Iterator[Session]:
    """An empty MySQL database."""
    with database("mysql") as session:
        yield session


@pytest.fixture
def mariadb(database: Database) -> Iterator[Session]:
    """An empty MariaDB database."""
    with database("mariadb") as session:
        yield session


@pytest.fixture
def sqlite(database: Database) -> Iterator[Session]:
    """An empty SQLite database, in a file."""
    with database("sqlite") as session:
        yield session
