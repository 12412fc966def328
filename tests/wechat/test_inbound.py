"""What a body means at its edges, and bodies that mean nothing (the printed ones: test_samples)."""

from datetime import UTC, datetime

import pytest

from bot.domain.errors import CallbackRefusedError
from bot.domain.events import (
    ChannelKind,
    ConsentsGiven,
    Followed,
    MassReported,
    Notice,
    PushesReported,
    PushReported,
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


@pytest.mark.parametrize("kind", ["image", "VOICE", "hologram"])
def test_what_we_cannot_read_is_said_so_and_opens_a_window(kind):
    assert meaning(message(kind)) == (Unsupported(kind.lower()), MESSAGE)


TICKET = "<Ticket><![CDATA[T]]></Ticket>"
EVENTS = [
    ("subscribe", "", Followed(None), CLICK),
    ("subscribe", key("qrscene_") + TICKET, Followed(None), CLICK),
    ("subscribe", key("scanbarcode|x"), Followed(None), CLICK),
    ("SCAN", key("") + TICKET, Notice("scan"), NONE),
    ("CLICK", key(""), Notice("click"), NONE),
    ("CLICK", key("today"), Tap("today"), CLICK),
    ("scancode_push", "", Notice("scancode_push"), CLICK),
]


@pytest.mark.parametrize(("name", "more", "wanted", "window"), EVENTS)
def test_events(name, more, wanted, window):
    assert meaning(event(name, more)) == (wanted, window)


T, ACCEPT = "<TemplateId>T</TemplateId>", "<SubscribeStatusString>accept</SubscribeStatusString>"
POPUP = "subscribe_msg_popup_event"


def popup(inner: str) -> str:
    return f"<SubscribeMsgPopupEvent>{inner}</SubscribeMsgPopupEvent>"


INCOMPLETE = [
    (POPUP, ""),
    (POPUP, "<SubscribeMsgPopupEvent>words</SubscribeMsgPopupEvent>"),
    (POPUP, popup("")),
    (POPUP, popup("<List>words</List>")),
    (POPUP, popup(f"<List>{ACCEPT}</List>")),
    (POPUP, popup(f"<List>{T}</List>")),
    (POPUP, popup(f"<List>{T}<SubscribeStatusString>ban</SubscribeStatusString></List>")),
    ("subscribe_msg_change_event", popup("<List/>")),
    ("subscribe_msg_sent_event", "<SubscribeMsgSentEvent><List/></SubscribeMsgSentEvent>"),
    ("TEMPLATESENDJOBFINISH", "<Status>success</Status>"),
    ("MASSSENDJOBFINISH", "<Status>send success</Status>"),
]


@pytest.mark.parametrize(("name", "more"), INCOMPLETE)
def test_a_report_that_lacks_what_matters_changes_nothing(name, more):
    assert meaning(event(name, more)) == (Notice(name.lower()), NONE)


def test_the_last_word_on_a_template_counts():
    refused = ACCEPT.replace("accept", "reject")
    twice = popup(f"<List>{T}{ACCEPT}</List><List>{T}{refused}</List>")
    assert meaning(event(POPUP, twice))[0] == ConsentsGiven((), ("T",))


def test_counts_that_are_none_count_nothing():
    counts = "<TotalCount>many</TotalCount><SentCount>-1</SentCount><ErrorCount>٣</ErrorCount>"
    got = meaning(event("MASSSENDJOBFINISH", f"<MsgID>7</MsgID><Status>x</Status>{counts}"))[0]
    assert got == MassReported("7", "x", total=0, filtered=0, sent=0, failed=0)


def test_a_status_is_short():
    got = meaning(
        event("TEMPLATESENDJOBFINISH", f"<MsgID>7</MsgID><Status>{'x' * 5000}</Status>")
    )[0]
    assert got == PushesReported((PushReported("7", ok=False, status="x" * 100),))


def test_a_job_is_known_by_either_spelling_of_its_number():
    got = meaning(event("MASSSENDJOBFINISH", "<MsgId>7</MsgId><Status>x</Status>"))[0]
    assert isinstance(got, MassReported)
    assert got.message_id == "7"


def test_an_erasure_is_the_persons_whom_it_names():
    assert read_event(event("user_info_modified", "<OpenID>oOther</OpenID>")).sender == "oOther"
    assert read_event(event("user_info_modified")).sender == "oPerson"


def test_an_event_is_known_by_sender_second_name_and_key():
    assert read_event(event("CLICK", key("today"))).key == "oPerson:1348831860:click:today"


@pytest.mark.parametrize("name", ["TEMPLATESENDJOBFINISH", "MASSSENDJOBFINISH"])
def test_two_reports_of_one_second_differ(name):
    first, second = (read_event(event(name, f"<MsgID>{n}</MsgID>")).key for n in (1, 2))
    assert first != second


def test_two_clicks_of_one_second_differ_and_a_repeat_does_not():
    today, quiz, again = (read_event(event("CLICK", key(k))).key for k in ("a", "b", "a"))
    assert today != quiz
    assert today == again


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
    "time of eleven digits": said("x").replace("1348831860", "13488318600"),
    "negative time": said("x").replace("1348831860", "-1"),
    "time in other digits": said("x").replace("1348831860", "１３４８８３１８６０"),
    "time with an underscore": said("x").replace("1348831860", "1348_831860"),
    "event without name": body("<MsgType>event</MsgType>"),
    "event of two names": event("CLICK", "<Event>VIEW</Event>"),
    "nul": said("x\x00"),
    "doctype": "<!DOCTYPE xml>" + said("x"),
    "doctype behind the declaration": '<?xml version="1.0"?><!DOCTYPE xml []>' + said("x"),
    "doctype behind a comment": "<!-- x --><!DOCTYPE xml []>" + said("x"),
    "attribute of the root": said("x").replace("<xml>", '<xml a="1">'),
    "undeclared entity": said("x").replace("<![CDATA[x]]>", "&a;"),
    "deep": body(f"{'<a>' * 20_000}{'</a>' * 20_000}{TAIL}"),
    "wide": body(f"{'<a/>' * 40_000}{TAIL}"),
}


@pytest.mark.parametrize("xml", JUNK.values(), ids=JUNK.keys())
def test_a_signed_body_that_is_no_message_is_unreadable(xml):
    with pytest.raises(CallbackRefusedError) as refused:
        channel().read(sealed(xml))
    assert refused.value.status == 400
    with pytest.raises(CallbackRefusedError) as refused:
        channel(allow_plaintext=True).read(plain(xml))
    assert refused.value.status == 400


def test_what_looks_like_a_doctype_in_words_is_words():
    assert read_event(said("<!DOCTYPE xml [<!ENTITY a 'b'>]> &a;")).body == Text(
        "<!DOCTYPE xml [<!ENTITY a 'b'>]> &a;"
    )
    assert read_event('<?xml version="1.0" encoding="utf-8"?>\n' + said("x")).body == Text("x")


def test_a_bomb_outside_the_encryption_is_never_parsed():
    request = sealed(said("x"))
    with pytest.raises(CallbackRefusedError) as refused:
        channel().read(type(request)("POST", request.query, {}, BOMB.encode()))
    assert refused.value.status == 400
