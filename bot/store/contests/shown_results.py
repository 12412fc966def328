"""Standings and results as entrants read them in chat."""

from dataclasses import dataclass
from decimal import Decimal

from bot.store.contests.naming import IN_PART
from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class MyStanding:
    """One's own place in a stage. ``rank`` None: none; ``goes_on`` None: nobody is selected there."""

    stage: str
    rank: int | None
    score: Decimal | None
    goes_on: bool | None


@dataclass(frozen=True, slots=True)
class MyResult:
    """One's own frozen result, as last corrected."""

    rank: int | None
    score: Decimal | None
    award: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a public list. ``masked``: the entrant chose that, a guardian agreed for a child, or
    nobody agreed to anything (the organiser wrote the entry down), so that the name is shown in part.
    """

    rank: int
    number: int | None
    score: Decimal | None
    award: str
    sealed: bytes | None
    masked: bool


async def my_standings(conn: Connection, entry: int) -> list[MyStanding]:
    """The places of an entry, by stage."""
    rows = await conn.fetch(
        "select stage_key as stage, rank, score, goes_on from stage_standing where entry_id = $1",
        entry,
    )
    return [MyStanding(**row) for row in rows]


async def my_result(conn: Connection, competition: str, entry: int) -> MyResult | None:
    """The frozen result of an entry; None: there is none yet."""
    row = await conn.fetchrow(
        """
        select r.rank, r.score, r.award from result r
        where r.competition_key = $1 and r.entry_id = $2 and r.revision = (
          select max(revision) from result_revision where competition_key = $1)
        """,
        competition,
        entry,
    )
    return MyResult(**row) if row else None


async def listed_results(
    conn: Connection, competition: str, division: str | None, most: int
) -> list[Listed]:
    """The first places of a division's frozen result, as last corrected."""
    rows = await conn.fetch(
        f"""
        select r.rank, e.number, r.score, r.award, e.sealed,
          {IN_PART} as masked
        from result r join entry e on e.id = r.entry_id
        where r.competition_key = $1 and r.division_key is not distinct from $2
          and r.rank is not null and r.revision = (
            select max(revision) from result_revision where competition_key = $1)
        order by r.rank, e.number limit $3
        """,
        competition,
        division,
        most,
    )
    return [Listed(**row) for row in rows]


async def listed_standings(
    conn: Connection, competition: str, stage: str, division: str | None, most: int
) -> list[Listed]:
    """The first places of a division in a stage, as they now stand; who has left since is not named
    any more.
    """
    rows = await conn.fetch(
        f"""
        select s.rank, e.number, s.score, '' as award, e.sealed,
          {IN_PART} as masked
        from stage_standing s join entry e on e.id = s.entry_id
        where s.competition_key = $1 and s.stage_key = $2
          and s.division_key is not distinct from $3 and s.rank is not null
          and e.state = 'entered'
        order by s.rank, e.number limit $4
        """,
        competition,
        stage,
        division,
        most,
    )
    return [Listed(**row) for row in rows]


async def has_work(conn: Connection, entry: int, stage: str) -> bool:
    """Whether something was handed in for an upload stage, and accepted."""
    accepted: bool = await conn.fetchval(
        """
        select exists (
          select from work where entry_id = $1 and stage_key = $2 and state = 'accepted')
        """,
        entry,
        stage,
    )
    return accepted
