"""What the platform lets us do in a group, as sending there found out."""

from datetime import datetime

from bot.store.db import Connection


async def mute_group(
    conn: Connection, account: str, platform_id: str, now: datetime | None = None
) -> None:
    """The platform lets us say nothing there, until it tells us of other rights, somebody asks us
    something, or a day has passed: since ``now``, or else since the planner first saw it. One
    that is gone stays gone.
    """
    await conn.execute(
        """
        update chat_group set state = 'muted', muted_at = $3
        where account = $1 and platform_id = $2 and state = 'known'
        """,
        account,
        platform_id,
        now,
    )


async def speak_again(conn: Connection, group: int) -> None:
    """We may be able to speak in a muted group again. One that is in other hands is let be, for
    people of many groups are answered in one transaction, in any order.
    """
    await conn.execute(
        """
        update chat_group set state = 'known', muted_at = null where id in (
          select id from chat_group where id = $1 and state = 'muted' for no key update skip locked)
        """,
        group,
    )


async def lose_thread(conn: Connection, account: str, platform_id: str, thread: str) -> None:
    """The topic ``thread`` is gone or closed: what comes goes where everybody talks. Another topic
    that was chosen meanwhile stays.
    """
    await conn.execute(
        """
        update chat_group set thread = null
        where account = $1 and platform_id = $2 and thread = $3
        """,
        account,
        platform_id,
        thread,
    )
