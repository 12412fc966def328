"""One pair of real servers a session; a migrated database of its own for each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from adapters.embedded import dbmate_url, embedded_servers
from bot.store import redis as shared
from bot.store.db import Database
from bot.store.migrations import migrate

_NUMBER = count(1)


@dataclass(frozen=True)
class Servers:
    """The session's PostgreSQL (its database ``yike`` is the migrated template) and Valkey."""

    database_url: str
    redis_url: str


def _roomy_memory() -> str | None:
    """A folder in memory where there is one with a gigabyte to spare: flushing to a busy disk
    is what takes the time, and what is thrown away afterwards need not survive a power cut.
    """
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > 2**30:
        return str(memory)
    return None


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Started once, in a short temporary folder."""
    with (
        TemporaryDirectory(prefix="yike-test-", dir=_roomy_memory()) as folder,
        asyncio.Runner() as runner,
    ):
        context = embedded_servers(Path(folder))
        urls = runner.run(context.__aenter__())
        try:
            runner.run(migrate(dbmate_url(urls.database_url)))
            yield Servers(urls.database_url, urls.redis_url)
        finally:
            runner.run(context.__aexit__(None, None, None))


@pytest.fixture
async def database_url(servers: Servers) -> AsyncIterator[str]:
    """The address of a fresh migrated database, dropped after the test."""
    name = f"test_{next(_NUMBER)}"
    admin = await Database.connect(servers.database_url.replace("/yike?", "/postgres?"), size=1)
    async with admin.connection() as conn:
        await conn.execute(f"create database {name} template yike")
    yield servers.database_url.replace("/yike?", f"/{name}?")
    async with admin.connection() as conn:
        await conn.execute(f"drop database {name} with (force)")
    await admin.close()


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """A pool on a fresh migrated database."""
    database = await Database.connect(database_url, size=6)
    yield database
    await database.close()


@pytest.fixture
async def redis_url(servers: Servers) -> str:
    """The session's Valkey, emptied before the test."""
    client = shared.connect(servers.redis_url)
    await client.flushall()
    await client.aclose()
    return servers.redis_url
