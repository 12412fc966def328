"""A credit bank with the three lists, over HTTP: kind ``bank`` (docs/credit-bank.md)."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import structlog
from aiohttp import ClientTimeout

from adapters.creditbank.answers import Response, named
from adapters.creditbank.bank_items import (
    Page,
    UnreadableAnswerError,
    decisions_in,
    page_of,
)
from adapters.creditbank.lists import (
    SHAPES,
    ListName,
    UnreadableRecordError,
    entry_of,
    read_record,
)
from adapters.creditbank.profiles import answer_of, body_of, parsed
from adapters.creditbank.signature import instant
from adapters.creditbank.signed_http import TIMEOUT, SignedHttp, SilentBankError
from adapters.creditbank.trail import Trail
from bot.domain.credits import Form, Holding, Parcel, RecognitionPage, Target
from bot.domain.errors import PlatformMisconfiguredError, PlatformUnavailableError
from bot.ports import Clock, PushAnswer, PushResult

INTERFACE, VERSION = "yike-credit-bank", "1"
PAGE = 200
"""Records and decisions asked for at once."""
MOST_PAGE_BYTES = 8 * 1024 * 1024
MOST_RECORD_BYTES = 512 * 1024

log = structlog.get_logger("credit bank")


class BankApi:
    """One bank as a target for records; implements bot.ports.CreditBank."""

    def __init__(
        self,
        target: Target,
        url: str,
        key: tuple[str, str],
        clock: Clock,
        *,
        record: ListName = "training",
        zone: str = "Asia/Shanghai",
        ca_file: Path | None = None,
        timeout: ClientTimeout = TIMEOUT,
    ) -> None:
        """``key``: the key's id and its secret. ``record``: the list a passed course goes into.
        ``zone``: in which a course was finished on a day.

        Raises SettingsError for a url or ``ca_file`` that cannot be used, ValueError for a target
        that takes no records.
        """
        if target.form is not Form.RECORD:
            raise ValueError("a bank with the three lists takes records")
        self._target, self._clock = target, clock
        self._shape, self._zone = SHAPES[record], ZoneInfo(zone)
        self._line = SignedHttp(target.name, url, key, clock, ca_file=ca_file, timeout=timeout)

    @property
    def target(self) -> Target:
        """Its name in the settings, and that it takes records."""
        return self._target

    @property
    def name(self) -> str:
        """The target's name."""
        return self._target.name

    async def push(self, parcels: Sequence[Parcel]) -> PushAnswer:
        """Hand in records and withdrawals in one request; see bot.ports.CreditBank."""
        try:
            body = body_of(parcels, self._shape.name, self._zone)
        except UnreadableRecordError as error:
            return PushAnswer(PushResult.INVALID, str(error))
        try:
            response = await self._line.ask("POST", "/v1/studyprofiles/modify", body=body)
        except SilentBankError as error:
            return PushAnswer(PushResult.UNAVAILABLE, str(error))
        return _without_accounts(answer_of(response, self._clock.now()), parcels)

    async def holds(self, parcel: Parcel) -> bool | None:
        """Whether the bank has this record, or has taken it back where the parcel says so."""
        outer_id = parcel.takes_back or parcel.id
        try:
            response = await self._line.ask(
                "GET", f"/v1/records/{outer_id}", most=MOST_RECORD_BYTES
            )
        except SilentBankError:
            return None
        item = parsed(response) if response.status == 200 else None
        if not isinstance(item, dict) or item.get("outer_id") != str(outer_id):
            return None
        if parcel.takes_back is not None:
            return True if item.get("withdrawn") is True else None
        of_another = bool(parcel.account) and item.get("cb_id") != parcel.account
        return self._same(parcel.body, item) and not of_another

    async def holdings(self, since: datetime, until: datetime) -> AsyncIterator[Holding]:
        """What is in our list there, with what was withdrawn; see bot.ports.CreditBank."""
        window = {"since": instant(since), "until": instant(until), "limit": str(PAGE)}
        cursor, more, trail = "", True, Trail(self.name)
        while more:
            trail.go_on(cursor)
            query = urlencode({**window, "cursor": cursor} if cursor else window)
            page = await self._page(f"/v1/{self._shape.name}/query?{query}", cursor)
            for item in page.items:
                if not isinstance(item, dict):
                    raise self._nonsense("items is not a list of objects")
                body = json.dumps(item, separators=(",", ":")).encode()
                voided = item.get("withdrawn") is True
                yield Holding(str(item.get("outer_id")), body, voided)
            cursor, more = page.cursor, page.more

    def means_the_same(self, ours: bytes, theirs: bytes) -> bool:
        """Whether a stored record and an item of the bank's list are equal in meaning."""
        try:
            item = json.loads(theirs)
        except (ValueError, RecursionError):
            return False
        return isinstance(item, dict) and self._same(ours, item)

    async def recognitions(self, cursor: str) -> RecognitionPage:
        """What the bank decided after ``cursor``; see bot.ports.CreditBank."""
        query = urlencode({"after": cursor, "limit": str(PAGE)})
        page = await self._page(f"/v1/recognitions?{query}", cursor)
        found, unreadable, strangers = decisions_in(page)
        if strangers:
            log.warning("a bank decided about what is not ours", target=self.name, count=strangers)
        return RecognitionPage(found, page.cursor, page.more, unreadable)

    async def check(self) -> str:
        """Ask who it is, then for one record with a signature; see bot.ports.CreditBank."""
        about = await self._told("/about")
        versions = about.get("versions") if isinstance(about, dict) else None
        if not isinstance(about, dict) or about.get("interface") != INTERFACE:
            raise PlatformMisconfiguredError(
                f"Credit bank {self.name} does not speak {INTERFACE}; check its url."
            )
        if not isinstance(versions, list) or VERSION not in versions:
            raise PlatformMisconfiguredError(
                f"Credit bank {self.name} does not offer version {VERSION} of {INTERFACE}; "
                "ask the bank."
            )
        await self._page(f"/v1/{self._shape.name}/query?limit=1", "")
        return f"Credit bank {self.name} answers and takes our signature."

    async def stop(self) -> None:
        """Let go of connections."""
        await self._line.stop()

    def _same(self, ours: bytes, item: dict[str, Any]) -> bool:
        """A withdrawal means the same as a record that is withdrawn."""
        try:
            record = read_record(ours)
            if record.get("withdrawn") is True:
                return item.get("withdrawn") is True
            entry = entry_of(record, self._shape.name, self._zone)
        except UnreadableRecordError:
            return False
        return item.get("list") == self._shape.name and item.get("record") == entry

    async def _page(self, path: str, after: str) -> Page:
        said = await self._told(path, most=MOST_PAGE_BYTES)
        try:
            return page_of(said, after)
        except UnreadableAnswerError as error:
            raise self._nonsense(str(error)) from error

    async def _told(self, path: str, *, most: int = MOST_RECORD_BYTES) -> Any:
        """What the bank answers to a GET. Raises PlatformUnavailableError or
        PlatformMisconfiguredError with the mend."""
        try:
            response = await self._line.ask("GET", path, most=most)
        except SilentBankError as error:
            if error.mend:
                raise PlatformMisconfiguredError(
                    f"Credit bank {self.name} is not trusted: {error}; {error.mend}."
                ) from error
            raise PlatformUnavailableError(
                f"Credit bank {self.name} cannot be reached: {error}."
            ) from error
        self._refuse(response)
        return parsed(response)

    def _refuse(self, response: Response) -> None:
        """Raise for anything but a 200 that may be JSON."""
        status = response.status
        if status in (401, 403):
            raise PlatformMisconfiguredError(
                f"Credit bank {self.name} refuses our signature (HTTP {status}): check key_id and "
                "secret, and that this machine's clock is right within 5 minutes."
            )
        if status == 429 or status >= 500:
            raise PlatformUnavailableError(
                f"Credit bank {self.name} does not work now: {named(response)}."
            )
        if status != 200 or response.is_page:
            raise PlatformMisconfiguredError(
                f"Credit bank {self.name} does not answer like one, check its url: "
                f"{named(response)}."
            )

    def _nonsense(self, where: str) -> PlatformUnavailableError:
        return PlatformUnavailableError(
            f"Credit bank {self.name} gave an answer that cannot be read: {where}."
        )


def _without_accounts(answer: PushAnswer, parcels: Sequence[Parcel]) -> PushAnswer:
    """The answer without account numbers: a bank may name them, our tables and logs do not."""
    words = answer.words
    for account in {one.account for one in parcels if one.account}:
        words = words.replace(account, "…")
    return replace(answer, words=words)
