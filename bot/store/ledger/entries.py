"""Completions, statements, outbox rows and claims: written together, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from bot.domain.credits import Target
from bot.store.db import Connection
from bot.store.ledger.consent import PURPOSE

CONSENTED = f"""
  exists (select from ledger_person q join consent k on k.learner_id = q.learner_id
          where q.key = c.person and k.purpose = '{PURPOSE}' || p.target and k.withdrawn_at is null)
"""
"""Whether the person of completion ``c`` consents to the target of push row ``p``."""

HAS_ACCOUNT = """
  exists (select from ledger_person q join bank_account b on b.learner_id = q.learner_id
          where q.key = c.person and b.target = p.target)
"""
"""Whether that person has given an account number at that target."""

VOIDED = "exists (select from voiding v where v.completion_id = c.id)"
"""Whether completion ``c`` does not count any more."""

TAKEN_FIRST = """
  (select min(pt.accepted_at) from statement st join push pt on pt.statement_id = st.id
   where st.completion_id = {one}.id and st.voids is null and pt.state <> 'voided') nulls last,
  (select max(case when pt.state not in ('leased', 'dead') and pt.tried_at is null and pt.attempts = 0 then 0
              when pt.state = 'voided' then 1 else 2 end)
   from statement st join push pt on pt.statement_id = st.id
   where st.completion_id = {one}.id and st.voids is null) desc nulls last,
  {one}.recorded_at, {one}.id
"""
"""The order in which completions of one course count: which a bank took first and has, which may be
on its way to one, which one had before it was taken back, which came first. (What was taken back in
flight is taken by the bank later than that: it does not come first by it.)"""

REPEATS = f"""
  (c.kind = 'course' and c.id <> coalesce((
    select o.id from ledger_person q join ledger_person r on r.learner_id = q.learner_id
      join completion o on o.person = r.key and o.kind = 'course' and o.course_key = c.course_key
    where q.key = c.person and not exists (select from voiding v where v.completion_id = o.id)
    order by {TAKEN_FIRST.format(one="o")} limit 1), c.id))
"""
"""Whether completion ``c`` is of a course that counts for its person under another completion: two
who turned out to be one had both passed it. What a bank may have of it then is taken back there
(``bot.store.ledger.settling.overstaying``)."""

READY = f"""
  (s.voids is not null or ({CONSENTED} and (not {{needs_account}} or {HAS_ACCOUNT})
    and not {VOIDED} and not {REPEATS}))
"""
"""Whether push row ``p`` may leave now, of statement ``s`` of completion ``c`` (left join: there is
none where a voiding statement outlived an erasure). A template: ``READY.format(needs_account=…)``
with what says whether the target of ``p`` needs an account number, a column or ``$4::boolean``.
What takes something back needs nobody's consent."""

REPEATED = "repeats another claim"
"""The reason of a push row that waits for that alone."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """What a passed course puts to the credit bank, with its rule; and its rendered record, before
    and after the JSON list of the evidence.
    """

    key: UUID
    title: str
    institution: str
    framework: str
    level: int
    hours: Decimal
    hours_per_credit: Decimal
    credit: Decimal
    rule: str
    score: int | None
    score_max: int | None
    pass_mark: Decimal
    started_at: datetime
    finished_at: datetime
    head: bytes
    tail: bytes


@dataclass(frozen=True, slots=True)
class CompletionRow:
    """One completion with its rendered statement; ``claim`` for a passed course only.

    ``person`` is the learner's key, ``key`` the completion's and its statement's.
    """

    learner: int
    person: UUID
    key: UUID
    kind: str
    course: str
    lesson: str | None
    registration: UUID
    attempt: int
    revision: int
    content_version: str
    score: int | None
    score_max: int | None
    success: bool | None
    seconds: int
    notional_minutes: int
    platform: str
    at: datetime
    body: bytes
    claim: ClaimRow | None


_COMPLETION = {
    "learner": "bigint",
    "person": "uuid",
    "key": "uuid",
    "kind": "text",
    "course": "text",
    "lesson": "text",
    "registration": "uuid",
    "attempt": "smallint",
    "revision": "smallint",
    "content_version": "text",
    "score": "smallint",
    "score_max": "smallint",
    "success": "boolean",
    "seconds": "integer",
    "notional_minutes": "integer",
    "platform": "text",
    "at": "timestamptz",
    "body": "bytea",
}
_CLAIM = {
    "key": "uuid",
    "title": "text",
    "institution": "text",
    "framework": "text",
    "level": "smallint",
    "hours": "numeric",
    "hours_per_credit": "numeric",
    "credit": "numeric",
    "rule": "text",
    "score": "smallint",
    "score_max": "smallint",
    "pass_mark": "numeric",
    "started_at": "timestamptz",
    "finished_at": "timestamptz",
    "head": "bytea",
    "tail": "bytea",
}
"""The fields that ``record`` hands over, each as one array of its type."""

_TYPES = (*_COMPLETION.values(), *_CLAIM.values())
_ARRAYS = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(_TYPES, 5))
_NAMES = ", ".join((*_COMPLETION, *(f"claim_{name}" for name in _CLAIM)))

_RECORD = f"""
with fact as (
  select * from unnest({_ARRAYS}) as f ({_NAMES})
), target as (
  select * from unnest($2::text[], $3::text[], $4::boolean[]) as t (name, form, needs_account)
), known as (
  insert into ledger_person (key, learner_id, since) select distinct person, learner, $1::timestamptz from fact
  on conflict do nothing
), made as (
  insert into completion (key, person, kind, course_key, lesson_key, registration, attempt, revision,
    content_version, score, score_max, success, seconds, notional_minutes, platform, completed_at,
    recorded_at)
  select key, person, kind, course, lesson, registration, attempt, revision, content_version, score,
    score_max, success, seconds, notional_minutes, platform, at, $1 from fact
  on conflict do nothing
  returning id, key as made_key
), new as (
  select m.id, f.* from made m join fact f on f.key = m.made_key
), proven as (
  select n.*, array(
    select key from (
      select o.key, o.completed_at, o.id from ledger_person q join completion o on o.person = q.key
      where q.learner_id = n.learner and o.course_key = n.course and o.kind in ('lesson', 'quiz')
        and not exists (select from voiding v where v.completion_id = o.id)
      union all
      select e.key, e.at, e.id from new e
      where e.learner = n.learner and e.course = n.course and e.kind in ('lesson', 'quiz')) of
    order by completed_at, id) as evidence
  from new n where n.claim_key is not null
), claimed as (
  insert into claim (key, completion_id, course_key, title, institution, framework, level, hours,
    seconds, hours_per_credit, credit, rule, score, score_max, pass_mark, evidence, started_at,
    finished_at, recorded_at)
  select claim_key, id, course, claim_title, claim_institution, claim_framework, claim_level,
    claim_hours, seconds, claim_hours_per_credit, claim_credit, claim_rule, claim_score,
    claim_score_max, claim_pass_mark, evidence, claim_started_at, claim_finished_at, $1 from proven
), said as (
  insert into statement (id, completion_id, form, body, created_at)
  select key, id, 'xapi', body, $1 from new
  union all
  select claim_key, id, 'record', claim_head
    || convert_to(array_to_json(evidence)::text, 'UTF8') || claim_tail, $1 from proven
  returning id, completion_id, form
), owed as (
  insert into push (statement_id, target, state, owed_at, next_try)
  select s.id, t.name, case when k.id is null or (t.needs_account and a.target is null)
    then 'waiting' else 'queued' end, $1, $1
  from said s join target t on t.form = s.form join new n on n.id = s.completion_id
  left join consent k on k.learner_id = n.learner and k.purpose = '{PURPOSE}' || t.name
    and k.withdrawn_at is null
  left join bank_account a on a.learner_id = n.learner and a.target = t.name
)
select key from new
"""


async def record(
    conn: Connection, rows: Sequence[CompletionRow], targets: Sequence[Target], now: datetime
) -> frozenset[UUID]:
    """Insert completions with all that hangs on them, in one round trip.

    A claim rests on the lessons and quizzes of its course that the learner has in the ledger, those
    in ``rows`` among them. A completion that is there already is left alone, with its statement and
    claim. Returns the keys of those that are new.
    """
    columns = [[getattr(row, name) for row in rows] for name in _COMPLETION]
    columns += [[getattr(row.claim, name, None) for row in rows] for name in _CLAIM]
    made = await conn.fetch(_RECORD, now, *target_columns(targets), *columns)
    return frozenset(row["key"] for row in made)


def target_columns(targets: Sequence[Target]) -> tuple[list[str], list[str], list[bool]]:
    """Targets as three arrays: names, forms, and whether they need an account number."""
    return (
        [one.name for one in targets],
        [one.form.value for one in targets],
        [one.needs_account for one in targets],
    )
