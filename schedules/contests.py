"""What the clock brings to competitions: standings of what is over, and old invitations gone."""

from collections.abc import Callable
from datetime import datetime

from bot.competitions.desk.acting import Desk
from bot.competitions.desk.settling import settle
from bot.ports import Clock
from bot.store import sign_ins, staff_invites
from bot.store.db import Database
from schedules.jobs import Job


class ContestKeeper:
    """Any number of processes may run one."""

    def __init__(self, db: Database, clock: Clock, desk: Callable[[datetime], Desk]) -> None:
        """``desk`` makes what acts go by, for an instant."""
        self._db = db
        self._clock = clock
        self._desk = desk

    async def settle(self) -> int:
        """Standings that are due; how many were made."""
        return await settle(self._db, self._desk(self._clock.now()))

    async def forget(self) -> int:
        """Invitations and sign-ins that are over: the first hold names."""
        async with self._db.transaction() as conn:
            now = self._clock.now()
            return await staff_invites.forget(conn, now) + await sign_ins.clear(conn, now)


def contest_jobs(keeper: ContestKeeper) -> tuple[Job, ...]:
    """What happens by itself."""
    return (
        Job("make standings that are due", 15, keeper.settle),
        Job("forget old invitations and sign-ins", 3600, keeper.forget),
    )
