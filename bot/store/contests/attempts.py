"""Attempts at quiz rounds, as the staff act on them; how they are made: ``bot.store.contests.rounds``."""

from collections.abc import Collection
from datetime import datetime

from bot.store.db import Connection


async def end_open_attempt(conn: Connection, entry: int, at: datetime) -> None:
    """The entry was taken out: what it was answering counts no more."""
    await conn.execute(
        """
        update round_attempt set finished_at = $2, ended = 'withdrawn'
        where entry_id = $1 and finished_at is null
        """,
        entry,
        at,
    )


async def asked_in(conn: Connection, competition: str, stage: str, question: int) -> bool:
    """Whether anybody answered a question in a round."""
    found: bool = await conn.fetchval(
        """
        select exists (select from round_answer r join round_attempt a on a.id = r.attempt_id
          join entry e on e.id = a.entry_id
          where e.competition_key = $1 and a.stage_key = $2 and r.question_id = $3)
        """,
        competition,
        stage,
        question,
    )
    return found


async def answers_given(
    conn: Connection, competition: str, stage: str, question: int
) -> list[str]:
    """What was answered to a question of a round, each once."""
    rows = await conn.fetch(
        """
        select distinct r.given from round_answer r join round_attempt a on a.id = r.attempt_id
        join entry e on e.id = a.entry_id
        where e.competition_key = $1 and a.stage_key = $2 and r.question_id = $3 and r.given <> ''
        order by r.given
        """,
        competition,
        stage,
        question,
    )
    return [row["given"] for row in rows]


_JUDGED = """
select r.attempt_id, r.item,
  not r.late and r.given <> '' and ($4::text[] is null or r.given = any($4)) as is_right
from round_answer r join round_attempt a on a.id = r.attempt_id
join entry e on e.id = a.entry_id
where e.competition_key = $1 and a.stage_key = $2 and r.question_id = $3
"""


async def would_change(
    conn: Connection,
    competition: str,
    stage: str,
    question: int,
    accepted: Collection[str] | None,
) -> int:
    """How many answers ``regrade`` would change."""
    changed: int = await conn.fetchval(
        f"""
        select count(*) from ({_JUDGED}) j
        join round_answer r on r.attempt_id = j.attempt_id and r.item = j.item
        where r.is_right <> j.is_right
        """,
        competition,
        stage,
        question,
        None if accepted is None else sorted(accepted),
    )
    return changed


async def regrade(
    conn: Connection,
    competition: str,
    stage: str,
    question: int,
    accepted: Collection[str] | None,
) -> int:
    """Judge all answers to a question of a round anew: right are those in time that are among
    ``accepted`` (None: every one in time). How many answers changed; attempts count them.
    """
    changed: int = await conn.fetchval(
        f"""
        with judged as ({_JUDGED}        ), changed as (
          update round_answer r set is_right = j.is_right from judged j
          where r.attempt_id = j.attempt_id and r.item = j.item and r.is_right <> j.is_right
          returning r.attempt_id, r.is_right
        ), counted as (
          update round_attempt a set right_answers = a.right_answers + c.more
          from (select attempt_id, sum(case when is_right then 1 else -1 end) as more
                from changed group by attempt_id) c
          where a.id = c.attempt_id
        )
        select count(*) from changed
        """,
        competition,
        stage,
        question,
        None if accepted is None else sorted(accepted),
    )
    return changed
