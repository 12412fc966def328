"""Screens of all sizes, the keyboard alone, screen readers, weak eyes, and those who get dizzy."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from adapters.simulator.phones_state import TELEGRAM_PERSON, WECHAT_PERSON
from tests.phones.acts import QUESTION, follow, record, start
from tests.phones.conftest import LAPTOP, NOW, SMALL_PHONE, OpenPage, Stage
from tests.phones.scripted_bot import TELEGRAM, WECHAT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8")
OVERFLOW = """() => {
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
  return [scrollWidth - clientWidth, scrollHeight - clientHeight];
}"""
TARGET = 44
"""CSS pixels a finger needs."""
READABLE, COMFORTABLE = 4.5, 7.0
"""Contrast of text (WCAG 1.4.3 and 1.4.6); the second for everything on the WeChat phone."""
LARGE = 18
"""CSS pixels of the smallest text on the WeChat phone."""


def check(measured: dict[str, Any]) -> None:
    """Hold the measured texts and targets to the rules; a failure names what is wrong."""
    assert len(measured["texts"]) > 5
    for text in measured["texts"]:
        least = COMFORTABLE if text["where"] == "wechat" else READABLE
        assert text["contrast"] >= least, text
        if text["where"] == "wechat":
            assert text["size"] >= LARGE, text
    for target in measured["targets"]:
        assert target["name"], target
        assert min(target["width"], target["height"]) >= TARGET, target


async def fill(page: Page, stage: Stage) -> None:
    """Bring every kind of thing onto the page."""
    stage.due = NOW + timedelta(minutes=9)
    stage.bot.answers |= {"subscribe": QUESTION, "/start": "选一个"}
    stage.bot.buttons["/start"] = [("换一顶合格的头盔", "q:1"), ("接着戴", "q:2")]
    stage.sim.add_bank("bot", "secret")
    await stage.sim.wechat.follow(WECHAT, WECHAT_PERSON)
    await stage.sim.telegram.start_chat(TELEGRAM, TELEGRAM_PERSON, "小李")
    await record(stage, 1, "completed", "lesson", "扫码付款三步走")
    await record(stage, 2, "failed", "assessment", "扫码付款三步走", (0, 1))
    await expect(page.locator("#entries .entry")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, SMALL_PHONE, {"width": 1920, "height": 1080}])
async def test_contrast_type_and_targets_before_joining(
    open_page: OpenPage, size: dict[str, int], scheme: str
) -> None:
    page: Page = await open_page(viewport=size, color_scheme=scheme)
    await expect(page.locator("#wechat .join")).to_be_visible()
    check(await page.evaluate(MEASURES))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, SMALL_PHONE])
async def test_contrast_type_and_targets_in_use(
    open_page: OpenPage, stage: Stage, size: dict[str, int], scheme: str
) -> None:
    page: Page = await open_page(viewport=size, color_scheme=scheme)
    await fill(page, stage)
    for tab in ("wechat", "telegram", "bank"):
        if size == SMALL_PHONE:
            await page.locator(f"#tab-{tab}").click()
        check(await page.evaluate(MEASURES))
        if size == LAPTOP:
            break
    if size == SMALL_PHONE:
        await page.locator("#tab-wechat").click()
    await page.locator("#wechat .chips button").first.click()
    await page.locator("#wechat .toggle").click()
    await expect(page.locator("#wechat .theirs .bubble")).to_have_count(2)
    check(await page.evaluate(MEASURES))
    await page.locator("#wechat .toggle").click()
    await page.locator("#wechat .menu-entry").last.click()
    check(await page.evaluate(MEASURES))


@pytest.mark.parametrize(
    ("width", "height"), [(1280, 800), (1280, 660), (1024, 700), (1920, 1080)]
)
async def test_a_wide_screen_shows_everything_without_scrolling(
    open_page: OpenPage, stage: Stage, width: int, height: int
) -> None:
    page: Page = await open_page(viewport={"width": width, "height": height})
    await fill(page, stage)
    assert await page.evaluate(OVERFLOW) == [0, 0]
    for part in ("#clock", "#next", "#hour", "#wechat .dock", "#telegram .dock", "#entries"):
        await expect(page.locator(part)).to_be_in_viewport(ratio=1)
    await expect(page.locator("#tabs")).to_be_hidden()
    boxes = [
        await page.locator(f"#{part}").bounding_box() for part in ("wechat", "telegram", "bank")
    ]
    lefts = [box["x"] for box in boxes if box]
    rights = [box["x"] + box["width"] for box in boxes if box]
    assert lefts[1] >= rights[0]
    assert lefts[2] >= rights[1]
    assert rights[2] <= width


async def test_a_small_phone_shows_one_thing_at_a_time(open_page: OpenPage, stage: Stage) -> None:
    page: Page = await open_page(viewport=SMALL_PHONE, has_touch=True, is_mobile=True)
    wechat, telegram = page.locator("#wechat"), page.locator("#telegram")
    await expect(wechat.locator(".join")).to_be_in_viewport(ratio=1)
    await expect(telegram).to_be_hidden()
    await wechat.locator(".join").tap()
    await expect(wechat.locator(".theirs .bubble")).to_contain_text("ok")
    await page.get_by_role("tab", name="Telegram").tap()
    await expect(wechat).to_be_hidden()
    await telegram.locator(".join").tap()
    await expect(telegram.locator(".theirs .bubble")).to_contain_text("ok")
    stage.sim.add_bank("bot", "secret")
    await record(stage, 1, "completed", "lesson", "扫码付款三步走")
    tab = page.get_by_role("tab", name="学分银行")
    await expect(tab).to_have_accessible_name("学分银行，1 条新消息")
    for chosen in ("微信", "Telegram", "学分银行"):
        await page.get_by_role("tab", name=chosen).tap()
        assert await page.evaluate(OVERFLOW) == [0, 0]
    await expect(page.locator("#entries .entry")).to_be_in_viewport(ratio=1)
    await expect(tab).to_have_accessible_name("学分银行")


async def test_the_smallest_window_still_has_no_sideways_scroll(
    open_page: OpenPage, stage: Stage
) -> None:
    page: Page = await open_page(viewport={"width": 320, "height": 480})
    await fill(page, stage)
    for tab in ("wechat", "telegram", "bank"):
        await page.locator(f"#tab-{tab}").click()
        assert (await page.evaluate(OVERFLOW))[0] == 0


async def test_the_keyboard_alone_is_enough(page: Page, stage: Stage) -> None:
    stage.bot.answers |= {"subscribe": QUESTION, "2": "答对了。"}
    await expect(page.locator("#wechat .join")).to_be_visible()
    await tab_to(page, "#hour")
    await tab_to(page, "#wechat .join")
    await page.keyboard.press("Enter")
    log = page.locator("#wechat .log")
    await expect(log).to_be_focused()
    await expect(log).to_contain_text("先问店员")
    await tab_to(page, "#wechat .chip:nth-child(2)")
    await page.keyboard.press("Space")
    await expect(log).to_contain_text("答对了。")
    await expect(log).to_be_focused()
    await tab_to(page, "#wechat .menu-slot:last-child .menu-entry")
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("button", name="帮助")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(log.locator(".theirs .bubble")).to_have_count(3)
    await tab_to(page, "#telegram .join")
    await page.keyboard.press("Enter")
    await expect(page.locator("#telegram .theirs .bubble")).to_have_count(1)
    await tab_to(page, "#telegram .words")
    await page.keyboard.type("hello")
    await page.keyboard.press("Enter")
    await expect(page.locator("#telegram .theirs .bubble")).to_have_count(2)
    assert stage.bot.heard == ["subscribe", "2", "help", "/start", "hello"]


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element is reached; each stop on the way shows its focus."""
    for _ in range(25):
        await page.keyboard.press("Tab")
        stop = page.locator(":focus")
        if await stop.count():
            assert (
                await stop.evaluate("element => getComputedStyle(element).outlineWidth") == "3px"
            )
        if await page.locator(f"{selector}:focus").count():
            return
    pytest.fail(f"Tab never reached {selector}")


async def test_arrow_keys_move_between_the_tabs(open_page: OpenPage) -> None:
    page: Page = await open_page(viewport=SMALL_PHONE)
    await page.locator("#tab-wechat").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Telegram")).to_be_focused()
    await expect(page.get_by_role("tabpanel")).to_have_attribute("id", "telegram")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowLeft")
    await expect(page.get_by_role("tab", name="学分银行")).to_have_attribute(
        "aria-selected", "true"
    )


async def test_what_a_screen_reader_is_told(page: Page, stage: Stage) -> None:
    await fill(page, stage)
    await expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    for name in ("陈老师的微信", "小李的 Telegram", "学分银行"):
        await expect(page.get_by_role("region", name=name)).to_be_visible()
    await expect(page.get_by_role("main")).to_be_visible()
    for name in ("微信聊天", "Telegram 聊天", "学分银行收到的记录"):
        log = page.get_by_role("log", name=name)
        await expect(log).to_have_attribute("aria-live", "polite")
    wechat = page.get_by_role("log", name="微信聊天")
    await expect(wechat.locator(".bubble").first).to_contain_text("一课：店名不对")
    await expect(page.locator("#wechat .chip").nth(1)).to_have_accessible_name("2，先问店员")
    await expect(page.locator("#wechat .menu-entry").last).to_have_attribute(
        "aria-expanded", "false"
    )


async def test_the_first_step_beckons_unless_less_motion_is_wished(open_page: OpenPage) -> None:
    still: Page = await open_page()
    lively: Page = await open_page(reduced_motion="no-preference")
    for page, name in ((still, "none"), (lively, "beckon")):
        await expect(page.locator("#wechat .join")).to_be_visible()
        await expect(page.locator("#wechat .join")).to_have_css("animation-name", name)
    await follow(lively)
    await start(lively)
    await expect(lively.locator("#telegram .theirs .bubble")).to_contain_text("ok")
    await expect(lively.locator(".arriving")).to_have_count(0)
    await expect(lively.locator("body")).not_to_have_class("nobody-joined")
