"""Scratch servers: real database servers for a moment, started here or given by address.

Takes an engine's name, gives a Server; what was started is stopped and removed when the block ends.
A server that was started listens on the loopback interface only, asks for a password of its own and
is not durable: it is fast, and everything in it is thrown away."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator.database.extensions import has
from generator.database.programs import SERVERS, Program, installed
from generator.database.session import connect, driver_errors
from generator.database.url import DatabaseError, Url, parse

__all__ = ["MissingServerError", "Server", "serve"]

_SECONDS_TO_START = 60
_ROOM = 1 << 30
_SERVED = ("postgresql", "mysql", "mariadb", "sqlite")


class MissingServerError(DatabaseError):
    """No server of that engine and version is installed, and no address was given."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. engine: the folder name; version: what it says itself; url: of an
    administrator, without a database; for SQLite the folder that holds the files."""

    engine: str
    version: str
    url: Url


@contextmanager
def serve(
    engine: str,
    version: str = "",
    environ: Mapping[str, str] = os.environ,
    extensions: Collection[str] = (),
) -> Iterator[Server]:
    """Gives a server of an engine for the length of a block.

    environ: `GEN_POSTGRESQL_URL`, `GEN_MYSQL_URL`, `GEN_MARIADB_URL` name servers that run already;
    they are never stopped. version: a prefix, `16` or `10.11`; "" is the preferred one. extensions: of
    PostgreSQL, what the server should have; the preferred one if none has all of them.
    Errors: MissingServerError when there is none, DatabaseError when it does not start."""
    if engine not in _SERVED:
        raise MissingServerError(
            f"no server of {engine} can be started here: checked by grammar only"
        )
    driver_errors(engine)  # a missing driver is said at once, not after a server was started
    given = environ.get(f"GEN_{engine.upper()}_URL", "")
    if given:
        yield _given(engine, version, parse(given))
    elif engine == "sqlite":
        with _folder() as folder:
            yield Server(engine, _sqlite_version(), Url("sqlite", database=folder.as_posix()))
    else:
        with _started(_choose(engine, version, extensions)) as server:
            yield server


def _given(engine: str, version: str, url: Url) -> Server:
    with connect(url) as session:
        if session.engine != engine or not _serves(session.version, version):
            raise DatabaseError(
                f"{url}: is {session.engine} {session.version}, not {engine} {version}".rstrip()
            )
        return Server(engine, session.version, url)


def _sqlite_version() -> str:
    with connect(Url("sqlite")) as session:
        return session.version


def _choose(engine: str, version: str, extensions: Collection[str]) -> Program:
    able = [program for program in installed(engine) if _serves(program.version, version)]
    if extensions:
        able.sort(key=lambda program: not has(program, extensions))
    if able:
        return able[0]
    raise MissingServerError(
        f"no {engine} server {version} here".replace("  ", " ")
        + f"; install one or name one in GEN_{engine.upper()}_URL"
    )


def _serves(found: str, wanted: str) -> bool:
    return not wanted or f"{found}.".startswith(f"{wanted}.")


@contextmanager
def _started(program: Program) -> Iterator[Server]:
    """Starts a server in a folder of its own; takes another port when somebody was quicker."""
    with _folder() as folder:
        account = _account(program, folder)
        with _reachable(program, account) as within:
            password = secrets.token_hex(8)
            _initialise(within, folder, account, password)
            for _attempt in range(3):
                url = Url(
                    program.engine, _USERS[program.engine], password, "127.0.0.1", _free_port()
                )
                process = _launch(_command(within, folder, url.port), folder, account)
                try:
                    version = _wait(process, url, folder)
                    if version:
                        yield Server(program.engine, version, url)
                        return
                finally:
                    _stop(program.engine, process)
            raise DatabaseError(f"{program.engine} did not start: {_last_words(folder)}")


_USERS = {"postgresql": "postgres", "mysql": "gen", "mariadb": "gen"}


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder in memory where that has room, since nothing in it is to last."""
    memory = Path("/dev/shm")
    roomy = (
        memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    )
    folder = Path(tempfile.mkdtemp(prefix="gen-", dir=memory if roomy else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _account(program: Program, folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: the name of an account that can, None to stay as we are."""
    if program.engine != "postgresql" or sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    name = next((name for name in ("postgres", "nobody") if name in known), None)
    if name is None:
        raise DatabaseError(
            "postgresql cannot run as root, and there is no account `postgres` or `nobody`"
        )
    shutil.chown(folder, name)
    return name


@contextmanager
def _reachable(program: Program, account: str | None) -> Iterator[Program]:
    """Copies a program that the account may not reach, as in a virtual environment of root's home."""
    if account is None or all(parent.stat().st_mode & 0o001 for parent in program.folder.parents):
        yield program
        return
    # Not beside the data: file systems in memory are often mounted without the right to execute.
    copied = Path(tempfile.mkdtemp(prefix="gen-"))
    install = program.folder.parent
    libraries = install.parent.with_name(f"{install.parent.name}.libs")  # where a wheel has them
    try:
        copied.chmod(0o755)
        shutil.copytree(install, copied / install.parent.name / install.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, copied / libraries.name, symlinks=True)
        yield Program(
            program.engine, program.version, copied / install.parent.name / install.name / "bin"
        )
    finally:
        shutil.rmtree(copied, ignore_errors=True)


def _initialise(program: Program, folder: Path, account: str | None, password: str) -> None:
    """Makes the data folder; for MySQL and MariaDB also the script that makes our account."""
    (folder / "secret").write_text(password + "\n", encoding="utf-8")
    (folder / "account.sql").write_text(
        f"CREATE USER gen@'127.0.0.1' IDENTIFIED BY '{password}';\n"
        "GRANT ALL ON *.* TO gen@'127.0.0.1' WITH GRANT OPTION;\n"
        f"ALTER USER root@localhost IDENTIFIED BY '{password}';\n",
        encoding="utf-8",
    )
    for name in ("secret", "account.sql"):
        (folder / name).chmod(0o600)
        if account:
            shutil.chown(folder / name, account)
    process = _launch(_initialiser(program, folder), folder, account)
    if process.wait() != 0:
        raise DatabaseError(f"{program.engine} made no data folder: {_last_words(folder)}")


def _initialiser(program: Program, folder: Path) -> list[str]:
    data, tool = str(folder / "data"), program.folder
    match program.engine:
        case "postgresql":
            locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
            secret = f"--pwfile={folder / 'secret'}"
            return [
                str(tool / "initdb"), "-D", data, "-U", "postgres", "-A", "scram-sha-256", secret,
                "-E", "UTF8", f"--locale={locale}", "--no-sync", "--no-instructions",
            ]  # fmt: skip
        case "mysql":
            return [str(tool / "mysqld"), *_mysql_options(data), "--initialize-insecure"]
        case _:
            script = shutil.which(
                "mariadb-install-db", path=f"{tool}{os.pathsep}{tool.parent / 'bin'}"
            )
            return [
                script or "mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db",
                "--auth-root-authentication-method=normal", "--innodb-log-file-size=8M", *_as_root(),
            ]  # fmt: skip


def _command(program: Program, folder: Path, port: int) -> list[str]:
    server, data = str(program.folder / SERVERS[program.engine]), str(folder / "data")
    if program.engine == "postgresql":
        settings = {
            "port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder,
            "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off",
            "wal_level": "minimal", "max_wal_senders": 0, "shared_buffers": "32MB", "autovacuum": "off",
            "jit": "off", "dynamic_shared_memory_type": "mmap", "timezone": "UTC", "lc_messages": "C",
            "max_locks_per_transaction": 256,
        }  # fmt: skip
        return [server, "-D", data, *(f"--{name}={value}" for name, value in settings.items())]
    options = _mysql_options(data) if program.engine == "mysql" else _mariadb_options(data)
    return [
        server, *options, f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder / 'socket'}",
        f"--pid-file={folder / 'pid'}", f"--init-file={folder / 'account.sql'}", "--skip-name-resolve",
        # of its own: a server that starts removes the temporary tables of its neighbours in /tmp
        f"--tmpdir={folder}", "--innodb-buffer-pool-size=64M", "--innodb-doublewrite=OFF",
    ]  # fmt: skip


# A server that starts empties its folder for temporary tables: two must not share one.
def _mysql_options(data: str) -> list[str]:
    return [
        "--no-defaults", f"--datadir={data}", "--innodb-redo-log-capacity=8M", "--performance-schema=OFF",
        "--mysqlx=OFF", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0", "--secure-file-priv=NULL",
        f"--tmpdir={Path(data).parent}", *_as_root(),
    ]  # fmt: skip


def _mariadb_options(data: str) -> list[str]:
    return [
        "--no-defaults", f"--datadir={data}", "--innodb-log-file-size=8M",
        "--innodb-flush-log-at-trx-commit=0", "--character-set-server=utf8mb4",
        f"--tmpdir={Path(data).parent}", *_as_root(),
    ]  # fmt: skip


def _as_root() -> Sequence[str]:
    """MySQL and MariaDB run as root only when told so."""
    return ["--user=root"] if sys.platform != "win32" and os.geteuid() == 0 else []


def _launch(command: list[str], folder: Path, account: str | None) -> subprocess.Popen[bytes]:
    """Starts a program that no terminal can interrupt; what it says goes to the folder's log."""
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            user=account,
            extra_groups=[] if account else None,
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
        )


def _wait(process: subprocess.Popen[bytes], url: Url, folder: Path) -> str:
    """Gives the version of the server as soon as it answers us, "" when it ended instead."""
    end = time.monotonic() + _SECONDS_TO_START
    while process.poll() is None:
        try:
            with connect(url, seconds=2) as session:
                return session.version
        except DatabaseError as error:
            if time.monotonic() > end:
                raise DatabaseError(f"{error}; the server says: {_last_words(folder)}") from error
            time.sleep(0.05)
    return ""


def _stop(engine: str, process: subprocess.Popen[bytes]) -> None:
    """Ends a server at once: nothing in it is to be kept, so it need not write anything down."""
    process.send_signal(signal.SIGQUIT if engine == "postgresql" else signal.SIGKILL)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _last_words(folder: Path) -> str:
    text = (folder / "log").read_text(encoding="utf-8", errors="replace")
    return " ".join(text.split()[-40:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
