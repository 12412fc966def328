"""A method the bot put into its answer to an update ("reply in webhook")."""

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, ClientResponse, MultipartReader

FORBIDDEN = frozenset({"setwebhook", "deletewebhook", "close", "logout"})


async def read_webhook_reply(answer: ClientResponse) -> tuple[str, dict[str, Any]] | None:
    """Method and parameters in a 2xx answer; None where it holds none or one not allowed there.

    Read from JSON, urlencoded and multipart bodies, as the real server does; get* methods,
    setWebhook, deleteWebhook, close and logOut are not run from there.
    """
    values = await _values(answer)
    method = values.pop("method", None)
    if not isinstance(method, str) or not method:
        return None
    if method.lower() in FORBIDDEN or method.lower().startswith("get"):
        return None
    return method, values


async def _values(answer: ClientResponse) -> dict[str, Any]:
    if answer.content_type.startswith("multipart/"):
        return await _multipart(answer)
    body = await answer.text(errors="replace")
    if answer.content_type == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body))
    if answer.content_type != "application/json" or not body.strip():
        return {}
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


async def _multipart(answer: ClientResponse) -> dict[str, Any]:
    values: dict[str, Any] = {}
    reader = MultipartReader.from_response(answer)
    while (part := await reader.next()) is not None:
        if isinstance(part, BodyPartReader) and part.name:
            values[part.name] = await part.text()
    return values
