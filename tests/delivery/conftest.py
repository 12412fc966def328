"""A worker on a fresh database, at noon."""

from collections.abc import Iterator

import pytest

from bot.clock import FrozenClock
from bot.delivery import worker
from bot.store.db import Database
from tests.delivery.office import Office
from tests.delivery.owing import NOON


@pytest.fixture(autouse=True)
def _a_second_look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the sweep waits for is another process's record; tests say when that is written."""
    monkeypatch.setattr(worker, "SECOND_LOOK", 0)


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
