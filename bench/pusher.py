"""Our push worker, alone in a process, until nothing is owed any more.

`python -m bench.pusher DATABASE URL USER PASSWORD COUNT`: prints the seconds from its first look to its last record, and
of CPU.
"""

import asyncio
import gc
import json
import sys
from time import perf_counter, process_time

import structlog

from adapters.creditbank.xapi import XapiBank
from bench.statements import TARGET
from bot.clock import SystemClock
from bot.ledger.pushing.worker import PushWorker
from bot.store.db import Database


class Countdown:
    """Told what is accepted (bot.ledger.line.PushWatch); ``done`` is set when it was enough."""

    def __init__(self, count: int) -> None:
        """``count``: so many."""
        self._left = count
        self.done = asyncio.Event()

    def accepted(self, target: str, count: int) -> None:  # noqa: ARG002 - there is one target
        """So many more."""
        self._left -= count
        if self._left <= 0:
            self.done.set()

    def stopped(self, target: str, reason: str | None) -> None:
        """A store that takes nothing spoils the measurement."""
        if reason is not None:
            raise SystemExit(f"{target} takes nothing: {reason}")


async def main() -> None:
    """Push."""
    clock, left = SystemClock(), Countdown(int(sys.argv[5]))
    db = await Database.connect(sys.argv[1], size=4)
    url, user, password = sys.argv[2:5]
    bank = XapiBank(TARGET, url, user, password, clock)
    worker = PushWorker(db, [bank], clock, structlog.get_logger("push"), watch=left)
    await bank.check()
    gc.collect()
    gc.freeze()
    stop, wake = asyncio.Event(), asyncio.Event()
    begun, used = perf_counter(), process_time()
    wake.set()
    pushing = asyncio.create_task(worker.run(stop, wake))
    await left.done.wait()
    print(json.dumps({"seconds": perf_counter() - begun, "cpu": process_time() - used}))
    stop.set()
    await pushing
    await bank.stop()
    await db.close()


if __name__ == "__main__":
    asyncio.run(main())
