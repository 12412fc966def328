"""What has ended is kept by the month: partitions are made ahead, and dropped when they are old."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.store import partitions
from bot.store.db import Database
from schedules.housekeeping import Housekeeper
from tests.delivery.owing import rows

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
NAMES = "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'delivery_past'::regclass order by 1"


async def ended(db: Database, *instants: datetime) -> None:
    """Deliveries that ended then."""
    async with db.connection() as conn:
        for number, at in enumerate(instants, 1):
            await conn.execute(
                """
                insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due,
                  attempts, uncertain, reason, detail, steps, planned_at, decided_at, ended_at)
                values ($1, 1, 'city', 'lesson', 'course', 'once', 5, 'sent', $2, 1, false, 'sent', '{}', '[]', $2, $2, $2)
                """,
                number,
                at,
            )


async def keep(db: Database, now: datetime = NOW, months: int = 13) -> list[str]:
    async with db.transaction() as conn:
        return await partitions.keep_months(conn, now, keep=months)


async def names(db: Database) -> list[str]:
    """The months there are, as ``2026_11``."""
    found = [row["name"].removeprefix("delivery_past_") for row in await rows(db, NAMES)]
    return [name for name in found if name != "other"]


async def where(db: Database) -> dict[str, int]:
    """How many ended deliveries lie in each table."""
    found = await rows(
        db, "select tableoid::regclass::text as name, count(*) as n from delivery_past group by 1"
    )
    return {row["name"].removeprefix("delivery_past_"): row["n"] for row in found}


async def test_this_month_and_two_more_are_made_once(db: Database) -> None:
    made = [
        "made delivery_past_2026_11",
        "made delivery_past_2026_12",
        "made delivery_past_2027_01",
    ]
    assert await keep(db) == made
    assert await keep(db) == []
    assert await names(db) == ["2026_11", "2026_12", "2027_01"]
    december = datetime(2026, 12, 1, tzinfo=UTC)
    await ended(db, december - timedelta(microseconds=1), december)
    assert await where(db) == {"2026_11": 1, "2026_12": 1}
    assert await keep(db, december) == ["made delivery_past_2027_02"]


async def test_a_month_has_the_indexes_of_the_whole(db: Database) -> None:
    await keep(db)
    found = await rows(
        db,
        "select tablename, count(*) as n from pg_indexes where tablename like 'delivery_past%' group by 1",
    )
    assert len({row["n"] for row in found}) == 1
    assert len(found) == 5


async def test_rows_of_months_that_nobody_made_are_moved(db: Database) -> None:
    october = datetime(2026, 10, 31, 23, 59, tzinfo=UTC)
    await ended(db, NOW, NOW, october, NOW + timedelta(days=400))
    assert await where(db) == {"other": 4}
    assert await keep(db) == [
        "made delivery_past_2026_11, moved 2 into it",
        "made delivery_past_2026_12",
        "made delivery_past_2027_01",
        "made delivery_past_2026_10, moved 1 into it",
        "made delivery_past_2027_12, moved 1 into it",
    ]
    assert await where(db) == {"2026_10": 1, "2026_11": 2, "2027_12": 1}
    assert await keep(db) == []


async def test_old_months_are_dropped_also_what_lay_in_the_rest(db: Database) -> None:
    await keep(db, datetime(2026, 8, 1, tzinfo=UTC))
    await ended(db, datetime(2026, 8, 31, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC))
    await ended(db, datetime(2026, 7, 31, tzinfo=UTC))
    assert await keep(db, months=2) == [
        "dropped delivery_past_2026_08",
        "deleted 1 from delivery_past_other, older than delivery_past_2026_09",
        "made delivery_past_2026_11",
        "made delivery_past_2026_12",
        "made delivery_past_2027_01",
    ]
    assert await where(db) == {"2026_09": 1}


async def test_several_processes_at_once_make_each_month_once(db: Database) -> None:
    await ended(db, NOW)
    done = await asyncio.gather(*(keep(db) for _ in range(5)))
    assert sum(len(one) for one in done) == 3
    assert await names(db) == ["2026_11", "2026_12", "2027_01"]


async def test_those_who_write_meanwhile_lose_nothing(db: Database) -> None:
    async def write(number: int) -> None:
        async with db.transaction() as conn:
            await conn.execute(
                "insert into delivery_past select $1, 1, null, 'city', 'lesson', 'c', 'o', 5, 'sent', $2::timestamptz, null, 1::smallint, false, null, null, 'sent', '{}', '[]', $2, $2, $2",
                number,
                NOW,
            )

    writers = [write(number) for number in range(40)]
    await asyncio.gather(*writers[:20], keep(db), *writers[20:])
    assert sum((await where(db)).values()) == 40
    await keep(db)
    assert await where(db) == {"2026_11": 40}


async def test_a_maker_that_dies_leaves_all_as_it_was(db: Database) -> None:
    await ended(db, NOW)

    async def dies() -> None:
        async with db.transaction() as conn:
            await partitions.keep_months(conn, NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await dies()
    assert await where(db) == {"other": 1}
    assert len(await keep(db)) == 3


async def test_the_job_says_what_it_did(db: Database) -> None:
    keeper = Housekeeper(db, FrozenClock(NOW), keep_months=1)
    assert await keeper.months() == 3
    later = Housekeeper(db, FrozenClock(NOW + timedelta(days=70)), keep_months=1)
    with capture_logs() as logs:
        assert await later.months() == 5
    assert await names(db) == ["2027_01", "2027_02", "2027_03", "2027_04"]
    dropped = ["dropped delivery_past_2026_11", "dropped delivery_past_2026_12"]
    assert logs[0]["done"][:2] == dropped
