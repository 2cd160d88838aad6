"""Task files, as Beads itself and its schema take them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from generator.model import Model
from generator.render.pages.beads import Issue, issues, problems, record
from generator.render.pages.tasks import Item
from generator.source import Place
from tests.pages.rendering import ROOT, example, files_of, model_of, run

AUTH = "generated/tasks/user-auth-schema.beads.jsonl"

LONG = f"""
title: {"Ä" + "ä" * 399}
purpose: A name that is longer than Beads takes, so that it must be cut inside of no letter.
entities:
  thing: {{fields: {{id: {{type: int64, key: true}}}}}}
"""


def _lines(model: Model, **kwargs: Mapping[str, object]) -> dict[str, list[dict[str, object]]]:
    return {
        path: [json.loads(line) for line in text.splitlines()]
        for path, text in files_of("beads", model, **kwargs).items()
    }


def test_every_line_is_what_beads_keeps() -> None:
    schema = json.loads((ROOT / "specs" / "beads-issue.schema.json").read_text("utf-8"))
    validator = Draft202012Validator(schema)

    for path, lines in _lines(example()).items():
        for line in lines:
            found = [error.message for error in validator.iter_errors(line)]
            assert not found, (path, line["id"])


def test_the_workflow_s_own_task_comes_out() -> None:
    found = {str(line["id"]): line for line in _lines(example())[AUTH]}

    task = found["bd-db01"]
    assert task["title"] == "Design user authentication schema"
    assert task["spec_id"] == "database/user-auth-schema"
    assert task["status"] == "open"
    assert task["priority"] == 0
    assert _rules(task) == ["schema-design-workflow.md"]


def _rules(task: Mapping[str, object]) -> object:
    metadata = task["metadata"]
    assert isinstance(metadata, dict)
    return metadata["rules"]


def test_a_declared_task_takes_the_place_of_the_derived_one() -> None:
    lines = _lines(example())[AUTH]

    designs = [line for line in lines if str(line["title"]).startswith("Design ")]
    build = next(line for line in lines if str(line["title"]).startswith("Implement "))
    assert [line["id"] for line in designs] == ["bd-db01"]
    assert ("bd-db01", "blocks") in _waits(build)


def _waits(line: Mapping[str, object]) -> list[tuple[str, str]]:
    found = line["dependencies"]
    assert isinstance(found, list)
    return [(entry["depends_on_id"], entry["type"]) for entry in found]


def test_one_epic_a_spec_holds_all_its_tasks() -> None:
    for lines in _lines(example()).values():
        epic, *rest = lines
        assert epic["issue_type"] == "epic"
        assert all((epic["id"], "parent-child") in _waits(line) for line in rest)
        assert all(line["issue_type"] != "epic" for line in rest)


def test_requirements_that_nothing_enforces_are_work() -> None:
    wanted = {r.name for r in example().requirements if not r.enforced_by}

    keys = [_key(line) for lines in _lines(example()).values() for line in lines]
    assert {key.removeprefix("requirement/") for key in keys if "requirement/" in key} == wanted
    assert "leaked-passwords" in wanted


def _key(line: Mapping[str, object]) -> str:
    metadata = line["metadata"]
    assert isinstance(metadata, dict)
    return str(metadata["gen"]["key"])


def test_times_are_the_spec_s_own_date_and_titles_are_cut_in_bytes() -> None:
    (lines,) = _lines(model_of({"long": LONG})).values()

    assert {line["updated_at"] for line in lines} == {"2020-01-01T00:00:00Z"}
    sizes = [len(str(line["title"]).encode()) for line in lines]
    assert max(sizes) <= 500
    assert str(lines[1]["title"]).startswith("Design ä")


@dataclass(frozen=True)
class _Thing:
    kind: str
    id: tuple[str, ...]
    node: str
    at: Place


@dataclass(frozen=True)
class Add:
    """An operation of a pending migration."""

    item: _Thing


@dataclass(frozen=True)
class _Part:
    op: Add


@dataclass(frozen=True)
class _Danger:
    code: str
    message: str
    at: Place


@dataclass(frozen=True)
class _Step:
    name: str
    phase: str
    parts: tuple[_Part, ...]
    hazards: tuple[_Danger, ...] = ()


@dataclass(frozen=True)
class _Plan:
    steps: tuple[_Step, ...]


def _plan() -> _Plan:
    at = Place("openspec/specs/database/user-auth-schema/schema.yaml")
    column = _Thing("column", ("column", "auth", "users", "fax"), "user.fax", at)
    return _Plan(
        (
            _Step("01_change_columns", "change", (_Part(Add(column)),)),
            _Step(
                "02_contract_columns",
                "contract",
                (_Part(Add(column)),),
                (_Danger("G402", "x", at),),
            ),
        )
    )


def test_the_phases_of_a_pending_migration_follow_each_other() -> None:
    lines = _lines(example(), plans={"postgresql": _plan()})[AUTH]

    by_key = {_key(line): line for line in lines}
    change, contract = by_key["migration/change"], by_key["migration/contract"]
    assert (by_key["implementation"]["id"], "blocks") in _waits(change)
    assert (change["id"], "blocks") in _waits(contract)
    assert "- add column `user.fax`" in str(change["description"])
    assert "Careful: x (G402)" in str(contract["description"])
    assert "Steps on postgresql: `01_change_columns`" in str(change["description"])


def test_a_spec_without_pending_changes_has_no_design_work() -> None:
    files = _lines(example(), plans={"postgresql": _plan()})

    keys = {path: {_key(line) for line in lines} for path, lines in files.items()}
    assert "design" not in keys["generated/tasks/catalog.beads.jsonl"]
    assert "generated/tasks/maintenance.beads.jsonl" not in keys  # nothing is open there


def _all() -> list[Issue]:
    return [issue for spec in example().specs for issue in issues(example(), spec, {})]


def test_the_worked_example_has_no_problems() -> None:
    assert list(problems(_all())) == []


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"title": "é" * 251}, "its title has 502 bytes, 500 are allowed"),
        ({"after": ("bd-none1",)}, "it waits for `bd-none1`, which is nowhere"),
        ({"after": ("bd-db01",)}, "it waits for itself"),
        ({"id": "bd-5c5z2b"}, "its id `bd-5c5z2b` is used twice"),
    ],
)
def test_what_beads_would_refuse_or_lose_is_found(change: dict[str, object], text: str) -> None:
    found = _all()
    at = next(n for n, issue in enumerate(found) if issue.item.id == "bd-db01")
    item: Item = replace(found[at].item, **change)  # type: ignore[arg-type]
    found[at] = replace(found[at], item=item)

    assert text in [said for _, said in problems(found)]


def test_circles_and_days_that_do_not_exist_are_found() -> None:
    found = _all()
    build = next(issue for issue in found if issue.item.title.startswith("Implement user"))
    at = next(n for n, issue in enumerate(found) if issue.item.id == "bd-db01")
    found[at] = replace(
        found[at], item=replace(found[at].item, after=(build.item.id,)), at="2026-02-30T00:00:00Z"
    )

    said = {text for _, text in problems(found)}
    assert said == {"there is no such day as 2026-02-30", "it waits for itself, by way of others"}


def test_numbers_are_whole_and_nothing_is_empty() -> None:
    for issue in _all():
        line = record(issue)
        assert type(line["priority"]) is int
        assert all(value not in ("", (), None) for value in line.values())


def _bd() -> str:
    tools = os.environ.get("GEN_TOOLS", "")
    found = shutil.which("bd", path=f"{tools}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        message = "bd: run `go install tool` in tests/go"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found


def test_bd_imports_the_files_and_keeps_what_was_closed(tmp_path: Path) -> None:
    bd = _bd()
    texts = files_of("beads", example())
    (tmp_path / "tasks.jsonl").write_text("".join(texts.values()), "utf-8")

    def ask(*words: str) -> str:
        done = run(bd, *words, cwd=tmp_path, HOME=str(tmp_path), CI="true")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("git", "init", "--quiet", cwd=tmp_path)
    ask("init", "--prefix", "bd", "--quiet", "--skip-hooks", "--stealth")
    ask("import", "tasks.jsonl")
    got = {
        issue["id"]: issue for issue in json.loads(ask("list", "--all", "--json", "--limit", "0"))
    }
    wanted = [json.loads(line) for text in texts.values() for line in text.splitlines()]
    for line in wanted:
        kept = got[line["id"]]
        for key in ("title", "spec_id", "status", "priority", "issue_type", "metadata"):
            assert kept[key] == line[key], (line["id"], key)
        assert sorted(kept["labels"]) == sorted(line["labels"])
    assert len(got) == len(wanted)

    ask("close", "bd-db01")
    new = json.dumps({**wanted[0], "id": "bd-new001"})  # bd 1.0.5 fails when nothing is new at all
    (tmp_path / "tasks.jsonl").write_text("".join(texts.values()) + new + "\n", "utf-8")
    ask("import", "tasks.jsonl")
    (again,) = json.loads(ask("show", "bd-db01", "--json"))
    assert again["status"] == "closed"
