"""What is said in one chat arrives in the order in which it was said, however many send at once."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from itertools import count

import pytest

from bot.clock import FrozenClock
from bot.delivery.worker import LEASE, InFlight
from bot.domain.delivery import Kind, Lack, Outcome, Result, Rung
from bot.domain.messages import Aim, Message, Reply
from bot.store.db import Database
from bot.store.replies import OwedReply, add_replies
from tests.delivery.channels import ScriptedChannel
from tests.delivery.office import Office
from tests.delivery.owing import BOT, NOON, group, learner, one, owe, rows
from tests.delivery.test_leavings import asked, numbering

EVENTS = 6


def said(event: int) -> list[Reply]:
    """An answer of three pages: it edits, it asks a quiz, it says something more."""
    edited = Reply((Message(f"{event}-0"),), Aim(replaces="41"))
    return [edited, Reply((asked(event),)), Reply((Message(f"{event}-2"),))]


def names(page: Reply) -> str:
    quiz = page.messages[0].quiz
    return page.messages[0].text if quiz is None else f"{quiz.data[4:]}-1"


async def answer(
    db: Database, person: int | None, crowd: int | None, event: int
) -> list[InFlight]:
    """The in-pipe's part: the reply is stored, and its first page, where it is free, on its way."""
    found = await rows(db, "select id, platform_id from address where learner_id = $1", person)
    address, chat = (found[0]["id"], found[0]["platform_id"]) if found else (None, "-100")
    pages, name = said(event), f"event {event}"
    told = [page.to_json() for page in pages]
    owed = OwedReply(person, crowd, address, BOT, name, told, NOON, at_once=True)
    async with db.transaction() as conn:
        table, row = ("learner", person) if person else ("chat_group", crowd)
        await conn.execute(f"select 1 from {table} where id = $1 for no key update", row)
        first = (await add_replies(conn, [owed], NOON + LEASE, NOON))[name]
    if not first.claimed:
        return []
    place = (BOT, chat, address, crowd, Rung.SEND)
    return [
        InFlight(first.row, Kind.REPLY, name, *place, pages[:1], 1, NOON, followed=True),
    ]


def slow_and_uneven(channel: ScriptedChannel, seed: int) -> Callable[[], Awaitable[None]]:
    chance = random.Random(seed)

    async def meanwhile() -> None:
        for _ in range(chance.randrange(30)):
            await asyncio.sleep(0)

    channel.answering_page = numbering
    return meanwhile


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_answers_of_several_pages_keep_their_order_under_two_workers(
    db: Database, clock: FrozenClock, seed: int
) -> None:
    people = [await learner(db, f"city:{n}") for n in range(3)]
    crowd = await group(db)
    channel = ScriptedChannel(BOT)
    channel.meanwhile = slow_and_uneven(channel, seed)
    here, there = (Office(db, clock, telegram=channel) for _ in range(2))
    whole = (len(people) + 1) * EVENTS * 3
    async with here.running() as wake, there.running() as other:

        def woken() -> None:
            wake.set()
            other.set()

        here.when_woken = there.when_woken = woken
        sending: list[asyncio.Task[None]] = []
        for event in range(EVENTS):
            for person in [*people, None]:
                flights = await answer(db, person, None if person else crowd, event)
                sending += [asyncio.create_task(here.worker.send(one)) for one in flights]
        await asyncio.gather(*sending)
        while len(channel.calls) < whole:
            woken()
            await asyncio.sleep(0)
    arrived = defaultdict(list)
    for call in channel.calls:
        arrived[call.chat].append(names(call.page))
    in_order = [f"{event}-{page}" for event in range(EVENTS) for page in range(3)]
    assert arrived == dict.fromkeys(["0", "1", "2", "-100"], in_order)
    assert channel.doubled == set()


async def test_no_answer_falls_between_the_pages_of_a_post(db: Database, office: Office) -> None:
    """A quiz that is refused and said in words on the way changes nothing about that."""
    crowd = await group(db)
    await owe(db, crowd, kind=Kind.QUESTION, to_group=True)
    office.words.reply = Reply((Message("a"), asked(1), Message("c")))
    refused = Outcome(Result.REFUSED, "400 no polls", lack=Lack.QUIZ)
    office.telegram.answering_page = lambda page: (
        refused if page.messages[0].quiz is not None else numbering(page)
    )
    came = count()

    async def somebody_asks() -> None:
        event = next(came)
        if event < 3:
            assert await answer(db, None, crowd, event) == [], "something is on its way"

    office.telegram.meanwhile = somebody_asks
    await office.work()
    sent = [page for page in office.telegram.pages_sent if page.messages[0].quiz is None]
    texts = [page.messages[0].text for page in sent]
    assert texts[:3] == ["a", "Who?", "c"]
    assert texts[3:] == [f for event in range(3) for f in (f"{event}-0", "Who?", f"{event}-2")]


async def test_what_waits_in_a_chat_that_rests_keeps_its_order(
    db: Database, office: Office, clock: FrozenClock
) -> None:
    person = await learner(db, "city:42")
    for event in range(3):
        await answer(db, person, None, event)
    # The in-pipe's own first flight is lost with its process: the sweep takes it up.
    clock.move(LEASE)
    assert await office.worker.take_back() == 1
    throttled = Outcome(Result.THROTTLED, "429", retry_after=5)
    office.telegram.script.extend([throttled, Outcome(Result.SENT), throttled])
    for _ in range(4):
        await office.work()
        clock.move(LEASE / 6)
    arrived = [names(page) for page in office.telegram.pages_sent]
    in_order = [f"{event}-{page}" for event in range(3) for page in range(3)]
    assert arrived == [in_order[0], *in_order[:2], *in_order[1:]]
    last = (await rows(db, "select max(id) as id from delivery_past"))[0]["id"]
    assert (await one(db, last))["state"] == "sent"
