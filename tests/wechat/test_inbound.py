"""Every inbound sample of the official pages, and bodies that are none."""

from datetime import UTC, datetime

import pytest

from bot.domain.errors import CallbackRefusedError
from bot.domain.events import (
    ChannelKind,
    Followed,
    Left,
    Notice,
    Scanned,
    Tap,
    Text,
    Unsupported,
    WindowOpening,
)
from tests.wechat.platform import (
    HEAD,
    TAIL,
    body,
    channel,
    event,
    meaning,
    plain,
    read_event,
    said,
    sealed,
)

MESSAGE, CLICK, NONE = WindowOpening.MESSAGE, WindowOpening.CLICK, WindowOpening.NONE


def message(kind: str, inner: str = "") -> str:
    return body(f"<MsgType><![CDATA[{kind}]]></MsgType>{inner}{TAIL}")


def key(value: str) -> str:
    return f"<EventKey><![CDATA[{value}]]></EventKey>"


def test_a_text_is_read_whole():
    got = read_event(said("今日一课 👵🏻 <b> & ]"))
    assert got.body == Text("今日一课 👵🏻 <b> & ]")
    assert got.window is MESSAGE
    assert (got.account, got.channel) == ("city-wechat", ChannelKind.WECHAT)
    assert (got.sender, got.chat, got.in_group) == ("oPerson", "oPerson", False)
    assert got.at == datetime(2012, 9, 28, 11, 31, tzinfo=UTC)
    assert got.key == "oPerson:1234567890123456"


def test_an_article_text_has_the_key_of_its_message():
    more = "<MsgDataId>9</MsgDataId><Idx>1</Idx>"
    assert read_event(said("x").replace(TAIL, TAIL + more)).key == "oPerson:1234567890123456"


MESSAGES = {
    "text": ("<Content><![CDATA[this is a test]]></Content>", Text("this is a test"), MESSAGE),
    "empty text": ("<Content><![CDATA[  ]]></Content>", Text(""), MESSAGE),
    "text without content": ("", Text(""), MESSAGE),
    "menu click": (
        "<Content><![CDATA[1. A]]></Content><bizmsgmenuid>answer:7:1</bizmsgmenuid>",
        Tap("answer:7:1"),
        CLICK,
    ),
}


@pytest.mark.parametrize(("inner", "wanted", "window"), MESSAGES.values(), ids=MESSAGES.keys())
def test_texts(inner, wanted, window):
    assert meaning(message("text", inner)) == (wanted, window)


VOICE = (
    "<MediaId><![CDATA[id]]></MediaId><Format><![CDATA[amr]]></Format>"
    "<MediaId16K><![CDATA[id]]></MediaId16K>"
)


def test_a_voice_with_its_words_is_a_text():
    words = "<Recognition><![CDATA[上课]]></Recognition>"
    assert meaning(message("voice", VOICE + words)) == (Text("上课"), MESSAGE)


UNREAD = {
    "voice": VOICE,
    "voice ": VOICE + "<Recognition><![CDATA[]]></Recognition>",
    "image": "<PicUrl><![CDATA[url]]></PicUrl><MediaId><![CDATA[id]]></MediaId>",
    "video": "<MediaId><![CDATA[i]]></MediaId><ThumbMediaId><![CDATA[i]]></ThumbMediaId>",
    "shortvideo": "<MediaId><![CDATA[i]]></MediaId><ThumbMediaId><![CDATA[i]]></ThumbMediaId>",
    "location": "<Location_X>23.134521</Location_X><Location_Y>113.358803</Location_Y>"
    "<Scale>20</Scale><Label><![CDATA[place]]></Label>",
    "link": "<Title><![CDATA[t]]></Title><Description><![CDATA[d]]></Description>"
    "<Url><![CDATA[u]]></Url>",
    "hologram": "",
}


@pytest.mark.parametrize(("kind", "inner"), UNREAD.items(), ids=UNREAD.keys())
def test_what_we_cannot_read_is_said_so_and_opens_a_window(kind, inner):
    kind = kind.strip()
    assert meaning(message(kind, inner)) == (Unsupported(kind), MESSAGE)


TICKET = "<Ticket><![CDATA[T]]></Ticket>"
SUBSCRIBED = "<TemplateId><![CDATA[T]]></TemplateId>"
EVENTS = [
    ("subscribe", key(""), Followed(None), CLICK),
    ("subscribe", "", Followed(None), CLICK),
    ("subscribe", key("qrscene_class-7") + TICKET, Followed("class-7"), CLICK),
    ("subscribe", key("qrscene_") + TICKET, Followed(None), CLICK),
    ("subscribe", key("scanbarcode|x"), Followed(None), CLICK),
    ("unsubscribe", key(""), Left(), NONE),
    ("SCAN", key("class-7") + TICKET, Scanned("class-7"), CLICK),
    ("SCAN", key("") + TICKET, Notice("scan"), NONE),
    ("LOCATION", "<Latitude>23.137466</Latitude>", Notice("location"), NONE),
    ("CLICK", key("today"), Tap("today"), CLICK),
    ("click", key("today"), Tap("today"), CLICK),
    ("VIEW", key("https://example.org") + "<MenuId>1</MenuId>", Notice("view"), NONE),
    ("view_miniprogram", key("pages/i"), Notice("view_miniprogram"), NONE),
    (
        "scancode_waitmsg",
        key("k") + "<ScanCodeInfo><ScanType><![CDATA[qrcode]]></ScanType>"
        "<ScanResult><![CDATA[1]]></ScanResult></ScanCodeInfo>",
        Notice("scancode_waitmsg"),
        CLICK,
    ),
    ("scancode_push", key("k"), Notice("scancode_push"), CLICK),
    (
        "TEMPLATESENDJOBFINISH",
        "<MsgID>200163836</MsgID><Status><![CDATA[success]]></Status>",
        Notice("templatesendjobfinish"),
        NONE,
    ),
    (
        "MASSSENDJOBFINISH",
        (
            "<MsgID>1000001625</MsgID><Status><![CDATA[send success]]></Status>"
            "<TotalCount>100</TotalCount><ArticleUrlResult><ResultList><item><ArticleIdx>1</ArticleIdx>"
            "</item><item><ArticleIdx>2</ArticleIdx></item></ResultList></ArticleUrlResult>"
        ),
        Notice("masssendjobfinish"),
        NONE,
    ),
    (
        "PUBLISHJOBFINISH",
        "<PublishEventInfo><publish_id>1</publish_id></PublishEventInfo>",
        Notice("publishjobfinish"),
        NONE,
    ),
    (
        "subscribe_msg_popup_event",
        f"<SubscribeMsgPopupEvent><List>{SUBSCRIBED}</List></SubscribeMsgPopupEvent>",
        Notice("subscribe_msg_popup_event"),
        NONE,
    ),
    (
        "subscribe_msg_change_event",
        f"<SubscribeMsgChangeEvent><List>{SUBSCRIBED}</List></SubscribeMsgChangeEvent>",
        Notice("subscribe_msg_change_event"),
        NONE,
    ),
    (
        "subscribe_msg_sent_event",
        f"<SubscribeMsgSentEvent><List>{SUBSCRIBED}</List></SubscribeMsgSentEvent>",
        Notice("subscribe_msg_sent_event"),
        NONE,
    ),
    (
        "user_authorization_revoke",
        "<OpenID><![CDATA[o]]></OpenID><AppID><![CDATA[wx]]></AppID><RevokeInfo>1</RevokeInfo>",
        Notice("user_authorization_revoke"),
        NONE,
    ),
]


@pytest.mark.parametrize(("name", "more", "wanted", "window"), EVENTS)
def test_events(name, more, wanted, window):
    assert meaning(event(name, more)) == (wanted, window)


def test_an_event_is_known_by_sender_second_name_and_key():
    assert read_event(event("CLICK", key("today"))).key == "oPerson:1348831860:click:today"


def test_two_reports_of_one_second_differ():
    first, second = (
        read_event(event("TEMPLATESENDJOBFINISH", f"<MsgID>{n}</MsgID>")).key for n in (1, 2)
    )
    assert first != second


def test_a_repeat_has_the_same_key():
    assert read_event(said("a")).key == read_event(said("a")).key


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + f"]><xml>{HEAD}<MsgType>text</MsgType><Content>&m;</Content>{TAIL}</xml>"
)
OUTSIDE = (
    '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    f"<xml>{HEAD}<MsgType>text</MsgType><Content>&f;</Content>{TAIL}</xml>"
)
JUNK = {
    "bomb": BOMB,
    "outside entity": OUTSIDE,
    "empty": "",
    "words": "hello",
    "json": "{}",
    "unclosed": said("x")[:-3],
    "no fields": "<xml></xml>",
    "other root": said("x").replace("xml>", "html>"),
    "no type": body(TAIL),
    "nested type": body(f"<MsgType><a>text</a></MsgType>{TAIL}"),
    "two types": body(f"<MsgType>text</MsgType><MsgType>text</MsgType>{TAIL}"),
    "no id": said("x").replace(TAIL, ""),
    "no sender": said("x").replace("FromUserName", "Other"),
    "two senders": said("x").replace(HEAD, HEAD + HEAD),
    "no receiver": said("x").replace("ToUserName", "Other"),
    "no time": said("x").replace("CreateTime", "Other"),
    "time in words": said("x").replace("1348831860", "now"),
    "time beyond years": said("x").replace("1348831860", "9" * 20),
    "event without name": body("<MsgType>event</MsgType>"),
    "event of two names": event("CLICK", "<Event>VIEW</Event>"),
    "nul": said("x\x00"),
}


@pytest.mark.parametrize("xml", JUNK.values(), ids=JUNK.keys())
def test_a_signed_body_that_is_no_message_is_unreadable(xml):
    with pytest.raises(CallbackRefusedError) as refused:
        channel().read(sealed(xml))
    assert refused.value.status == 400
    with pytest.raises(CallbackRefusedError) as refused:
        channel(allow_plaintext=True).read(plain(xml))
    assert refused.value.status == 400


def test_a_bomb_outside_the_encryption_is_never_parsed():
    request = sealed(said("x"))
    with pytest.raises(CallbackRefusedError) as refused:
        channel().read(type(request)("POST", request.query, {}, BOMB.encode()))
    assert refused.value.status == 400
