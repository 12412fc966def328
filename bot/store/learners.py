"""Learners with their active enrolment: loaded in one statement, written in few."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from bot.domain.learners import (
    BEHIND,
    Dialog,
    Enrolment,
    Learner,
    LearnerState,
    LessonProgress,
    QuestionState,
)
from bot.domain.messages import Reply
from bot.store.db import Connection, Row

LEARNER_COLUMNS = """
  l.id as learner_id, l.key, l.state, l.track, l.zone, l.times, l.dialog, l.paused_until, l.language,
  l.large_type, l.slow, l.recommends, l.holidays_off, l.off_day, l.break_minutes,
  (select max(a.last_in_at) from address a where a.learner_id = l.id) as last_in,
  array(select c.purpose from consent c where c.learner_id = l.id and c.withdrawn_at is null) as consents
"""

ENROLMENT_COLUMNS = """
  e.id as enrolment_id, e.registration, e.course_key, e.completed_at, e.passed_at,
  (select jsonb_object_agg(p.lesson_key, jsonb_build_array(p.shown_at, p.shown_on, p.completed_at, p.completed_on, p.read_to))
     from lesson_progress p where p.enrolment_id = e.id) as lessons,
  (select jsonb_object_agg(q.question_key, jsonb_build_array(q.first_right, q.latest_right, q.answers, q.card, q.review_due, q.family))
     from question_state q where q.enrolment_id = e.id) as questions
"""


def learner_of(row: Row) -> Learner:
    """A learner from a row with LEARNER_COLUMNS and ENROLMENT_COLUMNS."""
    return Learner(
        row=row["learner_id"],
        key=row["key"],
        state=LearnerState(row["state"]),
        track=row["track"],
        zone=row["zone"],
        times=tuple(row["times"]),
        dialog=Dialog.from_json(row["dialog"]),
        enrolment=enrolment_of(row) if row["enrolment_id"] else None,
        consents=frozenset(row["consents"]),
        paused_until=row["paused_until"],
        language=row["language"],
        large_type=row["large_type"],
        slow=row["slow"],
        recommends=row["recommends"],
        holidays_off=row["holidays_off"],
        off_day=row["off_day"],
        break_minutes=row["break_minutes"],
        last_in=row["last_in"],
    )


def enrolment_of(row: Row) -> Enrolment:
    """An enrolment from a row with ENROLMENT_COLUMNS."""
    return Enrolment(
        row=row["enrolment_id"],
        registration=row["registration"],
        course=row["course_key"],
        completed_at=row["completed_at"],
        passed_at=row["passed_at"],
        lessons={key: _lesson(value) for key, value in (row["lessons"] or {}).items()},
        questions={key: _question(value) for key, value in (row["questions"] or {}).items()},
    )


def _lesson(value: list[Any]) -> LessonProgress:
    shown_at, shown_on, completed_at, completed_on, read_to = value
    return LessonProgress(
        datetime.fromisoformat(shown_at),
        date.fromisoformat(shown_on),
        datetime.fromisoformat(completed_at) if completed_at else None,
        date.fromisoformat(completed_on) if completed_on else None,
        read_to,
    )


def _question(value: list[Any]) -> QuestionState:
    first, latest, answers, card, due, family = value
    return QuestionState(first, latest, answers, card, datetime.fromisoformat(due), family)


async def load_learners(conn: Connection, rows: list[int]) -> dict[int, Learner]:
    """Learners by row, locked until the transaction ends."""
    found = await conn.fetch(
        f"""
        with who as (select * from learner where id = any($1) order by id for no key update)
        select {LEARNER_COLUMNS}, {ENROLMENT_COLUMNS}
        from who l left join enrolment e on e.learner_id = l.id and e.state = 'active'
        """,
        rows,
    )
    return {row["learner_id"]: learner_of(row) for row in found}


async def save_dialogs(conn: Connection, dialogs: Mapping[int, Dialog]) -> None:
    """What was said last to each learner, by ourselves; what waits behind it stays (``BEHIND``)."""
    await conn.execute(
        """
        update learner l set dialog = d.dialog || case when l.dialog ?| $3::text[] then (
            select jsonb_object_agg(key, value) from jsonb_each(l.dialog) where key = any($3))
          else '{}' end
        from unnest($1::bigint[], $2::jsonb[]) as d (learner, dialog) where l.id = d.learner
        """,
        list(dialogs),
        [dialog.to_json() for dialog in dialogs.values()],
        list(BEHIND),
    )


async def add_pages(conn: Connection, learner: int, pages: Sequence[Reply]) -> None:
    """Pages that come with 继续; what else was said last stays."""
    await conn.execute(
        "update learner set dialog = dialog || jsonb_build_object('more', $2::jsonb) where id = $1",
        learner,
        [page.to_json() for page in pages],
    )


async def save_track(conn: Connection, learner: int, track: str) -> None:
    """Who somebody said to be."""
    await conn.execute("update learner set track = $2 where id = $1", learner, track)


async def save_state(
    conn: Connection, learner: int, state: LearnerState, until: date | None = None
) -> None:
    """Active, paused (with the day to go on, if one was named) or stopped."""
    await conn.execute(
        "update learner set state = $2, paused_until = $3 where id = $1", learner, state, until
    )


async def save_looks(conn: Connection, learner: int, *, large_type: bool, slow: bool) -> None:
    """How lessons come: in large type, in small parts."""
    await conn.execute(
        "update learner set large_type = $2, slow = $3 where id = $1", learner, large_type, slow
    )


async def save_break_minutes(conn: Connection, learner: int, minutes: int) -> None:
    """How long a courier's break lasts (1-60), as last said."""
    await conn.execute("update learner set break_minutes = $2 where id = $1", learner, minutes)


async def save_holidays_off(conn: Connection, learner: int, *, off: bool) -> None:
    """Whether nothing comes by itself on public holidays."""
    await conn.execute("update learner set holidays_off = $2 where id = $1", learner, off)


async def save_off_day(conn: Connection, learner: int, day: date | None) -> None:
    """The learner's day on which nothing comes by itself; None: there is none."""
    await conn.execute("update learner set off_day = $2 where id = $1", learner, day)


async def save_times(conn: Connection, learner: int, times: list[time], now: datetime) -> None:
    """The daily time or breaks; what is owed next moves with them."""
    await conn.execute(
        """
        with l as (update learner set times = $2 where id = $1 returning id, zone, times)
        update lesson_turn t set next_due = (select due from next_slot($3, l.zone, l.times))
        from l where t.learner_id = l.id and t.next_due is not null
        """,
        learner,
        times,
        now,
    )


async def enrol(
    conn: Connection, learner: int, course: str, registration: UUID, now: datetime
) -> bool:
    """Make ``course`` the active one: the present one waits, an open enrolment is taken up again.

    Returns False when there is no such course to teach.
    """
    if not await conn.fetchval(
        "select current_version is not null from course where key = $1", course
    ):
        return False
    await conn.execute(
        """
        with e as (
          update enrolment set state = 'waiting' where learner_id = $1 and state = 'active' and course_key <> $2)
        update lesson_turn set active = false, next_due = null where learner_id = $1 and active and course_key <> $2
        """,
        learner,
        course,
    )
    await conn.execute(
        """
        with e as (
          insert into enrolment (registration, learner_id, course_key, state, started_at)
          values ($3, $1, $2, 'active', $4)
          on conflict (learner_id, course_key) where state in ('active', 'waiting') do update set state = 'active')
        insert into lesson_turn (learner_id, course_key, active, next_due)
        select l.id, $2, true, s.due from learner l, next_slot($4, l.zone, l.times) s where l.id = $1
        on conflict (learner_id, course_key) do update set active = true, next_due = excluded.next_due
        """,
        learner,
        course,
        registration,
        now,
    )
    return True


async def load_enrolment(conn: Connection, learner: int) -> Enrolment | None:
    """The active enrolment as it now stands."""
    row = await conn.fetchrow(
        f"select {ENROLMENT_COLUMNS} from enrolment e where e.learner_id = $1 and e.state = 'active'",
        learner,
    )
    return enrolment_of(row) if row else None


async def load_enrolment_in(conn: Connection, learner: int, course: str) -> Enrolment | None:
    """The enrolment in which an answer to a question of ``course`` counts, though another course
    may be the active one: the open one, else the newest.
    """
    row = await conn.fetchrow(
        f"""
        select {ENROLMENT_COLUMNS} from enrolment e
        where e.learner_id = $1 and e.course_key = $2 and e.state <> 'dropped'
        order by e.state in ('active', 'waiting') desc, e.started_at desc, e.id desc limit 1
        """,
        learner,
        course,
    )
    return enrolment_of(row) if row else None


async def drop(conn: Connection, enrolment: int) -> None:
    """Leave a course; what was learned stays."""
    await conn.execute(
        """
        with e as (update enrolment set state = 'dropped' where id = $1 returning learner_id, course_key)
        update lesson_turn t set active = false, next_due = null
        from e where t.learner_id = e.learner_id and t.course_key = e.course_key
        """,
        enrolment,
    )


async def mark_completed(conn: Connection, enrolment: int, at: datetime, *, passed: bool) -> None:
    """All lessons are done; passed ends the enrolment and nothing more is owed for it."""
    await conn.execute(
        """
        with e as (
          update enrolment set completed_at = coalesce(completed_at, $2),
            passed_at = case when $3 then coalesce(passed_at, $2) else passed_at end,
            state = case when $3 then 'finished' else state end
          where id = $1 returning learner_id, course_key)
        update lesson_turn t set active = false, next_due = null
        from e where $3 and t.learner_id = e.learner_id and t.course_key = e.course_key
        """,
        enrolment,
        at,
        passed,
    )


async def course_states(conn: Connection, learner: int) -> dict[str, str]:
    """Per course: active, waiting, or passed."""
    rows = await conn.fetch(
        """
        select course_key, case when bool_or(passed_at is not null) then 'passed'
          when bool_or(state = 'active') then 'active' else 'waiting' end as state
        from enrolment where learner_id = $1 and (state <> 'dropped' or passed_at is not null) group by course_key
        """,
        learner,
    )
    return {row["course_key"]: row["state"] for row in rows}


async def learning_days(conn: Connection, learner: int) -> list[date]:
    """The days on which a lesson was finished, newest first, at most 400."""
    rows = await conn.fetch(
        """
        select distinct p.completed_on from lesson_progress p join enrolment e on e.id = p.enrolment_id
        where e.learner_id = $1 and p.completed_on is not null order by 1 desc limit 400
        """,
        learner,
    )
    return [row["completed_on"] for row in rows]
