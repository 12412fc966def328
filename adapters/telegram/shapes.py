"""What an update holds, as far as it is read here: plain values, checked by ``parse``."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Person:
    """A user. ``name`` is fit to be shown, ``language`` a language code where it was told."""

    number: int
    bot: bool
    name: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat: ``kind`` is private, group, supergroup, channel or something newer."""

    number: int
    kind: str
    title: str

    @property
    def private(self) -> bool:
        """Whether it is one person's own chat with the bot."""
        return self.kind == "private"

    @property
    def group(self) -> bool:
        """Whether it is a group of either size."""
        return self.kind in {"group", "supergroup"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a message: its ``file_id``, its bytes where Telegram tells, and its caption."""

    file_id: str
    size: int | None
    caption: str


@dataclass(frozen=True, slots=True)
class Written:
    """A message. ``behind`` is the chat in whose name it was written, ``attached`` the kind of
    what was sent instead of text, ``moved`` the group's new id. ``file`` is what was attached,
    where it is a file that can be fetched.
    """

    number: int
    chat: Chat
    sender: Person | None
    behind: int | None
    at: datetime
    thread: int | None
    text: str | None
    attached: str | None
    moved: int | None
    file: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Touched:
    """A touched button. ``chat`` is None where the message is not one of ours in a chat,
    ``message`` where it cannot be reached any more.
    """

    query: str
    sender: Person
    chat: Chat | None
    message: int | None
    thread: int | None
    data: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a bot is in a chat."""

    inside: bool
    administrator: bool = False
    may_post: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """The bot's own standing in a chat before and after somebody changed it."""

    chat: Chat
    sender: Person
    at: datetime
    was: Standing
    now: Standing


@dataclass(frozen=True, slots=True)
class Voted:
    """Options of a poll, from 0; ``sender`` is None where a chat voted."""

    poll: str
    sender: Person | None
    options: tuple[int, ...]


Content = Written | Touched | Changed | Voted


@dataclass(frozen=True, slots=True)
class Update:
    """An update; ``content`` is None for a kind that is not read here."""

    number: int
    content: Content | None
