"""The groups that an announcement names, as they are known."""

from collections.abc import Sequence

from bot.domain.competitions import GroupName
from bot.store.db import Connection


async def group_rows(conn: Connection, groups: Sequence[GroupName]) -> list[int]:
    """The rows of those groups that are known, in order."""
    rows = await conn.fetch(
        """
        select g.id from chat_group g join unnest($1::text[], $2::text[]) as o (account, platform_id)
          using (account, platform_id) order by 1
        """,
        [group.account for group in groups],
        [group.platform_id for group in groups],
    )
    return [row["id"] for row in rows]
