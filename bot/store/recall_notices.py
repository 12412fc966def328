"""What is told to those who had a text that was taken back: written once, planned in batches, to
each of them once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import InputError
from bot.store.db import Connection, Row
from bot.store.planning.competitions import LANE
from bot.store.planning.pacing import TURNS, Pacing
from bot.store.received import Wanted, receivers_after

HOLDS = timedelta(days=90)
"""So long a correction waits for who cannot be reached: what was learned wrong is remembered."""


@dataclass(frozen=True, slots=True)
class RecallNotice:
    """The correction of a version: its words, who told it when; ``people`` are planned for so far,
    ``planned_at`` when that ended (None: it goes on).
    """

    row: int
    course: str
    version: str
    words: str
    told_by: str
    told_at: datetime
    people: int
    planned_at: datetime | None


async def tell_receivers(
    conn: Connection, course: str, version: str, words: str, *, by: str, at: datetime
) -> int:
    """Owe a correction to all who received a version that was taken back; its row. Within the
    caller's transaction. Raises InputError when the version was not recalled, or was told of before.
    """
    row: int | None = await conn.fetchval(
        """
        insert into recall_notice (course_key, version, words, told_by, told_at)
        select $1, $2, $3, $4, $5 where exists (select from course_version
          where course_key = $1 and version = $2 and recalled_at is not null)
        on conflict do nothing returning id
        """,
        course,
        version,
        words,
        by,
        at,
    )
    if row is None:
        raise InputError(
            f"{course} {version} was not recalled, or its receivers were told before."
        )
    return row


async def load_notice(conn: Connection, course: str, version: str) -> RecallNotice | None:
    """The correction of a version; None: there is none."""
    row = await conn.fetchrow(
        "select * from recall_notice where course_key = $1 and version = $2", course, version
    )
    return _notice(row) if row else None


async def load_notices(conn: Connection, rows: list[int]) -> dict[int, tuple[RecallNotice, str]]:
    """Corrections by row, each with the title of its course as the recalled text had it."""
    found = await conn.fetch(
        """
        select n.*, (select v.title from course_version v where v.course_key = n.course_key
          and v.version = n.version order by v.imported_at desc, v.id desc limit 1) as title
        from recall_notice n where n.id = any($1)
        """,
        rows,
    )
    return {row["id"]: (_notice(row), row["title"] or row["course_key"]) for row in found}


def _notice(row: Row) -> RecallNotice:
    return RecallNotice(
        row["id"],
        row["course_key"],
        row["version"],
        row["words"],
        row["told_by"],
        row["told_at"],
        row["people"],
        row["planned_at"],
    )


_PLAN = f"""
with owed as materialized (
  select l.id as learner_id, a.account as lane, a.account || '/correction' as queue, $1::timestamptz as start,
    row_number() over (partition by a.account order by l.id) - 1 as k, true as wanted
  from learner l cross join lateral ({LANE.format(learner="l.id", account="null::text")}) a
  where l.id = any($6::bigint[])
), {TURNS}, planned as (
  insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, expires, planned_at)
  select learner_id, lane, 'correction', $7, 'once', 3, at, at, $8, $1 from placed
  on conflict do nothing returning 1
)
select count(*)::int from planned
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """For how many people a step planned, and whether it ended its correction."""

    people: int
    ended: bool


async def plan_notice(conn: Connection, now: datetime, most: int, pacing: Pacing) -> Batch | None:
    """Look at the next ``most`` people of one correction, and plan it for those who had the text.

    A cursor says up to whom was looked, so nobody is planned for twice, however often a planner is
    killed. None: none is left, or another planner is at work on it. To be called in a transaction.
    """
    row = await conn.fetchrow(
        """
        select id, course_key, version, told_at, planned_to from recall_notice
        where planned_at is null order by planned_to, id limit 1 for no key update skip locked
        """
    )
    if row is None:
        return None
    wanted = Wanted(row["course_key"], version=row["version"])
    looked_at, receivers = await receivers_after(conn, wanted, row["planned_to"], most)
    ended = len(looked_at) < most
    people: int = await conn.fetchval(
        _PLAN, now, *pacing.columns(), receivers, str(row["id"]), row["told_at"] + HOLDS
    )
    await conn.execute(
        """
        update recall_notice set people = people + $2, planned_to = $3,
          planned_at = case when $4 then $5::timestamptz end where id = $1
        """,
        row["id"],
        people,
        looked_at[-1] if looked_at else row["planned_to"],
        ended,
        now,
    )
    return Batch(people, ended)
