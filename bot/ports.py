"""The seams with more than one real implementation: Channel, CreditBank, Clock.

Adapters implement these and report; the engine, the handlers and the web server use them.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.delivery import Outcome, Rung
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


@dataclass(frozen=True, slots=True)
class Ability:
    """What an account may do, as ``yike doctor`` shows it and the ladder reads it.

    ``replies_in_response``: the answer to an event travels in the HTTP response (WeChat's
    passive reply); otherwise it is sent as a delivery of its own. ``pushes``: rungs that can
    reach a person who did not just write.
    """

    replies_in_response: bool
    pushes: frozenset[Rung] = field(default_factory=frozenset)


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

    def respond(self, event: InboundEvent, reply: Reply | None) -> RawResponse:
        """The HTTP response after ``event`` was stored; carries ``reply`` where it is not None."""
        ...

    def pages(self, reply: Reply) -> Sequence[Reply]:
        """``reply`` cut into what fits one platform message each, in order; one where it fits."""
        ...

    async def poll(self, sink: EventSink) -> None:
        """Fetch events until cancelled, where the account is set to polling; else return."""
        ...

    async def send(self, chat: str, reply: Reply, *, rung: Rung, key: str) -> Outcome:
        """Bring one page to a chat. Never raises for anything a platform or network does.

        ``key`` names the delivery, for platforms that take an idempotency key.
        """
        ...

    async def stop(self) -> None:
        """Let go of connections. The webhook stays set: the platform keeps what comes."""
        ...


class PushResult(StrEnum):
    """What a credit bank said to one batch."""

    STORED = "stored"
    CONFLICT = "conflict"
    INVALID = "invalid"
    TOO_LARGE = "too large"
    THROTTLED = "throttled"
    UNAUTHORISED = "unauthorised"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """A credit bank's answer; ``words`` are the server's, shortened to 300 characters."""

    result: PushResult
    words: str = ""
    retry_after: float | None = None


class CreditBank(Protocol):
    """One target for statements. A batch is all or nothing (xAPI-Spec, Statement resource)."""

    @property
    def name(self) -> str:
        """The target's name in the settings."""
        ...

    async def push(self, statements: Sequence[bytes]) -> PushAnswer:
        """Hand in statements, each the exact stored bytes of one JSON object.

        Never raises for anything the bank or the network does.
        """
        ...

    async def holds(self, statement_id: str, statement: bytes) -> bool | None:
        """Whether the bank has this statement with equal meaning.

        True: it has; False: it has another of that id; None: it has none, or cannot be asked.
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
