"""What one sender has under its lease, and what it writes down about it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import randbelow
from uuid import UUID

from bot.domain.credits import Target
from bot.ledger.pushing.decisions import Decision, Step
from bot.ports import Clock
from bot.store.db import Database
from bot.store.ledger import push
from bot.store.ledger.news import plan_credit_news
from bot.store.ledger.push import Owed, Verdict

LEASE = timedelta(seconds=150)
RENEW = timedelta(seconds=100)
"""A lease is renewed when less than this is left of it: longer than the slowest send and the
two questions after it (30 s each)."""


class Books:
    """The rows of one target under one lease, from the first claim to the release.

    Every method may raise StorageUnavailableError; what was sent and could not be recorded is
    sent again under another lease, the same bytes.
    """

    def __init__(self, db: Database, target: Target, clock: Clock) -> None:
        """Nothing is claimed yet; the lease counts from now."""
        self._db, self._target, self._clock = db, target, clock
        self._name = target.name
        self._lease = _lease_from(clock.now())
        self._open: set[UUID] = set()
        self._moving = asyncio.Lock()
        """Held while rows come under the lease, and while its end moves."""

    def has(self, row: Owed) -> bool:
        """Whether a claimed row is still this sender's, as far as is known here."""
        return row.id in self._open

    async def claim(self, limit: int) -> list[Owed]:
        """Take the oldest due statements besides those in hand, at most ``limit``."""
        async with self._moving:
            async with self._db.transaction(lock_of(self._name)) as conn:
                now = self._clock.now()
                rows = await push.claim(conn, self._target, now, self._lease, limit)
            self._open.update(row.id for row in rows)
        return rows

    async def accept(self, part: Sequence[Owed], reason: str, following: Sequence[Owed]) -> None:
        """Record that the target has ``part``, and look whether what goes next is still ours."""
        ids, mine = [row.id for row in part], [row.id for row in following if self.has(row)]
        async with self._db.connection() as conn:
            now = self._clock.now()
            left = await push.accept(
                conn, self._name, ids, reason, now, following=mine, lease=self._lease
            )
        self._open.difference_update(ids)
        if left < len(mine) or self._lease - now < RENEW:
            await self.look()

    async def settle(self, part: Sequence[Owed], decision: Decision, words: str) -> None:
        """Record what was decided about statements that were not accepted, and look whether the
        rest is still ours.
        """
        now, verdict = self._clock.now(), Verdict(decision.reason, words)
        ids = [row.id for row in part]
        if decision.step is Step.TURN_BACK:
            await self._turn_back(part[0], verdict)
        else:
            async with self._db.connection() as conn:
                if decision.step is Step.BURY:
                    await push.bury(conn, self._name, ids[0], self._lease, verdict, now)
                else:
                    again = None if decision.step is Step.STOP else decision.next_try
                    await push.postpone(
                        conn, self._name, ids, self._lease, verdict, now, next_try=again
                    )
        self._open.difference_update(ids)
        await self.look()

    async def _turn_back(self, one: Owed, verdict: Verdict) -> None:
        """Forget an account number that the bank does not know, and tell the person."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            forgotten = await push.turn_back(conn, self._name, one, self._lease, verdict, now)
            if forgotten and one.learner is not None:
                subject, day = f"account:{self._name}", now.date().isoformat()
                await plan_credit_news(conn, one.learner, subject, day, now)

    async def look(self) -> None:
        """Renew a lease that runs out soon, and find out what of the rows in hand is still ours.

        A consent withdrawn meanwhile, or another sender after a lease that ran out, takes
        statements away.
        """
        if not self._open:
            return
        if self._lease - self._clock.now() < RENEW:
            await self._renew()
            return
        mine = frozenset(self._open)  # more may come under the lease meanwhile
        async with self._db.connection() as conn:
            self._open -= mine - await push.held(conn, self._name, self._lease)

    async def _renew(self) -> None:
        async with self._moving, self._db.connection() as conn:
            until = _lease_from(self._clock.now())
            self._open &= await push.renew(conn, self._name, self._lease, until)
            self._lease = until

    async def close(self, unknown: Sequence[Owed]) -> None:
        """Give up the lease; what was neither settled nor put off is due again. Of ``unknown``
        nobody can say whether they arrived.
        """
        async with self._db.connection() as conn:
            ids = [row.id for row in unknown]
            await push.release(conn, self._name, self._lease, ids, self._clock.now())
        self._open.clear()


def _lease_from(now: datetime) -> datetime:
    """The end of a lease. It is the sender's token as well, so no two may be the same."""
    return now + LEASE - timedelta(microseconds=randbelow(1_000_000))


def lock_of(target: str) -> int:
    """The number of the lock under which a target's statements are claimed, 64 bits."""
    digest = sha256(b"push\0" + target.encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
