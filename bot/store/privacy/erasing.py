"""An address is erased with everything its platform gave us of the person.

What the person completed stays under the learner's pseudonym, with nothing that leads back. Who
writes again afterwards is somebody new.
"""

from datetime import datetime

from bot.store.binding import MISSES_WITHIN
from bot.store.db import Connection
from bot.store.ending_owed import end_all_owed
from bot.store.endings import Ending, end
from bot.store.privacy.competing import let_go_of_entries

ERASED = "the address was erased"

_ADDRESS = """
select a.id, a.learner_id, a.account, a.platform_id, a.channel, a.state, a.track_tag
from address a where a.id = $1 for update
"""


async def erase(conn: Connection, address: int, now: datetime) -> bool:
    """Erase an address; False when it is not there (any more).

    With it go consents to notices, windows, receipts, quizzes sent there, the key that joins
    accounts, names on the boards of its account's groups, a binding code, and, where it was the
    person's only one in its account, the cohorts joined there. Deliveries keep no reference to
    it, and answers in groups tell no more from where they came. Of a person who is reached nowhere any more, everything owed ends, the dialog
    is forgotten, courses are dropped, entries in competitions lose the person, and wishes, questions and what passed between helpers and those
    they helped go. Somebody who still follows leaves a trace that only the id itself can be compared with, so that the nightly listing does not bring him or her back.
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
    await _let_go_of_groups(conn, address, row["learner_id"], row["account"])
    await _let_go_of_codes(conn, row["learner_id"], now)
    await conn.execute("delete from address where id = $1", address)
    if not await conn.fetchval(
        "select exists (select from address where learner_id = $1)", row["learner_id"]
    ):
        await _let_rest(conn, row["learner_id"], now)
    return True


_FORGET_VOTER = """
update group_answer a set voter = uuid_send(gen_random_uuid())
from group_question q join chat_group g on g.id = q.group_id
where a.learner_id = $1 and q.id = a.group_question_id and g.account = $2
"""
"""The keyed hash that a voter is counted by leads from a platform id to its answers, for whoever
holds the key. In its place comes what leads nowhere; the group's count of votes stays."""

_OFF_THE_BOARDS = """
update group_member m set board_name = null from chat_group g
where m.learner_id = $1 and g.id = m.group_id and g.account = $2 and m.board_name is not null
"""

_LEAVE_COHORTS = """
delete from group_member m using chat_group g
where m.learner_id = $1 and g.id = m.group_id and g.account = $2
  and not exists (select from address a where a.learner_id = $1 and a.account = $2 and a.id <> $3)
"""

_HELP_NO_MORE = """
delete from group_helper h using chat_group g
where h.learner_id = $1 and g.id = h.group_id and g.account = $2
  and not exists (select from address a where a.learner_id = $1 and a.account = $2 and a.id <> $3)
"""
"""A helper's name stands where its group's members read it."""

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


async def _let_go_of_groups(conn: Connection, address: int, learner: int, account: str) -> None:
    """Nothing in the groups of its account leads to the address or names the person."""
    await conn.execute(_FORGET_VOTER, learner, account)
    await conn.execute(_OFF_THE_BOARDS, learner, account)
    await conn.execute(_LEAVE_COHORTS, learner, account, address)
    await conn.execute(_HELP_NO_MORE, learner, account, address)


async def _let_go_of_codes(conn: Connection, learner: int, now: datetime) -> None:
    """No code given from there joins anybody any more. Misses that count still are kept for the
    rest of their hour: else who tries codes would be erased and try on.
    """
    await conn.execute("delete from bind_code where learner_id = $1", learner)
    await conn.execute(
        "delete from bind_miss where learner_id = $1 and since <= $2",
        learner,
        now - MISSES_WITHIN,
    )


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
        update delivery_past set address_id = null, detail = case when kind in ('reply', 'answer', 'help') then '{}' else detail end
        where learner_id = $2 and address_id = $1
        """,
        address,
        learner,
    )


async def _let_rest(conn: Connection, learner: int, now: datetime) -> None:
    """Nobody speaks to this learner ever again; what was completed stays."""
    await end_all_owed(conn, [learner], ERASED, now)
    await let_go_of_entries(conn, [learner])
    await conn.execute(
        "update learner set state = 'stopped', paused_until = null, dialog = '{}' where id = $1",
        learner,
    )
    await conn.execute(
        "update enrolment set state = 'dropped' where learner_id = $1 and state in ('active', 'waiting')",
        learner,
    )
    for table in ("lesson_turn", "group_member", "wish", "asked", "group_helper", "help_request"):
        await conn.execute(f"delete from {table} where learner_id = $1", learner)
    await conn.execute("delete from help_request where helper_id = $1", learner)


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
