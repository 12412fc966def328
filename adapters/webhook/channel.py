"""One account for all subscribers of the API: each is a chat that is only told."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

from aiohttp import ClientError, ClientResponse, ClientSession
from aiohttp.abc import AbstractResolver
from yarl import URL

from adapters.webhook.line import PATIENCE, PrivateAddressError, open_line
from adapters.webhook.signing import signature
from bot.domain.api import HOOKS
from bot.domain.delivery import Filled, Outcome, Result, Rung, Scope
from bot.domain.errors import YikeError
from bot.domain.events import ChannelKind, InboundEvent
from bot.domain.hook_urls import fault_of_url
from bot.domain.messages import Reply
from bot.ports import Ability, Clock, EventSink, RawRequest, RawResponse

NOT_ALLOWED = Outcome(Result.REFUSED, "address not allowed")


class Targets(Protocol):
    """Who knows the subscribers."""

    async def whereabouts(self, key: str) -> tuple[str, str] | None:
        """The address of the subscriber ``key`` and its secret; None: it wants nothing any more.

        Raises StorageUnavailableError.
        """
        ...


class WebhookChannel:
    """Sends what happened. Every outcome but a receiver that is gone is one chat's alone: a receiver
    that is down says nothing about the others.
    """

    def __init__(
        self,
        targets: Targets,
        clock: Clock,
        *,
        private: bool,
        patience: float = PATIENCE,
        resolver: AbstractResolver | None = None,
    ) -> None:
        """``private``: receivers may be at private addresses, and without TLS. ``patience``: how
        many seconds an answer is waited for.
        """
        self._patience = patience
        self._targets = targets
        self._clock = clock
        self._private = private
        self._resolver = resolver
        self._session: ClientSession | None = None

    @property
    def account(self) -> str:
        """The name of the lane."""
        return HOOKS

    @property
    def kind(self) -> ChannelKind:
        """No platform of people."""
        return ChannelKind.WEBHOOK

    @property
    def ability(self) -> Ability:
        """It sends, and is never written to."""
        return Ability(replies_in_response=False, pushes=frozenset({Rung.SEND}))

    async def start(self) -> None:
        """There is nothing to set up."""

    async def check(self) -> str:
        """Receivers are asked nothing but to take what happened."""
        return "subscribers are told as things happen"

    def read(self, request: RawRequest) -> InboundEvent | RawResponse:  # noqa: ARG002 - a channel's shape
        """Nobody writes here."""
        return RawResponse(404)

    async def respond(self, event: InboundEvent, reply: Reply | None) -> RawResponse:  # noqa: ARG002 - a channel's shape
        """Nobody writes here."""
        return RawResponse(404)

    def pages(self, reply: Reply, *, by_word: bool = True) -> Sequence[Reply]:  # noqa: ARG002 - a channel's shape
        """An event is one request."""
        return [reply]

    async def poll(self, sink: EventSink) -> None:
        """There is nothing to fetch."""

    async def send(
        self,
        chat: str,
        reply: Reply,
        *,
        rung: Rung,  # noqa: ARG002 - there is one
        key: str,  # noqa: ARG002 - the event has an id of its own, the same in every attempt
        filled: Filled | None = None,  # noqa: ARG002 - there are no forms
    ) -> Outcome:
        """Tell the subscriber ``chat`` of one event: the message's title is its id, its text the
        body. Never raises for anything the receiver or the network does.
        """
        try:
            found = await self._targets.whereabouts(chat)
        except YikeError as error:
            return Outcome(Result.UNAVAILABLE, f"secret not read ({type(error).__name__})")
        if found is None:
            return Outcome(Result.GONE, "subscription ended")
        url, secret = found
        if fault_of_url(url, private=self._private):
            return NOT_ALLOWED
        event = reply.messages[0]
        return await self._tell(url, secret, event.title, event.text.encode())

    async def _tell(self, url: str, secret: str, event: str, body: bytes) -> Outcome:
        try:
            return await self._post(url, secret, event, body)
        except TimeoutError:
            return Outcome(Result.UNAVAILABLE, "no answer in time")
        except (ClientError, OSError, ValueError) as error:
            if _is_private(error):
                return NOT_ALLOWED
            return Outcome(Result.UNAVAILABLE, f"no answer ({type(error).__name__})")

    async def _post(self, url: str, secret: str, event: str, body: bytes) -> Outcome:
        now = self._clock.now()
        timestamp = int(now.timestamp())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": event,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(secret, event, timestamp, body),
        }
        async with self._open().post(
            URL(url, encoded=True), data=body, headers=headers, allow_redirects=False
        ) as response:
            outcome = _outcome(response, now)
            response.close()
        return outcome

    async def stop(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> ClientSession:
        if self._session is None:
            self._session = open_line(
                private=self._private, patience=self._patience, resolver=self._resolver
            )
        return self._session


def _outcome(response: ClientResponse, now: datetime) -> Outcome:
    """What an answer means: as Standard Webhooks has it, anything but 2xx is tried again, 410 ends
    the subscription. A repeat does no harm, so nothing here is uncertain.
    """
    code = f"HTTP {response.status}"
    match response.status:
        case status if 200 <= status < 300:
            return Outcome(Result.SENT, code)
        case 410:
            return Outcome(Result.GONE, code)
        case 429:
            wait = _seconds(response.headers.get("Retry-After", ""), now)
            return Outcome(Result.THROTTLED, code, wait, Scope.CHAT)
        case _:
            return Outcome(Result.UNAVAILABLE, code)


def _seconds(said: str, now: datetime) -> float:
    """A Retry-After (RFC 9110, 10.2.3): seconds, or a date; half a minute where it is neither."""
    if said.isascii() and said.isdigit():
        return float(said[:6])
    try:
        return max(1.0, (parsedate_to_datetime(said) - now).total_seconds())
    except (ValueError, TypeError):
        return 30.0


def _is_private(error: BaseException) -> bool:
    """Whether a private address stands behind ``error``: aiohttp wraps what resolvers say."""
    behind = (error, error.__cause__, getattr(error, "os_error", None))
    return any(isinstance(one, PrivateAddressError) for one in behind)
