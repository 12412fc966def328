"""One official account as WeChat knows it: what it may do, its people, windows and quotas."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from adapters.simulator.bubbles import Bubble, append_bubble
from adapters.simulator.wechat_crypto import SafeMode
from adapters.simulator.wechat_errors import LIMITS, WechatRefusal
from adapters.simulator.wechat_files import Files
from adapters.simulator.wechat_quotas import COUNTED_AS, DAILY_QUOTAS, ELSE, RESETS
from adapters.simulator.wechat_state import Follower, Report, WechatState, Window
from adapters.simulator.world import World

MESSAGE_WINDOW = (5, timedelta(hours=48))
CLICK_WINDOW = (3, timedelta(minutes=1))
"""reference/wechat.md section 6.1: a message; a click, a follow, a scan, a msgmenu click."""

VERIFIED = (
    "custom/",
    "user/",
    "tags/",
    "mass/",
    "subscribe/",
    "newtmpl/",
    "material/",
    "draft/",
    "freepublish/",
)
"""Calls of verified accounts of either kind (reference section 1)."""

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


@dataclass(frozen=True, slots=True)
class KnownTemplate:
    """A template in the account's console. ``use``: notice (订阅通知) or template (模板消息).

    ``fields`` names each field's label: ``{"thing1": "课程", "time2": "时间"}``.
    """

    id: str
    use: Literal["notice", "template"]
    title: str
    fields: Mapping[str, str]
    long_term: bool = False


@dataclass(slots=True)
class Switches:
    """What is set in the account's console, or left open by the documents; tests change it.

    ``protect_mass``: mass calls wait for the administrator, those to all, or every one.
    ``whitelist``: the addresses that may fetch tokens and call; None: any. ``bound``: to an Open
    Platform account, so that people have a unionid. ``msgmenu``: whether the account may send
    msgmenus; None: a service account may. ``report_after``: how long after a call its result is
    reported. ``mass_handling``: how long a mass call is being handled (45066 for its repeat).
    ``mass_endings``: what the next mass messages end with instead (``err(20001)``).
    ``largest_tag``: from how many people on a tag can no longer be deleted.
    """

    protect_mass: Literal["", "all", "every"] = ""
    whitelist: frozenset[str] | None = None
    bound: bool = True
    msgmenu: bool | None = None
    report_after: timedelta = timedelta(0)
    mass_handling: timedelta = timedelta(0)
    mass_endings: list[str] = field(default_factory=list)
    largest_tag: int = 100_000


@dataclass(frozen=True, slots=True)
class LimitRefusal:
    """A call refused because a limit was run into, and when."""

    call: str
    errcode: int
    at: datetime


class WechatAccount:
    """Identity, state and rules of one account.

    ``quotas``, ``switches`` and ``templates`` may be changed. ``refused_for_limit`` lists the
    calls that ran into a limit, oldest first. ``reported`` is called when a report was put down.
    """

    def __init__(self, world: World, console: Console, files: Files) -> None:
        """Take up the account's state where the world left it."""
        self.world = world
        self.console = console
        self.files = files
        self.safe = SafeMode(console.app_id, console.aes_key)
        self.quotas = dict(DAILY_QUOTAS)
        if console.kind != "service":
            self.quotas["mass"] = 1
        self.state = world.state.wechat.setdefault(console.account, WechatState())
        self.switches = Switches()
        self.templates: dict[str, KnownTemplate] = {}
        self.refused_for_limit: list[LimitRefusal] = []
        self.known_calls: frozenset[str] = frozenset(DAILY_QUOTAS)
        self.reported: Callable[[], None] = lambda: None
        self.failing = ""
        self.answering: set[str] = set()

    @property
    def gh_id(self) -> str:
        """The account's own id, as ``ToUserName`` carries it."""
        return "gh_" + hashlib.sha256(self.console.app_id.encode()).hexdigest()[:12]

    @property
    def own_openid(self) -> str:
        """Whom the platform's own events come from: an openid that follows nobody."""
        return "oWeixin" + self.gh_id.removeprefix("gh_")

    def may(self, call: str) -> bool:
        """Whether the account's kind and verification allow a call (reference section 1).

        Notices: the interface's own page allows them to verified subscription accounts too.
        """
        service, verified = self.console.kind == "service", self.console.verified
        if call.startswith("menu/"):
            return verified or service
        if call.startswith(("qrcode/", "template/")) or call == "mass/send":
            return verified and service
        if call.startswith(VERIFIED):
            return verified
        return True

    def count(self, call: str, refusal: int = 45009) -> None:
        """Count a call of today. Raises WechatRefusal when the day's quota is used up."""
        name = COUNTED_AS.get(call, call)
        used = self.used_today(name)
        if used >= self.quotas.get(name, ELSE):
            raise WechatRefusal(refusal)
        self.state.used[name] = used + 1

    def used_today(self, name: str) -> int:
        """How often a call was counted today, China's."""
        today = self._day()
        if self.state.used_on != today:
            self.state.used_on, self.state.used = today, {}
        return self.state.used.get(name, 0)

    def count_reset(self, call: str) -> None:
        """Count that counts are set back. Raises WechatRefusal 48006 after the month's share."""
        month = self.month()
        if self.state.resets_in != month:
            self.state.resets_in, self.state.resets = month, {}
        if (done := self.state.resets.get(call, 0)) >= RESETS[call]:
            raise WechatRefusal(48006)
        self.state.resets[call] = done + 1

    def month(self) -> str:
        """The calendar month in China, ``2026-11``."""
        return self._day()[:7]

    def _day(self) -> str:
        return self.world.now().astimezone(CHINA).date().isoformat()

    def note_refusal(self, call: str, errcode: int) -> None:
        """Remember a refusal where a limit was its cause."""
        if errcode in LIMITS:
            self.refused_for_limit.append(LimitRefusal(call, errcode, self.world.now()))

    def person(self, openid: str) -> Follower:
        """Somebody the account knows, follower or not. Raises WechatRefusal 40003."""
        follower = self.state.followers.get(openid)
        if follower is None:
            raise WechatRefusal(40003)
        return follower

    def reachable(self, openid: str) -> Follower:
        """A follower who takes messages. Raises WechatRefusal 40003, 43004, 43019 or 48002."""
        follower = self.person(openid)
        if not follower.subscribed:
            raise WechatRefusal(43004)
        if follower.blacklisted:
            raise WechatRefusal(43019)
        if follower.refuses:
            raise WechatRefusal(48002)
        return follower

    def show(self, openid: str, bubble: Bubble) -> Bubble:
        """Put a bubble into a person's chat."""
        follower = self.state.followers[openid]
        self.number(bubble)
        if not bubble.mine:
            follower.typing_until = None
        append_bubble(follower.bubbles, bubble)
        self.world.touch()
        return bubble

    def number(self, bubble: Bubble) -> None:
        """Give a bubble its id."""
        bubble.id = str(self.state.next_bubble)
        self.state.next_bubble += 1

    def next_message(self) -> int:
        """A new 64-bit message id."""
        number = self.state.next_msg_id
        self.state.next_msg_id += 1
        return number

    def report(self, openid: str, event: str, content: dict[str, Any]) -> None:
        """Have an event told to the server that no act in the chat caused."""
        due = self.world.now() + self.switches.report_after
        self.state.reports.append(Report(due, openid, event, content))
        self.reported()


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


def leave(follower: Follower) -> None:
    """A person follows no more: the windows close, the tags are gone."""
    follower.subscribed = False
    follower.message_window = follower.click_window = None
    follower.tags = []
