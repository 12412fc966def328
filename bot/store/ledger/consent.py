"""Consents to credit banks, and people's account numbers there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.domain.credits import Form
from bot.store.db import Connection, Row

PURPOSE = "credit-bank:"
"""A consent's purpose is this and the target's name."""

MAY_BE_HELD = """
  (p.state in ('accepted', 'leased', 'dead') or p.tried_at is not null or p.attempts > 0)
"""
"""Whether the target of push row ``p`` may have its statement: it was handed over at least once. Who
gives a row back without knowing what became of it sets ``tried_at``. (A row in state 'voided' was
taken back already, and stays 'voided' whatever a sender in flight reports.)"""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal did: so many statements wait that were never handed over, and so many are
    asked back.
    """

    held_back: int
    asked_back: int


@dataclass(frozen=True, slots=True)
class Held:
    """A statement that ``targets`` may hold, to be taken back there; ``completion`` is the row, and
    ``made_at`` when the statement was made.
    """

    statement: UUID
    completion: int
    form: Form
    targets: tuple[str, ...]
    made_at: datetime


def held(row: Row) -> Held:
    """From the columns id, completion_id, form, created_at and targets."""
    targets = tuple(sorted(row["targets"]))
    return Held(row["id"], row["completion_id"], Form(row["form"]), targets, row["created_at"])


async def give(
    conn: Connection,
    learner: int,
    targets: Sequence[str],
    version: str,
    by: str,
    now: datetime,
) -> None:
    """Insert the consents that do not stand yet."""
    await conn.execute(
        f"""
        insert into consent (learner_id, purpose, version, by, given_at)
        select $1, '{PURPOSE}' || t.target, $3, $4, $5 from unnest($2::text[]) as t (target)
        on conflict (learner_id, purpose) where withdrawn_at is null do nothing
        """,
        *(learner, list(targets), version, by, now),
    )


_WITHDRAW = f"""
with ended as (
  update consent set withdrawn_at = $2
  where learner_id = $1 and purpose like '{PURPOSE}%' and withdrawn_at is null
), mine as materialized (
  select p.statement_id, p.target, {MAY_BE_HELD} as held
  from ledger_person q join completion c on c.person = q.key
    join statement s on s.completion_id = c.id and s.voids is null
    join push p on p.statement_id = s.id
  where q.learner_id = $1 and p.state <> 'voided'
  order by p.statement_id, p.target for update of p
), moved as (
  update push p set state = case when m.held then 'voided' else 'waiting' end
  from mine m where p.statement_id = m.statement_id and p.target = m.target
    and (m.held or p.state = 'queued')
  returning p.statement_id, p.target, m.held
)
select s.id, s.completion_id, s.form, s.created_at, m.held, array_agg(m.target) as targets
from moved m join statement s on s.id = m.statement_id group by s.id, m.held order by s.id
"""


async def withdraw(
    conn: Connection, learner: int, now: datetime
) -> tuple[Withdrawn, tuple[Held, ...]]:
    """End the learner's standing consents to credit banks; hold back what was never handed over.

    What a target may have is 'voided': second are these, to be taken back there. What is in flight
    keeps its lease, so that nothing else goes to its target before its sender is done.
    """
    rows = await conn.fetch(_WITHDRAW, learner, now)
    may_be_held = tuple(held(row) for row in rows if row["held"])
    waiting = sum(len(row["targets"]) for row in rows if not row["held"])
    return Withdrawn(waiting, sum(len(one.targets) for one in may_be_held)), may_be_held


async def standing(conn: Connection, learner: int) -> frozenset[str]:
    """The targets that this learner consents to."""
    rows = await conn.fetch(
        f"""
        select substr(purpose, {len(PURPOSE) + 1}) as target from consent
        where learner_id = $1 and purpose like '{PURPOSE}%' and withdrawn_at is null
        """,
        learner,
    )
    return frozenset(row["target"] for row in rows)


async def set_account(
    conn: Connection, learner: int, target: str, sealed: bytes, now: datetime
) -> None:
    """Keep an encrypted account number, in place of an earlier one."""
    await conn.execute(
        """
        insert into bank_account (learner_id, target, sealed, given_at) values ($1, $2, $3, $4)
        on conflict (learner_id, target) do update
          set sealed = excluded.sealed, given_at = excluded.given_at
        """,
        *(learner, target, sealed, now),
    )


async def drop_account(conn: Connection, learner: int, target: str) -> bool:
    """Delete an account number; False when there was none."""
    done: str = await conn.execute(
        "delete from bank_account where learner_id = $1 and target = $2", learner, target
    )
    return done != "DELETE 0"


async def drop_accounts(conn: Connection, learner: int) -> None:
    """Delete all of a learner's account numbers."""
    await conn.execute("delete from bank_account where learner_id = $1", learner)


async def accounts(conn: Connection, learner: int) -> dict[str, bytes]:
    """A learner's encrypted account numbers, by target."""
    rows = await conn.fetch(
        "select target, sealed from bank_account where learner_id = $1", learner
    )
    return {row["target"]: row["sealed"] for row in rows}
