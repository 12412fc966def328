"""Seats: each account sends from its own, takes what it sends soon, and keeps nothing too long."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.delivery import seats
from bot.delivery.flight import InFlight
from bot.delivery.seats import Seats
from bot.domain.delivery import Kind, Rung
from bot.domain.messages import say
from tests.delivery.owing import NOON

SLOW, QUICK = "slow", "quick"


def flight(row: int, account: str = QUICK) -> InFlight:
    return InFlight(
        row, Kind.LESSON, "course", account, str(row), row, None, Rung.SEND, [say("x")], 1, NOON
    )


async def recorded_at_once() -> None:
    """Nothing is waited for."""


@dataclass
class Hall:
    """Seats whose sends end when a test says so; accounts in ``hanging`` never do by themselves."""

    most: int = 2
    hanging: frozenset[str] = frozenset({SLOW})
    sent: list[int] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
    turned_back: list[int] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    freed: int = 0

    def __post_init__(self) -> None:
        self.go_on = asyncio.Event()
        self.seats = Seats(self.most, self._send, self._too_late, self._freed, recorded_at_once)

    async def _send(self, one: InFlight) -> None:
        self.begun.append(one.row)
        try:
            if one.account in self.hanging:
                await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled.append(one.row)
            raise
        self.sent.append(one.row)

    def _too_late(self, one: InFlight) -> None:
        self.turned_back.append(one.row)

    def _freed(self) -> None:
        self.freed += 1

    def take(self, *rows: int, account: str = QUICK, wait: float = 0) -> None:
        for row in rows:
            self.seats.take(flight(row, account), wait)

    async def emptied(self) -> None:
        async with asyncio.timeout(20):
            await self.seats.emptied()


async def turns_of_the_loop() -> None:
    """Let everything that can go on go on."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_hanging_account_holds_up_no_other() -> None:
    hall = Hall()
    hall.take(*range(10), account=SLOW)
    hall.take(*range(100, 150))
    await turns_of_the_loop()
    assert sorted(hall.sent) == list(range(100, 150))
    assert hall.begun[:2] == [0, 1], "it has two seats, and no more"
    assert len(set(hall.begun) & set(range(10))) == 2
    hall.go_on.set()
    await hall.emptied()
    assert sorted(hall.sent) == [*range(10), *range(100, 150)]


async def test_never_more_at_once_than_there_are_seats() -> None:
    at_once, most = 0, 0

    async def send(_: InFlight) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0)
        at_once -= 1

    some = Seats(3, send, lambda _: None, lambda: None, recorded_at_once)
    for row in range(40):
        some.take(flight(row), 0)
    async with asyncio.timeout(20):
        await some.emptied()
    assert most == 3


async def test_what_has_a_turn_later_is_sent_at_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now[0])
    hall = Hall()
    hall.take(1, wait=0.5)
    hall.take(2)
    await turns_of_the_loop()
    assert hall.sent == [2]
    now[0] += 0.4
    await turns_of_the_loop()
    assert hall.sent == [2]
    now[0] += 0.2
    await turns_of_the_loop()
    assert hall.sent == [2, 1]
    await hall.seats.emptied()


async def test_rooms_are_what_is_sent_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a claim never takes what a killed process would keep from others for a minute."""
    monkeypatch.setattr(seats, "AHEAD_SECONDS", 0)
    hall = Hall(most=4)
    assert hall.seats.rooms([SLOW, QUICK]) == {SLOW: 4, QUICK: 4}
    hall.take(1, 2, account=SLOW)
    assert hall.seats.rooms([SLOW, QUICK]) == {SLOW: 2, QUICK: 4}
    hall.take(3, account=SLOW)
    assert hall.seats.rooms([SLOW]) == {SLOW: 0}, "not worth a claim before half is free"
    hall.go_on.set()
    await hall.emptied()
    assert hall.seats.rooms([SLOW]) == {SLOW: 4}


async def test_a_slow_account_takes_less_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now[0])

    async def send(one: InFlight) -> None:
        now[0] += 5.0 if one.account == SLOW else 0.002

    some = Seats(10, send, lambda _: None, lambda: None, recorded_at_once)
    fresh = some.rooms([SLOW])[SLOW]
    for row in range(60):
        some.take(flight(row, SLOW if row % 2 else QUICK), 0)
        await turns_of_the_loop()
    rooms = some.rooms([SLOW, QUICK])
    assert rooms[SLOW] <= 12 < fresh < rooms[QUICK]


async def test_told_when_half_is_free_and_when_all_is() -> None:
    hall = Hall(hanging=frozenset())
    hall.take(1)
    await hall.emptied()
    assert hall.freed == 1
    await hall.emptied()


async def test_what_waited_for_a_seat_too_long_is_turned_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now[0])
    hall = Hall(most=1)
    hall.take(1, 2, 3, account=SLOW)
    await turns_of_the_loop()
    assert hall.begun == [1]
    now[0] += seats.LONGEST_QUEUE + 0.1
    hall.take(4, account=SLOW)
    hall.go_on.set()
    await turns_of_the_loop()
    assert hall.turned_back == [2, 3]
    assert hall.sent == [1, 4]
    await hall.seats.emptied()


async def test_given_up_nothing_is_begun_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is being sent is cancelled; the rest goes back unsent, also what had a turn later."""
    now = [0.0]
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now[0])
    hall = Hall(most=2)
    hall.take(1, 2, 3, 4, account=SLOW)
    hall.take(5, account=SLOW, wait=0.5)
    hall.take(6, wait=0.5)
    await turns_of_the_loop()
    await hall.seats.give_up()
    assert sorted(hall.cancelled) == [1, 2]
    assert sorted(hall.turned_back) == [3, 4, 5, 6]
    now[0] += 1
    await turns_of_the_loop()
    assert (hall.begun, hall.sent) == ([1, 2], [])


async def test_a_send_that_fails_frees_its_seat() -> None:
    failed: list[int] = []

    async def send(one: InFlight) -> None:
        failed.append(one.row)
        raise RuntimeError

    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)
    some = Seats(1, send, lambda _: None, lambda: None, recorded_at_once)
    some.take(flight(1), 0)
    await turns_of_the_loop()
    some.take(flight(2), 0)
    async with asyncio.timeout(20):
        await some.emptied()
    assert failed == [1, 2]


async def test_seats_wait_until_outcomes_are_recorded() -> None:
    ready, sent = asyncio.Event(), list[int]()

    async def send(one: InFlight) -> None:
        sent.append(one.row)

    async def recorded() -> None:
        await ready.wait()

    some = Seats(3, send, lambda _: None, lambda: None, recorded)
    for row in range(5):
        some.take(flight(row), 0)
    await turns_of_the_loop()
    assert sent == []
    ready.set()
    async with asyncio.timeout(20):
        await some.emptied()
    assert sent == [0, 1, 2, 3, 4]
