"""The passive reply: the answer to a callback in its own HTTP response (官方 被动回复用户消息)."""

from dataclasses import dataclass

from wechatpy.replies import (
    ArticlesReply,
    BaseReply,
    ImageReply,
    TextReply,
    VideoReply,
    VoiceReply,
)

from adapters.wechat.render import clean
from bot.domain.messages import Card, Media


@dataclass(frozen=True, slots=True)
class Heading:
    """Who writes to whom, and when: ``own_id`` is the account's, ``seconds`` since 1970."""

    own_id: str
    to: str
    seconds: int


def text_reply(head: Heading, text: str) -> str:
    """The XML of a text."""
    return _rendered(head, TextReply(content=_cdata(text)))


def media_reply(head: Heading, media: Media, media_id: str) -> str:
    """The XML of a picture, a sound or a film that is at the platform as ``media_id``.

    A film carries its words as description; the others have no room for any.
    """
    if media.kind == "image":
        reply: BaseReply = ImageReply(media_id=_cdata(media_id))
    elif media.kind == "voice":
        reply = VoiceReply(media_id=_cdata(media_id))
    else:
        reply = VideoReply(media_id=_cdata(media_id), title="", description=_words(media.alt))
    return _rendered(head, reply)


def card_reply(head: Heading, card: Card) -> str:
    """The XML of a news card with its one article."""
    reply = ArticlesReply()
    reply.add_article(
        {
            "title": _words(card.title),
            "description": _words(card.text),
            "image": _words(card.picture),
            "url": _words(card.url),
        }
    )
    return _rendered(head, reply)


def _rendered(head: Heading, reply: BaseReply) -> str:
    reply.source, reply.target = _cdata(head.own_id), _cdata(head.to)
    reply.time = head.seconds
    xml: str = reply.render()
    return xml


def _words(text: str) -> str:
    return _cdata(clean(text))


def _cdata(text: str) -> str:
    """Text that stays whole inside the CDATA section wechatpy writes around it."""
    return text.replace("]]>", "]]]]><![CDATA[>")
