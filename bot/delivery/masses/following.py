"""Mass messages followed to their end: the platform is asked where it did not report, and receivers
of ended parts are moved on.
"""

from datetime import timedelta

from bot.delivery.masses.desk import Desk, shielded
from bot.delivery.masses.outcomes import ASK_AGAIN, ASK_FOR, NEVER_REPORTED, sentence
from bot.domain.errors import PlatformCallError
from bot.ports import MassState
from bot.store.masses import parts as mass_parts
from bot.store.masses import receivers as mass_receivers
from bot.store.masses.parts import Part
from bot.store.masses.receivers import EndedPart

LEASE = timedelta(minutes=2)
BATCH = 2000
"""Receivers moved in one transaction."""
BATCHES = 10
"""So many in one step: the rest follows with the next."""
WENT_OUT = "sent with a mass message"


class Follower:
    """Asks, and moves on."""

    def __init__(self, desk: Desk) -> None:
        """Work at ``desk``."""
        self._desk = desk

    async def ask(self) -> int:
        """Ask after each job that has been silent; how many were asked after."""
        now = self._desk.clock.now()
        async with self._desk.db.connection() as conn:
            silent = await mass_parts.due_parts(conn, self._desk.accounts, "submitted", now)
        asked = 0
        for due in silent:
            async with self._desk.db.transaction() as conn:
                part = await mass_parts.claim(conn, due.row, "submitted", now + LEASE, now)
            if part is not None:
                await self._ask(part)
                asked += 1
        return asked

    async def _ask(self, part: Part) -> None:
        try:
            state = await self._desk.officials[part.account].mass_state(part.message_id or "")
        except PlatformCallError:
            state = MassState.SENDING
        await shielded(self._take_in(part, state))

    async def _take_in(self, part: Part, state: MassState) -> None:
        now = self._desk.clock.now()
        async with self._desk.db.transaction() as conn:
            match state:
                case MassState.SENT:
                    await mass_parts.finish_part(conn, part, "done", NEVER_REPORTED, now)
                case MassState.FAILED:
                    await mass_parts.finish_part(conn, part, "failed", "send fail", now)
                case MassState.DELETED:
                    words = "it was deleted in the account's console"
                    await mass_parts.finish_part(conn, part, "failed", words, now)
                case MassState.SENDING if part.called_at and now - part.called_at > ASK_FOR:
                    await mass_parts.finish_part(conn, part, "done", NEVER_REPORTED, now)
                case MassState.SENDING:
                    until = now + ASK_AGAIN
                    await mass_parts.put_back(conn, part, until, "sending", uncalled=False)

    async def move_on(self) -> int:
        """Receivers of parts that went out have got it; those of failed ones wait in the inbox
        again, and get the count of this month back. How many were moved.
        """
        async with self._desk.db.connection() as conn:
            ended = await mass_receivers.ended_parts(conn, self._desk.accounts)
        total = 0
        for part in ended:
            for _ in range(BATCHES):
                moved = await self._batch(part)
                total += moved
                if moved < BATCH:
                    break
        return total

    async def _batch(self, part: EndedPart) -> int:
        now = self._desk.clock.now()
        async with self._desk.db.transaction() as conn:
            if part.done:
                return await mass_receivers.move_sent(conn, part, WENT_OUT, now, BATCH)
            counted = self._desk.by_people(part.account) and not part.uncertain
            reason = mass_receivers.FAILED.format(why=sentence(part.status))
            return await mass_receivers.release(conn, part, reason, now, BATCH, give_back=counted)
