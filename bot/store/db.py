"""The PostgreSQL pool, transactions, and what a lost database looks like to the rest."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Protocol

import asyncpg

from bot.domain.errors import StorageUnavailableError
from bot.store.pool import WAIT_SECONDS, Pool

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
    asyncpg.InternalClientError,  # a connection that was cut while nobody used it
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,
)
"""What asyncpg raises when storing cannot be done now but may be done later."""


_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Made once: ``json.dumps`` makes an encoder at each call that asks for anything special."""


SERVER_SETTINGS = {
    "lock_timeout": "3500",
    "timezone": "UTC",
    "jit": "off",
    "random_page_cost": "1.1",
}
"""What each connection asks of the server. What we read lies in memory or on an SSD, and is
reached by index: PostgreSQL's own page cost, made for discs, would read whole tables for a batch.
"""


async def _open(url: str) -> asyncpg.Connection:
    """A connection on which JSON columns come and go as plain Python values."""
    connection = await asyncpg.connect(
        url,
        timeout=WAIT_SECONDS,
        command_timeout=30,
        server_settings=SERVER_SETTINGS,
    )
    try:
        await connection.set_type_codec(
            "jsonb", schema="pg_catalog", encoder=_compact, decoder=json.loads
        )
    except BaseException:
        connection.terminate()
        raise
    return connection


class Database:
    """A pool of connections to one PostgreSQL.

    A lock is waited for at most 3.5 s, so that a repeat of an event in work gets its answer
    or an error within the 5 s that WeChat waits.
    """

    def __init__(self, pool: Pool) -> None:
        """Wrap a pool; use ``connect``."""
        self._pool = pool

    @classmethod
    async def connect(cls, url: str, *, size: int = 10, least: int = 1) -> "Database":
        """Open a pool of ``least`` to ``size`` connections.

        Raises StorageUnavailableError when the server cannot be reached.
        """

        pool = Pool(partial(_open, url), size)
        try:
            await pool.fill(least)
        except (*LOST, asyncpg.InvalidCatalogNameError, TimeoutError) as error:
            await pool.close(1)
            raise StorageUnavailableError(
                "PostgreSQL cannot be reached: check storage.database_url and the server."
            ) from error
        return cls(pool)

    async def close(self) -> None:
        """Let go of all connections, within 5 seconds."""
        await self._pool.close(5)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """One connection, each statement its own transaction.

        Raises StorageUnavailableError when the database is lost or a lock was not to be had.
        """
        connection: asyncpg.Connection | None = None
        try:
            connection = await self._pool.take()
            yield connection
        except (*LOST, TimeoutError) as error:
            if connection is not None and _is_cut(connection, error):
                connection.terminate()
                self._pool.drop_free()
            raise StorageUnavailableError(
                f"PostgreSQL did not take the work ({type(error).__name__}); try again."
            ) from error
        finally:
            if connection is not None:
                self._pool.give(connection)

    @asynccontextmanager
    async def transaction(self, *locks: int) -> AsyncIterator[Connection]:
        """One transaction, committed when the block ends without an error.

        ``locks`` are 64-bit numbers: transactions that share one go one after the other. They
        are taken in the round trip that begins the transaction, in their own order, so that no
        two wait for each other.
        Raises StorageUnavailableError as ``connection`` does.
        """
        taking = "".join(f"; select pg_advisory_xact_lock({one:d})" for one in sorted(set(locks)))
        async with self.connection() as connection:
            try:
                await connection.execute(f"begin{taking}")
                yield connection
                await connection.execute("commit")
            except BaseException:
                await _roll_back(connection)
                raise


def _is_cut(connection: asyncpg.Connection, error: BaseException) -> bool:
    """Whether ``error`` means that the connection itself is lost."""
    return connection.is_closed() or isinstance(error, asyncpg.InternalClientError)


async def _roll_back(connection: Connection) -> None:
    """Leave the connection clean, or throw it away when even that fails."""
    try:
        if not connection.is_closed():
            await connection.execute("rollback")
    except BaseException as error:
        # Also when cancelled a second time: an open transaction must not go back to the pool,
        # or the next user's commit would commit it.
        connection.terminate()
        if not isinstance(error, Exception):
            raise
