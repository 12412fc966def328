"""A credit bank that speaks xAPI: any LRS, by its base URL and basic auth.

Source: xAPI-Spec 1.0.3, Communication (statements and about resources, version header), and
IEEE 9274.1.1 (xAPI 2.0), which differs in nothing that is used here but the header's value.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from aiohttp import ClientTimeout

from adapters.creditbank.answers import Response, answer_of, named
from adapters.creditbank.meaning import same_meaning
from adapters.creditbank.trail import Trail
from adapters.creditbank.xapi_reading import (
    chosen_version,
    holdings_in,
    next_page,
    page_of,
    statement_in,
)
from adapters.creditbank.xapi_wire import TIMEOUT, NoAnswerError, Request, Wire
from bot.domain.credits import Form, Holding, Parcel, RecognitionPage, Target
from bot.domain.errors import (
    PlatformMisconfiguredError,
    PlatformUnavailableError,
    SettingsError,
)
from bot.ports import Clock, PushAnswer, PushResult

MOST_STATEMENT_BYTES = 512 * 1024
MOST_PAGE_BYTES = 32 * 1024 * 1024
"""How much of an answer is read: a statement asked for by its id, and a page of them."""
PAGE = 500
"""Statements asked for at once; an LRS may give fewer."""
ASK_AGAIN = timedelta(minutes=1)
"""A refusal may be for the version. That is looked into, but not for each statement of a batch
that is being bisected."""


class XapiBank:
    """One LRS as a target for statements; implements bot.ports.CreditBank."""

    def __init__(
        self,
        name: str,
        url: str,
        username: str,
        password: str,
        clock: Clock,
        *,
        id_base: str = "",
        ca_file: Path | None = None,
        timeout: ClientTimeout = TIMEOUT,
    ) -> None:
        """``url`` is the base that ends before /statements; ``clock`` dates Retry-After.

        ``id_base`` is the deployment's: what the bank holds of ours is told by it. ``ca_file``:
        PEM certificates trusted instead of the system's.
        Raises SettingsError for a base URL or a file that cannot be one.
        """
        base = url.rstrip("/")
        usable = base.startswith(("http://", "https://")) and "@" not in base
        if not usable or base.endswith("/statements"):
            raise SettingsError(
                f"credit_bank {name}: url must be http(s), end before /statements "
                "and carry no credentials."
            )
        self._target = Target(name, Form.XAPI)
        self._base, self._clock, self._id_base = base, clock, id_base
        self._wire = Wire(name, (username, password), timeout, ca_file)
        self._version: str | None = None
        self._asked_at = datetime.min.replace(tzinfo=UTC)
        self._asking = asyncio.Lock()

    @property
    def target(self) -> Target:
        """Its name in the settings; it takes statements, and needs no account number."""
        return self._target

    @property
    def name(self) -> str:
        """The target's name in the settings."""
        return self._target.name

    async def push(self, parcels: Sequence[Parcel]) -> PushAnswer:
        """Hand in statements in one request, byte for byte; see bot.ports.CreditBank."""
        body = b"[" + b",".join([parcel.body for parcel in parcels]) + b"]"
        try:
            response = await self._call(Request("POST", self._base + "/statements", body))
        except NoAnswerError as error:
            return PushAnswer(PushResult.UNAVAILABLE, str(error))
        return answer_of(response, self._clock.now())

    async def holds(self, parcel: Parcel) -> bool | None:
        """Whether the bank has this statement with equal meaning, taken back or not; see
        bot.ports.CreditBank.
        """
        key = str(parcel.id)
        try:
            response = await self._ask_for(key)
            if response.status == 404:
                response = await self._ask_for(key, "voidedStatementId")
        except NoAnswerError:
            return None
        if response.status != 200 or response.is_page:
            return None
        found = statement_in(response.body, key)
        return None if found is None else same_meaning(found, json.loads(parcel.body))

    async def holdings(self, since: datetime, until: datetime) -> AsyncIterator[Holding]:
        """Statements of ours, in the order in which they were stored; see bot.ports.CreditBank.

        What was taken back comes as such, without its bytes, with what took it back.
        """
        asked = self._base + "/statements"
        params: dict[str, str] | None = {
            # ``since`` is exclusive by the specification.
            "since": _instant(since - timedelta(milliseconds=1)),
            "until": _instant(until),
            "limit": str(PAGE),
            "ascending": "true",
        }
        trail = Trail(self.name)
        while asked:
            trail.go_on(asked)
            response = await self._listed(Request("GET", asked, None, params, MOST_PAGE_BYTES))
            statements, more = page_of(self.name, response.body)
            for holding in holdings_in(statements, self._id_base):
                yield holding
            asked, params = (next_page(self.name, self._base, more) if more else ""), None

    async def _listed(self, request: Request) -> Response:
        """A page of statements. Raises what ``check`` raises."""
        try:
            response = await self._call(request)
        except NoAnswerError as error:
            raise self._unreachable(error) from error
        self._judge(response, (200,))
        return response

    def means_the_same(self, ours: bytes, theirs: bytes) -> bool:
        """Whether two statements mean the same; see bot.ports.CreditBank."""
        try:
            return same_meaning(json.loads(theirs), json.loads(ours))
        except (ValueError, RecursionError):
            return False

    async def recognitions(self, cursor: str) -> RecognitionPage:
        """An LRS stores; it decides nothing."""
        return RecognitionPage((), cursor)

    async def check(self) -> str:
        """Ask for a statement that cannot exist: that needs the address, the version and the
        credentials to be right; see bot.ports.CreditBank."""
        try:
            response = await self._ask_for(str(uuid5(NAMESPACE_URL, self._base)))
        except NoAnswerError as error:
            raise self._unreachable(error) from error
        self._judge(response, (200, 404))
        return f"Credit bank {self.name} answers and takes xAPI {self._version}."

    def _unreachable(self, error: NoAnswerError) -> Exception:
        if error.mend:
            return PlatformMisconfiguredError(
                f"Credit bank {self.name} is not asked, for {error}: {error.mend}."
            )
        return PlatformUnavailableError(f"Credit bank {self.name} cannot be reached: {error}.")

    def _judge(self, response: Response, well: Sequence[int]) -> None:
        """Raises PlatformMisconfiguredError or PlatformUnavailableError unless all is well."""
        if response.status in (401, 403):
            raise PlatformMisconfiguredError(
                f"Credit bank {self.name} refuses the username or password "
                f"(HTTP {response.status})."
            )
        if response.status >= 500 or response.status == 429:
            raise PlatformUnavailableError(
                f"Credit bank {self.name} does not work now: {named(response)}."
            )
        if response.is_page or response.status not in well:
            raise PlatformMisconfiguredError(
                f"Credit bank {self.name} does not answer like an LRS, "
                f"check its url: {named(response)}."
            )

    async def stop(self) -> None:
        """Let go of connections."""
        await self._wire.stop()

    async def _ask_for(self, statement_id: str, by: str = "statementId") -> Response:
        params = {by: statement_id}
        url = self._base + "/statements"
        return await self._call(Request("GET", url, None, params, MOST_STATEMENT_BYTES))

    async def _call(self, request: Request) -> Response:
        """One request under the version the bank takes. Raises NoAnswerError."""
        version = await self._version_taken()
        response = await self._exchange(request, version)
        if response.status == 400:
            named = b"version" in response.body.lower()
            if (taken := await self._version_anew(version, named=named)) != version:
                response = await self._exchange(request, taken)
        return response

    async def _exchange(self, request: Request, version: str) -> Response:
        headers = {"X-Experience-API-Version": version}
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        return await self._wire.exchange(request, headers)

    async def _version_taken(self) -> str:
        """The version for the header, asked for once. Raises NoAnswerError."""
        async with self._asking:
            if self._version is None:
                self._version = await self._ask_version()
        return self._version

    async def _version_anew(self, refused: str, *, named: bool) -> str:
        """What the bank takes now, after it refused something: it may have been the version. Where
        that was not ``named`` it is asked for once a minute. Raises NoAnswerError.
        """
        async with self._asking:
            late = self._clock.now() - self._asked_at >= ASK_AGAIN
            if self._version == refused and (named or late):
                self._version = await self._ask_version()
        return self._version or refused

    async def _ask_version(self) -> str:
        about = await self._wire.exchange(Request("GET", self._base + "/about"), {})
        if about.status >= 500 or about.status == 429:
            raise NoAnswerError(named(about))
        self._asked_at = self._clock.now()
        return chosen_version(about)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
