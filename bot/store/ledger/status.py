"""What the ledger's tables say about claims and targets, for people to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from bot.store.db import Connection, Row
from bot.store.ledger.entries import REPEATS, VOIDED


@dataclass(frozen=True, slots=True)
class AtBank:
    """How a claim's newest statement stands with one target, in the outbox's own words; and what
    the bank decided last, with its reason. ``form`` is what went there: see Form; ``taking_back`` is
    how what takes it back there stands, None where nothing does.
    """

    target: str
    form: str
    state: str
    reason: str | None
    words: str | None
    accepted_at: datetime | None
    taking_back: str | None
    decided: str | None
    given: Decimal | None
    said: str | None


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """A claim and its outbox rows; ``voided`` is why it counts no more, None where it does."""

    key: UUID
    course: str
    title: str
    framework: str
    level: int
    hours: Decimal
    credit: Decimal
    rule: str
    claimed_at: datetime
    voided: str | None
    at: tuple[AtBank, ...]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One comparison of our books with a bank's; ``ended_at`` is None for one that runs, and
    ``trouble`` why one did not come to its end.
    """

    began_at: datetime
    ended_at: datetime | None
    checked: int
    missing: int
    extra: int
    differing: int
    trouble: str


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """One target's outbox in numbers, what the target said last, why it could not be asked for its
    decisions, how many of these could not be read (and about which outer id the first), and its
    newest comparison.
    """

    target: str
    waiting: int
    queued: int
    accepted: int
    dead: int
    voided: int
    dropped: int
    oldest: datetime | None
    words: str | None
    reason: str | None
    trouble: str
    unread: int
    first_unread: UUID | None
    reconciled: Reconciled | None


_AT = """
  select p.target, p.form, p.state, p.reason, p.words, p.accepted_at, b.state as taking_back, r.state as decided,
    r.credit as given,
    r.reason as said
  from (
    select distinct on (p.target) p.*, s.form
    from statement s join push p on p.statement_id = s.id
    where s.completion_id = m.completion_id and s.voids is null
    order by p.target, s.revision desc) p
  left join statement t on t.voids = p.statement_id
  left join push b on b.statement_id = t.id and b.target = p.target
  left join lateral (
    select r.state, r.credit, r.reason from recognition r
    where r.claim_id = m.id and r.target = p.target and r.outer_id = p.statement_id
    order by r.said_at desc, r.id desc limit 1) r
    on true
"""
"""How claim ``m`` stands at each target: by its newest revision there, and the newest decision about
that: what a bank says of one that was withdrawn, before or after, is over."""

_CLAIMS = f"""
with mine as (
  select m.*, v.reason as voided
  from ledger_person q join completion c on c.person = q.key join claim m on m.completion_id = c.id
    left join voiding v on v.completion_id = c.id
  where q.learner_id = $1 and not {REPEATS} and not exists (
    select from completion n where n.person = c.person and n.kind = c.kind
      and n.course_key = c.course_key and n.registration = c.registration and n.revision > c.revision)
)
select m.key, m.course_key as course, m.title, m.framework, m.level, m.hours, m.credit, m.rule,
  m.recorded_at as claimed_at, m.voided, at.*
from mine m left join lateral ({_AT}) at on true
order by m.recorded_at, m.id, at.target
"""


async def claims(conn: Connection, learner: int) -> list[ClaimFacts]:
    """A learner's claims, oldest first. One that repeats another is left out, and one that was
    voided where another took its place.
    """
    found: dict[UUID, list[Row]] = {}
    for row in await conn.fetch(_CLAIMS, learner):
        found.setdefault(row["key"], []).append(row)
    return [_claim(rows) for rows in found.values()]


def _claim(rows: Sequence[Row]) -> ClaimFacts:
    first = rows[0]
    names = [name for name in ClaimFacts.__slots__ if name != "at"]
    at = tuple(
        AtBank(**{name: row[name] for name in AtBank.__slots__}) for row in rows if row["target"]
    )
    return ClaimFacts(**{name: first[name] for name in names}, at=at)


_BALANCE = f"""
with mine as (
  select m.id, m.completion_id, m.level, m.hours, m.credit
  from ledger_person q join completion c on c.person = q.key join claim m on m.completion_id = c.id
  where q.learner_id = $1 and not {VOIDED} and not {REPEATS}
), told as (
  select m.level, m.hours, m.credit,
    coalesce(bool_or(at.state <> 'voided' and (at.state = 'accepted' or at.decided is not null
      or at.state in ('waiting', 'queued', 'leased') and at.accepted_at is not null)),
      false) as received,
    coalesce(bool_or(at.state <> 'voided' and at.decided in ('accepted', 'converted')), false)
      as accepted,
    max(coalesce(at.given, m.credit)) filter (
      where at.state <> 'voided' and at.decided = 'converted') as credited,
    coalesce(bool_or(at.state = 'dead' or at.state <> 'voided' and at.decided = 'rejected'), false)
      as rejected
  from mine m left join lateral ({_AT}) at on true group by m.id, m.level, m.hours, m.credit
)
select coalesce(sum(credit), 0) as claimed,
  coalesce(sum(credit) filter (where received), 0) as received,
  coalesce(sum(credit) filter (where accepted), 0) as accepted,
  coalesce(sum(credited), 0) as credited,
  coalesce(sum(credit) filter (where rejected and not accepted), 0) as rejected,
  coalesce((select jsonb_object_agg(level, hours) from (
    select level, sum(hours) as hours from told group by level) l), '{{}}') as hours
from told
"""


async def balance(conn: Connection, learner: int) -> Row:
    """A learner's balance: claimed, received, accepted, credited, rejected, and hours by level."""
    row = await conn.fetchrow(_BALANCE, learner)
    assert row is not None  # noqa: S101 - an aggregate without groups has one row
    return row


async def targets(conn: Connection, names: Sequence[str]) -> list[TargetFacts]:
    """The outbox of each target named, in that order; rows of a target without any are zero."""
    rows = await conn.fetch(
        """
        select t.target, n.*, l.words, l.reason, coalesce(k.trouble, '') as trouble,
          u.unread, u.first_unread
        from unnest($1::text[]) with ordinality as t (target, place)
        cross join lateral (
          select count(*) filter (where state = 'waiting') as waiting,
            count(*) filter (where state in ('queued', 'leased')) as queued,
            count(*) filter (where state = 'accepted') as accepted,
            count(*) filter (where state = 'dead') as dead,
            count(*) filter (where state = 'voided') as voided,
            count(*) filter (where state = 'dropped') as dropped,
            min(owed_at) filter (where state in ('queued', 'leased')) as oldest
          from push where push.target = t.target) n
        left join lateral (
          select words, reason from push
          where push.target = t.target and tried_at is not null
          order by tried_at desc limit 1) l on true
        left join recognition_cursor k on k.target = t.target
        cross join lateral (
          select count(*) as unread, (array_agg(outer_id order by first_at, outer_id))[1] as first_unread
          from recognition_unread where recognition_unread.target = t.target) u
        order by t.place
        """,
        list(names),
    )
    compared = await _reconciled(conn, names)
    return [TargetFacts(**dict(row), reconciled=compared.get(row["target"])) for row in rows]


async def _reconciled(conn: Connection, names: Sequence[str]) -> dict[str, Reconciled]:
    rows = await conn.fetch(
        """
        select r.target, r.began_at, r.ended_at, r.checked, r.missing, r.extra, r.differing, r.trouble
        from unnest($1::text[]) as t (target) cross join lateral (
          select * from reconciliation where target = t.target order by began_at desc limit 1) r
        """,
        list(names),
    )
    return {row["target"]: Reconciled(*tuple(row.values())[1:]) for row in rows}
