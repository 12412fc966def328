"""A real Chromium, the real simulator behind the page, and a scripted bot behind that."""

import shutil
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from adapters.simulator import Simulator
from bot.clock import FrozenClock
from tests.phones.scripted_bot import (
    AES_KEY,
    APP_ID,
    APP_SECRET,
    TELEGRAM,
    TELEGRAM_TOKEN,
    TOKEN,
    WECHAT,
    ScriptedBot,
)

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FONTS = ("NotoSansCJK", "NotoColorEmoji")
NOT_RUN = (
    "NOT RUN: the phones page was not looked at, because this machine has no {missing}. "
    "On Debian: apt-get install -y chromium fonts-noto-cjk fonts-noto-color-emoji"
)
NOW = datetime(2026, 11, 22, 23, 21, 10, tzinfo=UTC)
"""Monday 23 November 2026, 07:21:10 in Shanghai."""

LAPTOP = {"width": 1280, "height": 800}
SMALL_PHONE = {"width": 360, "height": 740}

BACK = """<script>
document.querySelector("button").addEventListener("click", () => {
  const data = { path_full: "/yike_demo_bot?start=c-law" };
  const event = { eventType: "web_app_open_tg_link", eventData: data };
  parent.postMessage(JSON.stringify(event), "*");
});
</script>"""

expect.set_options(timeout=20_000)  # on a busy machine the usual five seconds pass

_in_one_loop = pytest_asyncio.fixture(loop_scope="session")


def missing(
    which: Callable[[str], str | None] = shutil.which,
    fonts: Path = Path("/usr/share/fonts"),
) -> str:
    """What this machine lacks to show the page, or ""."""
    if which("chromium") is None:
        return "chromium"
    for name in FONTS:
        if next(fonts.rglob(f"{name}*"), None) is None:
            return f"font {name}"
    return ""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests of the session."""
    lacking = missing()
    if lacking:
        pytest.skip(NOT_RUN.format(missing=lacking))
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS)
        )
        yield chromium
        await chromium.close()


async def mini_app(request: web.Request) -> web.Response:
    """A Mini App that says for which account it was opened, and leads back into the chat."""
    page = f"<h1>{request.query.get('account', '')}</h1><button>回到聊天</button>{BACK}"
    return web.Response(text=page, content_type="text/html")


@dataclass
class Stage:
    """The demo's set-up without the bot's own program: simulator, scripted bot, web server."""

    clock: FrozenClock
    sim: Simulator
    bot: ScriptedBot
    http: ClientSession
    port: int = 0
    due: datetime | None = None
    phones: web.Application = field(default_factory=web.Application)
    _runner: web.AppRunner | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}/phones/"

    async def open(self) -> None:
        """Serve the page and the bot's webhooks, on the same port after a ``shut``."""
        app = web.Application()
        app.add_routes(self.bot.routes())
        app.router.add_get("/app/", mini_app)
        self.phones = self.sim.phones_app()
        app.add_subapp("/phones/", self.phones)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def shut(self) -> None:
        """Stop serving."""
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = None

    async def next_due(self) -> datetime | None:
        """When the next lesson is due, as the app would say."""
        return self.due


@_in_one_loop
async def stage() -> AsyncIterator[Stage]:
    clock = FrozenClock(NOW)
    async with ClientSession() as http:
        it = Stage(clock, Simulator(clock), ScriptedBot(), http)
        it.sim.next_due = it.next_due
        it.sim.telegram.limits = False
        await it.sim.start()
        await it.open()
        callback = f"http://127.0.0.1:{it.port}/wechat/{WECHAT}"
        it.sim.add_wechat(WECHAT, APP_ID, APP_SECRET, TOKEN, AES_KEY, callback)
        it.sim.add_telegram(TELEGRAM, TELEGRAM_TOKEN)
        await it.bot.set_up(it.sim.url, http, f"http://127.0.0.1:{it.port}")
        yield it
        it.bot.speak()
        await it.shut()
        await it.sim.stop()


OpenPage = Callable[..., Any]


@_in_one_loop
async def open_page(browser: Browser, stage: Stage) -> AsyncIterator[OpenPage]:
    """Open the page in a window of its own; keywords as for ``Browser.new_context``.

    At the end no page may have met an error of its own, a breach of the content policy, or a
    file from elsewhere.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    async def open_one(**options: Any) -> Page:
        options = {"viewport": LAPTOP, "reduced_motion": "reduce"} | options
        context = await browser.new_context(**options)
        contexts.append(context)
        page = await context.new_page()
        watch(page, stage, faults)
        await page.goto(stage.url)
        return page

    yield open_one
    for context in contexts:
        await context.close()
    assert faults == []


def watch(page: Page, stage: Stage, faults: list[str]) -> None:
    """Note what a page must never do."""

    def on_request(url: str) -> None:
        if not url.startswith(f"http://127.0.0.1:{stage.port}/"):
            faults.append(f"asked for {url}")

    def on_console(kind: str, text: str) -> None:
        # The browser itself notes a lost connection, and a server that says it cannot or will not;
        # these are tests' subjects.
        noted = "net::ERR" in text or "status of 503" in text or "status of 400" in text
        if kind in ("error", "warning") and not noted:
            faults.append(text)

    page.on("request", lambda request: on_request(request.url))
    page.on("console", lambda message: on_console(message.type, message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))


@_in_one_loop
async def page(open_page: OpenPage) -> Page:
    """The page on a laptop, with little motion."""
    opened: Page = await open_page()
    return opened
