"""Planning what is said about competitions: here their announcements, in bounded batches; reminders
and news stand in ``bot.store.planning.reminders``.

A source (a competition's group, or a moment) is locked first and read afterwards, so
that whoever joined before the lock is seen. It keeps a cursor: everybody up to that learner is
planned. So a planner may be killed after any batch, and another goes on where it stood. Chats
come before people, and the least advanced source comes first.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.db import Connection
from bot.store.planning.pacing import TURNS, Pacing


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step planned: for how many chats and people, and whether it ended its source."""

    chats: int = 0
    people: int = 0
    ended: bool = False


# Announcements -----------------------------------------------------------------------------------

_OPEN = """
  from competition_group cg join competition c on c.key = cg.competition_key and c.state = 'published'
  join chat_group g on g.account = cg.account and g.platform_id = cg.platform_id and g.state = 'known'
  join lateral (select min(opens) as opens, max(closes) as closes from stage
                where competition_key = cg.competition_key) s on true
  where cg.announced_at is null and s.opens <= $1 and s.closes > $1
"""

_TO_CHATS = f"""
with ready as (
  select cg.competition_key, cg.account, cg.platform_id, g.id as group_id, s.closes
  {_OPEN} and g.channel = 'telegram'
  order by cg.competition_key, cg.account, cg.platform_id limit $2 for no key update of cg skip locked
), planned as (
  insert into delivery (group_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
  select group_id, account, 'announcement', competition_key, 'once', 4, $1, $1, closes, $1 from ready
  on conflict do nothing
)
update competition_group cg set announced_at = $1 from ready r
where cg.competition_key = r.competition_key and cg.account = r.account and cg.platform_id = r.platform_id
"""

_COHORT = f"""
select cg.competition_key, cg.account, cg.platform_id, cg.announced_to, g.id as group_id, s.closes
{_OPEN} and g.channel = 'wechat'
order by cg.announced_to, cg.competition_key, cg.account, cg.platform_id limit 1 for no key update of cg skip locked
"""

LANE = """
  select a.account from address a where a.learner_id = {learner}
  order by a.state = 'active' desc, coalesce(a.account = {account}, false) desc, a.last_in_at desc nulls last, a.id limit 1
"""
"""The account of a person: that of the cohort where he or she is reached by it, else the one last
used. Who is reached by none keeps the last one, so that the engine says why nothing was sent."""

TO_COHORT = f"""
with member as materialized (
  select learner_id from group_member where group_id = $6 and learner_id > $10 order by learner_id limit $11
), told as materialized (
  insert into competition_told (competition_key, learner_id)
  select $7, learner_id from member order by learner_id on conflict do nothing returning learner_id
), owed as materialized (
  select t.learner_id, a.account as lane, a.account || '/' || $6::bigint as queue, $1::timestamptz as start,
    row_number() over (partition by a.account order by t.learner_id) - 1 as k, true as wanted
  from told t cross join lateral ({LANE.format(learner="t.learner_id", account="$8::text")}) a
), {TURNS}, planned as (
  insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
  select learner_id, lane, 'announcement', $7, 'once', 4, at, at, $12, $1 from placed on conflict do nothing
  returning 1
)
update competition_group set announced_to = coalesce((select max(learner_id) from member), announced_to),
  announced_at = case when (select count(*) from member) < $11 then $1 end
where competition_key = $7 and account = $8 and platform_id = $9
returning (select count(*) from planned) as people, announced_at is not null as ended
"""


async def announce_to_chats(conn: Connection, now: datetime, most: int) -> int:
    """Announce each competition once to each of its known Telegram groups, when its first stage
    opens; returns how many, up to ``most``.
    """
    tag = await conn.execute(_TO_CHATS, now, most)
    return int(tag.rsplit(" ", 1)[1])


async def announce_to_cohort(
    conn: Connection, now: datetime, most: int, pacing: Pacing
) -> Batch | None:
    """Announce one competition to the next members of one WeChat cohort, ``most`` at most.

    Who was told of it before, as a member of another cohort or of this one, is not told again.
    None: no cohort is left, or another planner is at work on it. To be called in a transaction.
    """
    cohort = await conn.fetchrow(_COHORT, now)
    if cohort is None:
        return None
    done = await conn.fetchrow(
        TO_COHORT,
        now,
        *pacing.columns(),
        cohort["group_id"],
        cohort["competition_key"],
        cohort["account"],
        cohort["platform_id"],
        cohort["announced_to"],
        most,
        cohort["closes"],
    )
    return batch_of(done)


def batch_of(row: Any, chats: int = 0) -> Batch:
    """What a statement says it did: ``people``, and whether it ``ended`` its source."""
    return Batch(chats, row["people"], row["ended"]) if row else Batch(chats)


async def announce_to_member(conn: Connection, group: int, learner: int, now: datetime) -> None:
    """Somebody who joins a cohort gets its open competitions whose announcement has passed by.

    The cohort's competitions are locked first: a planner at work is waited for, and its cursor
    seen; one that comes later finds the new member. Nobody is told of a competition twice.
    """
    await conn.execute(
        f"""
        with known as materialized (
          select cg.competition_key, g.account, cg.announced_at is not null or $2 <= cg.announced_to as passed
          from chat_group g
          join competition_group cg on cg.account = g.account and cg.platform_id = g.platform_id
          join competition c on c.key = cg.competition_key and c.state = 'published'
          where g.id = $1 and g.channel = 'wechat' order by cg.competition_key for share of cg
        ), still_open as materialized (
          select k.competition_key, k.account, max(s.closes) as closes
          from known k join stage s on s.competition_key = k.competition_key
          where k.passed group by 1, 2 having max(s.closes) > $3
        ), told as (
          insert into competition_told (competition_key, learner_id)
          select competition_key, $2 from still_open order by 1 on conflict do nothing returning competition_key
        )
        insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
        select $2, a.account, 'announcement', o.competition_key, 'once', 4, $3, $3, o.closes, $3
        from told t join still_open o on o.competition_key = t.competition_key
        cross join lateral ({LANE.format(learner="$2", account="o.account")}) a
        on conflict do nothing
        """,
        group,
        learner,
        now,
    )
