"""The ledger's rows of one person, erased; what has to outlive that is kept apart from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.store.db import Connection, Row
from bot.store.ledger.consent import MAY_BE_HELD, Held, held
from bot.store.privacy.tombstones import trace


async def may_be_held(conn: Connection, learner: int) -> tuple[Held, ...]:
    """The person's statements that targets may hold and that were not taken back there yet.

    Their rows are locked: a sender in flight is waited for no longer than its own record takes. So
    is who they belong to: a bank's decision that is being written down is waited for.
    """
    await conn.execute("select from ledger_person where learner_id = $1 for update", learner)
    rows = await conn.fetch(
        f"""
        with mine as materialized (
          select p.statement_id, p.target, p.state <> 'voided' and {MAY_BE_HELD} as held
          from ledger_person q join completion c on c.person = q.key
            join statement s on s.completion_id = c.id join push p on p.statement_id = s.id
          where q.learner_id = $1
          order by p.statement_id, p.target for update of p
        )
        select s.id, s.completion_id, s.form, s.created_at, array_agg(m.target) as targets
        from mine m join statement s on s.id = m.statement_id
        where m.held and s.voids is null group by s.id order by s.id
        """,
        learner,
    )
    return tuple(map(held, rows))


@dataclass(frozen=True, slots=True)
class InFlight:
    """Leases, statement by statement: of ``statements`` at ``targets`` ``until`` then."""

    statements: Sequence[UUID]
    targets: Sequence[str]
    until: Sequence[datetime]


async def in_flight(conn: Connection, learner: int) -> InFlight:
    """The leases under which the person's statements may be on their way."""
    rows = await conn.fetch(
        """
        select p.statement_id, p.target, p.lease_until
        from ledger_person q join completion c on c.person = q.key
          join statement s on s.completion_id = c.id and s.voids is null
          join push p on p.statement_id = s.id
        where q.learner_id = $1 and p.lease_until is not null
        """,
        learner,
    )
    columns = ([row[name] for row in rows] for name in ("statement_id", "target", "lease_until"))
    return InFlight(*columns)


async def let_not_overtake(conn: Connection, flying: InFlight) -> None:
    """What takes back a statement that may be on its way carries that statement's lease, now that
    its row is gone: nobody but its sender sends to that target before the sender has done.
    """
    await conn.execute(
        """
        update push p set lease_until = f.until
        from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as f (statement_id, target, until)
          join statement s on s.voids = f.statement_id
        where p.statement_id = s.id and p.target = f.target and p.state = 'queued'
        """,
        *(flying.statements, flying.targets, flying.until),
    )


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Statements that take others back, with their outbox rows, as they stand."""

    statements: Sequence[Row]
    pushes: Sequence[Row]


async def taken_back(conn: Connection, learner: int) -> TakenBack:
    """What was taken back before: it goes on its way, and its ids stay known."""
    statements = await conn.fetch(
        """
        select s.id, s.form, s.revision, s.voids, s.body, s.created_at
        from ledger_person q join completion c on c.person = q.key
          join statement s on s.completion_id = c.id and s.voids is not null
        where q.learner_id = $1
        """,
        learner,
    )
    pushes = await conn.fetch(
        """
        select statement_id, target, state, owed_at, attempts, next_try, lease_until, tried_at, reason,
          words, accepted_at
        from push where statement_id = any($1)
        """,
        [row["id"] for row in statements],
    )
    return TakenBack(statements, pushes)


async def keep(conn: Connection, kept: TakenBack) -> None:
    """Put back what was read by ``taken_back``, of no entry any more."""
    await conn.executemany(
        """
        insert into statement (id, form, revision, voids, body, created_at)
        values ($1, $2, $3, $4, $5, $6)
        """,
        [tuple(row.values()) for row in kept.statements],
    )
    await conn.executemany(
        """
        insert into push (statement_id, target, state, owed_at, attempts, next_try, lease_until,
          tried_at, reason, words, accepted_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        [tuple(row.values()) for row in kept.pushes],
    )


_ENTRIES = """
select 'completion' as kind, c.id from ledger_person q join completion c on c.person = q.key
where q.learner_id = $1
union all
select 'claim', m.id from ledger_person q join completion c on c.person = q.key
  join claim m on m.completion_id = c.id where q.learner_id = $1
union all
select 'voiding', v.id from ledger_person q join completion c on c.person = q.key
  join voiding v on v.completion_id = c.id where q.learner_id = $1
union all
select 'recognition', r.id from ledger_person q join completion c on c.person = q.key
  join claim m on m.completion_id = c.id join recognition r on r.claim_id = m.id
where q.learner_id = $1
union all
select 'person', p.id from ledger_person q join person p on p.key = q.key where q.learner_id = $1
"""

_MINE = "(select c.id from ledger_person q join completion c on c.person = q.key where q.learner_id = $1)"
_CLAIMS = f"(select m.id from claim m where m.completion_id in {_MINE})"
_STATEMENTS = f"(select s.id from statement s where s.completion_id in {_MINE})"

_ERASE = (
    f"delete from certificate where claim_id in {_CLAIMS}",
    f"delete from recognition where claim_id in {_CLAIMS}",
    f"delete from claim where completion_id in {_MINE}",
    f"delete from voiding where completion_id in {_MINE}",
    f"delete from push where statement_id in {_STATEMENTS}",
    f"delete from statement where completion_id in {_MINE}",
    "delete from completion where person in (select key from ledger_person where learner_id = $1)",
    "delete from person where key in (select key from ledger_person where learner_id = $1)",
    "delete from ledger_person where learner_id = $1",
)


async def erase(conn: Connection, learner: int, secret: bytes, now: datetime) -> None:
    """Delete the person's entries and all that hangs on them. The journal forgets which of its rows
    they were, and the salts of their commitments; the commitments stay.

    Which rows these are is written down as an entry of its own, with the traces that tombstones have
    of the person (made with ``secret``): so an audit tells an erasure from a deletion.
    """
    keys = await conn.fetch("select key from ledger_person where learner_id = $1", learner)
    if not keys:
        return  # the ledger knows nothing of the person
    await conn.execute("select set_config('yike.erasing', 'on', true)")
    await conn.execute(
        f"""
        with blanked as (
          update journal j set salt = null, entry_id = null, erased_at = $2
          from ({_ENTRIES}) e where j.kind = e.kind and j.entry_id = e.id returning j.id
        )
        insert into erasure (blanked, traces, recorded_at)
        select array(select id from blanked order by id), $3::bytea[], $2
        """,
        *(learner, now, [trace(secret, row["key"]) for row in keys]),
    )
    for query in _ERASE:
        await conn.execute(query, learner)
    await conn.execute("select set_config('yike.erasing', 'off', true)")
