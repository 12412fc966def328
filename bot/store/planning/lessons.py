"""Planning the daily lesson: a set-based statement that plans a batch and marks its turns.

It takes the instant as a parameter, is safe to run in any number of processes at once, and may
be killed between any two batches.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg

from bot.domain.errors import YikeError
from bot.store.db import Connection
from bot.store.planning.pacing import LATE, TURNS, Pacing
from bot.store.planning.restraint import Restraint

Place = tuple[datetime, int]
"""Of a turn among all: when it is due, and the learner."""
NO_TURN = "infinity"
"""When the next turn of somebody who is away comes: with the next word (``bot.store.returning``). So
a day's planning does not pass by all who have gone silent."""
FIRST: Place = (datetime(1970, 1, 1, tzinfo=UTC), 0)


@dataclass(frozen=True, slots=True)
class Batch:
    """How many turns were moved, and the place of the last of them.

    Whoever goes on after it does not have to pass by the old places of all that were moved, which
    PostgreSQL keeps in the index until it is vacuumed.
    """

    turns: int
    last: Place


class AlreadyOwedError(YikeError):
    """A lesson that was to be planned is owed already, though its turn does not say so."""


def _statement(on_conflict: str = "") -> str:
    """The slots are reckoned once for each rhythm (zone and times) that a batch holds: as a
    function called for each learner they would cost more than all the rest. No turn is later
    than half-way to the next slot, nor within quiet hours that begin after the slot.

    The turns are moved first, for what follows holds the account's pace, and keeps other planners
    waiting. That ``k`` is between 0 and the limit is always so; it is said for PostgreSQL, which
    then expects few and looks each turn up by its key, instead of reading them all.

    Silence is counted only for who was not heard of since ``fresh_since``. Who is to be bidden
    farewell is locked first, and let be where somebody is at work with him or her, or a word came
    since this statement began: that is checked once more when the address is locked.
    """
    return f"""
with due as materialized (
  select t.next_due, t.learner_id, t.course_key, t.planned from lesson_turn t
  where t.next_due <= $1 and (t.next_due, t.learner_id) > ($8, $9) order by t.next_due, t.learner_id limit $6 for no key update of t skip locked
), person as materialized (
  select d.learner_id, d.course_key, d.planned, l.zone, l.times, l.off_day, l.holidays_off, l.paused_until,
    a.account as lane, a.id as address_id, a.last_in_at, coalesce(a.last_in_at, l.created_at) as heard_at
  from due d cross join lateral (
    select zone, times, state, off_day, holidays_off, paused_until, created_at from learner where id = d.learner_id offset 0) l
  left join lateral (
    select id, account, last_in_at from address where learner_id = d.learner_id and state = 'active' and l.state = 'active'
    order by last_in_at desc nulls last, id limit 1) a on true
), rhythm as materialized (
  select r.zone, r.times, past.due as slot, past.occurrence, ahead.due as next_due, clock.day, clock.day = any($13::date[]) as free,
    past.occurrence not like '%#%' as first, (clock.day - $10::int + time '04:00') at time zone r.zone as fresh_since,
    case when past.due < $1::timestamptz - {LATE} then $1 else past.due end as start,
    least(ahead.due - (ahead.due - greatest(past.due, $1)) / 2, past.due + case
      when $7::time is null then interval '1 day' else greatest(interval '0', $7 - clock.local - {LATE}
        + case when $7 <= clock.local then interval '1 day' else interval '0' end) end) as latest_turn
  from (select distinct zone, times from person) r
  cross join lateral latest_slot($1, r.zone, r.times) past
  cross join lateral next_slot($1, r.zone, r.times) ahead
  cross join lateral (select (past.due at time zone r.zone)::time as local, left(past.occurrence, 10)::date as day) clock
), choice as (
  select p.learner_id, p.course_key, p.lane, p.address_id, p.last_in_at, r.slot, r.occurrence, r.next_due, r.start, r.latest_turn, r.first,
    p.lane is not null and r.occurrence <> all(p.planned) and p.off_day is distinct from r.day and not (p.holidays_off and r.free) as wanted,
    case when p.heard_at >= r.fresh_since or p.lane is null then 0 else r.day - 1 - greatest(p.paused_until - 1, (
      (greatest(p.heard_at, (select max(last_in_at) from address where learner_id = p.learner_id)) at time zone p.zone) - interval '4 hours')::date) end as silent
  from person p join rhythm r on r.zone = p.zone and r.times = p.times
), numbered as materialized (
  select *, lane as queue, row_number() over (partition by lane, wanted order by slot, learner_id) - 1 as k
  from (
    select learner_id, course_key, lane, address_id, last_in_at, slot, occurrence, next_due, start, latest_turn,
      wanted and (silent < $10 or silent >= $12::int or first and silent = any($11::int[])) as wanted, silent >= $12 as parting
    from choice) c
), parted as materialized (
  select l.id from (select learner_id, address_id, last_in_at from numbered where wanted and parting limit $6) n
  cross join lateral (select id from learner where id = n.learner_id for no key update skip locked) l
  cross join lateral (select id from address where id = n.address_id and last_in_at is not distinct from n.last_in_at
    for no key update skip locked) a
), away as (
  update learner set state = 'away' where id = any(array(select id from parted))
), moved as (
  update lesson_turn t set next_due = case when n.goes and n.parting then '{NO_TURN}' else n.next_due end, planned = case when n.goes
    then (t.planned || n.occurrence)[greatest(1, cardinality(planned) - 6):] else t.planned end
  from (select learner_id, course_key, occurrence, next_due, parting, wanted and (not parting or learner_id in (select id from parted)) as goes
    from numbered where k between 0 and $6 offset 0) n
  where t.learner_id = n.learner_id and t.course_key = n.course_key returning 1
), all_moved as materialized (
  select count(*) as turns from moved
), owed as not materialized (
  select learner_id, course_key, occurrence, lane, queue, slot, start, latest_turn, next_due, k, parting,
    wanted and (not parting or learner_id in (select id from parted)) as wanted
  from numbered where (select turns from all_moved) > 0
), {TURNS}, planned as (
  insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at, detail)
  select learner_id, lane, 'lesson', course_key, occurrence, 5, case when slot = start then turn else slot end, turn,
    next_due, $1, case when parting then '{{"farewell": true}}'::jsonb else '{{}}' end
  from (select *, greatest(start, least(at, latest_turn)) as turn from placed) p {on_conflict}
)
select turns, next_due, learner_id from all_moved
left join lateral (select next_due, learner_id from due order by 1 desc, 2 desc limit 1) as last on true
"""


_PLAN = _statement()
_PLAN_CAREFULLY = _statement("on conflict do nothing")


async def plan_lessons(
    conn: Connection,
    now: datetime,
    most: int,
    pacing: Pacing | None = None,
    *,
    restraint: Restraint | None = None,
    after: Place = FIRST,
    careful: bool = False,
) -> Batch:
    """Plan the daily item of at most ``most`` learners whose slot has come, the first in the order
    of their turns, or those that come ``after`` a place in it.

    After an outage only the latest slot is planned: one to catch up, never a backlog. Nothing is
    planned for who paused, stopped, or cannot be reached at any address, nor for an occurrence
    that the turn says was planned or fetched, nor where ``restraint`` (None: nothing holds back)
    or a bad day of the learner's speaks against it. Who is bidden farewell is away from then on:
    the delivery's detail says ``farewell``, and no turn comes until the next word
    (``bot.store.returning``).

    Raises AlreadyOwedError when a delivery is there that no turn tells of; the transaction
    is lost then. ``careful`` lets such be, and costs a fourth more for each row.
    """
    pacing = pacing or Pacing()
    try:
        row = await conn.fetchrow(
            _PLAN_CAREFULLY if careful else _PLAN,
            now,
            *pacing.columns(),
            most,
            pacing.quiet_from,
            *after,
            *(restraint or Restraint()).columns(),
        )
    except asyncpg.UniqueViolationError as error:
        raise AlreadyOwedError("A lesson that was to be planned is owed already.") from error
    if row is None:
        raise AssertionError("a count is one row by its construction")
    return Batch(row["turns"], (row["next_due"], row["learner_id"]) if row["turns"] else after)


async def end_pauses(conn: Connection, now: datetime, most: int) -> int:
    """Learners whose pause had a last day go on by themselves; returns how many, up to ``most``.

    The day on which it ended stays noted: silence is counted from the day before
    (``bot.learning.silence``).
    """
    tag = await conn.execute(
        """
        update learner set state = 'active' where id in (
          select id from learner where state = 'paused'
            and paused_until <= (($1::timestamptz at time zone zone) - interval '4 hours')::date
          limit $2 for no key update skip locked)
        """,
        now,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])


async def next_lesson_due(conn: Connection) -> datetime | None:
    """When the next daily item will be sent to anybody; what was fetched before is not owed."""
    due: datetime | None = await conn.fetchval(
        """
        select min(case when owed.occurrence = any(t.planned) then ahead.due else t.next_due end)
        from lesson_turn t join learner l on l.id = t.learner_id
        cross join lateral latest_slot(t.next_due, l.zone, l.times) owed
        cross join lateral next_slot(t.next_due, l.zone, l.times) ahead
        where t.next_due is not null and l.state = 'active'
        """
    )
    return due
