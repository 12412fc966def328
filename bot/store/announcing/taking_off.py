"""A group is taken off an announcement: what is only planned of it is taken back.

What was handed to a platform, or is on its way at that moment, stays and is counted. Whoever has
something taken back was not told: put back, the group is told like one that is new.
"""

from datetime import datetime

from bot.store.db import Connection
from bot.store.endings import Ending, end

TAKEN_OFF = "the group was taken off"
AT_ONCE = 1000

_LEFT = """
  not exists (select from announcement_group o join chat_group g on g.account = o.account and g.platform_id = o.platform_id
    where o.announcement_key = d.subject and ({chat} exists (
      select from group_member m where m.group_id = g.id and m.learner_id = d.learner_id)))
"""
"""Of a delivery ``d``: it is for none of the groups that the announcement still has."""

_PLANNED = f"""
select d.id, d.attempts, case when not d.uncertain then d.learner_id end as untold from delivery d
where d.kind = 'news' and d.subject = $1 and d.state = 'planned' and d.id > $2
  and {_LEFT.format(chat="g.id = d.group_id or")}
order by d.id limit {AT_ONCE} for update
"""

_HELD = f"""
with gone as (
  delete from delivery_held where id in (
    select d.id from delivery_held d where d.kind = 'news' and d.subject = $1 and d.part_id is null and d.id > $2
      and {_LEFT.format(chat="")} order by d.id limit {AT_ONCE} for update) returning *
)
insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, expires,
  attempts, uncertain, reason, detail, steps, planned_at, decided_at, ended_at)
select id, learner_id, lane, kind, subject, occurrence, priority, 'expired', due, expires, attempts, uncertain, $4,
  detail, steps || jsonb_build_object('at', $3::timestamptz, 'reason', $4::text), planned_at,
  coalesce(decided_at, $3), $3 from gone
returning id, case when not uncertain then learner_id end as untold
"""


async def take_back(conn: Connection, key: str, now: datetime) -> int:
    """End what is planned, or waits in inboxes, for those who are in none of the announcement's
    groups any more; how many. To be called in the transaction that changed the groups.
    """
    return await _planned(conn, key, now) + await _held(conn, key, now)


async def _planned(conn: Connection, key: str, now: datetime) -> int:
    """What nobody has in hand; one that is being claimed is waited for, and goes out."""
    after = count = 0
    while rows := await conn.fetch(_PLANNED, key, after):
        endings = [Ending(row["id"], row["attempts"], "expired", TAKEN_OFF) for row in rows]
        count += len(await end(conn, endings, now))
        await _untell(conn, key, [row["untold"] for row in rows])
        after = rows[-1]["id"]
    return count


async def _held(conn: Connection, key: str, now: datetime) -> int:
    """What waits in inboxes, but for what a mass message is on the way with."""
    after = count = 0
    while rows := await conn.fetch(_HELD, key, after, now, TAKEN_OFF):
        await _untell(conn, key, [row["untold"] for row in rows])
        count += len(rows)
        after = max(row["id"] for row in rows)
    return count


async def _untell(conn: Connection, key: str, learners: list[int | None]) -> None:
    """Who may have got it counts as told all the same."""
    await conn.execute(
        "delete from announcement_told where announcement_key = $1 and learner_id = any($2::bigint[])",
        key,
        learners,
    )
