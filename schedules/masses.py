"""Mass messages planned: the month's turns kept in step with what wishes for them, and what they
carry planned for each receiver.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.competitions.telling.digest import NOTHING, make_digest
from bot.delivery.masses.budget import MassRules, may_take_last
from bot.delivery.masses.desk import account_lock
from bot.delivery.masses.planning import count_now, plan_account
from bot.domain.delivery import Kind
from bot.domain.masses import Audience, Turn
from bot.ports import Clock, MassWay
from bot.store import digests
from bot.store.announcing import stopping, telling
from bot.store.db import Connection, Database
from bot.store.digests import Budget
from bot.store.masses import planned as masses
from bot.store.masses import progress as mass_progress
from bot.store.masses.planned import MassRow
from bot.store.planning.pacing import Pacing
from bot.store.quotas import BEIJING, month_of
from schedules.batches import in_batches
from schedules.jobs import Job

CHATS, PEOPLE = 500, 2000
"""A transaction."""
DIGEST_AHEAD = timedelta(hours=3)
"""A digest is made so long before its turn, and planned for its followers, who are many."""
COUNTED_FOR = timedelta(minutes=10)
"""So long the parted audiences of an account are taken to be as they were counted."""
A_WEEK_AND_A_DAY = timedelta(days=8)
CANCELLED_FOR = timedelta(hours=1)
KEEP_REPORTS, KEEP_DIGESTS = timedelta(days=7), timedelta(days=60)

log = structlog.get_logger("schedules")


@dataclass(slots=True)
class _Counted:
    """The audiences of some groups, as of a moment, with the mass messages begun by then."""

    groups: frozenset[str]
    began: frozenset[tuple[int, str]]
    at: datetime
    found: Sequence[Audience]


class MassPlanner:
    """Plans mass messages, organisers' announcements and digests; any number of processes may run
    one.
    """

    def __init__(
        self,
        db: Database,
        accounts: Mapping[str, MassRules],
        clock: Clock,
        planned: Callable[[], None],
        *,
        zone: str,
        pacing: Pacing | None = None,
    ) -> None:
        """``accounts`` are those that may send mass messages; ``planned`` is called after
        deliveries were planned, to wake the workers; ``zone`` is the deployment's.
        """
        self._db = db
        self._accounts = accounts
        self._clock = clock
        self._planned = planned
        self._zone = zone
        self._pacing = pacing or Pacing()
        self._counted: dict[str, _Counted] = {}

    # Turns ---------------------------------------------------------------------------------------

    async def turns(self) -> int:
        """Keep the planned turns of every account in step; how many changed."""
        changed = 0
        for account, rules in self._accounts.items():
            changed += await self._turns(account, rules)
        return changed

    async def _turns(self, account: str, rules: MassRules) -> int:
        now = self._clock.now()
        async with self._db.transaction(account_lock(f"plan {account}")) as conn:
            rows = await masses.rows_of(conn, account, now, _month_begins(now))
            plan = await plan_account(
                conn, account, rules, rows, now, until=_horizon(now), count=self._count
            )
            changed = await masses.put_turns(conn, account, plan.turns, now)
            changed += await masses.drop_gone(conn, plan.gone, now) if plan.gone else 0
        self._tell(account, plan.turns if changed else [])
        return changed

    async def _count(
        self,
        conn: Connection,
        account: str,
        groups: frozenset[str],
        rows: Sequence[MassRow],
        now: datetime,
    ) -> Sequence[Audience]:
        """Counted anew when other groups matter, when a mass message began or ended, or after a
        while.
        """
        began = frozenset((one.row, one.state) for one in rows if one.began_at is not None)
        known = self._counted.get(account)
        fresh = known is not None and timedelta() <= now - known.at <= COUNTED_FOR
        if known is None or not fresh or (known.groups, known.began) != (groups, began):
            found = await count_now(conn, account, groups, rows, now)
            known = self._counted[account] = _Counted(groups, began, now, found)
        return known.found

    def _tell(self, account: str, plan: list[Turn]) -> None:
        if plan:
            goes = sum(turn.due is not None for turn in plan)
            log.info("mass messages planned", account=account, go=goes, wait=len(plan) - goes)

    # What they carry -----------------------------------------------------------------------------

    async def news(self) -> int:
        """Organisers' announcements whose time has come, for their chats and cohorts; how many
        groups are planned to the end. What was cancelled lately ends, and what a pause put off is
        taken up once it goes on.
        """
        total = await in_batches(self._db, self._clock, telling.tell_chats, CHATS, self._planned)
        while True:
            async with self._db.transaction() as conn:
                batch = await telling.tell_cohort(conn, self._clock.now(), PEOPLE, self._pacing)
            if batch is None:
                return total + await self._cancelled() + await self._taken_up()
            total += batch.ended
            if batch.people:
                self._planned()

    async def _cancelled(self) -> int:
        now = self._clock.now()
        async with self._db.connection() as conn:
            keys = await stopping.cancelled_since(conn, now - CANCELLED_FOR, now)
        ended = 0
        for key in keys:
            async with self._db.transaction() as conn:
                ended += await stopping.cancel_planned(conn, key, now, PEOPLE)
                ended += await stopping.cancel_held(conn, key, now, PEOPLE)
        return ended

    async def _taken_up(self) -> int:
        now = self._clock.now()
        async with self._db.connection() as conn:
            keys = await stopping.gone_on(conn, now)
        taken = 0
        for key in keys:
            while True:
                async with self._db.transaction() as conn:
                    some = await stopping.take_up(conn, key, now, PEOPLE)
                taken += some
                if not some:
                    break
                self._planned()
        return taken

    async def weekly_digests(self) -> int:
        """Make the digests whose turn comes soon, and plan them for followers; how many people
        were planned.
        """
        for account in self._accounts:
            await self._make(account)
        people = 0
        while True:
            async with self._db.transaction() as conn:
                found = await digests.unplanned(conn, self._clock.now())
                if found is None:
                    return people
                batch = await self._plan_digest(conn, *found)
            people += batch
            self._planned()

    async def _make(self, account: str) -> None:
        now = self._clock.now()
        async with self._db.connection() as conn:
            rows = await masses.rows_of(conn, account, now)
        for row in rows:
            near = row.due <= now + DIGEST_AHEAD
            if row.kind is Kind.DIGEST and row.state == "planned" and near:
                await self._make_one(row)

    async def _make_one(self, row: MassRow) -> None:
        now = self._clock.now()
        async with self._db.transaction() as conn:
            if not await mass_progress.lock(conn, row.row, "planned"):
                return
            made = await make_digest(
                conn,
                row.account,
                row.subject,
                due=row.due,
                expires=row.expires or row.due + A_WEEK_AND_A_DAY,
                zone=self._zone,
            )
            if made is None:
                await masses.drop_for_good(conn, row.row, NOTHING, now)

    async def _plan_digest(self, conn: Connection, account: str, week: str) -> int:
        now = self._clock.now()
        batch = await digests.plan_some(
            conn,
            account,
            week,
            now,
            PEOPLE,
            pacing=self._pacing,
            budget=await self._budget(conn, account, now),
        )
        return batch.people

    async def _budget(self, conn: Connection, account: str, now: datetime) -> Budget | None:
        """What this month's followers must have left; None: nothing is counted by the month."""
        rules = self._accounts.get(account)
        if rules is None or rules.way is not MassWay.PEOPLE:
            return None
        rows = await masses.rows_of(conn, account, now)
        before = [
            one
            for one in rows
            if one.state == "planned"
            and one.kind is not Kind.DIGEST
            and month_of(one.due) == month_of(now)
        ]
        kept = [(group, one.row) for one in before for group in one.group_rows]
        return Budget(0 if may_take_last(now) else 1, kept)

    async def forget(self) -> int:
        """Reports nobody waited for, and digests of long ago; how many."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            count = await masses.forget_reports(conn, now - KEEP_REPORTS)
            return count + await digests.forget(conn, now - KEEP_DIGESTS)


def _month_begins(now: datetime) -> datetime:
    local = now.astimezone(BEIJING)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _horizon(now: datetime) -> datetime:
    """Digests are planned to the end of the month, so that a preview shows it, and a week on."""
    ahead = _month_begins(now) + timedelta(days=32)
    return max(ahead.replace(day=1), now + A_WEEK_AND_A_DAY)


def mass_jobs(planner: MassPlanner) -> tuple[Job, ...]:
    """What plans mass messages and what they carry."""
    return (
        Job("plan mass messages", 10, planner.turns),
        Job("plan announcements", 5, planner.news),
        Job("plan digests", 30, planner.weekly_digests),
        Job("forget old mass reports", 3600, planner.forget),
    )
