"""What the pictured Telegram remembers of one bot, as plain dataclasses that go to JSON and back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.simulator.bubbles import Bubble


@dataclass(slots=True)
class PendingUpdate:
    """A Telegram update the bot has not acknowledged. ``queue`` names its line (one in flight)."""

    update_id: int
    queue: str
    body: dict[str, Any]
    expires: datetime


@dataclass(slots=True)
class Webhook:
    """Where a Telegram bot wants its updates; ``url`` is empty while none is set.

    ``gone_since`` is when it began to answer 410, None while it does not.
    """

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    allowed_updates: list[str] | None = None
    set_at: datetime | None = None
    last_error_at: datetime | None = None
    last_error: str = ""
    gone_since: datetime | None = None


@dataclass(slots=True)
class TelegramUser:
    """A person on Telegram. ``started``: has opened the private chat at least once.

    ``no_voice``: takes no voice messages (a privacy setting of Premium users).
    """

    id: int
    name: str
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    last_name: str = ""
    username: str = ""
    language: str = "zh-hans"
    no_voice: bool = False


@dataclass(slots=True)
class SentMessage:
    """A message as the Bot API shows it, kept to be edited, deleted and tapped.

    ``ours``: the bot wrote it.
    """

    json: dict[str, Any]
    at: datetime
    ours: bool = True


@dataclass(slots=True)
class Standing:
    """Somebody's place in a chat.

    ``status`` is creator, administrator, member, restricted, left or kicked. ``rights`` are an
    administrator's rights, or what a restricted one may do; what is not named is not allowed.
    ``last_at`` is when the last message came, for slow mode.
    """

    status: str = "member"
    rights: dict[str, bool] = field(default_factory=dict)
    anonymous: bool = False
    last_at: datetime | None = None

    @property
    def inside(self) -> bool:
        """Whether it is a place inside."""
        return self.status not in ("left", "kicked")

    @property
    def rules(self) -> bool:
        """Whether it is an administrator's or the owner's."""
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        """Whether an administrator has ``right``; the owner has every one."""
        return self.status == "creator" or (
            self.status == "administrator" and self.rights.get(right, False)
        )


@dataclass(slots=True)
class Topic:
    """A topic of a forum, by the id of the message that opened it; 1 is General."""

    id: int
    name: str
    closed: bool = False
    deleted: bool = False


@dataclass(slots=True)
class TelegramChat:
    """A private chat (id equal to the person's) or a group.

    ``me`` is the bot's place in it, ``met`` whether the bot has ever been inside, ``members`` the
    places of people by id. ``permissions``: what members may do who are no administrators.
    ``keyboard`` is the reply keyboard that stands under it. ``slow_mode`` is in seconds.
    """

    id: int
    type: str
    title: str = ""
    me: Standing = field(default_factory=Standing)
    met: bool = True
    added_by: int = 0
    members: dict[str, Standing] = field(default_factory=dict)
    permissions: dict[str, bool] = field(default_factory=dict)
    forum: bool = False
    topics: dict[str, Topic] = field(default_factory=dict)
    slow_mode: int = 0
    deleted: bool = False
    migrated_to: int | None = None
    migrated_from: int | None = None
    next_message: int = 1
    bot_spoke_last: bool = False
    typing_until: datetime | None = None
    keyboard: dict[str, Any] | None = None
    bubbles: list[Bubble] = field(default_factory=list)
    messages: dict[str, SentMessage] = field(default_factory=dict)


@dataclass(slots=True)
class TelegramPoll:
    """A poll and the votes on it: options chosen (from 0) by the voter's id."""

    id: str
    chat: int
    message: str
    body: dict[str, Any]
    closes: datetime | None = None
    hides: bool = False
    protected: bool = False
    shuffled: bool = False
    votes: dict[str, list[int]] = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        """Whether no vote is taken any more."""
        return bool(self.body["is_closed"])


@dataclass(slots=True)
class TelegramFile:
    """A file the bot may send again by its id while that is ``known``.

    ``name`` is what its bytes are kept under, ``json`` what a message of it holds, in the field
    ``kind`` (photo, voice, document).
    """

    id: str
    kind: str
    name: str
    json: Any
    known: bool = True


@dataclass(slots=True)
class CallbackQuery:
    """A tap that waits to be answered, and what was answered: words, and whether as an alert."""

    id: str
    chat: int
    at: datetime
    answered: bool = False
    user: int = 0
    text: str = ""
    alert: bool = False
    url: str = ""


@dataclass(slots=True)
class TelegramState:
    """One bot's memory on Telegram's side.

    ``paid`` counts messages that were paid for. ``texts`` are names and descriptions by kind and
    language (``description;zh``).
    """

    webhook: Webhook = field(default_factory=Webhook)
    next_update: int = 100_000
    next_message: int = 1
    paid: int = 0
    users: dict[str, TelegramUser] = field(default_factory=dict)
    chats: dict[str, TelegramChat] = field(default_factory=dict)
    polls: dict[str, TelegramPoll] = field(default_factory=dict)
    files: dict[str, TelegramFile] = field(default_factory=dict)
    pending: list[PendingUpdate] = field(default_factory=list)
    queries: dict[str, CallbackQuery] = field(default_factory=dict)
    commands: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    menu_buttons: dict[str, dict[str, Any]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
