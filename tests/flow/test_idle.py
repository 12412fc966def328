"""A program with nothing to do leaves the database alone."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.storage import Storage
from tests.flow.mortal import MortalTown, open_mortal_town

EACH_SECOND = "select t.next_due, t.learner_id"
"""What plans lessons asks this once a second."""
MOST = 80
"""Statements in a second, of all roles together; about 37 were seen. A job that never ends says
hundreds.
"""


@pytest.fixture
async def town(place: Storage, tmp_path: Path) -> AsyncIterator[MortalTown]:
    async with open_mortal_town(place, tmp_path, telegram=True) as town:
        yield town


async def test_an_idle_program_asks_little(town: MortalTown) -> None:
    await town.wechat_follows()
    await town.process.kill()
    town.clock.move(timedelta(hours=1))
    await town.start()
    said = town.gate.said

    def ticks() -> int:
        return sum(times for text, times in said.items() if EACH_SECOND in text)

    async def reach(tick: int) -> int:
        async with asyncio.timeout(30):
            while ticks() < tick:
                await asyncio.sleep(0.02)
        return said.total()

    # In the first second every job runs once.
    start, loop = await reach(ticks() + 2), asyncio.get_running_loop()
    began = loop.time()
    asked = await reach(ticks() + 5) - start
    seconds = max(5, loop.time() - began)  # a busy machine leaves ticks out
    assert asked < seconds * MOST, said.most_common(3)
