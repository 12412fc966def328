"""WeChat's XML bodies: written as the platform writes them, read as it reads them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from xml.etree import ElementTree as ET

from adapters.simulator.wechat_crypto import SafeMode, UnsealError, signed
from bot.domain.errors import YikeError

LONGEST_TEXT = 2048
"""Bytes of a passive text (reference/wechat.md section 4)."""

_LINK = re.compile(
    r"<a\s+[^>]*?href=[\"']([^\"']*)[\"'][^>]*>(.*?)</a>", re.IGNORECASE | re.DOTALL
)
_MENU_LINK = re.compile(
    r"weixin://bizmsgmenu\?(?=.*msgmenucontent=([^&]*))(?=.*msgmenuid=([^&]*))", re.IGNORECASE
)


class AnswerError(YikeError):
    """What the bot answered is no passive reply; ``str`` says why in a few words."""


@dataclass(frozen=True, slots=True)
class Passive:
    """A passive reply as it will be shown."""

    kind: str
    title: str
    text: str
    buttons: list[tuple[str, str]]


def to_xml(fields: Mapping[str, str | int]) -> str:
    """``<xml>`` with numbers bare and strings as CDATA."""
    return "<xml>" + "".join(_element(k, v) for k, v in fields.items()) + "</xml>"


def _element(name: str, value: str | int) -> str:
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    safe = value.replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{safe}]]></{name}>"


def parse_xml(text: str) -> ET.Element:
    """The ``<xml>`` element. Raises AnswerError for anything else."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise AnswerError("document type declared")
    try:
        root = ET.fromstring(text)  # noqa: S314 - entities are refused above
    except ET.ParseError as error:
        raise AnswerError("not XML") from error
    if root.tag != "xml":
        raise AnswerError("no <xml> element")
    return root


def field(root: ET.Element, name: str) -> str:
    """Text of a child; raises AnswerError where it is missing."""
    child = root.find(name)
    if child is None:
        raise AnswerError(f"no {name}")
    return child.text or ""


def unseal_answer(body: str, safe: SafeMode, token: str) -> str:
    """The XML inside an encrypted answer, its signature checked. Raises AnswerError."""
    root = parse_xml(body)
    sealed = field(root, "Encrypt").strip()
    stamp, nonce = field(root, "TimeStamp").strip(), field(root, "Nonce")
    if not stamp.isdecimal() or not signed(
        field(root, "MsgSignature"), token, stamp, nonce, sealed
    ):
        raise AnswerError("wrong MsgSignature")
    try:
        return safe.unseal(sealed)
    except UnsealError as error:
        raise AnswerError("cannot be decrypted") from error


def read_passive(xml: str, openid: str, gh_id: str, *, to_event: bool) -> Passive:
    """A passive reply, held to section 4 of the reference. Raises AnswerError.

    News holds one article when answering a message, up to eight when answering an event.
    """
    root = parse_xml(xml)
    if field(root, "ToUserName") != openid or field(root, "FromUserName") != gh_id:
        raise AnswerError("ToUserName and FromUserName are not swapped")
    if not field(root, "CreateTime").strip().isdecimal():
        raise AnswerError("CreateTime is no number")
    kind = field(root, "MsgType")
    if kind == "text":
        return _text(field(root, "Content"))
    if kind == "news":
        return _news(root, most=8 if to_event else 1)
    if kind in ("image", "voice", "video"):
        media = field(root, kind.capitalize() + "/MediaId")
        return Passive(kind, "", f"[{kind} {media}]", [])
    if kind in ("music", "transfer_customer_service"):
        return Passive(kind, "", f"[{kind}]", [])
    raise AnswerError("unknown MsgType")


def _text(content: str) -> Passive:
    if not content.strip():
        raise AnswerError("empty Content")
    if len(content.encode()) > LONGEST_TEXT:
        raise AnswerError("Content over 2048 bytes")
    text, buttons = read_links(content)
    return Passive("text", "", text, buttons)


def _news(root: ET.Element, most: int) -> Passive:
    items = root.findall("Articles/item")
    count = field(root, "ArticleCount").strip()
    if not count.isdecimal() or int(count) != len(items) or not 1 <= len(items) <= most:
        raise AnswerError("wrong number of articles")
    text = "\n".join(
        f"{field(item, 'Title')}\n{item.findtext('Description', '')}".rstrip() for item in items
    )
    return Passive("news", field(items[0], "Title"), text, [])


def read_links(content: str) -> tuple[str, list[tuple[str, str]]]:
    """The text as it is seen, and the (caption, id) of each msgmenu link in it.

    ``<a href="weixin://bizmsgmenu?msgmenucontent=A&msgmenuid=1">`` sends A when touched.
    """
    buttons: list[tuple[str, str]] = []

    def shown(link: re.Match[str]) -> str:
        menu = _MENU_LINK.match(unescape(link.group(1)))
        if menu is not None:
            buttons.append((menu.group(1), menu.group(2)))
        return link.group(2)

    return _LINK.sub(shown, content), buttons
