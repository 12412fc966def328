"""Quizzes that a platform shows itself: what an answer to one of them means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Poll:
    """A quiz that was shown. ``data`` is what a button would send, without the chosen number
    (``ans:12``); ``address`` is whose it is, or ``group`` the row of the group: one of them is set.
    """

    data: str
    address: int | None
    group: int | None
    message_id: str
    asked_at: datetime


async def find_poll(conn: Connection, account: str, poll_id: str) -> Poll | None:
    """The quiz behind an answer; None where it is none of ours, or was recorded by nobody yet."""
    row = await conn.fetchrow(
        """
        select data, address_id, group_id, message_id, asked_at from quiz_poll
        where account = $1 and poll_id = $2
        """,
        account,
        poll_id,
    )
    if row is None:
        return None
    return Poll(
        row["data"], row["address_id"], row["group_id"], row["message_id"], row["asked_at"]
    )


@dataclass(frozen=True, slots=True)
class ShownPoll:
    """A quiz that a platform took: the account it was sent from, and what is kept of it."""

    account: str
    poll_id: str
    poll: Poll


async def keep(conn: Connection, shown: Sequence[ShownPoll]) -> None:
    """Remember quizzes; one that is known stays as it is. Those of people or groups that were
    erased meanwhile are left out.
    """
    # Sorted as all writers sort them: two that insert the same quizzes must not wait crosswise.
    ordered = sorted(shown, key=lambda one: (one.account, one.poll_id))
    await conn.execute(
        """
        insert into quiz_poll (account, poll_id, data, address_id, group_id, message_id, asked_at)
        select p.account, p.poll_id, p.data, p.address, p.chat, p.message, p.at
        from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::timestamptz[])
          as p (account, poll_id, data, address, chat, message, at)
        where exists (select 1 from address a where a.id = p.address)
          or exists (select 1 from chat_group g where g.id = p.chat)
        on conflict (account, poll_id) do nothing
        """,
        [one.account for one in ordered],
        [one.poll_id for one in ordered],
        [one.poll.data for one in ordered],
        [one.poll.address for one in ordered],
        [one.poll.group for one in ordered],
        [one.poll.message_id for one in ordered],
        [one.poll.asked_at for one in ordered],
    )


async def forget_old(conn: Connection, before: datetime, most: int) -> int:
    """Forget at most ``most`` quizzes that were asked before ``before``; returns how many."""
    tag = await conn.execute(
        """
        delete from quiz_poll where (account, poll_id) in
          (select account, poll_id from quiz_poll where asked_at < $1 order by asked_at limit $2
           for update skip locked)
        """,
        before,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])
