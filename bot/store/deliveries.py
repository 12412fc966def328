"""What is owed, once each (design 4.2): replies, what is fetched, what waits to be handed over.

How a worker takes deliveries and records them stands in ``bot.store.claims``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.domain.delivery import Kind
from bot.domain.quiet_hours import QuietHours, quiet_hours_of
from bot.store.db import Connection, Row
from bot.store.endings import Ending, end

ACTED_AT = "acted_at"
"""In a delivery's detail: when its person did what it answers (an instant, ISO 8601)."""


@dataclass(slots=True)
class Reachable:
    """One address of a recipient, with what is left of its WeChat windows."""

    row: int
    account: str
    platform_id: str
    message_window: tuple[datetime | None, int] = (None, 0)
    click_window: tuple[datetime | None, int] = (None, 0)
    notices: Mapping[str, int] = field(default_factory=dict)
    """Consents left, by template; less than 0: a lasting one."""
    muted_until: datetime | None = None
    """Until then it takes no push (the person refuses, or was sent too much)."""
    mass_used: tuple[str, int] = ("", 0)
    """A month (``2026-11``) and how many mass messages went there in it."""


@dataclass(slots=True)
class Delivery:
    """One thing owed, as the worker sees it. Exactly one of ``learner`` and ``group`` is set.

    ``lane`` is the account in whose turn it comes; ``addresses`` are active ones, the last used
    first; for a group, its one chat. ``brief``: it goes as a notice or a template message, so
    only its facts are wanted: nothing is shown by it, and no dialog begins. ``thread`` is the
    group's topic for us (empty: where everybody talks) and ``quiet`` its own quiet hours.
    ``breaks`` are a courier's own times of the day; of anybody else there are none.
    """

    row: int
    lane: str
    kind: Kind
    subject: str
    occurrence: str
    due: datetime
    expires: datetime | None
    decided_at: datetime | None
    attempts: int
    unsent: int
    uncertain: bool
    detail: dict[str, Any]
    learner: int | None
    group: int | None
    zone: str
    recipient_state: str
    addresses: tuple[Reachable, ...]
    brief: bool = False
    thread: str = ""
    quiet: QuietHours | None = None
    breaks: tuple[time, ...] = ()

    @property
    def farewell(self) -> bool:
        """Whether it bids farewell, as planning says, to somebody who was silent for long."""
        return bool(self.detail.get("farewell"))


def delivery_of(row: Row) -> Delivery:
    """A delivery from a row of the table with its recipient's columns and addresses."""
    thread, quiet = "", None
    if row["group_id"]:
        account, platform_id, topic, span = row["group_place"]
        chats: tuple[Reachable, ...] = (Reachable(0, account, platform_id),)
        thread, quiet = topic or "", quiet_hours_of(span) if span else None
    else:
        chats = tuple(reachable_of(address) for address in row["addresses"] or ())
    return Delivery(
        row=row["id"],
        lane=row["lane"],
        kind=Kind(row["kind"]),
        subject=row["subject"],
        occurrence=row["occurrence"],
        due=row["due"],
        expires=row["expires"],
        decided_at=row["decided_at"],
        attempts=row["attempts"],
        unsent=row["unsent"],
        uncertain=row["uncertain"],
        detail=row["detail"],
        learner=row["learner_id"],
        group=row["group_id"],
        zone=row["zone"],
        recipient_state=row["recipient_state"],
        addresses=chats,
        thread=thread,
        quiet=quiet,
        breaks=tuple(row["breaks"] or ()),
    )


ADDRESS = """case when a.channel = 'telegram' then jsonb_build_array(a.id, a.account, a.platform_id)
  else jsonb_build_array(a.id, a.account, a.platform_id, a.message_window_until, a.message_window_left,
    a.click_window_until, a.click_window_left, a.notices, a.muted_until, a.mass_month, a.mass_used) end"""
"""A row ``a`` of the table ``address``, as ``reachable_of`` reads it. Telegram has no windows and no
consents, and each of them would be carried in every claim.
"""


def reachable_of(columns: Sequence[Any]) -> Reachable:
    """An address from what ``ADDRESS`` selects."""
    if len(columns) == 3:
        return Reachable(*columns)
    (
        row,
        account,
        platform_id,
        until,
        left,
        click_until,
        click_left,
        notices,
        muted,
        month,
        used,
    ) = columns
    return Reachable(
        row,
        account,
        platform_id,
        (_instant(until), left),
        (_instant(click_until), click_left),
        notices,
        _instant(muted),
        (month, used),
    )


FOR_EVER = datetime.max.replace(tzinfo=UTC)
"""PostgreSQL's ``infinity``."""


def _instant(value: str | None) -> datetime | None:
    if not value:
        return None
    return FOR_EVER if value == "infinity" else datetime.fromisoformat(value)


async def end_held(
    conn: Connection, delivery: int, state: str, *, reason: str, now: datetime
) -> None:
    """A held delivery that was handed over with a reply (``sent``), or proved to be of no use any
    more (``expired``). One that is not held any more is let be.
    """
    await conn.execute(
        _END_HELD, [delivery], state, reason, "reply" if state == "sent" else None, now
    )


_PAST = """insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, expires,
    attempts, uncertain, rung, reason, detail, steps, planned_at, decided_at, ended_at)
"""

_END_HELD = f"""
with h as (delete from delivery_held where id = any($1::bigint[]) returning *)
{_PAST}
  select id, learner_id, lane, kind, subject, occurrence, priority, $2, due, expires, attempts, uncertain, $4, $3,
    detail, steps || jsonb_strip_nulls(jsonb_build_object('at', $5::timestamptz, 'reason', $3::text, 'rung', $4::text)),
    planned_at, coalesce(decided_at, $5), $5
  from h
"""


async def note_pulled(
    conn: Connection,
    learner: int,
    kind: Kind,
    subject: str,
    *,
    on: date,
    lane: str,
    now: datetime,
    detail: dict[str, Any],
) -> None:
    """Today's item was fetched by the learner from ``lane``: it is sent, by a reply.

    Whatever stood for it (planned, or held in the inbox) ends; the turn is marked, so that it is
    never planned. One that is on its way already stays so. The learner is locked by the caller.
    A second fetch on the same day is a reply only: the day's item was had.
    """
    values = (learner, kind.value, subject, lane, on.isoformat(), now, detail)
    if await conn.execute(_PULLED, *values) == "INSERT 0 0":
        # It was planned already. If that was this very moment, the statement waited for the
        # planner's mark, but does not see what was planned: what it sees is as of its beginning.
        await conn.execute(_PULLED, *values)


_PULLED = f"""
with marked as (
  update lesson_turn set planned = (planned || $5::text)[greatest(1, cardinality(planned) - 6):]
  where learner_id = $1 and course_key = $3 and $5 <> all(planned) returning 1
), planned as (
  delete from delivery where learner_id = $1 and kind = $2 and subject = $3 and occurrence = $5
    and state = 'planned' returning id, steps, due, expires, priority, attempts, uncertain, planned_at, decided_at
), held as (
  delete from delivery_held where learner_id = $1 and kind = $2 and subject = $3 and occurrence = $5
    returning id, steps, due, expires, priority, attempts, uncertain, planned_at, decided_at
), stood as (
  select * from planned union all select * from held
  union all select nextval(pg_get_serial_sequence('delivery', 'id')), '[]'::jsonb, $6::timestamptz, null, 5::smallint,
    0::smallint, false, $6::timestamptz, $6::timestamptz
  where exists (select 1 from marked) and not exists (select 1 from planned) and not exists (select 1 from held)
)
{_PAST}
  select id, $1, $4, $2, $3, $5, priority, 'sent', due, expires, attempts, uncertain, 'reply',
    'fetched by the learner', $7, steps, planned_at, coalesce(decided_at, $6), $6 from stood
"""


async def held_of(conn: Connection, learner: int, now: datetime) -> list[Delivery]:
    """What waits in a learner's inbox and is still useful, oldest first, locked; what is on its
    way with a mass message does not wait.
    """
    rows = await conn.fetch(
        """
        select h.*, 0 as unsent, null as group_id, null as address_id, l.zone, l.state as recipient_state, null as group_place,
          null as addresses, null as breaks
        from delivery_held h join learner l on l.id = h.learner_id
        where h.learner_id = $1 and (h.expires is null or h.expires > $2) and h.part_id is null
        order by h.due, h.id limit 20 for no key update of h
        """,
        learner,
        now,
    )
    return [delivery_of(row) for row in rows]


FOLLOWED = timedelta(days=4)
"""Longer after its moment nobody follows a mass message."""


async def drop_held(conn: Connection, now: datetime, most: int) -> int:
    """Held deliveries whose moment has passed end as expired, save those that are on their way
    with a mass message; returns how many.

    A mass message is followed for two days at most. Who is in one so long after its moment is in
    one that nobody follows any more: its account may send none now, or is gone from the settings.
    """
    rows = await conn.fetch(
        """
        select id from delivery_held where expires <= $1 and (part_id is null or expires <= $3)
        order by expires limit $2 for no key update skip locked
        """,
        now,
        most,
        now - FOLLOWED,
    )
    if rows:
        found = [row["id"] for row in rows]
        await conn.execute(
            _END_HELD, found, "expired", "its moment passed while it was held", None, now
        )
    return len(rows)


async def end_subject(
    conn: Connection, about: tuple[str, Kind, str], reason: str, now: datetime, most: int
) -> int:
    """Fail at most ``most`` of what is planned of (lane, kind, subject); returns how many."""
    lane, kind, subject = about
    rows = await conn.fetch(
        """
        select id, attempts from delivery where state = 'planned' and lane = $1 and kind = $2 and subject = $3
        order by id limit $4 for no key update skip locked
        """,
        lane,
        kind.value,
        subject,
        most,
    )
    if rows:
        failed = [Ending(row["id"], row["attempts"], "failed", reason) for row in rows]
        await end(conn, failed, now)
    return len(rows)
