"""The sweep over the outbox, page by page: rows that are missing, and rows in a state that is not
theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.credits import Target
from bot.store.db import Connection
from bot.store.ledger.consent import PURPOSE
from bot.store.ledger.entries import READY, VOIDED, target_columns

PAGE = 5_000
"""Completions that one page of a sweep looks at, however many outbox rows they have: a moment's
work. People whose consents are looked at come a hundred to a page."""
PEOPLE = 100


class Walk(Enum):
    """What a sweep goes through; ``since`` counts for all but the first."""

    ALL = "all completions"
    MADE = "completions of statements made since"
    SAID = "people who agreed or gave an account number since"


_PAGES = {
    Walk.ALL: """
  select id as place, id as completion_id from completion
  where id > $6 and $5::timestamptz is null order by id limit $7
""",
    # The sum keeps the planner from walking through all completions to find the few recent ones.
    Walk.MADE: """
  select distinct completion_id + 0 as place, completion_id from statement
  where voids is null and created_at >= $5 and completion_id > $6 order by 1 limit $7
""",
    Walk.SAID: f"""
  select d.learner_id as place, c.id as completion_id from (
    select learner_id from (
      select learner_id from consent
      where given_at >= $5 and withdrawn_at is null
        and purpose in (select '{PURPOSE}' || t from unnest($1::text[]) t)
      union
      select learner_id from bank_account where given_at >= $5 and target = any($1)) both_kinds
    where learner_id > $6 order by learner_id limit $7) d
  left join ledger_person q on q.learner_id = d.learner_id
  left join completion c on c.person = q.key
""",
}

_SWEEP = f"""
with page as materialized ({{page}}), target as (
  select * from unnest($1::text[], $2::text[], $3::boolean[]) as t (name, form, needs_account)
), added as (
  insert into push (statement_id, target, state, owed_at, next_try)
  select s.id, p.target,
    case when {READY.format(needs_account="p.needs_account")} then 'queued' else 'waiting' end,
    s.created_at, $4
  from page g join completion c on c.id = g.completion_id
    join statement s on s.completion_id = c.id and s.voids is null and s.revision = 1
    join target as p (target, form, needs_account) on p.form = s.form
  where not {VOIDED} and not exists (
    select from statement o join push r on r.statement_id = o.id
    where o.completion_id = c.id and o.form = s.form and o.voids is null and r.target = p.target)
  on conflict do nothing
  returning 1
), judged as materialized (
  select p.statement_id, p.target, p.state, {READY.format(needs_account="t.needs_account")} as ready
  from page g join completion c on c.id = g.completion_id
    join statement s on s.completion_id = c.id and s.voids is null
    join push p on p.statement_id = s.id join target t on t.name = p.target
  where p.state in ('waiting', 'queued')
), settled as (
  update push p set state = case when j.ready then 'queued' else 'waiting' end,
    next_try = case when j.ready then $4 else p.next_try end
  from judged j
  where p.statement_id = j.statement_id and p.target = j.target and p.state = j.state
    and j.ready <> (j.state = 'queued')
  returning 1
)
select (select max(place) from page) as last,
  (select count(*) from added) + (select count(*) from settled) as changed
"""
_BY_INDEX = "set local enable_seqscan = off; set local enable_hashjoin = off"
"""A page must cost the same however large the tables are: the planner would read them whole for it
until they are so large that it does not pay any more."""
_QUERIES = {walk: _SWEEP.format(page=page) for walk, page in _PAGES.items()}


@dataclass(frozen=True, slots=True)
class Swept:
    """What one page brought: how many rows were put right, and the place after which the walk
    goes on; None: it is at its end.
    """

    changed: int
    last: int | None


async def sweep_page(
    conn: Connection,
    targets: Sequence[Target],
    now: datetime,
    walk: Walk,
    since: datetime | None,
    after: int,
) -> Swept:
    """One page of a walk, after the place ``after`` (0: from its beginning), in a transaction of its
    own.

    Completions that count and have no outbox row for a target get one; what waits and may go is
    queued; what is queued and may not, waits.
    """
    size = PEOPLE if walk is Walk.SAID else PAGE
    await conn.execute(_BY_INDEX)
    row = await conn.fetchrow(_QUERIES[walk], *target_columns(targets), now, since, after, size)
    assert row is not None  # noqa: S101 - an aggregate has one row
    return Swept(int(row["changed"]), row["last"])
