"""What people wish to learn, kept for organisers; and what was asked that no lesson answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.store.asked import Refused
from bot.store.db import Connection

MOST_A_DAY = 10
"""Of one person: more is no wish list any more."""
SAME_FOR = timedelta(days=30)
"""Within which the same words of one person are the same wish."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A wish as it is kept; ``seen`` tells whether an organiser marked it as looked at."""

    row: int
    learner: int | None
    words: str
    wished_at: datetime
    seen: bool


class Fate(StrEnum):
    """What became of a wish."""

    KEPT = "kept"
    KNOWN = "known"
    """The person wished for it lately."""
    ENOUGH = "enough"
    """The person has wished for much today, and this was not kept."""


async def keep_wish(
    conn: Connection, learner: int, track: str | None, language: str, words: str, now: datetime
) -> Fate:
    """Keep a wish of a learner, whose row is locked. ``words`` are masked (``bot.learning.wishing``)
    and at most 200 characters.
    """
    fate: str = await conn.fetchval(
        """
        with w as (
          select case
            when exists (select from wish where learner_id = $1 and words = $4 and wished_at > $6) then 'known'
            when (select count(*) from wish where learner_id = $1 and wished_at > $7) >= $8 then 'enough'
            else 'kept' end as fate
        ), kept as (
          insert into wish (learner_id, track, language, words, wished_at)
          select $1, $2, $3, $4, $5 from w where fate = 'kept'
        )
        select fate from w
        """,
        learner,
        track,
        language,
        words,
        now,
        now - SAME_FOR,
        now - timedelta(days=1),
        MOST_A_DAY,
    )
    return Fate(fate)


async def load_wishes(
    conn: Connection, since: datetime, most: int, *, seen: bool
) -> Sequence[Kept]:
    """At most ``most`` wishes made since ``since``, the newest first; without ``seen`` only those that
    nobody has looked at.
    """
    rows = await conn.fetch(
        """
        select id, learner_id, words, wished_at, seen_at is not null as seen from wish
        where wished_at >= $1 and ($3 or seen_at is null) order by wished_at desc, id desc limit $2
        """,
        since,
        most,
        seen,
    )
    return [
        Kept(row["id"], row["learner_id"], row["words"], row["wished_at"], row["seen"])
        for row in rows
    ]


async def load_refused(
    conn: Connection, since: datetime, most: int, *, seen: bool
) -> tuple[Sequence[Refused], Sequence[int]]:
    """At most ``most`` questions that no lesson answered since ``since``, the newest first, and their
    rows; without ``seen`` only those that nobody has looked at.
    """
    rows = await conn.fetch(
        """
        select id, words, learner_id, asked_at, course_key, lesson_key from asked
        where outcome = 'refused' and asked_at >= $1 and ($3 or seen_at is null)
        order by asked_at desc, id desc limit $2
        """,
        since,
        most,
        seen,
    )
    found = [
        Refused(
            row["words"],
            row["learner_id"],
            row["asked_at"],
            (row["course_key"], row["lesson_key"]) if row["lesson_key"] is not None else None,
        )
        for row in rows
    ]
    return found, [row["id"] for row in rows]


async def mark_seen(
    conn: Connection, wishes: Sequence[int], asked: Sequence[int], by: str, now: datetime
) -> int:
    """Note who looked at these wishes and questions, where nobody had; returns how many."""
    count = 0
    for table, rows in (("wish", wishes), ("asked", asked)):
        tag = await conn.execute(
            f"update {table} set seen_by = $2, seen_at = $3 where id = any($1::bigint[]) and seen_at is null",
            list(rows),
            by,
            now,
        )
        count += int(tag.rpartition(" ")[2])
    return count
