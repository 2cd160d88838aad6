"""The files that `gen init` puts into a folder: settings, a first spec, and what checks them.

Takes a project's name and engine, gives path to text; each is a file to be changed by people."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["files", "name_of", "pre_commit", "workflow"]

SETTINGS = """\
# yaml-language-server: $schema=.gen/gen.schema.json
version: 1
name: {name}

# Engine to the oldest version served; the first is the primary one.
engines: {{{engine}: "{version}"}}

# What is generated beside the DDL; `gen targets` lists all there is, with its options.
# Without this key, everything that is built in.
# targets: {{docs: {{}}, sqlalchemy: {{package: {package}.data}}}}
"""

SPEC = """\
# yaml-language-server: $schema=../../../../.gen/database.schema.json
title: Accounts
purpose: Who may sign in, and what they are called.

requirements:
  one-account-per-email:
    text: The system SHALL hold at most one account for an e-mail address, whatever its case.
    enforced_by: [account.email]
    scenarios:
      second sign-up with the same address:
        given: [{insert: account, values: {email: ada@example.org}}]
        when: {insert: account, values: {email: ADA@example.org}}
        then: {rejected: unique, by: account.email}

enums:
  account_status: {values: [pending, active, locked]}

entities:
  account:
    description: Someone who can sign in.
    fields:
      id: {type: int64, key: true, identity: always}
      email: {type: string(254), unique: true, case: insensitive}
      name: text?
      status: {type: account_status, default: pending}
      created_at: {type: timestamp, default: now()}
    queries:
      by_email: {where: "email = :email", one: true}
"""

PRE_COMMIT = """\
repos:
  - repo: local
    hooks:
      - id: gen-check
        name: gen check
        entry: gen check
        language: system
        pass_filenames: false
"""

WORKFLOW = """\
name: gen
on: [push, pull_request]
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {python-version: "3.12"}
      - run: python -m pip install schemawright
      - run: gen check --format github
"""

WORKFLOWS: Mapping[str, str] = {
    "github": ".github/workflows/gen.yml",
    "forgejo": ".forgejo/workflows/gen.yml",
    "gitea": ".gitea/workflows/gen.yml",
}


def files(name: str, engine: str, version: str) -> Mapping[str, str]:
    """Gives the settings and the first spec of a workspace."""
    settings = SETTINGS.format(
        name=name, engine=engine, version=version, package=name.replace("-", "_")
    )
    return {"gen.yaml": settings, "openspec/specs/database/accounts/schema.yaml": SPEC}


def pre_commit() -> Mapping[str, str]:
    """Gives the hook that runs `gen check` before a commit."""
    return {".pre-commit-config.yaml": PRE_COMMIT}


def workflow(forge: str) -> Mapping[str, str]:
    """Gives the workflow that runs `gen check` on a forge."""
    return {WORKFLOWS[forge]: WORKFLOW}


def name_of(folder: str) -> str:
    """Makes a project's name of a folder's: `My Shop (2)` is `my-shop-2`."""
    words = re.findall(r"[a-z0-9_]+", folder.lower())
    name = "-".join(words).lstrip("0123456789_-")
    return name or "app"
