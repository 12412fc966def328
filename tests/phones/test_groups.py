"""Telegram's groups on the phone: what members see, and what they do there."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from adapters.simulator.phones_groups import OWNER
from adapters.simulator.phones_state import TELEGRAM_PERSON
from tests.phones.acts import start
from tests.phones.conftest import Stage
from tests.phones.groups import AMINA, OPTIONS, WHY, ZHANG, open_group, quiz, say, seed
from tests.phones.scripted_bot import TELEGRAM

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_vote_shows_shares_marks_and_the_reason(page: Page, stage: Stage) -> None:
    chat = await seed(stage)
    asked = await quiz(stage, chat)
    telegram = await open_group(page)
    poll = telegram.get_by_role("group", name="测验：收到陌生人的收款码，怎么做？")
    await expect(poll.locator(".poll-count")).to_have_text("还没有人回答")
    await expect(poll.get_by_role("button")).to_have_text(OPTIONS)
    await expect(poll).not_to_contain_text(WHY)
    await poll.get_by_role("button", name="马上付款").click()
    results = poll.locator(".poll-result")
    await expect(results).to_have_class([re.compile("wrong"), re.compile("right"), "poll-result "])
    await expect(results.nth(0)).to_contain_text("100%马上付款您选的，不对")
    await expect(results.nth(1)).to_contain_text("0%先核对对方是谁正确答案")
    await expect(poll).to_contain_text(f"为什么：{WHY}")
    await expect(poll.get_by_role("button")).to_have_count(0)
    await stage.sim.settle()
    assert stage.bot.heard == ["vote:0"]
    for person in (ZHANG, AMINA, OWNER):
        await stage.sim.telegram.vote(TELEGRAM, person, asked, [1], chat)
    await expect(results.locator(".poll-percent")).to_have_text(["25%", "75%", "0%"])
    await expect(poll.locator(".poll-count")).to_have_text("4 人回答了")


async def test_a_poll_that_closes_tells_the_answer_to_who_did_not_vote(
    page: Page, stage: Stage
) -> None:
    chat = await seed(stage)
    asked = await quiz(stage, chat)
    telegram = await open_group(page)
    await expect(telegram.locator(".poll-option")).to_have_count(3)
    await stage.bot.telegram("stopPoll", chat_id=chat, message_id=asked)
    await expect(telegram.locator(".poll-kind")).to_have_text("测验 · 已结束")
    await expect(telegram.locator(".poll-option")).to_have_count(0)
    await expect(telegram.locator(".poll-result").nth(1)).to_contain_text("正确答案")


async def test_a_poll_that_closes_by_itself_says_when(page: Page, stage: Stage) -> None:
    chat = await seed(stage)
    await quiz(stage, chat, open_period=25 * 3600)
    telegram = await open_group(page)
    await expect(telegram.locator(".poll-count")).to_have_text("还没有人回答 · 明天 08:21 结束")
    stage.clock.move(timedelta(hours=20))
    await expect(telegram.locator(".poll-count")).to_have_text("还没有人回答 · 今天 08:21 结束")
    stage.clock.move(timedelta(hours=6))
    await expect(telegram.locator(".poll-kind")).to_have_text("测验 · 已结束")


async def test_where_several_are_asked_for_they_are_ticked_and_sent(
    page: Page, stage: Stage
) -> None:
    chat = await seed(stage)
    await quiz(stage, chat, correct_option_ids=[0, 2], allows_multiple_answers=True)
    telegram = await open_group(page)
    send = telegram.get_by_role("button", name="投票")
    await expect(send).to_be_disabled()
    boxes = telegram.get_by_role("checkbox")
    await boxes.nth(0).click()
    await boxes.nth(2).click()
    # What is ticked stays so when the bubble is drawn anew.
    await stage.sim.telegram.vote(TELEGRAM, OWNER, telegram_last(stage, chat), [0], chat)
    await expect(telegram.locator(".poll-count")).to_have_text("1 人回答了")
    await expect(boxes.nth(2)).to_be_checked()
    await expect(boxes.nth(1)).not_to_be_checked()
    await send.click()
    await expect(telegram.locator(".poll-percent")).to_have_text(["100%", "0%", "50%"])
    await stage.sim.settle()
    assert stage.bot.heard == ["vote:0", "vote:0,2"]


def telegram_last(stage: Stage, chat: int) -> str:
    return stage.sim.telegram.chat(TELEGRAM, chat)[-1].id


async def test_a_deep_link_opens_the_private_chat_with_its_payload(
    page: Page, stage: Stage
) -> None:
    chat = await seed(stage)
    link = "https://t.me/yike_demo_bot?start=g-7-abc"
    keyboard = {"inline_keyboard": [[{"text": "到私聊里学", "url": link}]]}
    await say(stage, chat, "大家好", reply_markup=keyboard)
    telegram = await open_group(page)
    await telegram.get_by_role("button", name="到私聊里学").click()
    await expect(telegram.locator(".bar-title .account")).to_have_text("一课")
    begin = telegram.get_by_role("button", name="START")
    await expect(begin).to_be_focused()
    await begin.press("Enter")
    await expect(telegram.locator(".theirs .bubble")).to_contain_text("ok")
    assert stage.bot.heard == ["/start g-7-abc"]
    # Also for who has long begun: the payload waits for START again.
    await open_group(page)
    await telegram.get_by_role("button", name="到私聊里学").click()
    await begin.click()
    await expect(telegram.locator(".theirs .bubble")).to_have_count(2)
    assert stage.bot.heard == ["/start g-7-abc"] * 2
    await expect(telegram.locator(".compose")).to_be_visible()


async def test_a_link_elsewhere_is_told_and_not_opened(page: Page, stage: Stage) -> None:
    chat = await seed(stage)
    text = '看<a href="https://example.org/rules?a=1">规则</a>，<b>第二条</b>'
    await say(stage, chat, text, parse_mode="HTML")
    telegram = await open_group(page)
    await expect(telegram.locator(".bubble-text strong")).to_have_text("第二条")
    await telegram.get_by_role("button", name="规则").click()
    sheet = telegram.get_by_role("dialog", name="打开的网页")
    await expect(sheet).to_contain_text("https://example.org/rules?a=1")
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()
    await expect(telegram.get_by_role("button", name="规则")).to_be_focused()


async def test_an_edit_changes_a_bubble_in_its_place(page: Page, stage: Stage) -> None:
    chat = await seed(stage)
    first = await say(stage, chat, "现在 1 人报名")
    await say(stage, chat, "后面的话")
    telegram = await open_group(page)
    bubbles = telegram.locator(".theirs .bubble-text")
    await expect(bubbles).to_have_text(["现在 1 人报名", "后面的话"])
    await bubbles.first.evaluate("text => text.closest('.row').dataset.was = 'here'")
    await stage.bot.telegram(
        "editMessageText", chat_id=chat, message_id=first, text="现在 2 人报名"
    )
    await expect(bubbles).to_have_text(["现在 2 人报名", "后面的话"])
    await expect(telegram.locator(".row[data-was] .bubble-text")).to_have_text("现在 2 人报名")
    await expect(telegram.locator(".row[data-was] .bubble-time")).to_contain_text("已编辑")


async def test_a_message_that_is_deleted_vanishes(page: Page, stage: Stage) -> None:
    chat = await seed(stage)
    await say(stage, chat, "留着的")
    gone = await say(stage, chat, "两分钟后没有了")
    telegram = await open_group(page)
    await expect(telegram.locator(".theirs .bubble-text")).to_have_text(
        ["留着的", "两分钟后没有了"]
    )
    await stage.bot.telegram("deleteMessage", chat_id=chat, message_id=gone)
    await expect(telegram.locator(".theirs .bubble-text")).to_have_text(["留着的"])


async def test_commands_in_a_group_name_the_bot(page: Page, stage: Stage) -> None:
    chat = await seed(stage)
    await stage.bot.telegram(
        "setMyCommands",
        commands=[{"command": "board", "description": "排行榜"}],
        scope={"type": "all_group_chats"},
    )
    stage.bot.answers["/board@yike_demo_bot"] = "本周榜还是空的。"
    telegram = await open_group(page)
    await telegram.get_by_role("button", name="命令").click()
    await telegram.get_by_role("button", name="排行榜").click()
    await expect(telegram.locator(".theirs .bubble")).to_contain_text("本周榜还是空的。")
    # Privacy mode: talk among people is not the bot's.
    field = telegram.get_by_role("textbox", name="在群里说话")
    await field.fill("大家早")
    await field.press("Enter")
    await expect(telegram.locator(".mine .bubble-text")).to_have_text(
        ["/board@yike_demo_bot", "大家早"]
    )
    await stage.sim.settle()
    assert stage.bot.heard == ["/board@yike_demo_bot"]
    assert stage.sim.telegram.chat(TELEGRAM, chat)[-1].author == str(TELEGRAM_PERSON)


async def test_a_tap_is_answered_by_a_line_or_by_words_to_confirm(
    page: Page, stage: Stage
) -> None:
    chat = await seed(stage)
    stage.bot.toasts = {"gs": ("只有管理员能改", False), "gh": ("先请管理员来设", True)}
    row = [{"text": "本群设置", "callback_data": "gs"}, {"text": "帮助", "callback_data": "gh"}]
    await say(stage, chat, "大家好", reply_markup={"inline_keyboard": [row]})
    telegram = await open_group(page)
    await telegram.get_by_role("button", name="本群设置").click()
    await expect(telegram.locator(".toast")).to_have_text("只有管理员能改")
    await telegram.get_by_role("button", name="帮助").click()
    alert = telegram.get_by_role("alertdialog", name="先请管理员来设")
    await expect(alert.get_by_role("button", name="好")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(alert).to_be_hidden()
    assert stage.bot.heard == ["gs", "gh"]


async def test_the_keyboard_a_bot_shows_under_the_private_chat(page: Page, stage: Stage) -> None:
    await start(page)
    telegram = page.locator("#telegram")
    keys = telegram.get_by_role("group", name="机器人的按键")
    await expect(keys).to_be_hidden()
    rows = [[{"text": "今日一课"}, {"text": "小测"}], [{"text": "进度"}]]
    await say(stage, TELEGRAM_PERSON, "好", reply_markup={"keyboard": rows})
    await expect(keys.get_by_role("button")).to_have_text(["今日一课", "小测", "进度"])
    await keys.get_by_role("button", name="小测").click()
    await expect(telegram.locator(".mine .bubble").last).to_contain_text("小测")
    toggle = telegram.get_by_role("button", name="收起按键")
    await toggle.click()
    await expect(keys).to_be_hidden()
    await telegram.get_by_role("button", name="打开按键").click()
    await expect(keys).to_be_visible()
    english = [[{"text": "Today"}]]
    await say(stage, TELEGRAM_PERSON, "ok", reply_markup={"keyboard": english})
    await expect(keys.get_by_role("button")).to_have_text(["Today"])
    await say(stage, TELEGRAM_PERSON, "bye", reply_markup={"remove_keyboard": True})
    await expect(keys).to_be_hidden()
    assert stage.bot.heard == ["/start", "小测"]


async def test_what_comes_into_another_chat_is_counted_in_the_list(
    page: Page, stage: Stage
) -> None:
    chat = await seed(stage)
    telegram = page.locator("#telegram")
    await expect(telegram.locator(".welcome")).to_be_visible()
    await stage.sim.telegram.say(TELEGRAM, ZHANG, "早上好", chat)
    await stage.sim.telegram.say(TELEGRAM, AMINA, "大家早", chat)
    await telegram.get_by_role("button", name="回到聊天列表").click()
    entry = telegram.get_by_role("listitem").filter(has_text="天河老友学习群")
    await expect(entry.locator(".list-unread")).to_have_text("2 条未读")
    await expect(entry.locator(".list-last")).to_have_text("أمينة：大家早")
    await entry.get_by_role("button").click()
    await expect(telegram.locator(".bubble-name")).to_have_text(["老张：", "أمينة："])
    await telegram.get_by_role("button", name="回到聊天列表").click()
    await expect(entry.locator(".list-unread")).to_have_count(0)


async def test_topics_by_their_names(page: Page, stage: Stage) -> None:
    people = stage.sim.telegram
    chat = people.make_group(TELEGRAM, "话题群", OWNER, [TELEGRAM_PERSON], forum=True)
    await people.add_bot(TELEGRAM, chat)
    thread = people.open_topic(TELEGRAM, chat, "每日一题")
    await say(stage, chat, "在大厅")
    await say(stage, chat, "在话题里", message_thread_id=thread)
    telegram = await open_group(page, "话题群")
    said = telegram.locator(".bubble-text")
    await expect(said).to_have_text(["在大厅", "在话题里"])
    await expect(telegram.locator(".bubble-topic")).to_have_text(
        ["话题：General", "话题：每日一题"]
    )
    topics = telegram.get_by_role("group", name="话题")
    await topics.get_by_role("button", name="每日一题").click()
    await expect(said).to_have_text(["在话题里"])
    await telegram.locator(".words").fill("/help@yike_demo_bot")
    await telegram.locator(".words").press("Enter")
    await expect(said).to_have_text(["在话题里", "/help@yike_demo_bot", "ok"])
    await topics.get_by_role("button", name="General").click()
    await expect(said).to_have_text(["在大厅"])
