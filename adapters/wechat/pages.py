"""Cutting a reply into texts that fit one WeChat message each."""

from bot.domain.messages import Message, Reply
from adapters.wechat.cut import cut
from adapters.wechat.render import message_text, numbered, clean, text_of

LIMIT = 2048
"""UTF-8 bytes of one text; beyond it a customer message fails with 45002."""

MORE = "回复「继续」看下文"
"""The last line of every page but the last."""

_MORE = Message(text=MORE)
_JOINT = len("\n\n")
_ROOM = LIMIT - _JOINT - len(MORE.encode())
_LEAST = 64
"""Bytes of text that stay with a message's title or options when the rest is cut off."""
