"""What happened becomes deliveries to subscribers, each once.

The transaction in which it happened wrote a row of ``hook_event`` (the triggers of the migration);
the one that plans it takes the row away.
"""

from datetime import datetime

from bot.domain.api import HOOKS
from bot.store.db import Connection

PRIORITY = 5
"""As lessons have; the lane is subscribers' alone."""

_PLAN = """
with taken as (
  delete from hook_event where id = any(array(
    select id from hook_event order by id limit $2 for update skip locked)) returning *
), planned as (
  insert into delivery (group_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at, detail)
  select h.group_id, $3, 'hook', e.type, e.key::text, $4, $1, $1, $1,
    jsonb_build_object('about', e.about, 'at', coalesce(e.at, $1))
  from taken e join hook h on h.ended_at is null and e.type = any(h.events)
    and h.made_at <= coalesce(e.at, $1)
  join chat_group g on g.id = h.group_id and g.state = 'known'
  left join api_token t on t.id = h.token_id
  where t.revoked_at is null and (t.expires_at is null or t.expires_at > $1)
  order by e.id, h.id on conflict do nothing
)
select count(*) from taken
"""


async def plan_some(conn: Connection, now: datetime, most: int) -> int:
    """Plan the next ``most`` events for all who want them; how many events. Any number of planners
    may work side by side.
    """
    return int(await conn.fetchval(_PLAN, now, most, HOOKS, PRIORITY))


async def note_finished(conn: Connection, now: datetime, most: int) -> int:
    """Note at most ``most`` announcements of which nothing is on its way or waits any more, and
    nothing will come: how many.
    """
    return int(
        await conn.fetchval(
            """
            with finished as (
              insert into announcement_finished (announcement_key, at)
              select n.key, $1 from announcement n
              where n.state = 'approved' and n.due <= $1 and n.imported_at <= $1
                and not exists (select from announcement_finished f where f.announcement_key = n.key)
                and (n.cancelled_at is not null or n.expires <= $1 or not exists (
                  select from announcement_group g where g.announcement_key = n.key and g.planned_at is null))
                and not exists (select from delivery d where d.kind = 'news' and d.subject = n.key)
                and not exists (select from delivery_held w where w.kind = 'news' and w.subject = n.key)
              order by n.key limit $2 on conflict do nothing returning announcement_key
            ), told as (
              select note_for_hooks('announcement.finished',
                jsonb_build_object('announcement', announcement_key), $1) from finished
            )
            select (select count(*) from finished) + 0 * (select count(*) from told)
            """,
            now,
            most,
        )
    )
