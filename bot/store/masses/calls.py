"""Whether calls of mass messages are still to be answered by their platform."""

from datetime import datetime

from bot.store.db import Connection


async def calls_open(conn: Connection, account: str, now: datetime) -> bool:
    """Whether a part of a mass message whose turn has come has not been taken by the platform."""
    return bool(
        await conn.fetchval(
            """
            select exists (select from mass_part p join mass_message m on m.id = p.mass_id
              where m.account = $1 and m.due <= $2 and p.state = 'reserved' and p.next_try <= $2)
            """,
            account,
            now,
        )
    )
