"""What the documents point at is there: files, commands, targets of links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.cli.commands import COMMANDS

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("example/docs/*.md")])
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
COMMAND = re.compile(r"`gen ([a-z]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files(page: Path) -> None:
    links = LINK.findall(page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_exist(page: Path) -> None:
    named = set(COMMAND.findall(page.read_text("utf-8")))

    assert named - {command.name for command in COMMANDS} == set()


def test_readme_names_every_command() -> None:
    named = set(COMMAND.findall((ROOT / "README.md").read_text("utf-8")))

    assert {command.name for command in COMMANDS} - named == {"build"}
