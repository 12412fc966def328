"""APScheduler only ticks: jobs run at once, never twice at a time, and outlive their faults."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.domain.errors import StorageUnavailableError
from schedules.jobs import Job
from schedules.ticker import Ticker
from tests.delivery.owing import NOON

SELDOM = 3600.0


class Work:
    """A job that can be held at work."""

    def __init__(self) -> None:
        self.runs, self.at_work, self.most = 0, 0, 0
        self.error: Exception | None = None
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.ran = asyncio.Condition()

    async def __call__(self) -> int:
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        try:
            await self.go_on.wait()
            if self.error is not None:
                raise self.error
        finally:
            self.at_work -= 1
            self.runs += 1
            async with self.ran:
                self.ran.notify_all()
        return 1

    async def until(self, runs: int) -> None:
        async with asyncio.timeout(20), self.ran:
            await self.ran.wait_for(lambda: self.runs >= runs)


def ticker(
    clock: FrozenClock, *works: Callable[[], Awaitable[int]], every: float = SELDOM
) -> Ticker:
    return Ticker([Job(f"job {n}", every, work) for n, work in enumerate(works)], clock)


async def test_every_job_runs_at_once_and_when_the_clock_is_moved() -> None:
    clock, one, two = FrozenClock(NOON), Work(), Work()
    ticking = ticker(clock, one, two)
    clock.move(timedelta(days=1))
    assert (one.runs, two.runs) == (0, 0), "nothing ticks before the start"
    ticking.start()
    await asyncio.gather(one.until(1), two.until(1))
    clock.move(timedelta(days=1))
    await asyncio.gather(one.until(2), two.until(2))
    await ticking.stop()
    clock.move(timedelta(days=1))
    await asyncio.sleep(0)
    assert (one.runs, two.runs) == (2, 2), "nothing ticks after the stop"


async def test_a_job_ticks_by_its_interval() -> None:
    work = Work()
    ticking = ticker(FrozenClock(NOON), work, every=0.01)
    ticking.start()
    await work.until(4)
    await ticking.stop()


async def test_a_job_at_work_runs_once_more_after_that_never_beside_itself() -> None:
    clock, work = FrozenClock(NOON), Work()
    ticking = ticker(clock, work)
    work.go_on.clear()
    ticking.start()
    while not work.at_work:
        await asyncio.sleep(0)
    for _ in range(5):
        clock.move(timedelta(seconds=1))
        await asyncio.sleep(0)
    work.go_on.set()
    await work.until(2)
    await ticking.stop()
    assert (work.runs, work.most) == (2, 1)


async def test_a_stop_brings_a_job_at_work_to_its_end() -> None:
    work = Work()
    ticking = ticker(FrozenClock(NOON), work, every=0.01)
    ticking.start()
    await work.until(1)
    work.go_on.clear()
    while not work.at_work:
        await asyncio.sleep(0)
    runs = work.runs
    await ticking.tick("job 0")  # wanted once more meanwhile; a stop does without
    stopping = asyncio.create_task(ticking.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    work.go_on.set()
    await stopping
    assert (work.runs, work.at_work) == (runs + 1, 0)


async def test_a_job_outlives_what_goes_wrong_and_says_it_once() -> None:
    clock, work, other = FrozenClock(NOON), Work(), Work()
    ticking = ticker(clock, work, other)
    faults: list[Exception | None] = [
        *[StorageUnavailableError("PostgreSQL did not take the work.")] * 2,
        *[KeyError("oPlatformIdOfSomebody")] * 2,
        None,
        KeyError("oPlatformIdOfSomebody"),
    ]
    with capture_logs() as logs:
        for n, error in enumerate(faults, 1):
            work.error = error
            if n == 1:
                ticking.start()
            else:
                clock.move(timedelta(seconds=1))
            await asyncio.gather(work.until(n), other.until(n))
        await ticking.stop()
    mine = [entry["event"] for entry in logs if entry["job"] == "job 0"]
    assert mine == ["job waits for storage", "job failed", "job done", "job failed"]
    assert "oPlatformId" not in str(logs)
    assert other.runs == len(faults)
