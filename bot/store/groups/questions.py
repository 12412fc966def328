"""A group's questions: chosen, asked, explained, counted.

An answer is taken only while its question is not explained, which is looked at under a lock on
the question's row; ``close`` waits for answers at work, so that what is counted after it is final.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.content import Question, QuestionKind
from bot.store.db import Connection, Row

Key = tuple[int, date]
"""A group's row and the day (in the group's zone)."""


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question that was chosen for a group's day."""

    group: int
    day: date
    course_key: str
    version: str
    question: Question


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A group's question of a day with all that is said about it, as it was when it was chosen:
    a later version of the course does not change it. ``recalled``: why its text was taken back, empty
    where it was not.
    """

    row: int
    group: int
    day: date
    course_key: str
    course_title: str
    version: str
    reviewed_by: str
    lesson_title: str
    source: str
    question: Question
    recalled: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people answered, and how many of them rightly."""

    people: int = 0
    right: int = 0


async def open_questions(conn: Connection, keys: Collection[Key]) -> dict[Key, str]:
    """The courses of those questions that were chosen for these days and are not explained."""
    rows = await conn.fetch(
        """
        select q.group_id, q.day, q.course_key from unnest($1::bigint[], $2::date[]) as k (group_id, day)
        join group_question q on q.group_id = k.group_id and q.day = k.day
        where q.explained_at is null
        """,
        *_columns(keys),
    )
    return {(row["group_id"], row["day"]): row["course_key"] for row in rows}


async def asked_before(
    conn: Connection, wanted: Collection[tuple[int, str]]
) -> dict[tuple[int, str], dict[str, date]]:
    """By group and course: the keys of the questions it had, and the last day of each."""
    rows = await conn.fetch(
        """
        select q.group_id, q.course_key, q.question_key, max(q.day) as day
        from unnest($1::bigint[], $2::text[]) as w (group_id, course_key)
        join group_question q on q.group_id = w.group_id and q.course_key = w.course_key
        group by 1, 2, 3
        """,
        [group for group, _ in wanted],
        [course for _, course in wanted],
    )
    found: dict[tuple[int, str], dict[str, date]] = {}
    for row in rows:
        asked = found.setdefault((row["group_id"], row["course_key"]), {})
        asked[row["question_key"]] = row["day"]
    return found


async def choose(conn: Connection, chosen: Sequence[NewQuestion], now: datetime) -> None:
    """Keep the questions that were chosen; a day that has one keeps it."""
    await conn.execute(
        """
        insert into group_question (group_id, day, course_key, content_version, question_key, question_id, chosen_at)
        select *, $7 from unnest($1::bigint[], $2::date[], $3::text[], $4::text[], $5::text[], $6::bigint[])
        on conflict (group_id, day) do nothing
        """,
        [one.group for one in chosen],
        [one.day for one in chosen],
        [one.course_key for one in chosen],
        [one.version for one in chosen],
        [one.question.key for one in chosen],
        [one.question.row for one in chosen],
        now,
    )


_LOAD = """
select g.id as row, g.group_id as "group", g.day, g.course_key, v.title as course_title, v.version, v.reviewed_by,
  l.title as lesson_title, coalesce(nullif(l.source, ''), v.source) as source,
  coalesce(v.recall_reason, '') as recalled,
  q.id as question_row, q.key, q.kind, q.stem, q.why, q.options, q.right_options
from unnest($1::bigint[], $2::date[]) as k (group_id, day)
join group_question g on g.group_id = k.group_id and g.day = k.day
join question q on q.id = g.question_id
join lesson l on l.id = q.lesson_id
join course_version v on v.id = l.version_id
"""


async def load(conn: Connection, keys: Collection[Key]) -> dict[Key, AskedQuestion]:
    """The questions of these days, as far as there are any."""
    rows = await conn.fetch(_LOAD, *_columns(keys))
    return {(row["group"], row["day"]): _asked(row) for row in rows}


def _asked(row: Row) -> AskedQuestion:
    values = dict(row)
    question = Question(
        row=values.pop("question_row"),
        key=values.pop("key"),
        kind=QuestionKind(values.pop("kind")),
        stem=values.pop("stem"),
        why=values.pop("why"),
        options=tuple(values.pop("options")),
        right=tuple(values.pop("right_options")),
    )
    return AskedQuestion(question=question, **values)


_UNHEARD = """
select g.id from unnest($1::bigint[]) as k (id) join group_question g on g.id = k.id
cross join lateral (select to_char(g.day, 'YYYY-MM-DD') as day) o
where not exists (select 1 from group_answer a where a.group_question_id = g.id) and (
  exists (select 1 from delivery d
    where d.group_id = g.group_id and d.kind = 'question' and d.occurrence = o.day)
  or exists (select 1 from delivery_past p
    where p.kind = 'question' and p.group_id = g.group_id and p.occurrence = o.day and p.state <> 'sent')
  and not exists (select 1 from delivery_past p
    where p.kind = 'question' and p.group_id = g.group_id and p.occurrence = o.day and p.state = 'sent'))
"""


async def unheard(conn: Connection, rows: Collection[int]) -> set[int]:
    """Those of these questions that never reached their group: not sent yet, or not to be sent.

    What ended so long ago that it is kept no more counts as sent, and so does what was answered.
    """
    found = await conn.fetch(_UNHEARD, list(rows))
    return {row["id"] for row in found}


async def close(conn: Connection, rows: Collection[int], now: datetime) -> None:
    """From now on these questions count as explained, and take no more answers; those that are
    explained keep their instant. Answers at work are waited for.
    """
    await conn.execute(
        """
        with open as (
          select id from group_question where id = any($1) and explained_at is null order by id for update
        )
        update group_question q set explained_at = $2 from open o where q.id = o.id
        """,
        list(rows),
        now,
    )


async def tallies(conn: Connection, rows: Collection[int]) -> dict[int, Tally]:
    """How these questions were answered; a question without an answer is left out."""
    found = await conn.fetch(
        """
        select group_question_id as row, count(*) as people, count(*) filter (where is_right) as right
        from group_answer where group_question_id = any($1) group by 1
        """,
        list(rows),
    )
    return {row["row"]: Tally(row["people"], row["right"]) for row in found}


async def forget_questions(conn: Connection, before: datetime, most: int) -> int:
    """Forget at most ``most`` questions that were chosen before ``before``; returns how many."""
    tag = await conn.execute(
        """
        delete from group_question where id in
          (select id from group_question where chosen_at < $1 order by chosen_at limit $2
           for update skip locked)
        """,
        before,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])


def _columns(keys: Collection[Key]) -> tuple[list[int], list[date]]:
    return [group for group, _ in keys], [day for _, day in keys]
