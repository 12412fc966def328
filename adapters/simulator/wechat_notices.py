"""Subscription notices (reference/wechat.md section 6.3): consents, sending, the list of forms."""

from typing import Any

from adapters.simulator.wechat_account import KnownTemplate, WechatAccount
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.wechat_params import string
from adapters.simulator.wechat_state import Follower
from adapters.simulator.wechat_templates import content_of, find_template, template_bubble

ONE_TIME, LONG_TERM = 2, 3
"""``type`` in newtmpl/gettemplate."""


def send(account: WechatAccount, body: dict[str, Any]) -> dict[str, Any]:
    """message/subscribe/bizsend; reported by subscribe_msg_sent_event.

    Raises WechatRefusal: 40037 template, 47003 field, 40003 person, 43101 no consent left. The
    documents print no msgid in the answer; it is the report's, so that who looks for it finds it.
    """
    account.count("subscribe/bizsend")
    template = find_template(account, body, "notice")
    bubble = template_bubble(account, template, body)
    openid = string(body, "touser")
    _use_consent(account.person(openid), template)
    number = account.next_message()
    account.show(openid, bubble)
    entry = {
        "TemplateId": template.id,
        "MsgID": number,
        "ErrorCode": 0,
        "ErrorStatus": "success",
    }
    content = {"SubscribeMsgSentEvent": {"List": [entry]}}
    account.report(openid, "subscribe_msg_sent_event", content)
    return {"errcode": 0, "errmsg": "ok", "msgid": number}


def list_templates(account: WechatAccount, _: dict[str, Any]) -> dict[str, Any]:
    """wxaapi/newtmpl/gettemplate."""
    account.count("newtmpl/gettemplate")
    return {
        "errcode": 0,
        "errmsg": "ok",
        "data": [
            {
                "priTmplId": one.id,
                "title": one.title,
                "content": content_of(one) + "\n",
                "example": "",
                "type": LONG_TERM if one.long_term else ONE_TIME,
            }
            for one in account.templates.values()
            if one.use == "notice"
        ],
    }


def consent(follower: Follower, template: KnownTemplate) -> None:
    """The person allows one more notice, or all of them where the template is a long-term one."""
    left = follower.consents.get(template.id, 0)
    follower.consents[template.id] = 1 if template.long_term else left + 1


def _use_consent(follower: Follower, template: KnownTemplate) -> None:
    left = follower.consents.get(template.id, 0)
    if left <= 0:
        raise WechatRefusal(43101)
    if not template.long_term:
        follower.consents[template.id] = left - 1
