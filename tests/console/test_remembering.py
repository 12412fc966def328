"""Large counts are kept for a while; small ones never."""

from bot.web.console.remembering import MOST, Remembered


class Counting:
    """Counts itself; each count takes ``seconds`` of a stopwatch that nobody else moves."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.now = 0.0
        self.times = 0

    def elapsed(self) -> float:
        return self.now

    async def __call__(self) -> int:
        self.now += self.seconds
        self.times += 1
        return self.times


async def test_what_is_quick_is_counted_at_every_look() -> None:
    count = Counting(0.01)
    remembered = Remembered(count.elapsed)
    assert [await remembered("a", count) for _ in range(3)] == [1, 2, 3]


async def test_what_took_long_is_good_for_twenty_times_as_long() -> None:
    count = Counting(0.5)
    remembered = Remembered(count.elapsed)
    assert await remembered("a", count) == 1
    count.now += 9.9
    assert await remembered("a", count) == 1
    assert await remembered("b", count) == 2, "about something else"
    count.now += 0.2
    assert await remembered("a", count) == 3


async def test_only_so_many_are_kept() -> None:
    count = Counting(0.5)
    remembered = Remembered(count.elapsed)
    for about in range(MOST + 1):
        await remembered(about, count)
    count.now = 0.5 * (MOST + 1)
    assert await remembered(MOST, count) == MOST + 1, "the newest is kept"
    assert await remembered(0, count) == MOST + 2, "the oldest is not"
