"""What stands before each form: where it comes from, how large it is, what is in it."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from aiohttp import BodyPartReader, ClientPayloadError, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.web.console.house import House
from bot.web.console.visit import PageError, Upload

MOST_FIELDS = 2000
"""A judging desk has a few marks for each of some hundred entries."""


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent: the last value of each field, all values, and files."""

    last: Mapping[str, str] = field(default_factory=dict)
    every: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)


async def read_form(request: web.Request, most: int) -> Form:
    """The fields and files of a form of at most ``most`` bytes. Raises PageError."""
    if (request.content_length or 0) > most:
        raise PageError(413, "error-large", most=_megabytes(most))
    if request.content_type == "application/x-www-form-urlencoded":
        return _fields(await _body(request, most))
    if request.content_type == "multipart/form-data":
        return await _parts(request, most)
    raise PageError(415, "error-form")


def from_here(house: House, request: web.Request) -> bool:
    """Whether the browser says that the form comes from a page of ours."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin", "")
    if not origin:
        return True
    ours = urlsplit(house.public_url)
    return origin == f"{ours.scheme}://{ours.netloc}" or origin.partition("://")[2] == request.host


def is_token(expected: str, given: str) -> bool:
    """Whether a form carries what its page was given."""
    return hmac.compare_digest(expected.encode(), given.encode(errors="replace"))


def _fields(raw: bytes) -> Form:
    try:
        pairs = parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise PageError(400, "error-form") from None
    return _form([(name, _clean(value)) for name, value in pairs], {})


async def _parts(request: web.Request, most: int) -> Form:
    pairs: list[tuple[str, str]] = []
    files: dict[str, Upload] = {}
    left = most
    try:
        reader = await request.multipart()
        async for part in reader:
            if not isinstance(part, BodyPartReader) or not part.name:
                raise PageError(400, "error-form")
            content = await _part(part, left, most)
            left -= len(content)
            if part.filename is None:
                pairs.append((part.name, _clean(content.decode())))
            elif part.filename or content:
                files[part.name] = Upload(part.filename, content)
            if len(pairs) + len(files) > MOST_FIELDS:
                raise PageError(400, "error-form")
    except (ValueError, AssertionError, HttpProcessingError, ClientPayloadError):
        raise PageError(400, "error-form") from None
    return _form(pairs, files)


async def _part(part: BodyPartReader, left: int, most: int) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(64 * 1024):
        content += chunk
        if len(content) > left:
            raise PageError(413, "error-large", most=_megabytes(most))
    return bytes(content)


async def _body(request: web.Request, most: int) -> bytes:
    raw = b""
    try:
        async for part in request.content.iter_chunked(64 * 1024):
            raw += part
            if len(raw) > most:
                raise PageError(413, "error-large", most=_megabytes(most))
    except (HttpProcessingError, ClientPayloadError):
        raise PageError(400, "error-form") from None
    return raw


def _form(pairs: Sequence[tuple[str, str]], files: Mapping[str, Upload]) -> Form:
    every: dict[str, list[str]] = {}
    for name, value in pairs:
        every.setdefault(name, []).append(value)
    return Form({name: values[-1] for name, values in every.items()}, every, files)


def _clean(value: str) -> str:
    """Browsers send line ends as CR LF; what PostgreSQL takes in no text is no word of anybody's."""
    if "\x00" in value:
        raise PageError(400, "error-form")
    return value.replace("\r\n", "\n").strip()


def _megabytes(most: int) -> str:
    return f"{most / 1_000_000:.3g} MB"
