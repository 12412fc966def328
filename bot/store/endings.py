"""What comes of a delivery: it ends and moves away, or it is planned again.

A record counts only while its claim is the newest (``attempts``). A delivery that the sweep took
back but nobody has claimed since is still its sender's to end.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection

NEXT_STEP = """case when d.steps -> -1 ->> 'reason' = {reason} then d.steps
  else d.steps || jsonb_strip_nulls(jsonb_build_object('at', {at}::timestamptz, 'reason', {reason}, 'rung', d.rung)) end"""
"""A step that says the same as the one before is left out, so that waiting costs no space."""


@dataclass(slots=True)
class Ending:
    """A delivery that ends: ``sent``, ``held``, ``expired`` or ``failed``."""

    row: int
    attempts: int
    state: str
    reason: str
    uncertain: bool = False


_END = f"""
with ended as materialized (
  select * from unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::boolean[])
    as e (id, attempts, end_state, end_reason, may_have_arrived)
), d as (
  delete from delivery d using ended e where d.id = e.id and d.attempts = e.attempts
  returning d.*, e.end_state, e.end_reason, e.may_have_arrived
), held as (
  insert into delivery_held (id, learner_id, lane, kind, subject, occurrence, priority, due, expires, attempts,
    uncertain, detail, steps, planned_at, decided_at, reason, held_at)
  select id, learner_id, lane, kind, subject, occurrence, priority, due, expires, attempts - unsent,
    uncertain or may_have_arrived, detail, {NEXT_STEP.format(reason="end_reason", at="$6")},
    planned_at, coalesce(decided_at, $6), end_reason, $6
  from d where end_state = 'held'
), past as (
  insert into delivery_past (id, learner_id, group_id, lane, kind, subject, occurrence, priority, state, due,
    expires, attempts, uncertain, address_id, rung, reason, detail, steps, planned_at, decided_at, ended_at)
  select id, learner_id, group_id, lane, kind, subject, occurrence, priority, end_state, due,
    expires, attempts - unsent, uncertain or may_have_arrived, address_id, rung, end_reason,
    case when kind = 'reply' and (end_state = 'sent' or group_id is not null) then '{{}}' else detail end,
    {NEXT_STEP.format(reason="end_reason", at="$6")}, planned_at, coalesce(decided_at, $6), $6
  from d where end_state <> 'held'
)
select id from d
"""


async def end(conn: Connection, endings: Sequence[Ending], now: datetime) -> set[int]:
    """Move what has ended out of the hot table; the rows that were still ours to end.

    A reply's words are let go of once they are sent: what it showed is traced where it was chosen.
    Those of a reply to a group are let go of however it ended: they may name people (a board),
    whose erasure does not look for them there.
    """
    ordered = sorted(endings, key=lambda one: one.row)
    rows = await conn.fetch(
        _END,
        [one.row for one in ordered],
        [one.attempts for one in ordered],
        [one.state for one in ordered],
        [one.reason for one in ordered],
        [one.uncertain for one in ordered],
        now,
    )
    return {row["id"] for row in rows}


@dataclass(slots=True)
class PutBack:
    """A claim that is planned again for ``until``.

    ``uncertain``: the attempt may have arrived. ``tried``: it counts as an attempt.
    ``pages_sent`` are those that arrived before one did not. ``others`` of the recipient that
    come no earlier than this one then: ``all``, those of its ``kind``, or none.
    """

    row: int
    attempts: int
    until: datetime
    reason: str
    uncertain: bool = False
    tried: bool = True
    pages_sent: int = 0
    others: str = ""


async def put_back(conn: Connection, backs: Sequence[PutBack], now: datetime) -> set[int]:
    """Plan claims again; the rows that were still ours. Keeps the order of each recipient's."""
    # Not "= 'claimed'": the indexes of what is claimed would be taken for the shorter way, which
    # they are only as long as statistics say that little is.
    ordered = sorted(backs, key=lambda one: one.row)
    rows = await conn.fetch(
        f"""
        update delivery d set state = 'planned', next_try = b.until, lease_until = null,
          unsent = d.unsent + case when b.tried then 0 else 1 end, uncertain = d.uncertain or b.uncertain,
          detail = case when b.pages_sent > 0 then d.detail || jsonb_build_object('pages_sent', b.pages_sent) else d.detail end,
          steps = {NEXT_STEP.format(reason="b.reason", at="$8")}
        from unnest($1::bigint[], $2::int[], $3::timestamptz[], $4::text[], $5::boolean[], $6::boolean[], $7::int[])
          as b (id, attempts, until, reason, uncertain, tried, pages_sent)
        where d.id = b.id and d.attempts = b.attempts and d.state <> 'planned' returning d.id
        """,
        [one.row for one in ordered],
        [one.attempts for one in ordered],
        [one.until for one in ordered],
        [one.reason for one in ordered],
        [one.uncertain for one in ordered],
        [one.tried for one in ordered],
        [one.pages_sent for one in ordered],
        now,
    )
    ours = {row["id"] for row in rows}
    behind = [one for one in ordered if one.others and one.row in ours]
    if behind:
        await _hold_back(conn, behind)
    return ours


async def _hold_back(conn: Connection, backs: Sequence[PutBack]) -> None:
    """Let what else is planned for the same recipients come no earlier than what was put back."""
    await conn.execute(
        """
        update delivery o set next_try = b.until
        from unnest($1::bigint[], $2::timestamptz[], $3::text[]) as b (id, until, others)
        join delivery d on d.id = b.id
        where o.id <> d.id and o.state = 'planned' and o.next_try < b.until
          and (o.learner_id = d.learner_id or o.group_id = d.group_id)
          and (b.others = 'all' or o.kind = d.kind)
        """,
        [one.row for one in backs],
        [one.until for one in backs],
        [one.others for one in backs],
    )


async def expired_leases(conn: Connection, now: datetime, most: int = 5000) -> dict[int, int]:
    """Claims whose lease has ended: rows, each with its ``attempts``."""
    rows = await conn.fetch(
        """
        select id, attempts from delivery where state = 'claimed' and learner_id is not null and lease_until <= $1
        union all
        select id, attempts from delivery where state = 'claimed' and group_id is not null and lease_until <= $1
        limit $2
        """,
        now,
        most,
    )
    return {row["id"]: row["attempts"] for row in rows}


async def take_back(conn: Connection, claims: Collection[tuple[int, int]], now: datetime) -> int:
    """Plan claims again whose sender is gone, marked uncertain; returns how many.

    ``claims`` are (row, attempts); one that was recorded or claimed anew meanwhile is let be.
    """
    tag = await conn.execute(
        f"""
        update delivery d set state = 'planned', next_try = $3, lease_until = null, uncertain = true,
          steps = {NEXT_STEP.format(reason="'its sender went away; it may have arrived'::text", at="$3")}
        where state = 'claimed' and id in (
          select o.id from delivery o join unnest($1::bigint[], $2::int[]) as c (id, attempts)
            on o.id = c.id and o.attempts = c.attempts
          where o.state = 'claimed' and o.lease_until <= $3 for no key update of o skip locked)
        """,
        [row for row, _ in claims],
        [attempts for _, attempts in claims],
        now,
    )
    return int(tag.rsplit(" ", 1)[1])
