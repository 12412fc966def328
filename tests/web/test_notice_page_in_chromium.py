"""The page on which reminders are allowed, in a real Chromium, with the platform as it is played:
its script, its ticket, its sheet, and the event that tells us.
"""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, expect

from adapters.simulator import Simulator
from adapters.wechat import WeChatChannel
from bot.clock import FrozenClock
from bot.domain.delivery import Kind, Template
from bot.domain.events import ConsentsGiven, EventBody, InboundEvent
from bot.ports import RawRequest, RawResponse
from bot.web.notice_page import routes
from tests.phones.conftest import browser

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ACCOUNT, PERSON = "city-wechat", "oNeighbourOfLiwan00000000001"
APP_ID, AES_KEY = "wx0123456789abcdef", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DAILY = Template("T-daily", "notice", frozenset({Kind.LESSON}), {"thing1": "title"})
CLOSING = Template(
    "T-closing", "notice", frozenset({Kind.REMINDER, Kind.ANNOUNCEMENT}), {"thing1": "title"}
)
PHONE: ViewportSize = {"width": 390, "height": 844}
WECHAT = (
    "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116.0 Mobile MicroMessenger/8.0.50"
)
MEASURES = (Path(__file__).parents[1] / "phones" / "measures.js").read_text("utf-8")
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Stand:
    """The page's server, the played platform behind it, and what the platform told us."""

    sim: Simulator
    channel: WeChatChannel
    told: list[EventBody] = field(default_factory=list)
    port: int = 0
    script_url: str = ""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def by_another_name(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.origin}/wechat/{ACCOUNT}/notices"

    async def callback(self, request: web.Request) -> web.Response:
        """The account's callback: what was told is kept."""
        raw = RawRequest(request.method, request.query, request.headers, await request.read())
        event = self.channel.read(raw)
        if isinstance(event, RawResponse):
            return web.Response(body=event.body)
        assert isinstance(event, InboundEvent)
        self.told.append(event.body)
        return web.Response(text="success")


async def nothing(request: web.Request) -> web.Response:
    """A script that does nothing."""
    return web.Response(text="", content_type="text/javascript")


def make_channel(url: str, clock: FrozenClock) -> WeChatChannel:
    return WeChatChannel(
        account=ACCOUNT,
        kind="service",
        verified=True,
        app_id=APP_ID,
        app_secret="app-secret",
        token="callbacktoken",
        aes_key=AES_KEY,
        api_url=f"{url}/wechat-api",
        clock=clock,
        menu=(),
        templates=(DAILY, CLOSING),
    )


@pytest_asyncio.fixture(loop_scope="session")
async def stand() -> AsyncIterator[Stand]:
    """The platform with one follower; ``told`` begins empty."""
    clock = FrozenClock(NOW)
    sim = Simulator(clock)
    await sim.start()
    it = Stand(sim, make_channel(sim.url, clock), script_url=f"{sim.url}/wechat-api/jweixin.js")
    listening = socket.create_server(("127.0.0.1", 0))
    it.port = listening.getsockname()[1]
    app = web.Application()
    app.add_routes(routes({ACCOUNT: it.channel}, {ACCOUNT: it}, it.origin))
    app.add_routes([web.post("/callback", it.callback), web.get("/nothing.js", nothing)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    console = (APP_ID, "app-secret", "callbacktoken", AES_KEY, f"{it.origin}/callback")
    sim.add_wechat(ACCOUNT, *console)
    for one, title in ((DAILY, "每日一课提醒"), (CLOSING, "比赛截止提醒")):
        sim.wechat.add_template(ACCOUNT, one.id, {"thing1": "事项"}, title=title)
    await sim.wechat.follow(ACCOUNT, PERSON)
    it.told.clear()
    yield it
    await it.channel.stop()
    await runner.cleanup()
    await sim.stop()


OpenPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, stand: Stand) -> AsyncIterator[OpenPage]:
    """Open the page on a phone. At the end no page may have met an error of its own, a breach of
    the content policy, or a file from elsewhere, and none has a cookie.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    async def open_one(address: str = "", agent: str = WECHAT, **options: Any) -> Page:
        context = await browser.new_context(viewport=PHONE, user_agent=agent, **options)
        contexts.append(context)
        page = await context.new_page()
        watch(page, (stand.origin, stand.by_another_name, stand.sim.url, "data:"), faults)
        await page.goto(address or f"{stand.url}#phone={PERSON}")
        return page

    yield open_one
    for context in contexts:
        assert await context.cookies() == []
        await context.close()
    assert faults == []


def watch(page: Page, ours: tuple[str, ...], faults: list[str]) -> None:
    """Note what the page must never do."""

    def on_request(url: str) -> None:
        if not url.startswith(ours):
            faults.append(f"asked for {url}")

    def on_console(kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            faults.append(text)

    page.on("request", lambda request: on_request(request.url))
    page.on("console", lambda message: on_console(message.type, message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))


async def check(page: Page) -> None:
    """Large type, strong contrast, big targets, nothing cut off."""
    measured = await page.evaluate(MEASURES)
    assert measured["texts"]
    for text in measured["texts"]:
        assert text["contrast"] >= 7, text
        assert text["size"] >= 18, text
    for target in measured["targets"]:
        assert target["height"] >= 44, target
    assert await page.evaluate(OVERFLOW) <= 0


BUTTON = "提醒我"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_is_large_strong_and_has_one_button(
    open_page: OpenPage, scheme: str
) -> None:
    page = await open_page(color_scheme=scheme)
    button = page.get_by_role("button")
    await expect(button).to_have_text(BUTTON)
    box = await button.bounding_box()
    assert box is not None
    assert box["height"] >= 56
    assert box["width"] >= 280
    assert box["y"] + box["height"] <= PHONE["height"], "it is seen without scrolling"
    await expect(page.get_by_text("每天的课到了")).to_be_visible()
    await expect(page.get_by_text("比赛快截止了")).to_be_visible()
    await check(page)


@pytest.mark.parametrize("width", [320, 360, 768])
async def test_nothing_is_cut_off_on_other_screens(open_page: OpenPage, width: int) -> None:
    page = await open_page()
    await page.set_viewport_size({"width": width, "height": 640})
    await expect(page.get_by_role("button")).to_be_visible()
    await check(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_who_allows_it_is_thanked_and_we_are_told(
    open_page: OpenPage, stand: Stand, scheme: str
) -> None:
    page = await open_page(color_scheme=scheme)
    await page.get_by_role("button", name=BUTTON).click()
    await page.get_by_role("button", name="允许").click()
    await expect(page.get_by_role("status")).to_contain_text("好，到时候提醒您。")
    await expect(page.get_by_role("status")).to_contain_text("可以关掉这一页了。")
    await expect(page.get_by_role("button")).to_have_count(0)
    await check(page)
    await stand.sim.settle()
    [told] = stand.told
    assert isinstance(told, ConsentsGiven)
    assert set(told.accepted) == {"T-daily", "T-closing"}
    assert told.refused == ()


async def test_who_refuses_is_left_in_peace(open_page: OpenPage, stand: Stand) -> None:
    page = await open_page()
    await page.get_by_role("button", name=BUTTON).click()
    await page.get_by_role("button", name="拒绝").click()
    await expect(page.get_by_role("status")).to_contain_text("好，不提醒。")
    await check(page)
    await stand.sim.settle()
    [told] = stand.told
    assert isinstance(told, ConsentsGiven)
    assert told.accepted == ()


async def test_one_of_two_is_a_yes(open_page: OpenPage, stand: Stand) -> None:
    page = await open_page()
    await page.get_by_role("button", name=BUTTON).click()
    await page.get_by_role("checkbox", name="比赛截止提醒").uncheck()
    await page.get_by_role("button", name="允许").click()
    await expect(page.get_by_role("status")).to_contain_text("好，到时候提醒您。")
    await stand.sim.settle()
    [told] = stand.told
    assert isinstance(told, ConsentsGiven)
    assert (told.accepted, told.refused) == (("T-daily",), ("T-closing",))


async def test_the_page_can_be_used_once_more(open_page: OpenPage, stand: Stand) -> None:
    for _ in range(2):
        page = await open_page()
        await page.get_by_role("button", name=BUTTON).click()
        await page.get_by_role("button", name="允许").click()
        await expect(page.get_by_role("status")).to_contain_text("好，到时候提醒您。")
    await stand.sim.settle()
    assert len(stand.told) == 2


async def test_a_choice_that_does_not_get_through_is_said(open_page: OpenPage) -> None:
    nobody = await open_page()
    await nobody.evaluate("history.replaceState(null, '', '#')")
    await nobody.reload()
    await nobody.get_by_role("button", name=BUTTON).click()
    await nobody.get_by_role("button", name="允许").click()
    await expect(nobody.get_by_role("status")).to_contain_text("这次没有成功。")
    await expect(nobody.get_by_text("再发“提醒”")).to_be_visible()
    await check(nobody)


async def test_a_wrong_signature_is_said(open_page: OpenPage, stand: Stand) -> None:
    page = await open_page(stand.url.replace(stand.origin, stand.by_another_name))
    await expect(page.get_by_role("status")).to_contain_text("这次没有成功。")


@pytest.mark.parametrize(
    ("agent", "said"),
    [("Mozilla/5.0 Firefox/130.0", "请在微信里打开。"), (WECHAT, "这次没有成功。")],
)
async def test_a_browser_without_the_platforms_script(
    open_page: OpenPage, stand: Stand, agent: str, said: str
) -> None:
    """As another browser is, or WeChat when the script does not load."""
    stand.script_url = f"{stand.origin}/nothing.js"
    page = await open_page(agent=agent)
    await expect(page.get_by_role("status")).to_contain_text(said)
    await check(page)


async def test_a_wechat_too_old_for_the_element_is_told_what_to_do(open_page: OpenPage) -> None:
    page = await open_page()
    await expect(page.get_by_role("button")).to_be_visible()
    await page.evaluate("document.dispatchEvent(new CustomEvent('WeixinOpenTagsError'))")
    await expect(page.get_by_role("status")).to_contain_text("您的微信版本有点旧。")
    await check(page)
