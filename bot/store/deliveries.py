"""What is owed, once each (design 4.2): replies, what is fetched, what waits to be handed over.

How a worker takes deliveries and records them stands in ``bot.store.claims``.
"""

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


def delivery_of(row: Row) -> Delivery:
    """A delivery from a row of the table with its recipient's columns and addresses."""
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


async def end(
    conn: Connection,
    delivery: int,
    state: str,
    *,
    reason: str,
    now: datetime,
    step: dict[str, Any],
) -> None:
    """A held delivery that was handed over, or proved to be of no use any more."""
    await conn.execute(
        """
        update delivery set state = $2, reason = $3, ended_at = $4, steps = steps || $5::jsonb,
          rung = case when $2 = 'sent' then 'reply' else rung end
        where id = $1 and state = 'held'
        """,
        delivery,
        state,
        reason,
        now,
        [step],
    )


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

    ``recipient`` is (learner, group, address), the learner or group locked by the caller. With
    ``lease_until`` the first page is claimed at once, unless something is in flight there or an
    earlier reply still waits; the others wait their turn. A reply is of use for a day.
    """
    learner, group, address = recipient
    rows = await conn.fetch(
        """
        insert into delivery (learner_id, group_id, address_id, kind, subject, occurrence, priority, state,
          due, next_try, expires, lease_until, attempts, rung, detail, planned_at, decided_at)
        select $1::bigint, $2::bigint, $3::bigint, 'reply', $4::text, n::text, 0,
          case when claim then 'claimed' else 'planned' end, $7::timestamptz, $7::timestamptz,
          $7::timestamptz + interval '1 day',
          case when claim then $6::timestamptz end, case when claim then 1 else 0 end,
          case when claim then 'send' end, page, $7::timestamptz, case when claim then $7::timestamptz end
        from (
          select page, n, n = 1 and $6::timestamptz is not null
            and not exists (select 1 from delivery f where f.learner_id = $1::bigint
              and f.state in ('planned', 'claimed') and f.address_id = $3::bigint
              and (f.state = 'claimed' or f.kind = 'reply'))
            and not exists (select 1 from delivery f where f.group_id = $2::bigint
              and f.state in ('planned', 'claimed') and (f.state = 'claimed' or f.kind = 'reply')) as claim
          from jsonb_array_elements($5) with ordinality as p (page, n)
        ) as numbered
        order by n returning id, state = 'claimed' as claimed
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
    """Today's item was fetched by the learner: it is sent, by a reply, and not owed any more.

    Also one that a worker has claimed but not put into words yet; the learner is locked by the
    caller, so the worker finds out before it sends.
    """
    await conn.execute(
        """
        insert into delivery as d (learner_id, kind, subject, occurrence, priority, state, due, next_try,
          rung, reason, detail, planned_at, decided_at, ended_at)
        values ($1, $2, $3, $4, 5, 'sent', $5::timestamptz, $5::timestamptz, 'reply', 'fetched by the learner', $6, $5::timestamptz, $5::timestamptz, $5::timestamptz)
        on conflict (learner_id, kind, subject, occurrence) where learner_id is not null
        do update set state = 'sent', rung = 'reply', reason = excluded.reason, detail = excluded.detail,
          lease_until = null, decided_at = coalesce(d.decided_at, $5::timestamptz), ended_at = $5::timestamptz
        where d.state in ('planned', 'held') or (d.state = 'claimed' and d.rung is null)
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
        order by d.due, d.id limit 20 for no key update of d
        """,
        learner,
        now,
    )
    return [delivery_of(row) for row in rows]


async def drop_held(conn: Connection, now: datetime, most: int) -> int:
    """Held deliveries whose moment has passed end as expired; returns how many."""
    tag = await conn.execute(
        """
        update delivery set state = 'expired', reason = 'its moment passed while it was held', ended_at = $1
        where id in (select id from delivery where state = 'held' and expires <= $1 limit $2 for no key update skip locked)
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
