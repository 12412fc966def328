"""What an operator, or a comparison of books, does with the outbox: dead letters, and handing in again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.domain.credits import Target
from bot.store.db import Connection
from bot.store.ledger.entries import READY

PAGE = 5_000
"""Rows that are looked at or changed in one transaction: a moment's work."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A statement that a target refused for good: why, and in whose words."""

    statement: UUID
    target: str
    owed_at: datetime
    tried_at: datetime | None
    reason: str
    words: str


async def dead(conn: Connection, target: str | None, limit: int) -> list[DeadLetter]:
    """The oldest dead letters of a target; None: of every target."""
    rows = await conn.fetch(
        """
        select statement_id as statement, target, owed_at, tried_at, coalesce(reason, '') as reason,
          coalesce(words, '') as words
        from push where state = 'dead' and ($1::text is null or target = $1)
        order by owed_at, statement_id limit $2
        """,
        target,
        limit,
    )
    return [DeadLetter(**dict(row)) for row in rows]


async def retry_dead(
    conn: Connection, targets: Collection[str], now: datetime, limit: int = PAGE
) -> int:
    """Queue the oldest dead letters of these targets again, at most ``limit``; returns how many.
    None is left once it returns 0. What was refused after ``now`` stays.

    Whether one may leave (consent, account number) is asked when its turn comes.
    """
    tag = await conn.execute(
        """
        update push p set state = 'queued', attempts = 0, next_try = $2, lease_until = null
        from (
          select statement_id, target from push
          where state = 'dead' and target = any($1) and (tried_at is null or tried_at <= $2)
          order by target, owed_at limit $3 for update) d
        where p.statement_id = d.statement_id and p.target = d.target
        """,
        *(list(targets), now, limit),
    )
    return int(tag.rsplit(" ", 1)[1])


@dataclass(frozen=True, slots=True)
class Replayed:
    """What one page brought: how many are queued again, and the id after which it goes on; None:
    that was all.
    """

    queued: int
    last: UUID | None


_REPLAY = f"""
with page as materialized (
  select distinct statement_id from (
    select statement_id from push where statement_id > $5 order by statement_id, target limit $6) one
), again as (
  select p.statement_id, p.target
  from page g join push p on p.statement_id = g.statement_id
    join unnest($1::text[], $2::boolean[]) as t (name, needs_account) on t.name = p.target
    join statement s on s.id = p.statement_id left join completion c on c.id = s.completion_id
  where p.state = 'accepted' and p.accepted_at >= $3 and p.accepted_at <= $4
    and {READY.format(needs_account="t.needs_account")}
), queued as (
  update push p set state = 'queued', attempts = 0, next_try = $4, reason = 'handed in again'
  from again a where p.statement_id = a.statement_id and p.target = a.target
    and p.state = 'accepted'
  returning 1
)
select (select max(statement_id::text)::uuid from page) as last, (select count(*) from queued) as queued
"""


async def replay(
    conn: Connection,
    targets: Sequence[Target],
    since: datetime,
    now: datetime,
    after: UUID,
    limit: int = PAGE,
) -> Replayed:
    """Queue what these targets accepted from ``since`` on once more, the same bytes under the same
    ids: one page of the outbox, of about ``limit`` rows after the statement ``after``. A bank that
    has them changes nothing.

    What may not leave now (its account number was deleted) stays accepted.
    """
    names, needs = [one.name for one in targets], [one.needs_account for one in targets]
    row = await conn.fetchrow(_REPLAY, names, needs, since, now, after, limit)
    assert row is not None  # noqa: S101 - an aggregate has one row
    return Replayed(int(row["queued"]), row["last"])


_REQUEUE = f"""
with again as (
  select p.statement_id from push p join statement s on s.id = p.statement_id
    left join completion c on c.id = s.completion_id
  where p.target = $1 and p.statement_id = any($2) and p.state = 'accepted'
    and {READY.format(needs_account="$4::boolean")}
)
update push p set state = 'queued', attempts = 0, next_try = $3, accepted_at = null,
  reason = 'missing at the bank'
from again a where p.target = $1 and p.statement_id = a.statement_id and p.state = 'accepted'
"""


async def requeue(conn: Connection, target: Target, ids: Collection[UUID], now: datetime) -> int:
    """Queue accepted statements again that the target proved not to have, as far as they may leave
    now; returns how many.
    """
    tag = await conn.execute(_REQUEUE, target.name, list(ids), now, target.needs_account)
    return int(tag.rsplit(" ", 1)[1])


async def count_dead(conn: Connection, targets: Collection[str]) -> int:
    """How many dead letters these targets have."""
    query = "select count(*) from push where state = 'dead' and target = any($1)"
    return int(await conn.fetchval(query, list(targets)))


async def drop(conn: Connection, statement: UUID, target: str, reason: str, now: datetime) -> bool:
    """Give a dead letter up, with the operator's reason; False where there is none."""
    tag = await conn.execute(
        """
        update push set state = 'dropped', reason = $3, tried_at = coalesce(tried_at, $4)
        where statement_id = $1 and target = $2 and state = 'dead'
        """,
        *(statement, target, reason, now),
    )
    return tag != "UPDATE 0"
