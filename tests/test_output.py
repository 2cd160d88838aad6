"""What is written, what is left alone, and what a run that fails leaves behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.disk.lock import NAME, digest, dump, parse
from generator.disk.output import Changes, compare, write
from generator.render.jobs import File


def build(root: Path, *files: File, partial: bool = False) -> Changes:
    """Compares and writes."""
    changes = compare(root, files, partial=partial)
    write(root, changes)
    return changes


def tree(root: Path) -> dict[str, str]:
    """Gives the files of a folder but for the lock."""
    found = (path for path in root.rglob("*") if path.is_file() and path.name != NAME)
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in found}


def codes(changes: Changes) -> list[str]:
    return [found.code for found in changes.diagnostics]


def test_files_and_their_hashes_are_written(tmp_path: Path) -> None:
    build(tmp_path, File("out/b.sql", "b\n"), File("out/a.sql", "å\n"))

    assert tree(tmp_path) == {"out/a.sql": "å\n", "out/b.sql": "b\n"}
    hashes = digest("å\n".encode()), digest(b"b\n")
    lock = (tmp_path / NAME).read_text("utf-8")
    assert lock == f"out/a.sql {hashes[0]}\nout/b.sql {hashes[1]}\n"


def test_a_second_run_touches_nothing(tmp_path: Path) -> None:
    build(tmp_path, File("a.sql", "a\n"))
    before = (tmp_path / "a.sql").stat()

    changes = build(tmp_path, File("a.sql", "a\n"))

    assert (changes.files, changes.lock, changes.same) == ((), None, 1)
    assert (tmp_path / "a.sql").stat() == before


def test_a_file_edited_by_hand_is_kept_and_reported_until_it_is_gone(tmp_path: Path) -> None:
    build(tmp_path, File("a.sql", "a\n"))
    (tmp_path / "a.sql").write_text("mine\n")

    changes = build(tmp_path, File("a.sql", "b\n"))
    assert (codes(changes), changes.left) == (["G602"], ("a.sql",))
    assert codes(build(tmp_path, File("a.sql", "b\n"))) == ["G602"]
    assert tree(tmp_path) == {"a.sql": "mine\n"}

    (tmp_path / "a.sql").unlink()
    assert codes(build(tmp_path, File("a.sql", "b\n"))) == []
    assert tree(tmp_path) == {"a.sql": "b\n"}


def test_an_edit_that_is_what_would_be_generated_is_no_edit(tmp_path: Path) -> None:
    build(tmp_path, File("a.sql", "a\n"))
    (tmp_path / "a.sql").write_text("b\n")

    assert codes(build(tmp_path, File("a.sql", "b\n"))) == []


def test_a_file_that_was_there_before_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("mine\n")

    changes = build(tmp_path, File("a.sql", "a\n"))

    assert codes(changes) == ["G603"]
    assert tree(tmp_path) == {"a.sql": "mine\n"}
    assert not (tmp_path / NAME).exists()


def test_orphans_go_and_so_do_the_folders_they_leave_empty(tmp_path: Path) -> None:
    build(tmp_path, File("out/deep/a.sql", "a\n"), File("out/b.sql", "b\n"))

    build(tmp_path, File("out/b.sql", "b\n"))

    assert tree(tmp_path) == {"out/b.sql": "b\n"}
    assert not (tmp_path / "out/deep").exists()


def test_an_orphan_that_was_edited_is_kept_and_reported(tmp_path: Path) -> None:
    build(tmp_path, File("a.sql", "a\n"))
    (tmp_path / "a.sql").write_text("mine\n")

    changes = build(tmp_path)

    assert codes(changes) == ["G602"]
    assert tree(tmp_path) == {"a.sql": "mine\n"}


def test_a_run_for_some_targets_knows_no_orphans(tmp_path: Path) -> None:
    build(tmp_path, File("a.sql", "a\n"), File("b.sql", "b\n"))

    build(tmp_path, File("b.sql", "c\n"), partial=True)

    assert tree(tmp_path) == {"a.sql": "a\n", "b.sql": "c\n"}
    assert sorted(parse((tmp_path / NAME).read_text())) == ["a.sql", "b.sql"]


def test_a_file_of_the_users_is_made_once(tmp_path: Path) -> None:
    build(tmp_path, File("mine.py", "generated\n", keep=True))
    (tmp_path / "mine.py").write_text("changed\n")

    changes = build(tmp_path, File("mine.py", "other\n", keep=True))

    assert codes(changes) == []
    assert tree(tmp_path) == {"mine.py": "changed\n"}
    assert not (tmp_path / NAME).exists()


def test_a_merge_conflict_in_the_lock_is_mended(tmp_path: Path) -> None:
    ours, theirs = File("a.sql", "ours\n"), File("a.sql", "theirs\n")
    build(tmp_path, ours)
    lines = [dump([(file.path, digest(file.text.encode()))]) for file in (ours, theirs)]
    (tmp_path / NAME).write_text(f"<<<<<<< HEAD\n{lines[0]}=======\n{lines[1]}>>>>>>> branch\n")
    (tmp_path / "a.sql").write_text("theirs\n")

    assert codes(build(tmp_path, ours)) == []
    assert tree(tmp_path) == {"a.sql": "ours\n"}
    assert (tmp_path / NAME).read_text() == lines[0]


def test_nothing_is_written_through_a_link_that_leads_out(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    root = tmp_path / "root"
    outside.mkdir()
    root.mkdir()
    (root / "out").symlink_to(outside)

    assert codes(build(root, File("out/a.sql", "a\n"))) == ["G604"]
    assert list(outside.iterdir()) == []


def test_a_link_inside_the_workspace_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")

    assert codes(build(tmp_path, File("out/a.sql", "a\n"))) == []
    assert (tmp_path / "real/a.sql").read_text() == "a\n"


def test_a_run_that_fails_half_way_leaves_the_old_tree(tmp_path: Path) -> None:
    build(tmp_path, File("a.sql", "a\n"), File("z/z.sql", "z\n"))
    (tmp_path / "m.sql").mkdir()
    (tmp_path / "m.sql/full").write_text("")
    changes = compare(tmp_path, [File("a.sql", "new\n"), File("z/z.sql", "new\n")])
    before = tree(tmp_path)
    broken = Changes((*changes.files, type(changes.files[0])("m.sql", None, b"x")), changes.lock)

    with pytest.raises(OSError, match=r"m\.sql"):
        write(tmp_path, broken)

    assert tree(tmp_path) == before


def test_the_mode_of_a_file_stays(tmp_path: Path) -> None:
    build(tmp_path, File("run.sh", "a\n"))
    (tmp_path / "run.sh").chmod(0o755)

    build(tmp_path, File("run.sh", "b\n"))

    assert os.stat(tmp_path / "run.sh").st_mode & 0o777 == 0o755
