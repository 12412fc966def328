"""What a group's administrators have chosen, as stored."""

from datetime import datetime

from bot.domain.groups import GroupSettings, GroupState
from bot.store.db import Connection


async def load_settings(conn: Connection, group: int, *, lock: bool = False) -> GroupSettings:
    """The settings of a group that is there. With ``lock`` nobody else changes them until the
    transaction ends: two administrators may touch the same panel at once.
    """
    row = await conn.fetchrow(
        f"""
        select id as row, account, zone, language, coalesce(quiet, '') as quiet, coalesce(thread, '') as thread,
          track, course_key as course, rotates, question_time, board, state
        from chat_group where id = $1 {"for no key update" if lock else ""}
        """,
        group,
    )
    if row is None:
        raise AssertionError("groups are never deleted")
    return GroupSettings(**{**row, "state": GroupState(row["state"])})


async def save_settings(conn: Connection, settings: GroupSettings) -> None:
    """Keep what was chosen; account, zone and state are not."""
    await conn.execute(
        """
        update chat_group set language = $2, quiet = nullif($3, ''), thread = nullif($4, ''), track = $5,
          course_key = $6, rotates = $7, question_time = $8, board = $9
        where id = $1
        """,
        settings.row,
        settings.language,
        settings.quiet,
        settings.thread,
        settings.track,
        settings.course,
        settings.rotates,
        settings.question_time,
        settings.board,
    )


async def hasten(
    conn: Connection, account: str, chat: str, message_id: str, remove_at: datetime
) -> None:
    """A message that is in a group in passing goes at ``remove_at``, if it were to go later."""
    await conn.execute(
        """
        update passing_message set remove_at = $4
        where account = $1 and chat = $2 and message_id = $3 and remove_at > $4
        """,
        account,
        chat,
        message_id,
        remove_at,
    )
