"""What a call says, taken out of its request; whatever is not as it should be is a problem."""

import re
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.web.api.operation import Operation
from bot.web.api.problems import ProblemError, malformed, not_found

LARGEST = 64 * 1024
"""Bytes of a body."""
IDEMPOTENCY_KEY = r"^[\x21-\x7e]{1,128}$"
_KEY = re.compile(IDEMPOTENCY_KEY)
_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]{1,256})", re.IGNORECASE)
_TAG = re.compile(r'"(\d{1,9})"')


def token_of(request: web.Request) -> str:
    """The token of the call; empty where there is none."""
    found = _BEARER.fullmatch(request.headers.get("Authorization", "").strip())
    return found[1] if found else ""


def path_of(request: web.Request, operation: Operation) -> dict[str, Any]:
    """The parameters in the path. What cannot be one names nothing."""
    if operation.place is None:
        return {}
    try:
        return operation.place.model_validate(dict(request.match_info)).model_dump()
    except ValidationError:
        raise not_found("thing") from None


def query_of(request: web.Request, operation: Operation) -> BaseModel | None:
    """The query, checked; one that is not known, or said twice, is refused."""
    query = request.query
    names = set(query.keys())
    if any(len(query.getall(name)) > 1 for name in names):
        raise ProblemError(400, "malformed", "The query says something twice; say it once.")
    if operation.query is None:
        if names:
            raise ProblemError(400, "malformed", "The call takes no query; leave it out.")
        return None
    try:
        return operation.query.model_validate(dict(query))
    except ValidationError as error:
        raise malformed("query", error) from None


async def body_of(request: web.Request) -> bytes:
    """The body, of at most ``LARGEST`` bytes."""
    if request.content_type != "application/json":
        raise ProblemError(
            415, "media-type", "The body must be JSON: Content-Type: application/json"
        )
    if (request.content_length or 0) > LARGEST:
        raise _too_large()
    found = bytearray()
    async for chunk in request.content.iter_chunked(LARGEST):
        found += chunk
        if len(found) > LARGEST:
            raise _too_large()
    return bytes(found)


def _too_large() -> ProblemError:
    return ProblemError(
        413,
        "too-large",
        f"The body is larger than {LARGEST // 1024} KiB; say less in one call.",
        headers={"Connection": "close"},
    )


def revision_of(request: web.Request) -> int:
    """The revision that is edited, as If-Match names it."""
    said = request.headers.get("If-Match", "")
    if not said:
        raise ProblemError(
            428, "if-match", "An edit names what it edits: If-Match with the ETag that was read."
        )
    found = _TAG.fullmatch(said.strip())
    if found is None:
        raise ProblemError(400, "if-match", 'If-Match is one ETag as it was read, such as "3".')
    return int(found[1])


def idempotency_key(request: web.Request) -> str:
    """What tells a call that is made again from another one; empty where it says none."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return ""
    if _KEY.fullmatch(key) is None:
        raise ProblemError(
            400, "idempotency-key", "An Idempotency-Key is 1 to 128 visible ASCII characters."
        )
    return key
