"""The seams with more than one real implementation: Channel, CreditBank, Clock, Writer.

Adapters implement these and report; the engine, the handlers and the web server use them.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from bot.domain.credits import Holding, Parcel, RecognitionPage, Target, plain
from bot.domain.delivery import Filled, Outcome, Rung, Template
from bot.domain.events import ChannelKind, InboundEvent
from bot.domain.messages import Reply


class Clock(Protocol):
    """Where time comes from (design 4.11)."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...

    def when_moved(self, tick: Callable[[], None]) -> None:
        """Have ``tick`` called at once whenever somebody moves this clock; a real one never is."""
        ...


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A webhook call as it arrived. ``body`` is at most 256 KiB; ``headers`` ignore case."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class RawResponse:
    """What the platform gets for a webhook call."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"


class MassWay(StrEnum):
    """How an account addresses a mass message: a list of people, or everybody with a tag."""

    PEOPLE = "people"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Ability:
    """What an account may do, as ``yike doctor`` shows it and the ladder reads it.

    ``replies_in_response``: the answer to an event travels in the HTTP response (WeChat's
    passive reply); otherwise it is sent as a delivery of its own. ``pushes``: rungs that can
    reach a person who did not just write. ``templates``: the forms of its notices and template
    messages, in the order in which they are tried. ``mass``: how it sends mass messages, where
    it may (then ``pushes`` has that rung).
    """

    replies_in_response: bool
    pushes: frozenset[Rung] = field(default_factory=frozenset)
    templates: tuple[Template, ...] = ()
    mass: MassWay | None = None


EventSink = Callable[[InboundEvent], Awaitable[Reply | None]]
"""Takes one event to its end: stored, decided, committed. Returns the reply that must travel
in the response, or None. Raises StorageUnavailableError when nothing was stored."""


class Channel(Protocol):
    """One account on one platform, both half-pipes."""

    @property
    def account(self) -> str:
        """The account's name in the settings."""
        ...

    @property
    def kind(self) -> ChannelKind:
        """The platform."""
        ...

    @property
    def ability(self) -> Ability:
        """What this account may do; fixed by its settings."""
        ...

    async def start(self) -> None:
        """Set webhook, commands and menu on the platform.

        Raises PlatformUnavailableError (the app says so and tries again, the program is ready
        meanwhile) or PlatformMisconfiguredError (a person must mend something).
        """
        ...

    async def check(self) -> str:
        """Ask the platform whether our credentials are good; one sentence for `yike doctor`.

        Raises the same errors as ``start``.
        """
        ...

    def read(self, request: RawRequest) -> InboundEvent | RawResponse:
        """The event in a webhook call, or the response where there is none to handle.

        Raises CallbackRefusedError for anything forged, stale, unreadable or oversized.
        """
        ...

    async def respond(self, event: InboundEvent, reply: Reply | None) -> RawResponse:
        """The HTTP response after ``event`` was stored; carries ``reply`` where it is not None.

        Raises nothing; where a picture cannot be brought in time, its words are.
        """
        ...

    def pages(self, reply: Reply, *, by_word: bool = True) -> Sequence[Reply]:
        """``reply`` cut into what fits one platform message each, in order; one where it fits.

        ``by_word``: each page but the last ends with the word that brings the next; otherwise
        they follow by themselves.
        """
        ...

    async def poll(self, sink: EventSink) -> None:
        """Fetch events until cancelled, where the account is set to polling; else return."""
        ...

    async def send(
        self, chat: str, reply: Reply, *, rung: Rung, key: str, filled: Filled | None = None
    ) -> Outcome:
        """Bring one page to a chat. Never raises for anything a platform or network does.

        ``key`` names the delivery, for platforms that take an idempotency key. ``filled`` goes
        instead of ``reply`` where ``rung`` is a notice or a template message.
        """
        ...

    async def stop(self) -> None:
        """Let go of connections. The webhook stays set: the platform keeps what comes."""
        ...


class MassState(StrEnum):
    """How far a mass message is, as its platform says when asked."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class PlatformPerson:
    """What a platform tells of a person. ``union``: the id that is the same in all accounts of
    one owner, where the platform has one; ``scene``: the QR code he or she came by.
    """

    platform_id: str
    follows: bool
    union: str = ""
    scene: str = ""


@dataclass(frozen=True, slots=True)
class FollowerPage:
    """Some followers, in the platform's order; ``after`` leads on, empty at the end."""

    platform_ids: tuple[str, ...]
    total: int
    after: str


@dataclass(frozen=True, slots=True)
class GroupCode:
    """A QR code that brings people into a group: what it encodes, and the platform's ticket."""

    url: str
    ticket: str


@dataclass(frozen=True, slots=True)
class CallQuota:
    """How often an interface may be called a day, and how often it was."""

    call: str
    limit: int
    used: int


@runtime_checkable
class Official(Protocol):
    """What an account with followers can do beyond a ``Channel``: mass messages, tags, QR codes.

    Every method raises PlatformCallError, and nothing else, for anything platform or network do.
    """

    @property
    def account(self) -> str:
        """The account's name in the settings."""
        ...

    @property
    def ability(self) -> Ability:
        """What this account may do."""
        ...

    async def send_mass(
        self, reply: Reply, *, key: str, people: Sequence[str] = (), tag: int | None = None
    ) -> Outcome:
        """Hand one mass message to the platform, for 2 to 10,000 ``people`` or for a ``tag``.

        SENT means taken, not arrived; ``platform_id`` is then the message's id, also when the
        platform says that it took this ``key`` before. ``key``: at most 32 ASCII characters,
        the same again for a repeat. Raises nothing.
        """
        ...

    async def mass_state(self, message_id: str) -> MassState:
        """How far a mass message is."""
        ...

    async def followers(self, after: str = "") -> FollowerPage:
        """A page of those who follow the account, at most 10,000."""
        ...

    async def people(self, platform_ids: Sequence[str]) -> list[PlatformPerson]:
        """Who they are; at most 100."""
        ...

    async def group_code(self, scene: str) -> GroupCode:
        """A lasting QR code of ``scene`` (1 to 64 characters)."""
        ...

    async def tags(self) -> dict[str, int]:
        """The account's own tags: id by name."""
        ...

    async def make_tag(self, name: str) -> int:
        """A new tag (1 to 30 characters); its id."""
        ...

    async def delete_tag(self, tag: int) -> None:
        """Take a tag away from everybody, and end it."""
        ...

    async def tag_people(self, tag: int, platform_ids: Sequence[str], *, on: bool) -> list[str]:
        """Give (or with ``on`` False take) a tag, at most 50 people; those it failed for."""
        ...

    async def set_menus(self, menus: "Sequence[TaggedMenu]") -> None:
        """Set the menus of people with a tag, besides the account's own, in place of all that
        were set before.
        """
        ...

    async def page_signature(self, url: str) -> dict[str, str]:
        """What a page at ``url`` (without ``#…``) needs to use the platform's own elements:
        ``appId``, ``timestamp``, ``nonceStr``, ``signature``.
        """
        ...

    async def quotas(self) -> list[CallQuota]:
        """The calls of the day, for what matters here."""
        ...

    async def renew_media(self) -> int:
        """Bring files to the platform again that soon run out there; how many."""
        ...


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of a menu: a ``key`` that comes back in a ``Tap``, a ``url`` that opens, or
    ``children`` (at most 5) under it.

    ``label`` is at most 16 bytes of UTF-8 at the top level, 60 below; a key at most 128 bytes;
    at most 3 entries at the top (the platform's 自定义菜单 limits).
    """

    label: str
    key: str = ""
    url: str = ""
    children: tuple["MenuItem", ...] = ()


@dataclass(frozen=True, slots=True)
class TaggedMenu:
    """The menu of everybody with a tag."""

    tag: int
    items: tuple[MenuItem, ...]


class PushResult(StrEnum):
    """What a credit bank said to one batch."""

    STORED = "stored"
    CONFLICT = "conflict"
    INVALID = "invalid"
    TOO_LARGE = "too large"
    THROTTLED = "throttled"
    UNAUTHORISED = "unauthorised"
    NO_ACCOUNT = "no such account"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """A credit bank's answer; ``words`` are the server's, made plain, at most 300 characters.

    NO_ACCOUNT: nothing of the batch was stored, for it does not know a person's account number.
    """

    result: PushResult
    words: str = ""
    retry_after: float | None = None

    def __post_init__(self) -> None:
        """Make the words plain: whoever brings them, they are kept."""
        object.__setattr__(self, "words", plain(self.words))


class CreditBank(Protocol):
    """One target of the ledger. A batch is all or nothing (xAPI-Spec, Statement resource; ours in
    docs/credit-bank.md).
    """

    @property
    def target(self) -> Target:
        """Its name in the settings, and what it takes."""
        ...

    @property
    def name(self) -> str:
        """``target.name``."""
        ...

    async def push(self, parcels: Sequence[Parcel]) -> PushAnswer:
        """Hand in parcels, byte for byte.

        Never raises for anything the bank or the network does.
        """
        ...

    async def holds(self, parcel: Parcel) -> bool | None:
        """Whether the bank has this parcel with equal meaning.

        True: it has; False: it has another of that id; None: it has none, or cannot be asked.
        """
        ...

    def holdings(self, since: datetime, until: datetime) -> AsyncIterator[Holding]:
        """What the bank holds of ours and stored in ``[since, until)``, page by page, for a
        comparison with our books.

        Raises PlatformUnavailableError or PlatformMisconfiguredError while it is read.
        """
        ...

    def means_the_same(self, ours: bytes, theirs: bytes) -> bool:
        """Whether a body of ours and one that the bank holds are equal in meaning."""
        ...

    async def recognitions(self, cursor: str) -> RecognitionPage:
        """What the bank decided after ``cursor`` ('': from the beginning); an empty page from a
        bank that decides nothing this way.

        Raises PlatformUnavailableError or PlatformMisconfiguredError.
        """
        ...

    async def check(self) -> str:
        """One sentence on whether the bank answers and takes our version and credentials.

        Raises PlatformUnavailableError or PlatformMisconfiguredError.
        """
        ...

    async def stop(self) -> None:
        """Let go of connections."""
        ...
