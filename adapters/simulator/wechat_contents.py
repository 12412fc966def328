"""What a message of the API carries, read into a bubble (reference/wechat.md sections 6.1, 6.4)."""

from collections.abc import Callable
from typing import Any

from adapters.simulator import wechat_media
from adapters.simulator.bubbles import Bubble
from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_drafts import ADDRESS
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_params import objects, string
from adapters.simulator.wechat_xml import LONGEST_TEXT, read_links

Content = dict[str, Any]
Reader = Callable[[WechatAccount, Content, Bubble], None]


def read_content(
    account: WechatAccount, body: dict[str, Any], readers: dict[str, Reader], via: str
) -> Bubble:
    """The bubble of a call with ``msgtype`` and the content named by it.

    ``readers`` lists the types the call takes. Raises WechatRefusal: 40008 for another type, else
    the code of what is wrong inside.
    """
    kind = string(body, "msgtype")
    if kind not in readers:
        raise WechatRefusal(40008)
    content = body.get(CONTENT_NAMES.get(kind, kind) if readers is MASS else kind)
    if not isinstance(content, dict):
        raise WechatRefusal(44004 if kind == "text" else 47001)
    bubble = Bubble("", mine=False, text="", at=account.world.now(), via=via)
    readers[kind](account, content, bubble)
    return bubble


def _text(_: WechatAccount, content: Content, bubble: Bubble) -> None:
    text = string(content, "content")
    if not text.strip():
        raise WechatRefusal(44004)
    if len(text.encode()) > LONGEST_TEXT:
        raise WechatRefusal(45002)
    seen = read_links(text)
    bubble.text, bubble.buttons, bubble.links = seen.text, seen.buttons, seen.links


def _image(account: WechatAccount, content: Content, bubble: Bubble) -> None:
    media = wechat_media.find(account, content.get("media_id"), "image")
    bubble.text, bubble.media = "[图片]", wechat_media.shown(media)


def _voice(account: WechatAccount, content: Content, bubble: Bubble) -> None:
    media = wechat_media.find(account, content.get("media_id"), "voice")
    bubble.text, bubble.media = "[语音]", wechat_media.shown(media)


def _video(account: WechatAccount, content: Content, bubble: Bubble) -> None:
    media = wechat_media.find(account, content.get("media_id"), "video")
    wechat_media.find(account, content.get("thumb_media_id"), "thumb", "image")
    bubble.title = str(content.get("title", ""))
    bubble.text = str(content.get("description", "")) or "[视频]"
    bubble.media = wechat_media.shown(media)


def _music(account: WechatAccount, content: Content, bubble: Bubble) -> None:
    thumb = wechat_media.find(account, content.get("thumb_media_id"), "thumb", "image")
    title, url = str(content.get("title", "")), string(content, "musicurl")
    string(content, "hqmusicurl")
    bubble.title, bubble.text = title, str(content.get("description", "")) or "[音乐]"
    bubble.media, bubble.links = wechat_media.shown(thumb), [(title, url)]


def _news(_: WechatAccount, content: Content, bubble: Bubble) -> None:
    articles = objects(content, "articles")
    if len(articles) != 1:
        raise WechatRefusal(45008)
    bubble.title = string(articles[0], "title")
    bubble.text = str(articles[0].get("description", ""))
    bubble.links = [(bubble.title, str(articles[0].get("url", "")))]
    bubble.media = str(articles[0].get("picurl", ""))


def _article(account: WechatAccount, content: Content, bubble: Bubble) -> None:
    article_id = string(content, "article_id")
    if article_id not in account.state.articles:
        raise WechatRefusal(53600)
    bubble.title, bubble.text = account.state.articles[article_id], "[图文]"
    bubble.links = [(bubble.title, f"{ADDRESS}{article_id}")]


def _msgmenu(account: WechatAccount, content: Content, bubble: Bubble) -> None:
    allowed = account.switches.msgmenu
    if not (account.console.kind == "service" if allowed is None else allowed):
        raise WechatRefusal(40200)
    items = objects(content, "list")
    if not items:
        raise WechatRefusal(47001)
    head = str(content.get("head_content", ""))
    tail = str(content.get("tail_content", ""))
    bubble.buttons = [(string(item, "content"), string(item, "id")) for item in items]
    bubble.text = "\n".join(part for part in (head, tail) if part)
    shown = bubble.text + "".join(label for label, _ in bubble.buttons)
    if len(shown.encode()) > LONGEST_TEXT:
        raise WechatRefusal(45002)


def _mini_program(account: WechatAccount, content: Content, bubble: Bubble) -> None:
    thumb = wechat_media.find(account, content.get("thumb_media_id"), "thumb", "image")
    app_id, page = string(content, "appid"), string(content, "pagepath")
    if not app_id.startswith("wx"):
        raise WechatRefusal(40013)
    bubble.title, bubble.text = string(content, "title"), "[小程序]"
    bubble.media, bubble.links = wechat_media.shown(thumb), [(bubble.title, f"{app_id}:{page}")]


def _images(account: WechatAccount, content: Content, bubble: Bubble) -> None:
    ids = content.get("media_ids")
    if not isinstance(ids, list) or not ids:
        raise WechatRefusal(40007)
    files = [wechat_media.find(account, one, "image") for one in ids]
    bubble.text = str(content.get("recommend", "")) or "[图片]"
    bubble.media = wechat_media.shown(files[0])


def _draft(account: WechatAccount, content: Content, bubble: Bubble) -> None:
    media_id = content.get("media_id")
    wechat_media.find(account, media_id, "mpnews")
    titles = account.state.drafts[str(media_id)]
    bubble.title, bubble.text = titles[0], "\n".join(titles)
    bubble.links = [(title, f"{ADDRESS}{media_id}?idx={n}") for n, title in enumerate(titles, 1)]


CUSTOMER: dict[str, Reader] = {
    "text": _text,
    "image": _image,
    "voice": _voice,
    "video": _video,
    "music": _music,
    "news": _news,
    "mpnewsarticle": _article,
    "msgmenu": _msgmenu,
    "miniprogrampage": _mini_program,
}
"""What a customer message takes."""

MASS: dict[str, Reader] = {"text": _text, "voice": _voice, "image": _images, "mpnews": _draft}
"""What a mass message takes; its pictures stand in ``images``."""

CONTENT_NAMES = {"image": "images"}
