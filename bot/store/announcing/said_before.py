"""Whether the same was said lately to the same people: two organisers, or one in a hurry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.announcements import Announcement
from bot.store.announcing.targets import group_rows
from bot.store.db import Connection

LATELY = timedelta(days=30)
AT_MOST = 1_000
"""People are counted up to here; more is no other news."""


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """Another announcement with the same text: it was due ``at``, and is for so many ``people`` and
    ``chats`` of the same groups (of people at most ``AT_MOST``).
    """

    key: str
    title: str
    at: datetime
    people: int
    chats: int


async def said_before(conn: Connection, one: Announcement, now: datetime) -> Sequence[SaidBefore]:
    """Announcements of the last 30 days, or still to come, that say the same text to some of the same
    people; spaces and line ends make no difference. The newest first, five at most.
    """
    rows = await conn.fetch(
        """
        with other as (
          select key, title, due from announcement n where key <> $1 and cancelled_at is null and state = 'approved'
            and due > $3 and regexp_replace(text, '\\s', '', 'g') = regexp_replace($2, '\\s', '', 'g')
          order by due desc limit 5
        )
        select o.key, o.title, o.due as at,
          (select count(*) from (select t.learner_id from announcement_told t where t.announcement_key = o.key
            and exists (select from group_member m where m.learner_id = t.learner_id and m.group_id = any($4::bigint[]))
            limit $5) as p) as people,
          (select count(*) from announcement_group g join chat_group c on c.account = g.account
            and c.platform_id = g.platform_id and c.channel <> 'wechat'
            where g.announcement_key = o.key and c.id = any($4)) as chats,
          exists (select from announcement_group g join chat_group c on c.account = g.account and c.platform_id = g.platform_id
            where g.announcement_key = o.key and c.id = any($4)) as shared
        from other o order by o.due desc
        """,
        one.key,
        one.text,
        now - LATELY,
        await group_rows(conn, one.groups),
        AT_MOST,
    )
    return [
        SaidBefore(row["key"], row["title"], row["at"], row["people"], row["chats"])
        for row in rows
        if row["people"] or row["shared"]
    ]
