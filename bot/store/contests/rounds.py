"""Quiz rounds as they are answered: attempts, their open item, what was answered.

An answer costs two statements, ``load`` and ``record``; they touch rows of one entry only. The
attempt is locked from the first to the end of the transaction, so that nobody ends it in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection, Row


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """An attempt as an answer finds it. ``questions`` are rows of question, in the order in which
    they are asked; ``at_item`` is the one shown last, from 1, at ``shown_at``. ``live``: the
    competition and the entry are still in.
    """

    row: int
    entry: int
    competition: str
    stage: str
    number: int
    questions: tuple[int, ...]
    seconds: int | None
    at_item: int
    shown_at: datetime
    finished_at: datetime | None
    right: int
    used_ms: int
    closes: datetime
    live: bool

    @property
    def items(self) -> int:
        """How many are asked."""
        return len(self.questions)


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """One attempt of an entry at a round. ``items``: how many are asked."""

    row: int
    number: int
    items: int
    seconds: int | None
    right: int
    used_ms: int
    started_at: datetime
    finished_at: datetime | None
    ended: str


@dataclass(frozen=True, slots=True)
class NewAttempt:
    """What begins. ``seconds`` for each item; None: unhurried."""

    entry: int
    stage: str
    number: int
    seed: str
    questions: tuple[int, ...]
    seconds: int | None


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer to the item that was shown. ``given``: option numbers or words, empty for none in time."""

    item: int
    question: int
    shown_at: datetime
    given: str
    right: bool
    late: bool
    used_ms: int


_LOAD = """
  select a.*, e.competition_key, s.closes, e.state = 'entered' and c.state = 'published' as live
  from entry e join round_attempt a on a.entry_id = e.id
  join competition c on c.key = e.competition_key
  join stage s on s.competition_key = e.competition_key and s.key = a.stage_key
"""


async def load(conn: Connection, learner: int, attempt: int) -> OpenAttempt | None:
    """An attempt of ``learner``, also one that has ended; None: it is not his or hers. Nobody else
    changes it before the transaction ends.
    """
    row = await conn.fetchrow(
        f"{_LOAD} where a.id = $1 and e.learner_id = $2 for no key update of a", attempt, learner
    )
    return _open(row) if row else None


async def open_attempt(
    conn: Connection, learner: int, entry: int | None = None
) -> OpenAttempt | None:
    """The attempt that waits for an answer, the newest where several competitions have one; of an
    ``entry`` there is one at most, in whatever round. One whose round has closed still waits to be
    ended. Nobody else changes it before the transaction ends.
    """
    row = await conn.fetchrow(
        f"""
        {_LOAD} where e.learner_id = $1 and a.finished_at is null and ($2::bigint is null or e.id = $2)
        order by a.shown_at desc limit 1 for no key update of a
        """,
        learner,
        entry,
    )
    return _open(row) if row else None


async def attempts(conn: Connection, entry: int, stage: str) -> list[PastAttempt]:
    """All attempts of an entry at a round, in their order."""
    rows = await conn.fetch(
        "select * from round_attempt where entry_id = $1 and stage_key = $2 order by number",
        entry,
        stage,
    )
    return [
        PastAttempt(
            row["id"],
            row["number"],
            len(row["questions"]),
            row["seconds"],
            row["right_answers"],
            row["used_ms"],
            row["started_at"],
            row["finished_at"],
            row["ended"],
        )
        for row in rows
    ]


async def begin(conn: Connection, new: NewAttempt, now: datetime) -> int:
    """Begin an attempt; its first item is shown now."""
    row: int = await conn.fetchval(
        """
        insert into round_attempt (entry_id, stage_key, number, seed, questions, seconds, at_item,
          shown_at, started_at)
        values ($1, $2, $3, $4, $5, $6, 1, $7, $7) returning id
        """,
        new.entry,
        new.stage,
        new.number,
        new.seed,
        list(new.questions),
        new.seconds,
        now,
    )
    return row


async def record(
    conn: Connection, attempt: OpenAttempt, answer: GivenAnswer, now: datetime
) -> bool:
    """Keep an answer to the open item; the next one is shown now, or the attempt has ended. False:
    it was ended by somebody else before, so that nothing was kept.
    """
    ends = answer.item >= attempt.items
    kept = await conn.fetchval(
        """
        with went as (
          update round_attempt set right_answers = right_answers + $7::boolean::int,
            used_ms = used_ms + $9, at_item = case when $10 then at_item else $2 + 1 end,
            shown_at = case when $10 then shown_at else $5 end,
            finished_at = case when $10 then $5 end,
            ended = case when $10 then 'answered' else '' end
          where id = $1 and finished_at is null returning id)
        insert into round_answer (attempt_id, item, question_id, shown_at, answered_at, given,
          is_right, late)
        select id, $2, $3, $4, $5, $6, $7::boolean, $8 from went returning true
        """,
        attempt.row,
        answer.item,
        answer.question,
        answer.shown_at,
        now,
        answer.given,
        answer.right,
        answer.late,
        answer.used_ms,
        ends,
    )
    return bool(kept)


async def close(conn: Connection, learner: int, now: datetime) -> None:
    """End the attempts of ``learner`` over which their round has closed."""
    await _end(conn, "e.learner_id = $2", now, learner)


async def close_overdue(conn: Connection, competition: str, now: datetime) -> None:
    """End all attempts at rounds of ``competition`` that have closed over them; before standings
    are made.
    """
    await _end(conn, "e.competition_key = $2", now, competition)


async def _end(conn: Connection, whose: str, now: datetime, who: int | str) -> None:
    """What was not answered is wrong and costs all its seconds, as ``bot.competitions.scoring.rounds.finish``
    has it. A closing that was moved to before the last item was shown ends an attempt at that item.
    """
    await conn.execute(
        f"""
        update round_attempt a set finished_at = greatest(s.closes, a.shown_at), ended = 'closed',
          used_ms = a.used_ms + 1000::bigint * coalesce(a.seconds, 0)
            * (cardinality(a.questions) - a.at_item + 1)
        from entry e join stage s on s.competition_key = e.competition_key
        where {whose} and a.entry_id = e.id and s.key = a.stage_key
          and a.finished_at is null and s.closes <= $1
        """,
        now,
        who,
    )


def _open(row: Row) -> OpenAttempt:
    return OpenAttempt(
        row=row["id"],
        entry=row["entry_id"],
        competition=row["competition_key"],
        stage=row["stage_key"],
        number=row["number"],
        questions=tuple(row["questions"]),
        seconds=row["seconds"],
        at_item=row["at_item"],
        shown_at=row["shown_at"],
        finished_at=row["finished_at"],
        right=row["right_answers"],
        used_ms=row["used_ms"],
        closes=row["closes"],
        live=row["live"],
    )


async def versions_of(conn: Connection, attempt: int) -> Sequence[int]:
    """The rows of the course versions that an attempt's questions are of."""
    rows = await conn.fetch(
        """
        select distinct l.version_id from round_attempt a
        join question q on q.id = any(a.questions) join lesson l on l.id = q.lesson_id
        where a.id = $1
        """,
        attempt,
    )
    return [row["version_id"] for row in rows]
