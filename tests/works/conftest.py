"""The town, whose people have entered a contest of songs."""

import pytest

from tests.flow.conftest import place, town
from tests.flow.town import Town
from tests.works.songs import (
    SONGS,
    enter,
)

__all__ = ["place", "town"]


@pytest.fixture
async def stage_town(town: Town) -> Town:
    """The town; its courier and its teacher have entered a contest that takes works now."""
    await town.telegram_starts()
    await town.wechat_follows()
    await enter(town, SONGS)
    return town
