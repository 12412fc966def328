"""People on WeChat: they follow, scan, leave; what they send and wish stands in files beside."""

import hashlib
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from datetime import datetime

from adapters.simulator.bubbles import Bubble
from adapters.simulator.wechat_account import WechatAccount, leave, open_window
from adapters.simulator.wechat_consoles import Consoles
from adapters.simulator.wechat_senders import Senders
from adapters.simulator.wechat_state import Follower
from adapters.simulator.wechat_wishes import Wishes
from bot.domain.errors import InputError

RUNGS = {
    "passive": "reply",
    "customer": "customer",
    "notice": "notice",
    "template": "template",
    "mass": "mass",
}
"""The rung (design section 5) behind ``Bubble.via``."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that reached a person: by which rung, when (UTC), with which words."""

    rung: str
    at: datetime
    title: str
    text: str


class WechatPeople(Senders, Wishes, Consoles):
    """What people do, and what the accounts' staff set. Each call does it at once; awaiting it
    waits for the bot's answer.

    The awaited value is true when the bot answered as the rules want it, false when the person
    saw the failure notice. Raises InputError for what no person could do.
    """

    def chat(self, account: str, openid: str) -> list[Bubble]:
        """The bubbles of a person's chat, oldest first; empty for somebody unknown."""
        follower = self._account(account).state.followers.get(openid)
        return follower.bubbles if follower else []

    def sent(self, account: str, openid: str) -> list[Sent]:
        """What reached a person, oldest first; the platform's own words are left out."""
        return [
            Sent(RUNGS[bubble.via], bubble.at, bubble.title, bubble.text)
            for bubble in self.chat(account, openid)
            if bubble.via in RUNGS
        ]

    def message_window(self, account: str, openid: str) -> tuple[int, datetime] | None:
        """How many customer messages a person's last message still allows, and until when."""
        follower = self._account(account).state.followers.get(openid)
        window = follower.message_window if follower else None
        return (window.left, window.until) if window else None

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

    def add_followers(
        self, account: str, openids: Iterable[str], *, scene: str = "", tags: Iterable[int] = ()
    ) -> None:
        """Let many follow whom the server is told nothing of, as those from before its time.

        Their windows are closed. ``tags`` are given to each.
        """
        box = self._account(account)
        now, given = box.world.now(), list(tags)
        for openid in openids:
            box.state.followers.setdefault(
                openid, Follower(openid, True, now, scene, tags=list(given))
            )
        box.world.touch()

    def unfollow(self, account: str, openid: str) -> Awaitable[bool]:
        """Leave the account; its windows close, its tags are gone."""
        box = self._account(account)
        follower = self._follower(box, openid)
        leave(follower)
        return self._event(box, openid, "unsubscribe", {"EventKey": ""})

    def scan(self, account: str, openid: str, scene: str) -> Awaitable[bool]:
        """Scan a QR code: follows with the scene, or as a follower sends SCAN."""
        box = self._account(account)
        follower = box.state.followers.get(openid)
        if follower is None or not follower.subscribed:
            return self.follow(account, openid, scene)
        open_window(follower, box.world.now(), click=True)
        content = {"EventKey": scene, "Ticket": self._ticket(box, scene)}
        return self._event(box, openid, "SCAN", content)

    def set_union(self, account: str, openid: str, union: str | None) -> None:
        """Give a person a unionid; None: the one that follows from the openid."""
        self._known(self._account(account), openid).union = union

    @staticmethod
    def _ticket(box: WechatAccount, scene: str) -> str:
        now = box.world.now()
        for code in reversed(box.state.codes.values()):
            if code.scene == scene and (code.expires is None or code.expires > now):
                return code.ticket
        # A code printed before this simulator's time: any ticket of the right look will do.
        return "gQ" + hashlib.sha256(scene.encode()).hexdigest()[:62]
