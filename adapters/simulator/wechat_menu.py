"""The account's menus (reference/wechat.md section 7): for all, and for those with a tag.

Each has 3 entries, 5 below each.
"""

from typing import Any

from adapters.simulator.wechat_account import WechatAccount
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_params import number, string
from adapters.simulator.wechat_state import Follower, TaggedMenu

LONGEST_KEY = 128
LONGEST_URL = 1024
LONGEST_NAME = (16, 60)
"""Bytes of a name: top entry, sub-entry."""

DEFAULT_ID = 208_396_900
DEVICES = ("1", "2", "3")
ANDROID = "2"
"""``client_platform_type``: iOS, Android, others; here everybody holds an Android."""

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
    """menu/create: replaces the menu; those for tags stay.

    Raises WechatRefusal with the code of what is wrong.
    """
    account.count("menu/create")
    account.state.menu = {"button": _buttons(body)}
    account.world.touch()
    return {"errcode": 0, "errmsg": "ok"}


def get(account: WechatAccount, _: dict[str, Any]) -> dict[str, Any]:
    """menu/get, with the menus for tags, newest first; 46003 where there is no menu."""
    account.count("menu/get")
    if account.state.menu is None:
        raise WechatRefusal(46003)
    if not account.state.tagged_menus:
        return {"menu": account.state.menu}
    return {
        "menu": account.state.menu | {"menuid": DEFAULT_ID},
        "conditionalmenu": [
            {"button": one.buttons, "matchrule": one.rule, "menuid": one.menuid}
            for one in account.state.tagged_menus
        ],
    }


def delete(account: WechatAccount, _: dict[str, Any]) -> dict[str, Any]:
    """menu/delete: the menu, and all that are for tags."""
    account.count("menu/delete")
    account.state.menu, account.state.tagged_menus = None, []
    account.world.touch()
    return {"errcode": 0, "errmsg": "ok"}


def add_tagged(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """menu/addconditional: 65303 before there is a menu for all, 65304 without a rule."""
    account.count("menu/addconditional")
    if account.state.menu is None:
        raise WechatRefusal(65303)
    menu = TaggedMenu(account.state.next_menu, _buttons(body), _rule(account, body))
    account.state.next_menu += 1
    account.state.tagged_menus.insert(0, menu)
    account.world.touch()
    return {"menuid": str(menu.menuid)}


def delete_tagged(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """menu/delconditional: 65301 where there is no such menu."""
    account.count("menu/delconditional")
    menuid = number(body, "menuid")
    kept = [one for one in account.state.tagged_menus if one.menuid != menuid]
    if len(kept) == len(account.state.tagged_menus):
        raise WechatRefusal(65301)
    account.state.tagged_menus = kept
    account.world.touch()
    return {"errcode": 0, "errmsg": "ok"}


def try_match(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """menu/trymatch: the menu one follower sees; 46003 where there is none."""
    account.count("menu/trymatch")
    buttons = menu_of(account, account.person(string(body, "user_id")))
    if not buttons:
        raise WechatRefusal(46003)
    return {"button": buttons}


def menu_of(account: WechatAccount, follower: Follower) -> list[dict[str, Any]]:
    """The buttons a follower sees: of the newest menu that fits his or her last tag, else of the
    menu for all.
    """
    last = str(follower.tags[-1]) if follower.tags else ""
    for menu in account.state.tagged_menus:
        tag, device = menu.rule.get("tag_id", last), menu.rule.get("client_platform_type", ANDROID)
        if str(tag) == last and str(device) == ANDROID:
            return menu.buttons
    return list((account.state.menu or {}).get("button", []))


def _rule(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    rule = body.get("matchrule")
    if not isinstance(rule, dict) or not rule.keys() & {"tag_id", "client_platform_type"}:
        raise WechatRefusal(65304)
    if "tag_id" in rule and number(rule, "tag_id") not in account.state.tags:
        raise WechatRefusal(45159)
    if str(rule.get("client_platform_type", ANDROID)) not in DEVICES:
        raise WechatRefusal(40035)
    return rule


def _buttons(body: dict[str, Any]) -> list[dict[str, Any]]:
    buttons = body.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise WechatRefusal(40016)
    for button in buttons:
        _check(button, sub=False)
    return buttons


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
