"""What a person's word does to the outbox: what may go is queued, what may not waits, and what may
be held at a credit bank is taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from bot.domain.credits import Form, Target
from bot.store.db import Connection, Row
from bot.store.ledger.consent import MAY_BE_HELD, Held, held
from bot.store.ledger.entries import CONSENTED, READY, REPEATED, REPEATS, VOIDED, target_columns


@dataclass(frozen=True, slots=True)
class TakingBack:
    """A rendered statement that takes another back at ``targets``; ``completion`` is None where it
    outlives its entry.
    """

    id: UUID
    completion: int | None
    form: Form
    voids: UUID
    body: bytes
    targets: tuple[str, ...]


async def take_back(conn: Connection, asked: Sequence[TakingBack], now: datetime) -> None:
    """Insert statements that take others back, and queue them; nobody's consent is needed."""
    if not asked:
        return
    owed = [(one.id, target) for one in asked for target in one.targets]
    await conn.execute(
        """
        with said as (
          insert into statement (id, completion_id, form, voids, body, created_at)
          select *, $6 from unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::bytea[])
          on conflict (id) do nothing
        )
        insert into push (statement_id, target, state, owed_at, next_try)
        select *, 'queued', $6, $6 from unnest($7::uuid[], $8::text[])
        on conflict (statement_id, target) do nothing
        """,
        *([one.id for one in asked], [one.completion for one in asked]),
        *([one.form.value for one in asked], [one.voids for one in asked]),
        *([one.body for one in asked], now),
        *([number for number, _ in owed], [target for _, target in owed]),
    )


async def settle(
    conn: Connection, learner: int, now: datetime, targets: Sequence[Target] = ()
) -> int:
    """Put the learner's outbox in the state that his or her word, and what counts, ask for.

    Every completion that counts gets a row for each of ``targets`` that takes its form; what was
    taken back at a target that the learner consents to again gets a new revision there. Then what
    may go is queued and what may not waits; what is in flight is left alone. Of targets that are
    not among ``targets``, those of records are taken to need an account number. Returns how many
    statements were queued.
    """
    if targets:
        await conn.execute(_ADD_MISSING, learner, now, *target_columns(targets))
    await _revise(conn, learner, now)
    names, _, need = target_columns(targets)
    queued = await conn.fetchval(_SETTLE, learner, now, names, need)
    return int(queued)


_ADD_MISSING = f"""
insert into push (statement_id, target, state, owed_at, next_try)
select s.id, t.name, 'waiting', s.created_at, $2
from ledger_person q join completion c on c.person = q.key
  join statement s on s.completion_id = c.id and s.voids is null and s.revision = 1
  join unnest($3::text[], $4::text[], $5::boolean[]) as t (name, form, needs_account)
    on t.form = s.form
where q.learner_id = $1 and not {VOIDED} and not exists (
  select from statement o join push p on p.statement_id = o.id
  where o.completion_id = c.id and o.form = s.form and o.voids is null and p.target = t.name)
on conflict do nothing
"""

_TO_REVISE = f"""
select p.target, s.form, s.completion_id, s.revision + 1 as revision, first.id, first.body
from ledger_person q join completion c on c.person = q.key
  join statement s on s.completion_id = c.id and s.voids is null
  join push p on p.statement_id = s.id and p.state = 'voided'
  join statement first on first.completion_id = c.id and first.form = s.form
    and first.voids is null and first.revision = 1
where q.learner_id = $1 and {CONSENTED} and not {VOIDED} and not {REPEATS} and not exists (
  select from statement o join push l on l.statement_id = o.id and l.target = p.target
  where o.completion_id = c.id and o.form = s.form and o.voids is null and o.revision > s.revision)
order by s.completion_id, s.form, p.target
"""

_REVISED = """
insert into statement (id, completion_id, form, revision, body, created_at)
select *, $6 from unnest($1::uuid[], $2::bigint[], $3::text[], $4::smallint[], $5::bytea[])
on conflict (completion_id, form, revision, voids) do nothing
"""

_OWE_REVISED = """
insert into push (statement_id, target, state, owed_at, next_try)
select s.id, r.target, 'waiting', $5, $5
from unnest($1::text[], $2::bigint[], $3::text[], $4::smallint[])
    as r (target, completion_id, form, revision)
  join statement s using (completion_id, form, revision)
where s.voids is null
on conflict (statement_id, target) do nothing
"""


async def _revise(conn: Connection, learner: int, now: datetime) -> None:
    """New revisions, waiting, of what was taken back at a target with a standing consent.

    Each under a random id: one that was made from the first's could have been used, and taken back
    at the bank, before a backup was restored. Targets share what was made for one of them.
    """
    rows = await conn.fetch(_TO_REVISE, learner)
    if not rows:
        return
    which = [[row[name] for row in rows] for name in ("completion_id", "form", "revision")]
    ids = [uuid4() for _ in rows]
    bodies = [_revised(row, number) for row, number in zip(rows, ids, strict=True)]
    await conn.execute(_REVISED, ids, *which, bodies, now)
    await conn.execute(_OWE_REVISED, [row["target"] for row in rows], *which, now)


def _revised(row: Row, number: UUID) -> bytes:
    """The first revision's bytes, which begin with its id, under the new one."""
    body: bytes = row["body"]
    return body.replace(str(row["id"]).encode(), str(number).encode(), 1)


_OVERSTAYING = f"""
with mine as materialized (
  select p.statement_id, p.target, {MAY_BE_HELD} as held, {REPEATS} as repeats
  from ledger_person q join completion c on c.person = q.key
    join statement s on s.completion_id = c.id and s.voids is null
    join push p on p.statement_id = s.id
  where q.learner_id = $1 and p.state <> 'voided' and (not {CONSENTED} or {REPEATS})
  order by p.statement_id, p.target for update of p
), moved as (
  update push p set state = 'voided', reason = case when m.repeats then '{REPEATED}' else p.reason end
  from mine m where p.statement_id = m.statement_id and p.target = m.target and m.held
  returning p.statement_id, p.target, m.repeats
)
select s.id, s.completion_id, s.form, s.created_at, m.repeats, array_agg(m.target) as targets
from moved m join statement s on s.id = m.statement_id group by s.id, m.repeats order by s.id
"""


@dataclass(frozen=True, slots=True)
class Overstaying:
    """What targets may hold of somebody and may not keep: for want of a standing consent, or
    because another claim counts for the same course.
    """

    unwanted: tuple[Held, ...]
    repeated: tuple[Held, ...]


async def overstaying(conn: Connection, learner: int) -> Overstaying:
    """Mark as 'voided' what no target may keep of the learner; it is to be taken back there.

    To be called when ``settle`` has put what was never handed over in its state. A lease stays as
    it is (see ``bot.store.ledger.push``).
    """
    rows = await conn.fetch(_OVERSTAYING, learner)
    return Overstaying(
        tuple(held(row) for row in rows if not row["repeats"]),
        tuple(held(row) for row in rows if row["repeats"]),
    )


_NEEDS = "coalesce(t.needs_account, s.form = 'record')"

_SETTLE = f"""
with judged as materialized (
  select p.statement_id, p.target, p.state = 'waiting' as waited, {REPEATS} as repeats,
    {READY.format(needs_account=_NEEDS)} as ready
  from ledger_person q join completion c on c.person = q.key
    join statement s on s.completion_id = c.id and s.voids is null
    join push p on p.statement_id = s.id and p.state in ('waiting', 'queued')
    left join unnest($3::text[], $4::boolean[]) as t (name, needs_account) on t.name = p.target
  where q.learner_id = $1
  order by p.statement_id, p.target for update of p
), moved as (
  update push p set state = case when j.ready then 'queued' else 'waiting' end,
    next_try = case when j.ready and j.waited then $2 else p.next_try end,
    reason = case when j.repeats then '{REPEATED}' else nullif(p.reason, '{REPEATED}') end
  from judged j where p.statement_id = j.statement_id and p.target = j.target
    and (j.waited = j.ready or j.repeats <> coalesce(p.reason = '{REPEATED}', false))
  returning j.ready and j.waited as queued
)
select count(*) filter (where queued) from moved
"""
