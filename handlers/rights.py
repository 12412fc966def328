"""Who runs a group, as its platform says: an organiser's rights there follow from that alone."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from bot.chat_ports import GroupChats
from bot.domain.errors import PlatformCallError
from bot.domain.events import InboundEvent
from bot.ports import Clock

KNOWN_FOR = timedelta(seconds=60)
"""So long an answer holds: who has just been made an administrator need not wait longer."""
PATIENCE = 3.0
"""Seconds; who touched a button looks at it."""
MOST = 2000

log = structlog.get_logger("groups")


class Rights:
    """Asks for the administrators of groups, each group at most once a minute."""

    def __init__(self, chats: Mapping[str, GroupChats], clock: Clock) -> None:
        """``chats`` are the accounts with groups, by name."""
        self._chats = chats
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], tuple[datetime, frozenset[str]]] = OrderedDict()

    async def of(self, event: InboundEvent) -> frozenset[str] | None:
        """The platform ids of those who run the event's group; None where nobody could be asked."""
        chats, key, now = (
            self._chats.get(event.account),
            (event.account, event.chat),
            self._clock.now(),
        )
        if chats is None:
            return None
        found = self._known.get(key)
        if found is not None and now - KNOWN_FOR < found[0] <= now:
            return found[1]
        try:
            async with asyncio.timeout(PATIENCE):
                people = await chats.administrators(event.chat)
        except (PlatformCallError, TimeoutError) as error:
            log.info("administrators not known", account=event.account, reason=str(error))
            return None
        self._known[key] = (now, people)
        self._known.move_to_end(key)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return people
