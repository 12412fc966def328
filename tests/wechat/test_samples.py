"""Every message and event the official pages print (接收普通消息, 接收事件推送, 自定义菜单的事件推送,
订阅通知, 模板消息, 群发), as they print it: what it means, what window it opens, its key.
"""

from collections.abc import Callable

import pytest

from bot.domain.events import (
    ConsentsGiven,
    ConsentsWithdrawn,
    ErasureDemanded,
    EventBody,
    FileSent,
    Followed,
    InboundEvent,
    Left,
    MassReported,
    Notice,
    PushesReported,
    PushReported,
    Scanned,
    Tap,
    Text,
    Unsupported,
    WindowOpening,
)
from tests.wechat.callbacks import callback, cipher_of
from tests.wechat.platform import channel, read_event

MESSAGE, CLICK, NONE = WindowOpening.MESSAGE, WindowOpening.CLICK, WindowOpening.NONE
HEAD = (
    "<ToUserName>«gh_id»</ToUserName><FromUserName>«openid»</FromUserName>"
    "<CreateTime>1348831860</CreateTime>"
)
ID = "<MsgId>1234567890123456</MsgId>"
ARTICLE = "<MsgDataId>100</MsgDataId><Idx>1</Idx>"


def printed(inner: str) -> str:
    """A body from the short hand of the reference: ``«x»`` is a CDATA section."""
    body = f"<xml>{HEAD}{inner}</xml>"
    return body.replace("«", "<![CDATA[").replace("»", "]]>")


MESSAGES: dict[str, tuple[str, EventBody, WindowOpening]] = {
    "text": (
        "<MsgType>«text»</MsgType><Content>«this is a test»</Content>",
        Text("this is a test"),
        MESSAGE,
    ),
    "msgmenu click": (
        "<MsgType>«text»</MsgType><Content>«满意»</Content><bizmsgmenuid>101</bizmsgmenuid>",
        Tap("101"),
        CLICK,
    ),
    "image": (
        "<MsgType>«image»</MsgType><PicUrl>«url»</PicUrl><MediaId>«id»</MediaId>",
        FileSent("image", "id"),
        MESSAGE,
    ),
    "voice": (
        (
            "<MsgType>«voice»</MsgType><MediaId>«id»</MediaId><Format>«amr»</Format>"
            "<MediaId16K>«id»</MediaId16K>"
        ),
        FileSent("voice", "id"),
        MESSAGE,
    ),
    "voice with its words": (
        (
            "<MsgType>«voice»</MsgType><MediaId>«id»</MediaId><Format>«amr»</Format>"
            "<Recognition>«今日一课»</Recognition>"
        ),
        Text("今日一课", FileSent("voice", "id")),
        MESSAGE,
    ),
    "voice with no words any more": (
        "<MsgType>«voice»</MsgType><MediaId>«id»</MediaId><Recognition>«»</Recognition>",
        FileSent("voice", "id"),
        MESSAGE,
    ),
    "video": (
        "<MsgType>«video»</MsgType><MediaId>«id»</MediaId><ThumbMediaId>«id»</ThumbMediaId>",
        FileSent("video", "id"),
        MESSAGE,
    ),
    "short video": (
        "<MsgType>«shortvideo»</MsgType><MediaId>«id»</MediaId><ThumbMediaId>«id»</ThumbMediaId>",
        FileSent("shortvideo", "id"),
        MESSAGE,
    ),
    "location": (
        (
            "<MsgType>«location»</MsgType><Location_X>23.134521</Location_X>"
            "<Location_Y>113.358803</Location_Y><Scale>20</Scale><Label>«place»</Label>"
        ),
        Unsupported("location"),
        MESSAGE,
    ),
    "link": (
        "<MsgType>«link»</MsgType><Title>«t»</Title><Description>«d»</Description><Url>«u»</Url>",
        FileSent("link", url="u", caption="t"),
        MESSAGE,
    ),
}


@pytest.mark.parametrize("more", ["", ARTICLE], ids=["plain", "from an article"])
@pytest.mark.parametrize(("inner", "body", "window"), MESSAGES.values(), ids=MESSAGES)
def test_messages(inner: str, body: EventBody, window: WindowOpening, more: str) -> None:
    got = read_event(printed(inner + ID + more))
    assert (got.body, got.window) == (body, window)
    assert got.key == "openid:1234567890123456"
    assert (got.sender, got.chat) == ("openid", "openid")


SCAN = "<ScanCodeInfo><ScanType>«qrcode»</ScanType><ScanResult>«1»</ScanResult></ScanCodeInfo>"
PICTURES = (
    "<SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>«1b5f7c23b5bf75682a53e7b6d163e185»"
    "</PicMd5Sum></item></PicList></SendPicsInfo>"
)
PLACE = (
    "<SendLocationInfo><Location_X>«23»</Location_X><Location_Y>«113»</Location_Y>"
    "<Scale>«15»</Scale><Label>«place»</Label><Poiname>«»</Poiname></SendLocationInfo>"
)
MASS = (
    "<MsgID>1000001625</MsgID><Status>«send success»</Status><TotalCount>100</TotalCount>"
    "<FilterCount>80</FilterCount><SentCount>75</SentCount><ErrorCount>5</ErrorCount>"
    "<CopyrightCheckResult><Count>2</Count><ResultList><item><ArticleIdx>1</ArticleIdx></item>"
    "<item><ArticleIdx>2</ArticleIdx></item></ResultList><CheckState>2</CheckState>"
    "</CopyrightCheckResult><ArticleUrlResult><Count>1</Count><ResultList><item>"
    "<ArticleIdx>1</ArticleIdx><ArticleUrl>«u»</ArticleUrl></item></ResultList></ArticleUrlResult>"
)


def template(name: str, word: str, more: str = "") -> str:
    return (
        f"<List><TemplateId>«{name}»</TemplateId>"
        f"<SubscribeStatusString>«{word}»</SubscribeStatusString>{more}</List>"
    )


def told(job: str, code: str, status: str) -> str:
    return (
        f"<List><TemplateId>«T»</TemplateId><MsgID>{job}</MsgID>"
        f"<ErrorCode>{code}</ErrorCode><ErrorStatus>«{status}»</ErrorStatus></List>"
    )


def popup(*lists: str) -> str:
    return f"<SubscribeMsgPopupEvent>{''.join(lists)}</SubscribeMsgPopupEvent>"


def change(*lists: str) -> str:
    return f"<SubscribeMsgChangeEvent>{''.join(lists)}</SubscribeMsgChangeEvent>"


def sent(*lists: str) -> str:
    return f"<SubscribeMsgSentEvent>{''.join(lists)}</SubscribeMsgSentEvent>"


def key(value: str) -> str:
    return f"<EventKey>«{value}»</EventKey>"


TICKET = "<Ticket>«T»</Ticket>"
SCENE = "<PopupScene>2</PopupScene>"
ERASE = "<OpenID>«o»</OpenID><AppID>«wx»</AppID><RevokeInfo>1</RevokeInfo>"
ARRIVED = PushReported("1700827132819554304", ok=True, status="success")
PUBLISHED = (
    "<PublishEventInfo><publish_id>1</publish_id><publish_status>0</publish_status>"
    "<article_id>«A»</article_id></PublishEventInfo>"
)
# The event, what stands beside it, what it means, its window, and the end of its key.
EVENTS: dict[str, tuple[str, str, EventBody, WindowOpening, str]] = {
    "follow": ("subscribe", key(""), Followed(), CLICK, "subscribe:"),
    "follow by code": (
        "subscribe",
        key("qrscene_SCENE") + TICKET,
        Followed("SCENE"),
        CLICK,
        "subscribe:qrscene_SCENE",
    ),
    "unfollow": ("unsubscribe", key(""), Left(), NONE, "unsubscribe:"),
    "scan": ("SCAN", key("SCENE") + TICKET, Scanned("SCENE"), CLICK, "scan:SCENE"),
    "whereabouts": (
        "LOCATION",
        (
            "<Latitude>23.137466</Latitude><Longitude>113.352425</Longitude>"
            "<Precision>119.385040</Precision>"
        ),
        Notice("location"),
        NONE,
        "location:",
    ),
    "menu click": ("CLICK", key("KEY"), Tap("KEY"), CLICK, "click:KEY"),
    "menu link": (
        "VIEW",
        key("url") + "<MenuId>MENUID</MenuId>",
        Notice("view"),
        NONE,
        "view:url",
    ),
    "menu mini program": (
        "view_miniprogram",
        key("pages/index") + "<MenuId>MENUID</MenuId>",
        Notice("view_miniprogram"),
        NONE,
        "view_miniprogram:pages/index",
    ),
    "menu scan": ("scancode_push", key("k") + SCAN, Notice("scancode_push"), CLICK, "_push:k"),
    "menu scan, waiting": (
        "scancode_waitmsg",
        key("k") + SCAN,
        Notice("scancode_waitmsg"),
        CLICK,
        "scancode_waitmsg:k",
    ),
    "menu camera": ("pic_sysphoto", key("k") + PICTURES, Notice("pic_sysphoto"), NONE, ":k"),
    "menu album": (
        "pic_photo_or_album",
        key("k") + PICTURES,
        Notice("pic_photo_or_album"),
        NONE,
        ":k",
    ),
    "menu pictures": ("pic_weixin", key("k") + PICTURES, Notice("pic_weixin"), NONE, ":k"),
    "menu place": ("location_select", key("k") + PLACE, Notice("location_select"), NONE, ":k"),
    "template arrived": (
        "TEMPLATESENDJOBFINISH",
        "<MsgID>200163836</MsgID><Status>«success»</Status>",
        PushesReported((PushReported("200163836", ok=True, status="success"),)),
        NONE,
        "templatesendjobfinish:200163836",
    ),
    "template blocked": (
        "TEMPLATESENDJOBFINISH",
        "<MsgID>200163840</MsgID><Status>«failed:user block»</Status>",
        PushesReported((PushReported("200163840", ok=False, status="failed:user block"),)),
        NONE,
        ":200163840",
    ),
    "template failed": (
        "TEMPLATESENDJOBFINISH",
        "<MsgID>200163841</MsgID><Status>«failed: system failed»</Status>",
        PushesReported((PushReported("200163841", ok=False, status="failed: system failed"),)),
        NONE,
        ":200163841",
    ),
    "mass message": (
        "MASSSENDJOBFINISH",
        MASS,
        MassReported("1000001625", "send success", total=100, filtered=20, sent=75, failed=5),
        NONE,
        "masssendjobfinish:1000001625",
    ),
    "mass message refused": (
        "MASSSENDJOBFINISH",
        MASS.replace("send success", "err(20001)"),
        MassReported("1000001625", "err(20001)", total=100, filtered=20, sent=75, failed=5),
        NONE,
        ":1000001625",
    ),
    "published": (
        "PUBLISHJOBFINISH",
        PUBLISHED,
        Notice("publishjobfinish"),
        NONE,
        "publishjobfinish:1",
    ),
    "notice allowed": (
        "subscribe_msg_popup_event",
        popup(template("T", "accept", SCENE)),
        ConsentsGiven(("T",)),
        NONE,
        "subscribe_msg_popup_event:T=accept",
    ),
    "notices answered": (
        "subscribe_msg_popup_event",
        popup(template("T", "accept", SCENE), template("U", "reject"), template("V", "accept")),
        ConsentsGiven(("T", "V"), ("U",)),
        NONE,
        ":T=accept,U=reject,V=accept",
    ),
    "notice switched off": (
        "subscribe_msg_change_event",
        change(template("T", "reject")),
        ConsentsWithdrawn(("T",)),
        NONE,
        "subscribe_msg_change_event:T=reject",
    ),
    "notice switched off, in the other wrapping": (
        "subscribe_msg_change_event",
        popup(template("T", "reject")),
        ConsentsWithdrawn(("T",)),
        NONE,
        ":T=reject",
    ),
    "notices switched off": (
        "subscribe_msg_change_event",
        change(template("T", "reject"), template("U", "reject")),
        ConsentsWithdrawn(("T", "U")),
        NONE,
        ":T=reject,U=reject",
    ),
    "notice switched on": (
        "subscribe_msg_change_event",
        change(template("T", "accept")),
        ConsentsGiven(("T",)),
        NONE,
        ":T=accept",
    ),
    "notices switched on and off": (
        "subscribe_msg_change_event",
        popup(template("T", "reject"), template("U", "accept")),
        ConsentsWithdrawn(("T",), ("U",)),
        NONE,
        ":T=reject,U=accept",
    ),
    "notice arrived": (
        "subscribe_msg_sent_event",
        sent(told("1700827132819554304", "0", "success")),
        PushesReported((ARRIVED,)),
        NONE,
        "subscribe_msg_sent_event:1700827132819554304",
    ),
    "notices sent": (
        "subscribe_msg_sent_event",
        sent(told("1700827132819554304", "0", "success"), told("17", "20003", "user refused")),
        PushesReported((ARRIVED, PushReported("17", ok=False, status="user refused"))),
        NONE,
        ":1700827132819554304,17",
    ),
    "data changed": (
        "user_info_modified",
        ERASE,
        ErasureDemanded("user_info_modified"),
        NONE,
        "user_info_modified:",
    ),
    "consent to data revoked": (
        "user_authorization_revoke",
        ERASE,
        ErasureDemanded("user_authorization_revoke"),
        NONE,
        "user_authorization_revoke:",
    ),
    "account ended": (
        "user_authorization_cancellation",
        ERASE,
        ErasureDemanded("user_authorization_cancellation"),
        NONE,
        "user_authorization_cancellation:",
    ),
    "unknown": ("hologram_shown", key("k"), Notice("hologram_shown"), NONE, "hologram_shown:k"),
}


@pytest.mark.parametrize("spelt", [str, str.lower, str.upper], ids=["printed", "lower", "upper"])
@pytest.mark.parametrize(
    ("name", "more", "body", "window", "end"), EVENTS.values(), ids=EVENTS.keys()
)
def test_events(
    name: str,
    more: str,
    body: EventBody,
    window: WindowOpening,
    end: str,
    spelt: Callable[[str], str],
) -> None:
    got = read_event(printed(f"<MsgType>«event»</MsgType><Event>«{spelt(name)}»</Event>{more}"))
    assert (got.body, got.window) == (body, window)
    whose = "o" if isinstance(body, ErasureDemanded) else "openid"
    assert (got.sender, got.chat) == (whose, whose)
    assert got.key.startswith(f"{whose}:1348831860:")
    assert got.key.endswith(end)


@pytest.mark.parametrize(
    ("name", "more"), [event[:2] for event in EVENTS.values()], ids=EVENTS.keys()
)
async def test_what_nobody_waits_for_is_answered_with_success(name: str, more: str) -> None:
    account = channel()
    body = printed(f"<MsgType>«event»</MsgType><Event>«{name}»</Event>{more}")
    got = account.read(callback(cipher_of(body)))
    assert isinstance(got, InboundEvent)
    answer = await account.respond(got, None)
    assert (answer.status, answer.body) == (200, b"success")
    await account.stop()


def test_no_two_events_of_one_second_have_the_same_key() -> None:
    bodies = [
        printed(f"<MsgType>«event»</MsgType><Event>«{name}»</Event>{more}")
        for name, more, *_ in EVENTS.values()
        if "err(20001)" not in more
    ]
    keys = [read_event(body).key for body in bodies]
    # Two wrappings of one change are one event.
    assert len(keys) - len(set(keys)) == 1
