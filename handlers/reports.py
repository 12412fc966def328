"""What a platform reports of its own accord takes effect, and is never answered."""

from datetime import datetime

from bot.domain.events import InboundEvent
from bot.store.db import Connection


async def take(conn: Connection, event: InboundEvent, address: int, now: datetime) -> None:
    """The effects of a report within its event's transaction; ``address`` is 0 where nobody we
    know is meant.
    """
    del conn, event, address, now
