"""Messages that are said in passing: in a group they are taken away again after a while."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.db import Connection

MOST_TRIES = 60
"""A message that could not be taken away once a minute for an hour is let be."""
NEXT_TRY = timedelta(minutes=1)
"""How long after one try the next comes, also where the first was never heard of again."""
TOO_OLD = timedelta(hours=48)
"""Source: Bot API, deleteMessage: only messages younger than this can be deleted."""


@dataclass(frozen=True, slots=True)
class PassingMessage:
    """A message in a group that is to go at ``remove_at``."""

    account: str
    chat: str
    message_id: str
    remove_at: datetime


async def keep(conn: Connection, passing: Sequence[PassingMessage]) -> None:
    """Have messages taken away later; one that is known already, at the later of both times."""
    # One row for each message, the latest, in one order: a statement cannot touch a row twice,
    # and two writers must not wait for each other crosswise.
    latest: dict[tuple[str, str, str], datetime] = {}
    for one in passing:
        key = (one.account, one.chat, one.message_id)
        latest[key] = max(one.remove_at, latest.get(key, one.remove_at))
    ordered = sorted(latest.items())
    await conn.execute(
        """
        insert into passing_message as m (account, chat, message_id, remove_at)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])
        on conflict (account, chat, message_id) do update set remove_at = excluded.remove_at, tries = 0
          where m.remove_at < excluded.remove_at
        """,
        [account for (account, _, _), _ in ordered],
        [chat for (_, chat, _), _ in ordered],
        [message for (_, _, message), _ in ordered],
        [at for _, at in ordered],
    )


async def due(
    conn: Connection, accounts: Collection[str], now: datetime, most: int
) -> list[PassingMessage]:
    """At most ``most`` messages of ``accounts`` whose time has come, the longest due first.

    They are the caller's until ``NEXT_TRY`` has passed, then anybody's again: who says ``done``
    in time ends it. A message that was tried ``MOST_TRIES`` times is forgotten with the last.
    """
    rows = await conn.fetch(
        """
        with found as materialized (
          select account, chat, message_id from passing_message
          where remove_at <= $2 and account = any($1) order by remove_at limit $3
          for update skip locked
        ), given_up as (
          delete from passing_message m using found f
          where (m.account, m.chat, m.message_id) = (f.account, f.chat, f.message_id) and m.tries >= $5
          returning m.account, m.chat, m.message_id, m.remove_at
        ), tried as (
          update passing_message m set remove_at = $4, tries = m.tries + 1 from found f
          where (m.account, m.chat, m.message_id) = (f.account, f.chat, f.message_id) and m.tries < $5
          returning m.account, m.chat, m.message_id, m.remove_at
        )
        select * from tried union all select * from given_up
        """,
        list(accounts),
        now,
        most,
        now + NEXT_TRY,
        MOST_TRIES - 1,
    )
    return [PassingMessage(**dict(row)) for row in rows]


async def done(conn: Connection, gone: Sequence[PassingMessage]) -> None:
    """These were taken away, or are not to be: nothing is to be done about them any more."""
    ordered = sorted(gone, key=lambda one: (one.account, one.chat, one.message_id))
    await conn.execute(
        """
        delete from passing_message m
        using unnest($1::text[], $2::text[], $3::text[]) as g (account, chat, message_id)
        where (m.account, m.chat, m.message_id) = (g.account, g.chat, g.message_id)
        """,
        [one.account for one in ordered],
        [one.chat for one in ordered],
        [one.message_id for one in ordered],
    )


async def forget_old(conn: Connection, now: datetime, most: int) -> int:
    """Forget at most ``most`` that no platform takes away any more (those of an account that is
    in no settings now, or that no process looked after for two days); returns how many.
    """
    tag = await conn.execute(
        """
        delete from passing_message where (account, chat, message_id) in
          (select account, chat, message_id from passing_message where remove_at < $1
           order by remove_at limit $2 for update skip locked)
        """,
        now - TOO_OLD,
        most,
    )
    return int(tag.rsplit(" ", 1)[1])
