"""What WeChat remembers of official accounts, as plain dataclasses that go to JSON and back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from adapters.simulator.bubbles import Bubble


@dataclass(slots=True)
class Window:
    """How many customer messages are left, and until when."""

    left: int
    until: datetime


@dataclass(slots=True)
class Follower:
    """A person an official account knows. ``subscribed`` turns false when he or she leaves.

    ``tags`` in the order in which they were given; the last one chooses the menu. ``consents``:
    how many notices are left, by template (a long-term consent is never used up). ``union`` is
    None while the person has the id that follows from the openid. ``mass_used`` counts the mass
    messages got in ``mass_month`` (China's, as in ``2026-11``). ``blocks_templates``,
    ``refuses`` and ``blacklisted`` are what the person, or the account's staff, switched off.
    """

    openid: str
    subscribed: bool
    since: datetime
    scene: str = ""
    message_window: Window | None = None
    click_window: Window | None = None
    last_contact: datetime | None = None
    typing_until: datetime | None = None
    bubbles: list[Bubble] = field(default_factory=list)
    union: str | None = None
    remark: str = ""
    tags: list[int] = field(default_factory=list)
    consents: dict[str, int] = field(default_factory=dict)
    mass_month: str = ""
    mass_used: int = 0
    blocks_templates: bool = False
    refuses: bool = False
    blacklisted: bool = False


@dataclass(slots=True)
class AccessToken:
    """A token of ``/token`` or ``/stable_token`` and when it dies."""

    value: str
    stable: bool
    made: datetime
    expires: datetime


@dataclass(slots=True)
class PageTicket:
    """A jsapi ticket, with which pages are signed, and when it dies."""

    value: str
    expires: datetime


@dataclass(slots=True)
class QrCode:
    """A QR code of an account; ``expires`` is None for a permanent one."""

    ticket: str
    scene: str
    expires: datetime | None


@dataclass(slots=True)
class Media:
    """A media file: its kind, when it goes (None: never), and the name its bytes are kept by."""

    kind: str
    expires: datetime | None
    file: str = ""


@dataclass(slots=True)
class TaggedMenu:
    """A menu for those whom ``rule`` fits (个性化菜单)."""

    menuid: int
    buttons: list[dict[str, Any]]
    rule: dict[str, Any]


@dataclass(slots=True)
class Report:
    """An event that nobody caused by an act in the chat, still to be told to the server."""

    due: datetime
    openid: str
    event: str
    content: dict[str, Any]


@dataclass(slots=True)
class Taken:
    """A call that was taken under a key of the caller's, the message it made, and when."""

    message_id: int
    at: datetime


MassStatus = Literal["waiting", "sending", "sent", "failed", "deleted"]


@dataclass(slots=True)
class MassJob:
    """One mass message. ``waiting`` is for the account's administrator.

    ``people`` are the listed openids (None: everybody, or everybody with ``tag``), let go at the
    end. ``due`` is when it ends by itself. ``ending`` is what MASSSENDJOBFINISH says.
    """

    message_id: int
    at: datetime
    due: datetime
    status: MassStatus
    bubble: Bubble
    kind: str
    people: list[str] | None = None
    tag: int | None = None
    ending: str = "send success"
    total: int = 0
    filtered: int = 0
    sent: int = 0
    failed: int = 0


@dataclass(slots=True)
class WechatState:
    """One official account's memory on WeChat's side.

    ``drafts`` are titles by media_id, ``articles`` a title by article_id. ``used`` and ``resets`` count calls by name, today (``used_on``) and this month
    (``resets_in``), China's. ``template_keys`` and ``mass_keys`` hold the callers' own ids.
    """

    followers: dict[str, Follower] = field(default_factory=dict)
    tokens: list[AccessToken] = field(default_factory=list)
    forced_at: datetime | None = None
    page_tickets: list[PageTicket] = field(default_factory=list)
    menu: dict[str, Any] | None = None
    tagged_menus: list[TaggedMenu] = field(default_factory=list)
    codes: dict[str, QrCode] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    drafts: dict[str, list[str]] = field(default_factory=dict)
    articles: dict[str, str] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    used_on: str = ""
    resets: dict[str, int] = field(default_factory=dict)
    resets_in: str = ""
    reports: list[Report] = field(default_factory=list)
    template_keys: dict[str, Taken] = field(default_factory=dict)
    mass_keys: dict[str, Taken] = field(default_factory=dict)
    mass_calls: list[datetime] = field(default_factory=list)
    mass_jobs: dict[int, MassJob] = field(default_factory=dict)
    mass_running: list[int] = field(default_factory=list)
    mass_speed: int = 0
    next_msg_id: int = 23_000_000_000_000_001
    next_bubble: int = 1
    next_job: int = 1_000_001_625
    next_menu: int = 208_396_938
    next_tag: int = 100
