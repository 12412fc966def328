"""The demo's own month: the whole program behind the page, its database, and the played platform."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ViewportSize, expect

from adapters.simulator.phones_state import WECHAT_PERSON
from bot import demo
from tests.phones.house import House, open_house

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BEGIN = datetime(2026, 11, 22, 23, 21, tzinfo=UTC)
"""A Monday, 07:21 in Shanghai."""
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
NOTICE = "demo-notice-study"


@pytest_asyncio.fixture(loop_scope="session")
async def house(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """The demo on a fresh database, its clock standing still."""
    async with open_house(database_url, redis_url, tmp_path, BEGIN) as it:
        yield it


async def test_in_a_month_every_way_is_taken(house: House) -> None:
    async with asyncio.timeout(55):
        month = await house.play()
    counts, waited, days = month["counts"], month["waited"], month["days"]
    assert all(counts[rung] > 0 for rung in ("reply", "customer", "notice", "template", "mass"))
    assert counts["mass"] <= 8, "four in a calendar month, and this lies in two"
    assert [day["rungs"] for day in days[3:6]] == [["customer"], ["customer"], ["notice"]], (
        "while her window is open, then with the consent she gave"
    )
    assert "template" in days[6]["rungs"], "the competition is announced"
    assert days[6]["held"] == 0, "and on the fourth silent day no lesson is due"
    assert waited["given"] >= 3
    people = house.town.simulator.wechat
    said = [(one.via, one.title, one.text) for one in people.chat(demo.WECHAT, WECHAT_PERSON)]
    assert {title for via, title, _ in said if via in ("notice", "template")} == {
        "学习提醒",
        "比赛提醒",
    }
    ways = {via for via, _, text in said if "校园开放日" in text}
    assert ways <= {"mass", "passive"}, "with the mass message, or with her next word before it"
    assert ways
    assert any(via == "passive" and "报名成功" in text for via, _, text in said)
    assert people.refused_for_limit(demo.WECHAT) == []
    assert house.town.simulator.bank.kept, "what she learned is in the credit bank"

    await house.ask("month", do="begin")
    again = await house.month()
    assert (again["day"], again["over"]) == (1, False), "and the next month can follow"
    planned = await house.town.rows("select count(*) from announcement")
    assert planned == [{"count": 2}]


async def test_reminders_are_allowed_on_the_page_in_the_phone(
    house: House, browser: Browser
) -> None:
    await house.ask("wechat/scan")
    for words in ("1", "1", "提醒"):
        await house.ask("wechat/say", text=words)
    context = await browser.new_context(viewport=LAPTOP, reduced_motion="reduce")
    faults: list[str] = []
    page = await context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    await page.goto(house.url)
    link = page.locator("#wechat .text-link").last
    await link.click()
    sheet = page.get_by_role("dialog", name="打开的网页")
    inside = sheet.frame_locator("iframe")
    await inside.locator("wx-open-subscribe").click()
    await inside.get_by_role("button", name="允许").click()
    await expect(inside.locator("#accepted")).to_be_visible()
    await house.town.simulator.settle()
    assert house.town.simulator.wechat.consents(demo.WECHAT, WECHAT_PERSON) == {NOTICE: 1}
    notices = await house.town.rows(
        "select notices from address where platform_id = $1", WECHAT_PERSON
    )
    assert notices == [{"notices": {NOTICE: 1}}]
    await sheet.get_by_role("button", name="关闭").click()
    await expect(link).to_be_focused()
    assert faults == []
    await context.close()
