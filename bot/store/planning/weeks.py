"""Planning the pictures of the week: on Sunday evening, for who learned in the week that ends.

Each zone has its own evening and keeps a cursor: everybody up to that learner was looked at. So a
planner may be killed after any batch, and another goes on where it stood.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.store.db import Connection
from bot.store.planning.pacing import LATE, TURNS, Pacing

KEEP = timedelta(days=60)
"""So long after its end an evening is remembered."""

_OPEN = """
with recursive lived_in as (
  (select zone from learner order by zone limit 1)
  union all
  select (select zone from learner where zone > z.zone order by zone limit 1) from lived_in z where z.zone is not null
), sunday as (
  select zone, evening - case when evening > local then interval '7 days' else interval '0' end as evening
  from (select zone, $1::timestamptz at time zone zone as local,
      date_trunc('week', $1::timestamptz at time zone zone) + interval '6 days 19 hours 30 minutes' as evening
    from lived_in where zone is not null) as this_week
)
insert into week_turn (zone, week, due, expires)
select zone, to_char(evening, 'IYYY-"W"IW'), evening at time zone zone, (evening + interval '7 days') at time zone zone
from sunday on conflict do nothing
"""


async def open_weeks(conn: Connection, now: datetime) -> None:
    """Note the newest Sunday, 19:30, of each zone that somebody lives in; forget those long past."""
    await conn.execute(_OPEN, now)
    await conn.execute("delete from week_turn where expires < $1", now - KEEP)


@dataclass(frozen=True, slots=True)
class Batch:
    """For how many people a step planned, and whether it ended its zone's evening."""

    people: int
    ended: bool


_TURN = """
select zone, week, due, expires, planned_to from week_turn where planned_at is null and expires > $1
order by due, zone limit 1 for no key update skip locked
"""

# A range of (zone, id) is read by its index, however many or few live in the zone; what each has
# learned, by keys, also where statistics do not know yet how much that is.
PLAN = f"""
with looked_at as materialized (
  select id, state from learner where (zone, id) > ($6, $8) and (zone, id) <= ($6, 9223372036854775807)
  order by zone, id limit $9
), owed as materialized (
  select l.id as learner_id, a.account as lane, a.account || '/week' as queue,
    case when $10::timestamptz < $1::timestamptz - {LATE} then $1 else $10 end as start,
    row_number() over (partition by a.account order by l.id) - 1 as k, true as wanted
  from looked_at l
  cross join lateral (select from (select id from enrolment where learner_id = l.id offset 0) e
    cross join lateral (select from lesson_progress where enrolment_id = e.id and completed_on between $12 and $13 offset 0) p
    limit 1) learned
  cross join lateral (select account from address where learner_id = l.id and state = 'active'
    order by last_in_at desc nulls last, id limit 1) a
  where l.state = 'active'
), {TURNS}, planned as (
  insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
  select learner_id, lane, 'week', '', $7, 6, case when start = $10 then at else $10 end, at, $11, $1 from placed
  on conflict do nothing returning 1
)
update week_turn set planned_to = coalesce((select max(id) from looked_at), planned_to),
  planned_at = case when (select count(*) from looked_at) < $9 then $1 end
where zone = $6 and week = $7
returning (select count(*)::int from planned) as people, planned_at is not null as ended
"""


async def plan_week(conn: Connection, now: datetime, most: int, pacing: Pacing) -> Batch | None:
    """Look at the next ``most`` people of one zone, and plan the picture of the week for those who
    finished a lesson in it: once, for nobody who paused, stopped or is away, to be had until the
    next one. None: no evening is left, or another planner is at work on it. To be called in a
    transaction, after ``open_weeks``.
    """
    turn = await conn.fetchrow(_TURN, now)
    if turn is None:
        return None
    year, _, week = turn["week"].partition("-W")
    done = await conn.fetchrow(
        PLAN,
        now,
        *pacing.columns(),
        turn["zone"],
        turn["week"],
        turn["planned_to"],
        most,
        turn["due"],
        turn["expires"],
        date.fromisocalendar(int(year), int(week), 1),
        date.fromisocalendar(int(year), int(week), 7),
    )
    return Batch(done["people"], done["ended"]) if done else None
