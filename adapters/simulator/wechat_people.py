"""People on WeChat: they follow, write, use the menu, scan, and leave."""

import asyncio
import hashlib
from collections.abc import Awaitable
from datetime import datetime
from typing import Any

from adapters.simulator.bubbles import Bubble, find_bubble
from adapters.simulator.state import Follower
from adapters.simulator.wechat_account import WechatAccount, open_window
from adapters.simulator.wechat_callback import Callback, Callbacks
from bot.domain.errors import InputError


class WechatPeople:
    """What people do. Each call does it at once; awaiting it waits for the bot's answer.

    The awaited value is true when the bot answered as the rules want it, false when the person
    saw the failure notice. Raises InputError for what no person could do.
    """

    def __init__(self, accounts: dict[str, WechatAccount], callbacks: Callbacks) -> None:
        """People of all ``accounts``."""
        self._accounts = accounts
        self._callbacks = callbacks

    @property
    def patience(self) -> float:
        """Real seconds the platform waits for an answer; 5 unless changed."""
        return self._callbacks.patience

    @patience.setter
    def patience(self, seconds: float) -> None:
        self._callbacks.patience = seconds

    @property
    def pause(self) -> float:
        """Real seconds between a failed delivery and the next; none unless changed."""
        return self._callbacks.pause

    @pause.setter
    def pause(self, seconds: float) -> None:
        self._callbacks.pause = seconds

    def chat(self, account: str, openid: str) -> list[Bubble]:
        """The bubbles of a person's chat, oldest first; empty for somebody unknown."""
        follower = self._account(account).state.followers.get(openid)
        return follower.bubbles if follower else []

    def quotas(self, account: str) -> dict[str, int]:
        """The account's daily quotas by call (``custom/send``); may be changed."""
        return self._account(account).quotas

    async def verify(self, account: str) -> bool:
        """The console's check of the callback URL; whether the bot passed it."""
        return await self._callbacks.verify(self._account(account))

    def follow(self, account: str, openid: str, scene: str | None = None) -> Awaitable[bool]:
        """Follow the account, by a QR code of ``scene`` where one is given."""
        box = self._account(account)
        now = box.world.now()
        known = box.state.followers.get(openid)
        if known is not None and known.subscribed:
            raise InputError("This person follows the account already.")
        follower = known or Follower(openid, subscribed=True, since=now)
        box.state.followers[openid] = follower
        follower.subscribed, follower.since, follower.scene = True, now, scene or ""
        open_window(follower, now, click=True)
        content = {"EventKey": ""}
        if scene is not None:
            content = {"EventKey": f"qrscene_{scene}", "Ticket": self._ticket(box, scene)}
        return self._event(box, openid, "subscribe", content)

    def unfollow(self, account: str, openid: str) -> Awaitable[bool]:
        """Leave the account; its windows close."""
        box = self._account(account)
        follower = self._follower(box, openid)
        follower.subscribed = False
        follower.message_window = follower.click_window = None
        return self._event(box, openid, "unsubscribe", {"EventKey": ""})

    def say(self, account: str, openid: str, text: str) -> Awaitable[bool]:
        """Write to the account."""
        box = self._account(account)
        follower = self._follower(box, openid)
        open_window(follower, box.world.now(), click=False)
        return self._message(box, openid, text, {})

    def tap(self, account: str, openid: str, bubble_id: str, item_id: str) -> Awaitable[bool]:
        """Touch an item of a msgmenu: sends its caption with its id."""
        box = self._account(account)
        follower = self._follower(box, openid)
        bubble = find_bubble(follower.bubbles, bubble_id)
        captions = [label for label, data in bubble.buttons if data == item_id] if bubble else []
        if not captions:
            raise InputError("There is no such item in the chat.")
        open_window(follower, box.world.now(), click=True)
        return self._message(box, openid, captions[0], {"bizmsgmenuid": item_id})

    def menu(self, account: str, openid: str, key: str) -> Awaitable[bool]:
        """Touch the menu entry of ``key``; it must be in the menu the account made."""
        box = self._account(account)
        follower = self._follower(box, openid)
        if key not in _menu_keys(box.state.menu or {}):
            raise InputError("There is no such entry in the menu.")
        open_window(follower, box.world.now(), click=True)
        return self._event(box, openid, "CLICK", {"EventKey": key})

    def scan(self, account: str, openid: str, scene: str) -> Awaitable[bool]:
        """Scan a QR code: follows with the scene, or as a follower sends SCAN."""
        box = self._account(account)
        follower = box.state.followers.get(openid)
        if follower is None or not follower.subscribed:
            return self.follow(account, openid, scene)
        open_window(follower, box.world.now(), click=True)
        content = {"EventKey": scene, "Ticket": self._ticket(box, scene)}
        return self._event(box, openid, "SCAN", content)

    def _account(self, account: str) -> WechatAccount:
        box = self._accounts.get(account)
        if box is None:
            raise InputError("The simulator has no WeChat account of that name.")
        return box

    def _follower(self, box: WechatAccount, openid: str) -> Follower:
        follower = box.state.followers.get(openid)
        if follower is None or not follower.subscribed:
            raise InputError("This person does not follow the account.")
        return follower

    def _message(
        self, box: WechatAccount, openid: str, text: str, extra: dict[str, str | int]
    ) -> Awaitable[bool]:
        if not text.strip() or len(text.encode()) > 2048:
            raise InputError("A WeChat message has 1 to 2048 bytes.")
        now = box.world.now()
        bubble = Bubble("", mine=True, text=text, at=now, via="person", author=openid)
        mine = box.show(openid, bubble)
        number = box.state.next_msg_id
        box.state.next_msg_id += 1
        fields: dict[str, Any] = self._head(box, openid, now)
        fields |= {"MsgType": "text", "Content": text, "MsgId": number} | extra
        return self._put(box, Callback(openid, fields, mine))

    def _event(
        self, box: WechatAccount, openid: str, event: str, content: dict[str, str]
    ) -> Awaitable[bool]:
        fields: dict[str, Any] = self._head(box, openid, box.world.now())
        fields |= {"MsgType": "event", "Event": event} | content
        return self._put(box, Callback(openid, fields))

    @staticmethod
    def _head(box: WechatAccount, openid: str, now: datetime) -> dict[str, str | int]:
        return {
            "ToUserName": box.gh_id,
            "FromUserName": openid,
            "CreateTime": int(now.timestamp()),
        }

    def _put(self, box: WechatAccount, callback: Callback) -> asyncio.Future[bool]:
        return self._callbacks.put(box, callback)

    @staticmethod
    def _ticket(box: WechatAccount, scene: str) -> str:
        now = box.world.now()
        for code in reversed(box.state.codes.values()):
            if code.scene == scene and (code.expires is None or code.expires > now):
                return code.ticket
        # A code printed before this simulator's time: any ticket of the right look will do.
        return "gQ" + hashlib.sha256(scene.encode()).hexdigest()[:62]


def _menu_keys(menu: dict[str, Any]) -> set[str]:
    buttons = [
        part
        for button in menu.get("button", [])
        for part in (button.get("sub_button") or [button])
    ]
    return {button["key"] for button in buttons if button.get("type") == "click"}
