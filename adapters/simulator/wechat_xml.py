"""WeChat's XML bodies: written as the platform writes them, read as it reads them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

from adapters.simulator.wechat_crypto import SafeMode, UnsealError, signed
from bot.domain.errors import YikeError

LONGEST_TEXT = 2048
"""Bytes of a passive text (reference/wechat.md section 4)."""

MEDIA_WORDS = {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "music": "[音乐]"}

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
    """A passive reply as it will be shown.

    ``media`` lists the media ids in it, each with the kinds it may be of; the first is shown.
    ``picture`` is the address of a card's picture.
    """

    kind: str
    text: str
    title: str = ""
    buttons: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    media: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    picture: str = ""


@dataclass(frozen=True, slots=True)
class SeenText:
    """A text as it is seen: what can be touched to send (caption, id), and to open (label, url)."""

    text: str
    buttons: list[tuple[str, str]]
    links: list[tuple[str, str]]


def to_xml(fields: Mapping[str, Any]) -> str:
    """``<xml>`` with numbers bare and strings as CDATA; a list repeats its element."""
    return "<xml>" + _elements(fields) + "</xml>"


def _elements(fields: Mapping[str, Any]) -> str:
    return "".join(
        _element(name, one)
        for name, value in fields.items()
        for one in (value if isinstance(value, list) else [value])
    )


def _element(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return f"<{name}>{_elements(value)}</{name}>"
    if isinstance(value, int | Decimal):
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


def child_text(root: ET.Element, name: str) -> str:
    """Text of a child; raises AnswerError where it is missing."""
    child = root.find(name)
    if child is None:
        raise AnswerError(f"no {name}")
    return child.text or ""


def unseal_answer(body: str, safe: SafeMode, token: str) -> str:
    """The XML inside an encrypted answer, its signature checked. Raises AnswerError."""
    root = parse_xml(body)
    sealed = child_text(root, "Encrypt").strip()
    stamp, nonce = child_text(root, "TimeStamp").strip(), child_text(root, "Nonce")
    if not stamp.isdecimal() or not signed(
        child_text(root, "MsgSignature"), token, stamp, nonce, sealed
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
    if child_text(root, "ToUserName") != openid or child_text(root, "FromUserName") != gh_id:
        raise AnswerError("ToUserName and FromUserName are not swapped")
    if not child_text(root, "CreateTime").strip().isdecimal():
        raise AnswerError("CreateTime is no number")
    kind = child_text(root, "MsgType")
    if kind == "text":
        return _text(child_text(root, "Content"))
    if kind == "news":
        return _news(root, most=8 if to_event else 1)
    if kind in MEDIA_WORDS:
        return _media(root, kind)
    if kind == "transfer_customer_service":
        return Passive(kind, "[转人工客服]")
    raise AnswerError("unknown MsgType")


def _text(content: str) -> Passive:
    if not content.strip():
        raise AnswerError("empty Content")
    if len(content.encode()) > LONGEST_TEXT:
        raise AnswerError("Content over 2048 bytes")
    seen = read_links(content)
    return Passive("text", seen.text, buttons=seen.buttons, links=seen.links)


def _news(root: ET.Element, most: int) -> Passive:
    items = root.findall("Articles/item")
    count = child_text(root, "ArticleCount").strip()
    if not count.isdecimal() or int(count) != len(items) or not 1 <= len(items) <= most:
        raise AnswerError("wrong number of articles")
    titles = [child_text(item, "Title") for item in items]
    text = "\n".join(
        f"{title}\n{item.findtext('Description', '')}".rstrip()
        for title, item in zip(titles, items, strict=True)
    )
    links = [(title, item.findtext("Url", "")) for title, item in zip(titles, items, strict=True)]
    picture = items[0].findtext("PicUrl", "")
    return Passive("news", text, titles[0], links=links, picture=picture)


def _media(root: ET.Element, kind: str) -> Passive:
    inside = kind.capitalize()
    if kind == "music":
        title = root.findtext("Music/Title", "")
        thumb = (child_text(root, "Music/ThumbMediaId"), ("thumb", "image"))
        links = [(title, root.findtext("Music/MusicUrl", ""))]
        return Passive(kind, MEDIA_WORDS[kind], title, media=[thumb], links=links)
    media = (child_text(root, f"{inside}/MediaId"), (kind,))
    text = root.findtext(f"{inside}/Description", "") or MEDIA_WORDS[kind]
    return Passive(kind, text, root.findtext(f"{inside}/Title", ""), media=[media])


def read_links(content: str) -> SeenText:
    """A text with its links taken out of the markup.

    ``<a href="weixin://bizmsgmenu?msgmenucontent=A&msgmenuid=1">`` sends A when touched; a mini
    program's link opens the page in its ``href``.
    """
    buttons: list[tuple[str, str]] = []
    links: list[tuple[str, str]] = []

    def shown(link: re.Match[str]) -> str:
        url = unescape(link.group(1))
        menu = _MENU_LINK.match(url)
        if menu is not None:
            buttons.append((menu.group(1), menu.group(2)))
        else:
            links.append((link.group(2), url))
        return link.group(2)

    return SeenText(_LINK.sub(shown, content), buttons, links)
