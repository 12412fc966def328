"""Who runs a group, as its platform says: an organiser's rights there follow from that alone."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.chat_ports import GroupChats
from bot.domain.delivery import Result, Scope
from bot.domain.errors import PlatformCallError
from bot.domain.events import InboundEvent
from bot.ports import Clock

KNOWN_FOR = timedelta(seconds=60)
"""So long an answer holds: who has just been made an administrator need not wait longer."""
UNKNOWN_FOR = timedelta(seconds=5)
"""So long nobody is asked again where that failed and the platform names no time."""
PATIENCE = 3.0
"""Seconds; who touched a button looks at it."""
MOST = 2000

log = structlog.get_logger("groups")

Place = tuple[str, str]
"""Account and chat; chat "" is the account with all its chats."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What came of asking at ``since``, and how long it holds; ``people`` None: nothing."""

    since: datetime
    until: datetime
    people: frozenset[str] | None

    def holds(self, now: datetime) -> bool:
        """A clock that was set back makes nothing hold longer."""
        return self.since <= now < self.until


class Rights:
    """Asks for the administrators of groups: each group at most once a minute, one question at a
    time, and not before the time that a platform names which was asked too often.
    """

    def __init__(self, chats: Mapping[str, GroupChats], clock: Clock) -> None:
        """``chats`` are the accounts with groups, by name."""
        self._chats = chats
        self._clock = clock
        self._said: OrderedDict[Place, _Said] = OrderedDict()
        self._asking: dict[Place, asyncio.Task[frozenset[str] | None]] = {}

    async def of(self, event: InboundEvent) -> frozenset[str] | None:
        """The platform ids of those who run the event's group; None where nobody could be asked."""
        chats, place, now = (
            self._chats.get(event.account),
            (event.account, event.chat),
            self._clock.now(),
        )
        if chats is None:
            return None
        for known in (place, (event.account, "")):
            said = self._said.get(known)
            if said is not None and said.holds(now):
                return said.people
        asking = self._asking.get(place)
        if asking is None:
            asking = asyncio.ensure_future(self._ask(chats, place))
            self._asking[place] = asking
            asking.add_done_callback(lambda _: self._asking.pop(place, None))
        # Whoever waits may go away; the others still want to know.
        return await asyncio.shield(asking)

    async def _ask(self, chats: GroupChats, place: Place) -> frozenset[str] | None:
        try:
            async with asyncio.timeout(PATIENCE):
                people = await chats.administrators(place[1])
        except (PlatformCallError, TimeoutError) as error:
            log.info("administrators not known", account=place[0], reason=str(error))
            self._failed(place, error)
            return None
        self._keep(place, KNOWN_FOR, people)
        return people

    def _failed(self, place: Place, error: PlatformCallError | TimeoutError) -> None:
        """Who was asked too often, for one chat or for all, is not asked before its time."""
        if isinstance(error, TimeoutError) or error.outcome.result is not Result.THROTTLED:
            self._keep(place, UNKNOWN_FOR, None)
            return
        whole = error.outcome.scope is Scope.ACCOUNT
        wait = error.outcome.retry_after
        rest = UNKNOWN_FOR if wait is None else timedelta(seconds=wait)
        self._keep((place[0], "") if whole else place, rest, None)

    def _keep(self, place: Place, holds: timedelta, people: frozenset[str] | None) -> None:
        now = self._clock.now()
        self._said[place] = _Said(now, now + holds, people)
        self._said.move_to_end(place)
        if len(self._said) > MOST:
            self._said.popitem(last=False)
