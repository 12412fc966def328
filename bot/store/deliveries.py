"""The out-pipe's table: planned, claimed with a lease, recorded (design 4.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.delivery import Kind
from bot.store.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Reachable:
    """One address of a recipient, with what is left of its WeChat windows."""

    row: int
    account: str
    platform_id: str
    message_window: tuple[datetime | None, int] = (None, 0)
    click_window: tuple[datetime | None, int] = (None, 0)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing owed, as the worker sees it. Exactly one of ``learner`` and ``group`` is set.

    ``addresses`` are active ones, the last used first; for a group, its one chat.
    """

    row: int
    kind: Kind
    subject: str
    occurrence: str
    due: datetime
    expires: datetime | None
    attempts: int
    uncertain: bool
    detail: dict[str, Any]
    learner: int | None
    group: int | None
    zone: str
    recipient_state: str
    addresses: tuple[Reachable, ...]


_CANDIDATES = """
with candidate as (
  select d.id from delivery d
  where d.state = 'planned' and d.next_try <= $1
    and not exists (select 1 from delivery f where f.state = 'claimed'
      and (f.learner_id = d.learner_id or f.group_id = d.group_id))
  order by d.priority, d.next_try, d.id limit $2
  for update of d skip locked
), taken as (
  select distinct on (coalesce(d.learner_id, -d.group_id)) d.*
  from delivery d join candidate c on c.id = d.id
  order by coalesce(d.learner_id, -d.group_id), d.priority, d.next_try, d.id
), free as (
  select id from learner where id in (select learner_id from taken) for update skip locked
)
select t.*, coalesce(l.zone, g.zone) as zone, coalesce(l.state, g.state) as recipient_state,
  g.account as group_account, g.platform_id as group_platform_id,
  (select jsonb_agg(jsonb_build_array(a.id, a.account, a.platform_id, a.message_window_until,
      a.message_window_left, a.click_window_until, a.click_window_left)
      order by a.id <> coalesce(t.address_id, 0), a.last_in_at desc nulls last, a.id)
     from address a where a.learner_id = t.learner_id and a.state = 'active') as addresses
from taken t left join learner l on l.id = t.learner_id left join chat_group g on g.id = t.group_id
where t.learner_id is null or t.learner_id in (select id from free)
order by t.priority, t.next_try, t.id
"""


async def lock_candidates(conn: Connection, now: datetime, most: int) -> list[Delivery]:
    """Deliveries whose time has come, locked, one for each recipient, most urgent first.

    Recipients with something in flight are left out, and those whose learner is in work.
    """
    return [_delivery(row) for row in await conn.fetch(_CANDIDATES, now, most)]


def _delivery(row: Row) -> Delivery:
    if row["group_id"]:
        chats: tuple[Reachable, ...] = (
            Reachable(0, row["group_account"], row["group_platform_id"]),
        )
    else:
        chats = tuple(
            Reachable(a[0], a[1], a[2], (_instant(a[3]), a[4]), (_instant(a[5]), a[6]))
            for a in row["addresses"] or ()
        )
    return Delivery(
        row=row["id"],
        kind=Kind(row["kind"]),
        subject=row["subject"],
        occurrence=row["occurrence"],
        due=row["due"],
        expires=row["expires"],
        attempts=row["attempts"],
        uncertain=row["uncertain"],
        detail=row["detail"],
        learner=row["learner_id"],
        group=row["group_id"],
        zone=row["zone"],
        recipient_state=row["recipient_state"],
        addresses=chats,
    )


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


async def mark_claimed(
    conn: Connection,
    delivery: int,
    *,
    address: int | None,
    rung: str,
    window: str,
    lease_until: datetime,
    now: datetime,
    detail: dict[str, Any],
) -> None:
    """In flight from now until ``lease_until``. A place in the window (``message``, ``click``
    or none) is reserved in the same statement.
    """
    await conn.execute(
        """
        with w as (
          update address set
            message_window_left = message_window_left - case when $7 = 'message' then 1 else 0 end,
            click_window_left = click_window_left - case when $7 = 'click' then 1 else 0 end
          where id = $2 and $7 <> ''
        )
        update delivery set state = 'claimed', address_id = $2, rung = $3, lease_until = $4,
          decided_at = $5, attempts = attempts + 1, detail = $6 where id = $1
        """,
        delivery,
        address,
        rung,
        lease_until,
        now,
        detail,
        window,
    )


async def put_off(
    conn: Connection,
    delivery: int,
    *,
    until: datetime,
    step: dict[str, Any],
    uncertain: bool = False,
) -> None:
    """Not yet: look again at ``until``. ``uncertain``: the last attempt may have arrived."""
    await conn.execute(
        """
        update delivery set state = 'planned', next_try = $2, lease_until = null, decided_at = coalesce(decided_at, $4),
          steps = steps || $3, uncertain = uncertain or $5 where id = $1 and state in ('planned', 'claimed')
        """,
        delivery,
        until,
        [step],
        datetime.fromisoformat(step["at"]),
        uncertain,
    )


async def end(
    conn: Connection,
    delivery: int,
    state: str,
    *,
    reason: str,
    now: datetime,
    step: dict[str, Any],
) -> None:
    """Sent, held, expired or failed, with the reason."""
    await conn.execute(
        """
        update delivery set state = $2, reason = $3, lease_until = null, decided_at = coalesce(decided_at, $4),
          ended_at = $4, steps = steps || $5 where id = $1 and state in ('planned', 'claimed', 'held')
        """,
        delivery,
        state,
        reason,
        now,
        [step],
    )


async def close_window(conn: Connection, address: int) -> None:
    """The platform says no window is open, whatever we counted."""
    await conn.execute(
        "update address set message_window_left = 0, click_window_left = 0 where id = $1", address
    )


async def take_back_expired_leases(conn: Connection, now: datetime) -> list[tuple[int, Kind]]:
    """Claimed deliveries whose sender is gone: marked uncertain and returned with their kind."""
    rows = await conn.fetch(
        """
        update delivery set state = 'planned', next_try = $1, lease_until = null, uncertain = true
        where id in (select id from delivery where state = 'claimed' and lease_until <= $1
                     order by lease_until limit 500 for update skip locked)
        returning id, kind
        """,
        now,
    )
    return [(row["id"], Kind(row["kind"])) for row in rows]


async def add_reply(
    conn: Connection,
    *,
    recipient: tuple[int | None, int | None, int | None],
    subject: str,
    pages: list[dict[str, Any]],
    lease_until: datetime | None,
    now: datetime,
) -> list[tuple[int, bool]]:
    """Replies that travel as deliveries: rows and whether each is claimed by the caller.

    ``recipient`` is (learner, group, address). With ``lease_until`` the first page is claimed
    at once, unless something is in flight to that address; the others wait their turn.
    """
    learner, group, address = recipient
    rows = await conn.fetch(
        """
        insert into delivery (learner_id, group_id, address_id, kind, subject, occurrence, priority, state,
          due, next_try, lease_until, attempts, rung, detail, planned_at, decided_at)
        select $1::bigint, $2::bigint, $3::bigint, 'reply', $4::text, n::text, 0,
          case when claim then 'claimed' else 'planned' end, $7::timestamptz, $7::timestamptz,
          case when claim then $6::timestamptz end, case when claim then 1 else 0 end,
          case when claim then 'send' end, page, $7::timestamptz, case when claim then $7::timestamptz end
        from (
          select page, n, n = 1 and $6::timestamptz is not null and not exists (
            select 1 from delivery f where f.state = 'claimed' and (f.address_id = $3::bigint or f.group_id = $2::bigint)) as claim
          from jsonb_array_elements($5) with ordinality as p (page, n)
        ) as numbered
        on conflict do nothing returning id, state = 'claimed' as claimed
        """,
        learner,
        group,
        address,
        subject,
        pages,
        lease_until,
        now,
    )
    return [(row["id"], row["claimed"]) for row in rows]


async def note_pulled(
    conn: Connection,
    learner: int,
    kind: Kind,
    subject: str,
    *,
    on: date,
    now: datetime,
    detail: dict[str, Any],
) -> None:
    """Today's item was fetched by the learner: it is sent, by a reply, and not owed any more."""
    await conn.execute(
        """
        insert into delivery as d (learner_id, kind, subject, occurrence, priority, state, due, next_try,
          rung, reason, detail, planned_at, decided_at, ended_at)
        values ($1, $2, $3, $4, 5, 'sent', $5::timestamptz, $5::timestamptz, 'reply', 'fetched by the learner', $6, $5::timestamptz, $5::timestamptz, $5::timestamptz)
        on conflict (learner_id, kind, subject, occurrence) where learner_id is not null
        do update set state = 'sent', rung = 'reply', reason = excluded.reason, detail = excluded.detail,
          decided_at = coalesce(d.decided_at, $5::timestamptz), ended_at = $5::timestamptz where d.state in ('planned', 'held')
        """,
        learner,
        kind.value,
        subject,
        on.isoformat(),
        now,
        detail,
    )


async def held_of(conn: Connection, learner: int, now: datetime) -> list[Delivery]:
    """What waits in a learner's inbox and is still useful, oldest first, locked."""
    rows = await conn.fetch(
        """
        select d.*, l.zone, l.state as recipient_state, null as group_account, null as group_platform_id,
          null as addresses
        from delivery d join learner l on l.id = d.learner_id
        where d.learner_id = $1 and d.state = 'held' and (d.expires is null or d.expires > $2)
        order by d.due, d.id limit 20 for update of d
        """,
        learner,
        now,
    )
    return [_delivery(row) for row in rows]


async def drop_held(conn: Connection, now: datetime, most: int) -> int:
    """Held deliveries whose moment has passed end as expired; returns how many."""
    tag = await conn.execute(
        """
        update delivery set state = 'expired', reason = 'its moment passed while it was held', ended_at = $1
        where id in (select id from delivery where state = 'held' and expires <= $1 limit $2 for update skip locked)
        """,
        now,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])


async def counts(conn: Connection, since: datetime) -> list[Row]:
    """Per kind, state, rung and reason: how many since ``since``, or still open."""
    return await conn.fetch(
        """
        select kind, state, coalesce(rung, '') as rung, coalesce(reason, '') as reason, count(*) as count
        from delivery where planned_at >= $1 or state in ('planned', 'claimed', 'held')
        group by 1, 2, 3, 4 order by 1, 2, 3, 4
        """,
        since,
    )


async def retry_failed(conn: Connection, now: datetime) -> int:
    """Plan failed deliveries again that are still useful; returns how many."""
    tag = await conn.execute(
        """
        update delivery set state = 'planned', next_try = $1, attempts = 0, reason = null, ended_at = null
        where state = 'failed' and (expires is null or expires > $1)
        """,
        now,
    )
    return int(tag.rsplit(" ", 1)[1])
