"""What was completed, in the order of the journal's seals: the one order that never changes.

Numbers of rows are given before their transactions end, so a reader that goes by them can pass a
row by that is committed later. A seal is made of what is committed, one after the other.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Place:
    """Behind an entry of the journal: its seal, and its place in it from 1."""

    day: date
    number: int
    place: int


FIRST = Place(date(2000, 1, 1), 0, 0)


@dataclass(frozen=True, slots=True)
class CompletionFacts:
    """One completion; ``person`` feeds the pseudonym in its statement, ``learner`` today's."""

    key: UUID
    learner: UUID
    person: UUID
    kind: str
    course: str | None
    lesson: str | None
    version: str
    score: int | None
    score_max: int | None
    success: bool | None
    seconds: int
    notional_minutes: int
    completed_at: datetime
    recorded_at: datetime
    voided: bool


@dataclass(frozen=True, slots=True)
class Read:
    """The next entries of the journal that are completions; ``last`` is the last one looked at, of
    whatever kind, and ``full``: there may be more behind it.
    """

    items: tuple[CompletionFacts, ...]
    last: Place
    full: bool


COLUMNS = """
  c.key, l.key as learner, c.person, c.kind, c.course_key, c.lesson_key, c.content_version, c.score,
  c.score_max, c.success, c.seconds, c.notional_minutes, c.completed_at, c.recorded_at,
  exists (select from voiding v where v.completion_id = c.id) as voided
"""
"""Of a completion ``c`` whose learner is ``l``."""

_READ = f"""
with looked_at as materialized (
  select s.day, s.number, e.place, e.row from journal_seal s
  cross join lateral unnest(s.entries) with ordinality as e (row, place)
  where (s.day, s.number) >= ($1, $2) and (s.day, s.number, e.place) > ($1, $2, $3)
  order by s.day, s.number, e.place limit $4
)
select a.day, a.number, a.place, c.id is not null as found, {COLUMNS}
from looked_at a left join journal j on j.id = a.row and j.kind = 'completion'
left join completion c on c.id = j.entry_id and ($5::text is null or c.kind = $5)
  and ($6::text is null or c.course_key = $6)
left join ledger_person p on p.key = c.person left join learner l on l.id = p.learner_id
order by a.day, a.number, a.place
"""


async def completions_after(
    conn: Connection, after: Place, most: int, *, kind: str | None, course: str | None
) -> Read:
    """Of the next ``most`` entries of the journal after ``after``, the completions that fit."""
    rows = await conn.fetch(_READ, after.day, after.number, after.place, most, kind, course)
    if not rows:
        return Read((), after, full=False)
    last = Place(rows[-1]["day"], rows[-1]["number"], rows[-1]["place"])
    found = tuple(CompletionFacts(*list(row.values())[4:]) for row in rows if row["found"])
    return Read(found, last, full=len(rows) == most)


async def completion_by_row(conn: Connection, row: int) -> CompletionFacts | None:
    """One completion; None once it was erased."""
    found = await conn.fetchrow(
        f"""
        select {COLUMNS} from completion c join ledger_person p on p.key = c.person
        join learner l on l.id = p.learner_id where c.id = $1
        """,
        row,
    )
    return CompletionFacts(*found.values()) if found else None
