"""Updates on their way to a bot: by webhook as Telegram's server does it, or by getUpdates.

Source: reference/telegram.md section 4. One line per queue, one update of it in flight, in
order, tried again until acknowledged; a failing update blocks only its own line.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from adapters.simulator.bubbles import find_bubble
from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_errors import TelegramRefusal
from adapters.simulator.telegram_replies import read_webhook_reply
from adapters.simulator.telegram_state import PendingUpdate

LIFETIME = timedelta(hours=24)
"""How long messages, votes and member changes are kept for the bot."""

QUERY_LIFETIME = timedelta(seconds=150)
"""How long a callback query is kept for the bot, and can be answered."""

HTTP_GONE = 410
GONE_AFTER = timedelta(hours=23)
"""How long a webhook may answer 410 before it is removed."""

LATER = 60.0
"""Seconds between tries once the retry delays are used up (the real server: 60-120)."""

PATIENCE = ClientTimeout(total=60)
LARGEST = 64 * 1024
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

Executor = Callable[[str, dict[str, Any]], Awaitable[object]]


class Updates:
    """The updates of one bot. ``failing`` tells people why the bot does not take them."""

    def __init__(self, bot: TelegramBot, executor: Executor) -> None:
        """``executor`` runs a method the bot put into its answer to an update."""
        self._bot = bot
        self._world = bot.world
        self._execute = executor
        self._session: ClientSession | None = None
        self._lines: dict[str, asyncio.Task[None]] = {}
        self._waiters: dict[int, asyncio.Future[bool]] = {}
        self._slots = asyncio.Semaphore(bot.state.webhook.max_connections)
        self._webhook_epoch = 0
        self._poll_epoch = 0
        self._hot = 0
        self.failing = ""

    def start(self, session: ClientSession) -> None:
        """Begin to deliver, also what a former run left behind."""
        self._session = session
        self.webhook_changed()

    async def stop(self) -> None:
        """Stop delivering; what is not acknowledged stays for the next start."""
        self._session = None
        tasks = list(self._lines.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for update_id in list(self._waiters):
            self._answer_waiter(update_id, delivered=False)

    @property
    def active(self) -> bool:
        """Whether the bot is working on an update right now."""
        return self._hot > 0

    def webhook_changed(self) -> None:
        """A webhook was set or removed: what waits is tried at once, or waits for a poll."""
        self._webhook_epoch += 1
        self.failing = ""
        self._slots = asyncio.Semaphore(self._bot.state.webhook.max_connections)
        for update in self._bot.state.pending:
            self._start_line(update.queue)
        if not self._bot.state.webhook.url:
            for update_id in list(self._waiters):
                self._answer_waiter(update_id, delivered=False)
        self._world.touch()

    def put(
        self, queue: str, body: dict[str, Any], lifetime: timedelta = LIFETIME
    ) -> asyncio.Future[bool]:
        """Have ``body`` delivered. The future is true once the bot acknowledged it.

        It is false when the bot has not taken it by the end of the retry delays (the update
        stays in line until it expires) or the simulator stopped. With no webhook set it is true
        as soon as the update waits for a poll.
        """
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        if not self._wanted(body):
            future.set_result(False)
            return future
        state = self._bot.state
        update_id = state.next_update
        state.next_update += 1
        expires = self._world.now() + lifetime
        state.pending.append(
            PendingUpdate(update_id, queue, {"update_id": update_id} | body, expires)
        )
        if state.webhook.url:
            self._waiters[update_id] = future
            self._start_line(queue)
        else:
            future.set_result(True)
        self._world.touch()
        return future

    def drop_pending(self) -> None:
        """Forget everything that waits."""
        for update in list(self._bot.state.pending):
            self._finish(update, delivered=False)

    async def poll(self, offset: int, limit: int, patience: float) -> list[dict[str, Any]]:
        """What getUpdates answers; waits up to ``patience`` real seconds for the first update.

        Raises TelegramRefusal 409 when another poll takes over meanwhile.
        """
        self._poll_epoch += 1
        epoch = self._poll_epoch
        self._world.touch()
        self._confirm(offset)
        try:
            await self._world.until(
                lambda: bool(self._fresh()) or self._poll_epoch != epoch, patience
            )
        except TimeoutError:
            return []
        if self._poll_epoch != epoch:
            raise TelegramRefusal(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )
        return [u.body for u in self._fresh()[:limit]]

    def _wanted(self, body: dict[str, Any]) -> bool:
        kind = next(iter(body), "")
        allowed = self._bot.state.webhook.allowed_updates
        wanted = kind in allowed if allowed else kind not in NOT_BY_DEFAULT
        return bool(kind) and wanted and len(json.dumps(body)) <= LARGEST

    def _fresh(self) -> list[PendingUpdate]:
        now = self._world.now()
        for update in [u for u in self._bot.state.pending if u.expires <= now]:
            self._expire(update)
        return sorted(self._bot.state.pending, key=lambda u: u.update_id)

    def _confirm(self, offset: int) -> None:
        waiting = self._fresh()
        confirmed = waiting[:offset] if offset < 0 else waiting
        for update in confirmed:
            if offset < 0 or update.update_id < offset:
                self._finish(update, delivered=True)

    def _start_line(self, queue: str) -> None:
        if self._session is None or not self._bot.state.webhook.url or queue in self._lines:
            return
        self._begin()
        task = asyncio.create_task(self._run_line(queue), name=f"telegram updates {queue}")
        self._lines[queue] = task

    def _begin(self) -> None:
        self._hot += 1
        self._world.begin()

    def _end(self) -> None:
        self._hot -= 1
        self._world.end()

    async def _run_line(self, queue: str) -> None:
        try:
            while (update := self._head(queue)) and self._bot.state.webhook.url:
                await self._carry(update)
        finally:
            del self._lines[queue]
            self._end()

    def _head(self, queue: str) -> PendingUpdate | None:
        return next((u for u in self._bot.state.pending if u.queue == queue), None)

    async def _carry(self, update: PendingUpdate) -> None:
        """Try until it is acknowledged, expired or dropped, or the webhook is removed."""
        tries = 0
        while update in self._bot.state.pending and self._bot.state.webhook.url:
            if update.expires <= self._world.now():
                self._expire(update)
                return
            wait = await self._attempt(update, tries)
            if wait is None:
                self._finish(update, delivered=True)
                return
            tries += 1
            if tries > len(self._world.retry_delays):
                self._answer_waiter(update.update_id, delivered=False)
            if wait > 0:
                await self._pause(wait)

    async def _pause(self, wait: float) -> None:
        epoch = self._webhook_epoch
        due = self._world.now() + timedelta(seconds=wait)
        self._end()
        try:
            await self._world.reach(due, lambda: self._webhook_epoch != epoch)
        finally:
            self._begin()

    async def _attempt(self, update: PendingUpdate, tries: int) -> float | None:
        """Post once (or as often as is arranged); None when acknowledged, else the wait."""
        delays = self._world.retry_delays
        wait = delays[tries] if tries < len(delays) else LATER
        async with self._slots:
            try:
                status, retry_after, reply = await self._post(update)
            except (ClientError, TimeoutError, OSError):
                self._failed("Connection refused", "连不上机器人，会再试")
                return wait
        self._note_gone(status)
        if not 200 <= status < 300:
            words = f"Wrong response from the webhook: {status}"
            self._failed(words, "机器人回答了错误，会再试")
            return wait if retry_after is None else retry_after
        self.failing = ""
        if reply:
            await self._execute(reply[0], reply[1])
        return None

    def _note_gone(self, status: int) -> None:
        """A webhook that answers 410 for 23 hours is removed."""
        webhook, now = self._bot.state.webhook, self._world.now()
        if status != HTTP_GONE:
            webhook.gone_since = None
            return
        webhook.gone_since = webhook.gone_since or now
        if now - webhook.gone_since >= GONE_AFTER:
            webhook.url, webhook.gone_since = "", None
            self.webhook_changed()

    async def _post(
        self, update: PendingUpdate
    ) -> tuple[int, float | None, tuple[str, dict[str, Any]] | None]:
        times = max(1, self._world.deliver_times)
        if self._world.deliver_together:
            return (await asyncio.gather(*(self._post_once(update) for _ in range(times))))[-1]
        for _ in range(times - 1):
            await self._post_once(update)
        # Earlier answers count as lost on the way: only the last one takes effect.
        return await self._post_once(update)

    async def _post_once(
        self, update: PendingUpdate
    ) -> tuple[int, float | None, tuple[str, dict[str, Any]] | None]:
        if self._session is None:
            raise ClientError
        webhook = self._bot.state.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        async with self._session.post(
            webhook.url, json=update.body, headers=headers, timeout=PATIENCE, allow_redirects=False
        ) as answer:
            reply = await read_webhook_reply(answer) if answer.ok else None
            return answer.status, _retry_after(answer), reply

    def _failed(self, words: str, sentence: str) -> None:
        """Remember why: ``words`` for getWebhookInfo, ``sentence`` for people."""
        self.failing = sentence
        webhook = self._bot.state.webhook
        webhook.last_error = words
        webhook.last_error_at = self._world.now()
        self._world.touch()

    def _finish(self, update: PendingUpdate, *, delivered: bool) -> None:
        if update in self._bot.state.pending:
            self._bot.state.pending.remove(update)
        self._answer_waiter(update.update_id, delivered=delivered)
        self._world.touch()

    def _expire(self, update: PendingUpdate) -> None:
        """Nobody took it in time; a message's bubble shows that."""
        message = update.body.get("message", {})
        chat = self._bot.chat(message.get("chat", {}).get("id", 0))
        bubble = find_bubble(chat.bubbles, str(message["message_id"])) if chat else None
        if bubble is not None:
            bubble.failed = True
        self._finish(update, delivered=False)

    def _answer_waiter(self, update_id: int, *, delivered: bool) -> None:
        future = self._waiters.pop(update_id, None)
        if future is not None and not future.done():
            future.set_result(delivered)


def _retry_after(answer: ClientResponse) -> float | None:
    """The Retry-After header in seconds, at most an hour; None where there is none."""
    value = answer.headers.get("Retry-After", "")
    return min(float(value), 3600.0) if value.isdecimal() else None
