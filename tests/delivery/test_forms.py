"""Notices and template messages in the engine: what is told, what is used up, what comes next."""

import asyncio
from collections import Counter, deque
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.domain.delivery import Kind, Outcome, Result, Rung, Scope
from bot.domain.learners import Dialog
from bot.store import consents
from bot.store.db import Database
from bot.store.quotas import Use
from tests.delivery.forms import (
    DAILY,
    FORM,
    LASTING,
    address_of,
    agency,
    agrees,
    balance,
    ledger,
    mass_turn,
)
from tests.delivery.office import DIALOG
from tests.delivery.owing import (
    NOON,
    OFFICIAL,
    all_of,
    learner,
    many,
    one,
    owe,
    places,
    rows,
    window,
)

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
TEMPLATE_DAY: Use = (OFFICIAL, "template")
CUSTOMER_DAY: Use = (OFFICIAL, "customer")
NO_CONSENT = Outcome(Result.QUOTA_USED_UP, "43101")


async def test_a_notice_tells_in_brief_and_uses_up_a_consent(
    db: Database, clock: FrozenClock
) -> None:
    office = agency(db, clock)
    person = await learner(db, "city-wechat:oA")
    await agrees(db, person, "daily", "daily")
    row = await owe(db, person)
    office.words.facts = {"title": "第一课", "url": "https://example.org/"}
    await office.work()
    (call,) = office.wechat.calls
    assert (call.rung, call.chat) == (Rung.NOTICE, "oA")
    assert call.filled is not None
    assert call.filled.template is DAILY
    assert call.filled.facts == {"title": "第一课"}
    assert call.filled.url == "https://example.org/"
    assert office.words.brief == [row]
    assert await balance(db, person) == {"daily": 1}
    assert await ledger(db, person) == [
        ("granted", "daily", None),
        ("granted", "daily", None),
        ("used", "daily", row),
    ]
    now = await one(db, row)
    assert (now["state"], now["rung"]) == ("sent", "notice")
    assert [step["reason"] for step in now["steps"]] == ["no window is open", "sent 200"]
    assert {step["rung"] for step in now["steps"]} == {"notice"}


async def test_in_brief_no_dialog_begins_and_pages_stay(db: Database, clock: FrozenClock) -> None:
    office = agency(db, clock)
    person = await learner(db, "city-wechat:oA")
    async with db.connection() as conn:
        await conn.execute("update learner set dialog = $1", DIALOG.to_json())
    await owe(db, person)
    office.words.pages = ("first", "second", "third")
    await office.work()
    assert office.wechat.texts == ["first"], "one call for a form, however long the words"
    assert (await rows(db, "select dialog from learner"))[0]["dialog"] == DIALOG.to_json()
    assert Dialog() != DIALOG


async def test_a_lasting_consent_stays(db: Database, clock: FrozenClock) -> None:
    office = agency(db, clock)
    person = await learner(db, "city-wechat:oA")
    await agrees(db, person, "lasting", lasting=("lasting",))
    for subject in ("a", "b"):
        await owe(db, person, kind=Kind.REMINDER, subject=subject)
        await office.work()
    assert [call.filled.template for call in office.wechat.calls if call.filled] == [LASTING] * 2
    assert await balance(db, person) == {"lasting": -1}
    assert [what for what, _, _ in await ledger(db, person)] == ["granted", "used", "used"]


async def test_without_a_consent_a_template_message_goes(db: Database, clock: FrozenClock) -> None:
    office = agency(db, clock)
    row = await owe(db, await learner(db, "city-wechat:oA"))
    await office.work()
    (call,) = office.wechat.calls
    assert (call.rung, call.key) == (Rung.TEMPLATE, f"{row}-0")
    assert call.filled is not None
    assert call.filled.template is FORM
    steps = (await one(db, row))["steps"]
    assert steps[0]["reason"] == "no window is open; no consent left"


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(Result.THROTTLED, "45011"),
        Outcome(Result.UNAVAILABLE, "-1"),
        Outcome(Result.MISCONFIGURED, "40001", scope=Scope.ACCOUNT),
        Outcome(Result.GONE, "43004"),
        Outcome(Result.QUOTA_USED_UP, "45009", scope=Scope.ACCOUNT),
        Outcome(Result.REFUSED, "43019", scope=Scope.PERSON),
        Outcome(Result.REFUSED, "40037", scope=Scope.TEMPLATE),
        Outcome(Result.REFUSED, "48001", scope=Scope.RUNG),
        Outcome(Result.BAD_REQUEST, "47003"),
    ],
    ids=lambda outcome: outcome.code,
)
async def test_a_consent_comes_back_when_nothing_was_sent(
    db: Database, clock: FrozenClock, outcome: Outcome
) -> None:
    office = agency(db, clock, DAILY)
    person = await learner(db, "city-wechat:oA")
    await agrees(db, person, "daily")
    row = await owe(db, person)
    office.wechat.script = deque([outcome])
    await office.worker.run_once()
    assert len(office.wechat.calls) == 1
    assert await balance(db, person) == {"daily": 1}
    assert (await ledger(db, person))[1:] == [("used", "daily", row), ("returned", "daily", row)]


async def test_a_consent_that_may_be_used_up_is(db: Database, clock: FrozenClock) -> None:
    office = agency(db, clock, DAILY)
    person = await learner(db, "city-wechat:oA")
    await agrees(db, person, "daily")
    row = await owe(db, person)
    office.wechat.script = deque([Outcome(Result.UNKNOWN, "no answer")])
    await office.work()
    clock.move(4 * SECOND)
    await office.work()
    assert len(office.wechat.calls) == 1
    now = await one(db, row)
    assert (now["state"], now["uncertain"]) == ("held", True)
    assert await balance(db, person) == {"daily": 0}


async def test_a_consent_revoked_while_on_its_way_does_not_come_back(
    db: Database, clock: FrozenClock
) -> None:
    office = agency(db, clock, DAILY)
    person = await learner(db, "city-wechat:oA")
    address = await agrees(db, person, "daily", "daily", "daily")
    await owe(db, person)

    async def the_person_revokes() -> None:
        async with db.transaction() as conn:
            await consents.revoke(conn, address, ["daily"], NOON)

    office.wechat.meanwhile = the_person_revokes
    office.wechat.script = deque([Outcome(Result.UNAVAILABLE, "-1")])
    await office.worker.run_once()
    assert await balance(db, person) == {}
    assert [what for what, _, _ in await ledger(db, person)][3:] == ["used", "revoked"]


async def test_the_platform_knows_of_no_consent(db: Database, clock: FrozenClock) -> None:
    """43101: our count was wrong, and the next rung carries it at once."""
    office = agency(db, clock)
    person = await learner(db, "city-wechat:oA")
    await agrees(db, person, "daily", "daily")
    row = await owe(db, person)
    office.wechat.script = deque([NO_CONSENT])
    await office.work()
    assert [call.rung for call in office.wechat.calls] == [Rung.NOTICE, Rung.TEMPLATE]
    assert await balance(db, person) == {}
    assert (await ledger(db, person))[-1] == ("gone", "daily", None)
    reasons = [step["reason"] for step in (await one(db, row))["steps"]]
    assert reasons == [
        "no window is open",
        "quota used up 43101",
        "no window is open; no consent left",
        "sent 200",
    ]


async def test_words_that_are_not_needed_use_up_nothing(db: Database, clock: FrozenClock) -> None:
    office = agency(db, clock)
    office.words.not_needed = "the course is finished"
    person = await learner(db, "city-wechat:oA")
    await agrees(db, person, "daily")
    row = await owe(db, person)
    await office.work()
    assert (await one(db, row))["reason"] == "the course is finished"
    assert await balance(db, person) == {"daily": 1}


async def test_a_composer_without_facts_is_a_fault_that_is_said_once(
    db: Database, clock: FrozenClock
) -> None:
    office = agency(db, clock)
    office.words.facts = {}
    person = await learner(db, "city-wechat:oA")
    await agrees(db, person, "daily")
    row = await owe(db, person)
    with capture_logs() as logs:
        for _ in range(2):
            await office.work()
            clock.move(HOUR / 2)
    assert [entry["event"] for entry in logs] == ["a delivery has no facts for its notice"]
    assert (await one(db, row))["state"] == "planned"
    assert await balance(db, person) == {"daily": 1}
    assert office.wechat.calls == []


# the quotas of the day ----------------------------------------------------------------------------


async def test_what_a_quota_does_not_take_falls_to_the_next_rung(
    db: Database, clock: FrozenClock
) -> None:
    """Two customer messages and two templates a day for six people, one of whom agreed."""
    office = agency(db, clock, daily={CUSTOMER_DAY: 2, TEMPLATE_DAY: 2})
    people = [await learner(db, f"city-wechat:o{number}") for number in range(6)]
    for person in people:
        await window(db, person)
        await owe(db, person)
    await agrees(db, people[5], "daily")
    await office.work()
    carried = sorted(call.rung.value for call in office.wechat.calls)
    assert carried == ["customer", "customer", "notice", "template", "template"]
    (held,) = await all_of(db, "state = 'held'")
    assert held["reason"] == (
        "the platform's messages of the day are used up; no consent left; "
        "the platform's template messages of the day are used up; waits for the next contact"
    )
    used = await rows(db, "select what, used from quota_use order by what")
    assert [(row["what"], row["used"]) for row in used] == [("customer", 2), ("template", 2)]
    left = [(await places(db, person))[0] for person in people]
    assert sorted(left) == [4, 4, 5, 5, 5, 5], "no place is taken for what goes another way"


async def test_the_platform_ends_the_day_of_one_rung(db: Database, clock: FrozenClock) -> None:
    """45009, with no quota of ours to know it by: once, and for all until the next day."""
    office = agency(db, clock)
    first = await learner(db, "city-wechat:oA")
    await window(db, first)
    row = await owe(db, first)
    office.wechat.script = deque([Outcome(Result.QUOTA_USED_UP, "45009", scope=Scope.ACCOUNT)])
    await office.work()
    assert [call.rung for call in office.wechat.calls] == [Rung.CUSTOMER, Rung.TEMPLATE]
    assert (await one(db, row))["state"] == "sent"
    assert await places(db, first) == (5, 0)
    second = await learner(db, "city-wechat:oB")
    await window(db, second)
    await owe(db, second)
    await office.work()
    carried = [call.rung for call in office.wechat.calls[2:]]
    assert carried == [Rung.TEMPLATE], "nobody else is tried today"
    clock.move(timedelta(days=1))
    third = await learner(db, "city-wechat:oC")
    await window(db, third, until=clock.now() + HOUR)
    await owe(db, third, due=clock.now())
    await office.work()
    assert office.wechat.calls[-1].rung is Rung.CUSTOMER


async def test_the_templates_of_the_day_end_and_the_rest_is_held(
    db: Database, clock: FrozenClock
) -> None:
    office = agency(db, clock, FORM)
    row = await owe(db, await learner(db, "city-wechat:oA"))
    office.wechat.script = deque([Outcome(Result.QUOTA_USED_UP, "45009", scope=Scope.ACCOUNT)])
    await office.work()
    now = await one(db, row)
    assert (now["state"], len(office.wechat.calls)) == ("held", 1)
    assert now["reason"].startswith("no window is open; the platform's template messages of")


# mass messages ------------------------------------------------------------------------------------


async def test_what_a_mass_message_will_bring_waits_for_it(
    db: Database, clock: FrozenClock
) -> None:
    office = agency(db, clock)
    await mass_turn(db, NOON + 7 * HOUR)
    some = [await learner(db, f"city-wechat:o{n}") for n in range(3)]
    told = [await owe(db, p, kind=Kind.ANNOUNCEMENT, occurrence="once") for p in some]
    await window(db, some[0])
    async with db.connection() as conn:
        await conn.execute(
            "update address set mass_month = '2026-11', mass_used = 4 where id = $1",
            await address_of(db, some[2]),
        )
    await office.work()
    now = [await one(db, row) for row in told]
    assert [row["state"] for row in now] == ["sent", "held", "held"]
    assert now[1]["reason"] == "no window is open; waits for its mass message"
    assert now[2]["reason"] == (
        "no window is open; four mass messages of the month had; waits for the next contact"
    )


@pytest.mark.parametrize("state", ["done", "dropped"])
async def test_a_turn_that_is_over_carries_nothing(
    db: Database, clock: FrozenClock, state: str
) -> None:
    office = agency(db, clock)
    await mass_turn(db, NOON - HOUR, state)
    row = await owe(
        db, await learner(db, "city-wechat:oA"), kind=Kind.ANNOUNCEMENT, occurrence="once"
    )
    await office.work()
    assert (await one(db, row))["reason"].endswith(
        "no mass message is planned; waits for the next contact"
    )


async def test_two_workers_never_use_more_than_there_is(db: Database, clock: FrozenClock) -> None:
    """Forty in a window, ten of whom agreed to a notice; ten customer messages and fifteen
    templates are left of the day.
    """
    daily = {CUSTOMER_DAY: 10, TEMPLATE_DAY: 15}
    offices = [agency(db, clock, daily=daily) for _ in range(2)]
    await many(db, 40, OFFICIAL)
    people = [row["learner_id"] for row in await rows(db, "select learner_id from address")]
    for person in people:
        await window(db, person)
    for person in people[::4]:
        await agrees(db, person, "daily")
    async with asyncio.timeout(30):
        while await rows(db, "select 1 from delivery"):
            await asyncio.gather(*(office.worker.run_once() for office in offices))
    carried = Counter(call.rung for office in offices for call in office.wechat.calls)
    used = [line for person in people for line in await ledger(db, person) if line[0] == "used"]
    assert carried[Rung.CUSTOMER] == 10
    assert carried[Rung.TEMPLATE] == 15
    assert 0 < carried[Rung.NOTICE] == len(used)
    left = sum([sum((await balance(db, person)).values()) for person in people])
    assert left == 10 - len(used)
    states = Counter(row["state"] for row in await all_of(db))
    assert states == {"sent": carried.total(), "held": 40 - carried.total()}
