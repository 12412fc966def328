"""What a platform took as a notice or a template message, until it says what became of it.

A receipt is written with the record of the send; the platform's report (TEMPLATESENDJOBFINISH,
subscribe_msg_sent_event; reference/wechat.md section 3) ends it. A report may overtake the record:
one that tells of a failure is kept until the receipt comes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store import push_stops
from bot.store.db import Connection, Row

KEPT = timedelta(days=7)
"""No report is waited for any longer."""

BLOCKED = "user block"
"""In the platform's status: the person takes no template messages from this account."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A delivery that ended as sent at ``ended_at``, and the platform's id of what it took."""

    account: str
    message_id: str
    delivery: int
    address: int
    ended_at: datetime


async def keep(conn: Connection, receipts: Sequence[Receipt], now: datetime) -> None:
    """Wait for what becomes of these; where a failure was reported already, it takes effect."""
    early = await conn.fetch(
        """
        insert into push_receipt as r (account, message_id, delivery_id, address_id, ended_at, sent_at)
        select n.*, $6 from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::timestamptz[])
          as n (account, message_id, delivery_id, address_id, ended_at)
        where exists (select 1 from address a where a.id = n.address_id)
        on conflict (account, message_id) do update set delivery_id = excluded.delivery_id,
          address_id = excluded.address_id, ended_at = excluded.ended_at
        returning account, message_id, early
        """,
        [one.account for one in receipts],
        [one.message_id for one in receipts],
        [one.delivery for one in receipts],
        [one.address for one in receipts],
        [one.ended_at for one in receipts],
        now,
    )
    for row in early:
        if row["early"] is not None:
            await told(
                conn, row["account"], row["message_id"], ok=False, status=row["early"], now=now
            )


async def told(
    conn: Connection, account: str, message_id: str, ok: bool, status: str, now: datetime
) -> None:
    """The platform says what became of a message: it arrived (``ok``), or not, with its own
    ``status``.

    What did not arrive goes back to the inbox while it is of use, else it has failed with that
    status. Who blocks such messages is muted. To be called in the transaction of the event, which
    holds the recipient.
    """
    receipt = await _take(conn, account, message_id)
    if receipt is None and not ok:
        if await _keep_early(conn, account, message_id, status, now):
            return
        # It was recorded this very moment: the insert waited for that, and now it can be seen.
        receipt = await _take(conn, account, message_id)
    if receipt is None or ok:
        return
    if BLOCKED in status:
        await push_stops.mute(conn, receipt["address_id"])
    await conn.execute(_NOT_ARRIVED, receipt["delivery_id"], receipt["ended_at"], status, now)


async def _take(conn: Connection, account: str, message_id: str) -> Row | None:
    return await conn.fetchrow(
        """
        delete from push_receipt where account = $1 and message_id = $2 and delivery_id is not null
        returning delivery_id, address_id, ended_at
        """,
        account,
        message_id,
    )


async def _keep_early(
    conn: Connection, account: str, message_id: str, status: str, now: datetime
) -> bool:
    """Remember a failure whose send is not recorded yet; False where something is kept already."""
    tag = await conn.execute(
        """
        insert into push_receipt (account, message_id, sent_at, early) values ($1, $2, $4, $3)
        on conflict (account, message_id) do nothing
        """,
        account,
        message_id,
        status,
        now,
    )
    return tag == "INSERT 0 1"


# What goes by a notice or a template is somebody's own and can wait in the inbox; answers and
# digests take neither.
_NOT_ARRIVED = """
with d as (
  delete from delivery_past where id = $1 and ended_at = $2 and state = 'sent' returning *
), told as (
  select *, steps || jsonb_build_object('at', $4::timestamptz, 'reason', $3::text, 'rung', rung) as all_steps,
    learner_id is not null and kind not in ('reply', 'digest') and (expires is null or expires > $4)
      and exists (select 1 from learner l where l.id = learner_id) as waits
  from d
), held as (
  insert into delivery_held (id, learner_id, lane, kind, subject, occurrence, priority, due, expires, attempts,
    uncertain, detail, steps, planned_at, decided_at, reason, held_at)
  select id, learner_id, lane, kind, subject, occurrence, priority, due, expires, attempts, uncertain, detail,
    all_steps, planned_at, decided_at, $3::text || '; waits for the next contact', $4
  from told where waits
)
insert into delivery_past (id, learner_id, group_id, lane, kind, subject, occurrence, priority, state, due,
  expires, attempts, uncertain, address_id, rung, reason, detail, steps, planned_at, decided_at, ended_at)
select id, learner_id, group_id, lane, kind, subject, occurrence, priority, 'failed', due, expires, attempts,
  uncertain, address_id, rung, $3, detail, all_steps, planned_at, decided_at, $4
from told where not waits
"""


async def forget_old(conn: Connection, now: datetime, most: int) -> int:
    """Drop at most ``most`` receipts of which nothing was heard for seven days; returns how many."""
    tag = await conn.execute(
        """
        delete from push_receipt where (account, message_id) in (
          select account, message_id from push_receipt where sent_at < $1 order by sent_at limit $2)
        """,
        now - KEPT,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])
