"""The nightly comparison of an account's followers with the platform's own list.

The list comes in pages, in no order that means anything, so what was listed is kept in a table
until the end: a listing goes on where it stood, in any process, and takes no memory. Events are
lost while no server of ours runs; this finds who came and who left meanwhile.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import uuid4

from bot.store.db import Connection
from bot.store.followers import LEASE, end_owed, gone
from bot.store.privacy.erasing import TRACE

NOT_LISTED = "not among the account's followers any more"
SOME = 500
"""New people a statement."""


@dataclass(frozen=True, slots=True)
class Listing:
    """An account's newest listing: how many the platform has, how many of them were ``added``
    here (or brought back), and how many of ours were ``lost``. ``finished_at`` is None while it
    is under way.
    """

    account: str
    began_at: datetime
    after: str
    listed: int
    added: int
    lost: int
    finished_at: datetime | None


_COLUMNS = "account, began_at, after, listed, added, lost, finished_at"


async def newest(conn: Connection, account: str) -> Listing | None:
    """The newest listing of an account, if there ever was one."""
    row = await conn.fetchrow(
        f"select {_COLUMNS} from follower_listing where account = $1", account
    )
    return Listing(**row) if row else None


async def begin(conn: Connection, account: str, now: datetime) -> Listing:
    """Begin to list an account's followers anew."""
    await conn.execute("delete from follower_listed where account = $1", account)
    row = await conn.fetchrow(
        f"""
        insert into follower_listing as f (account, began_at, after, listed) values ($1, $2, '', 0)
        on conflict (account) do update set began_at = excluded.began_at, after = '', listed = 0, added = 0, lost = 0,
          finished_at = null
        returning {_COLUMNS}
        """,
        account,
        now,
    )
    if row is None:
        raise AssertionError("an insert without a condition returns its row")
    return Listing(**row)


async def is_whole(conn: Connection, listing: Listing) -> bool:
    """Whether all that was listed is still there; a crash of the server takes it away.

    Both are read in one statement, since another process may be keeping a page at this moment.
    """
    whole: bool | None = await conn.fetchval(
        """
        select listed = (select count(*) from follower_listed where account = $1)
        from follower_listing where account = $1
        """,
        listing.account,
    )
    return bool(whole)


async def known_followers(conn: Connection, account: str) -> int:
    """How many follow an account, as far as is known here."""
    count: int = await conn.fetchval(
        "select count(*) from address where account = $1 and state = 'active' and channel = 'wechat'",
        account,
    )
    return count


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a page: how many were new here, and of whom a tag of ours is still to be
    taken off, by its name.
    """

    added: int
    to_untag: dict[str, list[str]]


async def keep_page(
    conn: Connection,
    listing: Listing,
    platform_ids: Sequence[str],
    after: str,
    *,
    person: tuple[str, time],
    now: datetime,
) -> Kept | None:
    """Take a page in: who is new becomes a learner who was not greeted yet, who is back is back.

    ``person`` are the zone and daily time of a new one. Who was erased is let be. None: the
    listing has gone on in another process meanwhile, and nothing was changed. To be called in a
    transaction.
    """
    account = listing.account
    if not await conn.fetchval(_STANDS, account, listing.began_at, listing.after):
        return None
    erased = await _erased(conn, account, platform_ids, now)
    listed = sorted(set(platform_ids) - erased.keys())
    tag = await conn.execute(
        "insert into follower_listed select $1, p from unnest($2::text[]) as p on conflict do nothing",
        account,
        listed,
    )
    added = await _add(conn, account, listed, person, now)
    added += await _bring_back(conn, listing, listed)
    await conn.execute(
        "update follower_listing set after = $2, listed = listed + $3, added = added + $4 where account = $1",
        account,
        after,
        int(tag.rsplit(" ", 1)[1]),
        added,
    )
    await conn.execute(
        "update follower_work set lease_until = $2 where account = $1 and what = 'listing'",
        account,
        now + LEASE,
    )
    to_untag: dict[str, list[str]] = {}
    for platform_id, track in erased.items():
        if track:
            to_untag.setdefault(track, []).append(platform_id)
    return Kept(added, to_untag)


_STANDS = """
select 1 from follower_listing where account = $1 and began_at = $2 and after = $3 and finished_at is null
for no key update
"""


async def _erased(
    conn: Connection, account: str, platform_ids: Sequence[str], now: datetime
) -> dict[str, str | None]:
    """Those of a page who were erased and have not come back since, with the track whose tag the
    platform still has on them.
    """
    traced = TRACE.format(account="$1::text", platform_id="p.id")
    await conn.execute(
        f"""
        delete from follower_erased e using unnest($2::text[]) as p (id)
        join address a on a.account = $1 and a.platform_id = p.id
        where e.account = $1 and e.trace = {traced}
        """,
        account,
        list(platform_ids),
    )
    rows = await conn.fetch(
        f"""
        update follower_erased e set seen_at = $3 from unnest($2::text[]) as p (id)
        where e.account = $1 and e.trace = {traced} returning p.id, e.track_tag
        """,
        account,
        list(platform_ids),
        now,
    )
    return {row["id"]: row["track_tag"] for row in rows}


_ADD = """
with known as materialized (
  select p.platform_id, p.key from unnest($2::text[], $3::uuid[]) as p (platform_id, key)
  where not exists (select from address a where a.account = $1 and a.platform_id = p.platform_id)
), person as (
  insert into learner (key, zone, times, created_at)
  select key, $4, array[$5::time], $6 from known returning id, key
)
insert into address (learner_id, account, channel, platform_id, created_at)
select p.id, $1, 'wechat', k.platform_id, $6 from person p join known k on k.key = p.key
on conflict do nothing
"""


async def _add(
    conn: Connection,
    account: str,
    platform_ids: Sequence[str],
    person: tuple[str, time],
    now: datetime,
) -> int:
    """Make learners of who is not known here; returns how many."""
    unknown = await conn.fetch(
        """
        select p as id from unnest($2::text[]) as p
        where not exists (select from address a where a.account = $1 and a.platform_id = p)
        """,
        account,
        list(platform_ids),
    )
    total = 0
    for begin_at in range(0, len(unknown), SOME):
        some = [row["id"] for row in unknown[begin_at : begin_at + SOME]]
        keys = [uuid4() for _ in some]
        tag = await conn.execute(_ADD, account, some, keys, *person, now)
        added = int(tag.rsplit(" ", 1)[1])
        if added < len(some):  # one of them wrote at this very moment, and has an address now
            await conn.execute(
                """
                delete from learner l where l.key = any($1::uuid[])
                  and not exists (select from address a where a.learner_id = l.id)
                """,
                keys,
            )
        total += added
    return total


async def _bring_back(conn: Connection, listing: Listing, platform_ids: Sequence[str]) -> int:
    """Who was gone before the listing began, and is listed, follows again."""
    tag = await conn.execute(
        """
        update address set state = 'active', reason = null, left_at = null
        where account = $1 and platform_id = any($2::text[]) and state = 'gone'
          and coalesce(left_at, last_in_at, created_at) < $3
        """,
        listing.account,
        list(platform_ids),
        listing.began_at,
    )
    return int(tag.rsplit(" ", 1)[1])


async def untagged(conn: Connection, account: str, platform_ids: Collection[str]) -> None:
    """The platform has no tag of ours on these any more, who were erased."""
    traced = TRACE.format(account="$1::text", platform_id="p.id")
    await conn.execute(
        f"""
        update follower_erased e set track_tag = null from unnest($2::text[]) as p (id)
        where e.account = $1 and e.trace = {traced}
        """,
        account,
        list(platform_ids),
    )


_UNLISTED = """
from address a
where a.account = $1 and a.channel = 'wechat' and a.state = 'active' and a.created_at < $2
  and (a.last_in_at is null or a.last_in_at < $2)
  and not exists (select from follower_listed f where f.account = $1 and f.platform_id = a.platform_id)
"""


async def count_unlisted(conn: Connection, listing: Listing) -> int:
    """How many of ours are not listed, and were not heard from since the listing began."""
    count: int = await conn.fetchval(
        f"select count(*) {_UNLISTED}", listing.account, listing.began_at
    )
    return count


async def lose_unlisted(conn: Connection, listing: Listing, now: datetime, most: int) -> int:
    """Take some of those for gone, and end what they are owed; returns how many. Whose event is
    at work this moment is heard from, and let be.
    """
    rows = await conn.fetch(
        f"""
        select a.id from learner l join (select a.id, a.learner_id {_UNLISTED} limit $3) a on a.learner_id = l.id
        order by l.id for no key update of l skip locked
        """,
        listing.account,
        listing.began_at,
        most,
    )
    learners = await gone(conn, [row["id"] for row in rows], NOT_LISTED, listing.began_at, now)
    await end_owed(conn, learners, NOT_LISTED, now)
    await conn.execute(
        "update follower_listing set lost = lost + $2 where account = $1",
        listing.account,
        len(learners),
    )
    return len(learners)


async def finish(conn: Connection, listing: Listing, now: datetime) -> Listing | None:
    """The listing is at its end: what it kept is let go of, and traces of who is not even
    listed any more. Returns it as it ended.
    """
    await conn.execute("delete from follower_listed where account = $1", listing.account)
    await conn.execute(
        """
        delete from follower_erased
        where account = $1 and erased_at < $2 and (seen_at is null or seen_at < $2)
        """,
        listing.account,
        listing.began_at,
    )
    row = await conn.fetchrow(
        f"""
        update follower_listing set after = '', finished_at = $3 where account = $1 and began_at = $2
        returning {_COLUMNS}
        """,
        listing.account,
        listing.began_at,
        now,
    )
    return Listing(**row) if row else None
