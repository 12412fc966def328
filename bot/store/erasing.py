"""An address is erased with everything its platform gave us of the person.

What the person completed stays under the learner's pseudonym, with nothing that leads back. Who
writes again afterwards is somebody new.
"""

from datetime import datetime

from bot.store.db import Connection
from bot.store.ending_owed import end_all_owed
from bot.store.endings import Ending, end

ERASED = "the address was erased"

_ADDRESS = """
select a.id, a.learner_id, a.account, a.platform_id, a.channel, a.state, a.track_tag
from address a where a.id = $1 for update
"""


async def erase(conn: Connection, address: int, now: datetime) -> bool:
    """Erase an address; False when it is not there (any more).

    With it go consents to notices, windows, receipts, the key that joins accounts, and, where it
    was the person's only one in its account, the cohorts joined there. Deliveries keep no
    reference to it. Of a person who is reached nowhere any more, everything owed ends, the dialog
    is forgotten and courses are dropped. Somebody who still follows leaves a trace that only the
    id itself can be compared with, so that the nightly listing does not bring him or her back.
    To be called in a transaction.
    """
    learner = await conn.fetchval("select learner_id from address where id = $1", address)
    await conn.execute("select 1 from learner where id = $1 for no key update", learner)
    row = await conn.fetchrow(_ADDRESS, address)
    if row is None:
        return False
    await _let_go(conn, address, row["learner_id"], now)
    await conn.execute(_FORGET_LISTED, row["account"], row["platform_id"])
    if row["channel"] == "wechat" and row["state"] == "active":
        await conn.execute(_TRACE, row["account"], row["platform_id"], row["track_tag"], now)
    await conn.execute(_LEAVE_COHORTS, row["learner_id"], row["account"], address)
    await conn.execute("delete from address where id = $1", address)
    if not await conn.fetchval(
        "select exists (select from address where learner_id = $1)", row["learner_id"]
    ):
        await _let_rest(conn, row["learner_id"], now)
    return True


_LEAVE_COHORTS = """
delete from group_member m using chat_group g
where m.learner_id = $1 and g.id = m.group_id and g.account = $2
  and not exists (select from address a where a.learner_id = $1 and a.account = $2 and a.id <> $3)
"""

_FORGET_LISTED = """
with listed as (delete from follower_listed where account = $1 and platform_id = $2)
update follower_listing set after = '', listed = 0 where account = $1 and after = $2
"""

TRACE = "sha256(convert_to({account} || ':' || {platform_id}, 'UTF8'))"
"""An openid has some 160 random bits: nobody finds it from this by trying."""

_TRACE = f"""
insert into follower_erased (account, trace, track_tag, erased_at)
values ($1, {TRACE.format(account="$1::text", platform_id="$2::text")}, $3, $4)
on conflict (account, trace) do update set track_tag = excluded.track_tag, erased_at = excluded.erased_at
"""


async def _let_go(conn: Connection, address: int, learner: int, now: datetime) -> None:
    """Answers that waited to be sent there end; what has another way goes that way."""
    rows = await conn.fetch(
        """
        select id, attempts from delivery
        where learner_id = $2 and address_id = $1 and state = 'planned' and kind = 'reply' order by id
        """,
        address,
        learner,
    )
    await end(conn, [Ending(row["id"], row["attempts"], "expired", ERASED) for row in rows], now)
    await conn.execute(
        "update delivery set address_id = null where learner_id = $2 and address_id = $1",
        address,
        learner,
    )
    await conn.execute(
        """
        update delivery_past set address_id = null, detail = case when kind = 'reply' then '{}' else detail end
        where learner_id = $2 and address_id = $1
        """,
        address,
        learner,
    )


async def _let_rest(conn: Connection, learner: int, now: datetime) -> None:
    """Nobody speaks to this learner ever again; what was completed stays."""
    await end_all_owed(conn, [learner], ERASED, now)
    await conn.execute(
        "update learner set state = 'stopped', paused_until = null, dialog = '{}' where id = $1",
        learner,
    )
    await conn.execute(
        "update enrolment set state = 'dropped' where learner_id = $1 and state in ('active', 'waiting')",
        learner,
    )
    for table in ("lesson_turn", "group_member"):
        await conn.execute(f"delete from {table} where learner_id = $1", learner)


async def erase_left(
    conn: Connection, account: str, before: datetime, now: datetime, most: int
) -> int:
    """Erase addresses of an account that were left before ``before``; returns how many."""
    rows = await conn.fetch(
        """
        select id from (
          select id, learner_id from address where account = $1 and left_at < $2 and state = 'gone'
          order by left_at limit $3) as gone
        order by learner_id, id
        """,
        account,
        before,
        most,
    )
    erased = [await erase(conn, row["id"], now) for row in rows]
    return sum(erased)
