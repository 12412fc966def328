"""Kills, steps of the clock and people's acts, all at the same time, until everything is handed
in.
"""

import asyncio
import random
from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.store.db import Database
from tests.ledger_faults.people import Act
from tests.ledger_faults.pushers import Pushers
from tests.ledger_faults.relay import Phase, Relay

LULL = 0.1
"""Real seconds without a request: whoever pushes waits for the clock."""
ACTS_AT_ONCE = 4
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OWED = "select exists (select from push where state in ('queued', 'leased'))"


@dataclass(frozen=True, slots=True)
class Kill:
    """Somebody who pushes dies when the ``at``-th request is in ``phase``."""

    at: int
    phase: Phase


def kills(seed: int, count: int, requests: int) -> list[Kill]:
    """So many, spread by chance over the first ``requests``."""
    chance = random.Random(seed)
    places = sorted(chance.sample(range(3, requests), count))
    return [Kill(at, chance.choice(list(Phase))) for at in places]


@dataclass
class Storm:
    """``second`` is between which of its kills a second pusher runs beside the first."""

    db: Database
    relay: Relay
    pushers: Pushers
    seed: int
    second: range = range(0)
    backwards: int = 0
    done: set[str] = field(default_factory=set)

    async def rage(self, acts: Iterator[Act], plan: Sequence[Kill]) -> None:
        """Until all acts and kills are done and nothing is owed any more."""
        works = {"acts": self._live(acts), "kills": self._kill(plan)}
        async with asyncio.TaskGroup() as group:
            for name, work in works.items():
                group.create_task(self._work(name, work))
            group.create_task(self._press_on(set(works)))

    async def until_settled(self) -> None:
        """Let time pass until nothing is owed any more."""
        await self._press_on(set())

    async def _work(self, name: str, work: Awaitable[None]) -> None:
        await work
        self.done.add(name)

    async def _press_on(self, works: set[str]) -> None:
        chance = random.Random(self.seed)
        while True:
            over = works <= self.done
            if not over and chance.random() < 0.1:
                await self.relay.pulse(LULL)  # a step while something is on its way
            else:
                await self.relay.lull(LULL)
            if over and not await self._owed():
                return
            await self._step(HOUR if over else self._drawn(chance))

    def _drawn(self, chance: random.Random) -> timedelta:
        kind = chance.random()
        if kind < 0.70:
            return MINUTE * chance.randint(1, 40)
        if kind < 0.85:
            return HOUR * chance.randint(1, 5)
        return -MINUTE * chance.randint(1, 100)

    async def _step(self, by: timedelta) -> None:
        self.backwards += by < timedelta(0)
        await self.pushers.move(by)

    async def _owed(self) -> bool:
        async with self.db.connection() as conn:
            return bool(await conn.fetchval(OWED))

    async def _live(self, acts: Iterator[Act]) -> None:
        for number, act in enumerate(acts):
            if number % ACTS_AT_ONCE == 0:
                await self.relay.pulse(LULL)
            await act()

    async def _kill(self, plan: Sequence[Kill]) -> None:
        chance = random.Random(self.seed + 1)
        for number, kill in enumerate(plan):
            if number == self.second.start and self.second:
                await self.pushers.start("worker-2")
            if number == self.second.stop and self.second:
                codes = await self.pushers.stop("worker-2")
                assert codes == [0], codes
            await self.relay.reach(kill.at, kill.phase)
            workers = [name for name in self.pushers.running if name.startswith("worker")]
            await self.pushers.kill(chance.choice(workers))
            self.relay.release()
