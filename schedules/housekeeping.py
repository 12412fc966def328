"""What time makes useless, and what it lets go on."""

from datetime import datetime, timedelta

import structlog

from bot.ports import Clock
from bot.store import asked, binding, deliveries, inbound, partitions, quotas
from bot.store.db import Connection, Database
from bot.store.groups import answers as group_answers
from bot.store.groups import questions as group_questions
from bot.store.groups import said as group_said
from bot.store.planning import lessons as planning_lessons
from bot.store.planning import sweeps as planning_sweeps
from bot.store.privacy import said
from schedules.batches import in_batches

log = structlog.get_logger("schedules")

BATCH = 500
MANY = 5000
KEEP_EVENTS = timedelta(days=7)
"""Unless the deployment says otherwise (``[privacy] events_days``)."""
KEEP_COUNTS = timedelta(days=35)
"""Quota counts of this month and the one before can be looked up."""
KEEP_ANSWERS = timedelta(days=60)
"""Answers of groups: the board looks back four weeks."""
KEEP_QUESTIONS = timedelta(days=400)
"""Questions of groups: which ones a group has had lately, through a year's courses."""
KEEP_ASKED = timedelta(days=180)
"""Questions to the companion and to helpers: long enough to see what lessons are missing."""
KEEP_WISHES = timedelta(days=400)
"""What people wish to learn: a year's plan is made from it."""


class Housekeeper:
    """Ends, forgets and tidies; any number of processes may run one."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        keep_months: int = 13,
        keep_events: timedelta = KEEP_EVENTS,
    ) -> None:
        """``keep_months``: how many months before this one ended deliveries are kept;
        ``keep_events``: how long the keys of what came in, with the replies.
        """
        self._db = db
        self._clock = clock
        self._keep = keep_months
        self._keep_events = keep_events

    async def pauses(self) -> int:
        """Pauses that are over."""
        return await in_batches(self._db, self._clock, planning_lessons.end_pauses, BATCH)

    async def held(self) -> int:
        """Held deliveries that are of no use any more."""
        return await in_batches(self._db, self._clock, deliveries.drop_held, BATCH)

    async def old_events(self) -> int:
        """Event keys, with their replies, that are older than they are kept."""

        async def forget(conn: Connection, now: datetime, most: int) -> int:
            return await inbound.forget_old_events(conn, now - self._keep_events, most)

        return await in_batches(self._db, self._clock, forget, 10_000)

    async def old_codes(self) -> int:
        """Binding codes, and what was tried in vain, of more than a day ago."""
        return await in_batches(self._db, self._clock, binding.forget_old, BATCH)

    async def old_groups_talk(self) -> int:
        """Answers to groups' questions of more than 60 days ago, those questions of more than 400,
        and passing answers that stand no more.
        """

        async def answers(conn: Connection, now: datetime, most: int) -> int:
            return await group_answers.forget_answers(conn, now - KEEP_ANSWERS, most)

        async def questions(conn: Connection, now: datetime, most: int) -> int:
            return await group_questions.forget_questions(conn, now - KEEP_QUESTIONS, most)

        count = await in_batches(self._db, self._clock, answers, MANY)
        count += await in_batches(self._db, self._clock, questions, MANY)
        return count + await in_batches(self._db, self._clock, group_said.forget_said, MANY)

    async def old_words(self) -> int:
        """Questions to the companion and to helpers of more than 180 days ago, wishes of more than 400."""

        async def questions(conn: Connection, now: datetime, most: int) -> int:
            return await asked.forget_old(conn, now - KEEP_ASKED, most)

        async def help_(conn: Connection, now: datetime, most: int) -> int:
            return await said.forget_help(conn, now - KEEP_ASKED, most)

        async def wishes(conn: Connection, now: datetime, most: int) -> int:
            return await said.forget_wishes(conn, now - KEEP_WISHES, most)

        steps = (questions, help_, wishes)
        return sum([await in_batches(self._db, self._clock, one, MANY) for one in steps])

    async def months(self) -> int:
        """The months of what has ended: made ahead, dropped when they are old."""
        async with self._db.transaction() as conn:
            done = await partitions.keep_months(conn, self._clock.now(), keep=self._keep)
        if done:
            log.info("months of ended deliveries", done=done)
        return len(done)

    async def old_counts(self) -> int:
        """Quota counts of months gone by, and turns that were given out long ago."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            count = await quotas.forget_before(conn, quotas.month_of(now - KEEP_COUNTS))
            return count + await planning_sweeps.forget_turns(conn, now)
