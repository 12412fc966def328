"""One course learned at two addresses of one person: what was learned at either is learned.

Facts that were recorded (completions and their statements) stay as they are; here it is only
joined what is still to be learned, so that nothing comes again and nothing is counted twice.
"""

from bot.store.db import Connection

_LESSONS = """
with old as (
  delete from lesson_progress p where enrolment_id = $2 and not exists (
    select from lesson_progress k
    where k.enrolment_id = $1 and k.lesson_key = p.lesson_key and k.completed_on <> p.completed_on)
  returning lesson_key, versions, shown_at, shown_on, completed_at, completed_on, read_to)
insert into lesson_progress as k (enrolment_id, lesson_key, versions, shown_at, shown_on, completed_at, completed_on, read_to)
select $1, lesson_key, versions, shown_at, shown_on, completed_at, completed_on, read_to from old
on conflict (enrolment_id, lesson_key) do update set
  shown_at = least(k.shown_at, excluded.shown_at), shown_on = least(k.shown_on, excluded.shown_on),
  completed_at = least(k.completed_at, excluded.completed_at),
  completed_on = least(k.completed_on, excluded.completed_on),
  versions = k.versions || array(select v from unnest(excluded.versions) v where v <> all (k.versions)),
  read_to = case when 0 in (k.read_to, excluded.read_to) then 0 else greatest(k.read_to, excluded.read_to) end
"""
"""A lesson finished at both, on two days, stays in both: the person learned on either day, and the
streak tells so. The one in the dropped enrolment is no progress of the course."""

_STATES = """
with said as (
  select enrolment_id, question_key, min(answered_at) as first_at, max(answered_at) as last_at
  from answer where enrolment_id in ($1, $2) group by enrolment_id, question_key
), old as (
  delete from question_state where enrolment_id in ($1, $2)
    and question_key in (select question_key from question_state where enrolment_id = $2)
  returning *
), ranked as (
  select o.*, sum(o.answers) over (partition by o.question_key) as total,
    row_number() over (partition by o.question_key order by s.first_at nulls last, o.enrolment_id <> $1) as from_first,
    row_number() over (partition by o.question_key order by s.last_at desc nulls last, o.enrolment_id <> $1) as from_last
  from old o left join said s on s.enrolment_id = o.enrolment_id and s.question_key = o.question_key
)
insert into question_state (enrolment_id, question_key, family, lesson_key, first_right, latest_right, answers, card, review_due)
select $1, l.question_key, l.family, l.lesson_key, f.first_right, l.latest_right, least(l.total, 32767)::smallint, l.card, l.review_due
from ranked l join ranked f on f.question_key = l.question_key and f.from_first = 1
where l.from_last = 1
"""
"""A question's first answer is the one that was given first, its latest the one given last."""

_ANSWERS = """
with old as (
  delete from answer where enrolment_id in ($1, $2)
    and question_key in (select question_key from answer where enrolment_id = $2)
  returning *
)
insert into answer (enrolment_id, question_key, number, given, is_right, content_version, answered_at)
select $1, question_key, row_number() over (partition by question_key order by answered_at, id)::smallint,
  given, is_right, content_version, answered_at
from old order by answered_at, id
"""

_ENROLMENT = """
update enrolment k set started_at = least(k.started_at, d.started_at),
  completed_at = least(k.completed_at, d.completed_at)
from enrolment d where k.id = $1 and d.id = $2
"""


async def join_enrolments(conn: Connection, kept: int, dropped: int) -> None:
    """Give the lessons and answers of enrolment ``dropped`` to ``kept``, of the same course; both
    learners are locked by the caller.
    """
    for statement in (_LESSONS, _STATES, _ANSWERS, _ENROLMENT):
        await conn.execute(statement, kept, dropped)
