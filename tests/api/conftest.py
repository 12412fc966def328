"""A town hall for each test."""

from collections.abc import AsyncIterator

import pytest

from bot.store import redis as shared
from bot.store.db import Database
from tests.api.post import Post
from tests.api.town_hall import Receiver, TownHall, receiver, town_hall


@pytest.fixture
async def hall(db: Database, redis_url: str) -> AsyncIterator[TownHall]:
    """The API, with a token that may do everything."""
    redis = shared.connect(redis_url)
    try:
        async with town_hall(db, redis) as there:
            yield there
    finally:
        await redis.aclose()


@pytest.fixture
async def post(hall: TownHall) -> AsyncIterator[Post]:
    """The engine with its webhook channel, step by step."""
    office = Post(hall)
    yield office
    await office.channel.stop()


@pytest.fixture
async def there() -> AsyncIterator[Receiver]:
    """A subscriber's own server."""
    async with receiver() as one:
        yield one
