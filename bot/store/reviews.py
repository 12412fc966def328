"""What memory is about to lose, over all that a learner ever answered.

Questions of one family share a memory: all that bear its name where one of them names it as its
family, else those of the same course, whatever the enrolment. So "q1" of one course has nothing
to do with "q1" of another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.store.db import Connection, Row

MOST_DUE = 20
"""More than anybody practises in a day; the rest is as due tomorrow."""


@dataclass(frozen=True, slots=True)
class Due:
    """A question whose memory is due: of its family, the one answered last."""

    course: str
    question: str
    family: str
    due: datetime
    latest_right: bool
    answers: int


@dataclass(frozen=True, slots=True)
class DueList:
    """What is due, the most urgent first; how many reviews were answered today already, and
    whether a lesson was finished today, in any course.
    """

    due: tuple[Due, ...] = ()
    practised: int = 0
    taught: bool = False


_DUE = """
with who as (
  select * from unnest($1::bigint[], $2::date[], $3::timestamptz[]) as w (learner, today, before)
)
select w.learner, p.practised, u.*, exists (
    select from enrolment e join lesson_progress l on l.enrolment_id = e.id
    where e.learner_id = w.learner and l.completed_on = w.today) as taught
from who w cross join lateral (
  select count(*) as practised from enrolment e join question_state q on q.enrolment_id = e.id
  where e.learner_id = w.learner and e.state <> 'dropped'
    and q.answers > 1 and q.card ->> 'last_review' >= w.today::text
) p left join lateral (
  with mine as (
    select e.course_key, q.question_key, q.family, q.latest_right, q.answers, q.review_due,
      q.card ->> 'at' as answered, bool_or(q.family <> q.question_key) over (partition by q.family) as named
    from enrolment e join question_state q on q.enrolment_id = e.id
    where e.learner_id = w.learner and e.state <> 'dropped'
  ), newest as (
    select distinct on (family, case when named then '' else course_key end) * from mine
    order by family, case when named then '' else course_key end, answered desc nulls last
  )
  select course_key, question_key, family, review_due, latest_right, answers,
    row_number() over (order by latest_right, case when latest_right then answers end, review_due, course_key, question_key) as place
  from newest where review_due < w.before order by place limit $4
) u on true order by w.learner, u.place
"""


async def load_due(
    conn: Connection, learner: int, today: date, before: datetime, most: int = MOST_DUE
) -> DueList:
    """What is due for ``learner`` before an instant (the end of the day ``today``), of all courses
    that were not dropped, the finished ones too; one statement. Missed questions come first, the
    one that waits longest before the others; then those that were seen least often.
    """
    found = await load_due_of(conn, [(learner, today, before)], most)
    return found[learner]


async def load_due_of(
    conn: Connection, asked: Sequence[tuple[int, date, datetime]], most: int = MOST_DUE
) -> dict[int, DueList]:
    """The same for several learners, each with a day and its end, in one statement."""
    columns = [[one[n] for one in asked] for n in range(3)]
    rows = await conn.fetch(_DUE, *columns, most)
    found: dict[int, DueList] = {}
    for row in rows:
        before = found.get(row["learner"], DueList((), row["practised"], row["taught"]))
        found[row["learner"]] = replace(before, due=(*before.due, *_due(row)))
    return found


def _due(row: Row) -> tuple[Due, ...]:
    """The question of a row; none where nothing is due."""
    if row["question_key"] is None:
        return ()
    return (
        Due(
            row["course_key"],
            row["question_key"],
            row["family"],
            row["review_due"],
            row["latest_right"],
            row["answers"],
        ),
    )


async def newest_card(
    conn: Connection, learner: int, course: str, names: tuple[str, str]
) -> tuple[dict[str, Any], bool] | None:
    """Of all answers to a question's family the newest: its card, and whether it was right; None:
    there is none. ``names`` are the question's family (empty: it names none) and its key.
    """
    family, key = names
    row = await conn.fetchrow(
        """
        with mine as (
          select e.course_key, q.card, q.latest_right, q.family <> q.question_key as named
          from enrolment e join question_state q on q.enrolment_id = e.id
          where e.learner_id = $1 and q.family = $3
        )
        select card, latest_right from mine
        where course_key = $2 or $4 or (select bool_or(named) from mine)
        order by card ->> 'at' desc nulls last limit 1
        """,
        learner,
        course,
        family or key,
        bool(family),
    )
    return (row["card"], row["latest_right"]) if row else None
