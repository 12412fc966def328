"""A PostgreSQL and a Valkey of their own, migrated, with a connection to look at them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from adapters.embedded import dbmate_url, embedded_servers
from bench.scale.server import database_cpu
from bot.store.migrations import migrate

LARGE = ("max_wal_size = '4GB'", "checkpoint_timeout = '1h'")
"""Of a server that takes millions of rows (docs/operating.md): else checkpoints fill the disk's
time, and land in whatever is being measured."""


@dataclass(frozen=True, slots=True)
class Servers:
    """Where both are, and a connection to the database."""

    database_url: str
    redis_url: str
    conn: asyncpg.Connection
    folder: Path

    def cpu(self) -> float:
        """Seconds of CPU of all of PostgreSQL's processes, those that have ended included."""
        return database_cpu(self.folder / "postgres" / "data" / "postmaster.pid")


@asynccontextmanager
async def servers(folder: Path, *settings: str) -> AsyncIterator[Servers]:
    """Fresh ones under ``folder`` for as long as the context lasts; ``settings`` as PostgreSQL
    writes them.
    """
    async with embedded_servers(folder) as urls:
        await migrate(dbmate_url(urls.database_url))
        conn = await asyncpg.connect(urls.database_url)
        try:
            for setting in settings:
                await conn.execute(f"alter system set {setting}")
            await conn.execute("select pg_reload_conf()")
            await asyncio.sleep(0.1)
            yield Servers(urls.database_url, urls.redis_url, conn, folder)
        finally:
            await conn.close()
