"""The town, with its program running and its courses imported."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.embedded import dbmate_url
from bot.storage import Storage
from tests.flow.town import Town, open_town


@pytest.fixture
def place(database_url: str, redis_url: str) -> Storage:
    """Where a test's fresh database and the session's Valkey are."""
    return Storage(database_url, redis_url, dbmate_url(database_url), embedded_database=True)


@pytest.fixture
async def town(place: Storage, tmp_path: Path) -> AsyncIterator[Town]:
    """A town on a fresh database; the program is running."""
    async with open_town(place, tmp_path) as town:
        await town.start()
        yield town
