"""Transactions that others must not disturb."""

from bot.store.db import Connection


async def hold_announcement(conn: Connection, key: str) -> None:
    """Two who make an announcement of one id at the same time do it one after the other: until the
    caller's transaction ends nobody else does.
    """
    await conn.execute(
        "select pg_advisory_xact_lock(hashtextextended('announcement ' || $1, 0))", key
    )


async def see_one_instant(conn: Connection) -> None:
    """All that the caller's transaction reads from now on is as of one moment; to be called first."""
    await conn.execute("set transaction isolation level repeatable read, read only")
