"""Weekly digests: made once for an account and week, planned for its followers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.masses import MONTHLY
from bot.store.db import Connection
from bot.store.planning.competitions import Batch
from bot.store.planning.pacing import TURNS, Pacing
from bot.store.quotas import month_of

PRIORITY = 6
"""Behind everything else that is owed."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a follower must have left of a month to get a digest in it.

    ``spare``: how many places stay free after it. ``kept``: mass messages planned in the month
    that go before it, as (row of a group, row of the mass message): its members' places are kept.
    """

    spare: int
    kept: Sequence[tuple[int, int]]


async def words_of(conn: Connection, account: str, week: str) -> dict[str, Any] | None:
    """The stored words of a digest; None: it was not made yet."""
    words: dict[str, Any] | None = await conn.fetchval(
        "select words from digest where account = $1 and week = $2", account, week
    )
    return words


async def keep(
    conn: Connection,
    account: str,
    week: str,
    *,
    due: datetime,
    expires: datetime,
    words: dict[str, Any],
) -> dict[str, Any]:
    """Fix a digest's words; those of whoever was first."""
    kept: dict[str, Any] = await conn.fetchval(
        """
        insert into digest as d (account, week, due, expires, words) values ($1, $2, $3, $4, $5)
        on conflict (account, week) do update set week = d.week returning words
        """,
        account,
        week,
        due,
        expires,
        words,
    )
    return kept


async def new_courses(conn: Connection, since: datetime) -> list[str]:
    """The titles of courses taught now that nobody could learn before ``since``."""
    rows = await conn.fetch(
        """
        select v.title from course c join course_version v on v.id = c.current_version
        where (select min(o.approved_at) from course_version o
               where o.course_key = c.key and o.state = 'approved') >= $1 order by v.title
        """,
        since,
    )
    return [row["title"] for row in rows]


async def unplanned(conn: Connection, now: datetime) -> tuple[str, str] | None:
    """A digest whose followers are not all planned, locked: its account and week. None: there is
    none, or others are at work on it.
    """
    row = await conn.fetchrow(
        """
        select account, week from digest where planned_at is null and expires > $1
        order by due, account limit 1 for no key update skip locked
        """,
        now,
    )
    return (row["account"], row["week"]) if row else None


# ``account || ''``: followers are walked in the order of learners, also where statistics would have
# all of an account's sorted for every batch.
_PLAN = f"""
with digest_now as (
  select due, expires, planned_to from digest where account = $6 and week = $7
), follower as materialized (
  select distinct on (a.learner_id) a.learner_id, case when a.mass_month = $9 then a.mass_used else 0 end as used
  from address a where a.account || '' = $6 and a.state = 'active' and a.learner_id > (select planned_to from digest_now)
  order by a.learner_id, a.id limit $8
), owed as materialized (
  select f.learner_id, $6::text as lane, $6 || '/digest' as queue, $1::timestamptz as start,
    row_number() over (order by f.learner_id) - 1 as k, true as wanted
  from follower f join learner l on l.id = f.learner_id and l.state in ('active', 'paused')
  where f.used + (select count(distinct k.mass) from unnest($11::bigint[], $12::bigint[]) as k (group_id, mass)
      join group_member m on m.group_id = k.group_id and m.learner_id = f.learner_id) < $10
    and not exists (select from delivery_held h where h.learner_id = f.learner_id and h.kind = 'digest' and h.subject = $7)
), {TURNS}, planned as (
  insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
  select learner_id, lane, 'digest', $7, 'once', {PRIORITY}, (select due from digest_now), at,
    (select expires from digest_now), $1 from placed
  on conflict do nothing returning 1
)
update digest set planned_to = coalesce((select max(learner_id) from follower), planned_to),
  planned_at = case when (select count(*) from follower) < $8 then $1 end
where account = $6 and week = $7
returning (select count(*) from planned) as people, planned_at is not null as ended
"""


async def plan_some(
    conn: Connection,
    account: str,
    week: str,
    now: datetime,
    most: int,
    *,
    pacing: Pacing,
    budget: Budget | None,
) -> Batch:
    """Plan a digest for the next ``most`` followers, within the transaction that locked it.

    Left out are who has not begun or has stopped, who has this week's from another account, and,
    with a ``budget``, who has too little left of the month. A delivery of it is decided at once,
    so that it waits in the inbox when its turn comes.
    """
    kept = budget.kept if budget else ()
    row = await conn.fetchrow(
        _PLAN,
        now,
        *pacing.columns(),
        account,
        week,
        most,
        month_of(now),
        MONTHLY - budget.spare if budget else 10_000,
        [group for group, _ in kept],
        [mass for _, mass in kept],
    )
    return Batch(0, row["people"], row["ended"]) if row else Batch()


async def forget(conn: Connection, before: datetime) -> int:
    """Drop digests that ended before; how many."""
    tag = await conn.execute("delete from digest where expires < $1", before)
    return int(tag.rsplit(" ", 1)[1])
