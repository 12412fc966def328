"""A senior's day in WeChat, large type on, as it looks in the browser."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, expect

from adapters.simulator.phones_state import WECHAT_PERSON
from bot import demo
from bot.learning.looks import SENIOR_MESSAGE
from tests.flow.town import READ_ON
from tests.phones.house import House, open_house

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BEGIN = datetime(2026, 11, 22, 23, 21, tzinfo=UTC)
"""A Monday, 07:21 in Shanghai."""
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
GREETING = 2
"""The first answers, before there is a lesson."""
DRAWN_WIDTH = 1080


@pytest_asyncio.fixture(loop_scope="session")
async def house(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """The demo on a fresh database, its clock standing still."""
    async with open_house(database_url, redis_url, tmp_path, BEGIN) as it:
        yield it


async def says(house: House, *words: str) -> str:
    """She writes; the last words that came, a moment later."""
    for one in words:
        await house.ask("wechat/say", text=one)
        await house.pass_time(2)
    return house.town.simulator.wechat.chat(demo.WECHAT, WECHAT_PERSON)[-1].text


async def looked_at(browser: Browser, house: House) -> Page:
    """The page, as it stands in the browser."""
    context = await browser.new_context(viewport=LAPTOP, reduced_motion="reduce")
    page = await context.new_page()
    await page.goto(house.url)
    await expect(page.locator("#wechat .theirs .bubble").last).to_be_visible()
    return page


async def test_a_morning_in_words(house: House) -> None:
    await house.ask("wechat/scan")
    shown = await says(house, "1", "1")
    while READ_ON in shown:
        shown = await says(house, "1")
    assert "回复数字作答" in shown
    assert "这一课学完了" in await says(house, "2", "对")
    theirs = [
        one.text
        for one in house.town.simulator.wechat.chat(demo.WECHAT, WECHAT_PERSON)
        if not one.mine
    ]
    assert len(theirs) >= GREETING + 5
    assert [text for text in theirs if len(text) > SENIOR_MESSAGE] == []


async def test_a_morning_in_large_type(house: House, browser: Browser) -> None:
    await house.ask("wechat/scan")
    await says(house, "1", "1", "大字", "1", "1", "2")
    page = await looked_at(browser, house)
    pictures = page.locator("#wechat .theirs img.picture")
    await expect(pictures).to_have_count(4)
    for number in range(4):
        picture = pictures.nth(number)
        width = await picture.evaluate("image => image.decode().then(() => image.naturalWidth)")
        assert width == DRAWN_WIDTH
    assert "这一课学完了" in await says(house, "对")
    await page.context.close()


async def test_the_next_morning_the_lesson_comes_in_large_type(
    house: House, browser: Browser
) -> None:
    await house.ask("wechat/scan")
    await says(house, "1", "1", "大字")
    await house.town.move_to(BEGIN + timedelta(days=1, minutes=9))
    page = await looked_at(browser, house)
    last = page.locator("#wechat .theirs .bubble").last.locator("img.picture")
    await expect(last).to_be_visible()
    pushed = house.town.simulator.wechat.chat(demo.WECHAT, WECHAT_PERSON)[-1]
    assert pushed.via == "customer"
    assert READ_ON not in pushed.text, "it stands in the picture"
    await page.context.close()
