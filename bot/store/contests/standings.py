"""Standings of stages: what they rest on, read at once for all entries, and how they are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.store.db import Connection, Row


@dataclass(frozen=True, slots=True)
class EndedAttempt:
    """One attempt at a round that has ended. ``ended`` says how; ``seconds`` None: unhurried."""

    number: int
    items: int
    right: int
    used_ms: int
    finished_at: datetime
    ended: str
    seconds: int | None


async def ended_attempts(
    conn: Connection, competition: str, stage: str
) -> dict[int, list[EndedAttempt]]:
    """By entry, the attempts at a round that have ended, in their order; those that ended because
    the entry was taken back do not count.
    """
    rows = await conn.fetch(
        """
        select a.entry_id, a.number, cardinality(a.questions) as items, a.right_answers, a.used_ms,
          a.finished_at, a.ended, a.seconds
        from round_attempt a join entry e on e.id = a.entry_id
        where e.competition_key = $1 and a.stage_key = $2 and a.finished_at is not null
          and a.ended <> 'withdrawn'
        order by a.entry_id, a.number
        """,
        competition,
        stage,
    )
    found: dict[int, list[EndedAttempt]] = {}
    for row in rows:
        entry, *values = row.values()
        found.setdefault(entry, []).append(EndedAttempt(*values))
    return found


async def totals(conn: Connection, competition: str, stage: str) -> dict[int, list[Decimal]]:
    """By entry, the totals in a stage that count: also of those who judge no more, but not of who
    stands aside for the entry.
    """
    rows = await conn.fetch(
        """
        select s.entry_id, s.total from judge_score s join judge j on j.id = s.judge_id
        where j.competition_key = $1 and s.stage_key = $2 and not exists (
          select from judge_aside a where a.entry_id = s.entry_id and a.stage_key = $2
            and a.judge_id = s.judge_id)
        order by s.entry_id, s.judge_id
        """,
        competition,
        stage,
    )
    found: dict[int, list[Decimal]] = {}
    for row in rows:
        found.setdefault(row["entry_id"], []).append(row["total"])
    return found


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One entry's place in a stage. ``rank`` None: none; ``goes_on`` None: nobody is selected;
    ``why`` is the reason of ``bot.competitions.scoring.advancing`` or ``ranking``.
    """

    entry: int
    division: str | None
    rank: int | None
    score: Decimal | None
    keys: Mapping[str, str | int]
    goes_on: bool | None
    why: str


async def put_standing(
    conn: Connection, competition: str, stage: str, rows: Sequence[StandingRow], at: datetime
) -> None:
    """Make ``rows`` the standing of a stage, in two statements however many they are."""
    await conn.execute(
        """
        with made as (update stage set standing_at = $3 where competition_key = $1 and key = $2)
        delete from stage_standing where competition_key = $1 and stage_key = $2
        """,
        competition,
        stage,
        at,
    )
    await conn.execute(
        """
        insert into stage_standing (competition_key, stage_key, entry_id, division_key, rank, score,
          keys, goes_on, why, made_at)
        select $1, $2, s.entry, s.division, s.rank, s.score, s.keys, s.goes_on, s.why, $3
        from unnest($4::bigint[], $5::text[], $6::int[], $7::numeric[], $8::jsonb[], $9::boolean[],
          $10::text[]) as s (entry, division, rank, score, keys, goes_on, why)
        """,
        competition,
        stage,
        at,
        [one.entry for one in rows],
        [one.division for one in rows],
        [one.rank for one in rows],
        [one.score for one in rows],
        [dict(one.keys) for one in rows],
        [one.goes_on for one in rows],
        [one.why for one in rows],
    )


async def gone_on(conn: Connection, competition: str, stage: str) -> dict[int, bool | None]:
    """By entry, whether it goes on after a stage, as its standing says; empty: it has none yet."""
    rows = await conn.fetch(
        """
        select entry_id, goes_on from stage_standing where competition_key = $1 and stage_key = $2
        """,
        competition,
        stage,
    )
    return {row["entry_id"]: row["goes_on"] for row in rows}


async def stages_with_standing(conn: Connection, competition: str) -> dict[str, datetime]:
    """By stage key, when its standing was made."""
    rows = await conn.fetch(
        "select key, standing_at from stage where competition_key = $1 and standing_at is not null",
        competition,
    )
    return {row["key"]: row["standing_at"] for row in rows}


@dataclass(frozen=True, slots=True)
class Went:
    """Whether an entry goes on after a stage (None: nobody is selected), and why or why not, as
    ``stage_standing.why`` holds it.
    """

    goes_on: bool | None
    why: str


async def selection(conn: Connection, competition: str, stage: str) -> dict[int, Went]:
    """By entry, what a stage's standing selected; empty: it has selected nobody."""
    rows = await conn.fetch(
        """
        select entry_id, goes_on, why from stage_standing
        where competition_key = $1 and stage_key = $2 and goes_on is not null
        """,
        competition,
        stage,
    )
    return {row["entry_id"]: Went(row["goes_on"], row["why"]) for row in rows}


_SHOWN = """
select s.entry_id as entry, e.number, s.division_key as division, e.group_id as unit, s.rank,
  s.score, s.keys, s.goes_on, s.why, e.state, e.sealed
from stage_standing s join entry e on e.id = s.entry_id
"""


@dataclass(frozen=True, slots=True)
class ShownStanding:
    """A line of a standing's table, with what is needed to name the entry (``sealed``)."""

    entry: int
    number: int | None
    division: str | None
    unit: int | None
    rank: int | None
    score: Decimal | None
    keys: Mapping[str, Any]
    goes_on: bool | None
    why: str
    state: str
    sealed: bytes | None


async def page_of_standing(
    conn: Connection,
    competition: str,
    stage: str,
    *,
    division: str | None = None,
    after: tuple[int, int] | None = None,
    most: int = 100,
) -> list[ShownStanding]:
    """The next lines by place, those without one last; ``after`` is the (place or 2147483647, row
    of the entry) of the last line read. ``division`` None: of all.
    """
    rows = await conn.fetch(
        f"""
        {_SHOWN} where s.competition_key = $1 and s.stage_key = $2
          and ($3::text is null or s.division_key = $3)
          and (coalesce(s.rank, {NO_PLACE}), s.entry_id) > ($4, $5)
        order by coalesce(s.rank, {NO_PLACE}), s.entry_id limit $6
        """,
        competition,
        stage,
        division,
        *(after or (0, 0)),
        most,
    )
    return [_shown(row) for row in rows]


async def standing_of_entry(conn: Connection, entry: int) -> dict[str, ShownStanding]:
    """By stage key, where one entry stands."""
    rows = await conn.fetch(
        _SHOWN.replace("select ", "select s.stage_key, ", 1) + "where s.entry_id = $1", entry
    )
    return {
        row["stage_key"]: _shown({k: v for k, v in row.items() if k != "stage_key"})
        for row in rows
    }


NO_PLACE = 2_147_483_647
"""Where lines without a place stand in the order of a table: behind all places."""


def _shown(row: Row) -> ShownStanding:
    return ShownStanding(*row.values())
