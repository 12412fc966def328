"""What people do, as the server is told of it (reference/wechat.md sections 3 and 4)."""

from datetime import timedelta

import pytest
from aiohttp import web

from adapters.simulator import Simulator
from adapters.simulator.wechat_callback import FAILURE
from bot.clock import FrozenClock
from bot.domain.errors import InputError
from tests.simulator.bots import Arrival, BotServer, status
from tests.simulator.conftest import APP_ID, Wechat
from tests.simulator.wechat_bot import events, opened, reply_xml, replying, sealed

PNG = b"\x89PNG picture"


@pytest.fixture
async def follower(sim: Simulator, bot: BotServer) -> str:
    """o1 follows; no window is open."""
    sim.wechat.add_followers("lib", ["o1"])
    return "o1"


def raw(bot: BotServer) -> str:
    """The last clear body."""
    from tests.simulator.wechat_bot import CRYPTO

    last = bot.arrivals[-1]
    return CRYPTO.decrypt_message(
        last.body, last.query["msg_signature"], last.query["timestamp"], last.query["nonce"]
    )


async def test_a_picture(sim: Simulator, bot: BotServer, follower, http, signed_in) -> None:
    bot.answer = replying("真好看")
    assert await sim.wechat.image("lib", "o1", PNG, "photo.png")
    message = opened(bot.arrivals[-1])
    assert list(message) == [
        "ToUserName", "FromUserName", "CreateTime", "MsgType", "PicUrl", "MediaId", "MsgId",
    ]  # fmt: skip
    async with http.get(message["PicUrl"]) as answer:
        assert await answer.read() == PNG
    path = "/wechat-api/cgi-bin/media/get"
    query = {"access_token": signed_in.token, "media_id": message["MediaId"]}
    async with http.get(path, params=query) as answer:
        assert await answer.read() == PNG
    first, second = sim.wechat.chat("lib", "o1")
    assert (first.mine, first.text, second.text) == (True, "[图片]", "真好看")
    assert message["PicUrl"] == sim.url + first.media


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        (None, ["MediaId", "Format", "MediaId16K", "MsgId"]),
        ("", ["MediaId", "Format", "MediaId16K", "Recognition", "MsgId"]),
        ("今日一课", ["MediaId", "Format", "MediaId16K", "Recognition", "MsgId"]),
    ],
)
async def test_a_voice(sim, bot, follower, words, fields) -> None:
    await sim.wechat.voice("lib", "o1", b"#!AMR", words)
    message = opened(bot.arrivals[-1])
    assert list(message)[4:] == fields
    assert (message["MsgType"], message["Format"]) == ("voice", "amr")
    assert message.get("Recognition") == (words or None)


@pytest.mark.parametrize(("short", "kind"), [(False, "video"), (True, "shortvideo")])
async def test_a_film(sim, bot, follower, short, kind) -> None:
    await sim.wechat.video("lib", "o1", b"ftyp", b"\xff\xd8", short=short)
    message = opened(bot.arrivals[-1])
    assert (message["MsgType"], list(message)[4:]) == (
        kind, ["MediaId", "ThumbMediaId", "MsgId"],
    )  # fmt: skip


async def test_a_place_and_a_link(sim, bot, follower) -> None:
    await sim.wechat.location("lib", "o1", "23.134521", "113.358803", "天河 ]]> 图书馆")
    assert (
        "<MsgType><![CDATA[location]]></MsgType><Location_X>23.134521</Location_X>"
        "<Location_Y>113.358803</Location_Y><Scale>20</Scale>" in raw(bot)
    )
    assert opened(bot.arrivals[-1])["Label"] == "天河 ]]> 图书馆"
    await sim.wechat.link("lib", "o1", "题", "述", "https://e.org/?a=1&b=2")
    message = opened(bot.arrivals[-1])
    assert (message["MsgType"], message["Title"], message["Description"], message["Url"]) == (
        "link", "题", "述", "https://e.org/?a=1&b=2",
    )  # fmt: skip


async def test_every_message_opens_the_long_window(sim, follower, signed_in: Wechat) -> None:
    body = {"touser": "o1", "msgtype": "text", "text": {"content": "课"}}
    acts = (
        lambda: sim.wechat.image("lib", "o1", PNG),
        lambda: sim.wechat.voice("lib", "o1", b"#!AMR"),
        lambda: sim.wechat.video("lib", "o1", b"ftyp", b"\xff\xd8"),
        lambda: sim.wechat.location("lib", "o1", "23.1", "113.3", "天河"),
        lambda: sim.wechat.link("lib", "o1", "题", "述", "https://e.org"),
    )
    for act in acts:
        await act()
        codes = [await signed_in.errcode("message/custom/send", body) for _ in range(6)]
        assert codes == [0] * 5 + [45047]


async def test_a_menu_link(sim, bot, follower, signed_in: Wechat) -> None:
    url = "https://e.org/rules"
    entry = {"type": "view", "name": "章程", "url": url}
    await signed_in.call("menu/create", {"button": [{"name": "更多", "sub_button": [entry]}]})
    bot.answer = replying("没人看得见")
    await sim.wechat.view("lib", "o1", url)
    event = opened(bot.arrivals[-1])
    assert (event["Event"], event["EventKey"], event["MenuId"]) == ("VIEW", url, "428000000")
    assert sim.wechat.chat("lib", "o1") == []
    body = {"touser": "o1", "msgtype": "text", "text": {"content": "课"}}
    assert await signed_in.errcode("message/custom/send", body) == 45015
    with pytest.raises(InputError):
        sim.wechat.view("lib", "o1", "https://e.org/else")


@pytest.mark.parametrize(
    ("event", "follows"),
    [
        ("user_info_modified", 1),
        ("user_authorization_revoke", 1),
        ("user_authorization_cancellation", 0),
    ],
)
async def test_an_erasure_is_demanded(sim, bot, follower, signed_in, event, follows) -> None:
    await sim.wechat.demand_erasure("lib", "o1", event)
    (told,) = events(bot.arrivals, event)
    assert (told["OpenID"], told["AppID"], told["RevokeInfo"]) == ("o1", APP_ID, "1")
    assert (await signed_in.call("user/info", openid="o1"))["subscribe"] == follows


async def test_a_report_that_is_not_taken_shows_no_failure(sim, bot, follower) -> None:
    bot.answer = status(500)
    sim.wechat.add_template("lib", "ONCE", {"thing1": "课程"})
    assert await sim.wechat.notices("lib", "o1", {"ONCE": "accept"}) is False
    assert len(bot.arrivals) == 3
    assert sim.wechat.chat("lib", "o1") == []
    await sim.wechat.say("lib", "o1", "在吗")
    assert sim.wechat.chat("lib", "o1")[-1].text == FAILURE


async def test_what_reached_a_person_with_its_rung(sim, bot, follower, signed_in, clock) -> None:
    sim.wechat.add_followers("lib", ["o2"])
    sim.wechat.add_template("lib", "ONCE", {"thing1": "课程"}, title="每日一课")
    sim.wechat.add_template("lib", "TPL", {"thing1": "课程"}, use="template")
    bot.answer = replying("您好")
    await sim.wechat.say("lib", "o1", "在吗")
    bot.answer = replying("")
    fields = {"data": {"thing1": {"value": "防骗"}}, "touser": "o1"}
    text = {"msgtype": "text", "text": {"content": "课"}}
    await sim.wechat.notices("lib", "o1", {"ONCE": "accept"})
    clock.move(timedelta(minutes=1))
    await signed_in.call("message/custom/send", {"touser": "o1"} | text)
    await signed_in.call("message/subscribe/bizsend", fields | {"template_id": "ONCE"})
    await signed_in.call("message/template/send", fields | {"template_id": "TPL"})
    await signed_in.call("message/mass/send", {"touser": ["o1", "o2"]} | text)
    clock.move(timedelta(minutes=1))
    await sim.settle()
    sent = sim.wechat.sent("lib", "o1")
    assert [(one.rung, one.text) for one in sent] == [
        ("reply", "您好"),
        ("customer", "课"),
        ("notice", "课程：防骗"),
        ("template", "课程：防骗"),
        ("mass", "课"),
    ]
    assert [one.at - sent[0].at for one in sent] == [timedelta(minutes=n) for n in (0, 1, 1, 1, 2)]
    assert sim.wechat.sent("lib", "nobody") == []


# Passive replies with files ------------------------------------------------------------------


def answering(inner: str, kind: str):
    """A reply of ``kind`` with ``inner`` beside its head."""

    async def answer(request: web.Request, body: bytes) -> web.Response:
        message = opened(Arrival({}, dict(request.query), body))
        xml = reply_xml(message, "x", MsgType=kind)
        return sealed(xml.replace("</xml>", inner + "</xml>"))

    return answer


async def test_passive_pictures_sounds_and_films_are_shown(sim, bot, follower, signed_in) -> None:
    ids = {}
    for kind, filename in (("image", "a.png"), ("voice", "a.mp3"), ("video", "a.mp4")):
        up = await signed_in.upload("media/upload", kind.encode(), filename, type=kind)
        ids[kind] = up["media_id"]
    for kind, words in (("image", "[图片]"), ("voice", "[语音]"), ("video", "[视频]")):
        outer = kind.capitalize()
        bot.answer = answering(f"<{outer}><MediaId>{ids[kind]}</MediaId></{outer}>", kind)
        assert await sim.wechat.say("lib", "o1", "看")
        bubble = sim.wechat.chat("lib", "o1")[-1]
        assert (bubble.via, bubble.text) == ("passive", words)
        assert bubble.media.startswith("/wechat-api/media/")
    bot.answer = answering(f"<Image><MediaId>{ids['voice']}</MediaId></Image>", "image")
    assert await sim.wechat.say("lib", "o1", "看") is False
    assert sim.wechat.chat("lib", "o1")[-1].text == FAILURE


async def test_passive_news_can_be_opened(sim, bot, follower) -> None:
    item = (
        "<item><Title>题</Title><Description>述</Description>"
        "<PicUrl>https://p</PicUrl><Url>https://e.org</Url></item>"
    )
    inner = f"<ArticleCount>1</ArticleCount><Articles>{item}</Articles>"
    bot.answer = answering(inner, "news")
    assert await sim.wechat.say("lib", "o1", "看")
    bubble = sim.wechat.chat("lib", "o1")[-1]
    assert (bubble.links, bubble.media) == ([("题", "https://e.org")], "https://p")


async def test_links_of_a_text_can_be_opened(sim, bot, follower) -> None:
    bot.answer = replying('想要提醒？<a href="https://e.org/?a=1&amp;b=2">点这里</a>')
    await sim.wechat.say("lib", "o1", "提醒")
    bubble = sim.wechat.chat("lib", "o1")[-1]
    assert (bubble.text, bubble.links, bubble.buttons) == (
        "想要提醒？点这里", [("点这里", "https://e.org/?a=1&b=2")], [],
    )  # fmt: skip


async def test_nobody_does_what_nobody_could(sim: Simulator, follower) -> None:
    for act in (
        lambda: sim.wechat.image("lib", "o9", PNG),
        lambda: sim.wechat.say("nowhere", "o1", "在吗"),
        lambda: sim.wechat.demand_erasure("lib", "o9"),
        lambda: sim.wechat.refuse_notice("lib", "o1", "NONE"),
    ):
        with pytest.raises(InputError):
            act()


async def test_who_comes_back_starts_anew(sim, follower, signed_in, clock: FrozenClock) -> None:
    number = (await signed_in.call("tags/create", {"tag": {"name": "班"}}))["tag"]["id"]
    body = {"openid_list": ["o1"], "tagid": number}
    await signed_in.call("tags/members/batchtagging", body)
    await sim.wechat.unfollow("lib", "o1")
    clock.move(timedelta(hours=1))
    await sim.wechat.follow("lib", "o1")
    told = await signed_in.call("user/info", openid="o1")
    assert (told["tagid_list"], told["subscribe_time"]) == ([], 1795395600)
