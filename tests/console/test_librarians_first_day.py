"""A librarian's first day at the console, in real Chromium: two groups on two channels, a quiz contest
from its template to its final results, an announcement that fills its report.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.async_api import expect

from tests.console.conftest import Office
from tests.console.window import Window, open_window
from tests.flow.test_contest import LAW, RIGHT, WRONG
from tests.flow.town import COURIER, TELEGRAM, WECHAT, Town

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

AUNT, UNCLE = "oAuntOfTianhe00000000000000001", "oUncleOfTianhe0000000000000002"
NEIGHBOUR = "oNeighbourOfTianhe0000000003"
OPENS = datetime(2026, 11, 24, 1, tzinfo=UTC)
"""Registration, at 09:00; the template has the round a week later, publicity after one more."""
CHAT = -1001234567890
TITLE, NEWS = "百部经典问答", "百部经典问答开始报名"


@pytest.fixture
async def window(office: Office) -> AsyncIterator[Window]:
    """The librarian's, not signed in yet. At the end no page may have had a fault."""
    await office.town.teach(LAW)
    await office.known("organiser")
    async with open_window(office.town) as opened:
        yield opened
    assert opened.faults == []


async def test_her_first_day(office: Office, window: Window, tmp_path: Path) -> None:
    await window.sign_in()
    await _a_class_by_keyboard(window)
    await _people(office)
    await _she_makes_a_contest(window)
    await _she_announces(window)
    await _she_watches_the_report(window)
    await window.page.goto("about:blank")
    await _they_enter(office)
    await _she_corrects_a_date(window)
    await window.page.goto("about:blank")
    await _they_answer(office.town)
    await _she_publishes_the_results(window, tmp_path)


async def _a_class_by_keyboard(window: Window) -> None:
    """Not once the mouse: the form is walked through with Tab and sent with Enter."""
    page = window.page
    await window.section("群和班")
    await window.press("新建微信班", "新建微信班")
    await page.get_by_label("名称").focus()
    for words in ("读书班", None, "reading"):
        if words is not None:
            await page.keyboard.press("ControlOrMeta+a")
            await page.keyboard.type(words)
        await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="建班")).to_be_focused()
    await page.keyboard.press("Enter")
    await window.look("读书班")
    await expect(page.get_by_role("img", name="加入这个群的二维码")).to_be_visible()


async def _people(office: Office) -> None:
    """Two scan the code and write; one is in the Telegram group, which becomes hers too."""
    town = office.town
    for openid in (AUNT, UNCLE):
        await town.simulator.wechat.scan(WECHAT, openid, "reading")
        for word in ("我是长辈", "1", "1"):
            await town.wechat_says(word, openid)
    await town.telegram_starts()
    await town.simulator.telegram.add_to_group(TELEGRAM, CHAT, "骑手学习群", by=COURIER)
    await town.simulator.until(lambda: True)
    rows = await town.rows("select id from chat_group where channel = 'telegram'")
    await office.owns(int(str(rows[0]["id"])))


async def _she_announces(window: Window) -> None:
    """To both groups: she sees both phones while she writes, and how it will reach them."""
    page = window.page
    await window.section("通知")
    await window.press("写通知", "写通知")
    for group in ("读书班", "骑手学习群"):
        await page.get_by_role("checkbox", name=group).check()
    await page.get_by_label("标题").fill(NEWS)
    await page.get_by_label("正文").fill("对一课说“比赛”就能报名。\n十二月一日开始答题。")
    await page.get_by_label("落款").fill("天河区图书馆")
    for phone in (page.locator(".phone.wechat"), page.locator(".phone.telegram")):
        await expect(phone).to_contain_text(NEWS)
        await expect(phone).to_contain_text("十二月一日开始答题")
    await window.press("保存草稿", NEWS)
    await expect(page.get_by_role("status")).to_have_text("已保存。")
    await expect(page.get_by_text("一共 3 份。")).to_be_visible()
    await window.press("发给 2 人和 1 个群", NEWS)
    assert "收不回来" in window.asked[-1]


async def _she_makes_a_contest(window: Window) -> None:
    """From the template: she writes what is hers, chooses the questions, and publishes."""
    page = window.page
    await window.section("比赛")
    await window.press("办一场比赛", "办一场比赛")
    await page.get_by_role("link", name="知识竞赛").click()
    await window.look("办一场比赛")
    await page.get_by_label("名称").first.fill(TITLE)
    await page.get_by_label("主办单位").fill("天河区图书馆")
    for group in ("读书班", "骑手学习群"):
        await page.get_by_role("checkbox", name=group).check()
    await page.get_by_label("从哪门课出题").select_option(label="学法")
    await page.get_by_label("每人抽几题").fill("3")
    await page.locator("button.main", has_text="保存").click()
    await window.look(TITLE)
    await expect(page.locator(".badge").first).to_have_text("草稿")
    await window.press("发布", TITLE)
    await expect(page.get_by_role("status")).to_contain_text("已发布")


async def _she_watches_the_report(window: Window) -> None:
    """It fills while the page is open, and adds up; who joins later gets it too."""
    page, town = window.page, window.town
    await town.nothing_due()
    report = page.get_by_role("region", name="送达报告", exact=True).first
    total = report.get_by_role("row", name="合计").first
    await expect(total).to_contain_text("3")
    await town.simulator.wechat.scan(WECHAT, NEIGHBOUR, "reading")
    for word in ("我是长辈", "1", "1"):
        await town.wechat_says(word, NEIGHBOUR)
    await town.nothing_due()
    await expect(total).to_contain_text("4")
    await window.look(NEWS)
    lines = report.locator("table").first.locator("tbody td.number")
    *parts, whole = [int(one) for one in await lines.all_inner_texts()]
    assert (sum(parts), whole) == (4, 4)


async def _they_enter(office: Office) -> None:
    """Two on WeChat, one on Telegram, on the day it opens."""
    town = office.town
    await town.move_to(OPENS)
    for openid, name in ((AUNT, "陈桂芳"), (UNCLE, "李建国")):
        for word in ("比赛", TITLE, "我要报名", "1", name):
            await town.wechat_says(word, openid)
        said = await town.wechat_says("1", openid)
        assert "报名成功" in said, [one.text for one in town.wechat_chat(openid)[-8:]]
    await town.telegram_says("比赛")
    await town.telegram_chooses(TITLE)
    await town.telegram_chooses("我要报名")
    await town.telegram_chooses("满了")
    await town.telegram_says("王强")
    assert "报名成功" in (await town.telegram_chooses("同意，名单写全名")).text


async def _she_corrects_a_date(window: Window) -> None:
    """The round ends earlier: she is shown what follows, says yes, and entrants are told."""
    page, town = window.page, window.town
    await window.sign_in()
    await window.section("比赛")
    await window.press(TITLE, TITLE)
    await window.press("修改", "修改")
    closes = page.get_by_role("group", name="2. 答题").get_by_label("截止")
    await expect(closes).to_have_value("2026-12-07T18:00")
    await closes.fill("2026-12-05T18:00")
    await page.locator("button.main", has_text="保存").click()
    follows = page.get_by_role("alert", name="已经有人报名，保存会带来这些")
    await expect(follows).to_contain_text("12-05 18:00")
    await expect(follows).to_contain_text("报名的 3 人（队）")
    await window.look("修改")
    await window.press("知道了，保存", TITLE)
    await expect(page.get_by_role("row", name="答题")).to_contain_text("2026-12-05 18:00")
    await town.nothing_due()
    for chat in (town.wechat_chat(AUNT), town.wechat_chat(UNCLE), town.telegram_chat()):
        assert "12月5日" in chat[-1].text, chat[-1].text


async def _they_answer(town: Town) -> None:
    """One knows all of it, one knows it faster, one errs once."""
    await town.move_to(OPENS + timedelta(days=7))
    for openid, seconds, words in (
        (AUNT, 5, (RIGHT, RIGHT, RIGHT)),
        (UNCLE, 3, (RIGHT, WRONG, RIGHT)),
    ):
        for word in ("比赛", f"{TITLE}（已报名）", "开始答题", "1"):
            await town.wechat_says(word, openid)
        said = ""
        for word in words:
            town.clock.move(timedelta(seconds=seconds))
            said = await town.wechat_says(word, openid)
        assert "答对" in said, said
    await town.telegram_says("比赛")
    await town.telegram_chooses(f"{TITLE}（已报名）")
    await town.telegram_chooses("开始答题")
    await town.telegram_chooses("准备好了，开始")
    said = ""
    for _ in range(3):
        town.clock.move(timedelta(seconds=4))
        said = (await town.telegram_chooses(RIGHT)).text
    assert "100 分" in said, said


async def _she_publishes_the_results(window: Window, folder: Path) -> None:
    """The standing is made public, nobody objects, she makes it final; all of them are told."""
    page, town = window.page, window.town
    await town.move_to(OPENS + timedelta(days=18, hours=10))
    await window.sign_in()
    await window.section("比赛")
    await window.press(TITLE, TITLE)
    await expect(page.get_by_text("各阶段都结束了，可以定下成绩。")).to_be_visible()
    await window.press("去定成绩", TITLE)
    rows = page.get_by_role("region", name="公示").get_by_role("row")
    shown = [one.split("\t")[:5] for one in await rows.all_inner_texts()]
    assert shown[1:] == [
        ["1", "3", "王强", "100.00", "12.000"],
        ["2", "1", "陈桂芳", "100.00", "15.000"],
        ["3", "2", "李建国", "66.67", "9.000"],
    ]
    await page.get_by_label("我已核对过名次").check()
    await window.press("定成绩并告诉大家", TITLE)
    await expect(page.get_by_role("status")).to_contain_text("成绩已定")
    async with page.expect_download() as coming:
        await window.press("XLSX")
    file = folder / "result.xlsx"
    await (await coming.value).save_as(file)
    sheet = load_workbook(file, read_only=True).worksheets[0]
    heads, *lines = sheet.iter_rows(values_only=True)
    wanted = [heads.index(one) for one in ("编号", "姓名", "名次", "奖项", "得分", "用时（毫秒）")]
    assert [tuple(line[one] for one in wanted) for line in lines] == [
        (3, "王强", 1, "一等奖", 100, 12_000),
        (1, "陈桂芳", 2, "二等奖", 100, 15_000),
        (2, "李建国", 3, "二等奖", 66.67, 9_000),
    ]
    await _they_are_told(town)


async def _they_are_told(town: Town) -> None:
    """Telegram at once; on WeChat, where nobody wrote for days, with the next word."""
    await town.simulator.until(
        lambda: any("您是第 1 名" in one.text for one in town.telegram_chat()[-3:])
    )
    for openid, place in ((AUNT, 2), (UNCLE, 3)):
        await town.wechat_says("帮助", openid)
        await town.nothing_due()
        told = [one.text for one in town.wechat_chat(openid)[-4:]]
        assert any(f"您是第 {place} 名" in one for one in told), told
