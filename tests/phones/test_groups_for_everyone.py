"""Groups on all sizes of screens, in the dark, by the keyboard alone, and for screen readers."""

import re

import pytest
from playwright.async_api import Page, expect

from adapters.simulator.phones_groups import GROUP_TITLE, OWNER
from tests.phones.conftest import LAPTOP, SMALL_PHONE, OpenPage, Stage
from tests.phones.groups import ZHANG, open_group, quiz, say, seed
from tests.phones.scripted_bot import TELEGRAM
from tests.phones.test_for_everyone import MEASURES, OVERFLOW, check, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def fill(stage: Stage) -> int:
    """A group with every kind of thing in it."""
    people = stage.sim.telegram
    chat = await seed(stage)
    link = {"text": "到私聊里学", "url": "https://t.me/yike_demo_bot?start=g-1-a"}
    keyboard = {"inline_keyboard": [[link], [{"text": "帮助", "callback_data": "gh"}]]}
    await say(stage, chat, "大家好，我是一课。", reply_markup=keyboard)
    await people.say(TELEGRAM, ZHANG, "这个怎么用呀？", chat)
    await quiz(stage, chat, correct_option_ids=[0, 1], allows_multiple_answers=True)
    asked = await quiz(stage, chat)
    await people.vote(TELEGRAM, OWNER, asked, [1], chat)
    await people.vote(TELEGRAM, ZHANG, asked, [0], chat)
    return chat


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, SMALL_PHONE])
async def test_contrast_targets_and_size_of_a_group(
    open_page: OpenPage, stage: Stage, size: dict[str, int], scheme: str
) -> None:
    await fill(stage)
    page: Page = await open_page(viewport=size, color_scheme=scheme)
    if size == SMALL_PHONE:
        await page.get_by_role("tab", name="Telegram").click()
    telegram = await open_group(page)
    check(await page.evaluate(MEASURES))
    await telegram.get_by_role("button", name="先核对对方是谁").last.click()
    await expect(telegram.locator(".poll-why")).to_be_visible()
    check(await page.evaluate(MEASURES))
    assert await page.evaluate(OVERFLOW) == [0, 0]
    await page.get_by_role("button", name="试群聊").click()
    check(await page.evaluate(MEASURES))
    assert await page.evaluate(OVERFLOW) == [0, 0]
    await page.keyboard.press("Escape")
    await telegram.get_by_role("button", name="回到聊天列表").click()
    check(await page.evaluate(MEASURES))


async def test_the_keyboard_alone_is_enough_for_a_group(page: Page, stage: Stage) -> None:
    chat = await seed(stage)
    await quiz(stage, chat)
    await expect(page.locator("#telegram .join")).to_be_visible()
    await tab_to(page, "#telegram .bar-back")
    await page.keyboard.press("Enter")
    await expect(page.locator(".list-chat").first).to_be_focused()
    entry = page.locator(".list-chat").filter(has_text=GROUP_TITLE)
    if await entry.evaluate("entry => entry !== document.activeElement"):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    log = page.get_by_role("log", name="Telegram 群聊")
    await expect(log).to_be_focused()
    await tab_to(page, ".poll-option:nth-child(2)")
    await page.keyboard.press("Enter")
    await expect(page.locator("#telegram .poll-result.right")).to_contain_text("您选的，对了")
    await expect(log).to_be_focused()
    await tab_to(page, "#telegram .words")
    await page.keyboard.type("/help@yike_demo_bot")
    await page.keyboard.press("Enter")
    await expect(page.locator("#telegram .theirs .bubble").last).to_contain_text("ok")
    assert stage.bot.heard == ["vote:1", "/help@yike_demo_bot"]


async def test_what_a_screen_reader_is_told_of_a_group(page: Page, stage: Stage) -> None:
    await fill(stage)
    telegram = await open_group(page)
    await expect(telegram.locator(".bubble").first).to_contain_text("一课：大家好")
    await expect(telegram.locator(".bubble").nth(1)).to_contain_text("老张：这个怎么用")
    link = telegram.get_by_role("button", name=re.compile("到私聊里学.*打开链接"))
    await expect(link).to_be_visible()
    await expect(telegram.get_by_role("checkbox")).to_have_count(3)
    await expect(telegram.get_by_role("button", name="命令")).to_have_attribute(
        "aria-expanded", "false"
    )
    await telegram.get_by_role("button", name="回到聊天列表").click()
    chats = telegram.get_by_role("list", name="聊天列表").get_by_role("listitem")
    await expect(chats).to_have_count(2)


async def test_the_smallest_window_shows_a_group_without_sideways_scroll(
    open_page: OpenPage, stage: Stage
) -> None:
    await fill(stage)
    page: Page = await open_page(viewport={"width": 320, "height": 480})
    await page.get_by_role("tab", name="Telegram").click()
    telegram = await open_group(page)
    assert (await page.evaluate(OVERFLOW))[0] == 0
    log = telegram.locator(".log")
    assert await log.evaluate("log => log.scrollWidth - log.clientWidth") == 0
    await page.get_by_role("button", name="试群聊").click()
    panel = page.get_by_role("group", name="试群聊的工具")
    assert await panel.evaluate("panel => panel.scrollWidth - panel.clientWidth") == 0
    assert (await page.evaluate(OVERFLOW))[0] == 0
