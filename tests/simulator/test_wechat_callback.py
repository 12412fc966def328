"""Callbacks and passive replies as WeChat does them (reference/wechat.md sections 2-4)."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web

from adapters.simulator import Simulator
from adapters.simulator.wechat_callback import FAILURE
from adapters.simulator.wechat_crypto import sign
from bot.clock import FrozenClock
from bot.domain.errors import InputError
from tests.simulator.bots import Arrival, BotServer, status, telling
from tests.simulator.conftest import AES_KEY, APP_ID, Wechat
from tests.simulator.wechat_bot import TOKEN, opened, reply_xml, replying, sealed


def shown(sim: Simulator) -> list[tuple[str, str]]:
    return [(b.via, b.text) for b in sim.wechat.chat("lib", "o1")]


@pytest.fixture
async def follower(sim: Simulator, bot: BotServer) -> str:
    await sim.wechat.follow("lib", "o1")
    bot.arrivals.clear()
    return "o1"


async def test_a_follow_is_a_sealed_and_signed_event(sim: Simulator, bot: BotServer) -> None:
    assert await sim.wechat.follow("lib", "o1")
    query = bot.arrivals[0].query
    assert query["encrypt_type"] == "aes"
    assert query["openid"] == "o1"
    assert query["timestamp"] == "1795392000"
    assert query["signature"] == sign(TOKEN, query["timestamp"], query["nonce"])
    for said in (b"FromUserName", b"subscribe", b"CDATA[o1]"):
        assert said not in bot.arrivals[0].body
    event = opened(bot.arrivals[0])
    assert event["Event"] == "subscribe"
    assert event["EventKey"] is None
    assert event["CreateTime"] == "1795392000"
    assert "MsgId" not in event


async def test_following_by_code_and_scanning(sim: Simulator, bot: BotServer) -> None:
    await sim.wechat.follow("lib", "o1", scene="class-7")
    await sim.wechat.scan("lib", "o1", "class-8")
    await sim.wechat.scan("lib", "o2", "class-9")
    events = [opened(arrival) for arrival in bot.arrivals]
    assert [(e["Event"], e["EventKey"]) for e in events] == [
        ("subscribe", "qrscene_class-7"),
        ("SCAN", "class-8"),
        ("subscribe", "qrscene_class-9"),
    ]
    assert all(e["Ticket"] for e in events)


async def test_a_passive_reply_is_shown(sim: Simulator, bot: BotServer, follower) -> None:
    bot.answer = replying("第一步 ]]> & <b>")
    assert await sim.wechat.say("lib", "o1", "今日一课")
    assert shown(sim) == [("person", "今日一课"), ("passive", "第一步 ]]> & <b>")]
    message = opened(bot.arrivals[0])
    assert message["Content"] == "今日一课"
    assert int(message["MsgId"]) > 2**53


@pytest.mark.parametrize("body", ["", "success"])
async def test_nothing_to_say(sim: Simulator, bot: BotServer, follower, body: str) -> None:
    bot.answer = telling(lambda _: web.Response(text=body))
    assert await sim.wechat.say("lib", "o1", "谢谢")
    assert shown(sim) == [("person", "谢谢")]


async def test_an_error_is_asked_again_with_the_same_msgid(sim, bot, follower) -> None:
    bot.script = [status(503), status(500)]
    bot.answer = replying("来了")
    assert await sim.wechat.say("lib", "o1", "在吗")
    assert len({opened(a)["MsgId"] for a in bot.arrivals}) == 1
    assert len(bot.arrivals) == 3
    assert len({a.query["nonce"] for a in bot.arrivals}) == 3
    assert shown(sim) == [("person", "在吗"), ("passive", "来了")]


async def test_three_errors_show_the_notice_once(sim, bot, follower) -> None:
    bot.answer = status(500)
    assert await sim.wechat.say("lib", "o1", "在吗") is False
    assert len(bot.arrivals) == 3
    assert shown(sim) == [("person", "在吗"), ("system", FAILURE)]
    assert sim.wechat.chat("lib", "o1")[0].failed


async def test_a_server_that_is_gone_shows_the_notice(sim, bot, follower) -> None:
    await bot.stop()
    assert await sim.wechat.say("lib", "o1", "在吗") is False
    assert shown(sim) == [("person", "在吗"), ("system", FAILURE)]


async def test_a_late_answer_is_asked_again(sim, bot, follower) -> None:
    ended = asyncio.Event()

    async def never_in_time(_request: web.Request, _body: bytes) -> web.Response:
        await ended.wait()
        return web.Response()

    sim.wechat.patience = 1.0  # the second answer comes in time, however busy the machine is
    bot.script = [never_in_time]
    assert await sim.wechat.say("lib", "o1", "在吗")
    ended.set()
    assert len(bot.arrivals) == 2


async def test_a_pause_between_deliveries(sim, bot, follower) -> None:
    sim.wechat.pause = 0.03
    bot.answer = status(500)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await sim.wechat.say("lib", "o1", "在吗")
    assert loop.time() - begun >= 0.06


@pytest.mark.parametrize(
    "answer",
    [
        telling(lambda _: web.json_response({"errcode": 0})),
        telling(lambda _: web.Response(text="<xml>")),
        telling(lambda _: web.Response(text="<xml><Content>未加密</Content></xml>")),
        replying("a", ToUserName="somebody"),
        replying("a", FromUserName="somebody"),
        replying("a", CreateTime="now"),
        replying("a", MsgType="poem"),
        replying(" "),
        replying("课" * 683),
    ],
)
async def test_a_malformed_answer_shows_the_notice(sim, bot, follower, answer) -> None:
    bot.answer = answer
    assert await sim.wechat.say("lib", "o1", "在吗") is False
    assert len(bot.arrivals) == 1
    assert shown(sim) == [("person", "在吗"), ("system", FAILURE)]


async def test_a_wrong_msg_signature_shows_the_notice(sim, bot, follower) -> None:
    honest = replying("好")

    async def forged(request: web.Request, body: bytes) -> web.Response:
        text = (await honest(request, body)).text
        return web.Response(text=text.replace("<TimeStamp>1", "<TimeStamp>2"))

    bot.answer = forged
    assert await sim.wechat.say("lib", "o1", "在吗") is False


async def test_2048_bytes_are_shown(sim, bot, follower) -> None:
    bot.answer = replying("课" * 682 + "ab")
    assert await sim.wechat.say("lib", "o1", "在吗")


def news(count: int) -> str:
    item = "<item><Title>题</Title><Description>述</Description></item>"
    return f"<ArticleCount>{count}</ArticleCount><Articles>{item * count}</Articles>"


@pytest.mark.parametrize(
    ("count", "to_event", "taken"),
    [(1, False, True), (2, False, False), (8, True, True), (9, True, False)],
)
async def test_how_many_articles(sim, bot, follower, count, to_event, taken) -> None:
    async def answer(request: web.Request, body: bytes) -> web.Response:
        message = opened(Arrival({}, dict(request.query), body))
        xml = reply_xml(message, "x", MsgType="news")
        return sealed(xml.replace("</xml>", news(count) + "</xml>"))

    bot.answer = answer
    done = sim.wechat.scan("lib", "o1", "s") if to_event else sim.wechat.say("lib", "o1", "a")
    assert await done is taken


async def test_repeats_are_shown_once(sim, bot, follower) -> None:
    sim.deliver_times = 3
    bot.answer = replying("一次")
    await sim.wechat.say("lib", "o1", "在吗")
    assert len(bot.arrivals) == 3
    assert shown(sim) == [("person", "在吗"), ("passive", "一次")]


async def test_leaving_shows_nothing(sim, bot, follower) -> None:
    bot.answer = replying("再见")
    await sim.wechat.unfollow("lib", "o1")
    assert opened(bot.arrivals[0])["Event"] == "unsubscribe"
    assert shown(sim) == []
    with pytest.raises(InputError):
        sim.wechat.say("lib", "o1", "在吗")


async def test_menu_clicks_need_a_menu(sim, bot, follower, wechat: Wechat) -> None:
    with pytest.raises(InputError):
        sim.wechat.menu("lib", "o1", "today")
    await wechat.sign_in()
    below = [{"type": "click", "name": "进度", "key": "progress"}]
    menu = {"button": [{"name": "更多", "sub_button": below}]}
    assert await wechat.errcode("menu/create", menu) == 0
    await sim.wechat.menu("lib", "o1", "progress")
    event = opened(bot.arrivals[0])
    assert (event["Event"], event["EventKey"]) == ("CLICK", "progress")


async def test_links_in_a_reply_can_be_tapped(sim, bot, follower) -> None:
    bot.answer = replying(
        '选一个：<a href="weixin://bizmsgmenu?msgmenucontent=甲&msgmenuid=101">甲</a>'
    )
    await sim.wechat.say("lib", "o1", "小测")
    bubble = sim.wechat.chat("lib", "o1")[-1]
    assert (bubble.text, bubble.buttons) == ("选一个：甲", [("甲", "101")])
    await sim.wechat.tap("lib", "o1", bubble.id, "101")
    message = opened(bot.arrivals[-1])
    assert (message["Content"], message["bizmsgmenuid"]) == ("甲", "101")
    with pytest.raises(InputError):
        sim.wechat.tap("lib", "o1", bubble.id, "102")


async def test_the_console_checks_the_address(sim, bot) -> None:
    assert await sim.wechat.verify("lib") is False

    async def echo(request: web.Request, _body: bytes) -> web.Response:
        query = request.query
        assert query["signature"] == sign(TOKEN, query["timestamp"], query["nonce"])
        return web.Response(text=query["echostr"])

    bot.answer = echo
    assert await sim.wechat.verify("lib")


@pytest.mark.parametrize("mode", ["plain", "mixed"])
async def test_the_other_modes(sim: Simulator, bot: BotServer, mode: str) -> None:
    sim.add_wechat("old", APP_ID, "s", TOKEN, AES_KEY, f"{bot.url}/x", mode=mode)

    async def answer(_request: web.Request, body: bytes) -> web.Response:
        assert "<![CDATA[早]]>".encode() in body
        assert (b"<Encrypt>" in body) is (mode == "mixed")
        to, sender = "o1", body.decode().split("<ToUserName><![CDATA[")[1].split("]")[0]
        return web.Response(
            text=f"<xml><ToUserName>{to}</ToUserName><FromUserName>{sender}</FromUserName>"
            "<CreateTime>1</CreateTime><MsgType>text</MsgType><Content>好</Content></xml>"
        )

    await sim.wechat.follow("old", "o1")
    bot.answer = answer
    assert await sim.wechat.say("old", "o1", "早")


async def test_two_clicks_in_one_second_look_the_same(sim, bot, follower, clock) -> None:
    await sim.wechat.scan("lib", "o1", "s")
    await sim.wechat.scan("lib", "o1", "s")
    clock.move(timedelta(seconds=1))
    await sim.wechat.scan("lib", "o1", "s")
    times = [opened(a)["CreateTime"] for a in bot.arrivals]
    assert times == ["1795392000", "1795392000", "1795392001"]


async def test_the_stamp_follows_the_clock(sim, bot, follower, clock: FrozenClock) -> None:
    clock.move(timedelta(hours=1))
    await sim.wechat.say("lib", "o1", "在吗")
    assert bot.arrivals[0].query["timestamp"] == "1795395600"
