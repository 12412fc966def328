"""What the fault tests attack, and the totals they print at the end."""

from collections.abc import AsyncIterator

import pytest

from tests.faults.own_servers import OwnServers, own_servers
from tests.faults.verdict import Tell

TOTALS = pytest.StashKey[list[str]]()


@pytest.fixture
async def own() -> AsyncIterator[OwnServers]:
    """Servers that no other test uses."""
    async with own_servers() as servers:
        yield servers


@pytest.fixture
def tell(pytestconfig: pytest.Config) -> Tell:
    """Print a line below all tests."""
    return pytestconfig.stash.setdefault(TOTALS, []).append


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """The totals of all attacks."""
    if lines := config.stash.get(TOTALS, []):
        terminalreporter.section("what arrived")
        for line in lines:
            terminalreporter.write_line(line)
