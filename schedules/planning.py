"""Planning: what is due at the Clock's now becomes deliveries, in batches, by several at once."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime

import structlog

from bot.competitions.moments import LEAD
from bot.competitions.noticing import notice_changes, notice_results
from bot.learning.restraint import restraint_on
from bot.ports import Clock
from bot.store.db import Connection, Database
from bot.store.planning import competitions as planning_competitions
from bot.store.planning import lessons as planning_lessons
from bot.store.planning import reminders as planning_reminders
from bot.store.planning import sweeps as planning_sweeps
from bot.store.planning.competitions import Batch
from bot.store.planning.lessons import FIRST, AlreadyOwedError, Place
from bot.store.planning.lessons import Batch as LessonBatch
from bot.store.planning.pacing import Pacing
from bot.store.planning.restraint import Restraint
from schedules.batches import in_batches

log = structlog.get_logger("schedules")

BATCH = 5000
"""Turns a transaction."""
AT_ONCE = 2
"""Batches of lessons at work at once, once there is more than one to plan."""
CHATS, PEOPLE = 500, 2000
"""Of competitions: chats, and people, a transaction."""
CHANGED = 50
"""Competitions that were changed, a transaction."""

People = Callable[[Connection, datetime, int, Pacing], Awaitable[Batch | None]]


class Planner:
    """Plans deliveries; any number of processes may run one."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        planned: Callable[[], None],
        pacing: Pacing | None = None,
        *,
        country: str = "",
    ) -> None:
        """``planned`` is called after something was planned, to wake the workers. ``country``: whose
        public holidays (ISO 3166; empty: none) are free for who wants that.
        """
        self._db = db
        self._clock = clock
        self._planned = planned
        self._pacing = pacing or Pacing()
        self._country = country
        self._restraint: tuple[date, Restraint] | None = None

    async def lessons(self) -> int:
        """Everybody whose daily time has come; returns how many turns."""
        first = await self._lessons_batch(FIRST)
        total = first.turns
        if total < BATCH:
            return total
        ends = await asyncio.gather(
            *(self._lessons_to_the_end(first.last) for _ in range(AT_ONCE)),
            return_exceptions=True,
        )
        for end in ends:
            if isinstance(end, BaseException):
                raise end
            total += end
        return total

    async def _lessons_to_the_end(self, after: Place) -> int:
        """What another planner has in hand is passed by, and looked at again by the next tick."""
        total = 0
        while True:
            batch = await self._lessons_batch(after)
            total, after = total + batch.turns, batch.last
            if batch.turns < BATCH:
                return total

    async def _lessons_batch(self, after: Place) -> LessonBatch:
        try:
            batch = await self._lessons(after, careful=False)
        except AlreadyOwedError:
            log.warning("a lesson was owed that its turn did not tell of; let be")
            batch = await self._lessons(after, careful=True)
        if batch.turns:
            self._planned()
        return batch

    async def _lessons(self, after: Place, *, careful: bool) -> LessonBatch:
        restraint = await self._restrained()
        async with self._db.transaction() as conn:
            return await planning_lessons.plan_lessons(
                conn,
                self._clock.now(),
                BATCH,
                self._pacing,
                restraint=restraint,
                after=after,
                careful=careful,
            )

    async def _restrained(self) -> Restraint:
        """Reckoned once a day; a learner's day is at most one day from that of UTC."""
        today = self._clock.now().date()
        if self._restraint is None or self._restraint[0] != today:
            found = await asyncio.to_thread(restraint_on, today, self._country)
            self._restraint = (today, found)
        return self._restraint[1]

    async def competitions(self) -> int:
        """Announcements, reminders and news whose moment has come; returns how many sources ended.

        What became of competitions is noticed first. Chats come before people. A reminder is spread over
        no more than it goes before quiet hours.
        """
        brief = replace(self._pacing, tolerance=min(self._pacing.tolerance, LEAD))
        await in_batches(self._db, self._clock, notice_changes, CHANGED)
        async with self._db.transaction() as conn:
            await notice_results(conn, self._clock.now())
        total = await self._drop_reminders()
        total += await in_batches(
            self._db, self._clock, planning_competitions.announce_to_chats, CHATS, self._planned
        )
        total += await self._people(planning_reminders.remind_some, brief)
        return total + await self._people(planning_competitions.announce_to_cohort, self._pacing)

    async def _drop_reminders(self) -> int:
        async with self._db.transaction() as conn:
            dropped = await planning_reminders.drop_reminders(conn, self._clock.now())
        if dropped:
            log.info("reminders dropped", dropped=dropped)
        return sum(dropped.values())

    async def _people(self, step: People, pacing: Pacing) -> int:
        """Batch after batch until nothing is left that is not in another planner's hands."""
        ended = 0
        while True:
            async with self._db.transaction() as conn:
                batch = await step(conn, self._clock.now(), PEOPLE, pacing)
            if batch is None:
                return ended
            ended += batch.ended
            if batch.chats or batch.people:
                self._planned()

    async def overdue(self) -> int:
        """The sweep for what should have been planned and was not: says what it found, plans it,
        and gives a next time to courses that lost theirs. Returns how many things it mended.
        """
        now = self._clock.now()
        async with self._db.connection() as conn:
            found = await planning_sweeps.unplanned(conn, now)
        done = Counter[str]()
        if found.lessons:
            done["lessons planned late"] = await self.lessons()
        if found.reminders or found.announcements:
            done[
                "announcements and reminders planned late, or dropped"
            ] = await self.competitions()
        done["courses given the next time they had lost"] = await in_batches(
            self._db, self._clock, planning_sweeps.give_next_times, BATCH
        )
        done = +done
        if done or found.in_words():
            log.warning("planning was behind", found=found.in_words(), done=dict(done))
        return done.total()
