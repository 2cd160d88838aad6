"""The command line: `python -m app migrate`, `python -m app sign-up ada@example.org`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from app.accounts import activate, sign_up
from app.database import connect, migrate, sessions
from app.repositories import DataError
from app.settings import MissingSettingError, read_settings

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code; refusals go to stderr."""
    given = _parser().parse_args(arguments)
    try:
        url = read_settings().database_url
        print(_migrated(url) if given.command == "migrate" else _account(url, given))
    except (MissingSettingError, DataError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="app")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="bring the database to the newest version")
    signing_up = commands.add_parser("sign-up", help="open an account")
    signing_up.add_argument("email")
    signing_up.add_argument("--name")
    activating = commands.add_parser("activate", help="let an account sign in")
    activating.add_argument("email")
    return parser


def _migrated(url: str) -> str:
    migrate(url)
    return "the database is at the newest version"


def _account(url: str, given: Namespace) -> str:
    engine = connect(url)
    try:
        if given.command == "sign-up":
            account = sign_up(sessions(engine), given.email, given.name)
        else:
            account = activate(sessions(engine), given.email)
    finally:
        engine.dispose()
    return f"account {account.id} of {account.email} is {account.status}"


if __name__ == "__main__":
    sys.exit(main())
