"""What is kept only for a while, and how long the deployment wants it."""

from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.config import check
from bot.domain.errors import SettingsError
from bot.store.db import Database
from bot.store.privacy.copies import offer
from schedules.forgetting import Forgetter
from schedules.housekeeping import Housekeeper
from tests.delivery.owing import NOON, learner, rows
from tests.privacy.lives import ISSUER

DAY = timedelta(days=1)


@pytest.mark.parametrize(("days", "left"), [(2, 2), (7, 7), (60, 9)])
async def test_replies_are_kept_as_long_as_the_deployment_says(
    db: Database, days: int, left: int
) -> None:
    person = await learner(db, "city:1")
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into inbound_event
            select int4send(d), $1, $2::timestamptz - d * interval '1 day' - interval '1 hour', '{}'
            from generate_series(0, 8) as d
            """,
            *(person, NOON),
        )
    keeper = Housekeeper(db, FrozenClock(NOON), keep_events=days * DAY)
    assert await keeper.old_events() == 9 - left
    assert len(await rows(db, "select 1 from inbound_event")) == left


async def test_links_to_copies_are_forgotten_when_they_are_over(db: Database) -> None:
    clock = FrozenClock(NOON)
    async with db.transaction() as conn:
        for number in range(3):
            person = await learner(db, f"city:{number}")
            await offer(conn, person, NOON, timedelta(hours=number + 1))
    forgetter = Forgetter(db, clock, ISSUER)
    assert await forgetter.old_links() == 0
    clock.move(timedelta(hours=2))
    assert await forgetter.old_links() == 2
    assert await forgetter.old_links() == 0


@pytest.mark.parametrize(
    ("key", "value"),
    [("events_days", 1), ("copy_hours", 0), ("silent_months", -1), ("backup_days", 0)],
)
def test_what_makes_no_sense_stops_the_start(key: str, value: int) -> None:
    with pytest.raises(SettingsError, match=f"privacy.{key}"):
        check({"privacy": {key: value}})
    assert check({}).privacy.silent_months == 0, (
        "nobody is erased for silence unless somebody says"
    )
