"""Who was given which text of a course: from what was shown, sent and answered."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bot.store.db import Connection

PEOPLE_AT_ONCE = 2000
"""People looked at in one query, so that memory does not grow with how many there are."""


class TimeIs(StrEnum):
    """What the instant of a receipt says."""

    FIRST = "first"
    """It was then."""
    AT_LATEST = "at the latest"
    """It was answered then; when it was shown before that is not known."""
    NOT_BEFORE = "not before"
    """An earlier text of the lesson was shown then, and this one later."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which receipts: of a course, of one of its lessons and versions where they are named."""

    course: str
    lesson: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Somebody was given a lesson in a version, or was asked a question of it in a group.

    ``person`` is the learner's key. ``channels``: by which; where nobody noted it, all that the
    person is reached by, none where that is gone.
    """

    learner: int
    person: UUID
    lesson: str
    version: str
    at: datetime
    time_is: TimeIs
    in_group: bool
    channels: tuple[str, ...]


_PEOPLE = """
  (select distinct learner_id from enrolment where course_key = $1 and learner_id > $2 order by 1 limit $3)
  union
  (select distinct a.learner_id from group_answer a join group_question q on q.id = a.group_question_id
   where q.course_key = $1 and a.learner_id > $2 order by 1 limit $3)
  order by 1 limit $3
"""

# What was shown is known by its version; when, for the first one. A brief notice only tells that a
# lesson waits, so it is no receipt.
_RECEIPTS = """
with seen as (
  select e.learner_id, p.lesson_key, v.version, p.shown_at as at,
    case v.place when 1 then 'first' else 'not before' end as time_is, false as in_group, null as account
  from enrolment e join lesson_progress p on p.enrolment_id = e.id
  cross join lateral unnest(p.versions) with ordinality as v (version, place)
  where e.learner_id = any($1) and e.course_key = $2
  union all
  select e.learner_id, s.lesson_key, a.content_version, a.answered_at, 'at the latest', false, null
  from enrolment e join answer a on a.enrolment_id = e.id
  join question_state s on s.enrolment_id = e.id and s.question_key = a.question_key
  where e.learner_id = any($1) and e.course_key = $2
  union all
  select d.learner_id, d.detail ->> 'lesson', d.detail ->> 'version', d.ended_at, 'first', false, d.lane
  from delivery_past d where d.learner_id = any($1) and d.kind = 'lesson' and d.subject = $2
    and d.state = 'sent' and d.rung not in ('notice', 'template') and d.detail ? 'lesson'
  union all
  select a.learner_id, l.key, q.content_version, a.answered_at, 'at the latest', true, g.account
  from group_answer a join group_question q on q.id = a.group_question_id
  join chat_group g on g.id = q.group_id
  join question u on u.id = q.question_id join lesson l on l.id = u.lesson_id
  where a.learner_id = any($1) and q.course_key = $2
), asked as (
  select * from seen where ($3::text is null or lesson_key = $3) and ($4::text is null or version = $4)
), received as (
  select learner_id, lesson_key, version, bool_and(in_group) as in_group,
    min(at) filter (where time_is = 'first') as first,
    min(at) filter (where time_is = 'at the latest') as at_latest,
    min(at) as any_time, array_agg(distinct account) filter (where account is not null) as accounts
  from asked group by 1, 2, 3
)
select r.learner_id as learner, l.key as person, r.lesson_key as lesson, r.version, r.in_group,
  coalesce(r.first, r.at_latest, r.any_time) as at,
  case when r.first is not null then 'first' when r.at_latest is not null then 'at the latest'
    else 'not before' end as time_is,
  array(select distinct a.channel from address a
    where a.learner_id = r.learner_id and (r.accounts is null or a.account = any(r.accounts)) order by 1) as channels
from received r join learner l on l.id = r.learner_id
order by r.learner_id, at, r.lesson_key, r.version
"""


async def receipts(conn: Connection, wanted: Wanted) -> AsyncIterator[list[Receipt]]:
    """All of them, page by page, person by person. ``conn`` is in a transaction of its own that sees
    one moment; who was erased is in none.
    """
    after = 0
    while True:
        rows = await conn.fetch(_PEOPLE, wanted.course, after, PEOPLE_AT_ONCE)
        people: list[int] = [row["learner_id"] for row in rows]
        if not people:
            return
        found = await conn.fetch(_RECEIPTS, people, wanted.course, wanted.lesson, wanted.version)
        yield [
            Receipt(
                **{**row, "time_is": TimeIs(row["time_is"]), "channels": tuple(row["channels"])}
            )
            for row in map(dict, found)
        ]
        after = people[-1]


async def receivers_after(
    conn: Connection, wanted: Wanted, after: int, most: int
) -> tuple[list[int], list[int]]:
    """The next ``most`` people, by their rows behind ``after``, who may have had something of a
    course, and those of them who had what is ``wanted``; fewer than ``most``: there are no more.
    """
    rows = await conn.fetch(_PEOPLE, wanted.course, after, most)
    people: list[int] = [row["learner_id"] for row in rows]
    found = await conn.fetch(_RECEIPTS, people, wanted.course, wanted.lesson, wanted.version)
    return people, sorted({row["learner"] for row in found})


async def about_how_many(conn: Connection, course: str) -> int:
    """How many people may have had something of a course, groups' guests left out."""
    count: int = await conn.fetchval(
        "select count(distinct learner_id) from enrolment where course_key = $1", course
    )
    return count


async def groups_asked(conn: Connection, wanted: Wanted) -> int:
    """How many groups were asked a question of it, known by what reached them."""
    count: int = await conn.fetchval(
        """
        select count(distinct q.group_id) from group_question q
        join question u on u.id = q.question_id join lesson l on l.id = u.lesson_id
        where q.course_key = $1 and ($2::text is null or l.key = $2)
          and ($3::text is null or q.content_version = $3)
          and (exists (select 1 from group_answer a where a.group_question_id = q.id)
            or exists (select 1 from delivery_past d where d.kind = 'question' and d.group_id = q.group_id
              and d.occurrence = to_char(q.day, 'YYYY-MM-DD') and d.state = 'sent'))
        """,
        wanted.course,
        wanted.lesson,
        wanted.version,
    )
    return count


async def is_known(conn: Connection, wanted: Wanted) -> bool:
    """Whether there is such a course, and such a lesson and version of it."""
    known: bool = await conn.fetchval(
        """
        select exists (select from course_version v join lesson l on l.version_id = v.id
          where v.course_key = $1 and ($2::text is null or l.key = $2) and ($3::text is null or v.version = $3))
        """,
        wanted.course,
        wanted.lesson,
        wanted.version,
    )
    return known
