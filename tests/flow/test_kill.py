"""The program is killed at any point of the scenario and started again: nothing is lost, nothing
counts twice, and at most what was in flight is said twice.

Two people live the same two days, one after the other: during those of the second the program is
killed again and again. What is kept of both must be the same.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from adapters.simulator import Bubble
from bot.storage import Storage
from tests.flow.mortal import Hung, MortalTown, Place, open_mortal_town
from tests.flow.relays import At, Later
from tests.flow.scenario import (
    courier_goes_on,
    courier_learns,
    kept_of,
    learner_of,
    senior_goes_on,
    senior_learns,
)
from tests.flow.town import PICTURE, Chats

pytestmark = [pytest.mark.kill, pytest.mark.timeout(180)]

TAKE = "select i.key is null as fresh"
GREET = "insert into learner"
ENROL = "insert into enrolment"
ANSWER = "insert into answer"
CONSENT = "insert into consent"
COMPLETE = "insert into completion"
FINISH = "insert into inbound_event"
OWE_REPLY = "'reply', subject, number::text"
PLAN = "select learner_id, lane, 'lesson', course_key"
CLAIM = "update delivery d set state = 'claimed'"
RECORD = "delete from delivery d using ended"
LEASE = "then 'leased' else 'waiting'"
ACCEPT = "else 'accepted' end"
COMPOSE = (
    "insert into lesson_progress as p (enrolment_id, lesson_key, shown_at, shown_on, versions"
)
"""Words are found in the transaction that claims, and before the claim."""
COMMIT = "commit"
START = "begin"
"""The first thing a program says."""

WHILE_AN_EVENT_IS_HANDLED = (
    At((TAKE,)),
    At((GREET,)),
    At((ENROL,)),
    At((FINISH, COMMIT)),
    At((ANSWER,)),
    At((ANSWER, COMMIT), after=True),
    At((COMPLETE,)),
    At((COMPLETE, FINISH)),
    At((CONSENT, COMMIT)),
    At((FINISH, COMMIT), after=True),
)
"""Each event is killed twice at most: WeChat sends it three times and no more."""
AROUND_A_PUSH = (
    At((LEASE, COMMIT), after=True),
    At((START,)),
    Hung("bank:statements"),
    At((ACCEPT,)),
    At((COMPLETE, COMMIT), after=True),
    At((ACCEPT,), after=True),
)
AROUND_A_DELIVERY = (
    At((PLAN, COMMIT)),
    At((PLAN, COMMIT), after=True),
    At((COMPOSE,)),
    At((CLAIM,)),
    At((CLAIM, COMMIT)),
    At((CLAIM, COMMIT), after=True),
    Hung("wechat:custom/send"),
    At((RECORD,)),
    At((RECORD, COMMIT), after=True),
)
"""Each claim that is committed takes one of the five customer messages that a window has."""
AROUND_A_REPLY = (
    At((TAKE,)),
    At((OWE_REPLY, COMMIT)),
    At((OWE_REPLY, COMMIT), after=True),
    Hung("telegram:sendMessage"),
    At((RECORD,)),
    At((RECORD, COMMIT), after=True),
    At((COMPLETE, COMMIT), after=True),
)
AROUND_A_TELEGRAM_DELIVERY = (
    At((CLAIM, COMMIT), after=True),
    Hung("telegram:sendMessage"),
    At((RECORD,)),
)
UNHURT, KILLED = "oUnhurt00000000000000000001", "oKilled00000000000000000002"
UNHURT_COURIER, KILLED_COURIER = 70001, 70002


def by_chance(seed: int, kills: int) -> tuple[Place, ...]:
    """Places anywhere, so far apart that the program starts and handles an event in between:
    nobody touches a button for longer than Telegram keeps that.
    """
    chance = random.Random(seed)
    return tuple(Later(chance.randrange(320, 400), chance.random() < 0.5) for _ in range(kills))


@pytest.fixture
async def wechat_town(place: Storage, tmp_path: Path) -> AsyncIterator[MortalTown]:
    """On WeChat alone, as most deployments are."""
    async with open_mortal_town(place, tmp_path, telegram=False) as town:
        yield town


@pytest.fixture
async def both_town(place: Storage, tmp_path: Path) -> AsyncIterator[MortalTown]:
    """On both channels."""
    async with open_mortal_town(place, tmp_path, telegram=True) as town:
        yield town


Day = Callable[[Chats], Awaitable[None]]


def senior(openid: str) -> tuple[Day, Day]:
    """The two days of a senior."""
    return partial(senior_learns, openid=openid), partial(senior_goes_on, openid=openid)


def courier(user: int) -> tuple[Day, Day]:
    """The two days of a courier."""
    return partial(courier_learns, user=user), partial(courier_goes_on, user=user)


async def live(
    town: MortalTown,
    days: tuple[Day, Day],
    first: Sequence[Place] = (),
    second: Sequence[Place] = (),
) -> None:
    """Two days, the program dying at the places named for each; all of them are reached."""
    await spend(town, days[0], first)
    # The picture of the last lesson follows its words a second later.
    await town.move_to(town.clock.now() + timedelta(seconds=3))
    until = next_half_past_seven(town.clock.now())

    async def second_day(chats: Chats) -> None:
        await chats.move_to(until)
        await days[1](chats)

    await spend(town, second_day, second)


async def spend(town: MortalTown, day: Day, places: Sequence[Place]) -> None:
    """One day, until it is over and the program has died at all ``places``."""
    before = len(town.killed_at)
    try:
        async with asyncio.timeout(80), asyncio.TaskGroup() as group:
            group.create_task(town.die_at(places))
            await day(town)
    except TimeoutError:
        died = town.killed_at[before:]
        raise AssertionError(f"stuck on the way to {places[len(died) :]}") from None


def next_half_past_seven(now: datetime) -> datetime:
    """The next 07:30 in Shanghai, and a second."""
    today = now.replace(hour=23, minute=30, second=1, microsecond=0)
    return today if today > now else today + timedelta(days=1)


async def assert_the_same(town: MortalTown, unhurt: object, killed: object) -> None:
    """What is kept of both is the same, and in the bank each statement stands once."""
    await town.nothing_due()
    assert await kept_of(town, killed) == await kept_of(town, unhurt)
    (held,) = await town.rows("select count(*) as statements from statement where form = 'xapi'")
    ids = [statement["id"] for statement in town.simulator.bank.statements]
    assert len(ids) == len(set(ids)) == held["statements"] == 18
    assert "Traceback" not in town.process.log.read_text()


def runs_of(texts: Sequence[str], messages: int) -> list[tuple[str, int]]:
    """What was said, and how often in a row; up to so many ``messages`` of one delivery may come
    again together.
    """
    runs: list[tuple[str, int]] = []
    for text in texts:
        place = next(
            (n for n in range(1, messages + 1) if len(runs) >= n and runs[-n][0] == text), 0
        )
        if place:
            runs[-place] = (text, runs[-place][1] + 1)
        else:
            runs.append((text, 1))
    return runs


async def assert_said_once(
    town: MortalTown,
    unhurt: Sequence[Bubble],
    killed: Sequence[Bubble],
    who: object,
    messages: int = 1,
) -> None:
    """The same was said to both, save that what was in flight may stand there twice; a delivery
    has at most so many ``messages``.
    """
    runs = runs_of(_words(killed), messages)
    assert [text for text, _ in runs] == _words(unhurt)
    # A lesson's picture follows its words by itself, and does not wait for what is said meanwhile.
    pictures = len(killed) - len(_words(killed)), len(unhurt) - len(_words(unhurt))
    assert pictures[0] >= pictures[1]
    (uncertain,) = await town.rows(
        """
        select count(*) as deliveries from (select uncertain, learner_id from delivery
          union all select uncertain, learner_id from delivery_past) as d
        where uncertain and learner_id = $1
        """,
        await learner_of(town, who),
    )
    # On Telegram a lesson's words and its quiz are two messages of one delivery.
    again = sum(times - 1 for _, times in runs) + pictures[0] - pictures[1]
    assert again <= messages * int(str(uncertain["deliveries"]))
    # Whoever sends several messages may be met at each of them.
    assert max(times for _, times in runs) <= 1 + messages


def _words(chat: Sequence[Bubble]) -> list[str]:
    return [bubble.text for bubble in chat if bubble.text != PICTURE]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(WHILE_AN_EVENT_IS_HANDLED, (), id="while an event is handled"),
        pytest.param(AROUND_A_PUSH, (), id="around a push"),
        pytest.param((), AROUND_A_DELIVERY, id="around a delivery"),
        pytest.param(by_chance(1, 4), by_chance(2, 2), id="by chance"),
    ],
)
async def test_on_wechat(
    wechat_town: MortalTown, first: Sequence[Place], second: Sequence[Place]
) -> None:
    town = wechat_town
    await live(town, senior(UNHURT))
    await live(town, senior(KILLED), first, second)
    await assert_the_same(town, UNHURT, KILLED)
    await assert_said_once(town, town.wechat_chat(UNHURT), town.wechat_chat(KILLED), KILLED)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(AROUND_A_REPLY, AROUND_A_TELEGRAM_DELIVERY, id="around what is sent"),
        pytest.param(by_chance(3, 4), by_chance(4, 2), id="by chance"),
    ],
)
async def test_on_telegram(
    both_town: MortalTown, first: Sequence[Place], second: Sequence[Place]
) -> None:
    town = both_town
    await live(town, courier(UNHURT_COURIER))
    await live(town, courier(KILLED_COURIER), first, second)
    await assert_the_same(town, UNHURT_COURIER, KILLED_COURIER)
    unhurt, killed = town.telegram_chat(UNHURT_COURIER), town.telegram_chat(KILLED_COURIER)
    await assert_said_once(town, unhurt, killed, KILLED_COURIER, messages=2)
