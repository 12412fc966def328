"""The Bot API's answers told apart: a result, Telegram's own no, or a gateway's page.

Source: Bot API "Making requests"; aiogram ``BaseSession.check_response`` for the classes.
"""

import json
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessage

CALL = SendMessage(chat_id=0, text="")
"""Names the call in a refusal without saying to whom it went, or what."""


class TelegramFloodError(TelegramAPIError):
    """429 without ``retry_after``: wait, but Telegram did not say how long."""


REFUSALS: dict[int, type[TelegramAPIError]] = {
    HTTPStatus.BAD_REQUEST: TelegramBadRequest,
    HTTPStatus.UNAUTHORIZED: TelegramUnauthorizedError,
    HTTPStatus.FORBIDDEN: TelegramForbiddenError,
    HTTPStatus.NOT_FOUND: TelegramNotFound,
    HTTPStatus.CONFLICT: TelegramConflictError,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TelegramEntityTooLarge,
    HTTPStatus.TOO_MANY_REQUESTS: TelegramFloodError,
}

GATEWAY_REFUSALS: dict[int, type[TelegramAPIError]] = {
    status: REFUSALS[status] for status in (401, 404, 413, 429)
}
"""What means the same without Telegram's JSON around it; a bare 403 or 400 is a gateway's."""


def read_answer(method: Any, status: int, content: str) -> Any:
    """The ``result`` in an answer to ``method`` (only named in errors), as plain JSON.

    Raises TelegramAPIError (one class for each refusal), or ClientDecodeError for an answer that
    is none of Telegram's.
    """
    data: Any = None
    with suppress(ValueError, RecursionError):
        data = json.loads(content)
    ok = data.get("ok") if isinstance(data, dict) else None
    if ok is False:
        raise _refusal(method, status, data)
    if ok is not True or status >= HTTPStatus.MULTIPLE_CHOICES:
        raise _foreign(method, status)
    return data.get("result")


def _refusal(method: Any, status: int, data: dict[str, Any]) -> TelegramAPIError:
    """Telegram's own no, ``{"ok": false, …}``, as aiogram's exception for it."""
    words = str(data.get("description") or "")
    parameters = data.get("parameters")
    if isinstance(parameters, dict):
        wait, chat = parameters.get("retry_after"), parameters.get("migrate_to_chat_id")
        if isinstance(wait, int) and wait > 0:
            return TelegramRetryAfter(method=method, message=words, retry_after=wait)
        if isinstance(chat, int):
            return TelegramMigrateToChat(method=method, message=words, migrate_to_chat_id=chat)
    if status < HTTPStatus.MULTIPLE_CHOICES:
        code = data.get("error_code")
        status = code if isinstance(code, int) else HTTPStatus.BAD_REQUEST
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TelegramServerError(method=method, message=words)
    return REFUSALS.get(status, TelegramAPIError)(method=method, message=words)


def _foreign(method: Any, status: int) -> Exception:
    """An answer that is not Telegram's JSON: from a gateway, or from a wrong address."""
    if status in GATEWAY_REFUSALS:
        return GATEWAY_REFUSALS[status](method=method, message="not from Telegram")
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return TelegramNotFound(method=method, message="redirected")
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        # A gateway let the call not through, so Telegram did nothing.
        return TelegramServerError(method=method, message="not from Telegram")
    return ClientDecodeError("Not an answer of Telegram", ValueError(str(status)), None)
