"""jsapi tickets, and whether a page was signed with one (JS-SDK documents, appendix 1)."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any

from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_state import PageTicket

LASTS = timedelta(seconds=7200)
OVERLAP = timedelta(minutes=5)


def get_ticket(account: WechatAccount, query: dict[str, Any]) -> dict[str, Any]:
    """ticket/getticket?type=jsapi: the same for all callers; a new one in its last minutes."""
    account.count("ticket/getticket")
    if query.get("type") != "jsapi":
        raise WechatRefusal(40035)
    now = account.world.now()
    alive = [one for one in account.state.page_tickets if one.expires > now]
    if not alive or alive[-1].expires - now <= OVERLAP:
        alive.append(PageTicket(secrets.token_urlsafe(64), now + LASTS))
        account.state.page_tickets = alive
        account.world.touch()
    left = int((alive[-1].expires - now).total_seconds())
    return {"errcode": 0, "errmsg": "ok", "ticket": alive[-1].value, "expires_in": left}


def is_signed(account: WechatAccount, url: str, signed: dict[str, str]) -> bool:
    """Whether ``signed`` (timestamp, nonceStr, signature) fits ``url`` and a living ticket."""
    now = account.world.now()
    for ticket in account.state.page_tickets:
        text = (
            f"jsapi_ticket={ticket.value}&noncestr={signed['nonceStr']}"
            f"&timestamp={signed['timestamp']}&url={url}"
        )
        made = hashlib.sha1(text.encode()).hexdigest()  # noqa: S324 - WeChat's
        if ticket.expires > now and hmac.compare_digest(
            made.encode(), signed["signature"].encode()
        ):
            return True
    return False
