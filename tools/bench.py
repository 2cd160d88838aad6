"""Measures gen beside its peers in one run: `python -m tools.bench [100] [--rounds 3] [--peers all]`.

Takes sizes in entities, prints the CPU seconds of each command, its ratio to a cold build by gen, and
the most memory that one of its processes had. CPU seconds, user and system of the process and its
children, since wall time says more about what else the machine does. The commands take turns, and the
least of the rounds counts. Peers are installed into a cache folder of their own and are no
dependencies of anything."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools import synthetic

__all__ = ["main"]

ROOT = Path(__file__).parents[1]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "schemawright-bench"
GEN = (sys.executable, "-m", "generator")
WHEELS = {"linkml": "linkml", "alembic": "alembic", "django": "django"}
NODES = {"dbml": ("@dbml/cli",), "drizzle": ("drizzle-kit", "drizzle-orm")}

KILO = 1024
ALEMBIC = """\
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from schema import metadata
with create_engine("sqlite://").connect() as connection:
    found = produce_migrations(MigrationContext.configure(connection), metadata)
    open("revision.py", "w").write(render_python_code(found.upgrade_ops))
"""
DJANGO = """\
import django
from django.conf import settings
from django.core.management import call_command
bases = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
settings.configure(INSTALLED_APPS=["things"], DATABASES=bases)
django.setup()
call_command("makemigrations", "things")
"""


@dataclass(frozen=True, slots=True)
class Task:
    """A command to measure. ready: puts its folder into the state that it starts from."""

    name: str
    command: tuple[str, ...]
    folder: Path
    ready: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True, order=True)
class Used:
    """What a command took: CPU seconds, and at most so much memory in one process."""

    seconds: float
    megabytes: float


def main() -> int:
    """Measures and prints a table for each size; 1 when a command fails."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench")
    parser.add_argument("sizes", nargs="*", type=int, default=[100])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--peers", default="linkml,alembic,dbml,django,drizzle", help="names, or none"
    )
    given = parser.parse_args()
    peers = [name for name in given.peers.split(",") if name != "none"]
    for count in given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            tasks = [*_gen(Path(folder), count), *_peers(Path(folder), count, peers)]
            print(f"\n{count} entities, least CPU seconds of {given.rounds} rounds")
            _print(_measured(tasks, given.rounds))
    return 0


def _measured(tasks: Sequence[Task], rounds: int) -> Mapping[str, Used]:
    found: dict[str, Used] = {}
    for _ in range(rounds):
        for task in tasks:
            task.ready()
            used = _used(task.command, task.folder)
            found[task.name] = min(used, found.get(task.name, used))
    return found


def _print(found: Mapping[str, Used]) -> None:
    first = next(iter(found.values())).seconds
    for name, used in found.items():
        ratio = used.seconds / first
        print(f"{name:36} {used.seconds:8.2f} {ratio:8.2f} x {used.megabytes:8.0f} MB")


def _used(command: Sequence[str], folder: Path) -> Used:
    """Runs a command and gives what it took; what it says is shown when it fails."""
    path = {"PYTHONPATH": str(ROOT)} if command[: len(GEN)] == GEN else {}
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=folder, env={**kept, **path}, stdout=said, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(command)}\n{said.read().decode()}")
    return Used(used.ru_utime + used.ru_stime, used.ru_maxrss / KILO)


def _gen(folder: Path, count: int) -> Iterator[Task]:
    root = folder / "gen"
    files = dict(synthetic.workspace(count))
    _write(root, files)
    spec = synthetic.path(0)

    def afresh() -> None:
        for name in ("made", "migrations", ".gen"):
            shutil.rmtree(root / name, ignore_errors=True)
        (root / "gen.lock").unlink(missing_ok=True)
        (root / spec).write_text(files[spec], "utf-8")

    def edited() -> None:
        (root / spec).write_text(synthetic.changed(files[spec]), "utf-8")

    yield Task("gen, five engines, from nothing", GEN, root, afresh)
    yield Task("gen, nothing changed", GEN, root, lambda: _settled(root))
    yield Task("gen check, as CI has it", (*GEN, "check"), root, lambda: _forgotten(root))
    yield Task("gen, one entity changed", GEN, root, edited)


def _settled(root: Path) -> None:
    """Runs once more, so that the clean state is older than the run that is measured."""
    _used(GEN, root)


def _forgotten(root: Path) -> None:
    shutil.rmtree(root / ".gen", ignore_errors=True)


def _peers(folder: Path, count: int, names: Sequence[str]) -> Iterator[Task]:
    """Gives the commands of the peers that can be installed; says which cannot."""
    texts = {
        "measured.yaml": synthetic.linkml(count),
        "measured.dbml": synthetic.dbml(count),
        "schema.py": synthetic.sqlalchemy(count),
        "revise.py": ALEMBIC,
        "things/__init__.py": "",
        "things/models.py": synthetic.django(count),
        "migrate.py": DJANGO,
        "things.ts": synthetic.drizzle(count),
    }
    root = folder / "peers"
    _write(root, texts)

    def afresh() -> None:
        for made in ("drizzle", "things/migrations"):
            shutil.rmtree(root / made, ignore_errors=True)

    commands = {
        "linkml": ("LinkML gen-sqltables, one engine", "gen-sqltables", "measured.yaml"),
        "alembic": ("Alembic autogenerate on SQLite", "python", "revise.py"),
        "dbml": ("dbml2sql, one engine", "dbml2sql", "measured.dbml", "--postgres"),
        "django": ("Django makemigrations", "python", "migrate.py"),
        "drizzle": (
            *("drizzle-kit generate, one engine", "drizzle-kit", "generate"),
            *("--dialect=postgresql", "--schema=things.ts", "--out=drizzle"),
        ),
    }
    for name in names:
        title, program, *rest = commands[name]
        found = _installed(name) / program
        if found.exists():
            if name == "drizzle":  # what the schema imports is looked for beside it
                (root / "node_modules").symlink_to(found.parents[1])
            yield Task(title, (str(found), *rest), root, afresh)
        else:
            print(f"{name} could not be installed", file=sys.stderr)


def _installed(name: str) -> Path:
    """Installs a peer once and gives the folder of its programs."""
    home = CACHE / name
    if name in WHEELS:
        programs = home / "bin"
        if not programs.is_dir():
            venv.create(home, with_pip=True)
            install = (str(programs / "pip"), "install", "-q", WHEELS[name])
            subprocess.run(install, check=False)
        return programs
    programs = home / "node_modules/.bin"
    if not programs.is_dir() and shutil.which("npm"):
        home.mkdir(parents=True, exist_ok=True)
        npm = ("npm", "install", "--no-audit", "--no-fund", "--prefix", str(home), *NODES[name])
        subprocess.run(npm, check=False, stdout=subprocess.DEVNULL)
    return programs


def _write(root: Path, texts: Mapping[str, str]) -> None:
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
