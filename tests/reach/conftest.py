"""What the tests of reach share."""

from datetime import timedelta

import pytest

from bot.store.db import Database
from tests.delivery.owing import group
from tests.reach.crowd import followers, joined
from tests.schedules.contest import COHORT, COMPETITION, OPENS, take_in


@pytest.fixture
async def crowd(db: Database) -> list[int]:
    """Three thousand followers, all members of the cohort that a competition is announced to."""
    people = await followers(db, 3000, at=OPENS)
    await joined(db, await group(db, COHORT.platform_id, COHORT.account), people)
    await group(db, "-100")
    await take_in(db, COMPETITION, OPENS - timedelta(days=1))
    return people
