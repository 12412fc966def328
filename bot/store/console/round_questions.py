"""The questions of a quiz round as the staff look at them: how often drawn, how they were answered."""

from dataclasses import dataclass

from bot.domain.content import Question, QuestionKind
from bot.store.db import Connection

MOST_TRIES = 2000
"""Attempts that the list counts, the newest; a page stays quick however many there are."""
MOST_QUESTIONS = 200
MOST_GIVEN = 300
"""Different answers that are shown, those given most often first. No choice of options has more:
eight options have 255."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question that a round drew. ``answered`` in words or by option, ``right`` and ``late`` among
    those that were shown; ``late`` also holds what was never answered.
    """

    row: int
    stem: str
    lesson: str
    drawn: int
    answered: int
    right: int
    late: int


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it is kept (``2``, ``1,3``, words; empty: none in time), and how often."""

    given: str
    count: int
    right: int
    late: int


async def questions_drawn(
    conn: Connection, competition: str, stage: str
) -> tuple[list[Drawn], int]:
    """The questions of the newest MOST_TRIES attempts, those that fewest got right first, at most
    MOST_QUESTIONS; and how many attempts that is.
    """
    rows = await conn.fetch(
        """
        with tried as materialized (
          select a.id, a.questions from entry e join round_attempt a on a.entry_id = e.id
          where e.competition_key = $1 and a.stage_key = $2 order by a.id desc limit $3
        ), drawn as (
          select q.id, count(*) as drawn from tried t, unnest(t.questions) as q (id) group by q.id
        ), said as (
          select r.question_id as id, count(*) filter (where r.given <> '') as answered,
            count(*) filter (where r.is_right) as is_right, count(*) filter (where r.late) as late
          from tried t join round_answer r on r.attempt_id = t.id group by r.question_id
        )
        select d.id, q.stem, l.title, d.drawn, coalesce(s.answered, 0) as answered,
          coalesce(s.is_right, 0) as is_right, coalesce(s.late, 0) as late,
          (select count(*) from tried) as tries
        from drawn d join question q on q.id = d.id join lesson l on l.id = q.lesson_id
        left join said s on s.id = d.id
        order by coalesce(s.is_right, 0)::float8 / greatest(coalesce(s.answered, 0), 1), d.drawn desc, d.id
        limit $4
        """,
        competition,
        stage,
        MOST_TRIES,
        MOST_QUESTIONS,
    )
    found = [
        Drawn(
            row["id"],
            row["stem"],
            row["title"],
            row["drawn"],
            row["answered"],
            row["is_right"],
            row["late"],
        )
        for row in rows
    ]
    return found, rows[0]["tries"] if rows else 0


async def question_drawn(
    conn: Connection, competition: str, stage: str, row: int
) -> Question | None:
    """A question that was answered in a round, as it was drawn; None: it was not."""
    found = await conn.fetchrow(
        """
        select q.* from question q where q.id = $3 and exists (
          select from round_answer r join round_attempt a on a.id = r.attempt_id
          join entry e on e.id = a.entry_id
          where r.question_id = $3 and e.competition_key = $1 and a.stage_key = $2)
        """,
        competition,
        stage,
        row,
    )
    if found is None:
        return None
    return Question(
        key=found["key"],
        kind=QuestionKind(found["kind"]),
        stem=found["stem"],
        why=found["why"],
        options=tuple(found["options"]),
        right=tuple(found["right_options"]),
        accepted=tuple(found["accepted"]),
        family=found["family"],
        row=row,
    )


async def answers_to(conn: Connection, competition: str, stage: str, row: int) -> list[Given]:
    """What was answered to a question, the most frequent first; one more than MOST_GIVEN at most."""
    rows = await conn.fetch(
        """
        select r.given, count(*) as count, count(*) filter (where r.is_right) as is_right,
          count(*) filter (where r.late) as late
        from round_answer r join round_attempt a on a.id = r.attempt_id
        join entry e on e.id = a.entry_id
        where r.question_id = $3 and e.competition_key = $1 and a.stage_key = $2
        group by r.given order by count(*) desc, r.given limit $4
        """,
        competition,
        stage,
        row,
        MOST_GIVEN + 1,
    )
    return [Given(one["given"], one["count"], one["is_right"], one["late"]) for one in rows]
