"""Announcements stopped and let go on: cancelled for good, or paused.

A pause is looked at where words are found for what is due (``bot.competitions.telling.news``) and where a
mass message is taken a step further (``HALTED``): so nothing more goes out from the moment it is
committed, and what was on its way by then is counted when it arrives.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.store.db import Connection
from bot.store.endings import Ending, end

CANCELLED = "cancelled by the organiser"
PAUSED = "paused by the organiser"
UNAPPROVED = "waits for approval"
WENT_ON = "went on again"

HALTED = "(n.paused_at is not null or n.state <> 'approved') and n.cancelled_at is null"
"""Of an announcement ``n``: nothing of it goes out now, but may again."""

GONE_ON_FOR = timedelta(minutes=2)
"""So long after it went on, a claim that still saw it paused may put something off."""


async def pause(conn: Connection, key: str, now: datetime) -> bool:
    """Nothing more of it goes out; whether it stands and was not paused before."""
    tag = await conn.execute(
        "update announcement set paused_at = $2 where key = $1 and paused_at is null and cancelled_at is null",
        key,
        now,
    )
    return tag != "UPDATE 0"


async def resume(conn: Connection, key: str, now: datetime) -> bool:
    """It goes on; whether it stands and was paused. What was put off comes with ``take_up``."""
    tag = await conn.execute(
        """
        update announcement set paused_at = null, resumed_at = $2
        where key = $1 and paused_at is not null and cancelled_at is null
        """,
        key,
        now,
    )
    return tag != "UPDATE 0"


async def begun_masses(conn: Connection, key: str) -> int:
    """How many mass messages of it are going out, in the words with which they began."""
    count: int = await conn.fetchval(
        "select count(*) from mass_message where kind = 'news' and subject = $1 and state = 'sending'",
        key,
    )
    return count


async def gone_on(conn: Connection, now: datetime) -> Sequence[str]:
    """Announcements that went on, of which something may still be put off."""
    rows = await conn.fetch(
        """
        select key from announcement n where resumed_at is not null and expires > $1 and cancelled_at is null
          and paused_at is null and state = 'approved' order by key
        """,
        now,
    )
    return [row["key"] for row in rows]


async def take_up(conn: Connection, key: str, now: datetime, most: int) -> int:
    """Plan the next ``most`` for now that were put off while ``key`` was halted; how many.

    To be called in a transaction. Once there are none and nobody can put off any more, ``key``
    comes no more in ``gone_on``.
    """
    tag = await conn.execute(
        """
        update delivery d set next_try = greatest(d.due, $2),
          steps = d.steps || jsonb_build_object('at', $2::timestamptz, 'reason', $5::text)
        from (select id from delivery where kind = 'news' and subject = $1 and state = 'planned' and next_try > $2
            and steps -> -1 ->> 'reason' = any($4::text[]) order by id limit $3 for no key update skip locked) as p
        where d.id = p.id
        """,
        key,
        now,
        most,
        [PAUSED, UNAPPROVED],
        WENT_ON,
    )
    count = int(tag.rsplit(" ", 1)[1])
    if not count:
        await conn.execute(
            """
            update announcement set resumed_at = null where key = $1 and resumed_at <= $2 and paused_at is null
              and state = 'approved'
            """,
            key,
            now - GONE_ON_FOR,
        )
    return count


async def cancel(conn: Connection, key: str, now: datetime) -> bool:
    """Nothing is planned of it from now on, and no mass message begins; whether there is such an
    announcement. What is planned and held ends in batches (``cancel_planned``, ``cancel_held``).
    A mass message that goes out stops: what the platform has cannot be taken back.
    """
    tag = await conn.execute(
        "update announcement set cancelled_at = coalesce(cancelled_at, $2) where key = $1",
        key,
        now,
    )
    await conn.execute(
        """
        with planned as (
          update mass_message set state = 'dropped', reason = $3, ended_at = $2
          where kind = 'news' and subject = $1 and state = 'planned'
        ), going as (
          update mass_message set reason = $3, expires = $2 where kind = 'news' and subject = $1 and state = 'sending'
          returning id
        )
        update mass_part p set state = 'failed', status = $3, ended_at = $2 from going g
        where p.mass_id = g.id and p.state = 'reserved' and p.submitted_at is null
          and (p.lease_until is null or p.lease_until <= $2)
        """,
        key,
        now,
        CANCELLED,
    )
    return tag != "UPDATE 0"


async def cancelled_since(conn: Connection, since: datetime, now: datetime) -> list[str]:
    """Announcements cancelled since then that would still be of use: something of them may be
    planned or held, if it was in other hands when they were cancelled.
    """
    rows = await conn.fetch(
        "select key from announcement where cancelled_at >= $1 and expires > $2 order by key",
        since,
        now,
    )
    return [row["key"] for row in rows]


async def cancel_planned(conn: Connection, key: str, now: datetime, most: int) -> int:
    """End the next ``most`` planned deliveries of a cancelled announcement; how many."""
    rows = await conn.fetch(
        """
        select id, attempts from delivery where kind = 'news' and subject = $1 and state = 'planned'
        order by id limit $2 for update skip locked
        """,
        key,
        most,
    )
    endings = [Ending(row["id"], row["attempts"], "expired", CANCELLED) for row in rows]
    return len(await end(conn, endings, now)) if endings else 0


async def cancel_held(conn: Connection, key: str, now: datetime, most: int) -> int:
    """End the next ``most`` that wait in inboxes and are on their way with no mass message."""
    tag = await conn.execute(
        """
        with gone as (
          delete from delivery_held where id in (
            select id from delivery_held where kind = 'news' and subject = $1 and part_id is null
            order by id limit $2 for update skip locked) returning *
        )
        insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, expires,
          attempts, uncertain, reason, detail, steps, planned_at, decided_at, ended_at)
        select id, learner_id, lane, kind, subject, occurrence, priority, 'expired', due, expires, attempts, uncertain, $4,
          detail, steps || jsonb_build_object('at', $3::timestamptz, 'reason', $4::text), planned_at,
          coalesce(decided_at, $3), $3 from gone
        """,
        key,
        most,
        now,
        CANCELLED,
    )
    return int(tag.rsplit(" ", 1)[1])


async def on_their_way(conn: Connection, key: str) -> tuple[int, int]:
    """What cannot be taken back: deliveries in flight, and receivers of mass messages going out."""
    row = await conn.fetchrow(
        """
        select (select count(*) from delivery where kind = 'news' and subject = $1 and state = 'claimed') as flying,
          (select count(*) from delivery_held where kind = 'news' and subject = $1 and part_id is not null) as mass
        """,
        key,
    )
    return (row["flying"], row["mass"]) if row else (0, 0)
