"""Services made from the template: the one door to copier.

Takes folders and answers, gives what came of it. The template is the copy that comes with the
program, which needs neither network nor git, or a git repository, which services are updated from."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator import __version__
from generator.disk.targets import built_in

__all__ = [
    "ANSWERS",
    "ENGINES",
    "GENERATED",
    "LONGEST",
    "Outcome",
    "create",
    "is_free",
    "is_name",
    "note_source",
    "own_template",
    "render",
    "update",
]

ANSWERS = ".copier-answers.yml"
ENGINES = ("postgresql", "mysql", "mariadb", "sqlite")
"""The engines that the template has an answer for."""

GENERATED = (
    "/gen.lock",
    "/generated",
    "/migrations",
    "/openspec/**/spec.md",
    "/src/app/data",
    "/src/app/repositories",
)
"""What `gen` makes in a service, as patterns of paths."""

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST = 40
"""Characters of a service's name, which is a distribution, a command and a database too."""

SOURCE = re.compile(r"^_src_path: *(.*)\n", re.MULTILINE)
VERSION = re.compile(r"^_commit: *(.*)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. problem: why nothing was done, or ""; hint: what to do about it. version: of
    the template that the service is at now, "" when it has none. conflicts: files in which both
    sides changed the same lines, each with both in it."""

    problem: str = ""
    hint: str = ""
    version: str = ""
    conflicts: tuple[str, ...] = ()


def is_name(name: str) -> bool:
    """Whether a service can have this name: lower-case words with `-` between them."""
    return len(name) <= LONGEST and bool(NAME.fullmatch(name))


def is_free(folder: Path) -> bool:
    """Whether a service can be put into a folder: it is not there, or holds nothing but `.git`."""
    if folder.is_symlink() or not folder.is_dir():
        return not folder.exists() and not folder.is_symlink()
    return all(path.name == ".git" for path in folder.iterdir())


def create(folder: Path, answers: Mapping[str, str], source: str = "", ref: str = "") -> Outcome:
    """Puts a service into a free folder.

    answers: name and engine, checked, since copier takes what it does not know in silence. source:
    the URL or path of a git repository, "" for the program's own copy; ref: a tag or branch of it,
    "" for the newest tag."""
    if source:
        return render(_absolute(source), folder, answers, ref)
    with own_template() as template:
        outcome = render(str(template), folder, answers)
    if outcome.problem:
        return outcome
    # Where the copy lay on this machine helps nobody; which release it is lets an update begin.
    version = f"v{__version__}"
    _replace(folder, SOURCE, f"_commit: {version}\n")
    return Outcome(version=version)


def render(
    template: str, folder: Path, answers: Mapping[str, str], ref: str = "", *, bare: bool = False
) -> Outcome:
    """Runs copier on a template, a folder or a git repository. bare: without what `gen` makes."""
    from copier import run_copy

    def run() -> object:
        return run_copy(
            template,
            folder,
            dict(answers),
            vcs_ref=ref or None,
            exclude=GENERATED if bare else (),
            defaults=True,
            quiet=True,
        )

    problem = _refusal(run)
    return Outcome(problem) if problem else Outcome(version=_noted(folder, VERSION))


def update(folder: Path, ref: str = "") -> Outcome:
    """Merges what changed in the template since the service was made or last updated.

    folder: a service under git, with nothing uncommitted. ref: as in `create`."""
    if unready := _unready(folder):
        return unready
    from copier import run_update

    def run() -> object:
        return run_update(
            folder,
            vcs_ref=ref or None,
            defaults=True,
            overwrite=True,
            skip_answered=True,
            quiet=True,
        )

    if problem := _refusal(run):
        return Outcome(problem)
    unmerged = _git(folder, "diff", "--name-only", "--diff-filter=U", "--relative") or ""
    return Outcome(version=_noted(folder, VERSION), conflicts=tuple(unmerged.splitlines()))


def note_source(folder: Path, source: str) -> Outcome:
    """Writes into a service's answers where its template is kept."""
    if not (folder / ANSWERS).is_file():
        return _foreign()
    line = f"_src_path: {_absolute(source)}\n"
    if not _replace(folder, SOURCE, line):
        version = _noted(folder, VERSION)
        _replace(folder, VERSION, f"_commit: {version}\n{line}")
    return Outcome(version=_noted(folder, VERSION))


def _unready(folder: Path) -> Outcome | None:
    """Says what an update lacks; copier's own words for it come late and help less."""
    if not (folder / ANSWERS).is_file():
        return _foreign()
    if not _noted(folder, SOURCE):
        return Outcome(
            "this service was made from the copy in `gen`, so where its template is kept is unknown",
            "write it down with `gen update --from URL`, the URL of the template's git repository",
        )
    state = _git(folder, "status", "--porcelain")
    if state is None:
        return Outcome("an update is merged by git, which does not keep this folder", "`git init`")
    if state:
        return Outcome("there are changes that are not committed", "commit or stash them first")
    return None


def _foreign() -> Outcome:
    return Outcome(f"there is no {ANSWERS} here, so this was not made by `gen new`")


@contextmanager
def own_template() -> Iterator[Path]:
    """Gives a copy of the template that came with the program, for as long as it is needed.

    A copy, because a checkout is a git repository, of which copier would take the newest tag."""
    with tempfile.TemporaryDirectory(prefix="gen-") as name:
        folder = Path(name)
        home = built_in()
        shutil.copyfile(home.parent / "copier.yml", folder / "copier.yml")
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(home / "service", folder / "templates/service", ignore=ignored)
        yield folder


def _refusal(run: Callable[[], object]) -> str:
    """Runs copier and gives why it refused, or ""."""
    from copier.errors import CopierError
    from plumbum import ProcessExecutionError

    try:
        run()
    except ProcessExecutionError as error:
        return f"git failed: {str(error.stderr).strip() or error}"
    except (CopierError, ValueError) as error:
        return str(error)
    return ""


def _absolute(source: str) -> str:
    """Gives a source that means the same from every folder."""
    return str(Path(source).resolve()) if Path(source).is_dir() else source


def _noted(folder: Path, what: re.Pattern[str]) -> str:
    """Gives a value of a service's answers, or "" when it is not there."""
    found = what.search((folder / ANSWERS).read_text("utf-8"))
    return found[1] if found else ""


def _replace(folder: Path, what: re.Pattern[str], text: str) -> bool:
    """Replaces a line of a service's answers; False when there is none."""
    file = folder / ANSWERS
    changed, times = what.subn(lambda _: text, file.read_text("utf-8"))
    file.write_text(changed, "utf-8", newline="\n")
    return bool(times)


def _git(folder: Path, *arguments: str) -> str | None:
    """Gives what git says, or None when it fails or is not there."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
