"""Consents to credit banks, and what they do to the outbox."""

from collections.abc import Sequence
from datetime import datetime

from bot.store.db import Connection

PURPOSE = "credit-bank:"
"""A consent's purpose is this and the target's name."""


async def give(
    conn: Connection, learner: int, targets: Sequence[str], version: str, now: datetime
) -> int:
    """Insert the consents that do not stand yet and queue the learner's unsent statements.

    Statements made before a target was configured get their outbox row here too.
    Returns how many were queued.
    """
    queued = await conn.fetchval(
        f"""
        with given as (
          insert into consent (learner_id, purpose, version, given_at)
          select $1, '{PURPOSE}' || t.target, $3, $4 from unnest($2::text[]) as t (target)
          on conflict (learner_id, purpose) where withdrawn_at is null do nothing
        ), queued as (
          insert into push as p (statement_id, target, state, owed_at, next_try)
          select s.id, t.target, 'queued', s.created_at, $4
          from completion c join statement s on s.completion_id = c.id,
               unnest($2::text[]) as t (target)
          where c.learner_id = $1
          on conflict (statement_id, target) do update set state = 'queued', next_try = $4
            where p.state = 'waiting'
          returning 1
        )
        select count(*) from queued
        """,
        learner,
        list(targets),
        version,
        now,
    )
    return int(queued)


async def withdraw(conn: Connection, learner: int, now: datetime) -> int:
    """End the learner's standing consents to credit banks and hold back what was not accepted.

    A statement in flight is held back as well; if the bank stored it all the same, its sender
    records that. Returns how many were held back.
    """
    held = await conn.fetchval(
        f"""
        with ended as (
          update consent set withdrawn_at = $2
          where learner_id = $1 and purpose like '{PURPOSE}%' and withdrawn_at is null
        ), held as (
          update push p set state = 'waiting', lease_until = null
          from completion c join statement s on s.completion_id = c.id
          where c.learner_id = $1 and p.statement_id = s.id and p.state in ('queued', 'leased')
          returning 1
        )
        select count(*) from held
        """,
        learner,
        now,
    )
    return int(held)


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
