"""Long polling under load and under refusals: order kept, others not held up, nothing lost."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from aiogram.exceptions import TelegramConflictError, TelegramNetworkError
from aiogram.methods import GetUpdates
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from adapters.telegram.parse import parse_value
from adapters.telegram.polling import (
    ANSWER_PAUSE,
    ANSWER_TRIES,
    EMPTY_PAUSE,
    TRIES,
    Poller,
)
from adapters.telegram.updates import Reader
from bot.domain.errors import StorageUnavailableError
from bot.domain.events import InboundEvent, PollAnswered
from tests.telegram.conftest import NOW
from tests.telegram.polled import Server, read_event, said
from tests.telegram.samples import group, message, person, private, tap, vote

KINDS = ("text", "tap", "vote", "group text", "group tap")


def update(kind: str, who: int, number: int) -> dict[str, Any]:
    """One thing that person ``who`` did."""
    made: dict[str, Any]
    if kind == "vote":
        made = vote(0, poll=f"p{number}", number=number)
        made["poll_answer"]["user"] = person(who)
    elif kind.endswith("tap"):
        made = tap("q:1", group() if "group" in kind else private(who), number)
        made["callback_query"]["from"] = person(who)
    else:
        chat = group() if "group" in kind else private(who)
        made = message(chat, number, person(who), text="/today")
    return made


class Hall:
    """Takes events, several at a time; says who came when, and that nobody came twice at once."""

    def __init__(self) -> None:
        self.order: dict[str, list[int]] = {}
        self.inside: set[str] = set()

    async def take(self, event: InboundEvent) -> None:
        assert event.chat not in self.inside, "two of one chat at a time"
        self.inside.add(event.chat)
        for _ in range(int(event.key) % 4):  # some take longer than others
            await asyncio.sleep(0)
        self.inside.remove(event.chat)
        self.order.setdefault(event.chat, []).append(int(event.key))


@given(
    happened=st.lists(
        st.tuples(st.sampled_from(KINDS), st.integers(1, 6)), min_size=1, max_size=40
    )
)
async def test_what_a_person_does_in_whatever_way_stays_in_order(
    happened: list[tuple[str, int]],
) -> None:
    updates = [update(kind, who, number) for number, (kind, who) in enumerate(happened)]
    hall = Hall()
    await Server(updates).run(hall.take)
    expected: dict[str, list[int]] = {}
    for number, (kind, who) in enumerate(happened):
        chat = str(group()["id"]) if kind.startswith("group") else str(who)
        expected.setdefault(chat, []).append(number)
    assert hall.order == expected


async def test_a_flood_of_many_chats_stays_in_order() -> None:
    """1,000 updates of 49 people and their group, 100 at a time as Telegram gives them."""
    updates = [update(KINDS[n * 7 % 5], n * 13 % 49 + 1, n) for n in range(1000)]
    hall = Hall()
    server = Server(updates)
    await server.run(hall.take)
    assert sorted(n for numbers in hall.order.values() for n in numbers) == list(range(1000))
    assert all(numbers == sorted(numbers) for numbers in hall.order.values())
    assert len(hall.order) == 50
    assert server.offsets == [None, *range(100, 1001, 100)]


async def test_an_early_answer_holds_up_nobody_else() -> None:
    """A vote beats the record of its quiz: others go on, and it counts when the quiz is known."""
    server = Server(
        [update("vote", 1, 1), update("text", 2, 2)],
        coming=[[update("text", 3, 3)], [update("text", 1, 4), update("vote", 3, 5)], []],
    )
    taken: list[int] = []

    async def sink(event: InboundEvent) -> None:
        if event.body == PollAnswered("p1", (1,)) and 5 not in taken:
            raise StorageUnavailableError
        taken.append(int(event.key))

    await server.run(sink)
    assert taken == [2, 3, 5, 1, 4]
    assert server.pauses == [ANSWER_PAUSE] * 3
    assert server.offsets == [None, 1, 1, 1, 6]


async def test_an_answer_refused_for_long_is_met_as_an_outage() -> None:
    server = Server([update("vote", 1, 1)])
    calls = 0

    async def sink(event: InboundEvent) -> None:
        nonlocal calls
        calls += 1
        if calls <= ANSWER_TRIES + 3:
            raise StorageUnavailableError

    await server.run(sink)
    assert server.pauses == [ANSWER_PAUSE] * ANSWER_TRIES + [1, 2, 4]


async def test_each_early_answer_is_waited_for_anew() -> None:
    server = Server([update("vote", 1, 1)], coming=[[]] * ANSWER_TRIES + [[update("vote", 2, 2)]])
    refused: list[str] = []

    async def sink(event: InboundEvent) -> None:
        if refused.count(event.key) < ANSWER_TRIES:
            refused.append(event.key)
            raise StorageUnavailableError

    await server.run(sink)
    assert len(refused) == 2 * ANSWER_TRIES
    assert set(server.pauses) == {ANSWER_PAUSE}


async def test_a_number_that_comes_again_later_is_another_update() -> None:
    """Ids start anew at random after a quiet week (Bot API Update)."""
    given = iter([[said(5)], [said(9)], [said(5)]])
    seen: list[str] = []

    async def fetch(offset: int | None) -> list[dict[str, Any]]:
        try:
            return next(given)
        except StopIteration:
            raise asyncio.CancelledError from None

    async def sink(event: InboundEvent) -> None:
        seen.append(event.key)

    poller = Poller("city", fetch=fetch, read=read_event)
    with suppress(asyncio.CancelledError):
        await poller.run(sink)
    assert seen == ["5", "9", "5"]


async def test_an_outage_is_not_taken_for_early_answers() -> None:
    server = Server([update("vote", 1, 1), update("text", 2, 2)])
    calls = 0

    async def sink(event: InboundEvent) -> None:
        nonlocal calls
        calls += 1
        if calls <= 4:
            raise StorageUnavailableError

    await server.run(sink)
    assert server.pauses == [1, 2]


async def test_an_early_answer_does_not_hurry_what_fails_by_our_fault() -> None:
    server = Server([update("vote", 1, 1), update("text", 2, 2)])
    tries = 0

    async def sink(event: InboundEvent) -> None:
        nonlocal tries
        if event.key == "2":
            tries += 1
            raise ValueError
        if tries < TRIES:
            raise StorageUnavailableError

    await server.run(sink)
    assert tries == TRIES
    assert server.pauses == [1, 2, 4, 8, ANSWER_PAUSE]


async def test_a_refused_answer_keeps_the_time_at_which_it_came() -> None:
    now = NOW
    heard: list[datetime] = []
    server = Server([update("vote", 1, 1)])

    def read(value: dict[str, Any]) -> InboundEvent | None:
        return Reader("city").event(parse_value(value), now)

    async def sink(event: InboundEvent) -> None:
        nonlocal now
        heard.append(event.at)
        now += timedelta(seconds=7)
        if len(heard) < 3:
            raise StorageUnavailableError

    poller = Poller("city", fetch=server.fetch, read=read, pause=server.pause)
    with suppress(asyncio.CancelledError):
        await poller.run(sink)
    assert heard == [NOW] * 3


@given(stop=st.integers(0, 40), failing=st.sets(st.integers(0, 40), max_size=6))
async def test_a_stop_in_the_middle_loses_nothing(stop: int, failing: set[int]) -> None:
    """Cancelled anywhere, a new start is given all that was not stored, each chat in order."""
    server = Server([update(KINDS[n % 5], n % 7 + 1, n) for n in range(30)])
    stored: dict[str, list[int]] = {}
    calls = 0

    async def sink(event: InboundEvent) -> None:
        nonlocal calls
        calls += 1
        if calls == stop:
            running.cancel()
        if calls in failing:
            raise StorageUnavailableError
        await asyncio.sleep(0)
        if int(event.key) not in stored.setdefault(event.chat, []):  # a repeat changes nothing
            stored[event.chat].append(int(event.key))

    running = asyncio.create_task(server.run(sink))
    await asyncio.wait([running])
    await server.run(sink)
    assert sorted(n for numbers in stored.values() for n in numbers) == list(range(30))
    assert all(numbers == sorted(numbers) for numbers in stored.values())


async def test_an_answer_without_updates_is_no_reason_to_rush() -> None:
    server = Server([], coming=[[], [], [said(5)]])
    seen: list[str] = []

    async def sink(event: InboundEvent) -> None:
        seen.append(event.key)

    await server.run(sink)
    assert seen == ["5"]
    assert server.pauses == [EMPTY_PAUSE] * 3


async def test_another_poller_is_told_of_once() -> None:
    ask = GetUpdates()
    conflict = TelegramConflictError(method=ask, message="other getUpdates request")
    away = TelegramNetworkError(method=ask, message="TimeoutError")
    server = Server([said(1)], conflict, conflict, away, conflict)

    async def sink(event: InboundEvent) -> None:
        server.failures.extend([conflict] if event.key == "1" else [])
        server.left += [said(2)] if event.key == "1" else []

    with capture_logs() as logs:
        await server.run(sink)
    told = [entry["event"].partition(",")[0] for entry in logs]
    another = "updates are fetched by another program as well"
    assert told == [another, "updates cannot be fetched", another]
    assert server.pauses == [1, 2, 4, 8, 1]
    assert server.left == []
