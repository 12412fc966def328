"""People say what they want to get, in the platform's own sheets and settings, not in the chat."""

from collections.abc import Awaitable, Mapping
from typing import Literal

from adapters.simulator.wechat_account import leave
from adapters.simulator.wechat_desk import Desk
from adapters.simulator.wechat_notices import consent
from bot.domain.errors import InputError

Choice = Literal["accept", "reject"]
Erasure = Literal[
    "user_info_modified", "user_authorization_revoke", "user_authorization_cancellation"
]
MOST_AT_ONCE = 3
"""Templates one sheet can show (wx-open-subscribe)."""


class Wishes(Desk):
    """What people allow and refuse. Raises InputError for what no person could do."""

    def notices(
        self, account: str, openid: str, choices: Mapping[str, Choice], scene: int = 1
    ) -> Awaitable[bool]:
        """Answer the sheet that asks for notices: by template, accept or reject.

        ``scene``: 1 on a web page, 2 in an article. Each acceptance of a one-time template is one
        more consent. The awaited value is whether the server took the event.
        """
        box = self._account(account)
        person = self._known(box, openid)
        if not 1 <= len(choices) <= MOST_AT_ONCE:
            raise InputError("One sheet asks for one to three templates.")
        templates = {choice: self._template(box, choice) for choice in choices}
        for template_id, choice in choices.items():
            if choice == "accept":
                consent(person, templates[template_id])
        entries = [
            {"TemplateId": one, "SubscribeStatusString": choice, "PopupScene": scene}
            for one, choice in choices.items()
        ]
        content = {"SubscribeMsgPopupEvent": {"List": entries}}
        return self._event(box, openid, "subscribe_msg_popup_event", content, report=True)

    def refuse_notice(
        self,
        account: str,
        openid: str,
        template_id: str,
        wrapping: Literal["change", "popup"] = "change",
    ) -> Awaitable[bool]:
        """Switch a template off in the platform's settings; its consents are gone.

        ``wrapping``: the event's content comes in ``SubscribeMsgChangeEvent``, or, as some
        accounts get it, in ``SubscribeMsgPopupEvent``.
        """
        box = self._account(account)
        self._known(box, openid).consents.pop(self._template(box, template_id).id, None)
        entry = {"TemplateId": template_id, "SubscribeStatusString": "reject"}
        outer = f"SubscribeMsg{wrapping.capitalize()}Event"
        content = {outer: {"List": [entry]}}
        return self._event(box, openid, "subscribe_msg_change_event", content, report=True)

    def consents(self, account: str, openid: str) -> dict[str, int]:
        """How many notices a person still allows, by template; 1 for a long-term one."""
        left = self._known(self._account(account), openid).consents
        return {template: count for template, count in left.items() if count > 0}

    def block_templates(self, account: str, openid: str, *, on: bool = True) -> None:
        """Block template messages; they end as ``failed:user block``."""
        self._known(self._account(account), openid).blocks_templates = on

    def refuse_messages(self, account: str, openid: str, *, on: bool = True) -> None:
        """Switch the account's messages off (48002); mass messages are filtered out."""
        self._known(self._account(account), openid).refuses = on

    def blacklist(self, account: str, openid: str, *, on: bool = True) -> None:
        """Put a person on the account's blacklist (43019), or take him or her off it."""
        self._known(self._account(account), openid).blacklisted = on

    def demand_erasure(
        self, account: str, openid: str, event: Erasure = "user_authorization_cancellation"
    ) -> Awaitable[bool]:
        """One of the three events after which what the platform gave must be erased.

        Who cancels the WeChat account follows nobody any more.
        """
        box = self._account(account)
        person = self._known(box, openid)
        if event == "user_authorization_cancellation":
            leave(person)
        content = {"OpenID": openid, "AppID": box.console.app_id, "RevokeInfo": "1"}
        return self._event(box, openid, event, content, report=True)
