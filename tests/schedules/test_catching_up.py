"""What waited at a platform comes before what is pushed, but not for ever."""

import asyncio
from collections.abc import Iterator, Sequence

import pytest

from bot.catching_up import FEW, LOOK_AGAIN, PATIENCE, PATIENCE_WITH_FEW, caught_up
from bot.domain.delivery import Outcome, Result
from bot.domain.errors import PlatformCallError


class Keeping:
    """Says one count after the other, the last one over and over."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._counts: Iterator[int] = iter(counts)
        self._last = 0
        self.asked = 0

    async def waiting(self) -> int:
        self.asked += 1
        self._last = next(self._counts, self._last)
        return self._last


class Down:
    async def waiting(self) -> int:
        raise PlatformCallError(Outcome(Result.UNAVAILABLE, "no connection"))


async def seconds(*channels: object, stop_after: float = 1000) -> float:
    """How long is waited; time does not really pass."""
    stop, waited = asyncio.Event(), 0.0

    async def pause(wait: float) -> None:
        nonlocal waited
        waited += wait
        if waited >= stop_after:
            stop.set()

    await caught_up(channels, stop, pause)
    return waited


@pytest.mark.parametrize(
    ("counts", "longest"),
    [
        ([0], 0.0),
        ([40, 20, 3, 0], 3 * LOOK_AGAIN),
        ([FEW], PATIENCE_WITH_FEW),
        ([FEW + 1], PATIENCE),
    ],
)
async def test_it_is_waited_until_nothing_waits_or_long_enough(
    counts: Sequence[int], longest: float
) -> None:
    assert await seconds(Keeping(counts)) == pytest.approx(longest, abs=LOOK_AGAIN)


async def test_a_platform_that_is_down_keeps_nobody_waiting() -> None:
    assert await seconds(Down(), object()) == 0


async def test_one_that_has_caught_up_is_not_asked_again() -> None:
    quick, slow = Keeping([0]), Keeping([9, 9, 9, 0])
    await seconds(quick, slow)
    assert (quick.asked, slow.asked) == (1, 4)


async def test_a_stop_ends_the_wait() -> None:
    assert await seconds(Keeping([50]), stop_after=3) == pytest.approx(3, abs=LOOK_AGAIN)
