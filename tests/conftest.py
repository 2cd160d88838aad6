"""What every test may use."""

import os

import pytest
from hypothesis import HealthCheck, settings

# No law is judged by the clock; what CI tries is the same each time, what a person tries is not.
settings.register_profile(
    "steady",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("CI") == "true",
)
settings.load_profile("steady")

pytest_plugins = ["tests.engines.fixtures", "tests.engines.generated", "tests.engines.tsql"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--update`, which rewrites golden files; the diff is reviewed."""
    parser.addoption("--update", action="store_true", help="rewrite golden files")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Tells whether golden files are to be rewritten."""
    return bool(request.config.getoption("--update"))
