"""The outbox's rows on their way: claimed under a lease, renewed, and recorded.

A row is 'leased' while a sender has it. The lease's end is also its token: what a sender records
counts only where the row still carries the lease it was claimed under, save that the target has
it, which is true whoever says it. Who is taken back or given up in flight ('voided', 'dropped')
stays so, and carries the lease until its sender has done: till then nobody else sends.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from bot.domain.credits import Target
from bot.store.db import Connection, Row
from bot.store.ledger.entries import READY


@dataclass(frozen=True, slots=True)
class Owed:
    """One statement owed to one target: the exact bytes, and how often it was put off.

    ``reason`` is what was decided about it last; ``voids`` is what it takes back. ``learner`` and ``sealed`` are whose it is, and the person's
    account number there, encrypted: both only for a target that needs one.
    """

    id: UUID
    body: bytes
    attempts: int
    owed_at: datetime
    reason: str | None = None
    voids: UUID | None = None
    learner: int | None = None
    sealed: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about statements that were not accepted, and the server's words."""

    reason: str
    words: str


_CLAIM = f"""
with due as materialized (
  select statement_id, target, state as was from push
  where target = $1 and state in ('queued', 'leased') and next_try <= $2
    and (state = 'queued' or lease_until <= $2)
    and not exists (select from push o where o.target = $1 and o.lease_until > $2 and o.lease_until <> $3)
  order by owed_at, statement_id
  limit $4
  for update skip locked
), judged as materialized (
  select p.statement_id, p.target, p.was, s.body, s.voids, {{account}},
    {READY.format(needs_account="$5::boolean")} as ready
  from due p join statement s on s.id = p.statement_id
    left join completion c on c.id = s.completion_id {{joined}}
)
update push p set state = case when j.ready then 'leased' else 'waiting' end,
  lease_until = case when j.ready then $3::timestamptz end,
  -- Whose sender was lost may have arrived.
  tried_at = case when j.was = 'leased' then coalesce(p.tried_at, $2) else p.tried_at end
from judged j
where p.statement_id = j.statement_id and p.target = j.target
returning p.statement_id, j.body, j.voids, j.learner_id, j.sealed, p.attempts, p.owed_at, p.reason, j.ready
"""
_CLAIM_PLAIN = _CLAIM.format(
    account="null::bigint as learner_id, null::bytea as sealed", joined=""
)
_CLAIM_WITH_ACCOUNT = _CLAIM.format(
    account="b.learner_id, b.sealed",
    joined="""left join ledger_person lp on lp.key = c.person and s.voids is null
    left join bank_account b on b.learner_id = lp.learner_id and b.target = p.target""",
)


async def claim(
    conn: Connection, target: Target, now: datetime, lease: datetime, limit: int
) -> list[Owed]:
    """Lease the oldest due statements of a target until ``lease``; none while another sender
    of that target holds a lease (one of exactly ``lease`` is the caller's own).

    Rows whose lease has run out are due again. Nothing leaves without a standing consent, and the
    account number where one is needed: what is queued without is made to wait instead.
    Call it in a transaction under the target's lock.
    """
    query = _CLAIM_WITH_ACCOUNT if target.needs_account else _CLAIM_PLAIN
    rows = await conn.fetch(query, target.name, now, lease, limit, target.needs_account)
    owed = [_owed(row) for row in rows if row["ready"]]
    return sorted(owed, key=lambda one: (one.owed_at, one.id))


def _owed(row: Row) -> Owed:
    return Owed(
        row["statement_id"],
        row["body"],
        row["attempts"],
        row["owed_at"],
        row["reason"],
        row["voids"],
        row["learner_id"],
        row["sealed"],
    )


async def held(conn: Connection, target: str, lease: datetime) -> frozenset[UUID]:
    """Which statements are leased until exactly ``lease``."""
    rows = await conn.fetch(
        "select statement_id from push where target = $1 and lease_until = $2 and state = 'leased'",
        target,
        lease,
    )
    return frozenset(row["statement_id"] for row in rows)


async def renew(
    conn: Connection, target: str, lease: datetime, until: datetime
) -> frozenset[UUID]:
    """Move a lease's end to ``until``; returns the statements that are still this sender's."""
    rows = await conn.fetch(
        """
        update push set lease_until = $3
        where target = $1 and lease_until = $2 and state = 'leased'
        returning statement_id
        """,
        target,
        lease,
        until,
    )
    return frozenset(row["statement_id"] for row in rows)


_ACCEPT = """
with accepted as (
  update push set state = case when state in ('voided', 'dropped') then state else 'accepted' end,
    accepted_at = $4, tried_at = $4, lease_until = null, reason = $3, words = null
  where target = $1 and statement_id = any($2) and state <> 'accepted'
)
select count(*) from push
where target = $1 and statement_id = any($5) and state = 'leased' and lease_until = $6
"""


async def accept(
    conn: Connection,
    target: str,
    ids: Collection[UUID],
    reason: str,
    now: datetime,
    *,
    following: Collection[UUID] = (),
    lease: datetime | None = None,
) -> int:
    """Record that the target has these statements.

    Returns how many of ``following``, which go next, are still leased until exactly ``lease``.
    """
    values = (target, list(ids), reason, now, list(following), lease)
    return int(await conn.fetchval(_ACCEPT, *values))


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


async def release(
    conn: Connection, target: str, lease: datetime, unknown: Collection[UUID], now: datetime
) -> None:
    """Give up a lease: what is still under it is queued again. Of ``unknown`` nobody can say
    whether they arrived, which their ``tried_at`` then tells.
    """
    await conn.execute(
        """
        update push set lease_until = null, state = case when state = 'leased' then 'queued' else state end,
          tried_at = case when statement_id = any($3) then $4 else tried_at end
        where target = $1 and lease_until = $2
        """,
        *(target, lease, list(unknown), now),
    )


async def turn_back(
    conn: Connection, target: str, one: Owed, lease: datetime, verdict: Verdict, now: datetime
) -> bool:
    """The target does not know the account number under which ``one`` came: forget the number,
    and let all of that person's wait for another. To be called in a transaction.

    Returns False where the person has given another meanwhile; then it is simply due again.
    """
    gone = await conn.execute(
        "delete from bank_account where learner_id = $1 and target = $2 and sealed = $3",
        *(one.learner, target, one.sealed),
    )
    if gone == "DELETE 0":
        await postpone(conn, target, [one.id], lease, verdict, now, next_try=None)
        return False
    await conn.execute(
        """
        update push p set state = 'waiting', lease_until = null, reason = $5,
          words = case when p.statement_id = $2 then $6 else p.words end,
          tried_at = case when p.statement_id = $2 then $7 else p.tried_at end
        from ledger_person lp join completion c on c.person = lp.key
          join statement s on s.completion_id = c.id and s.form = 'record' and s.voids is null
        where lp.learner_id = $3 and p.statement_id = s.id and p.target = $1
          and (p.state = 'queued' or (p.state = 'leased' and p.lease_until = $4))
        """,
        *(target, one.id, one.learner, lease, verdict.reason, verdict.words, now),
    )
    return True
