"""How far each credit bank's decisions have been read, and why one could not be asked."""

from datetime import datetime, timedelta
from hashlib import sha256

from bot.store.db import Connection


def lock_of(target: str) -> int:
    """The number of the lock under which one target's decisions are taken in, 64 bits."""
    digest = sha256(b"recognitions\0" + target.encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


async def begin(conn: Connection, target: str, now: datetime, every: timedelta) -> str | None:
    """The cursor to ask with; None: somebody asked within ``every``. Call it under ``lock_of``.

    Whoever gets a cursor is expected to ask now; should it die, another asks after ``every``.
    """
    cursor: str | None = await conn.fetchval(
        """
        insert into recognition_cursor as r (target, cursor, asked_at) values ($1, '', $2)
        on conflict (target) do update set asked_at = $2
        where not (r.asked_at > $2::timestamptz - $3::interval and r.asked_at <= $2)
        returning cursor
        """,
        target,
        now,
        every,
    )
    return cursor


async def trouble(conn: Connection, target: str, words: str) -> bool:
    """Keep why a target could not be asked; whether that is new."""
    return bool(
        await conn.fetchval(
            "update recognition_cursor set trouble = $2 where target = $1 and trouble <> $2 returning true",
            target,
            words,
        )
    )


async def well(conn: Connection, target: str) -> bool:
    """A target told all that it had to tell; whether it was in trouble before."""
    return bool(
        await conn.fetchval(
            "update recognition_cursor set trouble = '' where target = $1 and trouble <> '' returning true",
            target,
        )
    )


async def still_at(conn: Connection, target: str, cursor: str) -> bool:
    """Whether the decisions were read up to ``cursor`` and no further."""
    found = await conn.fetchval("select cursor from recognition_cursor where target = $1", target)
    return bool(found == cursor)


async def advance(conn: Connection, target: str, cursor: str, now: datetime) -> None:
    """Everything up to ``cursor`` is taken in."""
    await conn.execute(
        "update recognition_cursor set cursor = $2, asked_at = $3 where target = $1",
        *(target, cursor, now),
    )
