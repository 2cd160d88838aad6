"""A law of findings: mistakes in different nodes are all told in one run, each as if it were alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.pipeline import understand

SPEC = """\
title: Shop
purpose: Who buys what, so that it can be packed and paid for.
schema: shop
mixins:
  timestamps: {fields: {created_at: {type: timestamp, default: now()}}}
enums:
  state: {values: [new, paid]}
entities:
  person:
    use: [timestamps]
    fields:
      id: {type: int64, key: true, identity: always}
      email: {type: string(254), unique: true}
      boss_id: {ref: person.id?, on_delete: set_null, inverse: reports}
      age: int32
    checks: {grown_up: "age >= 18"}
    indexes: {by_age: [age, created_at]}
    queries:
      by_email: {where: "email = :email", one: true, with: [boss]}
      newest: {where: "age > :age", order: [-created_at, -id], page: 20}
  purchase:
    fields:
      id: {type: int64, key: true}
      person_id: {ref: person, on_delete: cascade}
      state: {type: state, default: new}
      total: decimal(10,2)
    checks: {positive: "total > 0"}
    unique: {once: [person_id, total]}
requirements:
  grown-ups:
    text: The shop SHALL sell to grown-ups only.
    enforced_by: [person.checks.grown_up]
views:
  paid: {sql: "SELECT id, total FROM purchase WHERE state = 'paid'"}
"""
FAULTS = (
    ("title: Shop", "title: Shop\nauthor: Ada"),
    ("use: [timestamps]", "use: [timestmps]"),
    ("values: [new, paid]", "values: []"),
    ("key: true, identity: always", "key: true, nulable: true"),
    ("type: string(254)", "type: strng(254)"),
    ("ref: person.id?, on_delete: set_null", "ref: persn.id?, on_delete: set_null"),
    ("age: int32", "age: {type: int32, unique: maybe}"),
    ("age >= 18", "agee >= 18"),
    ("[age, created_at]", "[aeg, created_at]"),
    ("age > :age", "age > 'old'"),
    ("on_delete: cascade", "on_delete: cascad"),
    ("default: new", "default: old"),
    ("total: decimal(10,2)", "total: decmal(10,2)"),
    ("total > 0", "total >"),
    ("once: [person_id, total]", "once: [person_id, totl]"),
    ("[person.checks.grown_up]", "[person.checks.grownup]"),
    ("SELECT id, total FROM", "SELECT id, totl FROM"),
)


def findings(root: Path, faults: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Gives code and sentence of what is wrong with the spec once these faults are in it."""
    text = SPEC
    for right, wrong in faults:
        text = text.replace(right, wrong)
    folder = root / "openspec/specs/database"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "shop.yaml").write_text(text)
    return {(found.code, found.message) for found in understand(root).diagnostics}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beyond")
    (folder / "gen.yaml").write_text("version: 1\nname: shop\nengines: [postgresql]\n")
    return folder


def test_nothing_is_wrong_without_a_fault(root: Path) -> None:
    assert findings(root, ()) == set()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault[1])
def test_a_fault_is_told_once_and_nothing_that_follows_from_it(
    fault: tuple[str, str], root: Path
) -> None:
    assert len(findings(root, [fault])) == 1


@settings(max_examples=60)
@given(faults=st.sets(st.sampled_from(FAULTS), min_size=2, max_size=5))
def test_nothing_is_made_up_when_several_things_are_wrong(
    faults: set[tuple[str, str]], root: Path
) -> None:
    alone = set().union(*(findings(root, [fault]) for fault in faults))

    assert findings(root, faults) <= alone


APART = (FAULTS[0], FAULTS[3], FAULTS[4], FAULTS[10], FAULTS[13], FAULTS[15], FAULTS[16])
"""Faults in nodes that have nothing to do with each other, of all stages."""


@settings(max_examples=30)
@given(faults=st.sets(st.sampled_from(APART), min_size=2))
def test_faults_in_different_nodes_are_told_in_one_run(
    faults: set[tuple[str, str]], root: Path
) -> None:
    alone = set().union(*(findings(root, [fault]) for fault in faults))

    assert findings(root, faults) == alone
