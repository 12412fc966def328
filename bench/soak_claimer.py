"""Claims and ends whatever is due, as a process of its own: one of the soak's writers.

`python -m bench.soak_claimer URL`: for each line on its input, an instant, works until nothing is
owed and nothing is left to plan, and says in one line of JSON how many it sent, and the median
milliseconds of one claim.
"""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from bench.claimer import Claimer
from bot.clock import FrozenClock
from bot.domain.delivery import Composed, Kind
from bot.domain.messages import say
from bot.store.db import Connection, Database
from bot.store.deliveries import Delivery

MOST = 500
TOLERANCE = timedelta(minutes=30)
"""Planning spreads what is due; in the soak it is all taken at once."""
PAUSE = 0.1

_LEFT = """
select exists (select 1 from delivery)
  or exists (select 1 from lesson_turn where next_due <= $1)
"""
TRACE = {
    "course": "law-basics",
    "version": "2026.1",
    "reviewed_by": "bench",
    "lesson": "contracts",
}


async def compose(
    conn: Connection,  # noqa: ARG001 - a composer's shape
    deliveries: Sequence[Delivery],
) -> Mapping[int, Composed]:
    """The same words for everybody, with a lesson's trace: the soak is about the tables."""
    return {one.row: Composed(say("今天的一课"), TRACE) for one in deliveries}


COMPOSERS = {Kind.LESSON: compose, Kind.ANNOUNCEMENT: compose}


async def main(url: str) -> None:
    """Work whenever told to, until the input ends."""
    db = await Database.connect(url, size=2, least=1)
    while instant := sys.stdin.readline().strip():
        now = datetime.fromisoformat(instant)
        claimer = Claimer(db, FrozenClock(now + TOLERANCE), COMPOSERS)
        print(json.dumps(await _work(db, claimer, now)), flush=True)
    await db.close()


async def _work(db: Database, claimer: Claimer, now: datetime) -> dict[str, float]:
    count, times = 0, []
    while True:
        flights, seconds = await claimer.claim(MOST)
        if flights:
            await claimer.sent(flights)
            count += len(flights)
            times.append(1000 * seconds)
            continue
        async with db.connection() as conn:
            if not await conn.fetchval(_LEFT, now):
                return {"count": count, "ms": median(times) if times else 0.0}
        await asyncio.sleep(PAUSE)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
