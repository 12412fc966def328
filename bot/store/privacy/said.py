"""What people wrote in their own words (to helpers, and what they wish to learn) is kept for a while."""

from datetime import datetime

from bot.store.db import Connection


async def forget_help(conn: Connection, before: datetime, most: int) -> int:
    """Forget at most ``most`` requests for help made before ``before``, answered or not, with their
    answers; returns how many.
    """
    return await _forget(conn, "help_request", "asked_at", before, most)


async def forget_wishes(conn: Connection, before: datetime, most: int) -> int:
    """Forget at most ``most`` wishes made before ``before``; returns how many."""
    return await _forget(conn, "wish", "wished_at", before, most)


async def _forget(conn: Connection, table: str, at: str, before: datetime, most: int) -> int:
    tag = await conn.execute(
        f"""
        with old as materialized (
          select id from {table} where {at} < $1 order by {at} limit $2 for update skip locked
        )
        delete from {table} t using old where t.id = old.id
        """,
        before,
        most,
    )
    return int(tag.rpartition(" ")[2])
