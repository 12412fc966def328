"""What holds now: the settings of the file, and what was changed of them while we run.

PostgreSQL is the truth; every process looks every few seconds, and at once when it is told that
something was changed.
"""

import asyncio

import structlog

from bot.config import Settings
from bot.domain.errors import StorageUnavailableError
from bot.domain.running import Running, overlaid
from bot.store import running_settings
from bot.store.db import Database

LOOKS_EVERY = 5.0
"""Seconds until a change holds in a process that missed the call."""

log = structlog.get_logger("settings")


class RunningSettings:
    """The present values; ``now`` is read by whoever needs one."""

    def __init__(self, settings: Settings) -> None:
        """They are as the file has them until they are read."""
        self.file = Running(
            settings.console.two_people,
            settings.content.two_people,
            settings.learning.daily_time,
            settings.learning.helper,
        )
        self.now = self.file

    async def read(self, db: Database) -> None:
        """Look once."""
        async with db.connection() as conn:
            found = await running_settings.changed(conn)
        became = overlaid(self.file, found)
        if became != self.now:
            log.info("settings changed", keys=sorted(found))
        self.now = became

    async def follow(self, db: Database, called: asyncio.Event) -> None:
        """Look again and again, at once when ``called`` is set."""
        while True:
            called.clear()
            try:
                await self.read(db)
            except StorageUnavailableError:
                log.info("settings stay as they are: the database cannot be reached")
            try:
                async with asyncio.timeout(LOOKS_EVERY):
                    await called.wait()
            except TimeoutError:
                continue


async def running_now(db: Database, settings: Settings) -> Running:
    """What holds at this moment, for a command that looks once."""
    async with db.connection() as conn:
        return overlaid(RunningSettings(settings).file, await running_settings.changed(conn))
