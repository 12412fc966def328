"""Subscription notices (订阅通知 bizsend) and template messages (模板消息): forms with facts."""

from typing import Any

from adapters.wechat.client import AsyncWeChat, sent
from adapters.wechat.fields import UnfitError, filled_fields
from bot.domain.delivery import Filled, Outcome, Result, Rung, Scope


async def send_form(client: AsyncWeChat, chat: str, filled: Filled, *, key: str) -> Outcome:
    """Send ``filled`` as its template's use says. Raises CallFailedError.

    SENT means taken: the end comes as an event (subscribe_msg_sent_event,
    TEMPLATESENDJOBFINISH). ``key`` keeps a repeated template message from arriving twice within
    10 minutes (client_msg_id); a notice takes no such key. A fact that has no form its field
    takes stops the template, as the platform would.
    """
    template = filled.template
    try:
        data = filled_fields(template.fields, filled.facts)
    except UnfitError as error:
        return Outcome(
            Result.REFUSED, code=f"no value for field {error.field}", scope=Scope.TEMPLATE
        )
    if template.rung is Rung.NOTICE:
        page = filled.url or None
        answer = await client.message.send_subscribe_message(chat, template.id, data, page=page)
        return sent(answer)
    body: dict[str, Any] = {"touser": chat, "template_id": template.id}
    if filled.url:
        body["url"] = filled.url
    body |= {"client_msg_id": key, "data": data}
    return sent(await client.post("message/template/send", data=body))
