"""Frozen results: each revision whole, with its hash; and what was corrected by hand, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.store.db import Connection, Row


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One entry in a result. ``number`` is the one it is known by, also when nobody can be named
    any more.
    """

    entry: int
    number: int
    division: str | None
    rank: int | None
    award: str
    score: Decimal | None
    keys: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a result; ``reason`` is empty for the first."""

    revision: int
    hash: bytes
    frozen_by: str
    frozen_at: datetime
    reason: str


async def put_result(
    conn: Connection,
    competition: str,
    revision: Revision,
    rows: Sequence[ResultRow],
) -> None:
    """Keep a revision of a result and say that the competition's results are final."""
    await conn.execute(
        """
        insert into result (competition_key, revision, entry_id, division_key, rank, award, score, keys)
        select $1, $2, r.entry, r.division, r.rank, r.award, r.score, r.keys
        from unnest($3::bigint[], $4::text[], $5::int[], $6::text[], $7::numeric[], $8::jsonb[])
          as r (entry, division, rank, award, score, keys)
        """,
        competition,
        revision.revision,
        [one.entry for one in rows],
        [one.division for one in rows],
        [one.rank for one in rows],
        [one.award for one in rows],
        [one.score for one in rows],
        [dict(one.keys) for one in rows],
    )
    await conn.execute(
        """
        with kept as (
          insert into result_revision (competition_key, revision, hash, frozen_by, frozen_at, reason)
          values ($1, $2, $3, $4, $5, $6)
        )
        update competition set frozen_at = coalesce(frozen_at, $5) where key = $1
        """,
        competition,
        revision.revision,
        revision.hash,
        revision.frozen_by,
        revision.frozen_at,
        revision.reason,
    )


async def revisions_of(conn: Connection, competition: str) -> list[Revision]:
    """All revisions of a competition's result, the newest first; empty: it is not frozen."""
    rows = await conn.fetch(
        """
        select revision, hash, frozen_by, frozen_at, reason from result_revision
        where competition_key = $1 order by revision desc
        """,
        competition,
    )
    return [Revision(*row.values()) for row in rows]


_RESULT = """
select r.entry_id, coalesce(e.number, e.id), r.division_key, r.rank, r.award, r.score, r.keys
from result r join entry e on e.id = r.entry_id
"""


async def result_rows(
    conn: Connection, competition: str, revision: int, *, first: int = 0, most: int | None = None
) -> list[ResultRow]:
    """A revision of a result by division, place (none last) and number: whole, or ``most`` rows from
    number ``first`` on.
    """
    rows = await conn.fetch(
        f"""
        {_RESULT} where r.competition_key = $1 and r.revision = $2
        order by r.division_key nulls first, r.rank nulls last, e.number offset $3 limit $4
        """,
        competition,
        revision,
        first,
        most,
    )
    return [_result(row) for row in rows]


async def result_size(conn: Connection, competition: str, revision: int) -> int:
    """How many rows a revision of a result has."""
    count: int = await conn.fetchval(
        "select count(*) from result where competition_key = $1 and revision = $2",
        competition,
        revision,
    )
    return count


async def result_of_entry(conn: Connection, entry: int) -> ResultRow | None:
    """An entry's place in the newest revision of its competition's result; None: there is none."""
    row = await conn.fetchrow(
        f"{_RESULT} where r.entry_id = $1 order by r.revision desc limit 1", entry
    )
    return None if row is None else _result(row)


@dataclass(frozen=True, slots=True)
class Correction:
    """What was changed by hand; ``before`` and ``after`` name no people."""

    row: int
    entry: int | None
    number: int | None
    stage: str | None
    what: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str
    by_whom: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """A correction as it is kept; ``what`` is a ``bot.competitions.scoring.results.What``."""

    what: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str
    entry: int | None = None
    stage: str | None = None


async def put_correction(
    conn: Connection, competition: str, new: NewCorrection, by_whom: str, at: datetime
) -> None:
    """Keep a correction."""
    await conn.execute(
        """
        insert into correction (competition_key, entry_id, stage_key, what, before, after, reason,
          by_whom, made_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        competition,
        new.entry,
        new.stage,
        new.what,
        dict(new.before),
        dict(new.after),
        new.reason,
        by_whom,
        at,
    )


async def page_of_corrections(
    conn: Connection,
    competition: str,
    *,
    entry: int | None = None,
    before: int | None = None,
    most: int = 50,
) -> list[Correction]:
    """Corrections, newest first; ``before`` is the row of the last one read, ``entry`` None: of
    all entries.
    """
    rows = await conn.fetch(
        """
        select c.id, c.entry_id, e.number, c.stage_key, c.what, c.before, c.after, c.reason, c.by_whom,
          c.made_at
        from correction c left join entry e on e.id = c.entry_id
        where c.competition_key = $1 and ($2::bigint is null or c.entry_id = $2)
          and ($3::bigint is null or c.id < $3)
        order by c.id desc limit $4
        """,
        competition,
        entry,
        before,
        most,
    )
    return [Correction(*row.values()) for row in rows]


async def result_corrections(conn: Connection, competition: str) -> list[Correction]:
    """What was corrected in the final result itself, by hand, in the order in which it was done."""
    rows = await conn.fetch(
        """
        select c.id, c.entry_id, e.number, c.stage_key, c.what, c.before, c.after, c.reason, c.by_whom,
          c.made_at
        from correction c left join entry e on e.id = c.entry_id
        where c.competition_key = $1 and c.what = 'result' order by c.id
        """,
        competition,
    )
    return [Correction(*row.values()) for row in rows]


def _result(row: Row) -> ResultRow:
    return ResultRow(*row.values())
