"""The worked example is what the specs of the shop build into: the golden of every target.

`pytest --update` builds it anew; the difference is reviewed like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cli import run
from generator.config import config
from generator.disk.output import compare
from generator.pipeline import Result, understand
from generator.pipeline.targets import available, is_on, render
from generator.source import read

ROOT = Path(__file__).parents[1]


def targets() -> list[str]:
    """Gives the names of the targets that the repository's own gen.yaml turns on."""
    document, _ = read("gen.yaml", (ROOT / "gen.yaml").read_bytes())
    assert document is not None
    assert isinstance(document.data, dict)
    settings = config(document.data)
    found, _ = available(ROOT)
    return [target.name for target in found if is_on(target, settings)]


@pytest.fixture(scope="module")
def shop(request: pytest.FixtureRequest) -> Result:
    """Gives what the specs of the shop say; on update, after they were built."""
    if request.config.getoption("--update"):
        assert run(["build", "--workspace", str(ROOT)]) == 0
    return understand(ROOT)


@pytest.mark.parametrize("target", targets())
def test_what_a_target_gives_is_what_is_committed(shop: Result, target: str) -> None:
    result = render(shop, [target], trusted=False, progress=lambda *_: None)

    changes = compare(ROOT, result.files, partial=True)
    assert result.diagnostics == ()
    assert changes.diagnostics == ()
    assert [change.path for change in changes.files if change.new is not None] == []


def test_nothing_is_committed_that_no_target_gives(shop: Result) -> None:
    result = render(shop, [], trusted=False, progress=lambda *_: None)

    changes = compare(ROOT, result.files)
    assert [change.path for change in changes.files if change.new is None] == []
    assert changes.lock is None
