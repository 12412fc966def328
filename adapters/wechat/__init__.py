"""WeChat official accounts: callback, passive reply, and every call an account may make.

Importing ``wechatpy`` loads all of it, its blocking client and ``requests`` included, whatever
submodule is named (its ``__init__`` does so); hence this package is imported only when an
account is configured. None of its blocking calls is ever made.
"""

from adapters.wechat.channel import WeChatChannel
from adapters.wechat.media import MediaShelf
from adapters.wechat.tokens import TokenShelf

__all__ = ["MediaShelf", "TokenShelf", "WeChatChannel"]
