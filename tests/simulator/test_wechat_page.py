"""The page script in a real browser: a page is configured, asks for notices, hears the answer."""

import hashlib
import json
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Page, async_playwright

from adapters.simulator import Simulator
from tests.phones.conftest import FLAGS, NOT_RUN, missing
from tests.simulator.bots import BotServer
from tests.simulator.conftest import APP_ID, Wechat
from tests.simulator.wechat_bot import events

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>提醒</title>
<link rel="icon" href="data:,">
<wx-open-subscribe template="{templates}">
<script type="text/wxtag-template" slot="style"><style>.allow {{ height: 77px }}</style></script>
<script type="text/wxtag-template"><button class="allow">允许提醒</button></script>
</wx-open-subscribe>
<script src="{script}"></script><script src="page.js"></script></html>"""

PAGE_SCRIPT = """
const heard = [];
window.heard = heard;
const element = document.querySelector("wx-open-subscribe");
for (const name of ["success", "error"])
  element.addEventListener(name, (event) => heard.push([name, event.detail]));
wx.error((result) => heard.push(["wx.error", result]));
wx.ready(() => heard.push(["wx.ready"]));
wx.config(CONFIG);
"""


class Site:
    """A page of the bot's, signed with the account's ticket."""

    def __init__(self, sim: Simulator, wechat: Wechat) -> None:
        self.sim, self.wechat = sim, wechat
        self.url = ""
        self.templates = "ONCE,LONG"
        self.spoilt: dict[str, Any] = {}
        self.signed_for = ""

    async def start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/notices", self._page)
        app.router.add_get("/page.js", self._script)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/notices"
        return runner

    async def _page(self, request: web.Request) -> web.Response:
        self.signed_for = f"{self.url}{'?' if request.query else ''}{request.query_string}"
        script = f"{self.sim.url}/wechat-api/jweixin.js"
        text = PAGE.format(templates=self.templates, script=script)
        platform = self.sim.url
        policy = f"default-src 'self'; script-src 'self' {platform}; connect-src {platform}"
        headers = {"Content-Security-Policy": policy + "; img-src data:"}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def _script(self, _: web.Request) -> web.Response:
        ticket = (await self.wechat.call("ticket/getticket", type="jsapi"))["ticket"]
        words = f"jsapi_ticket={ticket}&noncestr=n&timestamp=1795392000&url={self.signed_for}"
        config = {
            "appId": APP_ID,
            "timestamp": 1795392000,
            "nonceStr": "n",
            "signature": hashlib.sha1(words.encode()).hexdigest(),
            "jsApiList": [],
            "openTagList": ["wx-open-subscribe"],
        } | self.spoilt
        script = PAGE_SCRIPT.replace("CONFIG", json.dumps(config))
        return web.Response(text=script, content_type="text/javascript")


@pytest.fixture
async def site(sim: Simulator, signed_in: Wechat) -> AsyncIterator[Site]:
    sim.wechat.add_template("lib", "ONCE", {"thing1": "课程", "time2": "时间"}, title="每日一课")
    sim.wechat.add_template("lib", "LONG", {"thing1": "比赛"}, title="比赛提醒", long_term=True)
    sim.wechat.add_template("lib", "TPL", {"thing1": "课程"}, use="template")
    sim.wechat.add_followers("lib", ["o1"])
    site = Site(sim, signed_in)
    runner = await site.start()
    yield site
    await runner.cleanup()


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    if lacking := missing():
        pytest.skip(NOT_RUN.format(missing=lacking))
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS)
        )
        page = await chromium.new_page(viewport={"width": 390, "height": 844})
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        yield page
        await chromium.close()
        assert faults == []


async def heard(page: Page, count: int) -> list[Any]:
    """What the page heard, once it is as much as ``count``."""
    await page.wait_for_function("(n) => window.heard?.length >= n", arg=count)
    return await page.evaluate("window.heard")


async def test_a_yes_is_a_consent(site: Site, page: Page, bot: BotServer) -> None:
    await page.goto(f"{site.url}#phone=o1")
    assert await heard(page, 1) == [["wx.ready"]]
    button = page.get_by_role("button", name="允许提醒")
    box = await button.bounding_box()
    assert box is not None
    assert box["height"] == 77, "the slot's own style is used"
    await button.click()
    sheet = page.get_by_role("dialog")
    assert (await sheet.inner_text()).split("\n") == [
        "订阅通知", "", "允许公众号发送以下通知", "",
        "每日一课", "一次 · 课程、时间", "比赛提醒", "长期 · 比赛", "拒绝", "允许",
    ]  # fmt: skip
    await sheet.get_by_label("比赛提醒").uncheck()
    await sheet.get_by_role("button", name="允许").click()
    said, detail = (await heard(page, 2))[1]
    assert (said, detail["errMsg"]) == ("success", "subscribe:ok")
    details = json.loads(detail["subscribeDetails"])
    assert {one: json.loads(value) for one, value in details.items()} == {
        "ONCE": {"status": "accept"}, "LONG": {"status": "reject"},
    }  # fmt: skip
    await site.sim.settle()
    assert site.sim.wechat.consents("lib", "o1") == {"ONCE": 1}
    (event,) = events(bot.arrivals, "subscribe_msg_popup_event")
    listed = event["SubscribeMsgPopupEvent"]["List"]
    assert [one["SubscribeStatusString"] for one in listed] == ["accept", "reject"]
    assert await sheet.count() == 0


async def test_a_no(site: Site, page: Page, bot: BotServer) -> None:
    for how, status in (("Escape", "cancel"), ("拒绝", "reject")):
        await page.goto(f"{site.url}?phone=o1")
        await page.get_by_role("button", name="允许提醒").click()
        if how == "Escape":
            await page.keyboard.press(how)
        else:
            await page.get_by_role("button", name=how).click()
        _, detail = (await heard(page, 2))[1]
        details = json.loads(detail["subscribeDetails"])
        assert {json.loads(one)["status"] for one in details.values()} == {status}
        await site.sim.settle()
    assert site.sim.wechat.consents("lib", "o1") == {}
    assert len(events(bot.arrivals, "subscribe_msg_popup_event")) == 1, "only the refusal"


async def test_a_wrong_signature(site: Site, page: Page) -> None:
    site.spoilt = {"signature": "0" * 40}
    await page.goto(f"{site.url}#phone=o1")
    assert await heard(page, 1) == [["wx.error", {"errMsg": "config:invalid signature"}]]
    assert await page.get_by_role("button").count() == 0, "the element stays empty"


async def test_what_cannot_be_asked(site: Site, page: Page) -> None:
    for templates in ("NONE", "TPL", "ONCE,NONE", ""):
        site.templates = templates
        await page.goto(f"{site.url}?phone=o1")
        await page.get_by_role("button", name="允许提醒").click()
        said, detail = (await heard(page, 2))[1]
        assert (said, detail["errMsg"]) == ("error", "subscribe:fail invalid template")


async def test_somebody_unknown(site: Site, page: Page) -> None:
    await page.goto(site.url)
    await page.get_by_role("button", name="允许提醒").click()
    await page.get_by_role("button", name="允许", exact=True).click()
    said, detail = (await heard(page, 2))[1]
    assert (said, detail["errMsg"]) == ("error", "subscribe:fail")
