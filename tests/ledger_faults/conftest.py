"""The counts that the fault runs print at the end."""

from collections.abc import Callable

import pytest

COUNTS = pytest.StashKey[list[str]]()


@pytest.fixture
def tell(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Print a line below all tests."""
    return pytestconfig.stash.setdefault(COUNTS, []).append


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """The counts of all runs."""
    if lines := config.stash.get(COUNTS, []):
        terminalreporter.section("what the credit banks hold")
        for line in lines:
            terminalreporter.write_line(line)
