"""What a platform refuses: to a person, of a template, on a rung; each stops what it speaks of."""

import asyncio
from collections import deque
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.delivery.status import status
from bot.delivery.status_page import page
from bot.domain.delivery import Kind, Outcome, Result, Rung, Scope
from bot.store import inbound
from bot.store.db import Database
from bot.store.inbound import Finished
from tests.delivery.forms import DAILY, FORM, agency, agrees, balance
from tests.delivery.owing import (
    OFFICIAL,
    all_of,
    learner,
    one,
    owe,
    places,
    reply_detail,
    rows,
    window,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NO_MESSAGES = Outcome(Result.REFUSED, "48002", scope=Scope.PERSON)
BAD_TEMPLATE = Outcome(Result.REFUSED, "40037", scope=Scope.TEMPLATE)
NO_RUNG = Outcome(Result.REFUSED, "48001", scope=Scope.RUNG)
SPENT = Outcome(Result.QUOTA_USED_UP, "45009", scope=Scope.ACCOUNT)
ALARM = "a way of sending is stopped for a day"


async def stops(db: Database) -> list[tuple[str, str]]:
    found = await rows(db, "select account, what from push_stop order by what")
    return [(row["account"], row["what"]) for row in found]


# a person -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["48002", "43019"])
async def test_who_takes_no_messages_is_muted_until_heard_from(
    db: Database, clock: FrozenClock, code: str
) -> None:
    office = agency(db, clock)
    person = await learner(db, "city-wechat:oA")
    await window(db, person)
    row = await owe(db, person)
    office.wechat.script = deque([Outcome(Result.REFUSED, code, scope=Scope.PERSON)])
    await office.work()
    now = await one(db, row)
    assert (now["state"], len(office.wechat.calls)) == ("held", 1)
    assert now["reason"] == "the person takes no messages from us; waits for the next contact"
    assert await places(db, person) == (5, 0)
    (address,) = await rows(db, "select id, muted_until::text as muted from address")
    assert address["muted"] == "infinity"
    clock.move(DAY * 300)
    await owe(db, person, subject="later", due=clock.now())
    await office.work()
    assert len(office.wechat.calls) == 1, "also next year"
    async with db.transaction() as conn:
        writes = Finished(b"key", None, person, address["id"])
        await inbound.finish_events(conn, [writes], clock.now())
    await owe(db, person, subject="again", due=clock.now())
    await office.work()
    assert len(office.wechat.calls) == 2


async def test_who_is_muted_in_wechat_is_reached_in_telegram(
    db: Database, clock: FrozenClock
) -> None:
    office = agency(db, clock)
    person = await learner(db, "city-wechat:oA", "city:42")
    await window(db, person)
    row = await owe(db, person)
    async with db.connection() as conn:
        await conn.execute(
            "update address set last_in_at = $1 where account = $2", clock.now() - HOUR, OFFICIAL
        )
    office.wechat.script = deque([NO_MESSAGES])
    await office.work()
    assert (len(office.wechat.calls), office.telegram.chats) == (1, ["42"])
    assert (await one(db, row))["state"] == "sent"


async def test_who_wrote_while_a_message_was_refused_is_not_muted(
    db: Database, clock: FrozenClock
) -> None:
    office = agency(db, clock)
    person = await learner(db, "city-wechat:oA")
    await window(db, person)
    await owe(db, person)

    async def the_person_writes() -> None:
        async with db.connection() as conn:
            await conn.execute("update address set last_in_at = $1", clock.now() + HOUR)

    office.wechat.meanwhile = the_person_writes
    office.wechat.script = deque([NO_MESSAGES])
    await office.work()
    assert len(office.wechat.calls) == 2
    assert (await rows(db, "select muted_until from address"))[0]["muted_until"] is None


async def test_a_person_sent_too_much_only_pauses(db: Database, clock: FrozenClock) -> None:
    """43117 speaks of this chat and this moment."""
    office = agency(db, clock)
    row = await owe(db, await learner(db, "city-wechat:oA"))
    office.wechat.script = deque([Outcome(Result.THROTTLED, "43117", 60)])
    await office.work()
    assert (await one(db, row))["state"] == "planned"
    assert (await rows(db, "select muted_until from address"))[0]["muted_until"] is None
    clock.move(timedelta(seconds=62))
    await office.work()
    assert (await one(db, row))["state"] == "sent"


# a template, a rung -------------------------------------------------------------------------------


async def test_a_refused_template_is_left_alone_for_a_day_with_one_alarm(
    db: Database, clock: FrozenClock
) -> None:
    office = agency(db, clock, FORM)
    for number in range(5):
        await owe(db, await learner(db, f"city-wechat:o{number}"))
    office.wechat.script = deque([BAD_TEMPLATE] * 5)
    with capture_logs() as logs:
        await office.work()
    assert await stops(db) == [(OFFICIAL, "form")]
    alarms = [entry for entry in logs if entry["event"] == ALARM]
    assert len(alarms) == 1
    assert alarms[0]["log_level"] == "error"
    assert alarms[0]["reason"] == (
        "refused 40037; check the template and its fields in the account's console"
        " and in the settings"
    )
    assert "form" not in str(alarms[0]), "whose template it is, only the database knows"
    held = await all_of(db, "state = 'held'")
    assert {row["reason"] for row in held} == {
        "no window is open; the platform takes no such template now; waits for the next contact"
    }
    assert len(held) == 5
    clock.move(DAY - HOUR)
    await owe(db, await learner(db, "city-wechat:oB"), due=clock.now())
    await office.work()
    assert len(office.wechat.calls) == 5
    clock.move(HOUR)
    row = await owe(db, await learner(db, "city-wechat:oC"), due=clock.now())
    await office.work()
    assert (await one(db, row))["state"] == "sent", "then it is tried again"


async def test_the_operators_page_names_what_is_left_alone(
    db: Database, clock: FrozenClock
) -> None:
    office = agency(db, clock)
    for number, outcome in enumerate([BAD_TEMPLATE, NO_RUNG]):
        await window(db, person := await learner(db, f"city-wechat:o{number}"))
        async with db.connection() as conn:
            await conn.execute("update address set message_window_left = $1", int(number > 0))
        await owe(db, person)
        office.wechat.script = deque([outcome])
        await office.worker.run_once()
    async with db.connection() as conn:
        lines = page(await status(conn, clock.now()), [OFFICIAL], ZoneInfo("Asia/Shanghai"))
    assert (
        "  - city-wechat leaves template form alone until 11-24 12:00: refused 40037; check the"
        " template and its fields in the account's console and in the settings. What would go"
        " that way goes another, or waits."
    ) in lines
    assert any("leaves customer messages alone until" in line for line in lines)


async def test_what_the_platform_calls_used_up_is_no_number(
    db: Database, clock: FrozenClock
) -> None:
    office = agency(db, clock)
    await window(db, person := await learner(db, "city-wechat:oA"))
    await owe(db, person)
    office.wechat.script = deque([SPENT])
    await office.work()
    async with db.connection() as conn:
        lines = page(await status(conn, clock.now()), [OFFICIAL], ZoneInfo("Asia/Shanghai"))
    assert [line.split() for line in lines if " customer " in line] == [
        [OFFICIAL, "customer", "2026-11-23", "all", "of", "it"]
    ]


async def test_it_is_said_anew_when_it_is_refused_the_next_day(
    db: Database, clock: FrozenClock
) -> None:
    office = agency(db, clock, FORM)
    with capture_logs() as logs:
        for number in range(2):
            office.wechat.script = deque([BAD_TEMPLATE])
            await owe(db, await learner(db, f"city-wechat:o{number}"), due=clock.now())
            await office.work()
            clock.move(DAY)
    assert len([entry for entry in logs if entry["event"] == ALARM]) == 2
    assert await stops(db) == [(OFFICIAL, "form")]


async def test_a_refused_notice_falls_to_the_template_and_keeps_its_consent(
    db: Database, clock: FrozenClock
) -> None:
    office = agency(db, clock)
    person = await learner(db, "city-wechat:oA")
    await agrees(db, person, "daily")
    row = await owe(db, person)
    office.wechat.script = deque([BAD_TEMPLATE])
    await office.work()
    assert [call.rung for call in office.wechat.calls] == [Rung.NOTICE, Rung.TEMPLATE]
    assert (await one(db, row))["steps"][2]["reason"] == (
        "no window is open; the platform takes no such notice now"
    )
    assert await balance(db, person) == {"daily": 1}
    assert await stops(db) == [(OFFICIAL, "daily")]


async def test_what_a_form_cannot_hold_stops_the_form_and_not_the_course(
    db: Database, clock: FrozenClock
) -> None:
    """47003: the words themselves were never tried."""
    office = agency(db, clock, DAILY)
    some = [await learner(db, f"city-wechat:o{number}") for number in range(6)]
    for person in some[:3]:
        await agrees(db, person, "daily")
    for person in some[3:]:
        await window(db, person)
    told = [await owe(db, person) for person in some]
    office.wechat.next_in = {f"o{n}": Outcome(Result.BAD_REQUEST, "47003") for n in range(3)}
    await office.work()
    assert [(await one(db, row))["state"] for row in told] == ["held"] * 3 + ["sent"] * 3
    assert await stops(db) == [(OFFICIAL, "daily")]


async def test_a_rung_the_account_may_not_use_is_left_alone(
    db: Database, clock: FrozenClock
) -> None:
    office = agency(db, clock)
    person = await learner(db, "city-wechat:oA")
    await window(db, person)
    row = await owe(db, person)
    office.wechat.script = deque([NO_RUNG, NO_RUNG])
    with capture_logs() as logs:
        await office.work()
    assert [call.rung for call in office.wechat.calls] == [Rung.CUSTOMER, Rung.TEMPLATE]
    assert await stops(db) == [(OFFICIAL, "customer"), (OFFICIAL, "template")]
    assert (await one(db, row))["reason"] == (
        "the platform takes no customer messages now; no consent left; "
        "the platform takes no such template now; waits for the next contact"
    )
    said = [(entry["rung"], entry["account"]) for entry in logs if entry["event"] == ALARM]
    assert said == [("customer", OFFICIAL), ("template", OFFICIAL)]
    assert await places(db, person) == (5, 0)


async def test_an_answers_further_page_goes_by_customer_message(
    db: Database, clock: FrozenClock
) -> None:
    office = agency(db, clock)
    first, second = [await learner(db, f"city-wechat:o{number}") for number in range(2)]
    await window(db, first)
    await agrees(db, second, "daily")
    words = reply_detail("more")
    told = [
        await owe(db, person, kind=Kind.REPLY, priority=0, detail=words)
        for person in (first, second)
    ]
    async with db.connection() as conn:
        await conn.execute(
            "update delivery d set address_id = a.id from address a where a.learner_id = d.learner_id"
        )
    await office.work()
    now = [await one(db, row) for row in told]
    assert [(row["state"], row["rung"]) for row in now] == [
        ("sent", "customer"),
        ("expired", None),
    ]
    assert now[1]["reason"] == "no window is open"
    assert office.wechat.texts == ["more"]


async def test_two_workers_that_are_refused_at_once_give_one_alarm(
    db: Database, clock: FrozenClock
) -> None:
    first, second = agency(db, clock, FORM), agency(db, clock, FORM)
    on_its_way, both = asyncio.Event(), asyncio.Barrier(2)

    async def meet() -> None:
        on_its_way.set()
        await both.wait()

    for office in (first, second):
        office.wechat.meanwhile = meet
        office.wechat.script = deque([BAD_TEMPLATE])
    with capture_logs() as logs:
        await owe(db, await learner(db, "city-wechat:oA"))
        early = asyncio.create_task(first.worker.run_once())
        async with asyncio.timeout(20):
            await on_its_way.wait()
            await owe(db, await learner(db, "city-wechat:oB"))
            await asyncio.gather(early, second.worker.run_once())
    assert len(first.wechat.calls) == len(second.wechat.calls) == 1
    assert len([entry for entry in logs if entry["event"] == ALARM]) == 1
