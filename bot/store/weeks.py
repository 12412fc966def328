"""What people learned in a week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.store.db import Connection

LOOKED_BACK = 400
"""Learning days that a streak is counted over."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A learner's week: the lessons finished in it as (course, lesson), the last first; the questions
    answered, and how many of them rightly; all learning days up to its end, newest first.
    """

    lessons: tuple[tuple[str, str], ...]
    days: tuple[date, ...]
    answered: int
    right: int


async def learned_in(
    conn: Connection, learners: Sequence[int], monday: date, sunday: date
) -> dict[int, Learned]:
    """The weeks of ``learners``, in one statement; everybody has one, be it empty."""
    rows = await conn.fetch(
        """
        select l.id,
          array(select p.completed_on from enrolment e join lesson_progress p on p.enrolment_id = e.id
            where e.learner_id = l.id and p.completed_on <= $3 group by 1 order by 1 desc limit $4) as days,
          array(select jsonb_build_array(e.course_key, p.lesson_key)
            from enrolment e join lesson_progress p on p.enrolment_id = e.id
            where e.learner_id = l.id and p.completed_on between $2 and $3
            order by p.completed_at desc, p.lesson_key) as lessons,
          a.answered, a.right_ones
        from unnest($1::bigint[]) as l (id) cross join lateral (
          select count(*) as answered, count(*) filter (where a.is_right) as right_ones
          from enrolment e join answer a on a.enrolment_id = e.id
          join learner who on who.id = e.learner_id
          where e.learner_id = l.id
            and ((a.answered_at at time zone who.zone) - interval '4 hours')::date between $2 and $3) a
        """,
        list(learners),
        monday,
        sunday,
        LOOKED_BACK,
    )
    return {
        row["id"]: Learned(
            tuple((course, lesson) for course, lesson in row["lessons"]),
            tuple(row["days"]),
            row["answered"],
            row["right_ones"],
        )
        for row in rows
    }
