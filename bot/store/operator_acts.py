"""What an operator does to deliveries by hand: plan failed ones again, cancel what waits.

Each works in bounded batches, each batch a transaction of its own, walks its table once by a
cursor, and waits for no lock: what somebody else is at work on is passed over, and met on
another walk.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.store.db import Connection
from bot.store.endings import Ending, end

CANCELLED = "cancelled by the operator"
RETRIED = "planned again by the operator"

Which = tuple[str, str]
"""An account and a kind."""


@dataclass(frozen=True, slots=True)
class Only:
    """Which deliveries are meant: of this account, kind, subject; None: of any."""

    account: str | None = None
    kind: str | None = None
    subject: str | None = None

    def columns(self) -> tuple[str | None, str | None, str | None]:
        """As the statements take them."""
        return self.account, self.kind, self.subject


_MEANT = "($1::text is null or lane = $1) and ($2::text is null or kind = $2) and ($3::text is null or subject = $3)"

_STILL_USEFUL = "state = 'failed' and (expires is null or expires > $4) and (kind <> 'reply' or group_id is null)"
"""Failed, with its moment still to come; the words of a reply to a group are let go of when it ends."""

START = (datetime(1970, 1, 1, tzinfo=UTC), 0)
"""Before the first failure."""


@dataclass(frozen=True, slots=True)
class Retried:
    """One batch: what was ``planned`` again, by account and kind; how many were ``seen``; and
    where to go on (``after``; None: that was the last).
    """

    planned: Counter[Which]
    seen: int
    after: tuple[datetime, int] | None


async def count_failed(conn: Connection, only: Only, now: datetime) -> int:
    """How many failed deliveries are still useful."""
    count: int = await conn.fetchval(
        f"select count(*) from delivery_past where {_STILL_USEFUL} and {_MEANT}",
        *only.columns(),
        now,
    )
    return count


async def retry_failed(
    conn: Connection,
    only: Only,
    now: datetime,
    *,
    after: tuple[datetime, int] = START,
    most: int = 1000,
    reasons: Collection[str] | None = None,
) -> Retried:
    """Plan the next ``most`` failed deliveries after ``after`` again that are still useful, of those
    that failed for one of ``reasons`` (None: for any).

    One whose learner or group is gone, or that is owed again anyway, stays failed. Its due stays
    what it was, so what comes too late to be pushed goes to the inbox.
    """
    rows = await conn.fetch(
        f"""
        with pick as materialized (
          select * from delivery_past where {_STILL_USEFUL} and {_MEANT}
            and ended_at >= $5 and (ended_at, id) > ($5, $6) and ($8::text[] is null or reason = any($8)) order by ended_at, id limit $7 for update skip locked
        ), planned as (
          insert into delivery (id, learner_id, group_id, lane, kind, subject, occurrence, priority, due, expires,
            next_try, uncertain, address_id, detail, steps, planned_at, decided_at)
          overriding system value
          select id, learner_id, group_id, lane, kind, subject, occurrence, priority, due, expires, $4, uncertain,
            case when kind = 'reply' then (select a.id from address a where a.id = p.address_id) end, detail,
            steps || jsonb_build_object('at', $4::timestamptz, 'reason', '{RETRIED}'), planned_at, decided_at
          from pick p where (learner_id is null or exists (select from learner l where l.id = p.learner_id))
            and (group_id is null or exists (select from chat_group g where g.id = p.group_id))
            and not exists (select from delivery_held h where h.learner_id = p.learner_id and h.kind = p.kind
              and h.subject = p.subject and h.occurrence = p.occurrence)
          on conflict do nothing returning id
        ), gone as (
          delete from delivery_past f using pick p where f.state = 'failed' and f.ended_at = p.ended_at
            and f.id = p.id and p.id in (select id from planned)
        )
        select p.lane, p.kind, p.ended_at, p.id, p.id in (select id from planned) as planned
        from pick p order by p.ended_at, p.id
        """,
        *only.columns(),
        now,
        *after,
        most,
        None if reasons is None else list(reasons),
    )
    planned = Counter((row["lane"], row["kind"]) for row in rows if row["planned"])
    last = (rows[-1]["ended_at"], rows[-1]["id"]) if len(rows) == most else None
    return Retried(planned, len(rows), last)


@dataclass(frozen=True, slots=True)
class Open:
    """What a cancellation meets, by account and kind. ``in_flight`` is on its way: it cannot be
    taken back.
    """

    planned: Counter[Which] = field(default_factory=Counter)
    held: Counter[Which] = field(default_factory=Counter)
    in_flight: int = 0

    @property
    def total(self) -> int:
        """How many can be cancelled."""
        return self.planned.total() + self.held.total()


async def count_open(conn: Connection, only: Only) -> Open:
    """What is planned, held and in flight."""
    rows = await conn.fetch(
        f"""
        select lane, kind, state, count(*) as count from (
          select lane, kind, state from delivery where {_MEANT}
          union all select lane, kind, 'held' from delivery_held where {_MEANT}
        ) as every group by lane, kind, state
        """,
        *only.columns(),
    )
    found = Open(in_flight=sum(row["count"] for row in rows if row["state"] == "claimed"))
    for row in rows:
        if row["state"] != "claimed":
            of = found.planned if row["state"] == "planned" else found.held
            of[row["lane"], row["kind"]] = row["count"]
    return found


@dataclass(frozen=True, slots=True)
class Cancelled:
    """One batch: how many ended, by account and kind, and where to go on (None: the last)."""

    ended: Counter[Which]
    after: int | None


async def cancel_planned(
    conn: Connection, only: Only, now: datetime, *, after: int = 0, most: int = 1000
) -> Cancelled:
    """End the next ``most`` planned deliveries after row ``after`` as expired, cancelled."""
    rows = await conn.fetch(
        f"""
        select id, lane, kind, attempts from delivery where state = 'planned' and {_MEANT} and id > $4
        order by id limit $5 for update skip locked
        """,
        *only.columns(),
        after,
        most,
    )
    endings = [Ending(row["id"], row["attempts"], "expired", CANCELLED) for row in rows]
    ours = await end(conn, endings, now) if endings else set()
    ended = Counter((row["lane"], row["kind"]) for row in rows if row["id"] in ours)
    return Cancelled(ended, rows[-1]["id"] if len(rows) == most else None)


async def cancel_held(
    conn: Connection, only: Only, now: datetime, *, after: int = 0, most: int = 1000
) -> Cancelled:
    """End the next ``most`` held deliveries after row ``after`` as expired, cancelled."""
    rows = await conn.fetch(
        f"""
        with pick as materialized (
          select * from delivery_held where {_MEANT} and id > $5 and part_id is null order by id limit $6 for update skip locked
        ), gone as (
          delete from delivery_held h using pick p where h.id = p.id
        ), past as (
          insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, expires,
            attempts, uncertain, reason, detail, steps, planned_at, decided_at, ended_at)
          select id, learner_id, lane, kind, subject, occurrence, priority, 'expired', due, expires, attempts,
            uncertain, '{CANCELLED}', detail,
            steps || jsonb_build_object('at', $4::timestamptz, 'reason', '{CANCELLED}'), planned_at,
            coalesce(decided_at, $4), $4
          from pick
        )
        select id, lane, kind from pick order by id
        """,
        *only.columns(),
        now,
        after,
        most,
    )
    last = rows[-1]["id"] if len(rows) == most else None
    return Cancelled(Counter((row["lane"], row["kind"]) for row in rows), last)


async def owes(conn: Connection, account: str) -> bool:
    """Whether anything is planned, held or failed by ``account``."""
    found: bool = await conn.fetchval(
        """
        select exists (select from delivery where state = 'planned' and lane = $1)
          or exists (select from delivery_held where lane = $1)
          or exists (select from delivery_past where state = 'failed' and lane = $1)
        """,
        account,
    )
    return found
