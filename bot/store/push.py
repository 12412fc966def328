"""The outbox's rows on their way: claimed under a lease, renewed, and recorded.

A row is 'leased' while a sender has it. The lease's end is also its token: what a sender records
counts only where the row still carries the lease it was claimed under, save 'accepted', which
is true whoever says it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.store.db import Connection
from bot.store.ledger import CONSENTED


@dataclass(frozen=True, slots=True)
class Owed:
    """One statement owed to one target: the exact bytes, and how often it was put off."""

    id: UUID
    body: bytes
    attempts: int
    owed_at: datetime


async def claim(
    conn: Connection, target: str, now: datetime, lease: datetime, limit: int
) -> list[Owed]:
    """Lease the oldest due statements of a target until ``lease``; none while another sender
    of that target holds a lease.

    Rows whose lease has run out are due again. Nothing leaves without a standing consent: what
    is queued without one (a consent withdrawn at the same moment) is made to wait instead.
    Call it in a transaction under the target's lock.
    """
    rows = await conn.fetch(
        f"""
        with due as materialized (
          select statement_id, target from push
          where target = $1 and state in ('queued', 'leased') and next_try <= $2
            and not exists (select 1 from push o
              where o.target = $1 and o.state = 'leased' and o.lease_until > $2)
          order by owed_at, statement_id
          limit $4
          for update skip locked
        ), judged as (
          select p.statement_id, p.target, s.body, {CONSENTED} as consented
          from due p join statement s on s.id = p.statement_id
            join completion c on c.id = s.completion_id
        )
        update push p set state = case when j.consented then 'leased' else 'waiting' end,
          lease_until = case when j.consented then $3::timestamptz end
        from judged j
        where p.statement_id = j.statement_id and p.target = j.target
        returning p.statement_id, j.body, p.attempts, p.owed_at, j.consented
        """,
        *(target, now, lease, limit),
    )
    owed = [
        Owed(row["statement_id"], row["body"], row["attempts"], row["owed_at"])
        for row in rows
        if row["consented"]
    ]
    return sorted(owed, key=lambda one: (one.owed_at, one.id))


async def renew(
    conn: Connection, target: str, ids: Collection[UUID], lease: datetime, until: datetime
) -> frozenset[UUID]:
    """Move a lease's end to ``until``; returns the statements that are still this sender's."""
    rows = await conn.fetch(
        """
        update push set lease_until = $4
        where target = $1 and statement_id = any($2) and state = 'leased' and lease_until = $3
        returning statement_id
        """,
        *(target, list(ids), lease, until),
    )
    return frozenset(row["statement_id"] for row in rows)


async def accept(
    conn: Connection, target: str, ids: Collection[UUID], reason: str, now: datetime
) -> None:
    """Record that the target has these statements."""
    await conn.execute(
        """
        update push set state = 'accepted', accepted_at = $4, tried_at = $4, lease_until = null,
          reason = $3, words = null
        where target = $1 and statement_id = any($2) and state <> 'accepted'
        """,
        *(target, list(ids), reason, now),
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about statements that were not accepted, and the server's words."""

    reason: str
    words: str


async def bury(
    conn: Connection, target: str, one: UUID, lease: datetime, verdict: Verdict, now: datetime
) -> None:
    """Record that the target will never take this statement as it is."""
    await conn.execute(
        """
        update push set state = 'dead', lease_until = null, tried_at = $6, reason = $4, words = $5
        where target = $1 and statement_id = $2 and state = 'leased' and lease_until = $3
        """,
        *(target, one, lease, verdict.reason, verdict.words, now),
    )


async def postpone(
    conn: Connection,
    target: str,
    ids: Collection[UUID],
    lease: datetime,
    verdict: Verdict,
    now: datetime,
    *,
    next_try: datetime | None,
) -> None:
    """Put statements back in the queue, to be tried at ``next_try`` with one attempt more.

    None: as soon as the target takes anything again, with no attempt counted.
    """
    await conn.execute(
        """
        update push set state = 'queued', lease_until = null, tried_at = $6, reason = $4,
          words = $5, next_try = coalesce($7, next_try),
          attempts = attempts + case when $7::timestamptz is null then 0 else 1 end
        where target = $1 and statement_id = any($2) and state = 'leased' and lease_until = $3
        """,
        *(target, list(ids), lease, verdict.reason, verdict.words, now, next_try),
    )


async def release(conn: Connection, target: str, ids: Collection[UUID], lease: datetime) -> None:
    """Put statements back that were claimed and whose fate is not known or not tried."""
    await conn.execute(
        """
        update push set state = 'queued', lease_until = null
        where target = $1 and statement_id = any($2) and state = 'leased' and lease_until = $3
        """,
        *(target, list(ids), lease),
    )


async def retry_dead(conn: Connection, target: str | None, now: datetime) -> int:
    """Queue dead letters again (those without a standing consent wait); returns how many.

    None: those of every target.
    """
    revived = await conn.fetchval(
        f"""
        with revived as (
          update push p set attempts = 0, next_try = $2, lease_until = null,
            state = case when {CONSENTED} then 'queued' else 'waiting' end
          from statement s join completion c on c.id = s.completion_id
          where s.id = p.statement_id and p.state = 'dead'
            and ($1::text is null or p.target = $1)
          returning 1
        )
        select count(*) from revived
        """,
        *(target, now),
    )
    return int(revived)
