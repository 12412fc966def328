"""The in-pipe's tables: an event is taken once, with its effects and its reply (design 4.1)."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from bot.domain.events import WindowOpening
from bot.domain.learners import Dialog, Learner
from bot.store.db import Connection
from bot.store.learners import (
    ENROLMENT_COLUMNS,
    LEARNER_COLUMNS,
    learner_of,
    load_learners,
)


@dataclass(frozen=True, slots=True)
class Taken:
    """An event, taken: whether it is new, what was answered before if it is not, and who it
    is from. ``held`` tells that something waits in the learner's inbox.
    """

    fresh: bool
    reply: dict[str, Any] | None
    revision: int
    learner: Learner | None = None
    address: int = 0
    gone: bool = False
    held: bool = False


_TAKE = f"""
with taken as (
  insert into inbound_event as i (key, received_at) values ($1, $2)
  on conflict (key) do update set key = excluded.key
  returning (xmax = 0) as fresh, reply
), who as (
  select l.*, l.xmin as version, a.id as address_id, a.state = 'gone' as gone
  from address a join learner l on l.id = a.learner_id
  where a.account = $3 and a.platform_id = $4 for no key update of l
)
select t.fresh, t.reply, r.revision, l.address_id, l.gone,
  exists (select 1 from delivery_held d where d.learner_id = l.id) as held,
  l.version <> (select s.xmin from learner s where s.id = l.id) as changed,
  {LEARNER_COLUMNS}, {ENROLMENT_COLUMNS}
from taken t cross join content_revision r left join who l on true
left join enrolment e on e.learner_id = l.id and e.state = 'active'
"""


async def take_event(
    conn: Connection, key: bytes, account: str, platform_id: str, now: datetime
) -> Taken:
    """Insert the event's key and load everything its handler needs, in one round trip.

    The learner is locked. Where the lock had to wait for somebody who changed the learner (a
    worker that put a lesson into words), what belongs to the learner is read once more: the
    statement saw it as it was before the wait.
    """
    row = await conn.fetchrow(_TAKE, key, now, account, platform_id)
    if row is None:
        raise AssertionError("the statement returns one row by its construction")
    if not row["learner_id"]:
        return Taken(row["fresh"], row["reply"], row["revision"])
    learner = learner_of(row)
    if row["changed"]:
        learner = (await load_learners(conn, [learner.row])).get(learner.row, learner)
    return Taken(
        fresh=row["fresh"],
        reply=row["reply"],
        revision=row["revision"],
        learner=learner,
        address=row["address_id"],
        gone=row["gone"],
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
) -> tuple[int, int]:
    """A new person at a new address; returns the rows of both. ``at`` is the daily time and now."""
    row = await conn.fetchrow(
        """
        with l as (
          insert into learner (key, zone, times, created_at) values ($1, $2, array[$3::time], $4) returning id
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
    )
    if row is None:
        raise AssertionError("an insert without a condition returns its row")
    return row["learner_id"], row["id"]


async def finish_event(
    conn: Connection,
    key: bytes,
    reply: dict[str, Any] | None,
    *,
    learner: int,
    address: int,
    dialog: Dialog,
    seen: tuple[WindowOpening, datetime],
) -> None:
    """Keep the reply with its event, what was said, and the windows the event opened.

    ``seen`` is what the event does to the customer-message window, and now
    (reference/wechat.md section 6.1: 5 in 48 h after a message, 3 in 1 min after a click).
    """
    window, now = seen
    await conn.execute(
        """
        with e as (update inbound_event set reply = $2, learner_id = $3 where key = $1),
             l as (update learner set dialog = $4 where id = $3 and dialog is distinct from $4)
        update address set last_in_at = $6, state = 'active', reason = null,
          message_window_until = case when $7 = 'message' then $6::timestamptz + interval '48 hours' else message_window_until end,
          message_window_left = case when $7 = 'message' then 5 else message_window_left end,
          click_window_until = case when $7 = 'click' then $6::timestamptz + interval '1 minute' else click_window_until end,
          click_window_left = case when $7 = 'click' then 3 else click_window_left end
        where id = $5
        """,
        key,
        reply,
        learner,
        dialog.to_json(),
        address,
        now,
        window.value,
    )


async def address_gone(
    conn: Connection, address: int, reason: str, heard_before: datetime | None = None
) -> None:
    """Nobody can be reached there until the person comes back.

    With ``heard_before``, only if nothing was heard from there since: who came back while a
    failed send was on its way is not lost again.
    """
    await conn.execute(
        """
        update address set state = 'gone', reason = $2, message_window_left = 0, click_window_left = 0
        where id = $1 and ($3::timestamptz is null or last_in_at is null or last_in_at <= $3)
        """,
        address,
        reason,
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
