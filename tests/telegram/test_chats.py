"""Groups and touches: who runs a group, what is taken away, what only one person is told."""

import asyncio
import json
from typing import Any

import pytest

from adapters.telegram import TelegramChannel
from adapters.telegram.updates import TapEvent
from bot.chat_ports import GroupChats, ShowsWork, SignedPages
from bot.domain.delivery import Outcome, Result, Scope
from bot.domain.errors import (
    PlatformCallError,
    PlatformMisconfiguredError,
    PlatformUnavailableError,
)
from bot.domain.events import InboundEvent
from bot.domain.messages import Link, Message, Reply, say
from tests.telegram.conftest import TOKEN, MakeChannel
from tests.telegram.fake_api import Answer, FakeApi
from tests.telegram.samples import ADMIN, BOT, GROUP, USER, group, message, person, post, tap

ODD: list[Any] = [None, {}, [{}], [{"user": 1}], [{"user": {"id": "1"}}], "x", [[]]]


def no(code: int, words: str) -> Answer:
    return Answer(code, {"ok": False, "error_code": code, "description": words})


def read(channel: TelegramChannel, update: object) -> InboundEvent:
    event = channel.read(post(json.dumps(update).encode()))
    assert isinstance(event, InboundEvent)
    return event


def test_it_has_what_groups_and_pages_need(make: MakeChannel) -> None:
    channel = make()
    assert isinstance(channel, GroupChats)
    assert isinstance(channel, SignedPages)
    assert isinstance(channel, ShowsWork)


async def test_a_link_needs_our_name(api: FakeApi, make: MakeChannel) -> None:
    channel = make(api_url=api.url)
    assert channel.link("c-pay") == ""
    await channel.start()
    assert channel.link("c-pay") == "https://t.me/YikeBot?start=c-pay"


async def test_a_process_that_starts_no_bot_learns_its_name_and_nothing_more(
    api: FakeApi, make: MakeChannel
) -> None:
    channel = make(api_url=api.url)
    await channel.learn_name()
    await channel.learn_name()
    assert channel.link("c-pay") == "https://t.me/YikeBot?start=c-pay"
    assert [name for name, _ in api.calls] == ["getMe"], "once, and no webhook is touched"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (no(401, "Unauthorized"), PlatformMisconfiguredError),
        (no(502, "Bad Gateway"), PlatformUnavailableError),
    ],
)
async def test_a_name_that_is_not_told_is_asked_for_again(
    api: FakeApi, make: MakeChannel, answer: Answer, error: type[Exception]
) -> None:
    channel = make(api_url=api.url)
    api.tell("getMe", answer)
    with pytest.raises(error):
        await channel.learn_name()
    assert channel.link("c-pay") == ""
    await channel.learn_name()
    assert channel.link("c-pay") != ""


async def test_those_who_run_a_group(api: FakeApi, channel: TelegramChannel) -> None:
    people = [
        {"status": "creator", "user": person(1), "is_anonymous": True},
        {"status": "administrator", "user": person(2), **ADMIN},
        {"status": "administrator", "user": BOT, **ADMIN},
    ]
    api.tell("getChatAdministrators", Answer(json={"ok": True, "result": people}))
    assert await channel.administrators(str(GROUP)) == {"1", "2"}
    assert api.called("getChatAdministrators") == [{"chat_id": GROUP}]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (
            no(403, "Forbidden: bot was kicked from the group chat"),
            Outcome(Result.GONE, "403 kicked"),
        ),
        (
            no(502, "Bad Gateway"),
            Outcome(Result.UNAVAILABLE, "5xx", scope=Scope.ACCOUNT),
        ),
        (Answer(cut=True, json={}), Outcome(Result.UNKNOWN, "no answer")),
        *(
            (
                Answer(json={"ok": True, "result": odd}),
                Outcome(Result.UNKNOWN, "not Telegram's answer"),
            )
            for odd in ODD
        ),
    ],
)
async def test_who_runs_it_cannot_be_told(
    api: FakeApi, channel: TelegramChannel, answer: Answer, outcome: Outcome
) -> None:
    api.tell("getChatAdministrators", answer)
    with pytest.raises(PlatformCallError) as raised:
        await channel.administrators(str(GROUP))
    assert raised.value.outcome == outcome
    assert TOKEN not in str(raised.value)


async def test_a_message_is_taken_away(api: FakeApi, channel: TelegramChannel) -> None:
    assert await channel.remove(str(GROUP), "18")
    assert api.called("deleteMessage") == [{"chat_id": GROUP, "message_id": 18}]


@pytest.mark.parametrize(
    "answer",
    [
        no(400, "Bad Request: message to delete not found"),
        no(400, "Bad Request: message can't be deleted for everyone"),
        no(400, "Bad Request: not enough rights to delete a message"),
        no(400, "Bad Request: chat not found"),
        no(403, "Forbidden: bot is not a member of the supergroup chat"),
    ],
)
async def test_what_is_gone_or_may_not_be_taken(
    api: FakeApi, channel: TelegramChannel, answer: Answer
) -> None:
    api.tell("deleteMessage", answer)
    assert not await channel.remove(str(GROUP), "18")


async def test_no_message_at_all(api: FakeApi, channel: TelegramChannel) -> None:
    assert not await channel.remove(str(GROUP), "")
    assert not api.called("deleteMessage")


@pytest.mark.parametrize("code", [429, 500])
async def test_what_may_be_taken_away_later(
    api: FakeApi, channel: TelegramChannel, code: int
) -> None:
    api.tell("deleteMessage", no(code, "not now"))
    with pytest.raises(PlatformCallError):
        await channel.remove(str(GROUP), "18")


async def test_a_touch_is_answered_with_a_word(channel: TelegramChannel) -> None:
    event = read(channel, tap())
    reply = Reply(
        (
            Message("您答对了 <b>。", title="对"),
            Message("课" * 300, link=Link("看", "https://x.example/")),
        )
    )
    said = json.loads((await channel.respond(event, reply)).body)
    words = "对\n\n您答对了 <b>。\n"
    assert said == {
        "method": "answerCallbackQuery",
        "callback_query_id": "4382bfdwdsb323b2d9",
        "text": words + "课" * (199 - len(words)) + "…",
        "show_alert": True,
    }


async def test_a_touch_without_a_word(channel: TelegramChannel) -> None:
    for reply in (None, Reply(()), say("  ")):
        said = json.loads((await channel.respond(read(channel, tap()), reply)).body)
        assert sorted(said) == ["callback_query_id", "method"]


async def test_polling_answers_the_touch_behind_the_sink(api: FakeApi, make: MakeChannel) -> None:
    channel = make(api_url=api.url, mode="polling", webhook_secret="")
    api.updates = [tap(number=5)]
    seen: list[int] = []

    async def sink(event: InboundEvent) -> Reply:
        assert isinstance(event, TapEvent)
        seen.append(len(api.called("answerCallbackQuery")))
        return say("对了")

    polling = asyncio.create_task(channel.poll(sink))
    await api.idle.wait()
    polling.cancel()
    assert seen == [0]
    assert api.called("answerCallbackQuery") == [
        {"callback_query_id": "4382bfdwdsb323b2d9", "text": "对了", "show_alert": True}
    ]


async def test_work_is_shown_where_it_was_asked_for(
    api: FakeApi, channel: TelegramChannel
) -> None:
    asked = message(group(), text="/today", message_thread_id=5, is_topic_message=True)
    await channel.working(read(channel, asked))
    await channel.working(read(channel, message(text="好")))
    assert api.called("sendChatAction") == [
        {"chat_id": GROUP, "action": "typing", "message_thread_id": 5},
        {"chat_id": USER, "action": "typing"},
    ]


async def test_showing_it_never_fails(
    api: FakeApi, channel: TelegramChannel, make: MakeChannel
) -> None:
    event = read(channel, message(text="好"))
    api.tell("sendChatAction", no(403, "Forbidden: bot was blocked by the user"))
    await channel.working(event)
    await make(api_url="http://127.0.0.1:1").working(event)
    assert len(api.called("sendChatAction")) == 1
