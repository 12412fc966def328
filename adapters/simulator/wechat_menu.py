"""The account's menu (reference/wechat.md section 7): 3 entries, 5 below each."""

from typing import Any

from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_errors import WechatRefusal

LONGEST_KEY = 128
LONGEST_URL = 1024
LONGEST_NAME = (16, 60)
"""Bytes of a name: top entry, sub-entry."""

KEYED = frozenset(
    {
        "click",
        "scancode_push",
        "scancode_waitmsg",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
    }
)


def create(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """menu/create: replaces the menu. Raises WechatRefusal with the code of what is wrong."""
    account.count("menu/create")
    buttons = body.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise WechatRefusal(40016)
    for button in buttons:
        _check(button, sub=False)
    account.state.menu = {"button": buttons}
    account.world.touch()
    return {"errcode": 0, "errmsg": "ok"}


def get(account: WechatAccount) -> dict[str, Any]:
    """menu/get; 46003 where there is no menu."""
    account.count("menu/get")
    if account.state.menu is None:
        raise WechatRefusal(46003)
    return {"menu": account.state.menu}


def delete(account: WechatAccount) -> dict[str, Any]:
    """menu/delete."""
    account.count("menu/delete")
    account.state.menu = None
    account.world.touch()
    return {"errcode": 0, "errmsg": "ok"}


def _check(button: Any, *, sub: bool) -> None:
    """One entry; sub-entries have codes of their own."""
    if not isinstance(button, dict):
        raise WechatRefusal(47001)
    name = button.get("name")
    if not isinstance(name, str) or not 1 <= len(name.encode()) <= LONGEST_NAME[sub]:
        raise WechatRefusal(40025 if sub else 40018)
    below = button.get("sub_button")
    if not below:
        _check_action(button, sub=sub)
        return
    if sub or not isinstance(below, list) or len(below) > 5:
        raise WechatRefusal(40023)
    for entry in below:
        _check(entry, sub=True)


def _check_action(button: dict[str, Any], *, sub: bool) -> None:
    kind = button.get("type")
    if kind in KEYED:
        key = button.get("key")
        if not isinstance(key, str) or not 1 <= len(key.encode()) <= LONGEST_KEY:
            raise WechatRefusal(40026 if sub else 40019)
    elif kind == "view":
        url = button.get("url")
        if not isinstance(url, str) or not 1 <= len(url.encode()) <= LONGEST_URL:
            raise WechatRefusal(40027 if sub else 40020)
    else:
        raise WechatRefusal(40024 if sub else 40017)
