"""Followers of official accounts: who they are elsewhere, and what ends when they leave.

How they are erased stands in ``bot.store.privacy.erasing``, how they are compared with the platform's own
list in ``bot.store.listing``.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.db import Connection
from bot.store.ending_owed import end_all_owed
from bot.store.privacy.erasing import erase, erase_left

__all__ = ["Asked", "end_owed", "end_owed_of", "erase", "erase_left"]

LEASE = timedelta(minutes=5)
"""So long a process may be at one kind of work for an account without a word of life."""


# One process at a time ---------------------------------------------------------------------------


async def take_work(conn: Connection, account: str, what: str, now: datetime) -> bool:
    """Take up ``what`` (union, tags or listing) for an account for the length of a lease, or go
    on with it; False while another process is at it.
    """
    taken: bool | None = await conn.fetchval(
        """
        insert into follower_work as w (account, what, lease_until) values ($1, $2, $3)
        on conflict (account, what) do update set lease_until = excluded.lease_until
        where w.lease_until <= $4 returning true
        """,
        account,
        what,
        now + LEASE,
        now,
    )
    return bool(taken)


async def leave_work(conn: Connection, account: str, what: str, now: datetime) -> None:
    """It may be taken up again."""
    await conn.execute(
        "update follower_work set lease_until = $3 where account = $1 and what = $2",
        account,
        what,
        now,
    )


# Who they are in other accounts ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What the platform said of one address. ``union_key`` is the keyed hash of the id that is
    the same in all accounts of one owner; None: the platform has none.
    """

    address: int
    union_key: bytes | None
    follows: bool = True


async def not_asked(conn: Connection, account: str, most: int) -> list[tuple[int, str]]:
    """Followers whom the platform was not asked about yet, the newest first: rows and ids."""
    rows = await conn.fetch(
        """
        select id, platform_id from address
        where account = $1 and union_asked_at is null and channel = 'wechat' and state = 'active'
        order by created_at desc limit $2
        """,
        account,
        most,
    )
    return [(row["id"], row["platform_id"]) for row in rows]


async def keep_unions(conn: Connection, found: Sequence[Asked], now: datetime) -> None:
    """Note that the platform was asked, and what is the same for the person everywhere."""
    await conn.execute(
        """
        update address a set union_asked_at = $3, union_key = f.union_key
        from unnest($1::bigint[], $2::bytea[]) as f (id, union_key) where a.id = f.id
        """,
        [one.address for one in found],
        [one.union_key for one in found],
        now,
    )


_OF_KEYS = "and union_key = any($2::bytea[])"


async def twins(conn: Connection, keys: Collection[bytes] | None, most: int) -> list[list[int]]:
    """Learners who are one person, as their addresses say; only of ``keys`` where any are given."""
    rows = await conn.fetch(
        f"""
        select array_agg(distinct learner_id order by learner_id) as learners from address
        where union_key is not null {_OF_KEYS if keys is not None else ""}
        group by union_key having min(learner_id) <> max(learner_id) limit $1
        """,
        most,
        *([list(keys)] if keys is not None else []),
    )
    return [row["learners"] for row in rows]


# Who left ----------------------------------------------------------------------------------------


async def gone(
    conn: Connection, addresses: Collection[int], reason: str, before: datetime, now: datetime
) -> list[int]:
    """Nobody can be reached at ``addresses`` until the person comes back; the learners of those
    where nothing was heard since ``before``, which alone are taken for gone.
    """
    await conn.execute(
        """
        select 1 from learner where id in (select learner_id from address where id = any($1::bigint[]))
        order by id for no key update
        """,
        list(addresses),
    )
    rows = await conn.fetch(
        """
        update address set state = 'gone', reason = $2, left_at = coalesce(left_at, $4), track_tag = null,
          message_window_left = 0, click_window_left = 0
        where id = any($1::bigint[]) and state = 'active' and (last_in_at is null or last_in_at < $3)
        returning learner_id
        """,
        list(addresses),
        reason,
        before,
        now,
    )
    return [row["learner_id"] for row in rows]


async def end_owed_of(conn: Connection, address: int, reason: str, now: datetime) -> int:
    """End what is owed to the person of an address that was just left, as ``end_owed`` does."""
    learner = await conn.fetchval("select learner_id from address where id = $1", address)
    return await end_owed(conn, [learner], reason, now) if learner else 0


async def end_owed(conn: Connection, learners: Collection[int], reason: str, now: datetime) -> int:
    """End all that is planned or held for those of ``learners`` who can be reached nowhere any
    more; returns how many. What is on its way, also with a mass message, comes to its own end.
    """
    rows = await conn.fetch(
        """
        select l.id from learner l where l.id = any($1::bigint[])
          and not exists (select from address a where a.learner_id = l.id and a.state = 'active')
        order by l.id for no key update of l
        """,
        list(learners),
    )
    return await end_all_owed(conn, [row["id"] for row in rows], reason, now) if rows else 0


async def just_left(
    conn: Connection, since: datetime, after: int, most: int
) -> list[tuple[int, int]]:
    """Addresses left at or after ``since`` whose person still is owed something and is reached
    nowhere: (address, learner), by address.
    """
    rows = await conn.fetch(
        """
        select a.id, a.learner_id from address a where a.left_at >= $1 and a.state = 'gone' and a.id > $2
          and not exists (select from address o where o.learner_id = a.learner_id and o.state = 'active')
          and (exists (select from delivery d where d.learner_id = a.learner_id and d.state = 'planned')
            or exists (select from delivery_held h where h.learner_id = a.learner_id and h.part_id is null))
        order by a.id limit $3
        """,
        since,
        after,
        most,
    )
    return [(row["id"], row["learner_id"]) for row in rows]


async def forget_tags_of_left(conn: Connection, since: datetime) -> int:
    """The platform takes all tags from who leaves: who left at or after ``since`` has none, and
    gets the right one anew when he or she comes back. Returns how many had one.
    """
    tag = await conn.execute(
        "update address set track_tag = null where left_at >= $1 and state = 'gone' and track_tag is not null",
        since,
    )
    return int(tag.rsplit(" ", 1)[1])
