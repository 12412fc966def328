"""The menu below the chat: the account's own, and those of people with a tag (个性化菜单)."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.wechat.client import AsyncWeChat
from adapters.wechat.errcodes import NO_MENU
from adapters.wechat.errors import CallFailedError, understood
from bot.ports import MenuItem, TaggedMenu


def menu_json(items: Sequence[MenuItem]) -> dict[str, Any]:
    """The body of ``menu/create``."""
    return {"button": [_button(item) for item in items]}


async def set_tagged(
    client: AsyncWeChat, own: Sequence[MenuItem], menus: Sequence[TaggedMenu]
) -> None:
    """Set the menus of people with a tag in place of all there are. Raises CallFailedError.

    The platform has no way to change one, and takes 2,000 new ones a day: what is as it should
    be stays, the rest is taken away, what lacks is made. The account's ``own`` menu is made
    first where there is none, as the platform demands.
    """
    try:
        answer = await client.get("menu/get")
    except CallFailedError as error:
        if error.code != NO_MENU:
            raise
        answer = {}
    with understood():
        there = [(str(menu["menuid"]), _meaning(menu)) for menu in _conditional(answer)]
    if "menu" not in answer and own:
        await client.menu.create(menu_json(own))
    lacking = {menu.tag: menu_json(menu.items) for menu in menus}
    for menu_id, (tag, buttons) in there:
        if tag is not None and lacking.get(tag) == buttons:
            del lacking[tag]
        else:
            await client.menu.del_conditional(menu_id)
    for tag, body in lacking.items():
        rule = {"matchrule": {"tag_id": str(tag)}}
        await client.menu.add_conditional({**body, **rule})


def _button(item: MenuItem) -> dict[str, Any]:
    if item.children:
        return {"name": item.label, "sub_button": [_button(child) for child in item.children]}
    if item.url:
        return {"type": "view", "name": item.label, "url": item.url}
    return {"type": "click", "name": item.label, "key": item.key}


def _conditional(answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    menus: Sequence[Mapping[str, Any]] = answer.get("conditionalmenu") or ()
    return menus


def _meaning(menu: Mapping[str, Any]) -> tuple[int | None, dict[str, Any]]:
    """The tag a menu is for, None where its rule is another, and its buttons as we write them."""
    rule = {name: value for name, value in menu.get("matchrule", {}).items() if value}
    tag = rule.pop("tag_id", None) or rule.pop("group_id", None)
    only = tag is not None and not rule
    return int(tag) if only else None, {"button": [_plain(one) for one in menu["button"]]}


def _plain(button: Mapping[str, Any]) -> dict[str, Any]:
    """A button without what the platform adds to it, such as an empty list below it."""
    below = button.get("sub_button") or ()
    if isinstance(below, Mapping):  # older answers wrap the list
        below = below.get("list") or ()
    if below:
        return {"name": button["name"], "sub_button": [_plain(one) for one in below]}
    return {name: button[name] for name in ("type", "name", "key", "url") if button.get(name)}
