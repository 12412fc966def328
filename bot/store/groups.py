"""Groups and their members, and the QR codes that bring people into a cohort."""

from dataclasses import dataclass
from datetime import datetime

from bot.ports import GroupCode
from bot.store.db import Connection


async def know_group(
    conn: Connection,
    *,
    account: str,
    channel: str,
    platform_id: str,
    title: str,
    zone: str,
    now: datetime,
) -> int:
    """The group's row, made or brought back; an empty title leaves the old one.

    One that is known as it is stays unlocked: a class scans its code in the same minute, and
    transactions of many people must neither queue up for its row nor wait for each other crosswise.
    """
    known: int | None = await conn.fetchval(
        """
        select id from chat_group
        where account = $1 and platform_id = $2 and state = 'known' and ($3 = '' or title = $3)
        """,
        account,
        platform_id,
        title,
    )
    if known is not None:
        return known
    row: int = await conn.fetchval(
        """
        insert into chat_group as g (account, channel, platform_id, title, zone, known_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (account, platform_id) do update set state = 'known',
          title = case when excluded.title = '' then g.title else excluded.title end
        returning id
        """,
        account,
        channel,
        platform_id,
        title,
        zone,
        now,
    )
    return row


async def group_gone(conn: Connection, account: str, platform_id: str) -> None:
    """We were removed; nothing is owed to it any more until we are added again."""
    await conn.execute(
        "update chat_group set state = 'gone' where account = $1 and platform_id = $2",
        account,
        platform_id,
    )


async def migrate_group(conn: Connection, account: str, old: str, new: str) -> None:
    """A group got a new id: everywhere at once, also for what is still owed to it.

    Where both are known (the platform told of the new one first), the new row stays and takes
    over what is planned for the old one.
    """
    for what in ("competition", "announcement"):
        await conn.execute(
            f"""
            update {what}_group c set platform_id = $3
            where c.account = $1 and c.platform_id = $2
              and not exists (select 1 from {what}_group o where o.account = $1
                and o.platform_id = $3 and o.{what}_key = c.{what}_key)
            """,
            account,
            old,
            new,
        )
    renamed = await conn.fetchval(
        """
        update chat_group g set platform_id = $3 where g.account = $1 and g.platform_id = $2
          and not exists (select 1 from chat_group o where o.account = $1 and o.platform_id = $3)
        returning id
        """,
        account,
        old,
        new,
    )
    if renamed is None:
        await conn.execute(_TAKE_OVER, account, old, new)


_TAKE_OVER = """
with pair as (
  select o.id as old, n.id as new from chat_group o join chat_group n on n.account = o.account
  where o.account = $1 and o.platform_id = $2 and n.platform_id = $3
), moved as (
  update delivery d set group_id = p.new from pair p where d.group_id = p.old and d.state = 'planned'
    and not exists (select 1 from delivery t where t.group_id = p.new and t.kind = d.kind
      and t.subject = d.subject and t.occurrence = d.occurrence)
), joined as (
  insert into group_member (group_id, learner_id, joined_at)
  select p.new, m.learner_id, m.joined_at from pair p join group_member m on m.group_id = p.old
  on conflict do nothing
)
update chat_group g set state = 'gone' from pair p where g.id = p.old
"""


async def join_group(conn: Connection, group: int, learner: int, now: datetime) -> None:
    """A learner becomes a member."""
    await conn.execute(
        "insert into group_member (group_id, learner_id, joined_at) values ($1, $2, $3) on conflict do nothing",
        group,
        learner,
        now,
    )


async def title_of(conn: Connection, group: int) -> str:
    """What a group is called; empty where nobody has said."""
    title: str | None = await conn.fetchval("select title from chat_group where id = $1", group)
    return title or ""


# Codes -------------------------------------------------------------------------------------------


async def code_of(conn: Connection, group: int) -> GroupCode | None:
    """The QR code of a cohort, once it is made."""
    row = await conn.fetchrow("select url, ticket from group_code where group_id = $1", group)
    return GroupCode(row["url"], row["ticket"]) if row else None


async def keep_code(conn: Connection, group: int, code: GroupCode, now: datetime) -> GroupCode:
    """Keep a cohort's QR code; returns the one that counts, the first that was kept."""
    await conn.execute(
        """
        insert into group_code (group_id, url, ticket, made_at) values ($1, $2, $3, $4)
        on conflict (group_id) do nothing
        """,
        group,
        code.url,
        code.ticket,
        now,
    )
    return await code_of(conn, group) or code


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group as an operator sees it. ``url`` is what its QR code leads to; empty: it has none."""

    account: str
    channel: str
    platform_id: str
    title: str
    state: str
    members: int
    url: str


async def all_groups(conn: Connection) -> list[GroupFacts]:
    """Every group that is or was known, with how many people are in it as far as we know."""
    rows = await conn.fetch(
        """
        select g.account, g.channel, g.platform_id, g.title, g.state, coalesce(c.url, '') as url,
          (select count(*) from group_member m where m.group_id = g.id) as members
        from chat_group g left join group_code c on c.group_id = g.id
        order by g.account, g.platform_id
        """
    )
    return [GroupFacts(**row) for row in rows]
