"""WeChat's customer-message windows, as sends use them up (an event opens them, see ``inbound``).

A place is reserved when a delivery is claimed. ``window`` is ``message`` or ``click``; ``until``,
the window's end, tells it from a newer one.
"""

from datetime import datetime

from bot.store.db import Connection


async def return_place(conn: Connection, address: int, window: str, until: datetime) -> None:
    """Nothing was sent: the place in the window is free again, if it is still that window."""
    await conn.execute(
        """
        update address set
          message_window_left = message_window_left + case when $2 = 'message' then 1 else 0 end,
          click_window_left = click_window_left + case when $2 = 'click' then 1 else 0 end
        where id = $1 and case $2 when 'message' then message_window_until when 'click' then click_window_until end = $3
        """,
        address,
        window,
        until,
    )


async def close_window(conn: Connection, address: int, window: str, until: datetime) -> None:
    """The platform says this window is closed, whatever we counted; a newer one stays open."""
    await conn.execute(
        """
        update address set
          message_window_left = case when $2 = 'message' then 0 else message_window_left end,
          click_window_left = case when $2 = 'click' then 0 else click_window_left end
        where id = $1 and case $2 when 'message' then message_window_until when 'click' then click_window_until end = $3
        """,
        address,
        window,
        until,
    )
