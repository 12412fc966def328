"""A competition's tables whole, row by row, for files: entries, a standing, a result."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.store.contests.entries import Entry, entry_of
from bot.store.contests.standings import ShownStanding
from bot.store.db import Connection
from bot.store.streaming import stream


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry for a file: with the unit's title, how many are in the team, and how many works and
    attempts it has.
    """

    entry: Entry
    unit_title: str
    members: int
    works: int
    attempts: int


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A line of a result for a file. ``sealed`` names the entry; None: nobody can any more."""

    number: int
    division: str | None
    unit_title: str
    rank: int | None
    award: str
    score: Decimal | None
    keys: dict[str, Any]
    state: str
    sealed: bytes | None


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer of a round for a file, so that anybody can add it up again."""

    number: int
    attempt: int
    seed: str
    item: int
    question: int
    shown_at: datetime
    answered_at: datetime
    given: str
    is_right: bool
    late: bool


async def entry_lines(conn: Connection, competition: str) -> AsyncIterator[EntryLine]:
    """All entries by number, in whatever state."""
    async for row in stream(
        conn,
        """
        select e.id as row, e.competition_key as competition, e.learner_id as learner, e.number, e.kind,
          e.division_key as division, e.group_id as unit, e.state, e.state_reason, e.sealed,
          e.guardian_consent_at, e.late, e.revision, e.entered_at,
          coalesce(nullif(g.title, ''), g.platform_id, '') as unit_title,
          (select count(*) from entry_member m where m.entry_id = e.id) as members,
          (select count(*) from work w where w.entry_id = e.id and w.state = 'accepted') as works,
          (select count(*) from round_attempt a where a.entry_id = e.id
             and a.finished_at is not null) as attempts
        from entry e left join chat_group g on g.id = e.group_id
        where e.competition_key = %L order by e.number nulls last, e.id
        """,
        competition,
    ):
        *columns, title, members, works, attempts = row.items()
        entry = entry_of(dict(columns))
        yield EntryLine(entry, title[1], members[1], works[1], attempts[1])


async def standing_lines(
    conn: Connection, competition: str, stage: str
) -> AsyncIterator[ShownStanding]:
    """A stage's standing by division and place, those without one last."""
    async for row in stream(
        conn,
        """
        select s.entry_id, e.number, s.division_key, e.group_id, s.rank, s.score, s.keys, s.goes_on,
          s.why, e.state, e.sealed
        from stage_standing s join entry e on e.id = s.entry_id
        left join division d on d.competition_key = s.competition_key and d.key = s.division_key
        where s.competition_key = %L and s.stage_key = %L
        order by d.position nulls first, s.rank nulls last, e.number, e.id
        """,
        competition,
        stage,
    ):
        yield ShownStanding(*row.values())


async def result_lines(
    conn: Connection, competition: str, revision: int
) -> AsyncIterator[ResultLine]:
    """A revision of a result by division and place, those without one last."""
    async for row in stream(
        conn,
        """
        select coalesce(e.number, e.id), r.division_key,
          coalesce(nullif(g.title, ''), g.platform_id, ''), r.rank, r.award, r.score, r.keys, e.state,
          e.sealed
        from result r join entry e on e.id = r.entry_id left join chat_group g on g.id = e.group_id
        left join division d on d.competition_key = r.competition_key and d.key = r.division_key
        where r.competition_key = %L and r.revision = %L::int
        order by d.position nulls first, r.rank nulls last, e.number, e.id
        """,
        competition,
        revision,
    ):
        yield ResultLine(*row.values())


async def answer_lines(
    conn: Connection, competition: str, stage: str
) -> AsyncIterator[AnswerLine]:
    """Every answer of a round by entry, attempt and item."""
    async for row in stream(
        conn,
        """
        select coalesce(e.number, e.id), a.number, a.seed, r.item, r.question_id, r.shown_at,
          r.answered_at, r.given, r.is_right, r.late
        from round_attempt a join entry e on e.id = a.entry_id
        join round_answer r on r.attempt_id = a.id
        where e.competition_key = %L and a.stage_key = %L
        order by e.number nulls last, e.id, a.number, r.item
        """,
        competition,
        stage,
    ):
        yield AnswerLine(*row.values())
