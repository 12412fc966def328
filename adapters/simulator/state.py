"""Everything the pictured platforms remember, as plain dataclasses that go to JSON and back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.simulator.bubbles import Bubble
from adapters.simulator.wechat_state import WechatState


@dataclass(slots=True)
class PendingUpdate:
    """A Telegram update the bot has not acknowledged. ``queue`` names its line (one in flight)."""

    update_id: int
    queue: str
    body: dict[str, Any]
    expires: datetime


@dataclass(slots=True)
class Webhook:
    """Where a Telegram bot wants its updates; ``url`` is empty while none is set."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    allowed_updates: list[str] | None = None
    set_at: datetime | None = None
    last_error_at: datetime | None = None
    last_error: str = ""


@dataclass(slots=True)
class TelegramUser:
    """A person on Telegram. ``started``: has opened the private chat at least once."""

    id: int
    name: str
    started: bool = False
    blocked: bool = False
    deactivated: bool = False


@dataclass(slots=True)
class SentMessage:
    """A message as the Bot API shows it, kept to be edited, deleted and tapped."""

    json: dict[str, Any]
    at: datetime


@dataclass(slots=True)
class TelegramChat:
    """A private chat (id equal to the person's) or a group. ``member``: the bot is inside."""

    id: int
    type: str
    title: str = ""
    member: bool = True
    admin: bool = False
    added_by: int = 0
    migrated_to: int | None = None
    bot_spoke_last: bool = False
    typing_until: datetime | None = None
    bubbles: list[Bubble] = field(default_factory=list)
    messages: dict[str, SentMessage] = field(default_factory=dict)


@dataclass(slots=True)
class CallbackQuery:
    """A tap that waits to be answered."""

    id: str
    chat: int
    at: datetime
    answered: bool = False


@dataclass(slots=True)
class TelegramState:
    """One bot's memory on Telegram's side."""

    webhook: Webhook = field(default_factory=Webhook)
    next_update: int = 100_000
    next_message: int = 1
    users: dict[str, TelegramUser] = field(default_factory=dict)
    chats: dict[str, TelegramChat] = field(default_factory=dict)
    pending: list[PendingUpdate] = field(default_factory=list)
    queries: dict[str, CallbackQuery] = field(default_factory=dict)
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    menu_buttons: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class StoredStatement:
    """A statement the bank holds: the exact text it got, and when it got it."""

    text: str
    at: datetime


@dataclass(slots=True)
class BankState:
    """The credit bank's memory; statements by id in the order of their arrival."""

    statements: dict[str, StoredStatement] = field(default_factory=dict)
    voided: list[str] = field(default_factory=list)


@dataclass(slots=True)
class WorldState:
    """All of it. ``offset_seconds`` is how far a movable clock was ahead of the machine's."""

    version: int = 1
    offset_seconds: float = 0.0
    telegram: dict[str, TelegramState] = field(default_factory=dict)
    wechat: dict[str, WechatState] = field(default_factory=dict)
    bank: BankState = field(default_factory=BankState)
