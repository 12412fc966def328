"""The groups that entries compete for: a library, a school."""

from bot.store.db import Connection


async def units_of(conn: Connection, competition: str) -> dict[int, str]:
    """By row, the title of each known group of a competition; an untitled one by its name."""
    rows = await conn.fetch(
        """
        select g.id, coalesce(nullif(g.title, ''), g.platform_id) as title from competition_group cg
        join chat_group g on g.account = cg.account and g.platform_id = cg.platform_id
        where cg.competition_key = $1 order by g.id
        """,
        competition,
    )
    return {row["id"]: row["title"] for row in rows}
