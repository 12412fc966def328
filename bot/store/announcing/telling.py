"""Announcements planned, once for each group chat and each member of a cohort."""

from datetime import datetime

from bot.store.db import Connection
from bot.store.planning.competitions import LANE, Batch
from bot.store.planning.pacing import TURNS, Pacing

_READY = """
  from announcement_group o join announcement n on n.key = o.announcement_key
  join chat_group g on g.account = o.account and g.platform_id = o.platform_id and g.state = 'known'
  where o.planned_at is null and n.state = 'approved' and n.paused_at is null and n.cancelled_at is null
    and n.due <= $1 and n.expires > $1
"""
_PRIORITY = "(case when {urgent} then 3 else 4 end)::smallint"

_TO_CHATS = f"""
with ready as (
  select o.announcement_key, o.account, o.platform_id, g.id as group_id, n.expires, n.urgent
  {_READY} and g.channel = 'telegram'
  order by o.announcement_key, o.account, o.platform_id limit $2 for no key update of o skip locked
), planned as (
  insert into delivery (group_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
  select group_id, account, 'news', announcement_key, 'once', {_PRIORITY.format(urgent="urgent")}, $1, $1, expires, $1
  from ready on conflict do nothing
)
update announcement_group o set planned_at = $1 from ready r
where o.announcement_key = r.announcement_key and o.account = r.account and o.platform_id = r.platform_id
"""

_COHORT = f"""
select o.announcement_key, o.account, o.platform_id, o.planned_to, g.id as group_id, n.expires, n.urgent
{_READY} and g.channel = 'wechat'
order by not n.urgent, o.planned_to, o.announcement_key, o.account, o.platform_id
limit 1 for no key update of o skip locked
"""

_TO_COHORT = f"""
with member as materialized (
  select learner_id from group_member where group_id = $6 and learner_id > $10 order by learner_id limit $11
), told as materialized (
  insert into announcement_told (announcement_key, learner_id)
  select $7, learner_id from member order by learner_id on conflict do nothing returning learner_id
), owed as materialized (
  select t.learner_id, a.account as lane, a.account || '/' || $6::bigint as queue, $1::timestamptz as start,
    row_number() over (partition by a.account order by t.learner_id) - 1 as k, true as wanted
  from told t cross join lateral ({LANE.format(learner="t.learner_id", account="$8::text")}) a
), {TURNS}, planned as (
  insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
  select learner_id, lane, 'news', $7, 'once', {_PRIORITY.format(urgent="$13::boolean")}, at, at, $12, $1 from placed
  on conflict do nothing returning 1
)
update announcement_group set planned_to = coalesce((select max(learner_id) from member), planned_to),
  planned_at = case when (select count(*) from member) < $11 then $1 end
where announcement_key = $7 and account = $8 and platform_id = $9
returning (select count(*) from planned) as people, planned_at is not null as ended
"""


async def tell_chats(conn: Connection, now: datetime, most: int) -> int:
    """Plan each announcement that is due once for each of its Telegram groups; returns how many,
    up to ``most``.
    """
    tag = await conn.execute(_TO_CHATS, now, most)
    return int(tag.rsplit(" ", 1)[1])


async def tell_cohort(conn: Connection, now: datetime, most: int, pacing: Pacing) -> Batch | None:
    """Plan one announcement for the next members of one WeChat cohort, ``most`` at most.

    Who was told as a member of another cohort is not told again. None: no cohort is left, or
    another planner is at work on it. To be called in a transaction.
    """
    cohort = await conn.fetchrow(_COHORT, now)
    if cohort is None:
        return None
    done = await conn.fetchrow(
        _TO_COHORT,
        now,
        *pacing.columns(),
        cohort["group_id"],
        cohort["announcement_key"],
        cohort["account"],
        cohort["platform_id"],
        cohort["planned_to"],
        most,
        cohort["expires"],
        cohort["urgent"],
    )
    return Batch(0, done["people"], done["ended"]) if done else Batch()


async def tell_member(conn: Connection, group: int, learner: int, now: datetime) -> None:
    """Somebody who joins a cohort gets its announcements that have passed by and still hold.

    To be called when he or she joins, in that transaction; nobody is told of one twice. One that
    is paused has passed by all the same: what is planned of it waits until it goes on.
    """
    await conn.execute(
        f"""
        with known as materialized (
          select o.announcement_key, g.account, n.expires, n.urgent, o.planned_at is not null or $2 <= o.planned_to as passed
          from chat_group g
          join announcement_group o on o.account = g.account and o.platform_id = g.platform_id
          join announcement n on n.key = o.announcement_key
          where g.id = $1 and g.channel = 'wechat' and n.cancelled_at is null and n.due <= $3 and n.expires > $3
          order by o.announcement_key for share of o
        ), told as (
          insert into announcement_told (announcement_key, learner_id)
          select announcement_key, $2 from known where passed order by 1 on conflict do nothing returning announcement_key
        )
        insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
        select $2, a.account, 'news', k.announcement_key, 'once', {_PRIORITY.format(urgent="k.urgent")}, $3, $3, k.expires, $3
        from told t join known k on k.announcement_key = t.announcement_key
        cross join lateral ({LANE.format(learner="$2", account="k.account")}) a
        on conflict do nothing
        """,
        group,
        learner,
        now,
    )
