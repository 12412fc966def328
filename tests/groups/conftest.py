"""A town whose bot has a class of its own: a group with an owner and members."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.embedded import dbmate_url
from bot.storage import Storage
from tests.flow.town import open_town
from tests.groups.classroom import Classroom


@pytest.fixture
async def classroom(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Classroom]:
    """The program runs; the group is there, and the bot not yet in it. Telegram's limits hold."""
    place = Storage(database_url, redis_url, dbmate_url(database_url), embedded_database=True)
    async with open_town(place, tmp_path) as town:
        await town.start()
        town.simulator.telegram.limits = True
        yield Classroom.open(town)
