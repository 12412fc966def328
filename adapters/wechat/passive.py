"""The passive reply: the answer to a callback in its own HTTP response (官方 被动回复用户消息)."""

from wechatpy.replies import TextReply


def text_reply(*, own_id: str, to: str, text: str, seconds: int) -> str:
    """The XML of a text from the account ``own_id``; ``seconds`` is the time since 1970."""
    reply = TextReply(source=_cdata(own_id), target=_cdata(to), time=seconds, content=_cdata(text))
    xml: str = reply.render()
    return xml


def _cdata(text: str) -> str:
    """Text that stays whole inside the CDATA section wechatpy writes around it."""
    return text.replace("]]>", "]]]]><![CDATA[>")
