"""How a worker takes deliveries: candidates, places and quotas reserved, claims with a lease.

``attempts`` is the lease's token: it grows with each claim, and a record is written only while
it is the one that was claimed. A sender that outlived its lease changes nothing newer. What
comes of a claim stands in ``bot.store.endings``.

Locks are taken in one order everywhere: the recipient (learner or group), then deliveries, then
quotas, then the address. Learners and groups are locked ``for no key update``, which lets others
insert rows that refer to them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.store.db import Connection
from bot.store.deliveries import ADDRESS, Delivery, delivery_of

PAGES_SENT = "pages_sent"
"""In a delivery's detail: how many pages of these words arrived before one did not."""

LEAST_SHARE = 4
"""How many deliveries each account may have in a round, however many accounts share it."""

_CANDIDATES = f"""
with recursive lane as (
  (select lane, priority from delivery where state = 'planned' order by lane, priority limit 1)
  union all
  select n.lane, n.priority from lane l cross join lateral (
    select d.lane, d.priority from delivery d
    where d.state = 'planned' and (d.lane, d.priority) > (l.lane, l.priority)
    order by d.lane, d.priority limit 1) n
), ready as materialized (
  select l.lane, l.priority, case when l.priority = 0 then $2::int else least($2::int, r.room) end as room
  from lane l left join unnest($4::text[], $5::int[]) as r (lane, room) on r.lane = l.lane
  where coalesce(r.room, 1) > case when l.priority = 0 then -1 else 0 end and exists (select 1 from delivery d
    where d.state = 'planned' and d.lane = l.lane and d.priority = l.priority and d.next_try <= $1)
), share as (
  select greatest($6::int, $2::int / greatest(1, count(distinct lane)))::int as most from ready
), candidate as materialized (
  select d.* from ready r cross join share s cross join lateral (
    select d.* from delivery d
    where d.state = 'planned' and d.lane = r.lane and d.priority = r.priority
      and d.next_try <= $1 and d.kind = any($3)
      and not exists (select 1 from delivery f where f.state = 'claimed' and f.learner_id = d.learner_id)
      and not exists (select 1 from delivery f where f.state = 'claimed' and f.group_id = d.group_id)
      and (d.kind <> 'reply' or not exists (select 1 from delivery e where e.state = 'planned' and e.kind = 'reply'
          and e.learner_id = d.learner_id and e.id < d.id and e.address_id = d.address_id)
        and not exists (select 1 from delivery e where e.state = 'planned' and e.kind = 'reply'
          and e.group_id = d.group_id and e.id < d.id))
    order by d.next_try, d.id limit least(r.room, s.most)
    for no key update of d skip locked) d
), single as (
  select distinct on (learner_id, group_id) * from candidate
  order by learner_id, group_id, priority, next_try, id
), turn as (
  select *, row_number() over (partition by lane order by priority, next_try, id) as turn from single
), taken as (
  select t.* from turn t left join unnest($4::text[], $5::int[]) as r (lane, room) on r.lane = t.lane
  where t.priority = 0 or t.turn <= coalesce(r.room, $2) order by t.priority > 0, t.turn, t.lane limit $2
), person as (
  select id, zone, state, case when track = 'couriers' then times end as breaks from learner where id in (select learner_id from taken)
  for no key update skip locked
), chat as (
  select id, zone, state, jsonb_build_array(account, platform_id, thread, quiet) as place from chat_group where id in (select group_id from taken)
  for no key update skip locked
)
select t.id, t.lane, t.kind, t.subject, t.occurrence, t.due, t.expires, t.decided_at, t.attempts, t.unsent, t.uncertain,
  t.detail, t.learner_id, t.group_id, coalesce(p.zone, c.zone) as zone, coalesce(p.state, c.state) as recipient_state,
  c.place as group_place, p.breaks,
  (select jsonb_agg({ADDRESS}
      order by a.id <> coalesce(t.address_id, 0), a.last_in_at desc nulls last, a.id)
     from address a where a.learner_id = t.learner_id and a.state = 'active'
       and (t.kind <> 'reply' or a.id = t.address_id)) as addresses
from taken t left join person p on p.id = t.learner_id left join chat c on c.id = t.group_id
where p.id is not null or c.id is not null
order by t.priority, t.next_try, t.id
"""


async def lock_candidates(
    conn: Connection,
    now: datetime,
    most: int,
    kinds: Collection[str],
    rooms: Mapping[str, int] | None = None,
) -> list[Delivery]:
    """Deliveries whose time has come, locked, one for each recipient, most urgent first.

    ``rooms`` are accounts that can take only so many now (0: only replies, which have a reserve
    in every limit; less: nothing at all). What is left of ``most`` is
    shared out among the accounts in turn, after the replies, so that one with a million waiting
    does not starve another. An answer waits for each earlier one in its chat, be it put off or
    in the hands of another transaction. Left out are recipients with something in flight, those at work in
    another transaction, and kinds that are not among ``kinds``: a newer program's rows wait for
    a newer worker.
    """
    tight = rooms or {}
    rows = await conn.fetch(
        _CANDIDATES,
        now,
        most,
        list(kinds),
        list(tight),
        list(tight.values()),
        LEAST_SHARE,
    )
    return [delivery_of(row) for row in rows]


async def put_off(
    conn: Connection,
    waits: Sequence[tuple[int, datetime, str]],
    now: datetime,
) -> None:
    """Let candidates locked in this transaction wait: each (row, until, reason)."""
    await conn.execute(
        """
        update delivery d set next_try = w.until, decided_at = coalesce(d.decided_at, $4::timestamptz),
          steps = case when d.steps -> -1 ->> 'reason' = w.reason then d.steps
            else d.steps || jsonb_build_object('at', $4::timestamptz, 'reason', w.reason) end
        from unnest($1::bigint[], $2::timestamptz[], $3::text[]) as w (id, until, reason)
        where d.id = w.id and d.state = 'planned'
        """,
        [one[0] for one in waits],
        [one[1] for one in waits],
        [one[2] for one in waits],
        now,
    )


@dataclass(slots=True)
class Wish:
    """A candidate that is to be sent: from which address, and what of it the rung uses up, a
    place in the ``window`` (``message`` or ``click``) or a consent to ``notice`` (a template).
    """

    row: int
    address: int
    window: str = ""
    notice: str = ""


_IS_FREE = """
  join delivery d on d.id = w.id and d.state = 'planned'
  where not exists (select 1 from delivery f where f.state = 'claimed' and f.learner_id = d.learner_id)
    and not exists (select 1 from delivery f where f.state = 'claimed' and f.group_id = d.group_id)
"""

_FREE = f"select w.id from unnest($1::bigint[]) as w (id) {_IS_FREE}"
"""Where nothing is used up, as on Telegram, nothing is to be written."""

_RESERVE = f"""
with free as materialized (
  select w.* from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) as w (id, address, place, notice)
  {_IS_FREE}
), reserved as (
  update address a set
    message_window_left = a.message_window_left - case when f.place = 'message' then 1 else 0 end,
    click_window_left = a.click_window_left - case when f.place = 'click' then 1 else 0 end,
    notices = case when f.notice = '' or (a.notices ->> f.notice)::int < 0 then a.notices
      else a.notices || jsonb_build_object(f.notice, (a.notices ->> f.notice)::int - 1) end
  from free f where (f.place <> '' or f.notice <> '') and a.id = f.address and case f.place
    when 'message' then a.message_window_left > 0 and a.message_window_until > $5
    when 'click' then a.click_window_left > 0 and a.click_window_until > $5
    else coalesce((a.notices ->> f.notice)::int, 0) <> 0 end
  returning a.id, f.id as delivery, f.notice
), booked as (
  insert into notice_consent (address_id, template, what, delivery_id, at)
  select id, notice, 'used', delivery, $5 from reserved where notice <> ''
)
select f.id from free f where f.place = '' and f.notice = '' or f.address in (select id from reserved)
"""


async def reserve(conn: Connection, wishes: Sequence[Wish], now: datetime) -> set[int]:
    """The rows of ``wishes`` that may go: whose recipient has nothing in flight, and whose place
    in the window, or consent, is left; it is taken.

    Everything that may have changed since the candidates were read is looked at again, now that
    their recipients are locked.
    """
    if not any(one.window or one.notice for one in wishes):
        free = await conn.fetch(_FREE, [one.row for one in wishes])
        return {row["id"] for row in free}
    rows = await conn.fetch(
        _RESERVE,
        [one.row for one in wishes],
        [one.address for one in wishes],
        [one.window for one in wishes],
        [one.notice for one in wishes],
        now,
    )
    return {row["id"] for row in rows}


@dataclass(slots=True)
class Choice:
    """A candidate that is to be sent: from where, by which rung, and what was chosen; ``why`` it
    goes by none of the higher rungs (empty on the highest).
    """

    row: int
    address: int | None
    rung: str
    detail: dict[str, Any] = field(default_factory=dict)
    why: str = ""


async def claim(
    conn: Connection, choices: Sequence[Choice], *, lease_until: datetime, now: datetime
) -> dict[int, int]:
    """In flight from now until ``lease_until``: the rows claimed, each with its ``attempts``."""
    rows = await conn.fetch(
        """
        update delivery d set state = 'claimed', address_id = c.address, rung = c.rung, lease_until = $5,
          detail = c.detail, attempts = d.attempts + 1, decided_at = coalesce(d.decided_at, $6),
          steps = case when c.why = '' then d.steps
            else d.steps || jsonb_build_object('at', $6::timestamptz, 'reason', c.why, 'rung', c.rung) end
        from unnest($1::bigint[], $2::bigint[], $3::text[], $4::jsonb[], $7::text[]) as c (id, address, rung, detail, why)
        where d.id = c.id and d.state = 'planned' returning d.id, d.attempts
        """,
        [one.row for one in choices],
        [one.address for one in choices],
        [one.rung for one in choices],
        [one.detail for one in choices],
        lease_until,
        now,
        [one.why for one in choices],
    )
    return {row["id"]: row["attempts"] for row in rows}
