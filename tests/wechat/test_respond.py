"""The passive reply as the platform takes it."""

import asyncio

import pytest
import xmltodict
from aiohttp import web

from adapters.wechat import WeChatChannel
from bot.clock import FrozenClock
from bot.domain.errors import SettingsError
from bot.domain.events import ChannelKind, InboundEvent, Text
from bot.domain.messages import Card, Media, Message, Option, Reply, say
from bot.ports import RawResponse
from tests.wechat.platform import (
    NOW,
    Files,
    api,
    channel,
    connected,
    event,
    opened,
    plain,
    read_event,
    said,
    sealed,
)

SUCCESS = RawResponse(200, b"success", "text/plain")
HARD = [
    "好的，明天见。",
    "]]>",
    "a]]>b]]]]>c]]>]]>",
    "<xml>&amp;</xml>",
    "👩‍👩‍👧‍👦🇨🇳👍🏽",
    "{0} {content} %s",
    "第一段\n\n第二段",
]


def answered(reply: Reply | None, xml: str = said("hi")) -> RawResponse:
    return asyncio.run(channel().respond(read_event(xml), reply))


@pytest.mark.parametrize("text", HARD)
def test_the_text_arrives_as_it_is(text):
    response = answered(say(text))
    assert response.content_type == "application/xml"
    assert xmltodict.parse(opened(response))["xml"] == {
        "MsgType": "text",
        "FromUserName": "gh_school",
        "ToUserName": "oPerson",
        "CreateTime": str(int(NOW.timestamp())),
        "Content": text,
    }


def test_control_characters_do_not_break_the_answer():
    assert xmltodict.parse(opened(answered(say("a\x00\x08\x1bb\ud800"))))["xml"]["Content"] == "ab"


def test_the_answer_has_the_four_fields_of_the_protocol():
    fields = xmltodict.parse(answered(say("x")).body)["xml"]
    assert list(fields) == ["Encrypt", "MsgSignature", "TimeStamp", "Nonce"]
    assert fields["TimeStamp"] == str(int(NOW.timestamp()))


def test_no_two_answers_are_alike():
    assert answered(say("x")).body != answered(say("x")).body


def test_title_options_and_hint_are_numbered_text():
    reply = say("选吧", Option("甲", "1"), Option("乙", "2"), title="课", hint="回复数字")
    content = xmltodict.parse(opened(answered(reply)))["xml"]["Content"]
    assert content == "【课】\n选吧\n1. 甲\n2. 乙\n回复数字"


def test_nothing_to_say_is_success():
    assert answered(None) == SUCCESS
    assert answered(Reply(())) == SUCCESS
    assert answered(Reply((Message("\x00"),))) == SUCCESS


@pytest.mark.parametrize("name", ["unsubscribe", "VIEW", "TEMPLATESENDJOBFINISH"])
def test_reports_and_goodbyes_are_never_answered(name):
    assert answered(say("x"), event(name)) == SUCCESS


def test_an_overlong_reply_goes_out_as_its_first_page():
    content = xmltodict.parse(opened(answered(say("学而时习之。" * 400))))["xml"]["Content"]
    assert len(content.encode()) <= 2048
    assert content.endswith("回复「继续」看下文")


def test_a_plain_callback_gets_a_plain_answer():
    got = channel(allow_plaintext=True, aes_key="")
    response = asyncio.run(got.respond(got.read(plain(said("hi"))), say("好")))
    assert xmltodict.parse(response.body)["xml"]["Content"] == "好"


def test_names_cannot_break_the_answer_either():
    xml = said("hi").replace("<![CDATA[oPerson]]>", "o]]&gt;&lt;/xml&gt;")
    content = xmltodict.parse(opened(answered(say("x"), xml)))["xml"]
    assert content["ToUserName"] == "o]]></xml>"


def test_an_event_of_another_making_is_a_mistake_of_ours():
    foreign = InboundEvent("a", ChannelKind.WECHAT, "k", "o", "o", NOW, Text("x"))
    with pytest.raises(TypeError):
        asyncio.run(channel().respond(foreign, say("x")))


def test_two_processes_answer_for_one_account():
    event_here = channel().read(sealed(said("hi")))
    response = asyncio.run(channel(clock=FrozenClock(NOW)).respond(event_here, say("好")))
    assert xmltodict.parse(opened(response))["xml"]["FromUserName"] == "gh_school"


def test_without_a_key_nothing_can_be_sealed():
    got = channel(allow_plaintext=True, aes_key="")
    with pytest.raises(SettingsError):
        asyncio.run(got.respond(read_event(said("hi")), say("x")))


FACTS = {
    "FromUserName": "gh_school",
    "ToUserName": "oPerson",
    "CreateTime": str(int(NOW.timestamp())),
}


async def shown(got: WeChatChannel, message: Message) -> dict[str, object]:
    """The answer's fields when ``message`` is the reply."""
    incoming = got.read(sealed(said("hi")))
    assert isinstance(incoming, InboundEvent)
    response = await got.respond(incoming, Reply((message,)))
    return {**xmltodict.parse(opened(response))["xml"]}


@pytest.mark.parametrize(
    ("kind", "content_type", "fields"),
    [
        ("image", "image/png", {"Image": {"MediaId": "M1"}}),
        ("voice", "audio/amr", {"Voice": {"MediaId": "M1"}}),
        (
            "video",
            "video/mp4",
            {"Video": {"MediaId": "M1", "Title": None, "Description": "慢走]]>"}},
        ),
    ],
)
async def test_a_file_is_the_answer(kind, content_type, fields):
    files = Files()
    name = files.put(kind=kind, content_type=content_type)
    async with api() as made, connected(made, media=files) as got:
        answer = await shown(got, Message("", media=Media(kind, name, "慢走]]>")))
        assert made.forms[0].query["type"] == kind
    assert answer == {**FACTS, "MsgType": kind, **fields}


async def test_a_card_is_the_answer():
    card = Card("竞赛]]>\x00", "三天后截止", "https://x.cn/?a=1&b=]]>", "https://x.cn/p.png")
    answer = await shown(channel(), Message("", card=card))
    item = {
        "Title": "竞赛]]>",
        "Description": "三天后截止",
        "PicUrl": "https://x.cn/p.png",
        "Url": "https://x.cn/?a=1&b=]]>",
    }
    assert answer == {
        **FACTS,
        "MsgType": "news",
        "ArticleCount": "1",
        "Articles": {"item": item},
    }


async def test_a_mini_program_is_opened_from_a_text():
    card = Card("学分", "", "https://x.cn", "", "wx77", "pages/c")
    answer = await shown(channel(), Message("", card=card))
    assert answer["Content"] == (
        '【学分】\n<a href="https://x.cn" data-miniprogram-appid="wx77"'
        ' data-miniprogram-path="pages/c">点这里打开</a>'
    )


@pytest.mark.parametrize("answer", [502, {"errcode": 45009}, b"{"])
async def test_a_file_that_cannot_be_brought_goes_in_its_words(answer):
    files = Files()
    picture = Media("image", files.put(), "图里写着：慢走。")
    async with api() as made, connected(made, media=files) as got:
        made.script("media/upload", answer)
        assert (await shown(got, Message("", media=picture)))["Content"] == "图里写着：慢走。"


async def test_a_slow_upload_is_not_waited_for_and_serves_the_next():
    files, release = Files(), asyncio.Event()
    picture = Message("", media=Media("image", files.put(), "图里写着：慢走。"))

    async def slow(request: web.Request) -> web.Response:
        await release.wait()
        return web.json_response({"media_id": "M7"})

    async with api() as made, connected(made, media=files) as got:
        got._answers._patience = 0.05
        made.script("media/upload", slow)
        assert (await shown(got, picture))["MsgType"] == "text"
        release.set()
        await got._line.media.media_id(picture.media.hash)
        assert (await shown(got, picture))["Image"] == {"MediaId": "M7"}
        assert len(made.forms) == 1


async def test_only_the_first_page_is_the_answer():
    card = Card("竞赛", "", "https://x.cn")
    reply = Reply((Message("先读这个。"), Message("", card=card)))
    incoming = read_event(said("hi"))
    response = await channel().respond(incoming, reply)
    content = xmltodict.parse(opened(response))["xml"]["Content"]
    assert content == "先读这个。\n\n回复「继续」看下文"
