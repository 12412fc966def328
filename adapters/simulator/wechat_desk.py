"""What everything that people do on WeChat goes through: finding them, telling the server."""

import asyncio
from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Any

from adapters.simulator.bubbles import Bubble
from adapters.simulator.wechat_account import KnownTemplate, WechatAccount
from adapters.simulator.wechat_callback import Callback, Callbacks
from adapters.simulator.wechat_state import Follower
from bot.domain.errors import InputError


class Desk:
    """All accounts with their people, and the way to their servers."""

    def __init__(self, accounts: dict[str, WechatAccount], callbacks: Callbacks) -> None:
        """People of all ``accounts``."""
        self._accounts = accounts
        self._callbacks = callbacks

    def _account(self, account: str) -> WechatAccount:
        box = self._accounts.get(account)
        if box is None:
            raise InputError("The simulator has no WeChat account of that name.")
        return box

    def _known(self, box: WechatAccount, openid: str) -> Follower:
        """Somebody the account knows, follower or not."""
        follower = box.state.followers.get(openid)
        if follower is None:
            raise InputError("The account does not know this person.")
        return follower

    def _follower(self, box: WechatAccount, openid: str) -> Follower:
        follower = box.state.followers.get(openid)
        if follower is None or not follower.subscribed:
            raise InputError("This person does not follow the account.")
        return follower

    @staticmethod
    def _template(box: WechatAccount, template_id: str) -> KnownTemplate:
        template = box.templates.get(template_id)
        if template is None or template.use != "notice":
            raise InputError("The account has no notice template of that id.")
        return template

    def _message(
        self, box: WechatAccount, openid: str, bubble: Bubble, content: Mapping[str, Any]
    ) -> Awaitable[bool]:
        """Show the person's own bubble and tell the server of the message."""
        mine = box.show(openid, bubble)
        fields: dict[str, Any] = self._head(box, openid, box.world.now())
        fields |= content
        fields["MsgId"] = box.next_message()
        return self._put(box, Callback(openid, fields, mine))

    def _event(
        self,
        box: WechatAccount,
        openid: str,
        event: str,
        content: Mapping[str, Any],
        *,
        report: bool = False,
    ) -> Awaitable[bool]:
        """Tell the server of an event; ``report`` where nobody in the chat waits for an answer."""
        fields: dict[str, Any] = self._head(box, openid, box.world.now())
        fields |= {"MsgType": "event", "Event": event, **content}
        return self._put(box, Callback(openid, fields, report=report))

    @staticmethod
    def _head(box: WechatAccount, openid: str, now: datetime) -> dict[str, str | int]:
        return {
            "ToUserName": box.gh_id,
            "FromUserName": openid,
            "CreateTime": int(now.timestamp()),
        }

    def _put(self, box: WechatAccount, callback: Callback) -> asyncio.Future[bool]:
        return self._callbacks.put(box, callback)
