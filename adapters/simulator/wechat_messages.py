"""Customer-service messages (reference/wechat.md section 6.1)."""

from datetime import timedelta
from typing import Any

from adapters.simulator.wechat_account import WechatAccount, spend_window
from adapters.simulator.wechat_contents import CUSTOMER, read_content
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_params import string

TYPING_LASTS = timedelta(seconds=15)
CONTACT = timedelta(seconds=30)


def send(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """message/custom/send.

    Raises WechatRefusal for what the real API refuses; a refused message uses no window up.
    """
    account.count("custom/send")
    follower = account.reachable(string(body, "touser"))
    bubble = read_content(account, body, CUSTOMER, "customer")
    spend_window(follower, account.world.now())
    account.show(follower.openid, bubble)
    return {"errcode": 0, "errmsg": "ok"}


def typing(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """message/custom/typing: within 30 seconds of the person's last word."""
    account.count("custom/typing")
    follower = account.person(string(body, "touser"))
    command, now = string(body, "command"), account.world.now()
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
