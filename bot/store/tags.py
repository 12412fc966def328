"""Tags of ours on a platform: their ids, and whose track they say."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Retag:
    """A follower whose tag is not that of his or her track: ``old`` is what the platform has
    (None: nothing), ``new`` what it is to have.
    """

    address: int
    platform_id: str
    old: str | None
    new: str | None


async def known_tags(conn: Connection, account: str) -> dict[str, int]:
    """The platform's ids of our tags in an account, by name."""
    rows = await conn.fetch("select name, tag from follower_tag where account = $1", account)
    return {row["name"]: row["tag"] for row in rows}


async def keep_tags(
    conn: Connection, account: str, tags: Mapping[str, int], now: datetime
) -> None:
    """Note the ids of tags."""
    await conn.execute(
        """
        insert into follower_tag (account, name, tag, made_at)
        select $1, n, t, $4 from unnest($2::text[], $3::integer[]) as u (n, t)
        on conflict (account, name) do update set tag = excluded.tag, made_at = excluded.made_at
        """,
        account,
        list(tags),
        list(tags.values()),
        now,
    )


async def forget_tags(conn: Connection, account: str, names: Collection[str]) -> None:
    """The platform does not have these tags any more, and so nobody has them."""
    await conn.execute(
        "delete from follower_tag where account = $1 and name = any($2::text[])",
        account,
        list(names),
    )


async def forget_tagged(conn: Connection, account: str, track: str) -> None:
    """Nobody in an account has the tag of a track (any more)."""
    await conn.execute(
        "update address set track_tag = null where account = $1 and track_tag = $2",
        account,
        track,
    )


async def last_address(conn: Connection) -> int:
    """The newest address of all."""
    row: int | None = await conn.fetchval("select max(id) from address")
    return row or 0


async def to_retag(
    conn: Connection, account: str, tracks: Collection[str], after: int, most: int
) -> list[Retag]:
    """Of the addresses with the ``most`` rows after ``after``, an account's followers whose tag
    is not that of their track. ``tracks`` are those that have a tag.
    """
    rows = await conn.fetch(
        """
        select a.id, a.platform_id, a.track_tag as old, case when l.track = any($2::text[]) then l.track end as new
        from address a join learner l on l.id = a.learner_id
        where a.id > $3 and a.id <= $3 + $4::bigint and a.account = $1 and a.state = 'active'
          and a.track_tag is distinct from case when l.track = any($2::text[]) then l.track end
        order by a.id
        """,
        account,
        list(tracks),
        after,
        most,
    )
    return [Retag(row["id"], row["platform_id"], row["old"], row["new"]) for row in rows]


async def retagged(conn: Connection, addresses: Collection[int], track: str | None) -> None:
    """The platform has the tag of ``track`` (None: none of ours) on these followers."""
    await conn.execute(
        "update address set track_tag = $2 where id = any($1::bigint[])", list(addresses), track
    )
