"""Groups and their members, and the QR codes that bring people into a cohort."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.groups import GroupState
from bot.ports import GroupCode
from bot.store.db import Connection
from bot.store.groups.migration import migrate_group

__all__ = [
    "GroupFacts",
    "all_groups",
    "arrive",
    "code_of",
    "group_gone",
    "join_group",
    "keep_code",
    "know_group",
    "known_row",
    "migrate_group",
    "owed_to",
    "set_rights",
    "title_of",
]


async def know_group(
    conn: Connection,
    *,
    account: str,
    channel: str,
    platform_id: str,
    title: str,
    zone: str,
    now: datetime,
    language: str = "zh-Hans",
) -> int:
    """The group's row, made or brought back; an empty title leaves the old one. Whether we may
    speak there stays as it is known. ``language`` is a new group's. One that was merged into another
    leads there: people still scan its code.

    One that is known as it is stays unlocked: a class scans its code in the same minute, and
    transactions of many people must neither queue up for its row nor wait for each other crosswise.
    """
    known = await known_row(conn, account, platform_id, title)
    if known is not None:
        return known
    made: int = await conn.fetchval(
        _KNOW.format(
            state="case when g.state = 'gone' and g.merged_into is null then 'known' else g.state end",
            merged="g.merged_into",
        ),
        account,
        channel,
        platform_id,
        title,
        zone,
        now,
        language,
    )
    return made


async def known_row(
    conn: Connection, account: str, platform_id: str, title: str = ""
) -> int | None:
    """The row of a group that we are in, called ``title`` where that is said; None: it is not known
    so.
    """
    row: int | None = await conn.fetchval(
        """
        select id from chat_group
        where account = $1 and platform_id = $2 and state <> 'gone' and ($3 = '' or title = $3)
        """,
        account,
        platform_id,
        title,
    )
    return row


_KNOW = """
insert into chat_group as g (account, channel, platform_id, title, zone, known_at, language)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (account, platform_id) do update set state = {state}, merged_into = {merged},
  title = case when excluded.title = '' then g.title else excluded.title end
returning coalesce(g.merged_into, g.id)
"""


async def arrive(
    conn: Connection,
    *,
    account: str,
    channel: str,
    platform_id: str,
    title: str,
    zone: str,
    now: datetime,
    language: str,
) -> tuple[int, GroupState | None]:
    """We were added to a group: its row, and how it was known before (None: not at all). Its
    settings are as they were; ``zone`` and ``language`` are a new one's.
    """
    before: str | None = await conn.fetchval(
        """
        select state from chat_group where account = $1 and platform_id = $2 for no key update
        """,
        account,
        platform_id,
    )
    row: int = await conn.fetchval(
        _KNOW.format(state="'known'", merged="null"),
        account,
        channel,
        platform_id,
        title,
        zone,
        now,
        language,
    )
    return row, GroupState(before) if before else None


async def set_rights(conn: Connection, group: int, now: datetime, *, may_post: bool) -> None:
    """Whether the platform lets us speak in a group that we are in."""
    await conn.execute(
        "update chat_group set state = $2, muted_at = $3 where id = $1 and state <> $2",
        group,
        "known" if may_post else "muted",
        None if may_post else now,
    )


async def group_gone(conn: Connection, account: str, platform_id: str) -> None:
    """We were removed; nothing is owed to it any more until we are added again, when it gets its
    turns anew.
    """
    await conn.execute(
        """
        with gone as (
          update chat_group set state = 'gone' where account = $1 and platform_id = $2 returning id
        )
        delete from group_turn t using gone g where t.group_id = g.id
        """,
        account,
        platform_id,
    )


async def owed_to(conn: Connection, account: str, platform_id: str) -> list[tuple[int, int]]:
    """What is planned for a group and not on its way: rows, each with its ``attempts``. Locked;
    what somebody else is at work on is left to them.
    """
    rows = await conn.fetch(
        """
        select d.id, d.attempts from delivery d join chat_group g on g.id = d.group_id
        where g.account = $1 and g.platform_id = $2 and d.state = 'planned'
        order by d.id for no key update of d skip locked
        """,
        account,
        platform_id,
    )
    return [(row["id"], row["attempts"]) for row in rows]


async def join_group(conn: Connection, group: int, learner: int, now: datetime) -> None:
    """A learner becomes a member; of a group that is merged in this very moment, of the one that it
    is merged into.
    """
    await conn.execute(
        """
        insert into group_member (group_id, learner_id, joined_at)
        select coalesce(g.merged_into, g.id), $2, $3 from (
          select id, merged_into from chat_group where id = $1 for share) g on conflict do nothing
        """,
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
        from chat_group g left join group_code c on c.group_id = g.id where g.channel <> 'webhook'
        order by g.account, g.platform_id
        """
    )
    return [GroupFacts(**row) for row in rows]
