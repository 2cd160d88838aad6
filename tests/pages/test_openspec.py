"""The pages beside the specs, as OpenSpec itself reads them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from generator.model import Model
from tests.pages.rendering import ROOT, example, files_of, model_of, node_modules, run

HARD = """
title: "Things <b>bold</b> | and `odd`"
purpose: "# Short"
requirements:
  lower-case-words:
    text: "``` this must hold, it says, and <!-- this too"
  two-orders:
    text: |
      Nobody SHALL have two.

      ## Requirements
      - not a list
    enforced_by: [thing.code]
    scenarios:
      "a | second `one`":
        given: [{insert: thing, values: {code: "a`b"}}]
        when: {insert: thing, values: {code: "a`b"}}
        then: {rejected: unique, by: thing.code}
enums:
  shade: {values: [light, dark]}
entities:
  thing:
    description: "~~~ ### Scenario: nothing | at <all>"
    fields:
      id: {type: int64, key: true}
      code: {type: string(10), unique: true, description: "1. one"}
      shade: {type: shade, default: light}
    checks: {code: "code <> '`'"}
"""

EMPTY = """
title: Nothing
purpose: TBD
"""


def _validated(model: Model, folder: Path) -> dict[str, list[object]]:
    """Writes the pages, has OpenSpec judge them, gives what it says of each."""
    program = node_modules() / ".bin" / "openspec"
    for path, text in files_of("openspec", model).items():
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_text(text, "utf-8", newline="\n")
    done = run(
        str(program), "validate", "--all", "--strict", "--json", cwd=folder, OPENSPEC_TELEMETRY="0"
    )
    return {item["id"]: item["issues"] for item in json.loads(done.stdout)["items"]}


def test_the_worked_example_is_valid_in_openspec(tmp_path: Path) -> None:
    got = _validated(example(), tmp_path)

    assert got == {spec.id: [] for spec in example().specs}


def test_hard_prose_and_empty_specs_are_valid_in_openspec(tmp_path: Path) -> None:
    got = _validated(model_of({"hard": HARD, "none": EMPTY}), tmp_path)

    assert got == {"database/hard": [], "database/none": []}


def test_the_capabilities_of_this_project_are_valid_in_openspec(tmp_path: Path) -> None:
    program = node_modules() / ".bin" / "openspec"
    shutil.copytree(ROOT / "openspec", tmp_path / "openspec")

    done = run(
        str(program),
        "validate",
        "--all",
        "--strict",
        "--json",
        cwd=tmp_path,
        OPENSPEC_TELEMETRY="0",
    )

    got = {item["id"]: item["issues"] for item in json.loads(done.stdout)["items"]}
    assert {"beads", "docs", "layout", "openspec"} <= got.keys()
    assert {name: issues for name, issues in got.items() if issues} == {}


def test_openspec_refuses_a_page_without_scenarios(tmp_path: Path) -> None:
    """Shows that the check above can fail."""
    page = "# X\n\n## Purpose\n\nShort.\n\n## Requirements\n\n### Requirement: A\n\nIt SHALL be.\n"
    folder = tmp_path / "openspec" / "specs" / "database" / "x"
    folder.mkdir(parents=True)
    (folder / "spec.md").write_text(page, "utf-8")

    done = run(
        str(node_modules() / ".bin" / "openspec"), "validate", "--all", "--strict", cwd=tmp_path
    )

    assert done.returncode == 1
    assert "at least one scenario" in done.stdout + done.stderr


def test_every_requirement_and_every_table_is_on_its_page() -> None:
    model = example()
    files = files_of("openspec", model)

    for requirement in model.requirements:
        page = files[f"openspec/specs/{requirement.spec}/spec.md"]
        assert f"### Requirement: {requirement.name}\n" in page
    for entity in model.entities:
        page = files[f"openspec/specs/{entity.spec}/spec.md"]
        assert f"### Requirement: Table {entity.name}\n" in page


def test_a_requirement_nobody_enforces_says_so() -> None:
    page = files_of("openspec", model_of({"hard": HARD}))["openspec/specs/database/hard/spec.md"]

    assert "Nothing in the database enforces this yet" in page
    assert "Enforced by `thing.code`." in page
