"""Parts of pages that follow what happens say when they cannot, and go on when they can again."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.console.conftest import Office
from tests.console.test_announcements import draft, group, join, revision
from tests.console.window import Window, open_window
from tests.flow.town import MORNING

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

OUT, AWAY = "登录已经结束，这里不再更新。", "服务器连不上，正在重连"
LONG = "内容太多了，没法预览"


def network_faults(window: Window) -> list[str]:
    """What Chromium itself wrote of answers that did not come or were refused; forgotten then."""
    found = [one for one in window.faults if one.startswith("Failed to load resource")]
    window.faults[:] = [one for one in window.faults if one not in found]
    return found


async def test_a_report_says_when_it_stands_still_and_goes_on(office: Office) -> None:
    browser = await office.signed_in("operator")
    row = await group(office)
    await join(office, row, 2)
    key, page = await draft(browser, row)
    await browser.post(f"announcements/{key}/submit", {"revision": revision(page)})
    async with open_window(office.town) as window:
        await window.sign_in()
        await window.page.goto(f"{window.root}/announcements/{key}")
        report = window.page.locator("[data-refresh$='/report']")
        kept = await window.page.context.cookies()
        await window.page.context.clear_cookies()
        out, away = (window.page.get_by_text(words) for words in (OUT, AWAY))
        await expect(out).to_be_visible()
        await window.look("周三闭馆")
        link = window.page.get_by_role("link", name="重新登录")
        assert f"to=/console/announcements/{key}" in (await link.get_attribute("href") or "")
        await window.page.context.add_cookies(kept)  # type: ignore[arg-type]
        await expect(out).to_have_count(0)
        assert network_faults(window) == []
        await window.page.context.set_offline(True)
        await expect(away).to_be_visible()
        await office.town.move_to(MORNING + timedelta(minutes=1))
        await window.page.context.set_offline(False)
        await expect(away).to_have_count(0)
        await expect(report.get_by_role("row", name="合计 2")).to_be_visible()
        assert network_faults(window)
        assert window.faults == []


async def test_a_long_text_is_seen_while_it_is_written(office: Office) -> None:
    await office.known("operator")
    await group(office)
    async with open_window(office.town) as window:
        await window.sign_in()
        await window.page.goto(f"{window.root}/announcements/new")
        await window.page.get_by_label("class-7 班").check()
        text = window.page.locator("textarea[name=text]")
        seen = window.page.locator("[data-live-part] .phone").first
        await text.fill("周三闭馆一天。" * 80)
        await expect(seen).to_contain_text("周三闭馆一天。周三闭馆一天。")
        await text.evaluate("one => one.removeAttribute('maxlength')")
        await text.fill("书" * 8000)
        await expect(window.page.get_by_text(LONG)).to_be_visible()
        assert len(network_faults(window)) == 1
        await text.fill("周四照常。" * 100)
        await expect(window.page.get_by_text(LONG)).to_have_count(0)
        await expect(seen).to_contain_text("周四照常。周四照常。")
        await window.page.context.clear_cookies()
        await text.fill("周五照常。")
        await expect(window.page.get_by_text(OUT)).to_be_visible()
        link = window.page.get_by_role("link", name="重新登录")
        assert await link.get_attribute("target") == "_blank"
        assert window.faults == []
