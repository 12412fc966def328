"""What the platform lets us do in a group, as sending there found out."""

from bot.store.db import Connection


async def mute_group(conn: Connection, account: str, platform_id: str) -> None:
    """The platform lets us say nothing there, until it tells us of other rights. One that is gone
    stays gone.
    """
    await conn.execute(
        """
        update chat_group set state = 'muted'
        where account = $1 and platform_id = $2 and state = 'known'
        """,
        account,
        platform_id,
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
