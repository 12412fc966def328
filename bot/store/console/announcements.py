"""What the console's pages of announcements read: groups to choose from, how far each is, whom it
was for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.competitions import GroupName
from bot.store.announcing.counting import SMALL
from bot.store.db import Connection

MOST_GROUPS = 500
MEMBERS = 1000
"""Of each group in a list are counted up to here; more is no other news there."""
SMALL_GROUP = 200
"""Of a larger one the newest count of the clock is shown (``group_size``), which is an
hour old at most: hundreds of groups are listed at once.
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A group that can be told: ``people`` are its members (of a cohort, up to ``MEMBERS`` and one)."""

    row: int
    name: GroupName
    channel: str
    title: str
    people: int


async def choices(
    conn: Connection, own: Collection[int] | None, also: Collection[GroupName] = ()
) -> list[Choice]:
    """Known groups by title, 500 at most; with ``own`` only these. ``also`` are in it in any case."""
    rows = await conn.fetch(
        f"""
        select g.id, g.account, g.platform_id, g.channel, g.title, case g.channel when 'wechat' then
          coalesce((select case when members > {SMALL_GROUP} then least(members, {MEMBERS + 1}) end from group_size s
              where s.group_id = g.id order by day desc limit 1),
            (select count(*) from (select from group_member m where m.group_id = g.id limit {MEMBERS + 1}) as m)) else 0 end as people
        from (
          (select * from chat_group where state = 'known' and merged_into is null and ($1::bigint[] is null or id = any($1))
            order by title, id limit $4)
          union
          select c.* from chat_group c join unnest($2::text[], $3::text[]) as o (account, platform_id) using (account, platform_id)
        ) as g order by g.title, g.id
        """,
        None if own is None else list(own),
        [one.account for one in also],
        [one.platform_id for one in also],
        MOST_GROUPS,
    )
    return [
        Choice(
            row["id"],
            GroupName(row["account"], row["platform_id"]),
            row["channel"],
            row["title"],
            row["people"],
        )
        for row in rows
    ]


async def titles(conn: Connection, groups: Collection[int]) -> dict[int, str]:
    """The titles of group rows."""
    rows = await conn.fetch("select id, title from chat_group where id = any($1)", list(groups))
    return {row["id"]: row["title"] for row in rows}


async def account_of(conn: Connection, address: int) -> str:
    """The account by which an address is reached; empty where it is gone."""
    found = await conn.fetchval(
        "select account from address where id = $1 and state = 'active'", address
    )
    return str(found or "")


@dataclass(frozen=True, slots=True)
class Crowd:
    """Whom groups come to: different ``people`` (None: more than ``SMALL``), and ``chats``."""

    people: int | None
    chats: int


async def crowd(conn: Connection, groups: Collection[int]) -> Crowd:
    """How many are told in these groups (their rows)."""
    rows = list(groups)
    row = await conn.fetchrow(
        """
        with known as materialized (
          select id, channel from chat_group where id = any($1::bigint[]) and state = 'known'
        )
        select (select count(*) from known where channel <> 'wechat') as chats,
          (select count(*) from (select from known k join group_member m on m.group_id = k.id
            where k.channel = 'wechat' limit $2) as m) as members
        """,
        rows,
        SMALL + 1,
    )
    if row is None or row["members"] > SMALL:
        return Crowd(None, row["chats"] if row else 0)
    people: int = await conn.fetchval(
        """
        select count(distinct learner_id) from group_member m join chat_group g on g.id = m.group_id
        where g.id = any($1::bigint[]) and g.state = 'known' and g.channel = 'wechat'
        """,
        rows,
    )
    return Crowd(people, row["chats"])


@dataclass(frozen=True, slots=True)
class Progress:
    """Of an announcement: so many it was planned for, and how many of them were sent."""

    planned: int
    sent: int


async def progress(conn: Connection, keys: Sequence[str]) -> Mapping[str, Progress]:
    """How far each is: counted now, of a large one as it was counted last."""
    rows = await conn.fetch(
        f"""
        with small as materialized (
          select key from unnest($1::text[]) as k (key)
          where not exists (select from announcement_told t where t.announcement_key = k.key
            order by t.announcement_key, t.learner_id offset {SMALL} limit 1)
        ), every as (
          select subject, false as sent from delivery where kind = 'news' and subject = any(array(select key from small))
          union all select subject, false from delivery_held where kind = 'news' and subject = any(array(select key from small))
          union all select subject, state = 'sent' from delivery_past where kind = 'news' and subject = any(array(select key from small))
        )
        select subject as key, count(*) as planned, count(*) filter (where sent) as sent from every group by 1
        union all
        select announcement_key, (head ->> 'planned')::bigint, (head ->> 'sent')::bigint from report_snapshot
        where announcement_key = any($1) and announcement_key not in (select key from small)
        """,
        list(keys),
    )
    return {row["key"]: Progress(row["planned"], row["sent"]) for row in rows}


@dataclass(frozen=True, slots=True)
class Receiver:
    """One delivery of an announcement: its number, account, group (of a chat, 0: a person's), where
    it stands (as in ``counting.Share``), and since when.
    """

    number: int
    account: str
    group: int
    state: str
    rung: str
    reason: str
    at: datetime


_RECEIVERS = """
select * from (
  (select id, lane as account, coalesce(group_id, 0) as chat, case state when 'claimed' then 'flying' else 'waiting' end as state,
     case state when 'claimed' then coalesce(rung, '') else '' end as rung,
     case state when 'claimed' then '' else coalesce(steps -> -1 ->> 'reason', '') end as reason, next_try as at
   from delivery where kind = 'news' and subject = $1 and id > $2 order by id limit $3)
  union all
  (select h.* from unnest($4::text[]) as l (lane) cross join lateral (
     select id, h.lane, 0, case when part_id is null then 'held' else 'flying' end, case when part_id is null then '' else 'mass' end,
       case when part_id is null then reason else '' end, held_at
     from delivery_held h where h.lane = l.lane and kind = 'news' and subject = $1 and id > $2 order by id limit $3) h)
  union all
  (select id, lane, coalesce(group_id, 0), state, case state when 'sent' then coalesce(rung, '') else '' end,
     case state when 'sent' then '' else reason end, ended_at
   from delivery_past where kind = 'news' and subject = $1 and id > $2 order by id limit $3)
) as r order by id limit $3
"""


async def receivers(
    conn: Connection, key: str, accounts: Sequence[str], *, after: int = 0, most: int = 1000
) -> list[Receiver]:
    """The next ``most`` after delivery ``after``; each once, wherever it moves between two calls:
    each call sees one instant, and a delivery keeps its number. ``accounts`` are all there are.
    """
    rows = await conn.fetch(_RECEIVERS, key, after, most, list(accounts))
    return [Receiver(*row.values()) for row in rows]
