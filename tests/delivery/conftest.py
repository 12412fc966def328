"""A worker on a fresh database, at noon."""

from collections.abc import Iterator

import pytest

from bot.clock import FrozenClock
from bot.store.db import Database
from tests.delivery.owing import NOON, Office


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
def office(db: Database, clock: FrozenClock) -> Iterator[Office]:
    office = Office(db, clock)
    yield office
    for channel in (office.telegram, office.wechat):
        assert channel.failed == []
        assert channel.doubled == set()
