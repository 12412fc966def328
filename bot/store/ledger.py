"""Completions, statements, outbox rows and claims: written together, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from bot.store.consent import PURPOSE
from bot.store.db import Connection

PAGE = 10_000
"""Statements that one step of a sweep looks at."""

CONSENTED = f"""
  exists (select 1 from consent k where k.learner_id = c.learner_id
          and k.purpose = '{PURPOSE}' || p.target and k.withdrawn_at is null)
"""
"""Whether the learner of completion ``c`` consents to the target of push row ``p``."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """What a passed course puts to the credit bank, with its rule."""

    level: int
    hours: Decimal
    hours_per_credit: Decimal
    credit: Decimal
    rule: str


@dataclass(frozen=True, slots=True)
class CompletionRow:
    """One completion with its rendered statement; ``claim`` for a passed course only."""

    learner: int
    kind: str
    course: str
    lesson: str | None
    registration: UUID
    attempt: int
    content_version: str
    score: int | None
    score_max: int | None
    success: bool | None
    seconds: int
    at: datetime
    statement: UUID
    body: bytes
    claim: ClaimRow | None

    def columns(self) -> tuple[object, ...]:
        """The values in the order of the arrays that ``record`` unnests."""
        claim = self.claim
        return (
            *(self.learner, self.kind, self.course, self.lesson, self.registration),
            *(self.attempt, self.content_version, self.score, self.score_max, self.success),
            *(self.seconds, self.at, self.statement, self.body),
            *(
                (claim.level, claim.hours, claim.hours_per_credit, claim.credit, claim.rule)
                if claim
                else (None,) * 5
            ),
        )


_RECORD = f"""
with fact as (
  select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::uuid[],
    $6::smallint[], $7::text[], $8::smallint[], $9::smallint[], $10::boolean[], $11::integer[],
    $12::timestamptz[], $13::uuid[], $14::bytea[], $15::smallint[], $16::numeric[],
    $17::numeric[], $18::numeric[], $19::text[])
  as f (learner_id, kind, course_key, lesson_key, registration, attempt, content_version, score,
    score_max, success, seconds, completed_at, statement_id, body, level, hours,
    hours_per_credit, credit, rule)
), made as (
  insert into completion (learner_id, kind, course_key, lesson_key, registration, attempt,
    content_version, score, score_max, success, seconds, completed_at)
  select learner_id, kind, course_key, lesson_key, registration, attempt,
    content_version, score, score_max, success, seconds, completed_at from fact
  on conflict do nothing
  returning id, learner_id, kind, course_key, lesson_key, registration, attempt
), new as (
  select m.id, f.* from made m join fact f
    on (f.learner_id, f.kind, f.course_key, f.registration, f.attempt)
     = (m.learner_id, m.kind, m.course_key, m.registration, m.attempt)
    and f.lesson_key is not distinct from m.lesson_key
), said as (
  insert into statement (id, completion_id, body, created_at)
  select statement_id, id, body, $21 from new
), claimed as (
  insert into claim (completion_id, learner_id, registration, course_key, level, hours,
    hours_per_credit, credit, rule, claimed_at)
  select id, learner_id, registration, course_key, level, hours, hours_per_credit, credit, rule,
    $21 from new where rule is not null
), owed as (
  insert into push (statement_id, target, state, owed_at, next_try)
  select n.statement_id, t.target, case when k.id is null then 'waiting' else 'queued' end,
    $21, $21
  from new n cross join unnest($20::text[]) as t (target)
  left join consent k on k.learner_id = n.learner_id
    and k.purpose = '{PURPOSE}' || t.target and k.withdrawn_at is null
)
select statement_id from new
"""


async def record(
    conn: Connection, rows: Sequence[CompletionRow], targets: Sequence[str], now: datetime
) -> frozenset[UUID]:
    """Insert completions with all that hangs on them, in one round trip.

    A completion that is there already is left alone, with its statement and claim. Returns the
    ids of the statements that are new.
    """
    columns = [list(column) for column in zip(*(row.columns() for row in rows), strict=True)]
    made = await conn.fetch(_RECORD, *columns, list(targets), now)
    return frozenset(row["statement_id"] for row in made)


_ALL = "completion_id > $4 and $3::timestamptz is null order by completion_id"
_RECENT = "completion_id > $4 and created_at >= $3 order by completion_id + 0"
"""Which statements a sweep pages through. The sum keeps the planner from walking through all
completions in order to find the few that are recent."""

_ADD_MISSING = f"""
with page as materialized (
  select id, completion_id, created_at from statement where {{which}} limit $5
), added as (
  insert into push (statement_id, target, state, owed_at, next_try)
  select p.statement_id, p.target,
    case when {CONSENTED} then 'queued' else 'waiting' end, p.created_at, $2
  from (select g.id as statement_id, g.completion_id, g.created_at, t.target
        from page g cross join unnest($1::text[]) as t (target)) p
  join completion c on c.id = p.completion_id
  where not exists (select 1 from push o
    where o.statement_id = p.statement_id and o.target = p.target)
  on conflict do nothing
  returning 1
)
select (select max(completion_id) from page) as last, (select count(*) from added) as added
"""


async def add_missing(
    conn: Connection, targets: Sequence[str], now: datetime, since: datetime | None
) -> int:
    """Insert outbox rows for statements that have none for a target; returns how many.

    ``since`` looks only at statements made from then on. Goes through them in pages, each one
    statement of ours, so that none runs for long however many there are.
    """
    query = _ADD_MISSING.format(which=_ALL if since is None else _RECENT)
    added, last = 0, 0
    while True:
        page = await conn.fetchrow(query, list(targets), now, since, last, PAGE)
        if page is None or page["last"] is None:
            return added
        added, last = added + int(page["added"]), page["last"]


async def settle_consents(
    conn: Connection, targets: Sequence[str], now: datetime, since: datetime | None
) -> int:
    """Queue what waits under a consent given from ``since`` on; hold back what has none.

    Returns how many rows changed.
    """
    changed = await conn.fetchval(
        f"""
        with queued as (
          update push p set state = 'queued', next_try = $2
          from consent k join completion c on c.learner_id = k.learner_id
            join statement s on s.completion_id = c.id
          where k.withdrawn_at is null and ($3::timestamptz is null or k.given_at >= $3)
            and k.purpose = '{PURPOSE}' || p.target
            and p.statement_id = s.id and p.target = any($1) and p.state = 'waiting'
          returning 1
        ), held as (
          update push p set state = 'waiting'
          from statement s join completion c on c.id = s.completion_id
          where s.id = p.statement_id and p.target = any($1) and p.state = 'queued'
            and not {CONSENTED}
          returning 1
        )
        select (select count(*) from queued) + (select count(*) from held)
        """,
        *(list(targets), now, since),
    )
    return int(changed)
