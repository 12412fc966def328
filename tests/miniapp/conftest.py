"""The pages on a database of their own, in the session's loop, which the browser runs in too."""

from collections.abc import AsyncIterator
from itertools import count

import pytest_asyncio

from bot.clock import FrozenClock
from bot.store.db import Database
from tests.conftest import Servers
from tests.miniapp.stand import NOW, Stand, make_stand
from tests.phones.conftest import browser

__all__ = ["browser"]

_NUMBER = count(1)


@pytest_asyncio.fixture(loop_scope="session")
async def stand(servers: Servers) -> AsyncIterator[Stand]:
    """The pages, listening, with courses and nobody who learns them."""
    name = f"miniapp_{next(_NUMBER)}"
    admin = await Database.connect(servers.database_url.replace("/yike?", "/postgres?"), size=1)
    async with admin.connection() as conn:
        await conn.execute(f"create database {name} template yike")
    it = await make_stand(servers.database_url.replace("/yike?", f"/{name}?"), FrozenClock(NOW))
    await it.serve()
    yield it
    await it.stop()
    await it.http.close()
    await it.db.close()
    async with admin.connection() as conn:
        await conn.execute(f"drop database {name} with (force)")
    await admin.close()
