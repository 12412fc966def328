"""Links to a copy of one's data: random, valid for a while, kept as hashes only."""

import hashlib
import secrets
from datetime import datetime, timedelta

from bot.store.db import Connection

TOKEN_BYTES = 24
"""192 random bits: nobody finds a link by trying."""


async def offer(conn: Connection, learner: int, now: datetime, lasts: timedelta) -> str:
    """A new link's token, good until ``now`` and ``lasts``; what stands behind ``/mine/``.

    A link that was given before goes out of use, so that one person has one link.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await conn.execute(
        """
        with old as (delete from personal_copy where learner_id = $2)
        insert into personal_copy (token_hash, learner_id, expires_at) values ($1, $2, $3)
        """,
        _hash(token),
        learner,
        now + lasts,
    )
    return token


async def whose(conn: Connection, token: str, now: datetime) -> int | None:
    """The learner whose data a link leads to; None where it is unknown or over."""
    row: int | None = await conn.fetchval(
        """
        select coalesce(l.merged_into, l.id) from personal_copy c join learner l on l.id = c.learner_id
        where c.token_hash = $1 and c.expires_at > $2
        """,
        _hash(token),
        now,
    )
    return row


async def forget_over(conn: Connection, now: datetime, most: int) -> int:
    """Forget at most ``most`` links that are over; returns how many."""
    tag = await conn.execute(
        """
        delete from personal_copy where token_hash in
          (select token_hash from personal_copy where expires_at <= $1 limit $2 for update skip locked)
        """,
        now,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])


def _hash(token: str) -> bytes:
    return hashlib.sha256(f"personal copy\0{token}".encode()).digest()
