"""What every test may use."""

import pytest

pytest_plugins = ["tests.engines.fixtures", "tests.engines.generated", "tests.engines.tsql"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--update`, which rewrites golden files; the diff is reviewed."""
    parser.addoption("--update", action="store_true", help="rewrite golden files")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Tells whether golden files are to be rewritten."""
    return bool(request.config.getoption("--update"))
