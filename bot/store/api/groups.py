"""Groups as the public API shows them."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.store.db import Connection, Row


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """One group. ``members`` are people as far as we know, ``url`` what its QR code leads to."""

    row: int
    account: str
    channel: str
    title: str
    state: str
    language: str
    zone: str
    track: str | None
    members: int
    url: str | None
    merged_into: int | None


_GROUP = """
select g.id, g.account, g.channel, g.title, g.state, g.language, g.zone, g.track,
  (select count(*) from group_member m where m.group_id = g.id) as members, c.url, g.merged_into
from chat_group g left join group_code c on c.group_id = g.id
where g.channel <> 'webhook'
"""


async def groups_after(
    conn: Connection,
    after: int,
    most: int,
    *,
    account: str | None,
    channel: str | None,
    state: str | None,
) -> list[GroupFacts]:
    """The next ``most`` groups after row ``after``; without ``state`` those that are not gone."""
    rows = await conn.fetch(
        f"""
        {_GROUP} and g.id > $1 and ($3::text is null or g.account = $3)
          and ($4::text is null or g.channel = $4)
          and case when $5::text is null then g.state <> 'gone' else g.state = $5 end
        order by g.id limit $2
        """,
        after,
        most,
        account,
        channel,
        state,
    )
    return [_facts(row) for row in rows]


async def group_by_row(conn: Connection, group: int) -> GroupFacts | None:
    """One group in whatever state, or None."""
    row = await conn.fetchrow(f"{_GROUP} and g.id = $1", group)
    return _facts(row) if row else None


async def names_of(conn: Connection, groups: list[int]) -> dict[int, tuple[str, str]]:
    """By row, the account and the platform's name of groups that are there; subscribers are none."""
    rows = await conn.fetch(
        """
        select id, account, platform_id from chat_group
        where id = any($1) and state <> 'gone' and channel <> 'webhook'
        """,
        groups,
    )
    return {row["id"]: (row["account"], row["platform_id"]) for row in rows}


async def rows_of(
    conn: Connection, names: Collection[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """The rows of groups by account and the platform's name; who is unknown has none."""
    wanted = sorted(set(names))
    rows = await conn.fetch(
        """
        select g.id, g.account, g.platform_id from unnest($1::text[], $2::text[]) as n (account, platform_id)
        join chat_group g on g.account = n.account and g.platform_id = n.platform_id
        """,
        [account for account, _ in wanted],
        [platform_id for _, platform_id in wanted],
    )
    return {(row["account"], row["platform_id"]): row["id"] for row in rows}


def _facts(row: Row) -> GroupFacts:
    return GroupFacts(*row.values())
