"""Template messages (reference/wechat.md section 6.2)."""

from datetime import timedelta
from typing import Any

from adapters.simulator.bubbles import Bubble
from adapters.simulator.wechat_account import KnownTemplate, WechatAccount
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_fields import read_fields
from adapters.simulator.wechat_params import string
from adapters.simulator.wechat_state import Taken

SAME_FOR = timedelta(minutes=10)
"""So long the same person and client_msg_id are sent once."""


def send(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """message/template/send; what became of it is reported by TEMPLATESENDJOBFINISH.

    Raises WechatRefusal: 40037 template, 47003 field, 40003, 43004, 43019, 45009 a day's quota.
    """
    key = _key(body)
    if key and (before := _taken(account, key)) is not None:
        return {"errcode": 0, "errmsg": "ok", "msgid": before}
    account.count("template/send")
    template = find_template(account, body, "template")
    bubble = template_bubble(account, template, body)
    openid = string(body, "touser")
    follower = account.person(openid)
    if not follower.subscribed:
        raise WechatRefusal(43004)
    if follower.blacklisted:
        raise WechatRefusal(43019)
    number = account.next_message()
    if key:
        account.state.template_keys[key] = Taken(number, account.world.now())
    status = "failed:user block" if follower.blocks_templates else "success"
    if not follower.blocks_templates:
        account.show(openid, bubble)
    account.report(openid, "TEMPLATESENDJOBFINISH", {"MsgID": number, "Status": status})
    return {"errcode": 0, "errmsg": "ok", "msgid": number}


def list_private(account: WechatAccount, _: dict[str, Any]) -> dict[str, Any]:
    """template/get_all_private_template."""
    account.count("template/get_all_private_template")
    return {
        "template_list": [
            {
                "template_id": one.id,
                "title": one.title,
                "primary_industry": "教育",
                "deputy_industry": "培训",
                "content": content_of(one),
                "example": "",
            }
            for one in account.templates.values()
            if one.use == "template"
        ]
    }


def find_template(account: WechatAccount, body: dict[str, Any], use: str) -> KnownTemplate:
    """The template a call names. Raises WechatRefusal 40037."""
    template = account.templates.get(string(body, "template_id"))
    if template is None or template.use != use:
        raise WechatRefusal(40037)
    return template


def template_bubble(
    account: WechatAccount, template: KnownTemplate, body: dict[str, Any]
) -> Bubble:
    """The filled form as it is seen. Raises WechatRefusal 47003, 40035 for what it opens."""
    values = read_fields(template.fields, body.get("data"))
    lines = [f"{template.fields[name]}：{value}" for name, value in values.items()]
    return Bubble(
        "",
        mine=False,
        text="\n".join(lines),
        title=template.title,
        at=account.world.now(),
        via=template.use,
        links=_opens(body),
    )


def content_of(template: KnownTemplate) -> str:
    """A template's form as the console prints it."""
    return "\n".join(f"{label}:{{{{{name}.DATA}}}}" for name, label in template.fields.items())


def _opens(body: dict[str, Any]) -> list[tuple[str, str]]:
    """What a touch opens: the mini program where one is named, else the page."""
    url = body.get("url", body.get("page", ""))
    if not isinstance(url, str):
        raise WechatRefusal(40035)
    mini = body.get("miniprogram")
    if mini:
        if not isinstance(mini, dict) or not isinstance(mini.get("appid"), str):
            raise WechatRefusal(40035)
        return [("详情", f"{mini['appid']}:{mini.get('pagepath', '')}")]
    return [("详情", url)] if url else []


def _key(body: dict[str, Any]) -> str:
    given = body.get("client_msg_id", "")
    if not isinstance(given, str):
        raise WechatRefusal(40035)
    return f"{string(body, 'touser')} {given}" if given else ""


def _taken(account: WechatAccount, key: str) -> int | None:
    """The message made under ``key`` in the last ten minutes; what is older is let go."""
    keys, now = account.state.template_keys, account.world.now()
    while keys and (oldest := next(iter(keys))) and now - keys[oldest].at >= SAME_FOR:
        del keys[oldest]
    return keys[key].message_id if key in keys else None
