"""From the platform's XML to one neutral event (official 接收普通消息, 接收事件推送)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from adapters.wechat.envelope import Sealed
from adapters.wechat.reports import ERASURES, report_of, subject_of, text_of
from bot.domain.errors import CallbackRefusedError
from bot.domain.events import (
    ChannelKind,
    EventBody,
    FileSent,
    Followed,
    InboundEvent,
    Left,
    Notice,
    Scanned,
    Tap,
    Text,
    Unsupported,
    WindowOpening,
)

Fields = dict[str, Any]

_BEGINNING = re.compile(r"\s*+(?:<\?xml[^<>?]*+\?>\s*+)?+<xml>")
"""How the platform's bodies begin: with no DOCTYPE, so that nothing can be declared in them."""
_MOST_TAGS = 5000
"""More than any body of the platform has; a parser takes 5 ms for as many, however deep."""
_SCENE = "qrscene_"
_FILES = frozenset({"image", "voice", "video", "shortvideo"})
"""Messages with a file that ``media/get`` hands out for three days (official 接收普通消息)."""
_LONGEST_MEDIA_ID = 512
_SECONDS = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class WeChatEvent(InboundEvent):
    """An event that remembers what its answer needs.

    ``own_id`` is the account's ``gh_…`` id the person wrote to; ``sealed`` how the callback
    came, and so must its answer go.
    """

    own_id: str = ""
    sealed: Sealed = Sealed.CURRENT


def event_of(xml: str, *, account: str, sealed: Sealed) -> WeChatEvent:
    """The event in one callback body.

    Raises CallbackRefusedError (400) for anything that is no WeChat message.
    """
    try:
        return _event(_fields(xml), account, sealed)
    except CallbackRefusedError:
        raise
    except Exception:  # the parser raises what its parts do: Expat, Key, Type, Value errors …
        raise CallbackRefusedError(400, "A WeChat callback is no message we can read.") from None


def _fields(xml: str) -> Fields:
    if not _BEGINNING.match(xml) or xml.count("<") > _MOST_TAGS:
        raise CallbackRefusedError(400, "A WeChat callback is not made as WeChat makes them.")
    root = ET.fromstring(xml)  # noqa: S314 - nothing can be declared in it, see above
    return dict(_value(root) or {})


def _value(element: ET.Element) -> Any:
    """The text of an element; of one with others in it a dictionary, those that repeat as lists."""
    if not len(element):
        return (element.text or "").strip() or None
    found: Fields = {}
    for one in element:
        value = _value(one)
        if one.tag not in found:
            found[one.tag] = value
        elif isinstance(found[one.tag], list):
            found[one.tag].append(value)
        else:
            found[one.tag] = [found[one.tag], value]
    return found


def _event(data: Fields, account: str, sealed: Sealed) -> WeChatEvent:
    sender = _required(data, "FromUserName")
    created = _required(data, "CreateTime")
    if not _SECONDS.fullmatch(created):
        raise ValueError("CreateTime")
    if _required(data, "MsgType").lower() == "event":
        name = _required(data, "Event").lower()
        if name in ERASURES:
            sender = text_of(data, "OpenID") or sender
        key = f"{sender}:{created}:{name}:{subject_of(data)}"
        body, window = _happening(name, data)
    else:
        key = f"{sender}:{_required(data, 'MsgId')}"
        body, window = _said(data)
    return WeChatEvent(
        account=account,
        channel=ChannelKind.WECHAT,
        key=key,
        sender=sender,
        chat=sender,
        at=datetime.fromtimestamp(int(created), UTC),
        body=body,
        window=window,
        own_id=_required(data, "ToUserName"),
        sealed=sealed,
    )


def _said(data: Fields) -> tuple[EventBody, WindowOpening]:
    """What a message says. A click in a menu message counts as a click, not as a message."""
    kind = _required(data, "MsgType").lower()
    clicked = text_of(data, "bizmsgmenuid")
    if kind == "text" and clicked:
        return Tap(clicked), WindowOpening.CLICK
    if kind == "text":
        return Text(text_of(data, "Content")), WindowOpening.MESSAGE
    file = _file(kind, data)
    words = text_of(data, "Recognition")
    if kind == "voice" and words:
        return Text(words, file), WindowOpening.MESSAGE
    return file or Unsupported(kind), WindowOpening.MESSAGE


def _file(kind: str, data: Fields) -> FileSent | None:
    """The file or link of a message; None where it has none that could be fetched or opened."""
    if kind == "link":
        url = text_of(data, "Url")
        return FileSent(kind, url=url, caption=text_of(data, "Title")) if url else None
    ref = text_of(data, "MediaId")
    fit = len(ref) <= _LONGEST_MEDIA_ID and ref.isascii() and ref.isprintable()
    return FileSent(kind, ref) if kind in _FILES and ref and fit else None


def _happening(name: str, data: Fields) -> tuple[EventBody, WindowOpening]:
    """What an event means; a follow by QR code has its scene in its key."""
    key = text_of(data, "EventKey")
    match name:
        case "subscribe":
            scene = key.removeprefix(_SCENE) if key.startswith(_SCENE) else ""
            return Followed(scene or None), WindowOpening.CLICK
        case "unsubscribe":
            return Left(), WindowOpening.NONE
        case "scan" if key:
            return Scanned(key), WindowOpening.CLICK
        case "click" if key:
            return Tap(key), WindowOpening.CLICK
        case "scancode_push" | "scancode_waitmsg":
            return Notice(name), WindowOpening.CLICK
        case _:
            return report_of(name, data), WindowOpening.NONE


def _required(data: Fields, name: str) -> str:
    value = data[name]
    if not isinstance(value, str):
        raise TypeError(name)
    return value
