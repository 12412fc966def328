"""A database that is lost for a while."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.domain.errors import StorageUnavailableError
from bot.store.db import Connection, Database

SECOND = timedelta(seconds=1)


class Leaky:
    """A database whose next ``broken`` uses fail as a lost server does."""

    def __init__(self, db: Database) -> None:
        self.db, self.broken, self.asked = db, 0, 0

    def _leak(self) -> None:
        self.asked += 1
        if self.broken:
            self.broken -= 1
            raise StorageUnavailableError("PostgreSQL did not take the work.")

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        self._leak()
        async with self.db.connection() as conn:
            yield conn

    @asynccontextmanager
    async def transaction(self, *locks: int) -> AsyncIterator[Connection]:
        self._leak()
        async with self.db.transaction(*locks) as conn:
            yield conn
