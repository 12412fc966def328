"""Mass messages planned: the month's turns kept in step with what wishes for them, and what they
carry planned for each receiver.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.competitions.digest import NOTHING, make_digest
from bot.delivery.mass_budget import MassRules, digest_wishes, may_take_last, plan_month
from bot.delivery.mass_desk import account_lock
from bot.domain.delivery import Kind
from bot.domain.masses import Audience, Rank, Spent, Turn, Wish
from bot.ports import Clock, MassWay
from bot.store import announcements, digests, mass_progress, masses
from bot.store.db import Connection, Database
from bot.store.digests import Budget
from bot.store.masses import MassRow
from bot.store.pacing import Pacing
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
    found: list[Audience]


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
            known = {one.about for one in rows}
            wishes = await masses.wishes_of(conn, account, now)
            # One whose time had passed when we began (a new deployment) is not sent belatedly.
            weekly = digest_wishes(rules, now, _horizon(now))
            wishes += [one for one in weekly if one.opens > now or one.about in known]
            alive = {wish.about: wish for wish in wishes}
            settled = {one.about for one in rows if is_settled(one, alive, now)}
            open_wishes = [wish for wish in wishes if wish.about not in settled]
            parted = await self._audiences(conn, account, wishes, rows, now)
            spent = spent_by(rows, settled, rules.way)
            plan = plan_month(rules, open_wishes, spent, parted, now)
            gone = [o.row for o in rows if o.state == "planned" and o.about not in alive]
            changed = await masses.put_turns(conn, account, plan, now)
            changed += await masses.drop_gone(conn, gone, now) if gone else 0
        self._tell(account, plan if changed else [])
        return changed

    async def _audiences(
        self,
        conn: Connection,
        account: str,
        wishes: list[Wish],
        rows: list[MassRow],
        now: datetime,
    ) -> list[Audience]:
        """Counted anew when other groups matter, when a mass message began or ended, or after a
        while: it walks all followers.
        """
        named = [one.groups for one in wishes] + [one.groups for one in rows]
        groups = frozenset(name for one in named if one is not None for name in one)
        began = frozenset((one.row, one.state) for one in rows if one.began_at is not None)
        known = self._counted.get(account)
        fresh = known is not None and timedelta() <= now - known.at <= COUNTED_FOR
        if known is None or not fresh or (known.groups, known.began) != (groups, began):
            found = await masses.audiences(conn, account, groups, month_of(now))
            known = self._counted[account] = _Counted(groups, began, now, found)
        return known.found

    def _tell(self, account: str, plan: list[Turn]) -> None:
        if plan:
            goes = sum(turn.due is not None for turn in plan)
            log.info("mass messages planned", account=account, go=goes, wait=len(plan) - goes)

    # What they carry -----------------------------------------------------------------------------

    async def news(self) -> int:
        """Organisers' announcements whose time has come, for their chats and cohorts; how many
        groups are planned to the end. What was cancelled lately ends.
        """
        total = await in_batches(
            self._db, self._clock, announcements.tell_chats, CHATS, self._planned
        )
        while True:
            async with self._db.transaction() as conn:
                batch = await announcements.tell_cohort(
                    conn, self._clock.now(), PEOPLE, self._pacing
                )
            if batch is None:
                return total + await self._cancelled()
            total += batch.ended
            if batch.people:
                self._planned()

    async def _cancelled(self) -> int:
        now = self._clock.now()
        async with self._db.connection() as conn:
            keys = await announcements.cancelled_since(conn, now - CANCELLED_FOR, now)
        ended = 0
        for key in keys:
            async with self._db.transaction() as conn:
                ended += await announcements.cancel_planned(conn, key, now, PEOPLE)
                ended += await announcements.cancel_held(conn, key, now, PEOPLE)
        return ended

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


def is_settled(row: MassRow, alive: Mapping[tuple[Kind, str, str], Wish], now: datetime) -> bool:
    """Pure: whether a turn is not planned anew: it began or ended, or its time has come and only
    the sender is waited for.
    """
    if row.began_at is not None:
        return True
    wish = alive.get(row.about)
    return row.state == "planned" and row.due <= now and wish is not None and wish.opens <= now


def spent_by(
    rows: list[MassRow], settled: set[tuple[Kind, str, str]], way: MassWay
) -> list[Spent]:
    """Pure: what of an account's mass messages counts, being under way or gone out. What went to
    people listed one by one is in their own counts once it is over.
    """
    found = []
    for one in rows:
        over = one.went and way is MassWay.TAG
        if one.about in settled and (one.state in {"planned", "sending"} or over):
            groups = None if one.order[0] == Rank.DIGEST else one.groups
            found.append(Spent(one.began_at or one.due, groups, Rank(one.order[0])))
    return found


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
