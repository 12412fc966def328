"""The simulated time, the credit bank's ledger, and a connection that goes and comes back."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from tests.phones.acts import follow, record
from tests.phones.conftest import NOW, OpenPage, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_clock_shows_the_simulated_time_and_moves(page: Page, stage: Stage) -> None:
    await expect(page.locator("#clock-date")).to_have_text("11月23日 星期一")
    await expect(page.locator("#clock-time")).to_contain_text("07:21:1")
    skip = page.get_by_role("button", name="跳到下一课")
    await expect(skip).to_be_disabled()
    await expect(skip).to_contain_text("关注后才有")

    stage.due = NOW + timedelta(days=1, minutes=8, seconds=50)
    await follow(page)
    await expect(skip).to_be_enabled()
    await expect(skip).to_contain_text("明天 07:30")
    await page.get_by_role("button", name="快进 1 小时").click()
    await expect(page.locator("#clock-time")).to_contain_text("08:21:1")
    assert stage.clock.now() == NOW + timedelta(hours=1)
    await skip.click()
    await expect(skip).to_contain_text("马上就到")
    await expect(page.locator("#clock-date")).to_have_text("11月24日 星期二")
    assert stage.clock.now() == stage.due


async def test_the_time_runs_on_between_states(page: Page, stage: Stage) -> None:
    shown = page.locator("#clock-time")
    await expect(shown).to_contain_text("07:21:1")
    first = await shown.inner_text()
    # The simulator's clock stands still here: what moves is the page's own running on.
    await expect(shown).not_to_have_text(first)
    assert stage.clock.now() == NOW


async def test_a_lesson_planned_later_shows_without_any_other_change(
    page: Page, stage: Stage
) -> None:
    await follow(page)
    await expect(page.locator("#wechat .theirs .bubble")).to_contain_text("ok")
    await expect(page.locator("#next")).to_contain_text("还没排好")
    stage.due = NOW + timedelta(hours=2)
    await expect(page.locator("#next")).to_contain_text("今天 09:21")


async def test_the_ledger_fills_up_live(page: Page, stage: Stage) -> None:
    stage.sim.add_bank("bot", "secret")
    await expect(page.locator("#bank-empty")).to_be_visible()
    await record(stage, 1, "completed", "lesson", "扫码付款三步走")
    await record(stage, 2, "passed", "assessment", "扫码付款三步走", (1, 1))
    await record(stage, 3, "failed", "assessment", "<b>陌生来电</b>", (0, 2))
    entries = page.locator("#entries .entry")
    await expect(entries).to_have_count(3)
    await expect(entries.locator("strong")).to_have_text(["测验未通过", "测验通过", "学完一课"])
    await expect(entries.nth(0)).to_contain_text("<b>陌生来电</b>")
    await expect(entries.nth(0)).to_contain_text("得分 0/2")
    await expect(entries.nth(1)).to_contain_text("今天 07:21")
    await expect(entries.nth(0)).to_have_class("entry entry-failed entry-new")
    await expect(page.locator("#bank-count")).to_have_text("已收到 3 条学习记录")
    await expect(page.locator("#bank-empty")).to_be_hidden()
    # Who comes later finds them without the highlight of something new.
    await page.reload()
    await expect(entries).to_have_count(3)
    await expect(page.locator(".entry-new")).to_have_count(0)


async def test_a_lost_connection_is_said_and_comes_back_by_itself(
    open_page: OpenPage, stage: Stage
) -> None:
    page: Page = await open_page()
    await expect(page.locator("#wechat .join")).to_be_visible()
    trouble = page.locator("#trouble")
    await expect(trouble).to_be_hidden()
    await stage.shut()
    await expect(trouble).to_have_text("连接断了，正在自己重连……")
    await stage.open()
    await expect(trouble).to_be_hidden(timeout=30_000)
    await follow(page)
    await expect(page.locator("#wechat .theirs .bubble")).to_contain_text("ok")
