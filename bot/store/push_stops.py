"""What a platform does not let us use for now: a template, a rung, or a person's ear.

A stop of a template or a rung is one row for a day, and so one alarm over all processes; then it
is tried again. A person who refuses messages is muted until he or she is heard from again.
"""

from datetime import datetime, timedelta

from bot.store.db import Connection, Row

LASTS = timedelta(hours=24)
"""So long a refused template or rung is left alone: a person has to mend it in the console."""


async def stop(conn: Connection, account: str, what: str, reason: str, now: datetime) -> bool:
    """Stop ``what`` (a template's id, or a rung) of ``account``; True where it was not stopped
    before, and somebody is to be told.
    """
    tag = await conn.execute(
        """
        insert into push_stop as s (account, what, since, until, reason) values ($1, $2, $3, $4, $5)
        on conflict (account, what) do update
          set since = excluded.since, until = excluded.until, reason = excluded.reason
          where s.until <= excluded.since
        """,
        account,
        what,
        now,
        now + LASTS,
        reason,
    )
    return tag == "INSERT 0 1"


async def mute(conn: Connection, address: int, heard_before: datetime | None = None) -> None:
    """The person takes no messages from us; an event of his or hers ends that (``muted_until``
    is set to null then). With ``heard_before``, only if nothing was heard from there since.
    """
    await conn.execute(
        """
        update address set muted_until = 'infinity'
        where id = $1 and ($2::timestamptz is null or last_in_at is null or last_in_at <= $2)
        """,
        address,
        heard_before,
    )


async def stops_now(conn: Connection, now: datetime) -> list[Row]:
    """What is stopped at ``now``: account, what, since, until, reason."""
    return await conn.fetch(
        "select account, what, since, until, reason from push_stop where until > $1"
        " order by account, what",
        now,
    )


async def forget_over(conn: Connection, before: datetime) -> int:
    """Drop stops that were over before ``before``; returns how many."""
    tag = await conn.execute("delete from push_stop where until < $1", before)
    return int(tag.rsplit(" ", 1)[1])
