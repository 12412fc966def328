"""Long polling: an update is acknowledged only when what it holds is stored.

``getUpdates`` forgets everything below ``offset`` (Bot API getUpdates), so the offset is moved only
past updates whose sink returned; what failed is fetched again, and what was stored meanwhile is not
done twice. An update that is refused holds its own person or group only: newer updates of everybody
else are still fetched behind it, up to the 100 that one answer of Telegram holds.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramConflictError

from adapters.telegram.outcomes import outcome_of
from bot.domain.errors import StorageUnavailableError
from bot.domain.events import InboundEvent, PollAnswered
from bot.ports import EventSink

CHATS_AT_ONCE = 16
TRIES = 5
"""Times an update is tried whose handling fails by a fault of our own, before it is let go: it
would hold up everybody else's for ever. A lost database is waited for without limit."""

LONGEST_PAUSE = 30.0

ANSWER_PAUSE = 0.5
"""Seconds between fetches while nothing but answers to quizzes is refused: they beat the record of
their quiz, which comes in a moment, and others' updates come with the same fetches."""

ANSWER_TRIES = 60
"""So often at most; what lasts longer is an outage, and is met with longer pauses."""

EMPTY_PAUSE = 0.1
"""Seconds after an answer without updates. Telegram held it open for long; a server that does not
(emulators) is not to be asked without a breath."""

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
        self._refused: dict[int, InboundEvent] = {}
        self._tries: Counter[int] = Counter()
        self._failures = 0
        self._early = 0
        self._conflict = False

    async def run(self, sink: EventSink) -> None:
        """Fetch and bring until cancelled; a cancelled update is fetched again next time."""
        while True:
            try:
                updates = await self._fetch(self._offset)
            except (TelegramAPIError, ClientDecodeError) as error:
                await self._rest_from(error)
                continue
            self._conflict = False
            if not await self.bring(updates, sink):
                await self._rest_from_refusal()
                continue
            self._failures = self._early = 0
            if not updates:
                await self._pause(EMPTY_PAUSE)

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
        """What is still to be brought, by chat: a person's own updates of all kinds stand in one
        queue (an answer to a quiz is its person's), a group's in another.
        """
        before, self._refused = self._refused, {}
        queues: defaultdict[str, list[tuple[int, InboundEvent]]] = defaultdict(list)
        for update in updates:
            number = update["update_id"]
            if number in self._stored:
                continue
            # What was refused keeps the time at which it first came, where it tells none itself.
            event = before.get(number) or self._read(update)
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
            self._refused[number] = event
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
                self._refused[number] = event
                return False
        self._stored.add(number)
        return True

    async def _rest_from(self, error: Exception) -> None:
        outcome = outcome_of(error)
        if not isinstance(error, TelegramConflictError):
            log.warning(
                "updates cannot be fetched",
                account=self._account,
                result=outcome.result.value,
                code=outcome.code,
            )
        elif not self._conflict:
            self._conflict = True
            log.error(
                "updates are fetched by another program as well, or a webhook is set: only one "
                "may take them; this one goes on trying",
                account=self._account,
            )
        await self._rest(outcome.retry_after)

    async def _rest_from_refusal(self) -> None:
        answers = all(isinstance(event.body, PollAnswered) for event in self._refused.values())
        if answers and self._early < ANSWER_TRIES:
            self._early += 1
            await self._pause(ANSWER_PAUSE)
        else:
            await self._rest(None)

    async def _rest(self, asked: float | None) -> None:
        """Wait what was asked for, else 1, 2, 4 … seconds, at most LONGEST_PAUSE."""
        wait = min(2.0**self._failures, LONGEST_PAUSE) if asked is None else asked
        self._failures = min(self._failures + 1, 10)
        await self._pause(wait)
