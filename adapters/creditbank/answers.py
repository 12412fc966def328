"""What an LRS's HTTP answer means, read by its status; a 200 must bring the list of ids that belongs
to it, and all other bodies only give words to people.

Source: xAPI-Spec 1.0.3, Communication, section 3 (status codes), and reference/learning.md
section 1, "Push rules learnt by trying".
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.domain.credits import plain
from bot.ports import PushAnswer, PushResult

_BY_STATUS = {
    200: PushResult.STORED,
    204: PushResult.STORED,
    401: PushResult.UNAUTHORISED,
    403: PushResult.UNAUTHORISED,
    # An address that is not an LRS's, or a server between two states, says nothing about the
    # statements: they must wait for the mend, not be buried.
    404: PushResult.UNAVAILABLE,
    405: PushResult.UNAVAILABLE,
    407: PushResult.UNAVAILABLE,
    408: PushResult.UNAVAILABLE,
    409: PushResult.CONFLICT,
    413: PushResult.TOO_LARGE,
    421: PushResult.UNAVAILABLE,
    425: PushResult.UNAVAILABLE,
    429: PushResult.THROTTLED,
}
_WORD_KEYS = ("detail", "message", "error", "warnings", "errors")


@dataclass(frozen=True, slots=True)
class Response:
    """What came over the wire: at most the first bytes of the body."""

    status: int
    content_type: str
    body: bytes
    retry_after: str | None = None
    date: str | None = None

    @property
    def is_page(self) -> bool:
        """Whether it is a web page: some proxy, portal or wrong address, not an LRS."""
        return "html" in self.content_type.lower()


def answer_of(response: Response, now: datetime) -> PushAnswer:
    """The answer to a push. ``now`` dates a Retry-After given as an instant."""
    result = _result(response)
    if result is PushResult.STORED:
        return PushAnswer(result)
    words = words_of(response)
    if response.status == 200 and not response.is_page:
        words = "HTTP 200 without the list of what was stored"
    return PushAnswer(result, words, retry_after(response, now))


def _result(response: Response) -> PushResult:
    known = _BY_STATUS.get(response.status)
    if known in (PushResult.UNAUTHORISED, PushResult.TOO_LARGE, PushResult.THROTTLED):
        return known  # a proxy that says this with a page means it all the same
    if response.is_page:
        return PushResult.UNAVAILABLE
    if response.status == 200 and not _is_list(response.body):
        return PushResult.UNAVAILABLE
    if known is not None:
        return known
    return PushResult.INVALID if 400 <= response.status < 500 else PushResult.UNAVAILABLE


def _is_list(body: bytes) -> bool:
    """Whether it is the list of ids that comes with a 200: what some proxy says in the LRS's place
    must not count as stored, and to hand in again is harmless.
    """
    try:
        return isinstance(json.loads(body), list)
    except (ValueError, RecursionError):
        return False


def words_of(response: Response) -> str:
    """The answer in words, made plain: its name and the server's own words. They may name a person,
    and go to who asks for them (``yike credits status``, ``dead``), never into a log or an error.
    """
    said = "" if response.is_page else plain(_said(response.body))
    return plain(f"{named(response)}: {said}" if said else named(response))


def named(response: Response) -> str:
    """The answer by its name, without a word of the server's."""
    if response.is_page:
        return f"HTTP {response.status} with a web page instead of an answer"
    return f"HTTP {response.status}"


def _said(body: bytes) -> str:
    """The telling part of a JSON error, or the body as it is."""
    text = body.decode(errors="replace")
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if isinstance(parsed, dict):
        told = [parsed[key] for key in _WORD_KEYS if parsed.get(key)]
        if told:
            one = told[0]
            return one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)
    return text


def retry_after(response: Response, now: datetime) -> float | None:
    """Seconds the server asks to wait (RFC 9110 section 10.2.3: seconds, or a date).

    A date is measured from the response's own Date where it has one, for clocks that differ.
    None where there is none or it cannot be read.
    """
    value = (response.retry_after or "").strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:9])
    until = _http_date(value)
    if until is None:
        return None
    return max(0.0, (until - (_http_date(response.date) or now)).total_seconds())


def _http_date(value: str | None) -> datetime | None:
    try:
        read = parsedate_to_datetime(value or "")
    except (ValueError, TypeError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
