"""Mass messages go out: begun at their turn, filled from the inbox in parts, ended when nobody is
left. Any number of processes may run a sender; each step locks its mass message.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from bot.delivery.composing import Composer
from bot.delivery.faults import SaidOnce
from bot.delivery.masses.calling import Caller
from bot.delivery.masses.desk import Desk
from bot.delivery.masses.following import Follower
from bot.delivery.masses.outcomes import sentence
from bot.delivery.masses.tagging import Tagging
from bot.domain.delivery import Composed, Kind, NotNeeded, NotNow
from bot.domain.faults import fault
from bot.domain.quiet_hours import QuietHours
from bot.ports import Clock, Official
from bot.store.announcing.stopping import CANCELLED
from bot.store.db import Connection, Database
from bot.store.deliveries import Delivery
from bot.store.masses import parts as mass_parts
from bot.store.masses import planned as masses
from bot.store.masses import progress as mass_progress
from bot.store.masses import receivers as mass_receivers
from bot.store.masses.planned import MassRow
from bot.store.masses.progress import Tally
from bot.store.masses.receivers import Kept
from bot.store.quotas import month_of

MOST_RECEIVERS = 10_000
"""In one call (reference/wechat.md section 6.4)."""
AHEAD = 5
"""Parts reserved at once: whoever is in none yet is still handed it with a reply."""
SETTLING = timedelta(hours=2)
"""So long a mass message waits at most for what is still being planned and decided for it: a
province's million takes about one."""
EXPLAINED = 20_000
OVER = "it was over before it could go out"
NOBODY = "nobody was waiting for it any more"

log = structlog.get_logger("delivery")


class MassSender:
    """Takes every mass message one step further each time it runs."""

    def __init__(
        self,
        db: Database,
        officials: Mapping[str, Official],
        composers: Mapping[Kind, Composer],
        clock: Clock,
        *,
        quiet: QuietHours,
        zone: str,
        deployment: str,
    ) -> None:
        """``composers`` find the words of what is sent, once, as read in ``zone``. ``deployment``
        is any text that tells this deployment from others on the same accounts.
        """
        self._desk = Desk(db, officials, clock, quiet, zone, deployment)
        self._composers = composers
        self._caller = Caller(self._desk)
        self._follower = Follower(self._desk)
        self._tagging = Tagging(self._desk)
        self._said = SaidOnce()

    async def run_once(self) -> int:
        """One step of everything that is due; how many steps there were. 0: nothing is left to
        do now.
        """
        steps = await self._follower.ask() + await self._follower.move_on()
        for account in self._desk.accounts:
            async with self._desk.db.connection() as conn:
                now = self._desk.clock.now()
                stopped = await mass_progress.stopped(conn, account, now)
                rows = await masses.rows_of(conn, account, now)
            for mass in sorted(rows, key=lambda one: one.order):
                if not stopped or mass.state == "sending":
                    steps += await self._one(mass, rows)
        return steps + await self._caller.run_once() + await self._tagging.clear()

    async def _one(self, mass: MassRow, rows: list[MassRow]) -> int:
        """One that cannot be worked on hurts no other."""
        if mass.halted and not _over(mass, self._desk.clock.now()):
            return 0
        try:
            if mass.state == "planned":
                return await self._begin(mass)
            return await self._advance(mass, rows)
        except Exception as error:
            if self._said.is_new(f"{mass.account} {mass.row}", words := fault(error)):
                log.error(  # noqa: TRY400 - a traceback would quote rows
                    "a mass message cannot go on", account=mass.account, mass=mass.row, fault=words
                )
            return 0

    async def _begin(self, mass: MassRow) -> int:
        now = self._desk.clock.now()
        if mass.due > now or (self._desk.is_quiet(now) and not _over(mass, now)):
            return 0
        async with self._desk.db.transaction() as conn:
            if not await mass_progress.lock(conn, mass.row, "planned"):
                return 0
            words = None if _over(mass, now) else await self._words(conn, mass)
            if isinstance(words, NotNow):
                return 0
            if isinstance(words, Composed):
                stored = words.reply.to_json() | {"trace": words.detail}
                await mass_progress.begin(conn, mass.row, stored, now)
            else:
                reason = words.reason if words is not None else OVER
                await masses.drop_for_good(conn, mass.row, reason, now)
        return 1

    async def _words(self, conn: Connection, mass: MassRow) -> Composed | NotNeeded | NotNow:
        """Its words, the same for everybody."""
        speaking = Delivery(
            row=0,
            lane=mass.account,
            kind=mass.kind,
            subject=mass.subject,
            occurrence=mass.occurrence,
            due=mass.due,
            expires=mass.expires,
            decided_at=None,
            attempts=0,
            unsent=0,
            uncertain=False,
            detail={},
            learner=None,
            group=None,
            zone=self._desk.zone,
            recipient_state="active",
            addresses=(),
        )
        return (await self._composers[mass.kind](conn, [speaking]))[0]

    async def _advance(self, mass: MassRow, rows: list[MassRow]) -> int:
        now = self._desk.clock.now()
        async with self._desk.db.transaction() as conn:
            if not await mass_progress.lock(conn, mass.row, "sending"):
                return 0
            parts = await mass_progress.tally(conn, mass.row)
            waits = await self._waits(conn, mass, now)
            if not parts.failed and not _over(mass, now):
                if self._desk.by_people(mass.account):
                    made = await self._reserve(conn, mass, rows, parts, full=waits)
                else:
                    made = not waits and await self._open_tagged(conn, mass, parts)
                if made:
                    return 1
            if parts.failed and parts.reserved:
                await mass_parts.stop_rest(conn, mass.row, now)
                return 0
            busy = parts.reserved or parts.submitted or parts.unsettled
            if busy or (waits and not parts.failed):
                return 0
            await self._finish(conn, mass, parts, now)
        return 1

    async def _waits(self, conn: Connection, mass: MassRow, now: datetime) -> bool:
        began = mass.began_at or now
        settling = now - began < SETTLING and not _over(mass, now)
        return settling and await mass_progress.outstanding(conn, mass)

    async def _reserve(
        self, conn: Connection, mass: MassRow, rows: list[MassRow], parts: Tally, *, full: bool
    ) -> bool:
        """One more part, if there are receivers; ``full``: only a full one, as more will come."""
        now = self._desk.clock.now()
        if parts.reserved >= AHEAD:
            return False
        if full and not await mass_receivers.may_fill(conn, mass, MOST_RECEIVERS):
            return False
        picked = await mass_receivers.pick(
            conn, mass, now, MOST_RECEIVERS, kept=kept_from(mass, rows, now)
        )
        count = len(picked.deliveries)
        if count < (MOST_RECEIVERS if full else 2):
            if count == 1 and not full and not parts.reserved:
                await mass_receivers.remain_held(conn, picked.deliveries, mass_receivers.LONE)
            return False
        part = await mass_parts.open_part(conn, mass.row, now)
        await mass_receivers.reserve(conn, part, picked, now, counted=True)
        return True

    async def _open_tagged(self, conn: Connection, mass: MassRow, parts: Tally) -> bool:
        """The one part of an account that sends by tag; it is filled while it is tagged."""
        now = self._desk.clock.now()
        if parts.reserved or parts.submitted or parts.done:
            return False
        picked = await mass_receivers.pick(conn, mass, now, 2)
        if len(picked.deliveries) < 2:
            await mass_receivers.remain_held(conn, picked.deliveries, mass_receivers.LONE)
            return False
        await mass_parts.open_part(conn, mass.row, now)
        return True

    async def _finish(self, conn: Connection, mass: MassRow, parts: Tally, now: datetime) -> None:
        month = month_of(now) if self._desk.by_people(mass.account) else ""
        failure = mass_receivers.FAILED.format(why=sentence(parts.failure))
        if await mass_receivers.explain_left(
            conn, mass, month, now, EXPLAINED, failure=failure if parts.failed else ""
        ):
            return
        state, reason = _end(mass, parts, now)
        if parts.failed and parts.failure != CANCELLED:
            log.error("a mass message failed", account=mass.account, mass=mass.row, reason=reason)
        await mass_progress.finish(conn, mass.row, state, reason, now)


def kept_from(mass: MassRow, rows: list[MassRow], now: datetime) -> Kept:
    """What goes before ``mass`` in this month and so keeps its followers' places: pure."""
    month = month_of(now)
    before = [one for one in rows if one.order < mass.order and one.row != mass.row]
    planned = [one for one in before if one.state == "planned" and month_of(one.due) == month]
    return Kept(
        [(group, one.row) for one in planned for group in one.group_rows],
        [
            (one.kind.value, one.subject, one.occurrence)
            for one in before
            if one.state == "sending"
        ],
    )


def _end(mass: MassRow, parts: Tally, now: datetime) -> tuple[str, str]:
    """How a mass message ends, and the reason; empty: that with which it was planned."""
    if parts.failed:
        words = CANCELLED if parts.failure == CANCELLED else f"failed: {sentence(parts.failure)}"
        return ("done" if parts.done else "dropped"), words
    if parts.done:
        return "done", ""
    if _over(mass, now):
        return "dropped", CANCELLED if mass.reason == CANCELLED else OVER
    return "done", NOBODY


def _over(mass: MassRow, now: datetime) -> bool:
    return mass.expires is not None and mass.expires <= now
