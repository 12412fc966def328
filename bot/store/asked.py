"""What people asked the companion: kept, given to a model under a lease, read by organisers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.model_ports import NumberedPassage
from bot.store.db import Connection, Row

Outcome = Literal["quoted", "refused", "competition"]
Ended = Literal["told", "uncited", "failed", "late"]

PRIORITY = 1
"""Right after replies: somebody is looking at the chat."""
_RECALLED = (
    "exists (select from course_version v where v.course_key = {course} and v.version = {version}"
    " and v.recalled_at is not null)"
)


@dataclass(frozen=True, slots=True)
class Asking:
    """One question and what came of it at once. ``words`` are without personal numbers
    (``bot.learning.companion.masking``). ``course``, ``lesson`` and ``version`` are of what was
    quoted, or was nearest; None: nothing was. ``passages``: a model is to be asked with these;
    empty: none is.
    """

    learner: int
    account: str
    words: str
    language: str
    outcome: Outcome
    score: float
    course: str | None = None
    lesson: str | None = None
    version: str | None = None
    passages: Sequence[NumberedPassage] = ()


async def note(conn: Connection, asking: Asking, now: datetime) -> int:
    """Keep a question in the transaction of its event; returns its row. With ``passages`` it waits
    for a model from then on.
    """
    row: int = await conn.fetchval(
        """
        insert into asked (learner_id, account, words, language, course_key, lesson_key, content_version,
          score, outcome, writing, passages, asked_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id
        """,
        asking.learner,
        asking.account,
        asking.words,
        asking.language,
        asking.course,
        asking.lesson,
        asking.version,
        asking.score,
        asking.outcome,
        "waiting" if asking.passages else "none",
        [[one.number, one.text, one.title] for one in asking.passages],
        now,
    )
    return row


async def asked_since(conn: Connection, learner: int, since: datetime) -> int:
    """How many questions of a learner were kept since ``since``."""
    count: int = await conn.fetchval(
        "select count(*) from asked where learner_id = $1 and asked_at >= $2", learner, since
    )
    return count


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that a model is to be asked now. ``tries`` counts this one, and is the token of
    its lease. ``recalled``: the version its passages are of is taught no more.
    """

    row: int
    learner: int
    words: str
    passages: tuple[NumberedPassage, ...]
    tries: int
    asked_at: datetime
    recalled: bool = False


async def take(conn: Connection, now: datetime, lease: timedelta, limit: int) -> list[Waiting]:
    """Lease at most ``limit`` waiting questions until ``now + lease``, the oldest first. One whose
    lease has run out is free again.
    """
    rows = await conn.fetch(
        f"""
        with due as materialized (
          select id from asked where writing = 'waiting' and (lease_until is null or lease_until <= $1)
          order by asked_at, id limit $3 for update skip locked
        )
        update asked a set lease_until = $1::timestamptz + $2::interval, tries = a.tries + 1
        from due where a.id = due.id
        returning a.id, a.learner_id, a.words, a.passages, a.tries, a.asked_at,
          {_RECALLED.format(course="a.course_key", version="a.content_version")} as recalled
        """,
        now,
        lease,
        limit,
    )
    return sorted(map(_waiting, rows), key=lambda one: (one.asked_at, one.row))


def _waiting(row: Row) -> Waiting:
    passages = tuple(
        NumberedPassage(number, text, title) for number, text, title in row["passages"]
    )
    return Waiting(
        row["id"],
        row["learner_id"],
        row["words"],
        passages,
        row["tries"],
        row["asked_at"],
        row["recalled"],
    )


async def is_recalled(conn: Connection, one: Waiting) -> bool:
    """Whether what a question is answered from is taught no more, also since it was taken."""
    named = _RECALLED.format(course="a.course_key", version="a.content_version")
    found = await conn.fetchval(f"select {named} from asked a where id = $1", one.row)
    return bool(found)


async def recalled_among(
    conn: Connection, versions: Sequence[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Those of ``versions``, each a course's key and its version, that are taught no more."""
    rows = await conn.fetch(
        f"""
        select course, version from unnest($1::text[], $2::text[]) as told (course, version)
        where {_RECALLED.format(course="told.course", version="told.version")}
        """,
        [course for course, _ in versions],
        [version for _, version in versions],
    )
    return {(row["course"], row["version"]) for row in rows}


async def put_back(conn: Connection, one: Waiting, until: datetime) -> bool:
    """Let a question be taken again from ``until`` on. False: it is not this taker's any more."""
    return await _changed(conn, "lease_until = $3", one, until)


async def settle(conn: Connection, one: Waiting, ended: Ended, now: datetime) -> bool:
    """Nobody is asked any more; what a model was given is forgotten. False: it is not this taker's
    any more (its lease ran out and another has it, or the person is erased), and nothing was changed.
    """
    return await _changed(
        conn,
        "writing = $3, lease_until = null, passages = '[]',"
        " told_at = case when $3 = 'told' then $4::timestamptz end",
        one,
        ended,
        now,
    )


async def _changed(conn: Connection, change: str, one: Waiting, *values: Any) -> bool:
    tag = await conn.execute(
        f"update asked set {change} where id = $1 and tries = $2 and writing = 'waiting'",
        one.row,
        one.tries,
        *values,
    )
    return tag == "UPDATE 1"


async def owe_answer(
    conn: Connection, one: Waiting, text: str, titles: Sequence[str], now: datetime
) -> None:
    """Owe the person who asked a model's answer, once: a delivery of the kind ``answer``, due now,
    first by the account where it was asked. Its detail is what its composer says, and the version
    it comes from (design 4.10).
    """
    await conn.execute(
        f"""
        insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires,
          planned_at, detail)
        select learner_id, account, 'answer', 'asked:' || id, 'once', {PRIORITY}, $2, $2,
          asked_at + interval '1 day', $2, $3::jsonb || jsonb_build_object('course', course_key,
            'lesson', lesson_key, 'version', content_version)
        from asked where id = $1
        on conflict do nothing
        """,
        one.row,
        now,
        {"text": text, "titles": list(titles)},
    )


async def courses_in_rounds(conn: Connection, now: datetime) -> frozenset[str]:
    """The keys of the courses that a quiz round asks from which is open at ``now``."""
    rows = await conn.fetch(
        """
        select distinct course from stage
        where kind = 'quiz' and course is not null and opens <= $1 and closes > $1
        """,
        now,
    )
    return frozenset(row["course"] for row in rows)


@dataclass(frozen=True, slots=True)
class Refused:
    """A question that no lesson answered; ``nearest`` are the keys of course and lesson."""

    words: str
    learner: int
    asked_at: datetime
    nearest: tuple[str, str] | None


async def refused(conn: Connection, since: datetime, limit: int) -> list[Refused]:
    """What was asked since ``since`` and not answered, the newest first."""
    rows = await conn.fetch(
        """
        select words, learner_id, asked_at, course_key, lesson_key from asked
        where outcome = 'refused' and asked_at >= $1 order by asked_at desc, id desc limit $2
        """,
        since,
        limit,
    )
    return [
        Refused(
            row["words"],
            row["learner_id"],
            row["asked_at"],
            (row["course_key"], row["lesson_key"]) if row["lesson_key"] is not None else None,
        )
        for row in rows
    ]


async def forget_old(conn: Connection, before: datetime, most: int) -> int:
    """Forget at most ``most`` questions asked before ``before``; returns how many."""
    tag = await conn.execute(
        "delete from asked where id in (select id from asked where asked_at < $1 order by asked_at limit $2"
        " for update skip locked)",
        before,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])
