"""Work that asks a platform: one process at a time, and what was refused not again at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from bot.delivery.faults import SaidOnce
from bot.domain.delivery import Result
from bot.domain.errors import PlatformCallError
from bot.ports import Clock
from bot.store import followers
from bot.store.db import Database

log = structlog.get_logger("followers")

SOON = timedelta(minutes=5)
LATER = timedelta(hours=1)
_SOON = frozenset({Result.THROTTLED, Result.UNAVAILABLE, Result.UNKNOWN})


class Patience:
    """When each kind of work of an account may go on."""

    def __init__(self) -> None:
        """Everything may begin."""
        self._until: dict[tuple[str, str], datetime] = {}
        self._said = SaidOnce()

    def may(self, account: str, what: str, now: datetime) -> bool:
        """Whether it is time to try ``what``."""
        until = self._until.get((account, what))
        return until is None or until <= now

    def refused(self, account: str, what: str, error: PlatformCallError, now: datetime) -> None:
        """Wait: a little where the platform is only busy, else an hour. Said once for a fault."""
        outcome = error.outcome
        rest = SOON if outcome.result in _SOON else LATER
        if outcome.retry_after is not None:
            rest = max(rest, timedelta(seconds=outcome.retry_after))
        self._until[account, what] = now + rest
        if self._said.is_new(f"{account} {what}", outcome.code):
            log.warning(
                "the platform did not take a call", account=account, what=what, reason=str(error)
            )

    def went_well(self, account: str, what: str) -> None:
        """It works (again)."""
        self._until.pop((account, what), None)
        self._said.went_well(f"{account} {what}")


@asynccontextmanager
async def at_work(db: Database, clock: Clock, account: str, what: str) -> AsyncIterator[bool]:
    """Whether we are the process that is at ``what`` for an account now. Should this process
    die, another takes over when the lease has ended.
    """
    async with db.transaction() as conn:
        mine = await followers.take_work(conn, account, what, clock.now())
    try:
        yield mine
    finally:
        if mine:
            async with db.transaction() as conn:
                await followers.leave_work(conn, account, what, clock.now())
