"""What some channels can do beyond ``bot.ports.Channel``: group chats, files that people sent, and
pages of ours in their apps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from bot.domain.delivery import Filled, Rung
from bot.domain.events import InboundEvent
from bot.domain.messages import Reply


@runtime_checkable
class GroupChats(Protocol):
    """What a channel with group chats can do beyond a ``Channel``.

    Every method but ``learn_name`` raises PlatformCallError, and nothing else, for anything
    platform or network do.
    """

    @property
    def account(self) -> str:
        """The account's name in the settings."""
        ...

    async def learn_name(self) -> None:
        """Ask for our own name, which ``link`` needs, in a process that does not start the
        channel; nothing is asked where it is known.

        Raises PlatformUnavailableError or PlatformMisconfiguredError, as ``Channel.start`` does.
        """
        ...

    def link(self, payload: str) -> str:
        """An address that opens the private chat with us and says ``payload`` (at most 64
        letters, digits, ``_`` and ``-``) as ``/start PAYLOAD``; empty while we do not know our
        own name yet.
        """
        ...

    async def administrators(self, chat: str) -> frozenset[str]:
        """The platform ids of those who run a group, its owner and hidden ones among them."""
        ...

    async def remove(self, chat: str, message_id: str) -> bool:
        """Take a message away; False where it is gone already, or may not be taken away."""
        ...


@runtime_checkable
class ShowsWork(Protocol):
    """A channel that can tell a person that an answer is being made ("typing")."""

    async def working(self, event: InboundEvent) -> None:
        """Show it in the event's chat; best effort, raises nothing."""
        ...


@runtime_checkable
class KeepsEvents(Protocol):
    """A channel whose platform keeps events while we take none."""

    async def waiting(self) -> int:
        """How many are kept there now. Raises PlatformCallError."""
        ...


class FetchFault(StrEnum):
    """Why a file that somebody sent was not fetched."""

    GONE = "gone"
    """The platform has it no more, or never had it under that name."""
    TOO_LARGE = "too large"
    """It has more bytes than are taken, or than the platform hands out."""
    UNAVAILABLE = "unavailable"
    """Platform or network failed; another time it may work."""
    MISCONFIGURED = "misconfigured"
    """The platform refuses our credentials; a person must mend something."""


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file as the platform handed it out; what it is, its bytes alone can tell."""

    content: bytes


@runtime_checkable
class FetchesFiles(Protocol):
    """A channel from which a file that somebody sent can be fetched."""

    async def fetch_file(self, ref: str, most_bytes: int) -> FetchedFile | FetchFault:
        """The file of a ``FileSent``, read only as far as ``most_bytes``; else why there is none.

        Raises nothing for what the platform or the network does.
        """
        ...


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who opened a page of ours, as the platform vouches for it."""

    platform_id: str
    name: str = ""
    language: str = ""


@runtime_checkable
class SignedPages(Protocol):
    """A channel whose app opens our pages with signed words about who opens them (Telegram)."""

    @property
    def account(self) -> str:
        """The account's name in the settings."""
        ...

    def visitor(self, proof: str) -> Visitor:
        """Who opened the page. Raises CallbackRefusedError (403) for words that are forged, or
        older than an hour.
        """
        ...


@runtime_checkable
class SignInPages(Protocol):
    """A channel whose app is asked who opens our pages (WeChat 网页授权, ``snsapi_base``)."""

    @property
    def account(self) -> str:
        """The account's name in the settings."""
        ...

    def sign_in_url(self, back: str, state: str) -> str:
        """Where to send the visitor, who comes ``back`` with a ``code`` and the ``state``; empty
        where the account may not ask who somebody is.
        """
        ...

    async def visitor_by_code(self, code: str) -> Visitor:
        """Who came back with ``code``. Raises PlatformCallError, also for a used or old code."""
        ...


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a bubble: in bold type, or opening ``url`` when they are touched."""

    text: str
    bold: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One message as a person sees it on the platform: its words with the buttons below them by
    rows, or a form with the values of its ``fields`` (by the platform's names), which opens ``url``.
    """

    spans: tuple[Span, ...] = ()
    buttons: tuple[tuple[str, ...], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    url: str = ""


@runtime_checkable
class ShowsPages(Protocol):
    """A channel that can show beforehand what its platform would be given, word for word."""

    @property
    def account(self) -> str:
        """The account's name in the settings."""
        ...

    def shown(
        self, reply: Reply, *, rung: Rung, filled: Filled | None = None
    ) -> Sequence[ShownPage]:
        """The messages that ``send`` would make of ``reply`` (of ``filled``, where ``rung`` is a notice
        or a template message), in order. Empty: the form cannot hold what it would be filled with.
        """
        ...
