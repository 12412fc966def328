"""The passive reply as the platform takes it."""

import asyncio

import pytest
import xmltodict

from bot.clock import FrozenClock
from bot.domain.errors import SettingsError
from bot.domain.events import ChannelKind, InboundEvent, Text
from bot.domain.messages import Message, Option, Reply, say
from bot.ports import RawResponse
from tests.wechat.platform import NOW, channel, event, opened, plain, read_event, said, sealed

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
