"""Entries of the ledger that an operator looks up, and voids."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.store.db import Connection
from bot.store.ledger.consent import MAY_BE_HELD, Held, held
from bot.store.ledger.entries import VOIDED


@dataclass(frozen=True, slots=True)
class Entry:
    """A completion, with what its correction needs.

    ``taught`` is the version of its course that is taught now, None where none is; ``score`` of
    ``score_max`` are a claim's for a course; ``voided``: it does not count any more; ``replaced``:
    a newer entry stands in its place.
    """

    row: int
    key: UUID
    learner: int
    person: UUID
    kind: str
    course: str
    lesson: str | None
    registration: UUID
    attempt: int
    revision: int
    score: int | None
    score_max: int | None
    seconds: int
    platform: str
    completed_at: datetime
    started_at: datetime | None
    taught: int | None
    voided: bool
    replaced: bool


async def find(conn: Connection, key: UUID) -> Entry | None:
    """The entry of a completion's or claim's key, or of a statement's id; locked, so that what it
    tells stays so until the transaction ends.
    """
    await conn.execute(
        """
        select from completion where id in (select completion_id from statement where id = $1)
        for no key update
        """,
        key,
    )
    row = await conn.fetchrow(
        """
        select c.id as row, c.key, q.learner_id as learner, c.person, c.kind,
          coalesce(c.course_key, '') as course, c.lesson_key as lesson, c.registration, c.attempt,
          c.revision, coalesce(c.score, m.score) as score,
          coalesce(c.score_max, m.score_max) as score_max, c.seconds, c.platform, c.completed_at,
          m.started_at, t.current_version as taught,
          exists (select from voiding v where v.completion_id = c.id) as voided,
          exists (select from completion n where n.person = c.person and n.kind = c.kind
            and n.course_key is not distinct from c.course_key
            and n.lesson_key is not distinct from c.lesson_key
            and n.registration is not distinct from c.registration
            and n.attempt = c.attempt and n.revision > c.revision) as replaced
        from statement s join completion c on c.id = s.completion_id
          join ledger_person q on q.key = c.person
          left join claim m on m.completion_id = c.id left join course t on t.key = c.course_key
        where s.id = $1 and s.voids is null
        """,
        key,
    )
    return Entry(**dict(row)) if row else None


async def void(
    conn: Connection, completion: int, key: UUID, reason: str, by: str, now: datetime
) -> tuple[Held, ...]:
    """Add the voiding of a completion, under ``key``; what was not handed over is dropped.

    What a target may have is 'voided': returned are these, to be taken back there. A lease stays as
    it is (see ``bot.store.ledger.push``).
    """
    await conn.execute(
        """
        insert into voiding (key, completion_id, reason, by, recorded_at)
        values ($1, $2, $3, $4, $5)
        """,
        *(key, completion, reason, by, now),
    )
    rows = await conn.fetch(
        f"""
        with mine as materialized (
          select p.statement_id, p.target, {MAY_BE_HELD} as held
          from statement s join push p on p.statement_id = s.id
          where s.completion_id = $1 and s.voids is null and p.state not in ('voided', 'dropped')
          order by p.statement_id, p.target for update of p
        ), moved as (
          update push p set state = case when m.held then 'voided' else 'dropped' end,
            reason = 'entry voided'
          from mine m where p.statement_id = m.statement_id and p.target = m.target
          returning p.statement_id, p.target, m.held
        )
        select s.id, s.completion_id, s.form, s.created_at, array_agg(m.target) as targets
        from moved m join statement s on s.id = m.statement_id where m.held group by s.id order by s.id
        """,
        completion,
    )
    return tuple(map(held, rows))


async def resting_on(conn: Connection, key: UUID) -> tuple[UUID, ...]:
    """The keys of claims that count with the completion of that key among their evidence."""
    rows = await conn.fetch(
        f"""
        select m.key from completion e join ledger_person o on o.key = e.person
          join ledger_person q on q.learner_id = o.learner_id
          join completion c on c.person = q.key join claim m on m.completion_id = c.id
        where e.key = $1 and e.key = any(m.evidence) and not {VOIDED} order by m.id
        """,
        key,
    )
    return tuple(row["key"] for row in rows)
