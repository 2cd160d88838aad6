"""The service template: every answer gives a service that is right at once, and updates keep edits."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest

from generator.cli import run
from generator.cli.starter import files
from generator.config import OLDEST, config
from generator.disk.project import ANSWERS, ENGINES, create, is_name
from generator.source import Data, read
from tools.service import TEMPLATE, generated, main, stored

ROOT = Path(__file__).parents[1]
IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
CACHE = str(ROOT / ".mypy_cache")  # of SQLAlchemy, which takes longer than the service does
CHECKS = (("ruff", "check"), ("ruff", "format", "--check"), ("mypy", "--cache-dir", CACHE))
GOOD = ("parcel-desk", "a", "desk2", "x" * 40)
BAD = ("", "Parcel", "2desk", "parcel_desk", "parcel--desk", "desk-", "pärcel", "a b", "x" * 41)


def service(folder: Path, engine: str = "sqlite", source: str = "", ref: str = "") -> Path:
    """Makes a service."""
    outcome = create(folder, {"name": "parcel-desk", "engine": engine}, source, ref)
    assert outcome.problem == ""
    return folder


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a module in a service, with no database in the environment."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *IDENTITY, *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def commit(folder: Path, tag: str = "") -> None:
    """Commits all there is, and tags it."""
    if not (folder / ".git").is_dir():
        git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Change")
    if tag:
        git(folder, "tag", tag)


def edit(folder: Path, changes: Mapping[str, tuple[str, str]]) -> None:
    """Replaces a text of each file by another."""
    for path, (old, new) in changes.items():
        text = (folder / path).read_text("utf-8")
        assert old in text, path
        (folder / path).write_text(text.replace(old, new), "utf-8")


def read_yaml(path: Path) -> Data:
    document, problems = read(path.name, path.read_bytes())
    assert document is not None, problems
    return document.data


@pytest.fixture(scope="module", params=ENGINES)
def fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gives a new service for each engine; its tests leave it as it was."""
    return service(tmp_path_factory.mktemp("fresh") / "service", request.param)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Gives a repository of the template at v1.0.0."""
    folder = tmp_path / "template"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(TEMPLATE, folder / "templates/service", ignore=ignored)
    shutil.copyfile(ROOT / "copier.yml", folder / "copier.yml")
    commit(folder, "v1.0.0")
    return folder


def test_generated_part_is_current(update: bool) -> None:
    if update:
        main()
    wanted, found = generated(), stored()

    stale = {path for path in wanted.keys() | found.keys() if wanted.get(path) != found.get(path)}
    assert stale == set(), "run `python -m tools.service` and commit what it writes"


def test_nothing_is_stale_in_a_new_service(fresh: Path) -> None:
    assert run(["--workspace", str(fresh), "check"]) == 0
    assert run(["--workspace", str(fresh), "build"]) == 0
    assert run(["--workspace", str(fresh), "freeze", "second"]) == 1, "nothing is pending"


def test_tests_of_a_new_service_pass(fresh: Path) -> None:
    done = python(fresh, "pytest", "-p", "no:cacheprovider")

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("arguments", CHECKS)
def test_checks_of_a_new_service_find_nothing(fresh: Path, arguments: tuple[str, ...]) -> None:
    done = python(fresh, *arguments)

    assert done.returncode == 0, done.stdout


def test_oldest_versions_are_those_of_the_program(fresh: Path) -> None:
    served = config(cast(dict[str, object], read_yaml(fresh / "gen.yaml"))).engines

    assert served == {engine: OLDEST[engine] for engine in served}
    assert "sqlite" in served


def test_every_good_name_gives_the_same_generated_part(tmp_path: Path) -> None:
    for number, name in enumerate(GOOD):
        assert is_name(name)
        assert not create(tmp_path / str(number), {"name": name, "engine": "mysql"}).problem

    locks = {(tmp_path / str(number) / "gen.lock").read_text() for number in range(len(GOOD))}
    assert len(locks) == 1


@pytest.mark.parametrize("name", BAD)
def test_bad_names_are_refused_by_gen_and_by_copier(name: str, tmp_path: Path) -> None:
    assert not is_name(name)
    assert create(tmp_path / "service", {"name": name, "engine": "sqlite"}).problem


def test_template_runs_nothing_and_offers_what_gen_offers() -> None:
    settings = read_yaml(ROOT / "copier.yml")

    assert isinstance(settings, dict)
    assert not settings.keys() & {"_tasks", "_migrations", "_jinja_extensions"}
    match settings["engine"]:
        case {"choices": dict(choices)}:
            assert tuple(choices.values()) == ENGINES
        case other:
            pytest.fail(f"no choices in {other}")


def test_file_names_work_on_every_system() -> None:
    names = [path.relative_to(TEMPLATE).as_posix() for path in TEMPLATE.rglob("*")]

    assert [name for name in names if set(name) & set('<>:"|?*\\')] == []


def test_first_spec_is_that_of_gen_init() -> None:
    path = "openspec/specs/database/accounts/schema.yaml"

    assert (TEMPLATE / path).read_text("utf-8") == files("app", "sqlite", "3.40")[path]


def test_new_writes_the_service_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--workspace", str(tmp_path), "new", "parcel_desk", "--engine", "mariadb"]

    assert run(arguments) == 0

    assert "of service `parcel-desk` into parcel_desk" in capsys.readouterr().err
    answers = (tmp_path / "parcel_desk" / ANSWERS).read_text()
    assert "engine: mariadb\nname: parcel-desk\n" in answers
    assert str(ROOT) not in answers, "answers mean the same on every machine"


def test_new_leaves_a_folder_with_files_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    assert run(["new", str(tmp_path)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_new_refuses_a_bad_name(tmp_path: Path) -> None:
    assert run(["new", str(tmp_path / "service"), "--name", "Parcel Desk"]) == 2
    assert not (tmp_path / "service").exists()


def test_new_says_why_a_source_cannot_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = (tmp_path / "nowhere.git").as_uri()

    assert run(["new", str(tmp_path / "service"), "--from", source]) == 1
    assert capsys.readouterr().err.startswith("error: ")


def test_update_keeps_what_people_did(template: Path, tmp_path: Path) -> None:
    folder = service(tmp_path / "service", source=str(template))
    assert "_commit: v1.0.0\n" in (folder / ANSWERS).read_text()
    # a person edits a file of the template's, a spec and a use case, and deletes a file
    edit(
        folder,
        {
            "src/app/settings.py": ("database_url=_req", "database_url = _req"),
            "openspec/specs/database/accounts/schema.yaml": ("name: text?", "name: string(80)?"),
            "src/app/accounts.py": ("Opens an account", "Opens my account"),
        },
    )
    (folder / "tests/test_database.py").unlink()
    assert run(["--workspace", str(folder)]) == 0
    commit(folder)
    # meanwhile the template changes the same files elsewhere, and another one
    edit(
        template / "templates/service",
        {
            "src/app/settings.py": ('"""What the environment says', '"""All the environment says'),
            "openspec/specs/database/accounts/schema.yaml": ("title: Accounts", "title: People"),
            "src/app/accounts.py": ("Accounts: what", "People: what"),
            "tests/test_database.py": ("The migrations, all", "Migrations, all"),
            "pyproject.toml.jinja": ("line-length = 100", "line-length = 99"),
        },
    )
    commit(template, "v1.1.0")

    assert run(["--workspace", str(folder), "update"]) == 0

    assert "_commit: v1.1.0\n" in (folder / ANSWERS).read_text()
    settings = (folder / "src/app/settings.py").read_text()
    assert "database_url = _req" in settings
    assert "All the environment" in settings
    assert "line-length = 99" in (folder / "pyproject.toml").read_text()
    assert not (folder / "tests/test_database.py").exists()
    changed = {line[3:] for line in git(folder, "status", "--porcelain").splitlines()}
    assert changed == {ANSWERS, "pyproject.toml", "src/app/settings.py"}
    assert run(["--workspace", str(folder), "check"]) == 0


def test_update_to_a_named_version_stops_there(template: Path, tmp_path: Path) -> None:
    folder = service(tmp_path / "service", source=str(template), ref="v1.0.0")
    commit(folder)
    for number, tag in enumerate(("v1.1.0", "v1.2.0"), 100):
        change = (f"line-length = {number}", f"line-length = {number + 1}")
        edit(template / "templates/service", {"pyproject.toml.jinja": change})
        commit(template, tag)

    assert run(["--workspace", str(folder), "update", "--to", "v1.1.0"]) == 0
    assert "line-length = 101" in (folder / "pyproject.toml").read_text()


def test_update_leaves_marks_where_both_changed(
    template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = service(tmp_path / "service", source=str(template))
    edit(folder, {"pyproject.toml": ("line-length = 100", "line-length = 88")})
    commit(folder)
    change = ("line-length = 100", "line-length = 99")
    edit(template / "templates/service", {"pyproject.toml.jinja": change})
    commit(template, "v1.1.0")
    capsys.readouterr()

    assert run(["--workspace", str(folder), "update"]) == 1

    assert "  ! pyproject.toml\n" in capsys.readouterr().err
    text = (folder / "pyproject.toml").read_text()
    assert "line-length = 88" in text
    assert "line-length = 99" in text


def test_update_needs_to_know_the_template(
    template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = service(tmp_path / "service")
    edit(folder, {ANSWERS: ("_commit: v0.1.0", "_commit: v1.0.0")})
    commit(folder)

    assert run(["--workspace", str(folder), "update"]) == 1
    assert "gen update --from URL" in capsys.readouterr().err

    assert run(["--workspace", str(folder), "update", "--from", str(template)]) == 0
    commit(folder)
    change = ("line-length = 100", "line-length = 99")
    edit(template / "templates/service", {"pyproject.toml.jinja": change})
    commit(template, "v1.1.0")
    assert run(["--workspace", str(folder), "update"]) == 0
    assert "line-length = 99" in (folder / "pyproject.toml").read_text()


def test_update_wants_a_clean_tree(
    template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = service(tmp_path / "service", source=str(template))
    assert run(["--workspace", str(folder), "update"]) == 1
    assert "git" in capsys.readouterr().err

    commit(folder)
    (folder / "new.txt").write_text("new")
    assert run(["--workspace", str(folder), "update"]) == 1
    assert "not committed" in capsys.readouterr().err


def test_update_is_for_services(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--workspace", str(tmp_path), "update"]) == 1
    assert f"there is no {ANSWERS} here" in capsys.readouterr().err


def test_copier_alone_makes_and_updates_a_service(template: Path, tmp_path: Path) -> None:
    folder = tmp_path / "service"
    answers = ("--data", "name=parcel-desk", "--data", "engine=postgresql", "--defaults")
    made = python(tmp_path, "copier", "copy", *answers, str(template), str(folder))
    assert made.returncode == 0, made.stderr
    assert run(["--workspace", str(folder), "check"]) == 0
    commit(folder)
    change = ("line-length = 100", "line-length = 99")
    edit(template / "templates/service", {"pyproject.toml.jinja": change})
    commit(template, "v1.1.0")

    updated = python(folder, "copier", "update", "--defaults")

    assert updated.returncode == 0, updated.stderr
    assert "line-length = 99" in (folder / "pyproject.toml").read_text()
    assert run(["--workspace", str(folder), "check"]) == 0
