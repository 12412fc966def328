"""The sweep over the outbox: rows that are missing, and rows in a state that is not theirs."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.credits import Target
from bot.store.consent import PURPOSE
from bot.store.db import Connection
from bot.store.ledger import READY, VOIDED, target_columns

PAGE = 10_000
"""Statements that one step of a sweep looks at."""

_ALL = "completion_id > $6 and $5::timestamptz is null order by completion_id"
_RECENT = "completion_id > $6 and created_at >= $5 order by completion_id + 0"
"""Which statements a sweep pages through. The sum keeps the planner from walking through all
completions in order to find the few that are recent."""

_ADD_MISSING = f"""
with page as materialized (
  select completion_id from statement where voids is null and revision = 1 and {{which}} limit $7
), added as (
  insert into push (statement_id, target, state, owed_at, next_try)
  select s.id, p.target,
    case when {READY.format(needs_account="p.needs_account")} then 'queued' else 'waiting' end,
    s.created_at, $4
  from (select distinct completion_id from page) g
    join completion c on c.id = g.completion_id
    join statement s on s.completion_id = c.id and s.voids is null and s.revision = 1
    join unnest($1::text[], $2::text[], $3::boolean[]) as p (target, form, needs_account)
      on p.form = s.form
  where not {VOIDED} and not exists (
    select from statement o join push r on r.statement_id = o.id
    where o.completion_id = c.id and o.form = s.form and o.voids is null and r.target = p.target)
  on conflict do nothing
  returning 1
)
select (select max(completion_id) from page) as last, (select count(*) from added) as added
"""


async def add_missing(
    conn: Connection, targets: Sequence[Target], now: datetime, since: datetime | None
) -> int:
    """Insert outbox rows for completions that count and have none for a target; returns how many.

    ``since`` looks only at statements made from then on. Goes through them in pages, each one
    statement of ours, so that none runs for long however many there are.
    """
    query = _ADD_MISSING.format(which=_ALL if since is None else _RECENT)
    added, last = 0, 0
    while True:
        page = await conn.fetchrow(query, *target_columns(targets), now, since, last, PAGE)
        if page is None or page["last"] is None:
            return added
        added, last = added + int(page["added"]), page["last"]


_READY = READY.format(needs_account="t.needs_account")

_SETTLE = f"""
with target as (
  select * from unnest($1::text[], $2::boolean[]) as t (name, needs_account)
), said as (
  select k.learner_id, t.name from target t join consent k on k.purpose = '{PURPOSE}' || t.name
  where k.withdrawn_at is null and ($4::timestamptz is null or k.given_at >= $4)
  union
  select b.learner_id, b.target from bank_account b
  where b.target = any($1) and $4::timestamptz is not null and b.given_at >= $4
), queued as (
  update push p set state = 'queued', next_try = $3
  from said d join target t on t.name = d.name
    join ledger_person q on q.learner_id = d.learner_id join completion c on c.person = q.key
    join statement s on s.completion_id = c.id and s.voids is null
  where p.statement_id = s.id and p.target = d.name and p.state = 'waiting' and {_READY}
  returning 1
), held as (
  update push p set state = 'waiting'
  from target t, statement s join completion c on c.id = s.completion_id
  where p.target = t.name and p.state = 'queued' and s.id = p.statement_id
    and ($4::timestamptz is null or p.owed_at >= $4) and not {_READY}
  returning 1
)
select (select count(*) from queued) + (select count(*) from held)
"""


async def settle_all(
    conn: Connection, targets: Sequence[Target], now: datetime, since: datetime | None
) -> int:
    """Queue what waits and may go, and hold back what is queued and may not.

    ``since``: only what was said, or made, from then on (a queued row is judged again anyway when
    it is claimed). Returns how many rows changed.
    """
    names, _, need = target_columns(targets)
    return int(await conn.fetchval(_SETTLE, names, need, now, since))
