"""Entries in competitions."""

from datetime import datetime

from bot.store.db import Connection


async def enter(conn: Connection, competition: str, learner: int, now: datetime) -> bool:
    """Enter a learner; False when the entry is already there."""
    added = await conn.fetchval(
        """
        insert into entry (competition_key, learner_id, entered_at) values ($1, $2, $3)
        on conflict do nothing returning true
        """,
        competition,
        learner,
        now,
    )
    return bool(added)


async def entered(conn: Connection, learner: int) -> set[str]:
    """The competitions a learner has entered."""
    rows = await conn.fetch("select competition_key from entry where learner_id = $1", learner)
    return {row["competition_key"] for row in rows}


async def reach(conn: Connection, competition: str) -> tuple[int, int]:
    """How many have entered, and how many people and groups its announcement has reached."""
    row = await conn.fetchrow(
        """
        select (select count(*) from entry where competition_key = $1) as entrants,
          (select count(*) from delivery_past where kind = 'announcement' and subject = $1 and state = 'sent') as reached
        """,
        competition,
    )
    return (row["entrants"], row["reached"]) if row else (0, 0)
