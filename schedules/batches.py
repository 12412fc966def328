"""Work done in bounded batches, each in a transaction of its own."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.ports import Clock
from bot.store.db import Connection, Database

Step = Callable[[Connection, datetime, int], Awaitable[int]]
"""Does up to so many things that are due at an instant; returns how many it did."""


async def in_batches(
    db: Database, clock: Clock, step: Step, most: int, done: Callable[[], None] | None = None
) -> int:
    """Repeat ``step`` until it finds less than ``most``; ``done`` is called after each batch in
    which there was something to do. Returns how many in all.
    """
    total = 0
    while True:
        async with db.transaction() as conn:
            count = await step(conn, clock.now(), most)
        total += count
        if count and done is not None:
            done()
        if count < most:
            return total
