"""A real PostgreSQL for the session, and a migrated database of its own for each test."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from adapters.embedded import dbmate_url, embedded_servers
from bot.store.db import Database
from bot.store.migrations import migrate

_NUMBER = count(1)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """One server a session, its database migrated to serve as the template."""
    with TemporaryDirectory(prefix="yike-ledger-") as folder, asyncio.Runner() as runner:
        servers = embedded_servers(Path(folder), redis=False)
        urls = runner.run(servers.__aenter__())
        runner.run(migrate(dbmate_url(urls.database_url)))
        yield urls.database_url
        runner.run(servers.__aexit__(None, None, None))


@pytest.fixture
async def db(postgres_url: str) -> AsyncIterator[Database]:
    """A fresh migrated database."""
    name = f"ledger_{next(_NUMBER)}"
    admin_url = postgres_url.replace("/yike?", "/postgres?")
    admin = await Database.connect(admin_url, size=1)
    async with admin.connection() as conn:
        await conn.execute(f"create database {name} template yike")
    database = await Database.connect(postgres_url.replace("/yike?", f"/{name}?"), size=6)
    yield database
    await database.close()
    async with admin.connection() as conn:
        await conn.execute(f"drop database {name} with (force)")
    await admin.close()
