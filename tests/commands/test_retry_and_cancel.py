"""What an operator does by hand changes what is meant, all of it, and nothing else."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.commands_deliveries import cancel, only, retry
from bot.domain.errors import InputError
from bot.store import operator_acts
from bot.store.db import Database
from bot.store.operator_acts import CANCELLED, RETRIED, Only
from tests.commands.owed import NOON, count, held, past, people, planned, rows

CLOCK = FrozenClock(NOON + timedelta(hours=1))
EVERYTHING = Only()


async def test_retry_plans_what_failed_again_and_says_of_which(db: Database) -> None:
    learners = await people(db, 4)
    await past(db, learners[:3], "failed", reason="bad request 400")
    await past(db, learners[:1], "failed", lane="village", kind="reminder", subject="law")
    await past(db, learners[:2], "failed", due=NOON - timedelta(days=9))
    await past(db, learners, "sent")
    await past(db, learners, "expired", reason="its moment has passed")

    assert await retry(db, CLOCK, EVERYTHING) == [
        "4 planned again",
        "  city lesson: 3",
        "  village reminder: 1",
    ]
    again = (await rows(db, "select * from delivery where lane = 'village'"))[0]
    assert (again["state"], again["due"], again["next_try"]) == ("planned", NOON, CLOCK.now())
    assert (again["subject"], again["detail"], again["attempts"]) == ("law", {"lesson": "one"}, 0)
    assert again["steps"][-1]["reason"] == RETRIED
    assert await count(db, "delivery_past", "state = 'failed'") == 2
    assert await count(db, "delivery_past", "state <> 'failed'") == 8
    assert await retry(db, CLOCK, EVERYTHING) == ["0 planned again"]


async def test_retry_can_be_for_one_account_or_kind(db: Database) -> None:
    learners = await people(db, 2)
    await past(db, learners, "failed")
    await past(db, learners, "failed", kind="reminder")
    await past(db, learners, "failed", lane="village")
    assert (await retry(db, CLOCK, Only("city", "reminder")))[0] == "2 planned again"
    assert (await retry(db, CLOCK, Only("village")))[0] == "2 planned again"
    assert (await retry(db, CLOCK, Only(None, "quiz")))[0] == "0 planned again"
    assert await count(db, "delivery") == 4


async def test_what_cannot_be_retried_stays_failed_and_is_told_of(db: Database) -> None:
    learners = await people(db, 3)
    await past(db, learners, "failed", occurrence="once")
    await past(db, [10**9], "failed")
    await planned(db, learners[:1])
    await held(db, learners[1:2])
    async with db.connection() as conn:
        await conn.execute("update delivery set occurrence = 'once'")
        await conn.execute("update delivery_held set occurrence = 'once'")
    said = await retry(db, CLOCK, EVERYTHING)
    assert said[0] == "1 planned again"
    assert "3 stay failed" in said[-1]
    assert await count(db, "delivery_past", "state = 'failed'") == 3
    assert await count(db, "delivery") == 2


async def test_retry_goes_through_all_batches_and_twice_at_once_doubles_nothing(
    db: Database,
) -> None:
    learners = await people(db, 2500)
    await past(db, learners, "failed")
    said = await asyncio.gather(*(retry(db, CLOCK, EVERYTHING) for _ in range(2)))
    totals = [int(lines[0].split()[0].replace(",", "")) for lines in said]
    assert sum(totals) == 2500
    assert await count(db, "delivery") == 2500
    assert await count(db, "delivery_past") == 0


async def test_a_reply_is_retried_at_its_address_if_that_is_left(db: Database) -> None:
    learners = await people(db, 2)
    await past(db, learners, "failed", kind="reply")
    async with db.connection() as conn:
        address = await conn.fetchval(
            "insert into address (learner_id, account, channel, platform_id, created_at)"
            " values ($1, 'city', 'telegram', '7', $2) returning id",
            learners[0],
            NOON,
        )
        await conn.execute(
            "update delivery_past set address_id = case when learner_id = $1 then $2 else 999999 end",
            learners[0],
            address,
        )
    await retry(db, CLOCK, EVERYTHING)
    found = await rows(db, "select learner_id, address_id from delivery order by learner_id")
    assert [row["address_id"] for row in found] == [address, None]


async def test_cancel_says_what_it_would_do_and_changes_nothing(db: Database) -> None:
    learners = await people(db, 5)
    await planned(db, learners[:3], kind="announcement", subject="law")
    await planned(db, learners[3:4], kind="announcement", subject="law", state="claimed")
    await held(db, learners[4:], kind="announcement", subject="law")
    said = await cancel(db, CLOCK, Only(kind="announcement"), yes=False)
    assert said[:3] == [
        "4 would be cancelled:",
        "  city announcement: 3 planned",
        "  city announcement: 1 held in inboxes",
    ]
    assert said[3] == "1 in flight cannot be taken back."
    assert "--yes" in said[-1]
    assert await count(db, "delivery") == 4
    assert await count(db, "delivery_past") == 0


async def test_cancel_ends_what_is_planned_or_held_and_nothing_else(db: Database) -> None:
    learners = await people(db, 4)
    await planned(db, learners[:2], kind="announcement", subject="law")
    await planned(db, learners[2:3], kind="announcement", subject="law", state="claimed")
    await held(db, learners[3:], kind="announcement", subject="law")
    await planned(db, learners, kind="announcement", subject="songs")
    await planned(db, learners, kind="reminder", subject="law")
    await planned(db, learners, kind="announcement", subject="law", lane="village")
    said = await cancel(db, CLOCK, Only("city", "announcement", "law"), yes=True)
    assert said == [
        "3 cancelled",
        "  city announcement: 3",
        "1 in flight cannot be taken back.",
    ]
    ended = await rows(db, "select * from delivery_past order by id")
    assert [row["learner_id"] for row in ended] == [learners[0], learners[1], learners[3]]
    assert {(row["state"], row["reason"], row["ended_at"]) for row in ended} == {
        ("expired", CANCELLED, CLOCK.now())
    }
    assert all(row["steps"][-1]["reason"] == CANCELLED for row in ended)
    assert await count(db, "delivery") == 13
    assert await count(db, "delivery_held") == 0
    again = await cancel(db, CLOCK, Only("city", "announcement", "law"), yes=True)
    assert again[0] == "Nothing of that is planned or held."


async def test_cancel_goes_through_all_batches(db: Database) -> None:
    learners = await people(db, 2300)
    await planned(db, learners)
    await held(db, learners)
    assert (await cancel(db, CLOCK, Only(kind="lesson"), yes=True))[0] == "4,600 cancelled"
    assert await count(db, "delivery_past", "state = 'expired'") == 4600
    assert await count(db, "delivery") + await count(db, "delivery_held") == 0


async def test_cancel_waits_for_nobody_at_work_and_says_what_is_left(db: Database) -> None:
    learners = await people(db, 3)
    await planned(db, learners)
    async with db.transaction() as worker:
        await worker.fetch(
            "select from delivery where learner_id = $1 for no key update", learners[0]
        )
        said = await cancel(db, CLOCK, Only(kind="lesson"), yes=True)
    assert said[0] == "2 cancelled"
    assert "1 are planned or held anew" in said[-1]
    assert await count(db, "delivery") == 1


async def test_a_name_that_means_nothing_is_refused(db: Database) -> None:
    with pytest.raises(InputError, match="no kind"):
        await only(db, ["city"], None, "song")
    with pytest.raises(InputError, match='no account "vilage"'):
        await only(db, ["city"], "vilage", "lesson")
    await planned(db, await people(db, 1), lane="village")
    assert await only(db, ["city"], "village") == Only("village")


async def test_an_account_owes_what_is_planned_held_or_failed(db: Database) -> None:
    learners = await people(db, 1)
    await held(db, learners, lane="a")
    await past(db, learners, "failed", lane="b")
    await past(db, learners, "sent", lane="c")
    async with db.connection() as conn:
        assert [await operator_acts.owes(conn, lane) for lane in "abc"] == [True, True, False]
