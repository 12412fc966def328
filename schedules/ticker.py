"""APScheduler ticks; what is due is asked with the Clock's now (design 4.11)."""

import asyncio
from collections.abc import Sequence

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.delivery.faults import SaidOnce
from bot.domain.errors import StorageUnavailableError
from bot.domain.faults import fault
from bot.ports import Clock
from schedules.jobs import Job

log = structlog.get_logger("schedules")


class Ticker:
    """Runs each job at its interval, never twice at once, and all of them when time is moved."""

    def __init__(self, jobs: Sequence[Job], clock: Clock) -> None:
        """Nothing ticks before ``start``."""
        self._jobs = {job.name: job for job in jobs}
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._running: set[str] = set()
        self._again: set[str] = set()
        self._said = SaidOnce()
        self._ticking = False
        self._stopping = False
        self._tasks: set[asyncio.Task[None]] = set()
        clock.when_moved(self.tick_all)

    def start(self) -> None:
        """Begin to tick, with every job at once."""
        for job in self._jobs.values():
            self._scheduler.add_job(
                self._begin,
                IntervalTrigger(seconds=job.every),
                args=[job.name],
                id=job.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._ticking, self._stopping = True, False
        self._scheduler.start()
        self.tick_all()

    @property
    def idle(self) -> bool:
        """Whether no job is at work."""
        return not self._tasks

    def tick_all(self) -> None:
        """Run every job as soon as may be."""
        for name in self._jobs:
            self._spawn(name)

    async def tick(self, name: str) -> None:
        """Run one job; when it is running already, once more after that."""
        if name in self._running:
            self._again.add(name)
            return
        self._running.add(name)
        try:
            while True:
                self._again.discard(name)
                await self._run(self._jobs[name])
                if self._stopping or name not in self._again:
                    return
        finally:
            self._running.discard(name)

    async def _begin(self, name: str) -> None:
        """What APScheduler runs. The job itself is a task of ours: APScheduler cancels its own
        when it stops.
        """
        self._spawn(name)

    def _spawn(self, name: str) -> None:
        if not self._ticking:
            return
        task = asyncio.ensure_future(self.tick(name))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, job: Job) -> None:
        """One run; whatever goes wrong is said once, and the job ticks on."""
        try:
            count = await job.run()
        except StorageUnavailableError as error:
            if self._said.is_new(job.name, "storage"):
                log.warning("job waits for storage", job=job.name, reason=str(error))
            return
        except Exception as error:
            if self._said.is_new(job.name, words := fault(error)):
                log.error("job failed", job=job.name, fault=words)  # noqa: TRY400 - a traceback would quote rows
            return
        self._said.went_well(job.name)
        if count:
            log.info("job done", job=job.name, count=count)

    async def stop(self) -> None:
        """End ticking; a job at work is brought to its end, and not begun again."""
        self._stopping = True
        self._ticking = False  # APScheduler itself ends only in the loop's next turn
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await asyncio.gather(*self._tasks, return_exceptions=True)
