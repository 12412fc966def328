"""Long polling: an update is acknowledged only when what it holds is stored.

``getUpdates`` forgets everything below ``offset``, so the offset is moved only past updates whose
sink returned; what failed is fetched again, and what was stored meanwhile is not done twice.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from adapters.telegram.outcomes import outcome_of
from bot.domain.errors import StorageUnavailableError
from bot.domain.events import InboundEvent
from bot.ports import EventSink

CHATS_AT_ONCE = 16
TRIES = 5
"""Times an update is tried whose handling fails by a fault of our own, before it is let go: it
would hold up everybody else's for ever. A lost database is waited for without limit."""

LONGEST_PAUSE = 30.0

Fetch = Callable[[int | None], Awaitable[list[dict[str, Any]]]]
"""The next updates from an offset on (None: the earliest unacknowledged), as plain JSON."""

Read = Callable[[dict[str, Any]], InboundEvent | None]
"""The event in an update; None where it holds nothing to handle. Never raises."""

Pause = Callable[[float], Awaitable[None]]

log = structlog.get_logger(__name__)


class Poller:
    """Fetches the updates of one account and brings them to a sink, each chat's in order."""

    def __init__(
        self, account: str, *, fetch: Fetch, read: Read, pause: Pause = asyncio.sleep
    ) -> None:
        """Wait with ``pause`` (seconds) after failures."""
        self._account = account
        self._fetch = fetch
        self._read = read
        self._pause = pause
        self._offset: int | None = None
        self._stored: set[int] = set()
        self._tries: Counter[int] = Counter()
        self._failures = 0

    async def run(self, sink: EventSink) -> None:
        """Fetch and bring until cancelled; a cancelled update is fetched again next time."""
        while True:
            try:
                updates = await self._fetch(self._offset)
            except (TelegramAPIError, ClientDecodeError) as error:
                await self._rest_from(error)
                continue
            if await self.bring(updates, sink):
                self._failures = 0
            else:
                await self._rest(None)

    async def bring(self, updates: list[dict[str, Any]], sink: EventSink) -> bool:
        """Bring one batch to the sink and move the offset; whether all of it is stored."""
        ids = [update["update_id"] for update in updates]
        self._stored &= set(ids)
        queues = self._queues(updates)
        seats = asyncio.Semaphore(CHATS_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for chat in queues.values():
                group.create_task(self._bring_chat(chat, sink, seats))
        left = next((number for number in ids if number not in self._stored), None)
        if left is not None:
            self._offset = left
            return False
        self._tries.clear()
        # Ids start anew at random after a quiet week (Bot API Update), so an offset that has
        # done its work is not used again.
        self._offset = ids[-1] + 1 if ids else None
        return True

    def _queues(self, updates: list[dict[str, Any]]) -> dict[str, list[tuple[int, InboundEvent]]]:
        queues: defaultdict[str, list[tuple[int, InboundEvent]]] = defaultdict(list)
        for update in updates:
            number = update["update_id"]
            if number in self._stored:
                continue
            event = self._read(update)
            if event is None:
                self._stored.add(number)
            else:
                queues[event.chat].append((number, event))
        return queues

    async def _bring_chat(
        self, queue: list[tuple[int, InboundEvent]], sink: EventSink, seats: asyncio.Semaphore
    ) -> None:
        async with seats:
            for number, event in queue:
                if not await self._bring_one(number, event, sink):
                    return

    async def _bring_one(self, number: int, event: InboundEvent, sink: EventSink) -> bool:
        """Whether the next update of the same chat may follow."""
        try:
            await sink(event)
        except StorageUnavailableError:
            return False
        except Exception as error:  # a fault of ours in one update may not stop the others
            self._tries[number] += 1
            given_up = self._tries[number] >= TRIES
            log.error(  # noqa: TRY400 - a traceback could carry somebody's words
                "update failed",
                account=self._account,
                error=type(error).__name__,
                attempt=self._tries[number],
                given_up=given_up,
            )
            if not given_up:
                return False
        self._stored.add(number)
        return True

    async def _rest_from(self, error: Exception) -> None:
        outcome = outcome_of(error)
        log.warning(
            "updates cannot be fetched",
            account=self._account,
            result=outcome.result.value,
            code=outcome.code,
        )
        await self._rest(outcome.retry_after)

    async def _rest(self, asked: float | None) -> None:
        """Wait what was asked for, else 1, 2, 4 … seconds, at most LONGEST_PAUSE."""
        wait = min(2.0**self._failures, LONGEST_PAUSE) if asked is None else asked
        self._failures = min(self._failures + 1, 10)
        await self._pause(wait)
