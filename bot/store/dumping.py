"""The database as a whole: looked at in one snapshot, brought back beside itself, swapped.

What copies it are PostgreSQL's own ``pg_dump`` and ``pg_restore``; they are told where by a
connection string without a password, which waits in a file that only we can read.
"""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import asyncpg

from bot.domain.errors import StorageUnavailableError
from bot.store.db import LOST, Connection

FRESH = "_restoring"
"""Added to the database's name while a backup is brought back beside it."""
REPLACED = "_replaced"

ALWAYS_FILLED = frozenset({"schema_migrations", "content_revision"})
"""Tables with rows in a database that nobody has used yet."""


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection for work that takes as long as it takes.

    Raises StorageUnavailableError when the server cannot be reached, or goes away meanwhile.
    """
    try:
        connection = await asyncpg.connect(url, timeout=10, command_timeout=None)
    except (*LOST, asyncpg.InvalidCatalogNameError, TimeoutError) as error:
        raise StorageUnavailableError(
            "PostgreSQL cannot be reached: check storage.database_url and the server."
        ) from error
    try:
        yield connection
    except LOST as error:
        raise StorageUnavailableError(
            f"PostgreSQL did not take the work ({type(error).__name__}); nothing was changed."
        ) from error
    finally:
        await connection.close()


# What is there -----------------------------------------------------------------------------------


async def tables(conn: Connection) -> list[str]:
    """All tables with rows of their own, months of a partitioned table each by itself, in the
    order of their names. What a crash empties anyway is left out.
    """
    rows = await conn.fetch(
        """
        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind = 'r' and c.relpersistence = 'p' order by 1
        """
    )
    return [row["relname"] for row in rows]


async def count_rows(conn: Connection, table: str) -> int:
    """How many rows a table has."""
    count: int = await conn.fetchval(f"select count(*) from {_quoted(table)}")
    return count


async def is_used(conn: Connection) -> bool:
    """Whether there is anything that a restore would replace."""
    for table in await tables(conn):
        if table not in ALWAYS_FILLED and await conn.fetchval(
            f"select exists (select from {_quoted(table)})"
        ):
            return True
    return False


async def migrations(conn: Connection) -> list[str]:
    """The schema's migrations by version, oldest first; none where there is no schema."""
    if await conn.fetchval("select to_regclass('public.schema_migrations')") is None:
        return []
    rows = await conn.fetch("select version from schema_migrations order by version")
    return [row["version"] for row in rows]


async def others_connected(conn: Connection) -> int:
    """How many other programs are at the database of ``conn``."""
    count: int = await conn.fetchval(
        """
        select count(*) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
        """
    )
    return count


@asynccontextmanager
async def snapshot(url: str) -> AsyncIterator[tuple[Connection, str]]:
    """A connection on which everything stays as it is now, and the name by which others see the
    same; writers are not kept waiting.
    """
    async with connected(url) as conn:
        await conn.execute("begin transaction isolation level repeatable read, read only")
        yield conn, await conn.fetchval("select pg_export_snapshot()")
        await conn.execute("commit")


# Bringing it back --------------------------------------------------------------------------------


def named(url: str, database: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(database)}"))


def name_of(url: str) -> str:
    """The database's name; the user's where the address names none, as libpq has it."""
    parts = urlsplit(url)
    return unquote(parts.path.lstrip("/")) or unquote(parts.username or "")


async def can_swap(conn: Connection) -> bool:
    """Whether we may make another database here and rename this one."""
    may: bool = await conn.fetchval(
        """
        select (r.rolsuper or (r.rolcreatedb and pg_has_role(d.datdba, 'member')))
          and exists (select from pg_database o where o.datname = 'postgres' and o.datallowconn)
        from pg_roles r, pg_database d where r.rolname = current_user and d.datname = current_database()
        """
    )
    return may


@asynccontextmanager
async def beside(url: str) -> AsyncIterator[str]:
    """The address of an empty database beside the one at ``url``; it is gone when the context
    ends, unless ``swap`` gave it the other's name.
    """
    fresh = name_of(url) + FRESH
    async with connected(named(url, "postgres")) as conn:
        await conn.execute(f"drop database if exists {_quoted(fresh)} with (force)")
        await conn.execute(f"create database {_quoted(fresh)} template template0")
    try:
        yield named(url, fresh)
    finally:
        async with connected(named(url, "postgres")) as conn:
            await conn.execute(f"drop database if exists {_quoted(fresh)} with (force)")


async def swap(url: str) -> None:
    """Put the database made by ``beside`` in the place of the one at ``url``, which is dropped.

    Both names change in one transaction. Raises StorageUnavailableError, with nothing changed,
    when somebody is at either.
    """
    now, fresh, old = name_of(url), name_of(url) + FRESH, name_of(url) + REPLACED
    async with connected(named(url, "postgres")) as conn:
        await conn.execute(f"drop database if exists {_quoted(old)} with (force)")
        try:
            await conn.execute("begin")
            await conn.execute(f"alter database {_quoted(now)} rename to {_quoted(old)}")
            await conn.execute(f"alter database {_quoted(fresh)} rename to {_quoted(now)}")
            await conn.execute("commit")
        except asyncpg.ObjectInUseError:
            raise StorageUnavailableError(
                "A program connected to the database meanwhile, so it was not replaced: stop "
                "Yike, then restore again."
            ) from None
        await conn.execute(f"drop database if exists {_quoted(old)} with (force)")


# For other programs ------------------------------------------------------------------------------


@contextmanager
def for_tools(url: str) -> Iterator[str]:
    """``url`` for PostgreSQL's own programs, to be seen by everybody on the machine: without the
    password, which is in a file of ours while the context lasts.
    """
    parts = urlsplit(url)
    if not parts.password:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="yike-") as folder:
        file = Path(folder) / "passwords"
        secret = unquote(parts.password).replace("\\", "\\\\").replace(":", "\\:")
        with open(file, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            out.write(f"*:*:*:*:{secret}\n")
        place = f"{parts.username or ''}@{parts.netloc.rpartition('@')[2]}"
        query = "&".join(filter(None, (parts.query, f"passfile={quote(str(file))}")))
        yield urlunsplit(parts._replace(netloc=place, query=query))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
