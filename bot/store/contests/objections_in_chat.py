"""Objections as people file them in chat, and what has become of them."""

from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Objected:
    """An objection of one's own. ``answer`` is the organiser's, once it is decided."""

    state: str
    answer: str
    filed_at: datetime


async def file(
    conn: Connection, competition: str, stage: str, learner: int, words: str, now: datetime
) -> None:
    """Keep an objection for the organisers, with the learner's own entry where there is one."""
    await conn.execute(
        """
        insert into objection (competition_key, stage_key, learner_id, entry_id, words, filed_at)
        values ($1, $2, $3,
          (select id from entry where competition_key = $1 and learner_id = $3), $4, $5)
        """,
        competition,
        stage,
        learner,
        words,
        now,
    )


async def own_open(conn: Connection, competition: str, learner: int) -> int:
    """How many objections of a learner wait for an answer."""
    count: int = await conn.fetchval(
        """
        select count(*) from objection
        where learner_id = $2 and competition_key = $1 and state = 'open'
        """,
        competition,
        learner,
    )
    return count


async def newest(conn: Connection, competition: str, learner: int) -> Objected | None:
    """The learner's last objection in a competition."""
    row = await conn.fetchrow(
        """
        select state, answer, filed_at from objection
        where learner_id = $2 and competition_key = $1 order by id desc limit 1
        """,
        competition,
        learner,
    )
    return Objected(row["state"], row["answer"], row["filed_at"]) if row else None


async def is_frozen(conn: Connection, competition: str) -> bool:
    """Whether the results are final."""
    frozen: bool = await conn.fetchval(
        "select exists (select from result_revision where competition_key = $1)", competition
    )
    return frozen
