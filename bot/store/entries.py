"""Who has entered which competition, and whom its announcement reached."""

from datetime import datetime

from bot.store.contests.entries import NewEntry, add_entry, hold_entering
from bot.store.db import Connection


async def enter(conn: Connection, competition: str, learner: int, now: datetime) -> bool:
    """Enter a learner in a competition that asks for nothing; False when the entry is there."""
    await hold_entering(conn, competition)
    return await add_entry(conn, NewEntry(competition, learner), now) is not None


async def entered(conn: Connection, learner: int) -> set[str]:
    """The competitions a learner takes part in."""
    rows = await conn.fetch(
        "select competition_key from entry where learner_id = $1 and state = 'entered'", learner
    )
    return {row["competition_key"] for row in rows}


async def reach(conn: Connection, competition: str) -> tuple[int, int]:
    """How many have entered, and how many people and groups its announcement has reached."""
    row = await conn.fetchrow(
        """
        select (select count(*) from entry where competition_key = $1 and state = 'entered') as entrants,
          (select count(*) from delivery_past where kind = 'announcement' and subject = $1 and state = 'sent') as reached
        """,
        competition,
    )
    return (row["entrants"], row["reached"]) if row else (0, 0)
