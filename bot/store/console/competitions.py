"""What the console's pages of competitions read: stages of the list, courses, works, reminders."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain.competitions import StageKind
from bot.store.contests.naming import IN_PART
from bot.store.db import Connection

MOST_COURSES = 500
MOST_MOMENTS = 500


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage as the list and its countdown need it."""

    key: str
    kind: StageKind
    title: str
    opens: datetime
    closes: datetime
    judged: bool


async def stages_of(conn: Connection, keys: Collection[str]) -> dict[str, list[StageLine]]:
    """By competition, its stages in their order."""
    rows = await conn.fetch(
        """
        select competition_key, key, kind, title, opens, closes, judging is not null as judged
        from stage where competition_key = any($1::text[]) order by competition_key, position
        """,
        list(keys),
    )
    found: dict[str, list[StageLine]] = {}
    for row in rows:
        line = StageLine(
            row["key"],
            StageKind(row["kind"]),
            row["title"],
            row["opens"],
            row["closes"],
            row["judged"],
        )
        found.setdefault(row["competition_key"], []).append(line)
    return found


async def courses(conn: Connection) -> list[tuple[str, str]]:
    """Courses that rounds can draw from, by title: keys and titles of what is taught now."""
    rows = await conn.fetch(
        """
        select distinct on (course_key) course_key, title from course_version
        where state = 'approved' and recalled_at is null order by course_key, id desc limit $1
        """,
        MOST_COURSES,
    )
    return sorted(((r["course_key"], r["title"]) for r in rows), key=lambda one: one[1])


async def judged_ones(
    conn: Connection, keys: Collection[str]
) -> list[tuple[str, str, datetime | None]]:
    """Competitions by their keys as a judge's list shows them: key, title, when all is over."""
    rows = await conn.fetch(
        """
        select c.key, c.title, (select max(closes) from stage s where s.competition_key = c.key) as ends
        from competition c where c.key = any($1::text[]) and c.state = 'published' order by 3 desc, 1
        """,
        list(keys),
    )
    return [(row["key"], row["title"], row["ends"]) for row in rows]


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A work as the staff see it: of the entry by its number. ``hash``, ``content_type``, ``size``
    and ``seconds`` are those of its file, None of a link.
    """

    row: int
    entry: int
    number: int | None
    division: str | None
    entry_state: str
    stage: str
    source: str
    state: str
    reason: str
    title: str
    url: str
    kind: str
    late: bool
    sent_at: datetime
    decided_at: datetime | None
    hash: str | None
    content_type: str | None
    size: int | None
    seconds: float | None


_WORK = """
select w.id as row, e.id as entry, e.number, e.division_key as division, e.state as entry_state,
  w.stage_key as stage, w.source, w.state, w.reason, w.title, w.url, w.kind, w.late, w.sent_at,
  w.decided_at, f.hash, f.content_type, f.size, f.seconds::float8 as seconds
from work w join entry e on e.id = w.entry_id left join work_file f on f.hash = w.hash
"""


async def page_of_works(
    conn: Connection,
    competition: str,
    *,
    stage: str | None = None,
    state: str | None = None,
    entry: int | None = None,
    after: int = 0,
    most: int = 50,
) -> list[WorkLine]:
    """Works in the order in which they were sent, after row ``after``; not those of which nobody
    knows yet whether they are meant.
    """
    rows = await conn.fetch(
        f"""
        {_WORK} where e.competition_key = $1 and w.state <> 'asked' and w.id > $5
          and ($2::text is null or w.stage_key = $2) and ($3::text is null or w.state = $3)
          and ($4::bigint is null or w.entry_id = $4)
        order by w.id limit $6
        """,
        competition,
        stage,
        state,
        entry,
        after,
        most,
    )
    return [WorkLine(**dict(row)) for row in rows]


async def load_work(conn: Connection, competition: str, row: int) -> WorkLine | None:
    """One work of a competition; nobody else decides it before the transaction ends."""
    found = await conn.fetchrow(
        f"{_WORK} where w.id = $2 and e.competition_key = $1 for update of w", competition, row
    )
    return None if found is None else WorkLine(**dict(found))


async def look_at_work(conn: Connection, competition: str, row: int) -> WorkLine | None:
    """One work of a competition, read only."""
    found = await conn.fetchrow(
        f"{_WORK} where w.id = $2 and e.competition_key = $1", competition, row
    )
    return None if found is None else WorkLine(**dict(found))


async def decide_work(conn: Connection, row: int, state: str, reason: str, now: datetime) -> None:
    """Take a work or refuse it by hand. One that is taken is the entry's from now on: the former
    one is replaced, and the stage is done; where none is left it is not done.
    """
    await conn.execute(
        """
        with mine as (select * from work where id = $1), former as (
          update work w set state = 'replaced' from mine m
          where w.entry_id = m.entry_id and w.stage_key = m.stage_key and w.state = 'accepted'
            and w.id <> m.id and $2 = 'accepted'
        ), done as (
          insert into stage_done (entry_id, stage_key, done_at)
          select entry_id, stage_key, sent_at from mine where $2 = 'accepted' on conflict do nothing
        ), undone as (
          delete from stage_done d using mine m where $2 = 'refused' and d.entry_id = m.entry_id
            and d.stage_key = m.stage_key and not exists (select from work o
              where o.entry_id = m.entry_id and o.stage_key = m.stage_key and o.id <> m.id
                and o.state = 'accepted')
        )
        update work set state = $2, reason = $3, decided_at = $4, next_try = null, lease_until = null
        where id = $1
        """,
        row,
        state,
        reason,
        now,
    )


@dataclass(frozen=True, slots=True)
class MomentLine:
    """Something that is said about a competition: when, and how many it was planned for so far."""

    stage: str
    rule: str
    due: datetime
    planned_at: datetime | None
    dropped: str | None


async def moments(conn: Connection, competition: str) -> list[MomentLine]:
    """What was said and will be said, by its moment."""
    rows = await conn.fetch(
        """
        select stage_key as stage, rule, due, planned_at, dropped from stage_moment
        where competition_key = $1 order by due, stage_key, rule limit $2
        """,
        competition,
        MOST_MOMENTS,
    )
    return [MomentLine(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class SaidLine:
    """What became of what was said: so many by kind, occurrence (``bot.store.planning.reminders``)
    and state.
    """

    kind: str
    occurrence: str
    state: str
    count: int


MOST_SAID = 20_000


async def said_of(conn: Connection, competition: str) -> Sequence[SaidLine]:
    """Messages about a competition that have ended, of the newest ``MOST_SAID``: more is counted in
    no time that somebody waits.
    """
    rows = await conn.fetch(
        """
        select kind, occurrence, state, count(*)::int as count from (
          select kind, occurrence, state from delivery_past
          where subject = $1 and kind in ('announcement', 'reminder', 'result') limit $2
        ) as every group by 1, 2, 3 order by 1, 2, 3
        """,
        competition,
        MOST_SAID,
    )
    return [SaidLine(**dict(row)) for row in rows]


async def totals_of(
    conn: Connection, stage: str, entries: Collection[int]
) -> dict[int, dict[int, Decimal]]:
    """By entry and judge, the totals given in a stage."""
    rows = await conn.fetch(
        """
        select entry_id, judge_id, total from judge_score
        where stage_key = $1 and entry_id = any($2::bigint[]) order by 1, 2
        """,
        stage,
        list(entries),
    )
    found: dict[int, dict[int, Decimal]] = {}
    for row in rows:
        found.setdefault(row["entry_id"], {})[row["judge_id"]] = row["total"]
    return found


async def names_of(
    conn: Connection, entries: Collection[int]
) -> dict[int, tuple[bytes | None, bool]]:
    """By entry, what its name is sealed in, and whether lists show it in part only."""
    rows = await conn.fetch(
        f"select e.id, e.sealed, {IN_PART} as masked from entry e where e.id = any($1::bigint[])",
        list(entries),
    )
    return {row["id"]: (row["sealed"], row["masked"]) for row in rows}
