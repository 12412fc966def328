"""The ledger's rows of one person, erased; what has to outlive that is kept apart from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.consent import MAY_BE_HELD, Held, held
from bot.store.db import Connection, Row


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
        select s.id, s.completion_id, s.form, array_agg(m.target) as targets
        from mine m join statement s on s.id = m.statement_id
        where m.held and s.voids is null group by s.id order by s.id
        """,
        learner,
    )
    return tuple(map(held, rows))


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
    "delete from ledger_person where learner_id = $1",
)


async def erase(conn: Connection, learner: int, now: datetime) -> None:
    """Delete the person's entries and all that hangs on them. The journal forgets which of its rows
    they were, and the salts of their commitments; the commitments stay.
    """
    await conn.execute("select set_config('yike.erasing', 'on', true)")
    await conn.execute(
        f"""
        update journal j set salt = null, entry_id = null, erased_at = $2
        from ({_ENTRIES}) e where j.kind = e.kind and j.entry_id = e.id
        """,
        *(learner, now),
    )
    for query in _ERASE:
        await conn.execute(query, learner)
    await conn.execute("select set_config('yike.erasing', 'off', true)")
