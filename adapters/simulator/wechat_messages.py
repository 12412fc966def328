"""Customer-service messages (reference/wechat.md section 6.1)."""

from datetime import timedelta
from typing import Any

from adapters.simulator.bubbles import Bubble
from adapters.simulator.wechat_account import WechatAccount, spend_window
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_xml import LONGEST_TEXT, read_links

TYPING_LASTS = timedelta(seconds=15)
CONTACT = timedelta(seconds=30)


def send(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """message/custom/send: text, image, news, msgmenu.

    Raises WechatRefusal for what the real API refuses; a refused message uses no window up.
    """
    account.count("custom/send")
    follower = account.person(_string(body, "touser"))
    if not follower.subscribed:
        raise WechatRefusal(43004)
    bubble = _bubble(account, body)
    spend_window(follower, account.world.now())
    account.show(follower.openid, bubble)
    return {"errcode": 0, "errmsg": "ok"}


def typing(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """message/custom/typing: within 30 seconds of the person's last word."""
    account.count("custom/typing")
    follower = account.person(_string(body, "touser"))
    command, now = _string(body, "command"), account.world.now()
    if command not in ("Typing", "CancelTyping"):
        raise WechatRefusal(45072)
    if follower.last_contact is None or now - follower.last_contact > CONTACT:
        raise WechatRefusal(45080)
    if command == "CancelTyping":
        follower.typing_until = None
    elif follower.typing_until is not None and follower.typing_until > now:
        raise WechatRefusal(45081)
    else:
        follower.typing_until = now + TYPING_LASTS
    account.world.touch()
    return {"errcode": 0, "errmsg": "ok"}


def _bubble(account: WechatAccount, body: dict[str, Any]) -> Bubble:
    kind = _string(body, "msgtype")
    readers = {"text": _text, "news": _news, "msgmenu": _msgmenu}
    bubble = Bubble("", mine=False, text="", at=account.world.now(), via="customer")
    content = body.get(kind)
    if kind not in (*readers, "image"):
        raise WechatRefusal(40008)
    if not isinstance(content, dict):
        raise WechatRefusal(44004 if kind == "text" else 47001)
    if kind == "image":
        bubble.text = _image(account, content)
    elif kind == "msgmenu" and account.console.kind != "service":
        raise WechatRefusal(40200)
    else:
        readers[kind](content, bubble)
    return bubble


def _text(content: dict[str, Any], bubble: Bubble) -> None:
    text = _string(content, "content")
    if not text.strip():
        raise WechatRefusal(44004)
    if len(text.encode()) > LONGEST_TEXT:
        raise WechatRefusal(45002)
    bubble.text, bubble.buttons = read_links(text)


def _news(content: dict[str, Any], bubble: Bubble) -> None:
    articles = content.get("articles")
    if not isinstance(articles, list) or not all(isinstance(a, dict) for a in articles):
        raise WechatRefusal(47001)
    if len(articles) != 1:
        raise WechatRefusal(45008)
    bubble.title = _string(articles[0], "title")
    bubble.text = str(articles[0].get("description", ""))


def _msgmenu(content: dict[str, Any], bubble: Bubble) -> None:
    items = content.get("list")
    if not isinstance(items, list) or not items or not all(isinstance(i, dict) for i in items):
        raise WechatRefusal(47001)
    head = str(content.get("head_content", ""))
    tail = str(content.get("tail_content", ""))
    bubble.buttons = [(_string(item, "content"), _string(item, "id")) for item in items]
    bubble.text = "\n".join(part for part in (head, tail) if part)
    shown = bubble.text + "".join(label for label, _ in bubble.buttons)
    if len(shown.encode()) > LONGEST_TEXT:
        raise WechatRefusal(45002)


def _image(account: WechatAccount, content: dict[str, Any]) -> str:
    media = account.state.media.get(_string(content, "media_id"))
    if media is None or media.expires <= account.world.now() or media.kind != "image":
        raise WechatRefusal(40007)
    return "[图片]"


def _string(body: dict[str, Any], name: str) -> str:
    """A non-null string field, else 47001 (data format error)."""
    value = body.get(name)
    if not isinstance(value, str):
        raise WechatRefusal(47001)
    return value
