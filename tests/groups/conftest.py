"""A town whose bot has a class of its own: a group with an owner and members."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.embedded import dbmate_url
from bot.storage import Storage
from tests.flow.town import Town, open_town
from tests.groups.classroom import Classroom, MinuteBook

MOST_IN_A_MINUTE = 20
"""What Telegram lets into a group (Bots FAQ)."""


@pytest.fixture
async def telegram_town(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """The program runs, Telegram's limits hold, and no group ever gets more than they let in."""
    place = Storage(database_url, redis_url, dbmate_url(database_url), embedded_database=True)
    async with open_town(place, tmp_path) as town:
        await town.start()
        town.simulator.telegram.limits = True
        book = MinuteBook(town)
        yield town
        assert book.most_in_a_minute() <= MOST_IN_A_MINUTE


@pytest.fixture
def classroom(telegram_town: Town) -> Classroom:
    """The group is there, and the bot not yet in it."""
    return Classroom.open(telegram_town)
