"""Standings that are due: made by the clock as soon as a stage is over or publicity begins."""

from bot.competitions.desk.acting import Desk, held
from bot.competitions.desk.standing import make, stage_of
from bot.store.contests.standings_due import due_standings, is_due
from bot.store.db import Connection, Database

AT_ONCE = 20
"""Standings made in one walk; what is left is met by the next."""

CLOCK = "clock"
"""The actor of what happens by its date."""


async def settle(db: Database, desk: Desk) -> int:
    """Make the standings that ought to be there at ``desk.at``; how many. Each is a transaction of
    its own; of two processes that meet one makes it. It is no act of the staff, so the audit log
    has nothing of it. Raises StorageUnavailableError.
    """
    async with db.connection() as conn:
        due = await due_standings(conn, desk.at, AT_ONCE)
    made = 0
    for key, stage in due:
        async with db.transaction() as conn:
            made += await _settle_one(conn, desk, key, stage)
    return made


async def _settle_one(conn: Connection, desk: Desk, key: str, stage: str) -> bool:
    """False: somebody else has made it since, or it is due no more."""
    _, competition = await held(conn, key)
    if not await is_due(conn, key, stage, desk.at):
        return False
    await make(conn, desk, competition, stage_of(competition, stage))
    return True
