"""Articles: drafts, and what is published of them (reference/wechat.md section 6.4)."""

import secrets
from typing import Any

from adapters.simulator import wechat_media
from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_params import objects, string
from adapters.simulator.wechat_state import Media

MOST_ARTICLES = 8
ADDRESS = "https://mp.weixin.qq.com/s/"


def add(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """draft/add: one to eight articles, each with title, content and a lasting picture.

    Raises WechatRefusal: 45008 how many, 44004 an empty one, 40007 the picture.
    """
    account.count("draft/add")
    articles = objects(body, "articles")
    if not 1 <= len(articles) <= MOST_ARTICLES:
        raise WechatRefusal(45008)
    for article in articles:
        if not string(article, "title").strip() or not string(article, "content").strip():
            raise WechatRefusal(44004)
        picture = wechat_media.find(account, article.get("thumb_media_id"), "image", "thumb")
        if picture.expires is not None:
            raise WechatRefusal(40007)
    media_id = wechat_media.add(account, Media("mpnews", None))
    account.state.drafts[media_id] = [str(article["title"]) for article in articles]
    return {"media_id": media_id}


def publish(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """freepublish/submit: PUBLISHJOBFINISH tells the article_id; no follower is told anything."""
    account.count("freepublish/submit")
    titles = take(account, string(body, "media_id"))
    article_id = secrets.token_urlsafe(32)
    account.state.articles[article_id] = titles[0]
    publish_id = str(account.next_message())
    items = [
        {"idx": number, "article_url": f"{ADDRESS}{article_id}?idx={number}"}
        for number, _ in enumerate(titles, 1)
    ]
    info = {
        "publish_id": publish_id,
        "publish_status": 0,
        "article_id": article_id,
        "article_detail": {"count": len(items), "item": items},
    }
    account.report(account.own_openid, "PUBLISHJOBFINISH", {"PublishEventInfo": info})
    return {"errcode": 0, "errmsg": "ok", "publish_id": publish_id}


def take(account: WechatAccount, media_id: str) -> list[str]:
    """Use a draft up: its titles. Raises WechatRefusal 40007 where there is none."""
    wechat_media.find(account, media_id, "mpnews")
    del account.state.media[media_id]
    account.world.touch()
    return account.state.drafts.pop(media_id)
