"""What long polling is tried against: a server with getUpdates' memory, and updates for it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

from adapters.telegram.parse import parse_value
from adapters.telegram.polling import Poller
from adapters.telegram.updates import Reader
from bot.domain.events import InboundEvent
from bot.domain.messages import Reply
from tests.telegram.conftest import NOW
from tests.telegram.samples import message, person, private

Sink = Callable[[InboundEvent], Awaitable[Reply | None]]


def said(number: int, chat: int = 1, text: str = "好") -> dict[str, Any]:
    return message(private(chat), number, text=text, sender=person(chat))


def read_event(update: dict[str, Any]) -> InboundEvent | None:
    return Reader("city").event(parse_value(update), NOW)


class Server:
    """getUpdates' memory: forgets what lies below an offset; ends the run when all is done.

    ``coming`` are updates that arrive later, a batch after each answer given.
    """

    def __init__(
        self,
        updates: list[dict[str, Any]],
        *failures: Exception,
        coming: Sequence[list[dict[str, Any]]] = (),
    ) -> None:
        self.left = list(updates)
        self.failures = deque(failures)
        self.coming = deque(coming)
        self.offsets: list[int | None] = []
        self.pauses: list[float] = []

    async def fetch(self, offset: int | None) -> list[dict[str, Any]]:
        self.offsets.append(offset)
        if self.failures:
            raise self.failures.popleft()
        if offset is not None:
            self.left = [update for update in self.left if update["update_id"] >= offset]
        if not self.left and not self.coming:
            raise asyncio.CancelledError
        given = self.left[:100]
        if self.coming:
            self.left += self.coming.popleft()
        return given

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def run(self, sink: Sink) -> None:
        poller = Poller("city", fetch=self.fetch, read=read_event, pause=self.pause)
        with suppress(asyncio.CancelledError):
            await poller.run(sink)
