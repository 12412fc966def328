"""One official account as WeChat knows it: what it may do, its people, windows and quotas."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.simulator.bubbles import Bubble, append_bubble
from adapters.simulator.state import Follower, WechatState, Window
from adapters.simulator.wechat_crypto import SafeMode
from adapters.simulator.wechat_errors import WechatRefusal
from adapters.simulator.world import World

MESSAGE_WINDOW = (5, timedelta(hours=48))
CLICK_WINDOW = (3, timedelta(minutes=1))
"""reference/wechat.md section 6.1: a message; a click, a follow, a scan, a msgmenu click."""

DAILY_QUOTAS = {
    "token": 2000,
    "stable_token": 500_000,
    "custom/send": 500_000,
    "custom/typing": 500_000,
    "menu/create": 1000,
    "menu/get": 10_000,
    "menu/delete": 1000,
    "qrcode/create": 100_000,
    "user/info": 5_000_000,
    "media/upload": 100_000,
}
"""Calls a day (reference/wechat.md section 8); the console's day is China's."""

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Console:
    """What stands in the account's console. ``mode`` is safe, mixed or plain."""

    account: str
    app_id: str
    app_secret: str
    token: str
    aes_key: str
    callback_url: str
    kind: str
    verified: bool
    mode: str


class WechatAccount:
    """Identity, state and rules of one account. ``quotas`` may be changed by tests."""

    def __init__(self, world: World, console: Console) -> None:
        """Take up the account's state where the world left it."""
        self.world = world
        self.console = console
        self.safe = SafeMode(console.app_id, console.aes_key)
        self.quotas = dict(DAILY_QUOTAS)
        self.state = world.state.wechat.setdefault(console.account, WechatState())
        self.failing = ""
        self.answering: set[str] = set()

    @property
    def gh_id(self) -> str:
        """The account's own id, as ``ToUserName`` carries it."""
        return "gh_" + hashlib.sha256(self.console.app_id.encode()).hexdigest()[:12]

    def may(self, call: str) -> bool:
        """Whether the account's kind and verification allow a call (reference section 1)."""
        service, verified = self.console.kind == "service", self.console.verified
        if call.startswith("menu/"):
            return verified or service
        if call == "qrcode/create":
            return verified and service
        if call.startswith(("custom/", "user/")):
            return verified
        return True

    def count(self, call: str) -> None:
        """Count a call of today. Raises WechatRefusal 45009 when the day's quota is used up."""
        today = self.world.now().astimezone(CHINA).date().isoformat()
        if self.state.used_on != today:
            self.state.used_on, self.state.used = today, {}
        used = self.state.used.get(call, 0)
        if used >= self.quotas.get(call, DAILY_QUOTAS["stable_token"]):
            raise WechatRefusal(45009)
        self.state.used[call] = used + 1

    def person(self, openid: str) -> Follower:
        """Somebody the account knows, follower or not. Raises WechatRefusal 40003."""
        follower = self.state.followers.get(openid)
        if follower is None:
            raise WechatRefusal(40003)
        return follower

    def show(self, openid: str, bubble: Bubble) -> Bubble:
        """Put a bubble into a person's chat."""
        follower = self.state.followers[openid]
        bubble.id = str(self.state.next_bubble)
        self.state.next_bubble += 1
        if not bubble.mine:
            follower.typing_until = None
        append_bubble(follower.bubbles, bubble)
        self.world.touch()
        return bubble


def open_window(follower: Follower, now: datetime, *, click: bool) -> None:
    """What a person's action opens; a newer action of the same sort counts anew."""
    left, lasts = CLICK_WINDOW if click else MESSAGE_WINDOW
    window = Window(left, now + lasts)
    if click:
        follower.click_window = window
    else:
        follower.message_window = window
    follower.last_contact = now


def spend_window(follower: Follower, now: datetime) -> None:
    """Use one customer message, of the shorter window first.

    How windows combine is undocumented; here each stands for itself. Raises WechatRefusal:
    45015 when none is open, 45047 when the open ones are used up.
    """
    windows = [follower.click_window, follower.message_window]
    running = [w for w in windows if w is not None and w.until > now]
    if not running:
        raise WechatRefusal(45015)
    for window in running:
        if window.left > 0:
            window.left -= 1
            return
    raise WechatRefusal(45047)
