"""How a worker takes deliveries: candidates, claims with a lease, and what came of them.

``attempts`` is the lease's token: it grows with each claim, and a record is written only while
it is the one that was claimed. A sender that outlived its lease changes nothing newer.

Locks are taken in one order everywhere: the recipient (learner or group), then deliveries, then
the address. Learners and groups are locked ``for no key update``, which lets others insert rows
that refer to them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.db import Connection
from bot.store.deliveries import Delivery, delivery_of

ADD_STEP = """case when {t}steps -> -1 ->> 'reason' = ({step}) ->> 'reason' then {t}steps
  else {t}steps || ({step}) end"""
"""A step that says the same as the one before is left out, so that waiting costs no space."""

PAGES_SENT = "pages_sent"
"""In a delivery's detail: how many pages of these words arrived before one did not."""

_CANDIDATES = """
with candidate as materialized (
  select d.* from delivery d
  where d.state = 'planned' and d.next_try <= $1 and d.kind = any($3)
    and not exists (select 1 from delivery f where f.state = 'claimed' and f.learner_id = d.learner_id)
    and not exists (select 1 from delivery f where f.state = 'claimed' and f.group_id = d.group_id)
  order by d.priority, d.next_try, d.id limit $2
  for no key update of d skip locked
), taken as (
  select distinct on (learner_id, group_id) * from candidate
  order by learner_id, group_id, priority, next_try, id
), person as (
  select id, zone, state from learner where id in (select learner_id from taken)
  for no key update skip locked
), chat as (
  select id, zone, state, account, platform_id from chat_group where id in (select group_id from taken)
  for no key update skip locked
)
select t.*, coalesce(p.zone, c.zone) as zone, coalesce(p.state, c.state) as recipient_state,
  c.account as group_account, c.platform_id as group_platform_id,
  (select jsonb_agg(jsonb_build_array(a.id, a.account, a.platform_id, a.message_window_until,
      a.message_window_left, a.click_window_until, a.click_window_left)
      order by a.id <> coalesce(t.address_id, 0), a.last_in_at desc nulls last, a.id)
     from address a where a.learner_id = t.learner_id and a.state = 'active'
       and (t.kind <> 'reply' or a.id = t.address_id)) as addresses
from taken t left join person p on p.id = t.learner_id left join chat c on c.id = t.group_id
where p.id is not null or c.id is not null
order by t.priority, t.next_try, t.id
"""


async def lock_candidates(
    conn: Connection, now: datetime, most: int, kinds: Collection[str]
) -> list[Delivery]:
    """Deliveries whose time has come, locked, one for each recipient, most urgent first.

    Left out are recipients with something in flight, those at work in another transaction, and
    kinds that are not among ``kinds``: a newer program's rows wait for a newer worker.
    """
    rows = await conn.fetch(_CANDIDATES, now, most, list(kinds))
    return [delivery_of(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was decided without sending: to wait ``until``, or an end (held, expired, failed)."""

    row: int
    state: str
    reason: str
    step: dict[str, Any]
    until: datetime | None = None


async def settle(conn: Connection, settlements: Sequence[Settlement], now: datetime) -> None:
    """Write decisions for candidates locked in this transaction, in one statement."""
    await conn.execute(
        f"""
        update delivery d set state = s.state, next_try = coalesce(s.until, d.next_try),
          reason = case when s.until is null then s.reason else d.reason end,
          ended_at = case when s.until is null then $2::timestamptz end,
          decided_at = coalesce(d.decided_at, $2::timestamptz),
          steps = {ADD_STEP.format(t="d.", step="s.step")}
        from jsonb_to_recordset($1) as s (id bigint, state text, reason text, until timestamptz, step jsonb)
        where d.id = s.id and d.state = 'planned'
        """,
        [
            {
                "id": one.row,
                "state": one.state,
                "reason": one.reason,
                "until": one.until.isoformat() if one.until else None,
                "step": one.step,
            }
            for one in settlements
        ],
        now,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate that is to be sent; ``window`` is ``message``, ``click`` or empty."""

    row: int
    address: int | None
    window: str = ""


async def claim(
    conn: Connection, choices: Sequence[Choice], *, lease_until: datetime, now: datetime
) -> dict[int, int]:
    """In flight from now until ``lease_until``: the rows claimed, each with its ``attempts``.

    Everything that may have changed since the candidates were read is looked at again, now that
    their recipients are locked: what is in flight, and a place in the address's window, which
    is reserved. A delivery that lost its chance stays planned. ``rung`` is empty until the
    words are found, see ``note_composed``.
    """
    rows = await conn.fetch(
        """
        with chosen as (
          select c.id, c.address, c.place
          from jsonb_to_recordset($1) as c (id bigint, address bigint, place text)
        ), free as (
          select c.* from chosen c join delivery d on d.id = c.id and d.state = 'planned'
          where not exists (select 1 from delivery f where f.state = 'claimed' and f.learner_id = d.learner_id)
            and not exists (select 1 from delivery f where f.state = 'claimed' and f.group_id = d.group_id)
        ), reserved as (
          update address a set
            message_window_left = a.message_window_left - case when f.place = 'message' then 1 else 0 end,
            click_window_left = a.click_window_left - case when f.place = 'click' then 1 else 0 end
          from free f where a.id = f.address and case f.place
            when 'message' then a.message_window_left > 0 and a.message_window_until > $3
            when 'click' then a.click_window_left > 0 and a.click_window_until > $3 else false end
          returning a.id
        )
        update delivery d set state = 'claimed', address_id = f.address, rung = null, lease_until = $2,
          attempts = d.attempts + 1, decided_at = coalesce(d.decided_at, $3)
        from free f where d.id = f.id and (f.place = '' or f.address in (select id from reserved))
        returning d.id, d.attempts
        """,
        [{"id": one.row, "address": one.address, "place": one.window} for one in choices],
        lease_until,
        now,
    )
    return {row["id"]: row["attempts"] for row in rows}


async def still_ours(conn: Connection, delivery: Delivery, attempts: int) -> str | None:
    """The recipient's state, with recipient and delivery locked; None when the claim is gone.

    A claim goes when its lease ended, or when the learner fetched the item in the meantime.
    """
    state: str | None = await conn.fetchval(
        """
        with person as materialized (
          select state from learner where id = $3 for no key update
        ), chat as materialized (
          select state from chat_group where id = $4 for no key update
        )
        select r.state from delivery d
        cross join (select state from person union all select state from chat) r
        where d.id = $1 and d.state = 'claimed' and d.attempts = $2 for no key update of d
        """,
        delivery.row,
        attempts,
        delivery.learner,
        delivery.group,
    )
    return state


async def note_composed(
    conn: Connection, delivery: int, attempts: int, *, rung: str, detail: dict[str, Any]
) -> None:
    """The words are found and go out now: by which rung, and what was chosen."""
    await conn.execute(
        "update delivery set rung = $3, detail = $4 where id = $1 and attempts = $2 and state = 'claimed'",
        delivery,
        attempts,
        rung,
        detail,
    )


async def finish(
    conn: Connection,
    delivery: int,
    attempts: int,
    state: str,
    *,
    reason: str,
    now: datetime,
    step: dict[str, Any],
    uncertain: bool = False,
) -> bool:
    """Sent, held, expired or failed; False when the claim is another's by now.

    A delivery that the sweep took back but nobody has claimed since is still ours to end.
    """
    done: bool | None = await conn.fetchval(
        f"""
        update delivery set state = $3, reason = $4, lease_until = null, ended_at = $5::timestamptz,
          decided_at = coalesce(decided_at, $5::timestamptz), uncertain = uncertain or $7,
          steps = {ADD_STEP.format(t="", step="$6::jsonb")}
        where id = $1 and attempts = $2 and state in ('claimed', 'planned') returning true
        """,
        delivery,
        attempts,
        state,
        reason,
        now,
        step,
        uncertain,
    )
    return bool(done)


async def put_back(
    conn: Connection,
    delivery: int,
    attempts: int,
    *,
    until: datetime,
    step: dict[str, Any],
    uncertain: bool = False,
    tried: bool = True,
    pages_sent: int = 0,
) -> bool:
    """Planned again for ``until``; False when the claim is another's by now.

    ``uncertain``: the attempt may have arrived. ``tried``: it counts as an attempt.
    ``pages_sent`` are those that arrived before one did not.
    """
    done: bool | None = await conn.fetchval(
        f"""
        update delivery set state = 'planned', next_try = $3, lease_until = null,
          attempts = attempts - case when $6 then 0 else 1 end, uncertain = uncertain or $5,
          detail = case when $7 > 0 then detail || jsonb_build_object('{PAGES_SENT}', $7::int) else detail end,
          steps = {ADD_STEP.format(t="", step="$4::jsonb")}
        where id = $1 and attempts = $2 and state = 'claimed' returning true
        """,
        delivery,
        attempts,
        until,
        step,
        uncertain,
        tried,
        pages_sent,
    )
    return bool(done)


async def hold_back(conn: Connection, delivery: int, until: datetime, *, replies: bool) -> None:
    """Let what else is planned for the same recipient come no earlier than ``until``.

    ``replies``: only replies, so that a second page never overtakes the first.
    """
    await conn.execute(
        """
        update delivery o set next_try = $2 from delivery d
        where d.id = $1 and o.id <> d.id and o.state = 'planned' and o.next_try < $2
          and (o.learner_id = d.learner_id or o.group_id = d.group_id)
          and (not $3 or o.kind = 'reply')
        """,
        delivery,
        until,
        replies,
    )


async def take_back_expired_leases(
    conn: Connection, now: datetime, sparing: Collection[int] = ()
) -> int:
    """Plan claimed deliveries again whose sender is gone, marked uncertain; returns how many.

    ``sparing`` are those whose sender is known to be alive, however far the clock was moved.
    """
    step = {"at": now.isoformat(), "reason": "its sender went away; it may have arrived"}
    tag = await conn.execute(
        f"""
        update delivery set state = 'planned', next_try = $1, lease_until = null, uncertain = true,
          steps = {ADD_STEP.format(t="", step="$3::jsonb")}
        where id in (select id from delivery where state = 'claimed' and lease_until <= $1
                       and id <> all($2::bigint[])
                     order by lease_until limit 500 for no key update skip locked)
        """,
        now,
        list(sparing),
        step,
    )
    return int(tag.rsplit(" ", 1)[1])
