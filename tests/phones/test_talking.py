"""What a newcomer does on the two phones: follow, read, answer, use the menus."""

import pytest
from playwright.async_api import Page, expect

from adapters.simulator.phones_state import TELEGRAM_PERSON, WECHAT_PERSON
from tests.phones.acts import QUESTION, follow, push, start
from tests.phones.conftest import Stage
from tests.phones.scripted_bot import TELEGRAM, WECHAT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_newcomer_follows_and_answers_with_one_tap(page: Page, stage: Stage) -> None:
    stage.bot.answers = {"subscribe": QUESTION, "2": "答对了。"}
    await expect(page.locator("#guide")).to_contain_text("关注")
    await follow(page)
    log = page.locator("#wechat .log")
    await expect(log).to_contain_text("先问店员")
    chips = page.locator("#wechat .chips button")
    await expect(chips).to_have_text(["1", "2", "3"])
    await chips.nth(1).click()
    await expect(log.locator(".mine .bubble")).to_contain_text("2")
    await expect(log.locator(".theirs .bubble").last).to_contain_text("答对了。")
    await expect(chips).to_have_count(0)
    assert stage.bot.heard == ["subscribe", "2"]


async def test_where_several_are_right_the_chips_are_switches(page: Page, stage: Stage) -> None:
    stage.bot.answers["subscribe"] = (
        "1. 这是上一题的\n2. 选项\n\n哪些对？\n1. 甲\n2. 乙\n3. 丙\n"
        "可以选几个，把数字一起发来，比如 13。"
    )
    await follow(page)
    chips = page.locator("#wechat .chips")
    done = chips.get_by_role("button", name="选好了")
    await expect(done).to_be_disabled()
    await chips.get_by_role("button", name="1，甲").click()
    await chips.get_by_role("button", name="3，丙").click()
    await expect(chips.get_by_role("button", name="1，甲")).to_have_attribute(
        "aria-pressed", "true"
    )
    await done.click()
    await expect(page.locator("#wechat .mine .bubble")).to_contain_text("13")
    await expect(page.locator("#wechat .theirs .bubble").last).to_contain_text("ok")
    assert stage.bot.heard == ["subscribe", "13"]


async def test_words_a_bubble_asks_for_are_one_tap_away(page: Page, stage: Stage) -> None:
    stage.bot.answers = {"subscribe": "第一段……\n\n回复「继续」看下文", "继续": "第二段。"}
    await follow(page)
    await page.locator("#wechat .chips").get_by_role("button", name="继续").click()
    await expect(page.locator("#wechat .log")).to_contain_text("第二段。")


async def test_the_menu_bar_its_sub_menu_and_the_keyboard(page: Page, stage: Stage) -> None:
    stage.bot.answers["progress"] = "连续学习：3 天"
    await follow(page)
    wechat = page.locator("#wechat")
    entries = wechat.locator(".menu-bar .menu-entry")
    await expect(entries).to_have_text(["今日一课", "选课", "更多"])
    await entries.nth(2).click()
    below = wechat.get_by_role("button", name="进度")
    await expect(below).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(below).to_be_hidden()
    await expect(entries.nth(2)).to_be_focused()
    await entries.nth(2).click()
    await below.click()
    await expect(wechat.locator(".log")).to_contain_text("连续学习：3 天")

    await wechat.get_by_role("button", name="换成键盘").click()
    field = wechat.get_by_role("textbox")
    await expect(field).to_be_focused()
    await field.fill("今天学什么")
    await field.press("Enter")
    await expect(field).to_have_value("")
    await expect(wechat.locator(".mine .bubble")).to_contain_text("今天学什么")
    await wechat.get_by_role("button", name="换成菜单").click()
    await expect(entries.first).to_be_visible()
    await expect(wechat.locator(".theirs .bubble").last).to_contain_text("ok")
    assert stage.bot.heard == ["subscribe", "progress", "今天学什么"]


async def test_start_buttons_under_a_bubble_and_commands(page: Page, stage: Stage) -> None:
    stage.bot.answers = {"/start": "头盔摔过一次，怎么办？", "q:2": "答对了。"}
    stage.bot.buttons["/start"] = [("擦干净接着戴", "q:1"), ("换一顶", "q:2")]
    await start(page)
    telegram = page.locator("#telegram")
    await expect(telegram.locator(".mine .bubble")).to_contain_text("/start")
    await expect(telegram.locator(".mine .bubble-time")).to_contain_text("07:21")
    await expect(telegram.locator(".mine .bubble-time")).to_contain_text("已送到")
    assert await telegram.locator(".day").first.evaluate("day => day.offsetHeight") < 40
    await telegram.get_by_role("button", name="换一顶").click()
    await expect(telegram.locator(".log")).to_contain_text("答对了。")

    await telegram.get_by_role("button", name="菜单").click()
    await telegram.get_by_role("button", name="我的进度").click()
    await expect(telegram.locator(".mine .bubble").last).to_contain_text("/progress")
    await expect(telegram.locator(".theirs .bubble").last).to_contain_text("ok")
    assert stage.bot.heard == ["/start", "q:2", "/progress"]


async def test_what_is_written_is_shown_literally(page: Page, stage: Stage) -> None:
    odd = "<b>&</b> <img src=x onerror=alert(1)>"
    stage.bot.answers[odd] = "第一行 <i>&amp;</i>\n第二行"
    await follow(page)
    await start(page)
    await page.locator("#wechat .toggle").click()
    for phone in ("#wechat", "#telegram"):
        field = page.locator(phone).get_by_role("textbox")
        await field.fill(odd)
        await field.press("Enter")
        said = page.locator(f"{phone} .mine .bubble-text").last
        await expect(said).to_have_text(odd)
        answer = page.locator(f"{phone} .theirs .bubble-text").last
        await expect(answer).to_have_text("第一行 <i>&amp;</i>\n第二行")
        await expect(answer).to_have_css("white-space", "pre-wrap")
        assert await answer.inner_text() == "第一行 <i>&amp;</i>\n第二行"
        assert await page.locator(f"{phone} .log :is(b, i:not(.dots i), img)").count() == 0


async def test_dots_while_the_bot_is_at_work(page: Page, stage: Stage) -> None:
    stage.bot.hold()
    await follow(page)
    await start(page)
    for phone in ("#wechat", "#telegram"):
        await expect(page.locator(f"{phone} .dots")).to_be_visible()
        await expect(page.locator(f"{phone} .bar")).to_contain_text("正在输入")
    await expect(page.locator("#telegram .mine .bubble-time")).to_contain_text("已发出")
    stage.bot.speak()
    for phone in ("#wechat", "#telegram"):
        await expect(page.locator(f"{phone} .theirs .bubble-text")).to_have_text("ok")
        await expect(page.locator(f"{phone} .dots")).to_have_count(0)
    await expect(page.locator("#telegram .mine .bubble-time")).to_contain_text("已送到")


async def test_a_bot_that_fails_is_said_quietly(page: Page, stage: Stage) -> None:
    await follow(page)
    stage.bot.broken = True
    await page.locator("#wechat .toggle").click()
    await page.locator("#wechat .words").fill("在吗")
    await page.locator("#wechat .words").press("Enter")
    wechat = page.locator("#wechat")
    await expect(wechat.locator(".system")).to_have_text("该公众号提供的服务出现故障，请稍后再试")
    await expect(wechat.locator(".chat .note")).not_to_be_empty()
    await expect(wechat.locator(".mine .not-taken")).to_contain_text("没有送到")
    stage.bot.broken = False
    await page.locator("#wechat .words").fill("现在呢")
    await page.locator("#wechat .words").press("Enter")
    await expect(wechat.locator(".theirs .bubble").last).to_contain_text("ok")
    await expect(wechat.locator(".chat .note")).to_be_hidden()


async def test_words_that_could_not_be_sent_stay_in_the_field(page: Page, stage: Stage) -> None:
    await start(page)
    field = page.locator("#telegram .words")
    await page.context.set_offline(True)
    await field.fill("路上有点堵")
    await field.press("Enter")
    await expect(page.locator("#telegram .note")).to_contain_text("没发出去")
    await expect(field).to_have_value("路上有点堵")
    await page.context.set_offline(False)
    await field.press("Enter")
    await expect(page.locator("#telegram .mine .bubble").last).to_contain_text("路上有点堵")
    await expect(page.locator("#telegram .note")).to_be_hidden()
    await expect(page.locator("#telegram .theirs .bubble").last).to_contain_text("ok")


async def test_leaving_brings_the_follow_page_back(page: Page, stage: Stage) -> None:
    await follow(page)
    await expect(page.locator("#wechat .theirs .bubble")).to_contain_text("ok")
    await page.locator("#wechat").get_by_role("button", name="更多").first.click()
    await page.get_by_role("button", name="不再关注").click()
    await expect(page.locator("#wechat .join")).to_be_visible()
    await stage.sim.settle()
    assert stage.bot.heard == ["subscribe", "unsubscribe"]
    await follow(page)
    await expect(page.locator("#wechat .theirs .bubble")).to_have_count(2)


async def test_new_bubbles_do_not_fight_a_reader_who_scrolled_up(page: Page, stage: Stage) -> None:
    stage.bot.answers["subscribe"] = "\n".join(f"第 {line} 行" for line in range(60))
    await follow(page)
    log = page.locator("#wechat .log")
    await expect(log).to_contain_text("第 59 行")
    newer = page.locator("#wechat .newer")
    # A long lesson is shown from its beginning, and the way on is offered.
    await expect(newer).to_be_visible()
    start = await log.evaluate("log => log.scrollTop")
    assert start < 40
    await log.hover()
    await page.mouse.wheel(0, 300)
    await expect(log).to_have_js_property("scrollTop", start + 300)
    for words in ("第一句", "第二句"):
        await push(stage, words)
        await expect(log).to_contain_text(words)
        assert await log.evaluate("log => log.scrollTop") == start + 300
    while await log.evaluate(LEFT_BELOW) > 1:
        await newer.click()
    await expect(newer).to_be_hidden()
    await push(stage, "第三句")
    await expect(log).to_contain_text("第三句")
    assert await log.evaluate(LEFT_BELOW) <= 1


LEFT_BELOW = "log => log.scrollHeight - log.clientHeight - log.scrollTop"


async def test_a_bubble_that_is_edited_changes_in_its_place(page: Page, stage: Stage) -> None:
    stage.bot.buttons["/start"] = [("再学一课", "more")]
    await start(page)
    await expect(page.locator("#telegram .key")).to_have_text("再学一课")
    bubble = stage.sim.telegram.chat(TELEGRAM, TELEGRAM_PERSON)[-1]
    await stage.bot.telegram(
        "editMessageText", chat_id=TELEGRAM_PERSON, message_id=int(bubble.id), text="改好了"
    )
    await expect(page.locator("#telegram .theirs .bubble-text")).to_have_text("改好了")
    await expect(page.locator("#telegram .key")).to_have_count(0)
    assert stage.sim.wechat.chat(WECHAT, WECHAT_PERSON) == []
