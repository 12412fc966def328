"""Lessons shown and answers given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.learners import QuestionState
from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Shown:
    """A lesson shown in an enrolment, ``at`` an instant, ``on`` the learner's day, in a ``version``
    of its course (empty: not noted). ``read_to``: how far into its text, in characters; 0: all of it.
    """

    enrolment: int
    lesson_key: str
    at: datetime
    on: date
    version: str = ""
    read_to: int = 0


async def show_lessons(conn: Connection, shown: Sequence[Shown]) -> None:
    """Note that lessons were shown: when, the first time counts; each version, once; how far,
    the latest. No lesson of an enrolment stands twice in ``shown``.
    """
    await conn.execute(
        """
        insert into lesson_progress as p (enrolment_id, lesson_key, shown_at, shown_on, versions, read_to)
        select enrolment, lesson, at, day, case when version = '' then '{}' else array[version] end, read_to
        from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::date[], $5::text[], $6::int[])
          as s (enrolment, lesson, at, day, version, read_to)
        on conflict (enrolment_id, lesson_key) do update set read_to = excluded.read_to,
          versions = case when excluded.versions <@ p.versions then p.versions else p.versions || excluded.versions end
        where p.read_to <> excluded.read_to or not excluded.versions <@ p.versions
        """,
        [one.enrolment for one in shown],
        [one.lesson_key for one in shown],
        [one.at for one in shown],
        [one.on for one in shown],
        [one.version for one in shown],
        [one.read_to for one in shown],
    )


async def complete_lesson(
    conn: Connection, enrolment: int, lesson_key: str, *, at: datetime, on: date
) -> None:
    """Note that a lesson is finished; the first time counts."""
    await conn.execute(
        """
        insert into lesson_progress as p (enrolment_id, lesson_key, shown_at, shown_on, completed_at, completed_on)
        values ($1, $2, $3, $4, $3, $4)
        on conflict (enrolment_id, lesson_key) do update
        set completed_at = coalesce(p.completed_at, excluded.completed_at),
            completed_on = coalesce(p.completed_on, excluded.completed_on)
        """,
        enrolment,
        lesson_key,
        at,
        on,
    )


async def record_answer(  # noqa: PLR0913 - one argument for each thing that is kept
    conn: Connection,
    enrolment: int,
    keys: tuple[str, str],
    state: QuestionState,
    *,
    given: str,
    right: bool,
    version: str,
    at: datetime,
    finishes_on: date | None = None,
) -> bool:
    """Add an answer and what it does to its question. ``keys`` are lesson and question.

    ``finishes_on`` is the learner's day when this answer finishes the lesson. Returns False when this very answer (by its number) is already there: nothing changed.
    """
    lesson_key, question_key = keys
    added = await conn.fetchval(
        """
        with added as (
          insert into answer (enrolment_id, question_key, number, given, is_right, content_version, answered_at)
          values ($1, $3, $4, $5, $6, $7, $8) on conflict do nothing returning 1
        ), finished as (
          insert into lesson_progress as p (enrolment_id, lesson_key, shown_at, shown_on, completed_at, completed_on)
          select $1, $2, $8, $12::date, $8, $12::date from added where $12::date is not null
          on conflict (enrolment_id, lesson_key) do update
          set completed_at = coalesce(p.completed_at, excluded.completed_at),
              completed_on = coalesce(p.completed_on, excluded.completed_on)
        )
        insert into question_state as q
          (enrolment_id, question_key, family, lesson_key, first_right, latest_right, answers, card, review_due)
        select $1, $3, $13, $2, $9, $6, $4, $10, $11 from added
        on conflict (enrolment_id, question_key) do update set latest_right = excluded.latest_right, family = excluded.family,
          answers = excluded.answers, card = excluded.card, review_due = excluded.review_due
        returning true
        """,
        enrolment,
        lesson_key,
        question_key,
        state.answers,
        given,
        right,
        version,
        at,
        state.first_right,
        state.card,
        state.review_due,
        finishes_on,
        state.family or question_key,
    )
    return bool(added)
