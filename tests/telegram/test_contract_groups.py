"""Quizzes, files, edits, groups and pages against the simulated Telegram, over HTTP."""

import hashlib
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from adapters.simulator import Simulator
from adapters.telegram import BotCommandText, CommandMenu, MenuPage, Profile, TelegramChannel
from bot.clock import FrozenClock
from bot.domain.delivery import Lack, Outcome, Result, Rung
from bot.domain.errors import CallbackRefusedError
from bot.domain.events import PollAnswered, Tap
from bot.domain.messages import Aim, Link, Media, Message, Option, Quiz, Reply, say
from tests.telegram.bot_server import BotServer
from tests.telegram.conftest import TOKEN, MakeChannel
from tests.telegram.samples import SECRET
from tests.telegram.test_media import File, Shelf

OWNER, MEMBER, HIDDEN = 5_550_001, 5_550_002, 5_550_003
BEGIN = datetime(2026, 11, 23, tzinfo=UTC)
QUIZ = Quiz("1 < 2 吗？", ("对 & 好", "错"), (1,), "因为 1 < 2。", "ans:7")


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    return out.getvalue()


PICTURE = Media("image", hashlib.sha256(png()).hexdigest(), "一张图")


@pytest.fixture
async def bot() -> AsyncIterator[BotServer]:
    server = BotServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(BEGIN)


@pytest.fixture
async def sim(clock: FrozenClock) -> AsyncIterator[Simulator]:
    simulator = Simulator(clock, retry_delays=(0, 0))
    simulator.add_telegram("city", TOKEN, "YikeBot")
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def channel(
    sim: Simulator, bot: BotServer, make: MakeChannel, clock: FrozenClock
) -> TelegramChannel:
    today = [BotCommandText("today", "今日一课")]
    bot.channel = make(
        api_url=f"{sim.url}/telegram-api",
        webhook_url=bot.url,
        webhook_secret=SECRET,
        clock=clock,
        commands=today,
        menus=[CommandMenu("groups", "zh", [BotCommandText("board", "本周榜")])],
        profiles=[Profile("", "一天一课", "一课")],
        page=MenuPage("我的一课", "https://yike.example.org/app/?account=city"),
        quizzes="native",
        keyboards={"zh-Hans": (("今日一课", "小测"),)},
        media=Shelf({PICTURE.hash: File("image/png", png())}),
    )
    await bot.channel.start()
    await sim.telegram.start_chat("city", MEMBER, "小李")
    return bot.channel


@pytest.fixture
async def group(sim: Simulator, channel: TelegramChannel) -> int:
    made = sim.telegram.make_group("city", "快递学院", OWNER, [MEMBER, HIDDEN], forum=True)
    await sim.telegram.promote("city", made, HIDDEN, anonymous=True)
    await sim.telegram.add_bot("city", made, OWNER)
    return made


async def send(channel: TelegramChannel, chat: int, page: Reply) -> Outcome:
    return await channel.send(str(chat), page, rung=Rung.SEND, key="1")


async def test_a_quiz_is_asked_and_answered(
    sim: Simulator, bot: BotServer, channel: TelegramChannel, clock: FrozenClock
) -> None:
    closes = (clock.now() + timedelta(hours=1)).isoformat()
    asked = Message("1 < 2 吗？", quiz=replace(QUIZ, closes=closes))
    (page,) = channel.pages(Reply((asked,)))
    sent = await send(channel, MEMBER, page)
    assert sent.result is Result.SENT
    view = sim.telegram.poll_view("city", MEMBER, sent.platform_id, MEMBER)
    assert (view["question"], view["quiz"], view["anonymous"]) == ("1 < 2 吗？", True, False)
    assert view["closes"] == clock.now() + timedelta(hours=1)
    assert await sim.telegram.vote("city", MEMBER, sent.platform_id, [0])
    assert bot.bodies[-1] == PollAnswered(sent.poll, (1,))
    view = sim.telegram.poll_view("city", MEMBER, sent.platform_id, MEMBER)
    assert [option["right"] for option in view["options"]] == [True, False]
    assert view["explanation"] == "因为 1 < 2。"


async def test_a_groups_quiz_with_several_right_answers(
    sim: Simulator, bot: BotServer, channel: TelegramChannel, group: int
) -> None:
    await sim.telegram.promote_bot("city", group)
    thread = sim.telegram.open_topic("city", group, "每日一题")
    options = tuple(f"第{n}项" for n in range(12))
    quiz = Quiz("选" * 300, options, (1, 12), "由" * 200, "gq:3", several=True)
    (page,) = channel.pages(Reply((Message("选", quiz=quiz),), Aim(thread=str(thread))))
    sent = await send(channel, group, page)
    assert sent.result is Result.SENT
    assert sim.telegram.chat("city", group)[-1].thread == thread
    assert await sim.telegram.vote("city", MEMBER, sent.platform_id, [0, 11], group)
    assert bot.bodies[-1] == PollAnswered(sent.poll, (1, 12))


async def test_what_a_group_lacks(sim: Simulator, channel: TelegramChannel, group: int) -> None:
    sim.telegram.set_permissions("city", group, can_send_polls=False, can_send_photos=False)
    (quiz,) = channel.pages(Reply((Message("问", quiz=QUIZ),)))
    (photo,) = channel.pages(Reply((Message("", media=PICTURE), Message("课"))))
    thread = sim.telegram.open_topic("city", group, "旧话题")
    sim.telegram.delete_topic("city", group, thread)
    topical = replace(say("好"), aim=Aim(thread=str(thread)))
    gone = replace(say("好"), aim=Aim(replaces="9999"))
    got = [await send(channel, group, page) for page in (quiz, photo, topical, gone)]
    assert {one.result for one in got} == {Result.REFUSED}
    assert [one.lack for one in got] == [Lack.QUIZ, Lack.FILE, Lack.TOPIC, Lack.MESSAGE]


async def test_a_photo_card_is_brought_once_and_again_when_it_is_forgotten(
    sim: Simulator, channel: TelegramChannel
) -> None:
    lesson = Message("1 < 2", title="课", options=(Option("学完了", "done:1"),))
    (page,) = channel.pages(Reply((Message("", media=PICTURE), lesson)))
    for _ in range(2):
        assert (await send(channel, MEMBER, page)).result is Result.SENT
    sim.telegram.limits = False
    sim.telegram.forget_files("city")
    assert (await send(channel, MEMBER, page)).result is Result.SENT
    cards = sim.telegram.chat("city", MEMBER)[-3:]
    assert {(card.text, bool(card.media)) for card in cards} == {("课\n\n1 < 2", True)}
    assert cards[0].buttons == [("学完了", "done:1")]
    calls = [name for name, _ in sim.calls if name.startswith("telegram:send")]
    assert calls == [
        "telegram:sendChatAction",
        "telegram:sendPhoto",
        "telegram:sendPhoto",
        "telegram:sendPhoto",
        "telegram:sendChatAction",
        "telegram:sendPhoto",
    ]


async def test_a_message_is_edited_kept_and_taken_away(
    sim: Simulator, channel: TelegramChannel
) -> None:
    sim.telegram.limits = False
    rules = Link("规则", "https://x.example/r")
    first = await send(channel, MEMBER, Reply((Message("一", links=(rules,)),)))
    edit = replace(say("二", Option("甲", "a:1")), aim=Aim(replaces=first.platform_id))
    for _ in range(2):  # the second changes nothing
        assert (await send(channel, MEMBER, edit)).platform_id == first.platform_id
    bubble = sim.telegram.chat("city", MEMBER)[-1]
    assert (bubble.text, bubble.buttons, bubble.edited) == ("二", [("甲", "a:1")], True)
    assert await channel.remove(str(MEMBER), first.platform_id)
    assert not await channel.remove(str(MEMBER), first.platform_id)


async def test_the_standing_keyboard_is_shown(sim: Simulator, channel: TelegramChannel) -> None:
    sent = await send(channel, MEMBER, replace(say("好"), keyboard="zh-Hans"))
    assert sent.result is Result.SENT
    assert await sim.telegram.say("city", MEMBER, "今日一课")


async def test_those_who_run_the_group(channel: TelegramChannel, group: int) -> None:
    assert await channel.administrators(str(group)) == {str(OWNER), str(HIDDEN)}


async def test_a_touch_is_answered_in_the_response(
    sim: Simulator, bot: BotServer, channel: TelegramChannel
) -> None:
    sent = await send(channel, MEMBER, say("问", Option("甲", "q:1")))
    bot.answer = say("答" * 300)
    assert await sim.telegram.tap("city", MEMBER, sent.platform_id, "q:1")
    assert bot.bodies[-1] == Tap("q:1")
    toast = sim.telegram.toast("city", MEMBER)
    assert toast is not None
    assert (toast.text, toast.alert) == ("答" * 199 + "…", True)


async def test_a_page_knows_who_opened_it(
    sim: Simulator, channel: TelegramChannel, clock: FrozenClock
) -> None:
    proof = sim.telegram.launch("city", MEMBER)
    assert channel.visitor(proof).platform_id == str(MEMBER)
    clock.move(timedelta(hours=1, seconds=1))
    with pytest.raises(CallbackRefusedError):
        channel.visitor(proof)


async def test_what_people_see_of_the_bot(
    sim: Simulator, channel: TelegramChannel, group: int
) -> None:
    assert [one["command"] for one in sim.telegram.commands("city", MEMBER)] == ["today"]
    shown = [one["command"] for one in sim.telegram.commands("city", MEMBER, group)]
    assert shown == ["board"]
    assert channel.link("c-pay") == "https://t.me/YikeBot?start=c-pay"
