"""The simulator put together: Telegram, WeChat, a record store for statements, a credit bank and a
server with a language model, behind one local address.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientSession, DummyCookieJar, web

from adapters.simulator.bank import Bank
from adapters.simulator.chat_model import ChatModel
from adapters.simulator.creditbank_api import CreditBank
from adapters.simulator.faults import Faults
from adapters.simulator.phones_app import Phones
from adapters.simulator.phones_bank import BankPane
from adapters.simulator.telegram_api import TelegramApi
from adapters.simulator.telegram_people import TelegramPeople
from adapters.simulator.wechat_account import Console
from adapters.simulator.wechat_api import WechatApi
from adapters.simulator.wechat_files import Files
from adapters.simulator.wechat_pages import WechatPages
from adapters.simulator.wechat_people import WechatPeople
from adapters.simulator.world import World
from bot.clock import FrozenClock, MovableClock

RETRY_DELAYS = (0, 2, 4, 8, 16, 32, 64)
"""Telegram's own, in seconds (reference/telegram.md section 4)."""

LARGEST_BODY = 12 << 20


def _nowhere(_: str) -> None:
    return None


async def _no_lesson_due() -> datetime | None:
    return None


class Simulator:
    """Plays the platforms that cannot be reached; what it does is decided by its clock.

    ``faults`` arranges mishaps; ``telegram``, ``wechat``: what people do; ``bank``: what a record
    store holds; ``creditbank``: what a credit bank holds, and what it decides; ``model``: how the
    language model answers. ``next_due`` may be set later.
    """

    def __init__(
        self,
        clock: MovableClock | FrozenClock,
        state_file: Path | None = None,
        zone: str = "Asia/Shanghai",
        retry_delays: Sequence[float] = RETRY_DELAYS,
        next_due: Callable[[], Awaitable[datetime | None]] | None = None,
    ) -> None:
        """Load ``state_file`` where there is one and put a movable clock where it was.

        Raises InputError when the file cannot be read.
        """
        self._world = World(clock, state_file, tuple(retry_delays))
        self._zone = ZoneInfo(zone)
        self.next_due = next_due or _no_lesson_due
        self.faults = Faults(self._world.touch)
        self._files = Files(state_file.with_suffix(".files") if state_file else None)
        self._telegram_api = TelegramApi(self._world, self.faults, self._files)
        self._wechat_api = WechatApi(self._world, self.faults, self._files)
        self.telegram = TelegramPeople(self._telegram_api)
        self.wechat = WechatPeople(self._wechat_api.accounts, self._wechat_api.callbacks)
        self._wechat_pages = WechatPages(self._wechat_api, self.wechat, self.faults)
        beside = state_file.with_suffix if state_file else _nowhere
        self.bank = Bank(self._world, self.faults, beside(".statements"))
        self.creditbank = CreditBank(self._world, self.faults, beside(".creditbank"))
        self.model = ChatModel(self._world, self.faults)
        self._runner: web.AppRunner | None = None
        self._session: ClientSession | None = None
        self.url = ""

    @property
    def calls(self) -> list[tuple[str, dict[str, Any]]]:
        """The calls served, oldest first: (``telegram:sendMessage``, what was sent)."""
        return self._world.calls

    @property
    def deliver_times(self) -> int:
        """How often each inbound event is posted to the bot; the last answer counts."""
        return self._world.deliver_times

    @deliver_times.setter
    def deliver_times(self, times: int) -> None:
        self._world.deliver_times = times

    @property
    def deliver_together(self) -> bool:
        """Whether repeats are posted at the same time instead of one after the other."""
        return self._world.deliver_together

    @deliver_together.setter
    def deliver_together(self, together: bool) -> None:
        self._world.deliver_together = together

    def add_telegram(
        self, account: str, token: str, username: str = "yike_demo_bot", *, privacy: bool = True
    ) -> None:
        """Let a bot exist; its API is at ``{url}/telegram-api``. ``privacy``: privacy mode."""
        self._telegram_api.add(account, token, username, privacy=privacy)

    def add_wechat(  # noqa: PLR0913 - what stands in an account's console
        self,
        account: str,
        app_id: str,
        app_secret: str,
        token: str,
        aes_key: str,
        callback_url: str,
        kind: str = "service",
        verified: bool = True,
        *,
        mode: str = "safe",
    ) -> None:
        """Let an official account exist; its API is at ``{url}/wechat-api``, the platform's page
        script at ``{url}/wechat-api/jweixin.js``. Its templates are added with
        ``wechat.add_template``.

        ``mode`` is safe, mixed (兼容) or plain. Raises ValueError for a malformed aes_key.
        """
        self._wechat_api.add(
            Console(
                account, app_id, app_secret, token, aes_key, callback_url, kind, verified, mode
            )
        )

    def add_bank(self, username: str, password: str) -> None:
        """Let somebody write to the bank at ``{url}/bank/xAPI``."""
        self.bank.add_credentials(username, password)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Serve the platforms' APIs; ``url`` says where. Port 0 takes a free one."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.add_routes(self._telegram_api.routes())
        app.add_routes(self._wechat_pages.routes())
        app.add_routes(self._wechat_api.routes())
        app.add_routes(self.bank.routes())
        app.add_routes(self.creditbank.routes())
        app.add_routes(self.model.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"
        self._session = ClientSession(cookie_jar=DummyCookieJar())
        self._world.start()
        self._files.base = self.url
        self._wechat_api.callbacks.start(self._session)
        self._wechat_api.clockwork.start()
        self._telegram_api.start(self._session)

    async def stop(self) -> None:
        """Stop serving and delivering, and keep the state."""
        self.faults.release()
        await self._telegram_api.stop()
        await self._wechat_api.clockwork.stop()
        await self._wechat_api.callbacks.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()
        self._runner = self._session = None
        await self._world.stop()

    async def settle(self, within: float = 30.0) -> None:
        """Wait until nothing is being delivered or waits for an immediate retry.

        ``within`` is in real seconds; raises TimeoutError after it.
        """
        await self._world.settle(within)

    async def until(self, condition: Callable[[], bool], within: float = 30.0) -> None:
        """Wait until ``condition`` holds, looked at again after each change of the world.

        ``within`` is in real seconds; raises TimeoutError after it.
        """
        await self._world.until(condition, within)

    def phones_app(self) -> web.Application:
        """The page of the two phones, to be mounted at ``/phones/``."""

        async def due() -> datetime | None:
            return await self.next_due()

        return Phones(
            self._world,
            self._telegram_api,
            self.telegram,
            self._wechat_api,
            self.wechat,
            BankPane(self.bank, self.creditbank),
            self._zone,
            due,
        ).app()
