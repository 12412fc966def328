"""The PostgreSQL pool, transactions, and what a lost database looks like to the rest."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

import asyncpg

from bot.domain.errors import StorageUnavailableError

Row = Mapping[str, Any]
"""One row, read by column name."""


class Connection(Protocol):
    """What store functions take as their first argument; other rooms only hand it on."""

    async def execute(self, query: str, *args: Any) -> str:
        """Run a statement; returns its command tag."""
        ...

    async def executemany(self, command: str, args: Sequence[Sequence[Any]]) -> None:
        """Run a statement once for each row of arguments, in one round trip."""
        ...

    async def fetch(self, query: str, *args: Any) -> list[Row]:
        """All rows."""
        ...

    async def fetchrow(self, query: str, *args: Any) -> Row | None:
        """The first row."""
        ...

    async def fetchval(self, query: str, *args: Any) -> Any:
        """The first column of the first row."""
        ...

    def is_closed(self) -> bool:
        """Whether the connection is lost."""
        ...

    def terminate(self) -> None:
        """Throw the connection away."""
        ...


LOST = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.QueryCanceledError,
)
"""What asyncpg raises when storing cannot be done now but may be done later."""


async def _prepare(connection: asyncpg.Connection) -> None:
    """JSON columns come and go as plain Python values."""
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
        decoder=json.loads,
    )


async def _keep_as_is(connection: asyncpg.Connection) -> None:
    """Nothing of ours outlives a transaction in a connection, so a release costs no query."""


class Database:
    """A pool of connections to one PostgreSQL.

    A lock is waited for at most 3.5 s, so that a repeat of an event in work gets its answer
    or an error within the 5 s that WeChat waits.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        """Wrap an open pool; use ``connect``."""
        self._pool = pool

    @classmethod
    async def connect(cls, url: str, *, size: int = 10, least: int = 1) -> "Database":
        """Open a pool of ``least`` to ``size`` connections.

        Raises StorageUnavailableError when the server cannot be reached.
        """
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=least,
                max_size=size,
                init=_prepare,
                reset=_keep_as_is,
                command_timeout=30,
                server_settings={"lock_timeout": "3500", "timezone": "UTC", "jit": "off"},
            )
        except (*LOST, asyncpg.InvalidCatalogNameError, TimeoutError) as error:
            raise StorageUnavailableError(
                "PostgreSQL cannot be reached: check storage.database_url and the server."
            ) from error
        return cls(pool)

    async def close(self) -> None:
        """Let go of all connections, within 5 seconds."""
        try:
            await asyncio.wait_for(self._pool.close(), 5)
        except TimeoutError:
            self._pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """One connection, each statement its own transaction.

        Raises StorageUnavailableError when the database is lost or a lock was not to be had.
        """
        try:
            async with self._pool.acquire(timeout=4) as connection:
                yield connection
        except (*LOST, TimeoutError) as error:
            raise StorageUnavailableError(
                f"PostgreSQL did not take the work ({type(error).__name__}); try again."
            ) from error

    @asynccontextmanager
    async def transaction(self, lock: int | None = None) -> AsyncIterator[Connection]:
        """One transaction, committed when the block ends without an error.

        ``lock`` is a 64-bit number: transactions with the same one go one after the other. It
        is taken in the round trip that begins the transaction.
        Raises StorageUnavailableError as ``connection`` does.
        """
        async with self.connection() as connection:
            begin = "begin" if lock is None else f"begin; select pg_advisory_xact_lock({lock:d})"
            try:
                await connection.execute(begin)
                yield connection
                await connection.execute("commit")
            except BaseException:
                await _roll_back(connection)
                raise


async def _roll_back(connection: Connection) -> None:
    """Leave the connection clean, or throw it away when even that fails."""
    try:
        if not connection.is_closed():
            await connection.execute("rollback")
    except Exception:
        connection.terminate()
