"""Replies that travel as deliveries: at once, in order, of use for a day."""

from collections import deque
from datetime import timedelta

from bot.clock import FrozenClock
from bot.delivery.flight import LEASE, InFlight
from bot.domain.delivery import Kind, Outcome, Result, Rung
from bot.domain.messages import say
from bot.store.db import Database
from bot.store.replies import OwedReply, add_replies
from tests.delivery.office import Office
from tests.delivery.owing import BOT, NOON, all_of, group, learner, one, owe, reply_detail, rows

SECOND = timedelta(seconds=1)


async def answered(
    db: Database, person: int | None, crowd: int | None, subject: str, *texts: str
) -> list[tuple[int, bool]]:
    """A reply is owed, as the in-pipe does it: the recipient is locked."""
    found = await rows(db, "select id from address where learner_id = $1", person)
    async with db.transaction() as conn:
        await conn.execute("select 1 from learner where id = $1 for no key update", person)
        address = found[0]["id"] if found else None
        pages = [reply_detail(text) for text in texts]
        owed = OwedReply(person, crowd, address, BOT, subject, pages, NOON, at_once=True)
        await add_replies(conn, [owed], NOON + LEASE, NOON)
    made = await rows(db, "select id, state from delivery where subject = $1 order by id", subject)
    return [(row["id"], row["state"] == "claimed") for row in made]


def flight(row: int, text: str) -> InFlight:
    return InFlight(
        row,
        Kind.REPLY,
        "event",
        BOT,
        "42",
        1,
        None,
        Rung.SEND,
        [say(text)],
        1,
        NOON,
        followed=True,
    )


async def test_a_reply_goes_at_once_and_its_pages_in_order(db: Database, office: Office) -> None:
    person = await learner(db, "city:42")
    first, second = await answered(db, person, None, "event", "one", "two")
    assert (first[1], second[1]) == (True, False)
    assert await office.worker.run_once() == 0, "the second page waits for the first"
    await office.send(flight(first[0], "one"))
    await office.work()
    assert office.telegram.texts == ["one", "two"]
    assert {row["state"] for row in await all_of(db)} == {"sent"}
    assert office.woken, "what waits behind a page is looked for as soon as it has landed"


async def test_a_later_reply_never_overtakes_a_page_that_waits(
    db: Database, office: Office
) -> None:
    person = await learner(db, "city:42")
    first, _ = await answered(db, person, None, "event", "one", "two")
    (third,) = await answered(db, person, None, "next", "three")
    assert not third[1], "something is in flight"
    await office.send(flight(first[0], "one"))
    (fourth,) = await answered(db, person, None, "last", "four")
    assert not fourth[1], "earlier pages wait"
    await office.work()
    assert office.telegram.texts == ["one", "two", "three", "four"]


async def test_a_page_that_must_wait_keeps_those_after_it_waiting(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    person = await learner(db, "city:42")
    first, _ = await answered(db, person, None, "event", "one", "two")
    lesson = await owe(db, person)
    office.telegram.script = deque([Outcome(Result.UNAVAILABLE)])
    await office.send(flight(first[0], "one"))
    await office.work()
    assert office.telegram.texts == ["one", "a lesson"]
    assert (await one(db, lesson))["state"] == "sent"
    clock.move(4 * SECOND)
    await office.work()
    assert office.telegram.texts == ["one", "a lesson", "one", "two"]


async def test_a_reply_waits_for_what_is_in_flight_to_its_group(
    db: Database, office: Office
) -> None:
    crowd = await group(db)
    await owe(db, crowd, kind=Kind.REMINDER, to_group=True)
    replies: list[tuple[int, bool]] = []

    async def somebody_asks() -> None:
        if not replies:
            replies.extend(await answered(db, None, crowd, "event", "an answer"))

    office.telegram.meanwhile = somebody_asks
    await office.work()
    assert [claimed for _, claimed in replies] == [False]
    assert office.telegram.texts == ["a lesson", "an answer"]


async def test_a_reply_of_yesterday_is_of_no_use(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    await answered(db, await learner(db, "city:42"), None, "event", "one")
    clock.move(timedelta(days=1))
    await office.worker.take_back()
    await office.work()
    (now,) = await all_of(db)
    assert (now["state"], now["reason"]) == ("expired", "its moment has passed")
