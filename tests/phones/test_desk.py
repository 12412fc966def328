"""The bank's desk on the page: what it shows, its buttons, for eyes, hands and ears of all kinds."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from playwright.async_api import Page, expect

from tests.phones.acts import record
from tests.phones.conftest import LAPTOP, SMALL_PHONE, OpenPage, Stage
from tests.phones.test_for_everyone import MEASURES, OVERFLOW, check, tab_to
from tests.simulator.credit_bank_client import (
    KEY,
    LI,
    SECRET,
    WANG,
    CreditBankClient,
    hand_in,
    profile,
    training,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONES_ASK = {"X-Requested-With": "phones"}


@pytest_asyncio.fixture(loop_scope="session")
async def bank(stage: Stage) -> AsyncIterator[CreditBankClient]:
    """What hands records in to the credit bank, which knows two accounts."""
    stage.sim.creditbank.add_key(KEY, SECRET)
    for number in (LI, WANG):
        stage.sim.creditbank.add_account(number)
    async with ClientSession(base_url=stage.sim.url) as http:
        yield CreditBankClient(http, stage.clock)


async def fill(stage: Stage, bank: CreditBankClient) -> None:
    """A record in each state, the newest undecided; and statements, one of them taken back."""
    titles = ["扫码付款三步走", "出门看灯", "身边的法律", "手机支付不求人", "<b>骑手安全</b>"]
    for number, title in enumerate(titles):
        one = training(f"t-{number}", project_name=title)
        await bank.stored(hand_in(profile(training=[one])))
    stage.sim.creditbank.decide("t-0", "accepted")
    stage.sim.creditbank.decide("t-1", "converted")
    stage.sim.creditbank.decide("t-2", "rejected", reason="学时不够")
    await bank.stored(hand_in(withdraw=("t-3",)))
    stage.sim.add_bank("bot", "secret")
    await record(stage, 1, "completed", "lesson", "扫码付款三步走")
    await record(stage, 2, "completed", "course", "手机支付不求人")
    voided = f"618839fc-892e-4af4-8745-c055dd0f0e{1:02}"
    stage.sim.bank.plant(
        {
            "actor": {"account": {"homePage": "https://yike.example.org", "name": "yike"}},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/voided", "display": {"zh-CN": "作废"}},
            "object": {"objectType": "StatementRef", "id": voided},
        }
    )


async def test_every_state_is_told_newest_on_top(
    page: Page, stage: Stage, bank: CreditBankClient
) -> None:
    await fill(stage, bank)
    records = page.locator("#records .record")
    await expect(records.locator(".entry-title")).to_have_text(
        ["<b>骑手安全</b>", "手机支付不求人", "身边的法律", "出门看灯", "扫码付款三步走"]
    )
    states = ["收到", "已撤回", "已退回", "已转成 0.25 学分", "已认可"]
    await expect(records.locator(".record-state")).to_have_text(states)
    allowed = [["认可", "转成学分", "退回"], [], ["认可"], ["退回"], ["转成学分", "退回"]]
    for number, labels in enumerate(allowed):
        buttons = records.nth(number).get_by_role("button")
        await expect(buttons).to_have_text(labels)
    await expect(records.nth(2)).to_contain_text("原因：学时不够")
    await expect(page.locator("#desk-number")).to_have_text(WANG)
    entries = page.locator("#entries .entry")
    await expect(entries.locator("strong")).to_have_text(["撤回一条记录", "学完课程", "学完一课"])
    await expect(entries.first).to_contain_text("扫码付款三步走")
    await expect(entries.last).to_contain_text("已撤回")
    await expect(page.locator("#bank-count")).to_have_text("有 1 条学习记录，另有 1 条撤回了")


async def test_where_nobody_has_an_account_there_is_no_desk(page: Page) -> None:
    await expect(page.locator("#bank-empty")).to_be_visible()
    await expect(page.locator("#desk")).to_be_hidden()


async def test_decisions_come_live_and_are_said(
    page: Page, stage: Stage, bank: CreditBankClient
) -> None:
    await expect(page.locator("#desk-hint")).to_be_visible()
    await bank.stored(hand_in(profile(training=[training("t-1")])))
    row = page.locator("#records .record")
    await expect(row).to_have_class("record entry-new")
    await expect(page.locator("#desk-hint")).to_be_hidden()
    await expect(page.locator("#bank-empty")).to_be_hidden()
    await row.get_by_role("button", name="退回").click()
    await row.get_by_label("别的原因").fill("还没想好")
    stage.sim.creditbank.decide("t-1", "accepted")
    await expect(row.locator(".record-state")).to_have_text("已认可")
    await expect(page.locator("#desk-news")).to_have_text("《手机支付不求人》已认可")
    await expect(row.get_by_label("别的原因")).to_have_value("还没想好")
    await expect(row.get_by_label("别的原因")).to_be_focused()


async def test_the_keyboard_alone_decides(
    page: Page, stage: Stage, bank: CreditBankClient
) -> None:
    await bank.stored(hand_in(profile(training=[training("t-1")])))
    row = page.locator("#records .record")
    back = row.get_by_role("button", name="退回", exact=True).first
    await page.locator(".bank-body").focus()
    await tab_to(page, "[data-act=accept]")
    await tab_to(page, "[data-act=reject]")
    await page.keyboard.press("Enter")
    await expect(back).to_have_attribute("aria-expanded", "true")
    await expect(row.get_by_role("button", name="学时不够")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(row.locator(".record-form")).to_be_hidden()
    await expect(back).to_be_focused()
    await page.keyboard.press("Enter")
    await tab_to(page, ".record-own")
    await page.keyboard.press("Enter")
    await expect(row.locator(".record-state")).to_have_text("收到")
    await page.keyboard.type("材料不全")
    await page.keyboard.press("Enter")
    await expect(row.locator(".record-state")).to_have_text("已退回")
    await expect(row).to_be_focused()
    assert [one.reason for one in stage.sim.creditbank.decisions] == ["材料不全"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [LAPTOP, SMALL_PHONE, {"width": 320, "height": 480}])
async def test_contrast_type_targets_and_no_sideways_scroll(
    open_page: OpenPage,
    stage: Stage,
    bank: CreditBankClient,
    size: dict[str, int],
    scheme: str,
) -> None:
    page: Page = await open_page(viewport=size, color_scheme=scheme)
    await fill(stage, bank)
    if size != LAPTOP:
        await page.locator("#tab-bank").click()
    await expect(page.locator("#records .record")).to_have_count(5)
    await expect(page.locator("#entries .entry")).to_have_count(3)
    await page.locator("#records .record").first.get_by_role("button", name="退回").click()
    await expect(page.locator("#records .record-own").first).to_be_visible()
    check(await page.evaluate(MEASURES))
    assert (await page.evaluate(OVERFLOW))[0] == 0
    body = page.locator(".bank-body")
    assert await body.evaluate("it => it.scrollWidth - it.clientWidth") == 0


async def test_on_a_small_phone_the_tab_says_that_something_came(
    open_page: OpenPage, bank: CreditBankClient
) -> None:
    page: Page = await open_page(viewport=SMALL_PHONE)
    await expect(page.locator("#wechat .join")).to_be_visible()
    await bank.stored(hand_in(profile(training=[training("t-1")])))
    tab = page.get_by_role("tab", name="学分银行")
    await expect(tab).to_have_accessible_name("学分银行，1 条新消息")


@pytest.mark.usefixtures("bank")
async def test_a_number_can_be_copied_by_hand_where_there_is_no_clipboard(page: Page) -> None:
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    await page.get_by_role("button", name="复制").click()
    await expect(page.locator("#desk-copy")).to_have_text("已选中")
    assert await page.evaluate("getSelection().toString()") == LI


@pytest.mark.parametrize(
    ("action", "body", "said"),
    [
        ("accept", {"record": "t-9"}, "柜台没有这条记录。"),
        ("accept", {}, "这个请求里少了内容。"),
        ("reject", {"record": "t-1"}, "这个请求里少了内容。"),
        ("reject", {"record": "t-1", "reason": "长" * 301}, "原因太长了，请短一些。"),
        ("accept", {"record": "t-2"}, "这条记录已经撤回了。"),
        ("burn", {"record": "t-1"}, "没有这部手机，或者它不会这个动作。"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_sentence(
    stage: Stage, bank: CreditBankClient, action: str, body: dict[str, str], said: str
) -> None:
    await bank.stored(hand_in(profile(training=[training("t-1"), training("t-2")])))
    await bank.stored(hand_in(withdraw=("t-2",)))
    url = f"{stage.url}api/desk/{action}"
    async with stage.http.post(url, json=body, headers=PHONES_ASK) as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, said)
    assert stage.sim.creditbank.decisions == []


async def test_a_refused_decision_is_said_at_the_record(
    page: Page, stage: Stage, bank: CreditBankClient
) -> None:
    await bank.stored(hand_in(profile(training=[training("t-1")])))
    row = page.locator("#records .record")
    await expect(row).to_be_visible()
    await expect(row.locator(".note")).to_be_hidden()
    await page.route("**/api/desk/*", lambda route: route.abort())
    await row.get_by_role("button", name="认可").click()
    await expect(row.locator(".note")).to_have_text("没发出去：连接断了。等一下再试。")
    assert stage.sim.creditbank.decisions == []
