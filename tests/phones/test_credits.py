"""What a visitor does with credits, in the demo itself: a course is finished, handed in, recognised
or sent back, proved, taken back, and the person forgotten.
"""

import asyncio
import csv
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Literal
from zipfile import ZipFile

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, expect

from adapters.simulator.phones_state import TELEGRAM_PERSON, WECHAT_PERSON
from bot import demo
from tests.phones.house import House, open_house
from tests.phones.short_pack import COURIER, SENIOR, make_pack
from tests.phones.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BEGIN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""A Monday, 09:00 in Shanghai: outside the quiet hours, in which no news would come."""
LAPTOP: ViewportSize = {"width": 1280, "height": 800}
LARGE_PICTURE = 1600
"""Pixels of a certificate's width."""

Visit = Callable[[Literal["wechat", "telegram"]], Awaitable[Visitor]]


@pytest_asyncio.fixture(loop_scope="session")
async def house(
    database_url: str, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    """The demo with courses that are learned in a minute."""
    monkeypatch.setattr(demo, "PACK", make_pack(tmp_path))
    async with open_house(database_url, redis_url, tmp_path, BEGIN) as it:
        yield it


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, house: House) -> AsyncIterator[Visit]:
    """Go to the page; at the end it has met no error of its own, nor a breach of a policy."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    async def go(channel: Literal["wechat", "telegram"]) -> Visitor:
        context = await browser.new_context(viewport=LAPTOP, reduced_motion="reduce")
        contexts.append(context)
        await context.grant_permissions(["clipboard-read", "clipboard-write"])
        page: Page = await context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        await page.goto(house.url)
        return Visitor(house, page, channel)

    yield go
    for context in contexts:
        await context.close()
    assert faults == []


async def learn(person: Visitor) -> None:
    """Finish the course as a senior does, and be asked for the consent."""
    await person.join("您是哪一位")
    await person.touches("1", "什么时候")
    await person.touches("1", "扫码以后先做什么")
    await person.touches("2", f"《{SENIOR}》全部学完，并且通过了")
    await person.reads("要不要把学习成绩送到学分银行（演示学习记录库、演示学分银行）")


async def hand_in(person: Visitor) -> None:
    """Agree, and give the account number that the desk shows."""
    page = person.page
    await person.touches("1", "您在“演示学分银行”的账号是多少")
    await expect(page.locator("#entries .entry")).to_have_count(3)
    await expect(page.locator("#records .record")).to_have_count(0)
    await page.get_by_role("button", name="复制").click()
    await expect(page.get_by_role("button", name="已复制")).to_be_visible()
    number = await page.evaluate("navigator.clipboard.readText()")
    assert number in demo.ACCOUNTS
    await person.says(number, f"末尾是 {number[-4:]}")
    await person.touches("1", "账号记下了")
    await expect(page.locator("#records .record")).to_have_count(1)


async def test_a_claim_is_recognised_and_turned_into_credit(visit: Visit) -> None:
    person = await visit("wechat")
    await learn(person)
    await hand_in(person)
    record = person.page.locator("#records .record")
    await expect(record.locator(".record-state")).to_have_text("收到")
    for words in (SENIOR, "2 学时", "申请 0.12 学分", f"账号 {demo.ACCOUNTS[0]}"):
        await expect(record).to_contain_text(words)
    await person.says("学分", "学分银行已收到，等待认定")

    await person.decides("认可")
    await expect(record.locator(".record-state")).to_have_text("已认可")
    await expect(record).to_be_focused()
    await person.reads(f"好消息：《{SENIOR}》的学习成果，演示学分银行认可了。")
    await person.says("学分", "学分银行已认可")

    await person.decides("转成学分")
    await expect(record.locator(".record-state")).to_have_text("已转成 0.12 学分")
    await person.reads("演示学分银行转成了 0.12 学分")
    await person.says("学分", "：已转成 0.12 学分。")
    await expect(record.get_by_role("button")).to_have_text(["退回"])


async def test_the_bank_decides_by_itself_when_nobody_touches_a_button(visit: Visit) -> None:
    person = await visit("wechat")
    await learn(person)
    await hand_in(person)
    state = person.page.locator("#records .record-state")
    await person.house.pass_time(65)
    await expect(state).to_have_text("已认可")
    await person.reads("演示学分银行认可了")
    await person.house.pass_time(60)
    await expect(state).to_have_text("已转成 0.12 学分")
    await person.reads("演示学分银行转成了 0.12 学分")


async def test_a_claim_is_sent_back_with_the_words_that_were_written(visit: Visit) -> None:
    person = await visit("wechat")
    await learn(person)
    await hand_in(person)
    await person.decides("退回", "请先补上<b>面授</b>课")
    record = person.page.locator("#records .record")
    await expect(record.locator(".record-state")).to_have_text("已退回")
    await expect(record).to_contain_text("原因：请先补上<b>面授</b>课")
    await person.reads("演示学分银行没有认可，银行说：“请先补上<b>面授</b>课”。")
    await person.says("学分", "没有认可，学分银行说：请先补上<b>面授</b>课。")


async def test_the_certificate_shows_in_the_chat_and_opens_in_the_phone(visit: Visit) -> None:
    person = await visit("wechat")
    await learn(person)
    await person.touches("2", "不送")
    await person.says("证书", f"《{SENIOR}》的结业证书")
    await expect(person.phone.locator(".theirs img.picture")).to_have_js_property(
        "naturalWidth", LARGE_PICTURE
    )
    await person.opens("打开证书")
    await expect(person.sheet.get_by_role("heading", name="证书有效")).to_be_visible()
    await expect(person.sheet.get_by_role("heading", name=SENIOR)).to_be_visible()
    picture = person.sheet.get_by_alt_text("结业证书")
    await expect(picture).to_have_js_property("naturalWidth", LARGE_PICTURE)
    badge = await person.fetches(person.sheet.get_by_role("link", name="电子徽章"))
    token = Path(await badge.path()).read_text("utf-8")
    assert token.count(".") == 2, "a signed token"
    address = await person.sheet.get_by_role("link", name="PDF").get_attribute("href")
    paper = await person.page.request.get(
        f"{person.house.town.settings.server.public_url}{address}"
    )
    assert (await paper.body()).startswith(b"%PDF-")

    await person.sheet.get_by_role("link", name="看大图").click()
    shown = person.sheet.locator("body > img")
    await expect(shown).to_have_css("max-width", "100%")
    box, phone = await shown.bounding_box(), await person.phone.locator(".screen").bounding_box()
    assert box is not None
    assert phone is not None
    assert box["width"] < phone["width"] + 1, "a phone fits a picture to its screen"
    await person.closes()


async def test_what_was_handed_in_is_taken_back_and_the_person_forgotten(
    visit: Visit, house: House
) -> None:
    person = await visit("wechat")
    await learn(person)
    await hand_in(person)
    await person.says("不同意", "也会请学分银行把送去的撤掉")
    record = person.page.locator("#records .record")
    await expect(record.locator(".record-state")).to_have_text("已撤回")
    await expect(record.locator(".entry-title")).to_have_css(
        "text-decoration-line", "line-through"
    )
    await expect(record.get_by_role("button")).to_have_count(0)
    entries = person.page.locator("#entries .entry")
    await expect(entries).to_have_count(6)
    await expect(person.page.locator("#entries .entry-taking")).to_have_count(3)
    for title in await person.page.locator("#entries .entry-void .entry-title").all():
        await expect(title).to_have_css("text-decoration-line", "line-through")
    await expect(person.page.locator("#entries .entry-back")).to_have_text(["已撤回"] * 3)
    await expect(person.page.locator("#bank-count")).to_have_text("3 条学习记录，都撤回了")
    await person.says("学分", "您收回了")

    await person.says("导出", "您的数据准备好了")
    await person.opens("打开我的数据")
    copy = await person.fetches(person.sheet.get_by_role("button", name="下载我的数据"))
    content = await asyncio.to_thread(Path(await copy.path()).read_bytes)
    assert SENIOR in _all_of(content)
    await person.closes()

    await person.says("删除我的数据", "请回复“确认”")
    await person.touches("确认", "一分钟之内就全部删掉")
    assert await house.known(WECHAT_PERSON)
    await house.forgets(WECHAT_PERSON)
    await person.says("学分", "还没有可以申请学分的课")


def _all_of(archive: bytes) -> str:
    """What the files of a ZIP hold, each read as what it says it is."""
    parts = []
    with ZipFile(BytesIO(archive)) as copy:
        for name in copy.namelist():
            text = copy.read(name).decode("utf-8-sig")
            if name.endswith(".json"):
                text = json.dumps(json.loads(text), ensure_ascii=False)
            elif name.endswith(".csv"):
                text = "\n".join(",".join(row) for row in csv.reader(text.splitlines()))
            parts.append(text)
    assert {Path(name).suffix for name in ZipFile(BytesIO(archive)).namelist()} >= {
        ".json",
        ".csv",
    }
    return "\n".join(parts)


async def test_the_same_on_telegram(visit: Visit, house: House) -> None:
    person = await visit("telegram")
    await person.join("您是哪一位")
    await person.touches("我送外卖、送快递", "什么时候")
    await person.touches("上午 9:30", "第1课")
    await person.phone.locator(".poll-option").nth(1).click()
    await person.reads(f"《{COURIER}》全部学完，并且通过了")
    await person.touches("同意", "账号是多少")
    await person.says(demo.ACCOUNTS[0], f"末尾是 {demo.ACCOUNTS[0][-4:]}")
    await person.touches("对", "账号记下了")
    await person.decides("退回", "学时不够")
    await person.reads("演示学分银行没有认可，银行说：“学时不够”。")
    await person.decides("认可")
    await person.reads(f"好消息：《{COURIER}》的学习成果，演示学分银行认可了。")

    await person.says("/certificate", f"《{COURIER}》的结业证书")
    await expect(person.phone.locator(".theirs img.picture")).to_have_js_property(
        "naturalWidth", LARGE_PICTURE
    )
    await person.opens("打开证书")
    await expect(person.sheet.get_by_role("heading", name="证书有效")).to_be_visible()
    await person.closes()
    await person.says("不同意", "也会请学分银行把送去的撤掉")
    await expect(person.page.locator("#records .record-state")).to_have_text("已撤回")
    await person.says("/forget", "请回复“确认”")
    await person.touches("确认", "一分钟之内就全部删掉")
    assert await house.known(str(TELEGRAM_PERSON))
    await house.forgets(str(TELEGRAM_PERSON))
    await person.says("你好", "您是哪一位")
