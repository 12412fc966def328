"""Competitions as the public API shows them: their list, entries without people, places."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from bot.store.db import Connection, Row


@dataclass(frozen=True, slots=True)
class ContestLine:
    """A competition in a list; ``opens`` and ``closes`` are of all its stages together."""

    key: str
    title: str
    category: str
    organiser: str
    state: str
    revision: int
    opens: datetime | None
    closes: datetime | None
    entries: int
    frozen_at: datetime | None


async def contests_after(
    conn: Connection, after: str, most: int, *, state: str | None, category: str | None
) -> list[ContestLine]:
    """The next ``most`` competitions after the key ``after``, by their keys."""
    rows = await conn.fetch(
        """
        select c.key, c.title, c.category, c.organiser, c.state, c.revision, s.opens, s.closes,
          (select count(*) from entry e where e.competition_key = c.key and e.state = 'entered') as entries,
          c.frozen_at
        from competition c
        left join lateral (select min(opens) as opens, max(closes) as closes from stage
          where competition_key = c.key) s on true
        where c.key > $1 and ($3::text is null or c.state = $3) and ($4::text is null or c.category = $4)
        order by c.key limit $2
        """,
        after,
        most,
        state,
        category,
    )
    return [ContestLine(*row.values()) for row in rows]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry without what tells who it is; ``learner`` feeds a pseudonym (None: written down
    without a chat, or erased).
    """

    row: int
    competition: str
    number: int | None
    learner: UUID | None
    kind: str
    division: str | None
    unit: int | None
    state: str
    members: int
    late: bool
    done: tuple[str, ...]
    entered_at: datetime


_ENTRY = """
select e.id, e.competition_key, e.number, l.key as learner, e.kind, e.division_key, e.group_id, e.state,
  (select count(*) from entry_member m where m.entry_id = e.id) as members, e.late,
  array(select d.stage_key from stage_done d where d.entry_id = e.id order by d.done_at, 1) as done, e.entered_at
from entry e left join learner l on l.id = e.learner_id
"""


async def entries_after(
    conn: Connection,
    competition: str,
    after: int,
    most: int,
    *,
    division: str | None,
    state: str | None,
) -> list[EntryLine]:
    """The next ``most`` entries of a competition after row ``after``, in the order of entering."""
    rows = await conn.fetch(
        f"""
        {_ENTRY} where e.competition_key = $1 and e.id > $2
          and ($4::text is null or e.division_key = $4) and ($5::text is null or e.state = $5)
        order by e.id limit $3
        """,
        competition,
        after,
        most,
        division,
        state,
    )
    return [_entry(row) for row in rows]


async def entry_by_row(conn: Connection, row: int) -> EntryLine | None:
    """One entry, or None."""
    found = await conn.fetchrow(f"{_ENTRY} where e.id = $1", row)
    return _entry(found) if found else None


def _entry(row: Row) -> EntryLine:
    values = list(row.values())
    values[10] = tuple(values[10])
    return EntryLine(*values)


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One entry in a ranking. ``rank`` None: it is not ranked, and ``why`` names the reason. What is
    of a stage only (``goes_on``, ``why``) or of the final result only (``award``) is empty else.
    """

    entry: int
    number: int | None
    division: str | None
    rank: int | None
    score: Decimal | None
    keys: dict[str, Any]
    goes_on: bool | None
    why: str
    award: str


_PAGED = """
  and (coalesce(r.division_key, ''), coalesce(r.rank, 2147483647), r.entry_id) > ($3, $4, $5)
order by coalesce(r.division_key, ''), coalesce(r.rank, 2147483647), r.entry_id limit $6
"""

Ranked = tuple[str, int, int]
"""Behind a division, a rank and an entry."""
FIRST_PLACE: Ranked = ("", 0, 0)
UNRANKED = 2**31 - 1


async def standing_after(
    conn: Connection, competition: str, stage: str, after: Ranked, most: int
) -> list[PlaceLine]:
    """The next ``most`` of a stage's standing, by division and rank."""
    rows = await conn.fetch(
        f"""
        select r.entry_id, e.number, r.division_key, r.rank, r.score, r.keys, r.goes_on, r.why, '' as award
        from stage_standing r join entry e on e.id = r.entry_id
        where r.competition_key = $1 and r.stage_key = $2 {_PAGED}
        """,
        competition,
        stage,
        *after,
        most,
    )
    return [PlaceLine(*row.values()) for row in rows]


async def results_after(
    conn: Connection, competition: str, revision: int, after: Ranked, most: int
) -> list[PlaceLine]:
    """The next ``most`` of one revision of the final results, by division and rank."""
    rows = await conn.fetch(
        f"""
        select r.entry_id, e.number, r.division_key, r.rank, r.score, r.keys, null::boolean, '', r.award
        from result r join entry e on e.id = r.entry_id
        where r.competition_key = $1 and r.revision = $2 {_PAGED}
        """,
        competition,
        revision,
        *after,
        most,
    )
    return [PlaceLine(*row.values()) for row in rows]


@dataclass(frozen=True, slots=True)
class Frozen:
    """A revision of the final results; ``hash`` is over its rows, ``reason`` of a correction."""

    revision: int
    hash: str
    frozen_at: datetime
    reason: str


async def frozen_results(
    conn: Connection, competition: str, revision: int | None = None
) -> Frozen | None:
    """One revision of the final results (None: the newest); None while they are not final."""
    row = await conn.fetchrow(
        """
        select revision, encode(hash, 'hex') as hash, frozen_at, reason from result_revision
        where competition_key = $1 and ($2::int is null or revision = $2) order by revision desc limit 1
        """,
        competition,
        revision,
    )
    return Frozen(*row.values()) if row else None
