"""After an outage, what people wrote comes before what is pushed to them: a 退订 that waited at the
platform must not be overtaken by the lesson that fell due meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import structlog

from bot.chat_ports import KeepsEvents
from bot.domain.errors import PlatformCallError

FEW, PATIENCE_WITH_FEW = 5, 5.0
"""So many may always be on their way to a busy bot: seconds in which they should have come."""
PATIENCE = 60.0
"""Seconds; a platform tries what it keeps at least about once a minute (reference/telegram.md
section 4), and lessons that are due must not wait for a webhook that nobody has mended."""
LOOK_AGAIN = 0.2
ASK_SECONDS = 3.0

Pause = Callable[[float], Awaitable[None]]

log = structlog.get_logger("app")


async def caught_up(
    channels: Iterable[object], stop: asyncio.Event, pause: Pause = asyncio.sleep
) -> None:
    """Return when nothing waits at the platforms that keep events for us; or on ``stop``, or when
    it was waited for long enough.
    """
    keeping = [one for one in channels if isinstance(one, KeepsEvents)]
    waited, said = 0.0, False
    while keeping and not stop.is_set():
        counts = await asyncio.gather(*map(_waiting, keeping))
        keeping = [
            one
            for one, count in zip(keeping, counts, strict=True)
            if count and waited < (PATIENCE if count > FEW else PATIENCE_WITH_FEW)
        ]
        if keeping and not said:
            log.info("lessons wait for what people wrote meanwhile", events=sum(counts))
            said = True
        if keeping:
            await pause(LOOK_AGAIN)
            waited += LOOK_AGAIN


async def _waiting(channel: KeepsEvents) -> int:
    """How much waits there; nothing where nobody can tell."""
    try:
        async with asyncio.timeout(ASK_SECONDS):
            return await channel.waiting()
    except (PlatformCallError, TimeoutError):
        return 0
