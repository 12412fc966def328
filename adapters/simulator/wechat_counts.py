"""What tells of the quotas, and sets their counts back (reference/wechat.md section 8)."""

from typing import Any

from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_quotas import COUNTED_AS, ELSE


def get_quota(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """openapi/quota/get: the day's figures of one ``cgi_path``; 76021 where it is unknown."""
    name = _counted(account, body)
    limit, used = account.quotas.get(name, ELSE), account.used_today(name)
    quota = {"daily_limit": limit, "used": used, "remain": max(0, limit - used)}
    return {"errcode": 0, "errmsg": "ok", "quota": quota}


def clear_one(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """openapi/quota/clear: one path's count begins anew; 48006 after 50 a month."""
    name = _counted(account, body)
    account.count_reset("quota/clear")
    account.state.used.pop(name, None)
    return {"errcode": 0, "errmsg": "ok"}


def clear_all(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """clear_quota: all counts begin anew; 48006 after 10 a month."""
    if body.get("appid") != account.console.app_id:
        raise WechatRefusal(40013)
    account.count_reset("clear_quota")
    account.state.used.clear()
    return {"errcode": 0, "errmsg": "ok"}


def _counted(account: WechatAccount, body: dict[str, Any]) -> str:
    """The name a path is counted by: ``/cgi-bin/message/custom/send`` is ``custom/send``."""
    path = body.get("cgi_path")
    if not isinstance(path, str):
        raise WechatRefusal(47001)
    call = path.removeprefix("/cgi-bin/").removeprefix("message/")
    if not path.startswith("/cgi-bin/") or call not in account.known_calls:
        raise WechatRefusal(76021)
    return COUNTED_AS.get(call, call)
