"""The worker's own claiming transaction, and its own record of an end, called one by one."""

from collections.abc import Mapping, Sequence
from datetime import time
from time import perf_counter

from bench.processes import BenchFaultError
from bench.program import ACCOUNT
from bench.scale.day import ABILITIES
from bench.scale.work import WillingPlatform
from bot.delivery.claiming import Claiming
from bot.delivery.composing import Composer
from bot.delivery.flight import InFlight
from bot.delivery.watching import Nobody
from bot.domain.delivery import Kind
from bot.domain.quiet_hours import QuietHours
from bot.ports import Clock
from bot.store import endings
from bot.store.db import Database
from bot.store.endings import Ending

NEVER = QuietHours(time(0), time(0))
"""No quiet hours: the span is empty."""


class Claimer:
    """Claims and ends, without a platform in between."""

    def __init__(self, db: Database, clock: Clock, composers: Mapping[Kind, Composer]) -> None:
        """``composers`` find the words of what is owed."""
        self._db = db
        self._clock = clock
        bot = WillingPlatform("telegram", ABILITIES["telegram"])
        self._claiming = Claiming(db, {ACCOUNT: bot}, composers, clock, NEVER, {}, Nobody())

    async def claim(self, most: int) -> tuple[list[InFlight], float]:
        """One claim of at most ``most``, and the seconds it took.

        Raises BenchFaultError when something was settled instead of claimed.
        """
        begun = perf_counter()
        claimed = await self._claiming.claim(most, {}, {})
        seconds = perf_counter() - begun
        if claimed.settled:
            raise BenchFaultError(f"{claimed.settled} deliveries were not to be sent")
        return claimed.flights, seconds

    async def sent(self, flights: Sequence[InFlight]) -> None:
        """All of them arrived: record it."""
        done = [Ending(one.row, one.attempts, "sent", "sent") for one in flights]
        async with self._db.transaction() as conn:
            if len(await endings.end(conn, done, self._clock.now())) != len(flights):
                raise BenchFaultError("a claim was lost before it was recorded")
