"""The program's own planner or delivery worker against one database, as a process to measure.

`python -m bench.scale.work plan|hold|push URL INSTANT SECONDS MOST`: works until the time is up,
``MOST`` are done or nothing is left, and prints one line of JSON: how many, in how many seconds,
for how much CPU.
``hold``: the accounts may push nothing, so every delivery is held. ``push``: as in life.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from time import perf_counter, process_time

from bench.scale.assumptions import QUIET
from bench.scale.day import ABILITIES
from bot.clock import FrozenClock
from bot.delivery.worker import DeliveryWorker
from bot.domain.delivery import Kind, Outcome, Result, Rung
from bot.domain.events import ChannelKind, InboundEvent
from bot.domain.messages import Reply
from bot.learning.compose import LessonComposer
from bot.learning.shelf import Shelf
from bot.ports import Ability, EventSink, RawRequest, RawResponse
from bot.store import planning_lessons
from bot.store.db import Database
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

    def respond(self, event: InboundEvent, reply: Reply | None) -> RawResponse:
        """Nobody calls."""
        raise NotImplementedError

    def pages(self, reply: Reply) -> Sequence[Reply]:
        """Every reply fits one message."""
        return [reply]

    async def poll(self, sink: EventSink) -> None:
        """It has a webhook."""

    async def send(self, chat: str, reply: Reply, *, rung: Rung, key: str) -> Outcome:  # noqa: ARG002 - a channel's shape
        """Taken."""
        return Outcome(Result.SENT)

    async def stop(self) -> None:
        """Nothing is open."""


async def plan(db: Database, now: datetime, most: int) -> int:
    """A batch in its own transaction, as the schedules do it."""
    async with db.transaction() as conn:
        return await planning_lessons.plan_lessons(conn, now, most)


def worker(db: Database, now: datetime, *, push: bool) -> DeliveryWorker:
    """The real worker, with the real words of the lessons."""
    none = Ability(replies_in_response=True)
    channels = {
        name: WillingPlatform(name, ABILITIES[name] if push else none) for name in ABILITIES
    }
    clock = FrozenClock(now)

    async def all_of_it(account: str, count: int) -> int:  # noqa: ARG001 - the shape of an allowance
        return count

    composers = {Kind.LESSON: LessonComposer(Shelf(), clock)}
    return DeliveryWorker(db, channels, composers, clock, QUIET, all_of_it)


async def main(what: str, url: str, instant: str, seconds: str, most: str) -> None:
    """Work, and say what was done."""
    db = await Database.connect(url, size=12, least=12)
    now, limit = datetime.fromisoformat(instant), int(most)
    delivering = worker(db, now, push=what == "push")
    total, begun, cpu = 0, perf_counter(), process_time()
    while total < limit and perf_counter() - begun < float(seconds):
        if what == "plan":
            count = await plan(db, now, min(BATCH, limit - total))
        else:
            count = await delivering.run_once()
        total += count
        if not count:
            break
    done = {"count": total, "seconds": perf_counter() - begun, "cpu": process_time() - cpu}
    await db.close()
    print(json.dumps(done))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
