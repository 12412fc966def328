"""The number that tells every process that the shelf has changed."""

from bot.store.db import Connection


async def read_revision(conn: Connection) -> int:
    """The number that grows with every change of the stored courses."""
    revision: int = await conn.fetchval("select revision from content_revision")
    return revision


async def hold_revision(conn: Connection) -> None:
    """Until this transaction ends nobody else changes what is taught."""
    await conn.fetchval("select revision from content_revision for update")


async def bump_revision(conn: Connection) -> None:
    """Tell every process that the shelf must be read again."""
    await conn.execute("update content_revision set revision = revision + 1")
