"""Who is on a group's weekly board, and under which name: only those who said so."""

from dataclasses import dataclass

from bot.store.db import Connection


@dataclass(frozen=True, slots=True)
class Joinable:
    """A group as somebody who comes by its link finds it; ``track``: whose courses it learns."""

    row: int
    title: str
    board: bool
    track: str | None


async def group_of_account(conn: Connection, group: int, account: str) -> Joinable | None:
    """A group chat of ``account`` that we are still in; the link of one that was merged into another
    leads there.
    """
    row = await conn.fetchrow(
        """
        select g.id, g.title, g.board, g.track from chat_group was
        join chat_group g on g.id = coalesce(was.merged_into, was.id)
        where was.id = $1 and was.account = $2 and g.account = $2 and g.state <> 'gone'
        """,
        group,
        account,
    )
    return Joinable(row["id"], row["title"], row["board"], row["track"]) if row else None


async def set_name(conn: Connection, group: int, learner: int, name: str | None) -> bool:
    """Put a member on the board as ``name``, or (None) off it; False when he or she is no member
    of that group, or, to be put on, it has no board.
    """
    tag = await conn.execute(
        """
        update group_member m set board_name = $3 from chat_group g
        where m.group_id = $1 and m.learner_id = $2 and g.id = m.group_id
          and ($3::text is null or (g.board and g.state <> 'gone'))
        """,
        group,
        learner,
        name,
    )
    return bool(tag.endswith(" 1"))


async def take_off_all(conn: Connection, learner: int) -> None:
    """Take somebody off every board."""
    await conn.execute("update group_member set board_name = null where learner_id = $1", learner)


async def boards_of(conn: Connection, learner: int) -> list[tuple[int, str]]:
    """The groups with a board that somebody is a member of: row and title, oldest first."""
    rows = await conn.fetch(
        """
        select g.id, g.title from group_member m join chat_group g on g.id = m.group_id
        where m.learner_id = $1 and g.board and g.state <> 'gone' and g.channel = 'telegram'
        order by m.joined_at, g.id limit 20
        """,
        learner,
    )
    return [(row["id"], row["title"]) for row in rows]
