"""The worked example as a person's project would import it: built once a run, in a process of its own.

Takes nothing, gives the folder of the packages and the DDL of each engine."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.pipeline import build

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What `gen` makes of the worked example; its packages can be imported."""
    workspace = tmp_path_factory.mktemp("shop")
    shutil.copy(ROOT / "gen.yaml", workspace)
    shutil.copytree(ROOT / "openspec", workspace / "openspec")
    with built(workspace, workspace / "example") as folder:
        yield folder


@contextmanager
def built(workspace: Path, folder: Path) -> Iterator[Path]:
    """Builds a workspace for a block, in which the packages below `folder` can be imported."""
    result = build(workspace)
    assert not result.failed, result.diagnostics
    for file in result.files:
        path = workspace / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
