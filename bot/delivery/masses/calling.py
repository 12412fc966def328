"""One part of a mass message becomes one call: claimed, tagged where the account needs it, called,
recorded. No transaction is open meanwhile; a crash in between is repeated under the same key.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.delivery.masses.desk import Desk, account_lock, put_back, room_for_call, shielded
from bot.delivery.masses.outcomes import Following, Next, day_span, following, gives_up
from bot.delivery.masses.tagging import Tagging
from bot.domain.delivery import Outcome, Rung, Scope
from bot.domain.errors import PlatformCallError
from bot.domain.messages import Reply
from bot.store import push_stops
from bot.store.db import Connection
from bot.store.masses import parts as mass_parts
from bot.store.masses import receivers as mass_receivers
from bot.store.masses.parts import Part

LEASE = timedelta(minutes=3)
"""A call with 10,000 receivers is answered within seconds; its time-out is far below this."""

log = structlog.get_logger("delivery")


class Caller:
    """Brings reserved parts to the platform."""

    def __init__(self, desk: Desk) -> None:
        """Work at ``desk``."""
        self._desk = desk
        self._tagging = Tagging(desk)

    async def run_once(self) -> int:
        """One step for each part whose time has come; how many. Nothing in quiet hours."""
        now = self._desk.clock.now()
        if self._desk.is_quiet(now):
            return 0
        async with self._desk.db.connection() as conn:
            due = await mass_parts.due_parts(conn, self._desk.accounts, "reserved", now)
        steps = 0
        for part in due:
            steps += await self._step(part)
        return steps

    async def _step(self, due: Part) -> bool:
        """Whether there was anything to do for this part."""
        if self._desk.by_people(due.account):
            return await self._call(due.row, due.account)
        part = await self._claim(due.row)
        if part is None:
            return False
        try:
            if not await self._tagging.advance(part):
                return True
        except PlatformCallError as error:
            # Its claims were steps, not tries: a failed one is tried again soon.
            await shielded(self._record(part, error.outcome, tries=1))
            return True
        async with self._desk.db.transaction() as conn:
            await mass_parts.free(conn, part)
        return await self._call(due.row, due.account)

    async def _claim(self, row: int) -> Part | None:
        now = self._desk.clock.now()
        async with self._desk.db.transaction() as conn:
            part = await mass_parts.claim(conn, row, "reserved", now + LEASE, now)
            if part is None or await self._given_up(conn, part, now):
                return None
            return part

    async def _call(self, row: int, account: str) -> bool:
        now = self._desk.clock.now()
        async with self._desk.db.transaction(account_lock(account)) as conn:
            part = await mass_parts.claim(conn, row, "reserved", now + LEASE, now)
            if part is None:
                return False
            if await self._given_up(conn, part, now) or not await self._may_call(conn, part, now):
                return True
            await mass_parts.calling(conn, part, now)
            people = []
            if self._desk.by_people(account):
                people = [chat for _, chat in await mass_receivers.receivers(conn, row)]
        outcome = await self._desk.officials[account].send_mass(
            Reply.from_json(part.words),
            key=self._desk.key(part.row),
            people=people,
            tag=None if people else part.tag,
        )
        await shielded(self._record(part, outcome, tries=part.attempts))
        return True

    async def _given_up(self, conn: Connection, part: Part, now: datetime) -> bool:
        reason = gives_up(part, now)
        if reason:
            await mass_parts.finish_part(conn, part, "failed", reason, now)
        return bool(reason)

    async def _may_call(self, conn: Connection, part: Part, now: datetime) -> bool:
        """Whether there are receivers and room; else the part is dissolved or put back."""
        by_people = self._desk.by_people(part.account)
        if part.called_at is None:
            left = await mass_receivers.leave_out_unreachable(conn, part, now)
            if left < 2:
                await mass_receivers.dissolve(conn, part, mass_receivers.LONE, give_back=by_people)
                return False
        wait = None
        if not by_people and await mass_parts.called_between(
            conn, part.account, *day_span(now), but=part.row
        ):
            wait = day_span(now)[1]
        wait = wait or await room_for_call(conn, part.account, now)
        if wait is not None:
            words = "waits for room among the account's calls"
            first = part.called_at is None
            await mass_parts.put_back(conn, part, wait, words, uncalled=first)
        return wait is None

    async def _record(self, part: Part, outcome: Outcome, *, tries: int) -> None:
        now = self._desk.clock.now()
        what = following(outcome, replace(part, attempts=tries), now)
        async with self._desk.db.transaction() as conn:
            await self._write(conn, part, outcome, what, now)
        if what.next is Next.AGAIN:
            log.warning(
                "a mass message waits",
                account=part.account,
                part=part.row,
                reason=what.status,
            )

    async def _write(
        self, conn: Connection, part: Part, outcome: Outcome, what: Following, now: datetime
    ) -> None:
        match what.next:
            case Next.TAKEN if outcome.platform_id:
                await mass_parts.submitted(
                    conn, part, outcome.platform_id, what.status, now, what.until
                )
            case Next.TAKEN:
                await mass_parts.finish_part(conn, part, "done", what.status, now)
            case Next.AGAIN:
                await put_back(conn, part, what, now)
            case Next.FAILED:
                if outcome.scope is Scope.RUNG:
                    await push_stops.stop(conn, part.account, Rung.MASS.value, what.status, now)
                await mass_parts.finish_part(
                    conn, part, "failed", what.status, now, uncalled=what.uncalled
                )
