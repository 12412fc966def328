"""Where data is: external servers by their addresses, embedded ones where there is none.

What a command needs to reach the database, without the rest of the program.
"""

import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.embedded import dbmate_url, embedded_servers
from adapters.embedded import postgres_tool as embedded_tool
from bot.config import Settings
from bot.domain.errors import ServerStartError, StorageUnavailableError
from bot.store.db import Database
from bot.store.migrations import migrate, missing


@dataclass(frozen=True, slots=True)
class Storage:
    """Where the servers are, and whether they are ours."""

    database_url: str
    redis_url: str
    dbmate_url: str
    embedded_database: bool


@asynccontextmanager
async def storage(settings: Settings, *, redis: bool = True) -> AsyncIterator[Storage]:
    """External servers by their addresses, embedded ones where there is none.

    An embedded database is migrated here; an external one waits for `yike migrate`.
    Raises ServerStartError or StorageUnavailableError.
    """
    external = settings.storage.database_url.get_secret_value()
    external_redis = settings.storage.redis_url.get_secret_value()
    async with embedded_servers(
        settings.storage.data_dir.absolute(),
        postgres=not external,
        redis=redis and not external_redis,
    ) as urls:
        url = external or urls.database_url
        found = Storage(
            url,
            external_redis or urls.redis_url,
            external or dbmate_url(url),
            embedded_database=not external,
        )
        if found.embedded_database and await missing_migrations(found):
            await migrate(found.dbmate_url)
        yield found


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The database alone, for a command; its schema must be up to date.

    Raises StorageUnavailableError with the mend when it is not.
    """
    async with storage(settings, redis=False) as place:
        db = await Database.connect(place.database_url, size=2)
        try:
            async with db.connection() as conn:
                lacking = await missing(conn)
            if lacking:
                raise StorageUnavailableError(
                    f"The database lacks {len(lacking)} migration(s); run: yike migrate"
                )
            yield db
        finally:
            await db.close()


async def missing_migrations(place: Storage) -> list[str]:
    """The migrations the database does not have yet."""
    db = await Database.connect(place.database_url, size=1)
    try:
        async with db.connection() as conn:
            return await missing(conn)
    finally:
        await db.close()


async def migrate_database(settings: Settings) -> str:
    """`yike migrate`: one line a migration, or that there was nothing to do."""
    async with storage(settings, redis=False) as place:
        said = await migrate(place.dbmate_url)
    return said or "The database is up to date."


def postgres_tool(name: str, place: Storage) -> Path:
    """A client program of PostgreSQL, such as ``pg_dump``: the one that comes with the embedded
    server, or, for an external one, the machine's own if that is newer (an older one refuses a
    newer server). Blocks for some milliseconds. Raises ServerStartError when there is none.
    """
    own = None if place.embedded_database else shutil.which(name)
    if own is None:
        return embedded_tool(name)
    try:
        ours = embedded_tool(name)
    except ServerStartError:
        return Path(own)
    return Path(own) if _major(Path(own)) > _major(ours) else ours


def _major(program: Path) -> int:
    """18 of ``pg_dump (PostgreSQL) 18.1``; 0 of one that does not say."""
    try:
        said = subprocess.run(  # noqa: S603 - a program of PostgreSQL's, with an argument of ours
            [program, "--version"], capture_output=True, text=True, check=False, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"(\d+)(?:\.|$|\s|devel|beta|rc)", said.stdout.rpartition(")")[2])
    return int(found[1]) if found else 0


async def migrate_beside(place: Storage, url: str) -> None:
    """Bring another database of the same server up to date. Raises StorageUnavailableError."""
    other = replace(place, database_url=url, dbmate_url=dbmate_url(url))
    if await missing_migrations(other):
        await migrate(other.dbmate_url)
