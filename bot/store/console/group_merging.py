"""Two groups become one: members, people of the staff, and what is announced go with them.

Locks are taken in one order with whoever joins (``bot.store.groups.membership.join_group``): the groups,
then what is announced to them. A planner at work is waited for; one that comes later finds everything
in the new group. Nobody is told twice: what was said to whom stands in ``competition_told`` and
``announcement_told``, whichever group it was said in.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.store.console.group_page import GroupFacts, end_group
from bot.store.db import Connection

AT_ONCE = 5000
"""Members moved by one statement."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What merging would do: how many ``members`` the old group has (up to 10,000 and one more), how
    many of them are in both; titles of what goes on in the new group; people of the staff that come.
    """

    members: int
    both: int
    competitions: tuple[str, ...]
    announcements: tuple[str, ...]
    organisers: int
    helpers: int
    open_requests: int


_OPEN_COMPETITION = """
  exists (select from competition c where c.key = o.competition_key and c.state <> 'cancelled'
    and coalesce((select max(closes) from stage s where s.competition_key = c.key), 'infinity') > $3)
"""
_OPEN_ANNOUNCEMENT = """
  exists (select from announcement n where n.key = o.announcement_key and n.cancelled_at is null and n.expires > $3)
"""


async def preview(conn: Connection, old: int, into: int, now: datetime) -> Preview:
    """What merging ``old`` into ``into`` would do."""
    row = await conn.fetchrow(
        f"""
        with one as (select id, account, platform_id from chat_group where id = $1), member as materialized (
          select learner_id from group_member where group_id = $1 limit 10001)
        select (select count(*) from member)::int as members,
          (select count(*) from member m where exists (
            select from group_member n where n.group_id = $2 and n.learner_id = m.learner_id))::int as both,
          array(select c.title from competition c join competition_group o on o.competition_key = c.key
            join one g on g.account = o.account and g.platform_id = o.platform_id
            where {_OPEN_COMPETITION} order by c.title) as competitions,
          array(select n.title from announcement n join announcement_group o on o.announcement_key = n.key
            join one g on g.account = o.account and g.platform_id = o.platform_id
            where {_OPEN_ANNOUNCEMENT} order by n.title) as announcements,
          (select count(*) from group_organiser where group_id = $1)::int as organisers,
          (select count(*) from group_helper where group_id = $1)::int as helpers,
          (select count(*) from help_request where group_id = $1 and answered_at is null)::int as open_requests
        """,
        old,
        into,
        now,
    )
    if row is None:
        raise AssertionError("one row by its construction")
    return Preview(
        row["members"],
        row["both"],
        tuple(row["competitions"]),
        tuple(row["announcements"]),
        row["organisers"],
        row["helpers"],
        row["open_requests"],
    )


@dataclass(frozen=True, slots=True)
class Merged:
    """What went over: ``members`` that were new there, competitions and announcements."""

    members: int
    competitions: int
    announcements: int


async def lock_both(conn: Connection, old: int, into: int) -> None:
    """Nobody else merges, renames or joins them until the transaction ends."""
    await conn.execute(
        "select 1 from chat_group where id = any($1) order by id for no key update", [old, into]
    )


async def merge(conn: Connection, old: GroupFacts, into: GroupFacts, now: datetime) -> Merged:
    """Merge ``old`` into ``into``, both locked by ``lock_both`` and read after that. To be called in a
    transaction. The old group is gone, and its code leads to the new one.
    """
    competitions = await _follow(conn, old, into, now, _COMPETITIONS)
    announcements = await _follow(conn, old, into, now, _ANNOUNCEMENTS)
    members = await _move_members(conn, old.row, into.row)
    for statement in _MOVE:
        await conn.execute(statement, old.row, into.row)
    await end_group(conn, old, now)
    return Merged(members, competitions, announcements)


@dataclass(frozen=True, slots=True)
class _Source:
    """A table of what goes to groups: its key, and how a planner's cursor in it is put back."""

    table: str
    key: str
    still_open: str
    cursor: str
    done: str


_COMPETITIONS = _Source(
    "competition_group", "competition_key", _OPEN_COMPETITION, "announced_to", "announced_at"
)
_ANNOUNCEMENTS = _Source(
    "announcement_group", "announcement_key", _OPEN_ANNOUNCEMENT, "planned_to", "planned_at"
)


async def _follow(
    conn: Connection, old: GroupFacts, into: GroupFacts, now: datetime, what: _Source
) -> int:
    """What is still open of the old group goes to the new one. Of a cohort, all members are gone
    through again, so that who was not told yet is; a chat that was told is told no more.
    """
    table, key, cursor, done = what.table, what.key, what.cursor, what.done
    await conn.execute(
        f"""
        select 1 from {table} o where account = any($1) and platform_id = any($2)
        order by {key}, account, platform_id for update
        """,
        [old.account, into.account],
        [old.scene, into.scene],
    )
    rows = await conn.fetch(
        f"""
        delete from {table} o where account = $1 and platform_id = $2 and {what.still_open} returning {key} as key
        """,
        old.account,
        old.scene,
        now,
    )
    await conn.execute(
        f"""
        insert into {table} ({key}, account, platform_id) select k, $1, $2 from unnest($3::text[]) k on conflict do nothing
        """,
        into.account,
        into.scene,
        [row["key"] for row in rows],
    )
    if into.channel == "wechat":
        await conn.execute(
            f"""
            update {table} o set {cursor} = 0, {done} = null where account = $1 and platform_id = $2 and {what.still_open}
            """,
            into.account,
            into.scene,
            now,
        )
    return len(rows)


async def _move_members(conn: Connection, old: int, into: int) -> int:
    """Members move in bounded batches; how many were new there."""
    moved = 0
    while True:
        row = await conn.fetchrow(
            """
            with gone as (
              delete from group_member where group_id = $1 and learner_id in (
                select learner_id from group_member where group_id = $1 order by learner_id limit $3)
              returning learner_id, joined_at, board_name
            ), come as (
              insert into group_member as m (group_id, learner_id, joined_at, board_name)
              select $2, learner_id, joined_at, board_name from gone order by learner_id
              on conflict (group_id, learner_id) do update set joined_at = least(m.joined_at, excluded.joined_at),
                board_name = coalesce(m.board_name, excluded.board_name)
              returning xmax = 0 as new
            )
            select (select count(*) from gone)::int as gone, (select count(*) from come where new)::int as come
            """,
            old,
            into,
            AT_ONCE,
        )
        moved += row["come"] if row else 0
        if row is None or row["gone"] < AT_ONCE:
            return moved


_MOVE = (
    """
    with gone as (delete from group_organiser where group_id = $1 returning account, person, since)
    insert into group_organiser (group_id, account, person, since) select $2, account, person, since from gone
    on conflict do nothing
    """,
    """
    with gone as (delete from group_helper where group_id = $1 returning learner_id, name, since)
    insert into group_helper (group_id, learner_id, name, since) select $2, learner_id, name, since from gone
    on conflict do nothing
    """,
    "update help_request set group_id = $2 where group_id = $1",
    "update entry set group_id = $2 where group_id = $1",
    "update staff_invite set group_id = $2 where group_id = $1 and used_at is null",
    "update chat_group set merged_into = $2 where id = $1 or merged_into = $1",
)
"""Each with the rows of the old ($1) and the new group ($2)."""
