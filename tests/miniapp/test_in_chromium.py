"""The pages in a real Chromium of a phone's size: seen, measured, used with the keyboard alone."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.miniapp.launch import launch_address
from tests.miniapp.stand import ANNA, STRANGER, TODAY, Stand, competition

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MEASURES = (Path(__file__).parent / "measures.js").read_text("utf-8")
PHONE: ViewportSize = {"width": 390, "height": 844}
PAGES = ("courses", "courses/fraud", "progress", "credits", "competitions", "settings")
LESSONS = {0: 1, 1: 2, 2: 1, 4: 1, 5: 3, 8: 1, 9: 1, 12: 2, 20: 1, 27: 1}
"""How many lessons Anna finished how many days ago."""

OpenPhone = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(loop_scope="session")
async def anna(stand: Stand) -> int:
    """Somebody in the middle of things: two courses, a month of lessons, competitions."""
    row = await stand.learner(ANNA)
    days = {TODAY - timedelta(days=ago): count for ago, count in sorted(LESSONS.items())}
    past = dict(list(days.items())[6:])
    await stand.enrol(row, "health", past, right=4)
    await stand.enrol(row, "pay", dict(list(days.items())[:6]), right=8)
    await stand.compete(
        competition("law", "全民法治知识竞赛"),
        competition("choir", "社区合唱节", opens=2, closes=5),
    )
    return row


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser, stand: Stand) -> AsyncIterator[OpenPhone]:
    """Open the pages as Telegram does. At the end no page may have met an error of its own, a
    breach of the content policy, or asked for anything from elsewhere.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    async def open_one(
        page: str = "courses", user: int = ANNA, ground: str = "", **options: Any
    ) -> Page:
        context = await browser.new_context(**{"viewport": PHONE, **options})
        contexts.append(context)
        opened = await context.new_page()
        watch(opened, stand, faults)
        address = f"{stand.origin}/app/?account=city"
        await opened.goto(launch_address(address, stand.proof(user), ground))
        await opened.wait_for_url(re.compile(r"/app/(courses|start)"))
        if page != "courses":
            await opened.goto(f"{stand.origin}/app/{page}")
        return opened

    yield open_one
    for context in contexts:
        await context.close()
    assert faults == []


def watch(page: Page, stand: Stand, faults: list[str]) -> None:
    """Note what the pages must never do."""

    def on_request(url: str) -> None:
        if not url.startswith((f"{stand.origin}/app", "data:")):
            faults.append(f"asked for {url}")

    def on_console(kind: str, text: str) -> None:
        if kind in {"error", "warning"} and "status of 4" not in text:
            faults.append(text)

    page.on("request", lambda request: on_request(request.url))
    page.on("console", lambda message: on_console(message.type, message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))


async def measured(page: Page) -> dict[str, Any]:
    result: dict[str, Any] = await page.evaluate(MEASURES)
    return result


async def check(page: Page) -> None:
    """Type, contrast and targets as the rules for seniors ask for them, and nothing cut off."""
    found = await measured(page)
    assert len(found["texts"]) > 5
    assert len(found["targets"]) > 5
    for text in found["texts"]:
        assert text["contrast"] >= 7, text
        assert text["size"] >= 18, text
        assert text["spacing"] >= 1.3, text
    for target in found["targets"]:
        assert target["height"] >= 60, target
        assert target["width"] >= 60, target
    for edge in found["edges"]:
        assert edge["contrast"] >= 3, edge
    assert found["overflow"] <= 0, found["widest"]
    assert found["cut"] == []


async def unfold(page: Page) -> None:
    for summary in await page.locator("details:not([open]) > summary").all():
        await summary.click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
async def test_pages_are_large_strong_and_whole(
    phone: OpenPhone, anna: int, name: str, scheme: str
) -> None:
    page = await phone(name, color_scheme=scheme)
    await unfold(page)
    await check(page)


@pytest.mark.parametrize("name", PAGES)
async def test_at_twice_the_size_nothing_is_lost(phone: OpenPhone, anna: int, name: str) -> None:
    page = await phone(name, viewport={"width": 195, "height": 422}, device_scale_factor=2)
    await unfold(page)
    await check(page)


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("name", PAGES)
async def test_in_the_largest_type_nothing_is_lost(
    phone: OpenPhone, stand: Stand, anna: int, name: str, width: int
) -> None:
    page = await phone("settings", viewport={"width": width, "height": 844})
    await page.get_by_role("radio", name="特大").check()
    await page.get_by_role("button", name="换成这个大小").click()
    await expect(page.get_by_role("status")).to_contain_text("字的大小换成“特大”了")
    await page.goto(f"{stand.origin}/app/{name}")
    await unfold(page)
    await check(page)
    found = await measured(page)
    assert min(text["size"] for text in found["texts"]) >= 27
    assert max(text["size"] for text in found["texts"]) >= 30


# Opened by an app ---------------------------------------------------------------------------------


async def test_what_proves_who_it_is_leaves_the_address_at_once(
    phone: OpenPhone, stand: Stand, anna: int
) -> None:
    page = await phone()
    assert page.url == f"{stand.origin}/app/courses"
    [cookie, *more] = await page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], more) == ("yike_app", True, [])
    await page.go_back()
    assert "tgWebAppData" not in page.url
    history = await page.evaluate("() => performance.getEntriesByType('navigation')[0].name")
    assert str(ANNA) not in history


@pytest.mark.parametrize(("ground", "theme"), [("#17212b", "dark"), ("#ffffff", "light")])
async def test_the_apps_own_theme_goes_before_the_devices(
    phone: OpenPhone, anna: int, ground: str, theme: str
) -> None:
    other = "light" if theme == "dark" else "dark"
    page = await phone("settings", ground=ground, color_scheme=other)
    assert await page.evaluate("() => getComputedStyle(document.body).colorScheme") == theme
    await check(page)


async def test_outside_of_an_app_it_says_where_to_open_it(
    browser: Browser, stand: Stand, anna: int
) -> None:
    context = await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    await page.goto(f"{stand.origin}/app/?account=city")
    await expect(page.get_by_role("heading", name="请从聊天里打开")).to_be_visible()
    assert await page.get_by_text("请稍等").is_hidden()
    await context.close()


async def test_words_that_are_forged_get_a_kind_page(
    browser: Browser, stand: Stand, anna: int
) -> None:
    context = await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    proof = stand.proof(ANNA, token="43:OTHER")
    await page.goto(launch_address(f"{stand.origin}/app/?account=city", proof))
    await expect(page.get_by_role("heading", name="这次没能认出您")).to_be_visible()
    assert page.url == f"{stand.origin}/app/?account=city"
    assert await context.cookies() == []
    await context.close()


async def test_a_server_that_is_away_can_be_tried_again(
    browser: Browser, stand: Stand, anna: int
) -> None:
    context = await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    await page.route("**/app/session", lambda route: route.abort())
    await page.goto(launch_address(f"{stand.origin}/app/?account=city", stand.proof(ANNA)))
    again = page.get_by_role("button", name="再试一次")
    await expect(again).to_be_visible()
    assert page.url == f"{stand.origin}/app/?account=city"
    await page.unroute("**/app/session")
    await again.click()
    await page.wait_for_url("**/app/courses")
    await context.close()


async def test_a_stranger_is_led_into_the_chat(phone: OpenPhone, anna: int) -> None:
    page = await phone(user=STRANGER)
    await expect(page.get_by_role("heading", name="先说一声“开始”")).to_be_visible()
    await expect(page.get_by_role("link", name="回到聊天")).to_be_visible()


async def test_the_way_back_is_asked_of_the_app_that_shows_us(phone: OpenPhone, anna: int) -> None:
    page = await phone()
    await page.evaluate(
        """() => { window.told = [];
        window.TelegramWebviewProxy = { postEvent: (type, data) => window.told.push([type, data]) }; }"""
    )
    await page.get_by_role("link", name="回到聊天").first.click()
    assert await page.evaluate("() => window.told") == [
        ["web_app_open_tg_link", '{"path_full":"/yike_bot?start=c-pay"}'],
        ["web_app_close", "{}"],
    ]


FRAMING = """<!doctype html><script>window.told = [];
addEventListener("message", (event) => told.push(event.data));</script>
<iframe src="{address}" width="390" height="800"></iframe>"""


async def framed(browser: Browser, stand: Stand, parent: str) -> Page:
    """A page at ``parent`` that shows ours in a frame, and keeps what ours tells it."""
    context = await browser.new_context(viewport=PHONE)
    page = await context.new_page()
    address = launch_address(f"{stand.origin}/app/?account=city", stand.proof(ANNA))
    html = FRAMING.replace("{address}", address.replace("&", "&amp;"))
    await page.route(parent, lambda route: route.fulfill(body=html, content_type="text/html"))
    await page.goto(parent)
    return page


async def test_in_a_frame_of_ours_it_tells_the_page_around_it(
    browser: Browser, stand: Stand, anna: int
) -> None:
    page = await framed(browser, stand, f"{stand.origin}/phones/")
    await page.frame_locator("iframe").get_by_role("link", name="回到聊天").first.click()
    await page.wait_for_function("() => told.some((one) => one.includes('web_app_close'))")
    told = await page.evaluate("() => told.map((one) => JSON.parse(one).eventType)")
    assert told[:2] == ["web_app_ready", "web_app_expand"]
    assert told[-2:] == ["web_app_open_tg_link", "web_app_close"]
    await page.context.close()


async def test_nobody_else_may_frame_it(browser: Browser, stand: Stand, anna: int) -> None:
    page = await framed(browser, stand, f"http://localhost:{stand.port}/evil")
    [frame] = page.main_frame.child_frames
    await frame.wait_for_load_state()
    assert await frame.locator("#entry").count() == 0
    assert await page.evaluate("() => told") == []
    assert await page.context.cookies() == []
    await page.context.close()


async def test_without_a_script_all_pages_and_forms_work(
    phone: OpenPhone, browser: Browser, stand: Stand, anna: int
) -> None:
    signed_in = await phone()
    state = await signed_in.context.storage_state()
    context = await browser.new_context(
        viewport=PHONE, java_script_enabled=False, storage_state=state
    )
    page = await context.new_page()
    await page.goto(f"{stand.origin}/app/courses/fraud")
    await page.get_by_role("button", name="换成这门课").click()
    await expect(page.get_by_role("status")).to_contain_text("好，现在学《防骗一点通》")
    for name in ("进度", "学分", "比赛", "设置"):
        await page.get_by_role("link", name=name, exact=True).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(name)
    await context.close()


# With the keyboard, and heard ---------------------------------------------------------------------


async def focused(page: Page) -> str:
    """What has the focus, as it is called."""
    name: str = await page.evaluate(
        """() => { const at = document.activeElement;
        return (at.labels?.[0] ?? at).textContent.trim() || at.id; }"""
    )
    return " ".join(name.split())


async def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until something of that name has the focus; it is then seen, and marked."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await focused(page) == wanted:
            break
    assert await focused(page) == wanted
    seen = await page.evaluate(
        """() => { let at = document.activeElement;
        const box = at.getBoundingClientRect();
        const nav = document.querySelector("nav");
        const covered = at.closest("nav") || getComputedStyle(nav).position !== "sticky"
          ? innerHeight : nav.getBoundingClientRect().top;
        const marked = at.closest(".choice") ?? at;
        return { top: box.top >= 0, bottom: box.bottom <= covered + 1,
          outline: parseFloat(getComputedStyle(marked).outlineWidth) }; }"""
    )
    assert seen["top"], wanted
    assert seen["bottom"], wanted
    assert seen["outline"] >= 3, wanted


async def test_the_keyboard_alone_enrols_and_sees_all_pages(
    phone: OpenPhone, stand: Stand, anna: int
) -> None:
    page = await phone()
    await page.keyboard.press("Tab")
    assert await focused(page) == "直接看内容"
    await page.keyboard.press("Enter")
    await tab_to(page, "看看《防骗一点通》")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("防骗一点通")
    await tab_to(page, "看看有哪些课")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("第1课 第1件事怎么做")).to_be_visible()
    await tab_to(page, "换成这门课")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("好，现在学《防骗一点通》")
    key = "select course_key from enrolment where learner_id = $1 and state = 'active'"
    assert await stand.value(key, anna) == "fraud"
    for name in ("进度", "学分", "比赛", "设置", "课程"):
        await tab_to(page, name)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text(name)
        current = page.locator("[aria-current=page]")
        await expect(current).to_have_text(name)


async def test_the_keyboard_alone_sets_times_and_size(
    phone: OpenPhone, stand: Stand, anna: int
) -> None:
    page = await phone("settings")
    await tab_to(page, "标准")
    await page.keyboard.press("ArrowDown")
    await tab_to(page, "换成这个大小")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("字的大小换成“大”了")
    await tab_to(page, "每天几点")
    await page.keyboard.type("0815AM")
    await tab_to(page, "保存时间")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("好，改到每天 08:15")


async def test_a_wrong_form_takes_the_focus_to_what_is_wrong(phone: OpenPhone, anna: int) -> None:
    page = await phone("settings")
    await page.get_by_label("每天几点").fill("")
    await page.get_by_role("button", name="保存时间").click()
    field = page.get_by_label("每天几点")
    await expect(field).to_be_focused()
    await expect(field).to_have_accessible_description("请至少写一个时间，比如 07:30。")
    await expect(page.get_by_role("alert")).to_contain_text("请看下面标出的地方")
    await check(page)


async def test_what_a_screen_reader_is_told(phone: OpenPhone, stand: Stand, anna: int) -> None:
    page = await phone()
    for name in PAGES:
        await page.goto(f"{stand.origin}/app/{name}")
        assert await page.evaluate("() => document.documentElement.lang") == "zh-Hans"
        assert (await page.title()).endswith(" · 一课")
        await expect(page.get_by_role("main")).to_have_count(1)
        await expect(page.get_by_role("navigation", name="五个页面")).to_have_count(1)
        await expect(page.get_by_role("heading", level=1)).to_have_count(1)
        levels = await page.locator("h1, h2, h3").evaluate_all(
            "all => all.map(h => +h.tagName[1])"
        )
        assert all(after <= before + 1 for before, after in pairwise(levels))
        tree = await page.locator("body").aria_snapshot()
        for line in tree.splitlines():
            assert line.strip() not in {"- button", "- link", "- radio", "- textbox"}, line
    await page.goto(f"{stand.origin}/app/progress")
    chart = page.get_by_role("img", name="最近四周 最近四周学了 14 课，有 10 天在学。")
    await expect(chart).to_have_count(1)
    await page.goto(f"{stand.origin}/app/competitions")
    await expect(page.get_by_role("button", name="我要报名：全民法治知识竞赛")).to_have_count(1)
    await page.goto(f"{stand.origin}/app/settings")
    await expect(page.get_by_role("group", name="停多久").get_by_role("radio")).to_have_count(4)
    await expect(page.get_by_label("每天几点")).to_have_value("07:30")


async def test_what_was_done_is_said_after_the_page_is_there(phone: OpenPhone, anna: int) -> None:
    """A status that stands in a page from the start is said by no screen reader."""
    page = await phone("competitions")
    await page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
        window.changes = [];
        new MutationObserver((all) => window.changes.push(...all.flatMap((one) =>
          [...one.addedNodes].map((node) => node.textContent)))).observe(
            document.getElementById("said"), { childList: true }); });"""
    )
    await page.get_by_role("button", name="我要报名：全民法治知识竞赛").click()
    await expect(page.get_by_role("status")).to_contain_text("报名成功")
    assert "报名成功：全民法治知识竞赛。" in await page.evaluate("() => window.changes")
