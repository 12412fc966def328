"""What becomes of a notice or template message after the platform took it."""

import asyncio
from collections import deque
from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.domain.delivery import Kind, Outcome, Result
from bot.store import deliveries, endings, partitions, receipts
from bot.store.db import Database
from bot.store.endings import Ending
from bot.store.receipts import Receipt
from tests.delivery.forms import address_of, agency, agrees
from tests.delivery.office import Office
from tests.delivery.owing import NOON, OFFICIAL, learner, one, owe, rows, window
from tests.delivery.test_claiming import until_somebody_waits

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TAKEN = Outcome(Result.SENT, "0", platform_id="200163836")
FAILED = "failed: system failed"


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
def office(db: Database, clock: FrozenClock) -> Office:
    return agency(db, clock)


async def told(
    db: Database, clock: FrozenClock, status: str, *, ok: bool = False, message: str = "200163836"
) -> None:
    async with db.transaction() as conn:
        await receipts.told(conn, OFFICIAL, message, ok, status, clock.now())


async def waiting(db: Database) -> int:
    return len(await rows(db, "select 1 from push_receipt"))


async def taken(db: Database, office: Office, kind: Kind = Kind.LESSON) -> tuple[int, int]:
    """A template message that the platform took: the learner and the delivery."""
    person = await learner(db, "city-wechat:oA")
    row = await owe(db, person, kind=kind)
    office.wechat.script = deque([TAKEN])
    await office.work()
    assert (await one(db, row))["state"] == "sent"
    return person, row


async def test_a_receipt_is_kept_until_the_platform_says_it_arrived(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    _, row = await taken(db, office)
    (receipt,) = await rows(db, "select * from push_receipt")
    now = await one(db, row)
    assert (receipt["account"], receipt["message_id"]) == (OFFICIAL, TAKEN.platform_id)
    assert (receipt["delivery_id"], receipt["address_id"]) == (row, now["address_id"])
    assert receipt["ended_at"] == now["ended_at"]
    clock.move(HOUR)
    await told(db, clock, "success", ok=True)
    assert await waiting(db) == 0
    assert await one(db, row) == now


async def test_a_notice_has_its_receipt_too(db: Database, office: Office) -> None:
    person = await learner(db, "city-wechat:oA")
    await agrees(db, person, "daily")
    await owe(db, person)
    office.wechat.script = deque([TAKEN])
    await office.work()
    assert await waiting(db) == 1


async def test_a_customer_message_has_none(db: Database, office: Office) -> None:
    person = await learner(db, "city-wechat:oA")
    await window(db, person)
    await owe(db, person)
    office.wechat.script = deque([TAKEN])
    await office.work()
    assert (len(office.wechat.calls), await waiting(db)) == (1, 0)


async def test_what_did_not_arrive_waits_in_the_inbox(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    person, row = await taken(db, office)
    clock.move(HOUR)
    await told(db, clock, FAILED)
    now = await one(db, row)
    assert (now["state"], now["reason"]) == ("held", f"{FAILED}; waits for the next contact")
    assert now["steps"][-1]["reason"] == FAILED
    assert now["steps"][-1]["rung"] == "template"
    async with db.transaction() as conn:
        (held,) = await deliveries.held_of(conn, person, clock.now())
    assert held.row == row
    assert await waiting(db) == 0
    assert (await rows(db, "select muted_until from address"))[0]["muted_until"] is None


async def test_what_is_of_no_use_any_more_has_failed(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    _, row = await taken(db, office)
    clock.move(2 * DAY)
    await told(db, clock, FAILED)
    now = await one(db, row)
    assert (now["state"], now["reason"], now["rung"]) == ("failed", FAILED, "template")
    assert now["ended_at"] == clock.now()


async def test_a_report_is_heard_once(db: Database, office: Office, clock: FrozenClock) -> None:
    _, row = await taken(db, office)
    await told(db, clock, FAILED)
    before = await one(db, row)
    await told(db, clock, FAILED)
    await told(db, clock, "success", ok=True)
    assert await one(db, row) == before


async def test_who_blocks_template_messages_is_muted(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    person, _ = await taken(db, office)
    await told(db, clock, "failed:user block")
    assert (await rows(db, "select muted_until::text as m from address"))[0]["m"] == "infinity"
    row = await owe(db, person, subject="next")
    await office.work()
    assert (await one(db, row))["reason"].startswith("the person takes no messages from us")


async def test_a_report_that_overtakes_the_record_is_not_lost(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    """The event may come while the answer to our call is still on its way."""

    async def the_platform_reports() -> None:
        await told(db, clock, "failed:user block")

    person = await learner(db, "city-wechat:oA")
    row = await owe(db, person)
    office.wechat.meanwhile = the_platform_reports
    office.wechat.script = deque([TAKEN])
    await office.work()
    assert office.wechat.failed == []
    assert (await one(db, row))["state"] == "held"
    assert (await rows(db, "select muted_until::text as m from address"))[0]["m"] == "infinity"
    assert await waiting(db) == 0


async def test_others_reports_change_nothing(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    _, row = await taken(db, office)
    before = await one(db, row)
    await told(db, clock, FAILED, message="another")
    await told(db, clock, "success", ok=True, message="a third")
    assert await one(db, row) == before
    assert await waiting(db) == 2, "ours, and one that may be about to be ours"


async def test_a_person_who_was_erased_is_let_be(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    person, row = await taken(db, office)
    async with db.connection() as conn:
        await conn.execute("delete from learner where id = $1", person)
    await told(db, clock, FAILED)
    assert (await one(db, row))["state"] == "sent"
    assert await rows(db, "select 1 from delivery_held") == []


async def test_receipts_are_forgotten_after_a_week(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    await taken(db, office)
    await told(db, clock, FAILED, message="another")
    for days, left in ((7, 2), (1, 0)):
        clock.move(days * DAY)
        async with db.transaction() as conn:
            assert await receipts.forget_old(conn, clock.now(), 1) == (0 if left else 1)
            assert await receipts.forget_old(conn, clock.now(), 5) == (0 if left else 1)
        assert await waiting(db) == left


async def test_a_failure_in_another_month_is_found(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    """The receipt names the instant, and so the month's table."""
    async with db.transaction() as conn:
        await partitions.keep_months(conn, clock.now(), keep=13)
    _, row = await taken(db, office)
    past = "select tableoid::regclass::text as part from delivery_past where id = $1"
    assert (await rows(db, past, row))[0]["part"] != "delivery_past_other"
    await told(db, clock, FAILED)
    assert (await one(db, row))["state"] == "held"
    assert await rows(db, past, row) == []


async def test_a_report_that_meets_the_record_waits_for_it(
    db: Database, clock: FrozenClock
) -> None:
    person = await learner(db, "city-wechat:oA")
    row = await owe(db, person)
    address = await address_of(db, person)
    async with db.transaction() as recording:
        await endings.end(recording, [Ending(row, 0, "sent", "sent 0")], NOON)
        receipt = Receipt(OFFICIAL, "200163836", row, address, NOON)
        await receipts.keep(recording, [receipt], NOON)
        reporting = asyncio.create_task(told(db, clock, FAILED))
        await until_somebody_waits(db)
        assert not reporting.done()
    await reporting
    assert (await one(db, row))["state"] == "held"
    assert await waiting(db) == 0
