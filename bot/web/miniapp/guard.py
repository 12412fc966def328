"""What stands before each page: who is signed in, where a form comes from, how large it is."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from bot.web.miniapp.house import House

LARGEST = 16 * 1024
"""Bytes of a form or of what an app says of its user."""


async def read_form(request: web.Request) -> dict[str, str]:
    """The fields of a form. Raises HTTPRequestEntityTooLarge, HTTPUnsupportedMediaType,
    HTTPBadRequest.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise web.HTTPUnsupportedMediaType
    raw = await _body(request)
    try:
        return dict(parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=40))
    except ValueError:
        raise web.HTTPBadRequest from None


async def read_json(request: web.Request) -> Mapping[str, Any]:
    """The fields of a JSON object. Raises as ``read_form`` does."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        value = json.loads(await _body(request))
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest from None
    if not isinstance(value, dict):
        raise web.HTTPBadRequest
    return value


async def _body(request: web.Request) -> bytes:
    if (request.content_length or 0) > LARGEST:
        raise web.HTTPRequestEntityTooLarge(LARGEST, request.content_length or 0)
    raw = b""
    async for part in request.content.iter_chunked(LARGEST):
        raw += part
        if len(raw) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(LARGEST, len(raw))
    return raw


def from_here(house: House, request: web.Request) -> bool:
    """Whether a browser says that a form comes from a page of ours, or says nothing of it.

    A browser names no origin (``null``) for a form on a page that asks for no referrer, as ours
    do (Fetch, "append a request Origin header"); then only Sec-Fetch-Site tells.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("Origin", "null")
    if origin == "null":
        return True
    ours = urlsplit(house.public_url)
    return origin == f"{ours.scheme}://{ours.netloc}" or origin.partition("://")[2] == request.host
