"""The command line, from an empty database."""

from __future__ import annotations

import pytest

from app.__main__ import main


@pytest.mark.usefixtures("empty")
def test_commands_open_and_activate_an_account(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    assert main(["sign-up", "ada@example.org", "--name", "Ada"]) == 0
    assert main(["activate", "ada@example.org"]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "the database is at the newest version",
        "account 1 of ada@example.org is pending",
        "account 1 of ada@example.org is active",
    ]


@pytest.mark.usefixtures("empty")
def test_refusal_is_told_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate"])
    main(["sign-up", "ada@example.org"])
    capsys.readouterr()

    assert main(["sign-up", "ADA@example.org"]) == 1
    assert capsys.readouterr().err.startswith("error: account exists already by ")


def test_missing_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)

    assert main(["migrate"]) == 1
    assert "DATABASE_URL is not set" in capsys.readouterr().err


@pytest.mark.usefixtures("empty")
def test_unknown_address_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate"])
    capsys.readouterr()

    assert main(["activate", "nobody@example.org"]) == 1
    assert capsys.readouterr().err == "error: account: not found\n"
