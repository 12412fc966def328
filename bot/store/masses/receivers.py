"""Who gets a mass message: taken from the inbox into a part, and moved on when that has ended.

An account is compared as ``account || ''``, and what is held for somebody likewise: so both are
looked up by learner, also where statistics do not know yet that an account has more addresses, and
a subject more deliveries, than a learner. By subject, ten thousand receivers took minutes.

Locks are taken in one order: the mass message (by the caller), learners, held deliveries,
addresses. Who is locked by somebody else is in the middle of a contact, and left out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.masses import MONTHLY
from bot.store.db import Connection
from bot.store.masses.parts import Part
from bot.store.masses.planned import MassRow
from bot.store.quotas import month_of


@dataclass(frozen=True, slots=True)
class Kept:
    """What goes before a mass message in its month, and so keeps a follower's place: planned ones
    as (row of a group, row of the mass message), and what is going out already.
    """

    planned: Sequence[tuple[int, int]] = ()
    going: Sequence[tuple[str, str, str]] = ()


_PICK = f"""
select h.id, a.id as address_id
from delivery_held h join learner l on l.id = h.learner_id
cross join lateral (
  select a.id, case when a.mass_month = $7 then a.mass_used else 0 end as used from address a
  where a.learner_id = h.learner_id and a.account || '' = h.lane and a.state = 'active'
    and (a.muted_until is null or a.muted_until <= $5) order by a.id limit 1) a
where h.lane = $1 and h.kind = $2 and h.subject = $3 and h.occurrence = $4 and h.id > $6 and h.part_id is null
  and (h.expires is null or h.expires > $5) and l.state not in ('stopped', 'away') and h.reason <> $15
  and ($8 = 0 or a.used < {MONTHLY} and a.used
    + (select count(distinct k.mass) from unnest($9::bigint[], $10::bigint[]) as k (group_id, mass)
       join group_member m on m.group_id = k.group_id and m.learner_id = h.learner_id)
    + (select count(*) from unnest($11::text[], $12::text[], $13::text[]) as k (kind, subject, occurrence)
       join delivery_held o on o.learner_id = h.learner_id and o.lane || '' = $1 and o.part_id is null
         and o.kind || '' = k.kind and o.subject || '' = k.subject and o.occurrence = k.occurrence) < {MONTHLY})
order by h.id limit $14 for no key update of l, h skip locked
"""


@dataclass(frozen=True, slots=True)
class Picked:
    """Receivers that can be reserved, locked: their deliveries and addresses, in order."""

    deliveries: list[int] = field(default_factory=list)
    addresses: list[int] = field(default_factory=list)


async def pick(
    conn: Connection,
    mass: MassRow,
    now: datetime,
    most: int,
    *,
    kept: Kept | None = None,
    after: int = 0,
) -> Picked:
    """The next ``most`` receivers of a mass message, from the deliveries held for it.

    With ``kept``, only followers who had less than four in this month, counting what is kept.
    Left out are those somebody else is at work with: they are in the middle of a contact; and who
    could not be tagged for it, or they would be tried without end.
    """
    keep = kept or Kept()
    rows = await conn.fetch(
        _PICK,
        mass.account,
        mass.kind.value,
        mass.subject,
        mass.occurrence,
        now,
        after,
        month_of(now),
        int(kept is not None),
        [group for group, _ in keep.planned],
        [one for _, one in keep.planned],
        *([list(column) for column in zip(*keep.going, strict=True)] or ([], [], [])),
        most,
        UNTAGGED,
    )
    return Picked([row["id"] for row in rows], [row["address_id"] for row in rows])


async def may_fill(conn: Connection, mass: MassRow, most: int) -> bool:
    """Whether so many wait for a mass message that a call could be full; nobody is locked for
    the question, which is asked each second while they are still being planned.
    """
    count: int = await conn.fetchval(
        """
        select count(*) from (
          select from delivery_held where lane = $1 and kind = $2 and subject = $3 and occurrence = $4
            and part_id is null limit $5) as waiting
        """,
        mass.account,
        mass.kind.value,
        mass.subject,
        mass.occurrence,
        most,
    )
    return count == most


async def reserve(
    conn: Connection, part: int, picked: Picked, now: datetime, *, counted: bool
) -> None:
    """Put receivers into a part; ``counted``: each has one less left this month."""
    await conn.execute(
        """
        with h as (update delivery_held set part_id = $1 where id = any($2::bigint[]) and part_id is null)
        update mass_part set receivers = receivers + $3 where id = $1
        """,
        part,
        picked.deliveries,
        len(picked.deliveries),
    )
    if counted:
        await conn.execute(
            """
            update address set mass_used = case when mass_month = $2 then mass_used + 1 else 1 end, mass_month = $2
            where id = any($1::bigint[])
            """,
            picked.addresses,
            month_of(now),
        )


async def remain_held(conn: Connection, deliveries: Collection[int], reason: str) -> None:
    """Say why these stay in the inbox."""
    await conn.execute(
        "update delivery_held set reason = $2 where id = any($1::bigint[])",
        list(deliveries),
        reason,
    )


async def leave_out_unreachable(conn: Connection, part: Part, now: datetime) -> int:
    """Before a part's first call: who cannot be reached any more is taken out of it, and stays
    in the inbox. How many receivers are left.
    """
    rows = await conn.fetch(
        """
        update delivery_held h set part_id = null, reason = 'left, or takes no messages'
        where h.part_id = $1 and not exists (select from address a where a.learner_id = h.learner_id
          and a.account || '' = h.lane and a.state = 'active' and (a.muted_until is null or a.muted_until <= $2))
        returning h.learner_id
        """,
        part.row,
        now,
    )
    await _give_back(conn, [row["learner_id"] for row in rows], part.account, part.month)
    left: int = await conn.fetchval(
        "update mass_part set receivers = receivers - $2 where id = $1 returning receivers",
        part.row,
        len(rows),
    )
    return left


async def dissolve(conn: Connection, part: Part, reason: str, *, give_back: bool) -> None:
    """A part that is too small to be called is no more; its receivers wait in the inbox."""
    rows = await conn.fetch(
        "update delivery_held set part_id = null, reason = $2 where part_id = $1 returning learner_id",
        part.row,
        reason,
    )
    if give_back:
        await _give_back(conn, [row["learner_id"] for row in rows], part.account, part.month)
    await conn.execute("delete from mass_part where id = $1", part.row)


async def _give_back(conn: Connection, learners: Sequence[int], account: str, month: str) -> None:
    """A mass message that did not reach these does not count among their four."""
    if learners:
        await conn.execute(
            """
            update address a set mass_used = a.mass_used - 1 where a.id in (
              select min(o.id) from address o where o.learner_id = any($1::bigint[]) and o.account || '' = $2
                and o.mass_month = $3 and o.mass_used > 0 group by o.learner_id)
            """,
            list(learners),
            account,
            month,
        )


async def receivers(
    conn: Connection, part: int, *, after: int = 0, most: int = 10_000
) -> list[tuple[int, str]]:
    """The next receivers of a part after a delivery: (delivery, platform id), in order."""
    rows = await conn.fetch(
        """
        select h.id, a.platform_id from delivery_held h cross join lateral (
          select platform_id from address a where a.learner_id = h.learner_id and a.account || '' = h.lane
            and a.state = 'active' order by a.id limit 1) a
        where h.part_id = $1 and h.id > $2 order by h.id limit $3
        """,
        part,
        after,
        most,
    )
    return [(row["id"], row["platform_id"]) for row in rows]


async def take_out(conn: Connection, part: int, deliveries: Collection[int]) -> None:
    """Some receivers could not be tagged: they stay in the inbox."""
    await conn.execute(
        """
        with out as (
          update delivery_held set part_id = null, reason = $3 where part_id = $1 and id = any($2::bigint[]) returning 1
        )
        update mass_part set receivers = receivers - (select count(*) from out) where id = $1
        """,
        part,
        list(deliveries),
        UNTAGGED,
    )


@dataclass(frozen=True, slots=True)
class EndedPart:
    """A part whose receivers are to be moved on. ``uncertain``: nobody knows whether it was sent."""

    row: int
    mass: int
    account: str
    done: bool
    status: str
    month: str
    uncertain: bool


async def ended_parts(conn: Connection, accounts: Collection[str]) -> list[EndedPart]:
    """Ended parts of mass messages that go out, with receivers still in the inbox."""
    rows = await conn.fetch(
        """
        select p.*, m.account from mass_message m join mass_part p on p.mass_id = m.id
        where m.state = 'sending' and m.account = any($1::text[]) and p.state in ('done', 'failed')
          and exists (select from delivery_held h where h.part_id = p.id) order by p.id
        """,
        list(accounts),
    )
    return [
        EndedPart(
            row["id"],
            row["mass_id"],
            row["account"],
            row["state"] == "done",
            row["status"],
            month_of(row["reserved_at"]),
            row["submitted_at"] is not None and row["message_id"] is None,
        )
        for row in rows
    ]


_STEP = "jsonb_build_object('at', {at}::timestamptz, 'reason', {reason}::text, 'rung', 'mass')"


async def move_sent(
    conn: Connection, part: EndedPart, reason: str, now: datetime, most: int
) -> int:
    """The next ``most`` receivers of a part that went out have got it; how many."""
    tag = await conn.execute(
        f"""
        with h as (
          delete from delivery_held where id in (
            select id from delivery_held where part_id = $1 order by id limit $4 for update) returning *
        )
        insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, expires,
          attempts, uncertain, address_id, rung, reason, detail, steps, planned_at, decided_at, ended_at)
        select h.id, h.learner_id, h.lane, h.kind, h.subject, h.occurrence, h.priority, 'sent', h.due, h.expires,
          h.attempts + 1, h.uncertain, a.id, 'mass', $2,
          h.detail || coalesce(m.words -> 'trace', '{{}}') || jsonb_build_object('mass', m.id, 'part', $1::bigint),
          h.steps || {_STEP.format(at="$3", reason="$2")}, h.planned_at, coalesce(h.decided_at, $3), $3
        from h join mass_message m on m.id = $5 left join lateral (
          select id from address a where a.learner_id = h.learner_id and a.account || '' = h.lane
          order by a.state <> 'active', a.id limit 1) a on true
        """,
        part.row,
        reason,
        now,
        most,
        part.mass,
    )
    return int(tag.rsplit(" ", 1)[1])


async def release(
    conn: Connection, part: EndedPart, reason: str, now: datetime, most: int, *, give_back: bool
) -> int:
    """The next ``most`` receivers of a part that did not go out wait in the inbox again; how many.

    ``give_back``: it does not count among their four.
    """
    rows = await conn.fetch(
        """
        select h.id, h.learner_id from delivery_held h join learner l on l.id = h.learner_id
        where h.part_id = $1 order by h.id limit $2 for no key update of l, h skip locked
        """,
        part.row,
        most,
    )
    if not rows:
        return 0
    await conn.execute(
        f"""
        update delivery_held h set part_id = null, reason = $2, uncertain = h.uncertain or $4,
          steps = h.steps || {_STEP.format(at="$3", reason="$2")} where id = any($1::bigint[])
        """,
        [row["id"] for row in rows],
        reason,
        now,
        part.uncertain,
    )
    if give_back:
        await _give_back(conn, [row["learner_id"] for row in rows], part.account, part.month)
    return len(rows)


FAILED = "the mass message failed: {why}"
LONE = "a mass message needs two receivers, and nobody else was waiting"
LATE = "came too late for the mass message"
FOUR = "has had four mass messages this month"
KEPT = "the month's last mass messages are kept for what goes before this one"
UNREACHED = "left, or takes no messages"
UNTAGGED = "the platform could not tag this follower"


async def explain_left(
    conn: Connection, mass: MassRow, month: str, now: datetime, most: int, *, failure: str = ""
) -> int:
    """Say of the next ``most`` who wait on though the mass message is over why they do; how many.

    ``month`` is empty where nothing is counted by the month. ``failure``: it failed, for this
    reason, which is everybody's.
    """
    rows = await conn.fetch(
        f"""
        with left_over as (
          select h.id, case when $13 <> '' then $13 when a.id is null then $9 when $6 = '' then $10
            when a.mass_month = $6 and a.mass_used >= {MONTHLY} then $11
            when h.held_at > $5::timestamptz - interval '5 minutes' then $10 else $12 end as reason
          from delivery_held h left join lateral (
            select id, mass_month, mass_used from address a where a.learner_id = h.learner_id and a.account || '' = h.lane
              and a.state = 'active' and (a.muted_until is null or a.muted_until <= $5) order by id limit 1) a on true
          where h.lane = $1 and h.kind = $2 and h.subject = $3 and h.occurrence = $4 and h.part_id is null
            and h.reason <> all($8::text[]) order by h.id limit $7 for no key update of h skip locked
        )
        update delivery_held h set reason = l.reason from left_over l where h.id = l.id returning h.id
        """,
        mass.account,
        mass.kind.value,
        mass.subject,
        mass.occurrence,
        now,
        month,
        most,
        [failure] if failure else [LATE, FOUR, KEPT, UNREACHED, LONE, UNTAGGED],
        UNREACHED,
        LATE,
        FOUR,
        KEPT,
        failure,
    )
    return len(rows)
