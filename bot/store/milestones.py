"""How much somebody has learned in all."""

from dataclasses import dataclass
from datetime import date

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Counts:
    """Lessons finished, each once however often it was taken again; days on which one was; and the
    lessons finished on the day that was asked for.
    """

    lessons: int
    days: int
    today: int


async def counts_of(conn: Connection, learner: int, today: date) -> Counts:
    """One statement."""
    row = await conn.fetchrow(
        """
        select count(distinct (e.course_key, p.lesson_key)) as lessons,
          count(distinct p.completed_on) as days, count(*) filter (where p.completed_on = $2) as today
        from enrolment e join lesson_progress p on p.enrolment_id = e.id
        where e.learner_id = $1 and p.completed_on is not null
        """,
        learner,
        today,
    )
    assert row is not None  # noqa: S101 - an aggregate has one row
    return Counts(row["lessons"], row["days"], row["today"])
