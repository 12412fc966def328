"""Where data is: external servers by their addresses, embedded ones where there is none.

What a command needs to reach the database, without the rest of the program.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.embedded import dbmate_url, embedded_servers
from bot.config import Settings
from bot.domain.errors import StorageUnavailableError
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
