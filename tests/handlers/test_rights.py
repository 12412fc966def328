"""Who runs a group is asked seldom, once at a time, and not while the platform wants peace."""

import asyncio
from collections import deque
from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.domain.delivery import Outcome, Result, Scope
from bot.domain.errors import PlatformCallError
from bot.domain.events import ChannelKind, InboundEvent, Text
from handlers.rights import Rights
from tests.delivery.owing import BOT, NOON

SECOND = timedelta(seconds=1)
PEOPLE = frozenset({"1", "2"})
DOWN = PlatformCallError(Outcome(Result.UNAVAILABLE, "5xx", scope=Scope.ACCOUNT))


def throttled(wait: float | None, scope: Scope = Scope.CHAT) -> PlatformCallError:
    return PlatformCallError(Outcome(Result.THROTTLED, "429", retry_after=wait, scope=scope))


class Groups:
    """Group chats that answer as a test says, once they may."""

    account = BOT

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.script: deque[Exception] = deque()
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.reached = asyncio.Event()

    async def learn_name(self) -> None:
        """It is known."""

    def link(self, payload: str) -> str:
        return payload

    async def administrators(self, chat: str) -> frozenset[str]:
        self.asked.append(chat)
        self.reached.set()
        await self.may_answer.wait()
        if self.script:
            raise self.script.popleft()
        return PEOPLE

    async def remove(self, chat: str, message_id: str) -> bool:
        raise AssertionError(f"nobody takes {message_id} away from {chat}")


def said_in(chat: str, account: str = BOT) -> InboundEvent:
    return InboundEvent(
        account=account,
        channel=ChannelKind.TELEGRAM,
        key="1",
        sender="7",
        chat=chat,
        at=NOON,
        body=Text("/group"),
    )


@pytest.fixture
def groups() -> Groups:
    return Groups()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
def rights(groups: Groups, clock: FrozenClock) -> Rights:
    return Rights({BOT: groups}, clock)


async def test_an_answer_holds_for_a_minute(
    rights: Rights, groups: Groups, clock: FrozenClock
) -> None:
    for moved in (0, 59, 1):
        clock.move(moved * SECOND)
        assert await rights.of(said_in("-1")) == PEOPLE
    assert await rights.of(said_in("-2")) == PEOPLE
    assert await rights.of(said_in("-1", "another")) is None
    assert groups.asked == ["-1", "-1", "-2"]


async def test_many_touches_at_once_are_one_question(rights: Rights, groups: Groups) -> None:
    groups.may_answer.clear()
    asking = [asyncio.create_task(rights.of(said_in("-1"))) for _ in range(30)]
    await groups.reached.wait()
    asking[0].cancel()
    groups.may_answer.set()
    async with asyncio.timeout(20):
        assert await asyncio.gather(*asking[1:]) == [PEOPLE] * 29
        await asyncio.wait(asking[:1])
    assert asking[0].cancelled()
    assert groups.asked == ["-1"], "who went away took nobody's answer along"


@pytest.mark.parametrize(
    ("error", "wait"), [(DOWN, 5), (throttled(None), 5), (throttled(40.0), 40)]
)
async def test_a_failure_is_remembered(
    rights: Rights, groups: Groups, clock: FrozenClock, error: PlatformCallError, wait: int
) -> None:
    groups.script = deque([error])
    assert await rights.of(said_in("-1")) is None
    clock.move((wait - 1) * SECOND)
    assert await rights.of(said_in("-1")) is None
    assert groups.asked == ["-1"]
    assert await rights.of(said_in("-2")) == PEOPLE, "it spoke of one group"
    clock.move(SECOND)
    assert await rights.of(said_in("-1")) == PEOPLE
    assert groups.asked == ["-1", "-2", "-1"]


async def test_an_account_that_is_to_wait_asks_of_no_group(
    rights: Rights, groups: Groups, clock: FrozenClock
) -> None:
    assert await rights.of(said_in("-1")) == PEOPLE
    groups.script = deque([throttled(30.0, Scope.ACCOUNT)])
    assert await rights.of(said_in("-2")) is None
    assert await rights.of(said_in("-3")) is None
    assert await rights.of(said_in("-1")) == PEOPLE, "what is known is known"
    assert groups.asked == ["-1", "-2"]
    clock.move(30 * SECOND)
    assert await rights.of(said_in("-3")) == PEOPLE


async def test_a_clock_that_was_set_back_holds_nothing_longer(
    rights: Rights, groups: Groups, clock: FrozenClock
) -> None:
    groups.script = deque([throttled(40.0)])
    assert await rights.of(said_in("-1")) is None
    clock.move(-3600 * SECOND)
    assert await rights.of(said_in("-1")) == PEOPLE
