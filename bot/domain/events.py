"""What comes in: one neutral event for each thing a person or a platform did.

Adapters make these from updates and callbacks; handlers never see a platform's own format.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChannelKind(StrEnum):
    """The platforms Yike speaks on."""

    TELEGRAM = "telegram"
    WECHAT = "wechat"
    WEBHOOK = "webhook"
    """No platform of people: subscribers of the API, who are only told (``adapters.webhook``)."""


class WindowOpening(StrEnum):
    """What an event does to a WeChat follower's customer-message window.

    reference/wechat.md section 6.1: a message opens 5 messages for 48 h; a menu click, a
    follow, a scan or a msgmenu click opens 3 for 1 minute. Telegram has no windows.
    """

    NONE = "none"
    MESSAGE = "message"
    CLICK = "click"


@dataclass(frozen=True, slots=True)
class FileSent:
    """A person sent a picture, a sound, a film or another file, or a link to a page.

    ``what`` is the platform's word (photo, shortvideo, document, link). ``ref`` is the platform's
    name of the file, by which its adapter fetches it (``bot.chat_ports.FetchesFiles``); empty for a
    link, whose address is ``url``. ``caption`` are the words that came with it; ``size`` is in
    bytes, None where the platform tells none.
    """

    what: str
    ref: str = ""
    url: str = ""
    caption: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A person wrote (or said, where the platform gave the words) something.

    ``voice`` is the sound of what was said; None: it was written.
    """

    text: str
    voice: FileSent | None = None


@dataclass(frozen=True, slots=True)
class Tap:
    """A person touched a button, a menu entry or a numbered link of ours.

    ``data`` is the ``Option.data`` we sent, or the menu key. It can be forged by a client:
    rights and state are checked again by the handler.
    """

    data: str


@dataclass(frozen=True, slots=True)
class PollAnswered:
    """A person answered a quiz that the platform itself shows. ``poll`` is the platform's id of
    it, ``chosen`` are option numbers from 1, ascending; none: the answer was taken back.
    """

    poll: str
    chosen: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """A person followed the account or opened the private chat; ``scene`` is the QR scene."""

    scene: str | None = None


@dataclass(frozen=True, slots=True)
class Scanned:
    """A follower scanned a QR code of ours."""

    scene: str


@dataclass(frozen=True, slots=True)
class Left:
    """A person unfollowed the account or blocked the bot: the address is gone."""


@dataclass(frozen=True, slots=True)
class GroupJoined:
    """The bot was added to a group chat; ``administrator``: with the rights of one."""

    title: str
    administrator: bool = False


@dataclass(frozen=True, slots=True)
class GroupRights:
    """What the bot may do in a group has changed."""

    may_post: bool
    administrator: bool


@dataclass(frozen=True, slots=True)
class GroupLeft:
    """The bot was removed from a group chat."""


@dataclass(frozen=True, slots=True)
class GroupMigrated:
    """A group chat got a new platform id."""

    new_chat: str


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something we cannot read (a sticker, a place); ``what`` is the platform's word."""

    what: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A platform's own report that changes nothing here (a VIEW click, an event we do not know):
    recorded, never answered.
    """

    what: str


@dataclass(frozen=True, slots=True)
class ConsentsGiven:
    """A person said yes or no to notices, by template id (subscribe_msg_popup_event)."""

    accepted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentsWithdrawn:
    """A person switched templates off in the platform's own settings (subscribe_msg_change_event);
    ``accepted`` are those switched on again in the same moment.
    """

    templates: tuple[str, ...]
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PushReported:
    """What became of a notice or template message that the platform had taken: ``ok``, else the
    platform's ``status`` in its own fixed words. ``message_id`` is what the call answered.
    """

    message_id: str
    ok: bool
    status: str


@dataclass(frozen=True, slots=True)
class PushesReported:
    """What became of one or several pushes: a platform tells of several at once."""

    reports: tuple[PushReported, ...]


@dataclass(frozen=True, slots=True)
class MassReported:
    """A mass message was sent to its end (MASSSENDJOBFINISH). ``filtered`` were left out by the
    platform, ``failed`` were tried in vain.
    """

    message_id: str
    status: str
    total: int
    filtered: int
    sent: int
    failed: int


@dataclass(frozen=True, slots=True)
class ErasureDemanded:
    """The platform demands that what it gave us of this person is erased."""

    what: str


EventBody = (
    Text
    | FileSent
    | Tap
    | PollAnswered
    | Followed
    | Scanned
    | Left
    | GroupJoined
    | GroupLeft
    | GroupMigrated
    | GroupRights
    | Unsupported
    | Notice
    | ConsentsGiven
    | ConsentsWithdrawn
    | PushesReported
    | MassReported
    | ErasureDemanded
)

Report = (
    Notice | ConsentsGiven | ConsentsWithdrawn | PushesReported | MassReported | ErasureDemanded
)
"""What a platform reports of its own accord; nobody waits for an answer."""


@dataclass(frozen=True, slots=True)
class InboundEvent:
    """One thing that happened on a platform.

    ``key`` identifies the event within its account (Telegram ``update_id``; WeChat
    FromUserName+MsgId or FromUserName+CreateTime+Event+EventKey); it is stored as a keyed
    hash only. ``sender`` is the person's platform id. ``chat`` is where an answer goes: equal
    to ``sender`` in a private chat, a group's id in a group. ``at`` is the platform's own time
    of the event, aware, UTC; where it tells none, ours.

    ``name`` is what the sender is called on the platform, for where he or she wants to be shown.
    ``message`` is the platform's id of what was written, or of our message that was touched.
    ``thread`` is the topic of a group in which it happened. ``as_chat``: an administrator of the
    group spoke as the group itself, so that ``sender`` is the group.
    """

    account: str
    channel: ChannelKind
    key: str
    sender: str
    chat: str
    at: datetime
    body: EventBody
    window: WindowOpening = WindowOpening.NONE
    language: str | None = None
    """The platform's language code of the sender (``zh-hans``, ``en``), where it tells."""
    name: str = ""
    message: str = ""
    thread: str = ""
    as_chat: bool = False

    @property
    def in_group(self) -> bool:
        """Whether the event happened in a group chat."""
        return self.as_chat or self.chat != self.sender
