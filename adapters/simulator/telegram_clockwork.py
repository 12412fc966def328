"""What the clock does on Telegram: it closes polls."""

import asyncio
import contextlib
from datetime import UTC, datetime
from heapq import heappop
from typing import Any

from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_polls import close_poll
from adapters.simulator.telegram_updates import Updates

NEVER = datetime.max.replace(tzinfo=UTC)


class TelegramClockwork:
    """Closes one bot's polls when their time has come, also when the clock is moved beyond it."""

    def __init__(self, bot: TelegramBot, updates: Updates) -> None:
        """``updates`` carries the news of it."""
        self._bot = bot
        self._updates = updates
        self._task: asyncio.Task[None] | None = None
        bot.world.clock.when_moved(self._moved)

    def start(self) -> None:
        """Begin to watch the clock."""
        self.close_due()
        self._task = asyncio.create_task(self._run(), name="telegram polls")

    async def stop(self) -> None:
        """Stop watching it."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def close_due(self) -> None:
        """Close what is due by now."""
        closings = self._bot.closings
        while closings and closings[0][0] <= self._bot.world.now():
            poll = self._bot.state.polls.get(heappop(closings)[1])
            if poll is not None and not poll.closed:
                self.tell(close_poll(self._bot, poll))

    def tell(self, poll: dict[str, Any]) -> None:
        """Let the bot know how a poll that closed stands."""
        self._updates.put(f"poll:{poll['id']}", {"poll": poll})

    def _moved(self) -> None:
        # At once, so that who moves the clock finds the polls closed.
        if self._task is not None:
            self.close_due()

    async def _run(self) -> None:
        while True:
            await self._wait_for(self._next())
            self.close_due()

    async def _wait_for(self, due: datetime) -> None:
        """Wait until then, or until another poll comes first."""
        await self._bot.world.reach(due, lambda: self._next() != due)

    def _next(self) -> datetime:
        closings = self._bot.closings
        return closings[0][0] if closings else NEVER
