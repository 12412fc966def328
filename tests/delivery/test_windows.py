"""Places in WeChat's windows: reserved with a claim, given back when nothing was sent."""

from collections import deque
from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.domain.delivery import Kind, Outcome, Result, Rung, Scope
from bot.store.db import Database
from tests.delivery.office import DIALOG, Office
from tests.delivery.owing import NOON, learner, one, owe, places, rows, window

SECOND = timedelta(seconds=1)


async def test_a_customer_message_takes_a_place_in_its_window(
    db: Database, office: Office
) -> None:
    person = await learner(db, "city-wechat:oA")
    await window(db, person, left=2)
    row = await owe(db, person)
    await office.work()
    assert office.wechat.calls[0].rung is Rung.CUSTOMER
    assert (await one(db, row))["rung"] == "customer"
    assert await places(db, person) == (1, 0)


async def test_long_words_in_wechat_come_page_by_page(db: Database, office: Office) -> None:
    person = await learner(db, "city-wechat:oA")
    await window(db, person)
    await owe(db, person, kind=Kind.ANNOUNCEMENT)
    async with db.connection() as conn:
        await conn.execute("update learner set dialog = $1", DIALOG.to_json())
    office.words.pages = ("first", "second", "third")
    await office.work()
    assert office.wechat.texts == ["first"]
    dialog = (await rows(db, "select dialog from learner"))[0]["dialog"]
    assert [page["messages"][0]["text"] for page in dialog["more"]] == ["second", "third"]
    assert dialog["question"] == DIALOG.question, "an open question stays open"


@pytest.mark.parametrize(
    ("result", "code", "state"),
    [
        (Result.REFUSED, "403 no rights", "failed"),
        (Result.BAD_REQUEST, "400 markup", "failed"),
        (Result.THROTTLED, "429", "planned"),
        (Result.UNAVAILABLE, "5xx", "planned"),
        (Result.MISCONFIGURED, "401", "planned"),
    ],
)
async def test_what_was_surely_not_sent_gives_its_place_back(
    db: Database, office: Office, result: Result, code: str, state: str
) -> None:
    person = await learner(db, "city-wechat:oA")
    await window(db, person, "click", left=3)
    row = await owe(db, person)
    office.wechat.script = deque([Outcome(result, code)])
    await office.work()
    now = await one(db, row)
    assert (now["state"], now["uncertain"], now["lease_until"]) == (state, False, None)
    assert now["steps"][0]["reason"] == f"{result} {code}"
    assert await places(db, person) == (0, 3)


async def test_what_may_have_arrived_keeps_its_place_and_is_repeated_as_uncertain(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    person = await learner(db, "city-wechat:oA")
    await window(db, person)
    row = await owe(db, person)
    office.wechat.script = deque([Outcome(Result.UNKNOWN, "no answer")])
    await office.work()
    now = await one(db, row)
    assert (now["state"], now["uncertain"]) == ("planned", True)
    assert await places(db, person) == (4, 0)
    clock.move(4 * SECOND)
    await office.work()
    assert (await one(db, row))["state"] == "sent"
    assert await places(db, person) == (3, 0)


async def test_a_place_is_not_given_back_to_a_newer_window(db: Database, office: Office) -> None:
    person = await learner(db, "city-wechat:oA")
    await window(db, person, left=1)
    await owe(db, person)

    async def the_person_writes() -> None:
        await window(db, person, left=5, until=NOON + timedelta(hours=48))

    office.wechat.meanwhile = the_person_writes
    office.wechat.script = deque([Outcome(Result.UNAVAILABLE)])
    await office.work()
    assert await places(db, person) == (5, 0)


async def test_a_closed_click_window_leaves_the_message_window(
    db: Database, office: Office
) -> None:
    person = await learner(db, "city-wechat:oA")
    await window(db, person, "click", left=3)
    await window(db, person, "message", left=4)
    row = await owe(db, person)
    office.wechat.script = deque([Outcome(Result.WINDOW_CLOSED, "45015")])
    await office.work()
    now = await one(db, row)
    assert (now["state"], now["attempts"]) == ("sent", 2)
    assert await places(db, person) == (3, 0)


async def test_when_the_platform_knows_of_no_window_it_is_held(
    db: Database, office: Office
) -> None:
    person = await learner(db, "city-wechat:oA")
    await window(db, person)
    row = await owe(db, person)
    office.wechat.script = deque([Outcome(Result.QUOTA_USED_UP, "45047")])
    await office.work()
    now = await one(db, row)
    assert (now["state"], now["reason"]) == (
        "held",
        "no window is open; waits for the next contact",
    )
    assert await places(db, person) == (0, 0)


async def test_an_accounts_quota_holds_without_closing_the_window(
    db: Database, office: Office
) -> None:
    person = await learner(db, "city-wechat:oA")
    await window(db, person)
    row = await owe(db, person)
    office.wechat.script = deque([Outcome(Result.QUOTA_USED_UP, "45009", scope=Scope.ACCOUNT)])
    await office.work()
    assert (await one(db, row))["state"] == "held"
    assert await places(db, person) == (5, 0)
