"""The town, with its program running and its courses imported."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.embedded import dbmate_url
from adapters.simulator import Simulator
from bot.app import Storage
from bot.clock import FrozenClock
from tests.flow.town import Town, free_port, play, settings_of

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""A Monday, 09:00 in Shanghai."""


@pytest.fixture
async def town(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A town on a fresh database; the program is running."""
    clock = FrozenClock(MORNING)
    simulator = Simulator(clock, retry_delays=(0, 0.05, 0.1, 0.2))
    await simulator.start()
    simulator.telegram.limits = False
    settings = settings_of(simulator.url, free_port(), tmp_path)
    play(simulator, settings)
    place = Storage(database_url, redis_url, dbmate_url(database_url), embedded_database=True)
    town = Town(clock, simulator, settings, place)
    await town.teach()
    await town.start()
    yield town
    while town.programs:
        await town.stop()
    await simulator.stop()
