"""Every kind of page as the call that sends it, held against aiogram's own."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram.methods import EditMessageText, SendMessage, SendPoll, TelegramMethod
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputPollOption,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from adapters.telegram import TelegramChannel
from bot.domain.delivery import Lack, Outcome, Result, Rung
from bot.domain.messages import Aim, Link, Message, Option, Quiz, Reply, say
from tests.telegram.conftest import NOW, MakeChannel
from tests.telegram.fake_api import Answer, FakeApi
from tests.telegram.samples import GROUP, USER

QUIZ = Quiz("1 < 2 <b>？", ("对 & 错", "不对"), (1,), "因为 1 < 2。", "ans:7")
ASKED = Message("问", options=(Option("对 & 错", "ans:7:1"),), quiz=QUIZ)
KEYBOARDS = {"zh-Hans": (("今日一课", "小测"), ("进度",)), "en": (("Today",),)}
NOT_MODIFIED = "Bad Request: message is not modified: specified new message content is the same"


def as_aiogram(call: TelegramMethod[Any]) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(call.model_dump_json(exclude_unset=True, exclude_none=True))
    return said


def refused(words: str) -> Answer:
    return Answer(400, {"ok": False, "error_code": 400, "description": words})


@pytest.fixture
async def channel(api: FakeApi, make: MakeChannel) -> TelegramChannel:
    return make(api_url=api.url, keyboards=KEYBOARDS, quizzes="native")


async def send(channel: TelegramChannel, page: Reply, chat: int = USER) -> Outcome:
    return await channel.send(str(chat), page, rung=Rung.SEND, key="1")


async def test_a_quiz_is_a_poll_of_its_own_words(api: FakeApi, channel: TelegramChannel) -> None:
    sent = await send(channel, Reply((ASKED,), Aim(thread="5")))
    assert sent == Outcome(Result.SENT, "200", platform_id="4712", poll="5404321")
    assert api.calls == [
        (
            "sendPoll",
            as_aiogram(
                SendPoll(
                    chat_id=USER,
                    question="1 < 2 <b>？",
                    options=[InputPollOption(text="对 & 错"), InputPollOption(text="不对")],
                    type="quiz",
                    is_anonymous=False,
                    correct_option_ids=[0],
                    explanation="因为 1 < 2。",
                    message_thread_id=5,
                    protect_content=True,
                )
            ),
        )
    ]


async def test_a_groups_quiz_may_have_several_answers_and_an_end(
    api: FakeApi, channel: TelegramChannel
) -> None:
    closes = NOW + timedelta(hours=2)
    quiz = replace(QUIZ, right=(1, 2), several=True, why="", closes=closes.isoformat())
    rules = Link("规则", "https://x.example/")
    await send(channel, Reply((replace(ASKED, quiz=quiz, links=(rules,)),)), GROUP)
    (said,) = api.called("sendPoll")
    assert said["correct_option_ids"] == [0, 1]
    assert said["allows_multiple_answers"] is True
    assert said["close_date"] == int(closes.timestamp())
    assert said["reply_markup"] == {
        "inline_keyboard": [[{"text": "规则", "url": "https://x.example/"}]]
    }
    assert said["protect_content"] is True, "forwarded, it could be answered by anybody"
    assert "explanation" not in said


@pytest.mark.parametrize(
    ("ahead", "closes"), [(-60, False), (5, False), (60, True), (2_627_000, True), (9e6, False)]
)
async def test_an_end_telegram_would_not_take_is_left_out(
    api: FakeApi, channel: TelegramChannel, ahead: float, closes: bool
) -> None:
    end = (NOW + timedelta(seconds=ahead)).astimezone(UTC).isoformat()
    sent = await send(channel, Reply((replace(ASKED, quiz=replace(QUIZ, closes=end)),)))
    assert sent.result is Result.SENT
    assert ("close_date" in api.called("sendPoll")[0]) is closes


async def test_a_poll_without_an_id_is_an_unknown_outcome(
    api: FakeApi, channel: TelegramChannel
) -> None:
    api.tell("sendPoll", Answer(json={"ok": True, "result": {"message_id": 1}}))
    assert (await send(channel, Reply((ASKED,)))).result is Result.UNKNOWN


async def test_a_reply_takes_the_place_of_another(api: FakeApi, channel: TelegramChannel) -> None:
    page = replace(say("好", Option("再来", "quiz")), aim=Aim(replaces="18", thread="5"))
    assert await send(channel, page) == Outcome(Result.SENT, "200", platform_id="18")
    rows = [[InlineKeyboardButton(text="再来", callback_data="quiz")]]
    wanted = EditMessageText(
        chat_id=USER,
        message_id=18,
        text="好",
        parse_mode="HTML",
        reply_markup=InlineKeyboardMarkup(inline_keyboard=rows),
    )
    assert api.calls == [("editMessageText", as_aiogram(wanted))]


async def test_what_stands_there_already_is_sent(api: FakeApi, channel: TelegramChannel) -> None:
    api.tell("editMessageText", refused(NOT_MODIFIED))
    sent = await send(channel, replace(say("好"), aim=Aim(replaces="18")))
    assert (sent.result, sent.platform_id) == (Result.SENT, "18")


async def test_what_cannot_be_replaced_is_named(api: FakeApi, channel: TelegramChannel) -> None:
    api.tell("editMessageText", refused("Bad Request: message to edit not found"))
    sent = await send(channel, replace(say("好"), aim=Aim(replaces="18")))
    assert (sent.result, sent.lack) == (Result.REFUSED, Lack.MESSAGE)


@pytest.mark.parametrize("odd", ["", "x", "-1", "1;2"])
async def test_an_aim_that_is_no_number_is_left_aside(
    api: FakeApi, channel: TelegramChannel, odd: str
) -> None:
    await send(channel, replace(say("好"), aim=Aim(replaces=odd, thread=odd)))
    assert api.calls == [("sendMessage", {"chat_id": USER, "text": "好", "parse_mode": "HTML"})]


async def test_the_standing_keyboard(api: FakeApi, channel: TelegramChannel) -> None:
    await send(channel, replace(say("好"), keyboard="zh-Hans", aim=Aim(thread="5")))
    rows = [[KeyboardButton(text=label) for label in row] for row in KEYBOARDS["zh-Hans"]]
    shown = ReplyKeyboardMarkup(keyboard=rows, is_persistent=True, resize_keyboard=True)
    wanted = SendMessage(
        chat_id=USER, text="好", parse_mode="HTML", reply_markup=shown, message_thread_id=5
    )
    assert api.called("sendMessage") == [as_aiogram(wanted)]


async def test_it_is_for_one_person_and_known_languages_only(
    api: FakeApi, channel: TelegramChannel
) -> None:
    await send(channel, replace(say("好"), keyboard="zh-Hans"), GROUP)
    await send(channel, replace(say("好"), keyboard="fr"))
    await send(channel, replace(say("好", Option("甲", "a")), keyboard="en"))
    plain, _, chosen = api.called("sendMessage")
    assert "reply_markup" not in plain
    assert "reply_markup" not in api.called("sendMessage")[1]
    assert list(chosen["reply_markup"]) == ["inline_keyboard"]


async def test_only_the_setting_pays(api: FakeApi, make: MakeChannel) -> None:
    edit = replace(say("好"), aim=Aim(replaces="18"))
    for paid in (False, True):
        channel = make(api_url=api.url, paid_broadcast=paid)
        for page in (say("好"), Reply((ASKED,)), edit):
            await send(channel, page)
    paying = [said.get("allow_paid_broadcast") for _, said in api.calls]
    assert paying == [None, None, None, True, True, None]


async def test_pages_are_of_the_accounts_kind(make: MakeChannel) -> None:
    reply = Reply((Message("一课"), ASKED))
    assert len(make(quizzes="native").pages(reply)) == 2
    assert len(make(quizzes="buttons").pages(reply)) == 1


def test_the_time_of_an_end_may_be_told_without_its_zone() -> None:
    from adapters.telegram.quizzes import close_date

    now = datetime(2026, 11, 22, tzinfo=UTC)
    quiz = replace(QUIZ, closes="2026-11-22T01:00:00")
    assert close_date(quiz, now) == int((now + timedelta(hours=1)).timestamp())
