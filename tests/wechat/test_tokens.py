"""One refresh at a time over all processes, a bad token never given out again."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from adapters.wechat.errors import CallFailedError
from adapters.wechat.tokens import Granted, TokenKeeper
from bot.clock import FrozenClock
from bot.domain.delivery import Outcome, Result
from tests.wechat.platform import NOW, Shelf


class Platform:
    """Hands out tokens and counts; ``wait`` holds every call until it is set."""

    def __init__(self, *tokens: str, seconds: int = 7200) -> None:
        self.tokens = list(tokens)
        self.seconds = seconds
        self.forced: list[bool] = []
        self.wait = asyncio.Event()
        self.wait.set()

    async def fetch(self, force: bool) -> Granted:
        self.forced.append(force)
        await asyncio.sleep(0)  # let the others run, as a call over the network does
        await self.wait.wait()
        token = self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0]
        return Granted(token, self.seconds)


class LostShelf:
    """A shelf on a server that is gone, failing in its own way."""

    async def read(self) -> str | None:
        raise ConnectionResetError

    async def write(self, token: str, seconds: int) -> None:
        raise ConnectionResetError

    @asynccontextmanager
    async def refreshing(self):
        raise ConnectionResetError
        yield True


class SilentlyLostShelf(LostShelf):
    """A shelf on a server that is gone, reading as empty."""

    async def read(self) -> str | None:
        return None

    async def write(self, token: str, seconds: int) -> None:
        return

    @asynccontextmanager
    async def refreshing(self):
        yield True


class LosingShelf(Shelf):
    """A shelf whose server dies while the lock is held."""

    @asynccontextmanager
    async def refreshing(self):
        yield True
        raise ConnectionResetError


def keeper(platform: Platform, shelf, clock=None, pause=asyncio.sleep) -> TokenKeeper:
    return TokenKeeper(platform.fetch, shelf, clock or FrozenClock(NOW), pause)


async def test_a_shelved_token_costs_no_call():
    platform, shelf = Platform("T1"), Shelf()
    shelf.token = "T0"
    assert await keeper(platform, shelf).get() == "T0"
    assert platform.forced == []


async def test_a_new_token_is_shelved_for_as_long_as_it_is_good():
    platform, shelf = Platform("T1"), Shelf()
    assert await keeper(platform, shelf).get() == "T1"
    assert (shelf.token, shelf.seconds) == ("T1", 7200 - 120)


@pytest.mark.parametrize(("given", "kept"), [(7200, 7080), (100, 50), (0, 1)])
async def test_a_token_near_its_end_is_kept_shorter(given, kept):
    shelf = Shelf()
    await keeper(Platform("T1", seconds=given), shelf).get()
    assert shelf.seconds == kept


async def test_twenty_cold_calls_fetch_once():
    async def pause(_: float) -> None:
        raise AssertionError("calls of one process wait for each other, not for the shelf")

    platform, shelf = Platform("T1", "T2"), Shelf()
    one = keeper(platform, shelf, pause=pause)
    assert set(await asyncio.gather(*(one.get() for _ in range(20)))) == {"T1"}
    assert platform.forced == [False]


async def test_of_many_processes_one_fetches_and_the_others_take_its_token():
    platform, shelf = Platform("T1", "T2"), Shelf()
    platform.wait.clear()
    pauses = 0

    async def pause(_: float) -> None:
        nonlocal pauses
        pauses += 1
        platform.wait.set()
        for _ in range(10):
            await asyncio.sleep(0)

    processes = [keeper(platform, shelf, pause=pause) for _ in range(5)]
    assert set(await asyncio.gather(*(one.get() for one in processes))) == {"T1"}
    assert platform.forced == [False]
    assert pauses >= 4


async def test_many_processes_with_a_bad_token_renew_once():
    platform, shelf = Platform("T2", "T3"), Shelf()
    shelf.token = "T1"

    async def pause(_: float) -> None:
        await asyncio.sleep(0)

    processes = [keeper(platform, shelf, pause=pause) for _ in range(5)]
    got = await asyncio.gather(*(one.get(bad="T1") for one in processes for _ in range(3)))
    assert set(got) == {"T2"}
    assert platform.forced == [False]


async def test_a_holder_that_died_is_not_waited_for_without_end():
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    platform = Platform("T1")
    assert await keeper(platform, Shelf(free=False), pause=pause).get() == "T1"
    assert sum(pauses) == 6


async def test_a_token_found_bad_is_not_given_out_again():
    platform, shelf = Platform("T2"), Shelf()
    shelf.token = "T1"
    assert await keeper(platform, shelf).get(bad="T1") == "T2"
    assert shelf.token == "T2"


async def test_the_bad_token_handed_out_again_is_forced_out_once():
    clock, platform, shelf = FrozenClock(NOW), Platform("T1", "T2", "T2"), Shelf()
    one = keeper(platform, shelf, clock)
    assert await one.get(bad="T1") == "T2"
    assert platform.forced == [False, True]
    with pytest.raises(CallFailedError) as failed:
        await one.get(bad="T2")
    assert failed.value.outcome.result is Result.MISCONFIGURED
    assert platform.forced == [False, True, False]
    clock.move(timedelta(hours=2))
    platform.tokens = ["T2", "T3"]
    assert await one.get(bad="T2") == "T3"


@pytest.mark.parametrize("shelf", [LostShelf(), SilentlyLostShelf()])
async def test_without_its_shelf_a_keeper_remembers_by_itself(shelf):
    clock, platform = FrozenClock(NOW), Platform("T1", "T2")
    one = keeper(platform, shelf, clock)
    assert [await one.get(), await one.get()] == ["T1", "T1"]
    assert platform.forced == [False]
    clock.move(timedelta(seconds=7080))
    assert await one.get() == "T2"


async def test_a_shelf_lost_under_the_lock_does_no_harm():
    assert await keeper(Platform("T1"), LosingShelf()).get() == "T1"


async def test_a_flushed_shelf_is_filled_again():
    platform, shelf = Platform("T1"), Shelf()
    one, another = keeper(platform, shelf), keeper(platform, shelf)
    await one.get()
    shelf.token = None
    assert await one.get() == "T1"
    assert platform.forced == [False]
    assert await another.get() == "T1"
    assert shelf.token == "T1"


async def test_what_another_process_renewed_counts_before_our_own_memory():
    platform, shelf = Platform("T1"), Shelf()
    one = keeper(platform, shelf)
    await one.get()
    shelf.token = "T2"
    assert await one.get() == "T2"


async def test_a_failed_fetch_frees_the_lock_and_is_told():
    class Refusing(Platform):
        async def fetch(self, force: bool) -> Granted:
            if not self.forced:
                self.forced.append(force)
                raise CallFailedError(Outcome(Result.UNAVAILABLE, code="HTTP 502"))
            return await super().fetch(force)

    shelf = Shelf()
    one = keeper(Refusing("T1"), shelf)
    with pytest.raises(CallFailedError):
        await one.get()
    assert shelf.free
    assert await one.get() == "T1"
