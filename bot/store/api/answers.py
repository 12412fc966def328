"""Answers kept by idempotency key, so that a call that is made again changes nothing again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.db import Connection

KEPT = timedelta(hours=24)
"""How long a key stands for its answer."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was asked under a key (a hash), and the answer; ``sealed`` is its body, encrypted."""

    asked: bytes
    status: int
    headers: dict[str, str]
    sealed: bytes | None


async def take(conn: Connection, token: int, key: str, asked: bytes, now: datetime) -> Kept | None:
    """Take ``key`` for this transaction; the answer that stands under it already, if there is one.

    A call with the same key that is still at work is waited for, as long as a lock is waited for;
    if it comes to nothing, this one does the work. Raises StorageUnavailableError after that.
    """
    await conn.execute(
        "delete from api_answer where token_id = $1 and key = $2 and at <= $3",
        token,
        key,
        now - KEPT,
    )
    fresh = await conn.fetchval(
        """
        insert into api_answer (token_id, key, asked, at) values ($1, $2, $3, $4)
        on conflict (token_id, key) do nothing returning true
        """,
        token,
        key,
        asked,
        now,
    )
    if fresh:
        return None
    row = await conn.fetchrow(
        "select asked, status, headers, sealed from api_answer where token_id = $1 and key = $2",
        token,
        key,
    )
    return Kept(row["asked"], row["status"], row["headers"], row["sealed"]) if row else None


async def keep(conn: Connection, token: int, key: str, kept: Kept) -> None:
    """Keep the answer to what was taken in this transaction."""
    await conn.execute(
        "update api_answer set status = $3, headers = $4, sealed = $5 where token_id = $1 and key = $2",
        token,
        key,
        kept.status,
        kept.headers,
        kept.sealed,
    )


async def forget_old(conn: Connection, now: datetime, most: int) -> int:
    """Let go of the oldest ``most`` answers that are a day old; how many."""
    tag = await conn.execute(
        """
        delete from api_answer where ctid = any(array(
          select ctid from api_answer where at <= $1 order by at limit $2 for update skip locked))
        """,
        now - KEPT,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])
