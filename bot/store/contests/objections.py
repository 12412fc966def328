"""Objections (异议) to what is made public: listed for the staff, and answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.store.db import Connection, Row
from bot.store.planning.competitions import LANE

SUBJECT = "objection:"
"""How the subject of a delivery of the kind ``result`` begins that tells of one; its row follows."""
_PRIORITY = 2


class ObjectionState(StrEnum):
    """What became of an objection."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection. ``entry`` and ``number`` are those of the entry it is about (None: of the
    whole, or of one that is gone); ``learner`` None: who objected was erased.
    """

    row: int
    competition: str
    stage: str
    learner: int | None
    entry: int | None
    number: int | None
    words: str
    filed_at: datetime
    state: ObjectionState
    answer: str
    decided_by: str
    decided_at: datetime | None


_OBJECTION = """
select o.id as row, o.competition_key as competition, o.stage_key as stage, o.learner_id as learner,
  o.entry_id as entry, e.number, o.words, o.filed_at, o.state, o.answer, o.decided_by, o.decided_at
from objection o left join entry e on e.id = o.entry_id
"""


async def load_objection(conn: Connection, row: int) -> Objection | None:
    """One objection; nobody else decides it before the transaction ends."""
    found = await conn.fetchrow(f"{_OBJECTION} where o.id = $1 for update of o", row)
    return None if found is None else _objection(found)


async def open_objections(conn: Connection, competition: str) -> int:
    """How many wait for an answer."""
    count: int = await conn.fetchval(
        "select count(*) from objection where competition_key = $1 and state = 'open'", competition
    )
    return count


async def page_of_objections(
    conn: Connection,
    competition: str,
    *,
    state: ObjectionState | None = None,
    after: int = 0,
    most: int = 50,
) -> list[Objection]:
    """Objections in the order in which they came, after row ``after``."""
    rows = await conn.fetch(
        f"""
        {_OBJECTION} where o.competition_key = $1 and o.id > $2 and ($3::text is null or o.state = $3)
        order by o.id limit $4
        """,
        competition,
        after,
        state,
        most,
    )
    return [_objection(row) for row in rows]


async def decide(
    conn: Connection, row: int, state: ObjectionState, answer: str, by: str, at: datetime
) -> None:
    """Answer an objection that ``load_objection`` gave."""
    await conn.execute(
        """
        update objection set state = $2, answer = $3, decided_by = $4, decided_at = $5 where id = $1
        """,
        row,
        state,
        answer,
        by,
        at,
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """What is to be told of an objection that was decided."""

    row: int
    competition: str
    title: str
    organiser: str
    state: str
    answer: str


async def owe_answer(conn: Connection, row: int, at: datetime) -> None:
    """Owe whoever made an objection the answer; nobody, where he or she was erased."""
    lane = LANE.format(learner="o.learner_id", account="null::text")
    await conn.execute(
        f"""
        insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at)
        select o.learner_id, a.account, 'result', '{SUBJECT}' || o.id, 'once', {_PRIORITY}, $2, $2, $2
        from objection o cross join lateral ({lane}) a
        where o.id = $1 and o.learner_id is not null on conflict do nothing
        """,
        row,
        at,
    )


async def load_answered(conn: Connection, rows: Sequence[int]) -> dict[int, Answered]:
    """Objections that were decided, by row."""
    found = await conn.fetch(
        """
        select o.id as row, c.key as competition, c.title, c.organiser, o.state, o.answer
        from objection o join competition c on c.key = o.competition_key
        where o.id = any($1::bigint[]) and o.state <> 'open'
        """,
        list(rows),
    )
    return {row["row"]: Answered(**row) for row in found}


def _objection(row: Row) -> Objection:
    return Objection(**{**row, "state": ObjectionState(row["state"])})
