"""The marks that judges give, and what waits for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.domain.errors import StaleEditError
from bot.store.contests.judge_asides import Relation
from bot.store.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Marks:
    """What one judge gave one entry; ``revision`` 0: nothing yet."""

    marks: Mapping[str, Decimal]
    total: Decimal | None
    note: str
    revision: int
    scored_at: datetime | None


NO_MARKS = Marks({}, None, "", 0, None)


async def load_marks(conn: Connection, entry: int, stage: str, judge: int) -> Marks:
    """What a judge gave an entry; nobody else changes it before the transaction ends."""
    row = await conn.fetchrow(
        """
        select marks, total, note, revision, scored_at from judge_score
        where entry_id = $1 and stage_key = $2 and judge_id = $3 for update
        """,
        entry,
        stage,
        judge,
    )
    return NO_MARKS if row is None else _marks(row)


async def put_marks(
    conn: Connection,
    entry: int,
    stage: str,
    judge: int,
    marks: Marks,
    at: datetime,
) -> int:
    """Keep marks that were read at ``marks.revision`` (0: there were none); their revision now.

    Raises StaleEditError where somebody else was quicker.
    """
    revision: int | None = await conn.fetchval(
        """
        insert into judge_score as s (entry_id, stage_key, judge_id, marks, total, note, scored_at)
        select $1, $2, $3, $4, $5, $6, $8 where $7 = 0 or exists (
          select from judge_score where entry_id = $1 and stage_key = $2 and judge_id = $3)
        on conflict (entry_id, stage_key, judge_id) do update set marks = excluded.marks,
          total = excluded.total, note = excluded.note, scored_at = excluded.scored_at,
          revision = s.revision + 1
        where s.revision = $7
        returning revision
        """,
        entry,
        stage,
        judge,
        {key: str(mark) for key, mark in marks.marks.items()},
        marks.total,
        marks.note,
        marks.revision,
        at,
    )
    if revision is None:
        raise StaleEditError("These marks were changed since you opened them; nothing was saved.")
    return revision


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged stage, and who is in it: those whom the selection of ``gate`` let through, with a
    work accepted in the stage ``upload`` (None: neither is asked for).
    """

    competition: str
    stage: str
    gate: str | None
    upload: str | None
    live: bool
    """Who has no mark at all after a live stage was not there, and waits for nobody."""


_IN_STAGE = """
e.competition_key = $1 and e.state = 'entered'
and ($3::text is null or not exists (select from stage_standing g where g.competition_key = $1
    and g.stage_key = $3 and g.goes_on is not null)
  or exists (select from stage_standing g where g.competition_key = $1 and g.stage_key = $3
    and g.entry_id = e.id and g.goes_on))
and ($4::text is null or exists (select from work w where w.entry_id = e.id and w.stage_key = $4
    and w.state = 'accepted'))
"""
"""$1 competition, $2 stage, $3 gate, $4 upload."""


async def is_in_stage(conn: Connection, judged: Judged, entry: int) -> bool:
    """Whether an entry is to be judged in a stage."""
    found: bool = await conn.fetchval(
        f"select exists (select from entry e where {_IN_STAGE} and e.id = $5 and $2 <> '')",
        *(judged.competition, judged.stage, judged.gate, judged.upload, entry),
    )
    return found


async def panel_of(
    conn: Connection, competition: str, stage: str
) -> tuple[frozenset[int], frozenset[int]]:
    """Who judges now, and who does no more but gave marks in a stage."""
    rows = await conn.fetch(
        """
        select j.id, j.ended_at is null as active from judge j
        where j.competition_key = $1 and (j.ended_at is null or exists (
          select from judge_score s where s.judge_id = j.id and s.stage_key = $2))
        """,
        competition,
        stage,
    )
    active = frozenset(row["id"] for row in rows if row["active"])
    return active, frozenset(row["id"] for row in rows) - active


MOST_NAMED = 10
"""Entries of one pattern that are named by their rows and numbers."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """So many ``entries`` of a stage that the same judges ``given`` have marked and for which the
    same stand ``aside``; the first of them by (row, number).
    """

    given: frozenset[int]
    aside: frozenset[int]
    entries: int
    first: Sequence[tuple[int, int | None]]


async def patterns(conn: Connection, judged: Judged) -> list[Pattern]:
    """Everybody in a judged stage by who marked and who stands aside: few rows of many entries."""
    rows = await conn.fetch(
        f"""
        with each as (
          select e.id, e.number,
            coalesce(array_agg(s.judge_id order by s.judge_id)
              filter (where s.judge_id is not null), '{{}}') as given,
            array(select a.judge_id from judge_aside a
                  where a.entry_id = e.id and a.stage_key = $2 order by 1) as aside
          from entry e left join judge_score s on s.entry_id = e.id and s.stage_key = $2
          where {_IN_STAGE} group by e.id
        )
        select given, aside, count(*) as entries,
          (array_agg(id order by number nulls last, id))[1:{MOST_NAMED}] as rows,
          (array_agg(number order by number nulls last, id))[1:{MOST_NAMED}] as numbers
        from each group by given, aside
        """,
        *(judged.competition, judged.stage, judged.gate, judged.upload),
    )
    return [
        Pattern(
            frozenset(row["given"]),
            frozenset(row["aside"]),
            row["entries"],
            tuple(zip(row["rows"], row["numbers"], strict=True)),
        )
        for row in rows
    ]


async def page_of_judged(
    conn: Connection, judged: Judged, *, after: int = 0, most: int = 50
) -> list[tuple[int, int | None, str | None]]:
    """Entries that are to be judged in a stage or have marks in it, by row after ``after``: row,
    number, division.
    """
    rows = await conn.fetch(
        f"""
        select e.id, e.number, e.division_key from entry e
        where e.competition_key = $1 and e.id > $5 and (({_IN_STAGE}) or exists (
          select from judge_score s where s.entry_id = e.id and s.stage_key = $2))
        order by e.id limit $6
        """,
        *(judged.competition, judged.stage, judged.gate, judged.upload, after, most),
    )
    return [(row["id"], row["number"], row["division_key"]) for row in rows]


@dataclass(frozen=True, slots=True)
class ToJudge:
    """An entry on a judge's desk: by its number only, so that nobody is judged by name. ``works``
    are those accepted: ``{"id", "title", "kind", "url", "hash", "content_type", "seconds"}``.
    """

    entry: int
    number: int | None
    division: str | None
    works: Sequence[Mapping[str, Any]]
    mine: Marks
    aside: Relation | None = None
    """How the judge knows the entrant, where he or she stands aside."""

    @property
    def done(self) -> bool:
        """Whether the judge has nothing to do with it any more: it is marked, or he or she is out."""
        return self.mine.revision > 0 or self.aside is not None


_TO_JUDGE = f"""
select e.id, e.number, e.division_key, s.marks, s.total, s.note, s.revision, s.scored_at,
  a.relation, (select coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'title', w.title, 'kind', w.kind,
       'url', w.url, 'hash', w.hash, 'content_type', f.content_type, 'seconds', f.seconds)
       order by w.id), '[]')
   from work w left join work_file f on f.hash = w.hash
   where w.entry_id = e.id and w.stage_key = $4 and w.state = 'accepted') as works
from entry e left join judge_score s
  on s.entry_id = e.id and s.stage_key = $2 and s.judge_id = $5
left join judge_aside a
  on a.entry_id = e.id and a.stage_key = $2 and a.judge_id = $5
where {_IN_STAGE}
"""
_DONE = "(s.id is not null or a.judge_id is not null)"


async def judging_desk(
    conn: Connection,
    judged: Judged,
    judge: int,
    *,
    after: tuple[bool, int] | None = None,
    most: int = 50,
) -> list[ToJudge]:
    """The next entries for a judge, those that are still to be marked first; ``after`` is whether
    the last one read was done, and its row.
    """
    of = (judged.competition, judged.stage, judged.gate, judged.upload, judge)
    done, row = after or (False, 0)
    found: list[ToJudge] = []
    # One after the other: each reads from an index on, and stops when there are enough.
    for part, first in ((False, row), (True, row if done else 0)):
        if part < done or len(found) >= most:
            continue
        rows = await conn.fetch(
            f"{_TO_JUDGE} and {_DONE if part else 'not ' + _DONE} and e.id > $6 order by e.id limit $7",
            *of,
            first,
            most - len(found),
        )
        found += map(_to_judge, rows)
    return found


async def entry_to_judge(
    conn: Connection, judged: Judged, judge: int, entry: int
) -> ToJudge | None:
    """One entry as a judge sees it; None: it is not in the stage."""
    of = (judged.competition, judged.stage, judged.gate, judged.upload, judge)
    row = await conn.fetchrow(f"{_TO_JUDGE} and e.id = $6", *of, entry)
    return None if row is None else _to_judge(row)


def _to_judge(row: Row) -> ToJudge:
    return ToJudge(
        row["id"],
        row["number"],
        row["division_key"],
        row["works"],
        NO_MARKS if row["marks"] is None else _marks(row),
        None if row["relation"] is None else Relation(row["relation"]),
    )


@dataclass(frozen=True, slots=True)
class GivenMarks:
    """One judge's marks for an entry, for the organiser who looks at them side by side."""

    judge: int
    name: str
    marks: Marks


async def marks_of_entry(conn: Connection, entry: int, stage: str) -> list[GivenMarks]:
    """What all judges gave an entry in a stage."""
    rows = await conn.fetch(
        """
        select s.judge_id, j.name, s.marks, s.total, s.note, s.revision, s.scored_at
        from judge_score s join judge j on j.id = s.judge_id
        where s.entry_id = $1 and s.stage_key = $2 order by s.judge_id
        """,
        entry,
        stage,
    )
    return [GivenMarks(row["judge_id"], row["name"], _marks(row)) for row in rows]


def _marks(row: Mapping[str, Any]) -> Marks:
    marks = {key: Decimal(mark) for key, mark in row["marks"].items()}
    return Marks(marks, row["total"], row["note"], row["revision"], row["scored_at"])
