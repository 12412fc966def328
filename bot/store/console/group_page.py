"""One group as its organisers see it, and what they change about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.domain.errors import StaleEditError
from bot.store.console.group_list import COUNTED
from bot.store.db import Connection
from bot.store.endings import Ending, end
from bot.store.groups.membership import group_gone, owed_to

GROUP_ENDED = "the group was ended by the staff"
DAYS = 60
"""Shown in the chart."""


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group. ``scene`` is what its QR code or chat is known by: never shown, but for a cohort's own
    scene. ``quiet`` as ``21:30-07:30`` (None: as the deployment has it); ``url`` is what a QR code
    leads to ("" : none was made).
    """

    row: int
    account: str
    channel: str
    scene: str
    title: str
    state: str
    zone: str
    language: str
    quiet: str | None
    track: str | None
    course: str | None
    course_title: str | None
    rotates: bool
    question_time: time | None
    board: bool
    merged_into: int | None
    merged_title: str | None
    known_at: datetime
    url: str


async def load_group(conn: Connection, row: int) -> GroupFacts | None:
    """The group; None: there is none such."""
    found = await conn.fetchrow(
        """
        select g.id as row, g.account, g.channel, g.platform_id as scene, g.title, g.state, g.zone, g.language, g.quiet, g.track,
          g.course_key as course, v.title as course_title, g.rotates, g.question_time, g.board, g.merged_into,
          m.title as merged_title, g.known_at, coalesce(q.url, '') as url
        from chat_group g left join chat_group m on m.id = g.merged_into
        left join course c on c.key = g.course_key left join course_version v on v.id = c.current_version
        left join group_code q on q.group_id = g.id where g.id = $1 and g.channel <> 'webhook'
        """,
        row,
    )
    return GroupFacts(**dict(found)) if found else None


@dataclass(frozen=True, slots=True)
class Size:
    """How many members, by state; ``counted_at`` is None for a count of this moment."""

    members: int
    states: Mapping[str, int]
    counted_at: datetime | None


async def size(conn: Connection, row: int) -> Size:
    """The members of a group: counted now where they are at most ``COUNTED``, else as of the newest
    daily count.
    """
    rows = await conn.fetch(
        """
        select l.state, count(*)::int as people from (
          select learner_id from group_member where group_id = $1 limit $2) m
        join learner l on l.id = m.learner_id group by 1 order by 2 desc, 1
        """,
        row,
        COUNTED + 1,
    )
    live = {one["state"]: one["people"] for one in rows}
    if sum(live.values()) <= COUNTED:
        return Size(sum(live.values()), live, None)
    kept = await conn.fetchrow(
        "select members, states, counted_at from group_size where group_id = $1 order by day desc limit 1",
        row,
    )
    if kept is None:
        return Size(sum(live.values()), live, None)
    return Size(kept["members"], kept["states"], kept["counted_at"])


async def sizes(conn: Connection, row: int) -> list[tuple[date, int]]:
    """How many members on each of the last days that were counted."""
    rows = await conn.fetch(
        "select day, members from group_size where group_id = $1 order by day desc limit $2",
        row,
        DAYS,
    )
    return [(one["day"], one["members"]) for one in reversed(rows)]


async def answers(conn: Connection, row: int) -> list[tuple[date, int, int]]:
    """The last 30 questions of the day: how many answered, and how many rightly."""
    rows = await conn.fetch(
        """
        select q.day, count(a.voter)::int as answers, (count(*) filter (where a.is_right))::int as right_ones
        from (select id, day from group_question where group_id = $1 order by day desc limit 30) q
        left join group_answer a on a.group_question_id = q.id group by q.day order by q.day
        """,
        row,
    )
    return [(one["day"], one["answers"], one["right_ones"]) for one in rows]


@dataclass(frozen=True, slots=True)
class Turn:
    """What a group gets next, and when."""

    what: str
    at: datetime


async def turns(conn: Connection, row: int) -> list[Turn]:
    """What a group gets by the clock."""
    rows = await conn.fetch(
        "select what, next_due as at from group_turn where group_id = $1 order by next_due", row
    )
    return [Turn(**dict(one)) for one in rows]


@dataclass(frozen=True, slots=True)
class Said:
    """A competition or announcement that goes to a group; ``ends`` is when it is over."""

    what: str
    key: str
    title: str
    state: str
    ends: datetime | None


async def said(conn: Connection, row: int, now: datetime) -> list[Said]:
    """What is announced to a group and is not over."""
    rows = await conn.fetch(
        """
        select * from (
          select 'competitions' as what, c.key, c.title, c.state, (select max(closes) from stage s where s.competition_key = c.key) as ends
          from chat_group g join competition_group o on o.account = g.account and o.platform_id = g.platform_id
          join competition c on c.key = o.competition_key and c.state <> 'cancelled' where g.id = $1
          union all
          select 'announcements', n.key, n.title, n.state, n.expires
          from chat_group g join announcement_group o on o.account = g.account and o.platform_id = g.platform_id
          join announcement n on n.key = o.announcement_key and n.cancelled_at is null where g.id = $1
        ) a where ends is null or ends > $2 order by ends nulls first, key limit 50
        """,
        row,
        now,
    )
    return [Said(**dict(one)) for one in rows]


# Acts ----------------------------------------------------------------------------------------------


async def rename(conn: Connection, row: int, was: str, title: str) -> None:
    """Call a group ``title``. Raises StaleEditError where it is not called ``was`` any more."""
    now_called = await conn.fetchval(
        "select title from chat_group where id = $1 for no key update", row
    )
    if now_called != was:
        raise StaleEditError("Somebody else has renamed this group meanwhile; nothing was saved.")
    await conn.execute("update chat_group set title = $2 where id = $1", row, title)


async def end_group(conn: Connection, group: GroupFacts, now: datetime) -> int:
    """Nothing is owed to a group any more; how many deliveries ended by that. Its members stay known,
    so that it can be taken up again.
    """
    owed = await owed_to(conn, group.account, group.scene)
    ended = [Ending(one, tries, "failed", GROUP_ENDED) for one, tries in owed]
    count = len(await end(conn, ended, now)) if ended else 0
    await group_gone(conn, group.account, group.scene)
    return count


async def take_up(conn: Connection, row: int) -> bool:
    """A cohort that was ended goes on; False where it was not, or is merged into another."""
    done = await conn.fetchval(
        """
        update chat_group set state = 'known' where id = $1 and state = 'gone' and merged_into is null and channel = 'wechat'
        returning true
        """,
        row,
    )
    return bool(done)


async def scene_taken(conn: Connection, account: str, scene: str) -> bool:
    """Whether there is, or was, a group by that scene."""
    return bool(
        await conn.fetchval(
            "select exists (select from chat_group where account = $1 and platform_id = $2)",
            account,
            scene,
        )
    )
