"""Files of rows that are imported again: what they say anew goes into what people made of the spec."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from generator.cli import run
from generator.pipeline import understand
from tests.engines.fixtures import Database
from tests.engines.test_merging import contents, edit
from tests.engines.workspaces import rendered

SPEC = "openspec/specs/database/export/schema.yaml"


def rows(folder: Path, name: str, head: Sequence[str], found: Iterable[Sequence[object]]) -> None:
    folder.mkdir(exist_ok=True)
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *found])


def first(folder: Path) -> None:
    customers = [(i, f"Name {i}", f"a{i}@example.org", ("new", "old")[i % 2]) for i in range(1, 21)]
    rows(folder, "customers", ("id", "name", "email", "state"), customers)
    orders = [(i, i % 20 + 1, f"{i}.50", "") for i in range(1, 41)]
    rows(folder, "orders", ("order_no", "customer_id", "total", "note"), orders)


def importing(folder: Path, workspace: Path, *options: str) -> int:
    return run(["import", str(folder), *options, "--workspace", str(workspace)])


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Gives a folder of files, a workspace that they were imported into, and its spec, as a person has
    edited it since."""
    folder, workspace = tmp_path / "export", tmp_path / "work"
    workspace.mkdir()
    first(folder)
    assert importing(folder, workspace) == 0
    before = contents(workspace)
    assert importing(folder, workspace, "--merge") == 0
    assert contents(workspace) == before
    spec = workspace / SPEC
    edit(
        spec,
        ("  customer:\n", "  client:\n    table: customers\n    description: Who buys.\n"),
        ("ref: customer", "ref: client"),
        ("      note: text?", "      # The clerk's.\n      note: text?"),
        ("      total: ", "      amount: "),
        ('"decimal(10,2)"', '{type: "decimal(10,2)", column: total}'),
    )
    return folder, workspace, spec


def test_what_rows_say_anew_goes_into_what_people_edited(
    places: tuple[Path, Path, Path], database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, workspace, spec = places
    customers = [
        (
            i,
            "N" * (200 if i == 3 else 5),
            f"a{i}@b.org" if i > 1 else "",
            ("old", "lost")[i % 2],
            f"19{i + 10}-01-02",
        )
        for i in range(1, 26)
    ]
    rows(folder, "customers", ("id", "name", "email", "state", "born"), customers)
    orders = [(i % 39 + 1, i % 25 + 1, f"{i * 1000}.5", "x") for i in range(1, 61)]
    rows(folder, "orders", ("order_no", "customer_id", "total", "note"), orders)
    rows(folder, "reviews", ("id", "customer_id"), [(i, i % 25 + 1) for i in range(1, 31)])
    capsys.readouterr()

    assert importing(folder, workspace, "--merge") == 0

    text, told = spec.read_text("utf-8"), capsys.readouterr().out
    assert "comment" not in told
    assert "    values: [new, old, lost]\n" in text
    assert "  client:\n    table: customers\n    description: Who buys.\n" in text
    assert "      name: text  # likely: texts of up to 200 characters\n" in text
    assert "      email: {type: string(254)?, unique: true}" in text
    assert "      born: date  # certain: " in text
    assert "      # certain: whole numbers, 1 to 39\n      order_no: int32\n" in text
    assert "    key: [order_no, customer_id]" in text
    assert "1000.5 to 60000.5" in text
    assert "      # The clerk's.\n      note: text?" in text
    assert "      customer_id: {ref: client}  # certain: " in text
    done = contents(workspace)
    assert importing(folder, workspace, "--merge") == 0
    assert contents(workspace) == done
    result = understand(workspace)
    assert not result.failed
    with database("sqlite") as session:
        (script,) = (
            text for path, text in rendered(result, "sqlite").items() if path.endswith("schema.sql")
        )
        session.run(script)


def test_fewer_rows_take_nothing_back(places: tuple[Path, Path, Path]) -> None:
    folder, workspace, spec = places
    before = spec.read_text("utf-8")
    rows(folder, "customers", ("id", "name", "email", "state"), [(1, "A", "a@b.org", "new")])
    (folder / "orders.csv").unlink()

    assert importing(folder, workspace, "--merge") == 0

    after = spec.read_text("utf-8")
    bare = [line.partition("  #")[0] for line in after.splitlines() if "# " not in line.strip()[:2]]
    assert bare == [
        line.partition("  #")[0] for line in before.splitlines() if "# " not in line.strip()[:2]
    ]
    assert "# customers.csv: 1 row, all read" in after


def test_what_people_changed_too_is_asked(
    places: tuple[Path, Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, workspace, spec = places
    edit(spec, ("name: string(20)", "name: string(30)"))
    customers = [(i, "N" * 60, f"a{i}@b.org") for i in range(1, 26)]
    rows(folder, "customers", ("id", "name", "email"), customers)

    assert importing(folder, workspace, "--merge") == 1

    text, said = spec.read_text("utf-8"), capsys.readouterr().err
    assert "`client.name` was changed on both sides" in said
    assert "<<<<<<< specs\n      name: string(30)" in text
    assert "state" not in text


def test_one_file_of_a_folder_is_taken_alone(places: tuple[Path, Path, Path]) -> None:
    folder, workspace, spec = places
    before = spec.read_text("utf-8")
    orders = [(i, i % 20 + 1, f"{i}.50", "", True) for i in range(1, 41)]
    rows(folder, "orders", ("order_no", "customer_id", "total", "note", "is_paid"), orders)

    assert importing(folder / "orders.csv", workspace, "--merge") == 0

    after = spec.read_text("utf-8").splitlines()
    (new,) = (line for line in after if line not in before.splitlines())
    assert new.startswith("      is_paid: bool  # certain")


def test_a_file_that_was_never_imported_is_new(places: tuple[Path, Path, Path]) -> None:
    folder, workspace, spec = places
    before = spec.read_text("utf-8")
    rows(folder, "colours", ("id", "name"), [(i, f"Colour {i}") for i in range(1, 21)])

    assert importing(folder / "colours.csv", workspace, "--merge") == 0

    after = spec.read_text("utf-8")
    assert after.startswith(before.rstrip())
    assert "\n  colour:\n    fields:\n      # certain: whole numbers" in after
    done = contents(workspace)
    assert importing(folder / "colours.csv", workspace, "--merge") == 0
    assert contents(workspace) == done
    assert importing(folder, workspace, "--merge", "--rename", "a=b") == 2
