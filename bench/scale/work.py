"""The program's own planner, worker or housekeeping on one database, as a process to measure.

`python -m bench.scale.work plan|hold|push|pace|expire URL REDIS INSTANT SECONDS MOST`: works until
the time is up, ``MOST`` are done or nothing is left, and prints one line of JSON: how many, in how
many seconds, for how much CPU.
``hold``: the accounts may push nothing, so every delivery is held. ``push``: as in life, with the
limits asked of Redis and the day's quota counted, though no rate is set. ``pace``: as in life and
within the rates, as the turns come from ``INSTANT`` on; how many, the database tells.
``expire``: what was held and not fetched ends.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from bench.scale.assumptions import CUSTOMER_A_DAY, LIMITS, PACING, QUIET
from bench.scale.day import ABILITIES
from bot.clock import FrozenClock, MovableClock
from bot.delivery.limiting import Limiter
from bot.delivery.spool import Spool
from bot.delivery.worker import DeliveryWorker, Manner
from bot.domain.delivery import Filled, Kind, Outcome, Result, Rung
from bot.domain.events import ChannelKind, InboundEvent
from bot.domain.messages import Reply
from bot.learning.compose import LessonComposer
from bot.learning.shelf import Shelf
from bot.ports import Ability, Clock, EventSink, RawRequest, RawResponse
from bot.store import deliveries, redis
from bot.store.db import Database
from bot.store.planning import lessons as planning_lessons
from schedules.planning import BATCH


class WillingPlatform:
    """An account whose platform takes everything at once."""

    def __init__(self, account: str, ability: Ability) -> None:
        """Named after its channel."""
        self.account = account
        self.kind = ChannelKind(account)
        self.ability = ability

    async def start(self) -> None:
        """Nothing to set up."""

    async def check(self) -> str:
        """There is nothing to be wrong."""
        return "ready"

    def read(self, request: RawRequest) -> InboundEvent | RawResponse:
        """Nobody calls."""
        raise NotImplementedError

    async def respond(self, event: InboundEvent, reply: Reply | None) -> RawResponse:
        """Nobody calls."""
        raise NotImplementedError

    def pages(self, reply: Reply, *, by_word: bool = True) -> Sequence[Reply]:  # noqa: ARG002
        """Every reply fits one message."""
        return [reply]

    async def poll(self, sink: EventSink) -> None:
        """It has a webhook."""

    async def send(
        self,
        chat: str,  # noqa: ARG002
        reply: Reply,  # noqa: ARG002
        *,
        rung: Rung,  # noqa: ARG002
        key: str,  # noqa: ARG002
        filled: Filled | None = None,  # noqa: ARG002
    ) -> Outcome:
        """Taken."""
        return Outcome(Result.SENT)

    async def stop(self) -> None:
        """Nothing is open."""


SAMPLE_PACING = replace(PACING, paces={"telegram": PACING.paces["bot"]})
"""As of one official account and one bot with the program's settings."""

Step = Callable[[int], Awaitable[int]]
"""Does at most so many, and says how many; 0: nothing is left."""


def planning(db: Database, now: datetime) -> Step:
    """A batch in its own transaction, as the schedules do it."""

    last = planning_lessons.FIRST

    async def plan(most: int) -> int:
        nonlocal last
        async with db.transaction() as conn:
            batch = await planning_lessons.plan_lessons(
                conn, now, min(BATCH, most), SAMPLE_PACING, after=last
            )
        last = batch.last
        return batch.turns

    return plan


def expiring(db: Database, now: datetime) -> Step:
    """A batch of what was held too long, as housekeeping does it."""

    async def expire(most: int) -> int:
        async with db.transaction() as conn:
            return await deliveries.drop_held(conn, now, min(BATCH, most))

    return expire


def worker(
    db: Database, limiter: Limiter, clock: Clock, spool: Path, *, push: bool
) -> DeliveryWorker:
    """The real worker, with the real words of the lessons."""
    none = Ability(replies_in_response=True)
    channels = {
        name: WillingPlatform(name, ABILITIES[name] if push else none) for name in ABILITIES
    }
    return DeliveryWorker(
        db,
        channels,
        {Kind.LESSON: LessonComposer(Shelf(), clock)},
        clock,
        QUIET,
        limiter=limiter,
        spool=Spool(spool),
        manner=Manner(daily={("wechat", Rung.CUSTOMER.value): CUSTOMER_A_DAY}),
    )


def delivering(one: DeliveryWorker) -> Step:
    """Round after round, whatever the time."""

    async def deliver(_: int) -> int:
        return await one.run_once()

    return deliver


async def keep_pace(one: DeliveryWorker, seconds: float) -> None:
    """Run as in the program, for so long."""
    stop, wake = asyncio.Event(), asyncio.Event()
    await one.open()
    running = asyncio.create_task(one.run(stop, wake))
    await asyncio.wait([running], timeout=seconds)
    stop.set()
    wake.set()
    await running
    await one.close()


async def _repeat(step: Step, seconds: float, limit: int) -> int:
    total, begun = 0, perf_counter()
    while total < limit and perf_counter() - begun < seconds:
        count = await step(limit - total)
        total += count
        if not count:
            break
    return total


async def main(what: str, url: str, redis_url: str, instant: str, *bounds: str) -> None:
    """Work, and say what was done."""
    seconds, limit = float(bounds[0]), int(bounds[1])
    now = datetime.fromisoformat(instant)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yike-scale-")))
        db = await Database.connect(url, size=12, least=12)
        stack.push_async_callback(db.close)
        shared = redis.connect(redis_url)
        stack.push_async_callback(shared.aclose)
        limiter = Limiter(shared, {"telegram": LIMITS} if what == "pace" else {})
        begun, cpu = perf_counter(), process_time()
        if what == "pace":
            clock = MovableClock(now - datetime.now(UTC))
            await keep_pace(worker(db, limiter, clock, folder, push=True), seconds)
            total = 0
        else:
            steps = {"plan": planning(db, now), "expire": expiring(db, now)}
            step = steps.get(what) or delivering(
                worker(db, limiter, FrozenClock(now), folder, push=what == "push")
            )
            total = await _repeat(step, seconds, limit)
        done = {"count": total, "seconds": perf_counter() - begun, "cpu": process_time() - cpu}
    print(json.dumps(done))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
