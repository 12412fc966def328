"""The in-pipe's tables: an event is taken once, with its effects and its reply (design 4.1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from uuid import UUID

from bot.domain.events import WindowOpening
from bot.domain.learners import Dialog, Learner
from bot.store.db import Connection, Row
from bot.store.learners import (
    ENROLMENT_COLUMNS,
    LEARNER_COLUMNS,
    learner_of,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """An event that is to be taken: its key's hash, and whose it is."""

    key: bytes
    account: str
    platform_id: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What is known of an event: whether it is new, what was answered before if it is not, and
    who it is from. ``held`` tells that something waits in the learner's inbox.
    """

    fresh: bool
    reply: dict[str, Any] | None
    revision: int
    learner: Learner | None = None
    address: int = 0
    held: bool = False


_TAKE = f"""
with asked as (
  select * from unnest($1::bytea[], $2::text[], $3::text[]) with ordinality as q (event_key, account, platform_id, n)
), who as (
  select q.n, l.*, l.xmin as version, a.id as address_id
  from asked q join address a on a.account = q.account and a.platform_id = q.platform_id
  join learner l on l.id = a.learner_id
  order by l.id for no key update of l
)
select i.key is null as fresh, i.reply, r.revision, l.address_id,
  exists (select 1 from delivery_held d where d.learner_id = l.id and d.part_id is null) as held,
  l.version <> (select s.xmin from learner s where s.id = l.id) as changed,
  {LEARNER_COLUMNS}, {ENROLMENT_COLUMNS}
from asked q cross join content_revision r left join inbound_event i on i.key = q.event_key
left join who l on l.n = q.n left join enrolment e on e.learner_id = l.id and e.state = 'active'
order by q.n
"""


async def take_events(conn: Connection, asked: Sequence[Asked]) -> list[Taken]:
    """Everything the handlers of some events need, in their order, in one round trip.

    The caller's transaction holds the lock of each sender, so that an event that is at work
    elsewhere is seen whole. The learners are locked. Where a lock had to wait for somebody who
    changed the learner (a worker that put a lesson into words, two people joined into one), all
    is read once more: the statement saw it as it was before the wait.
    """
    values = (
        [one.key for one in asked],
        [one.account for one in asked],
        [one.platform_id for one in asked],
    )
    rows = await conn.fetch(_TAKE, *values)
    if any(row["changed"] for row in rows):
        rows = await conn.fetch(_TAKE, *values)
    return [_taken(row) for row in rows]


def _taken(row: Row) -> Taken:
    if not row["learner_id"]:
        return Taken(row["fresh"], row["reply"], row["revision"])
    return Taken(
        fresh=row["fresh"],
        reply=row["reply"],
        revision=row["revision"],
        learner=learner_of(row),
        address=row["address_id"],
        held=row["held"],
    )


async def add_learner(
    conn: Connection,
    *,
    account: str,
    channel: str,
    platform_id: str,
    key: UUID,
    zone: str,
    at: tuple[time, datetime],
    language: str = "zh-Hans",
) -> tuple[int, int]:
    """A new person at a new address; returns the rows of both. ``at`` is the daily time and now."""
    row = await conn.fetchrow(
        """
        with l as (
          insert into learner (key, zone, times, created_at, language)
          values ($1, $2, array[$3::time], $4, $8) returning id
        )
        insert into address (learner_id, account, channel, platform_id, created_at)
        select id, $5, $6, $7, $4 from l returning id, learner_id
        """,
        key,
        zone,
        at[0],
        at[1],
        account,
        channel,
        platform_id,
        language,
    )
    if row is None:
        raise AssertionError("an insert without a condition returns its row")
    return row["learner_id"], row["id"]


@dataclass(frozen=True, slots=True)
class Finished:
    """An event that was taken: its key, the reply that repeats get, and, where it is a person's
    own doing, whose dialog becomes what, and what it does to the windows.
    """

    key: bytes
    reply: dict[str, Any] | None = None
    learner: int | None = None
    address: int | None = None
    dialog: Dialog = field(default_factory=Dialog)
    window: WindowOpening = WindowOpening.NONE


_FINISH = """
with f as (
  select * from unnest($1::bytea[], $2::jsonb[], $3::bigint[], $4::bigint[], $5::jsonb[], $6::text[])
    as f (key, reply, learner, address, dialog, opens)
), e as (
  insert into inbound_event (key, reply, learner_id, received_at) select key, reply, learner, $7 from f
), l as (
  update learner l set dialog = f.dialog from f where l.id = f.learner and l.dialog is distinct from f.dialog
)
update address a set last_in_at = $7, state = 'active', reason = null, left_at = null, muted_until = null,
  message_window_until = case when f.opens = 'message' then $7::timestamptz + interval '48 hours' else a.message_window_until end,
  message_window_left = case when f.opens = 'message' then 5 else a.message_window_left end,
  click_window_until = case when f.opens = 'click' then $7::timestamptz + interval '1 minute' else a.click_window_until end,
  click_window_left = case when f.opens = 'click' then 3 else a.click_window_left end
from f where a.id = f.address
"""


async def finish_events(conn: Connection, finished: Sequence[Finished], now: datetime) -> None:
    """Keep the events with their replies, what was said, and the windows they opened
    (reference/wechat.md section 6.1: 5 in 48 h after a message, 3 in 1 min after a click).
    """
    await conn.execute(
        _FINISH,
        [one.key for one in finished],
        [one.reply for one in finished],
        [one.learner for one in finished],
        [one.address for one in finished],
        [one.dialog.to_json() for one in finished],
        [one.window.value for one in finished],
        now,
    )


async def address_gone(
    conn: Connection,
    address: int,
    reason: str,
    *,
    now: datetime | None = None,
    heard_before: datetime | None = None,
) -> None:
    """Nobody can be reached there until the person comes back; since ``now``, or else since
    ``heard_before``.

    With ``heard_before``, only if nothing was heard from there since: who came back while a
    failed send was on its way is not lost again.
    """
    await conn.execute(
        """
        update address set state = 'gone', reason = $2, message_window_left = 0, click_window_left = 0,
          left_at = coalesce(left_at, $3, $4), track_tag = null
        where id = $1 and ($4::timestamptz is null or last_in_at is null or last_in_at <= $4)
        """,
        address,
        reason,
        now,
        heard_before,
    )


async def forget_old_events(conn: Connection, before: datetime, most: int) -> int:
    """Remove event keys older than ``before``, at most ``most``; returns how many."""
    tag = await conn.execute(
        """
        delete from inbound_event where key in
          (select key from inbound_event where received_at < $1 order by received_at limit $2)
        """,
        before,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])
