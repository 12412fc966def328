"""aiogram's session made lean: JSON both ways, and no models built from what is read once.

A sent message and a batch of updates come back as plain JSON; every other method's answer is
validated by aiogram as usual (reference: aiogram ``BaseSession.check_response``).
"""

import json
from contextlib import suppress
from http import HTTPStatus
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates, Response, SendMessage, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientError, ClientTimeout

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 20.0
"""A send that has no answer by then counts as unknown; Telegram answers within a second or two."""

JSON_HEADERS = {"Content-Type": "application/json"}
PLAIN = (SendMessage, GetUpdates)


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


class LeanSession(AiohttpSession):
    """One bot's connections to the Bot API at ``api_url``."""

    def __init__(self, api_url: str, answer_seconds: float = ANSWER_SECONDS) -> None:
        """Connect nothing yet; ``answer_seconds`` bounds a call that names no time-out."""
        super().__init__(api=TelegramAPIServer.from_base(api_url), timeout=answer_seconds)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - the name is aiogram's
    ) -> TelegramType:
        """Call ``method``. ``timeout`` is in seconds.

        Raises TelegramAPIError (one class for each refusal; TelegramNetworkError, with its cause,
        where no answer came) or ClientDecodeError for an answer that is none of Telegram's.
        """
        http = await self.create_session()
        seconds = self.timeout if timeout is None else timeout
        try:
            async with http.post(
                self.api.api_url(token=bot.token, method=method.__api_method__),
                data=method.model_dump_json(exclude_unset=True, exclude_none=True).encode(),
                headers=JSON_HEADERS,
                timeout=ClientTimeout(total=seconds, connect=CONNECT_SECONDS),
                allow_redirects=False,
            ) as answer:
                body = await answer.read()
        except (TimeoutError, ClientError, OSError) as error:
            name = type(error).__name__
            raise TelegramNetworkError(method=method, message=name) from error
        response = self.check_response(bot, method, answer.status, body.decode(errors="replace"))
        return cast(TelegramType, response.result)

    async def close(self) -> None:
        """Close the connections; aiohttp itself waits until they are, so aiogram's pause is not."""
        if self._session is not None:
            await self._session.close()

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """The answer where Telegram did what was asked; else its refusal is raised."""
        data: Any = None
        with suppress(ValueError, RecursionError):
            data = json.loads(content)
        ok = data.get("ok") if isinstance(data, dict) else None
        if ok is False:
            raise _refusal(method, status_code, data)
        if ok is not True or status_code >= HTTPStatus.MULTIPLE_CHOICES:
            raise _foreign(method, status_code)
        if isinstance(method, PLAIN):
            return Response.model_construct(ok=True, result=data.get("result"))
        return super().check_response(bot, method, status_code, content)


async def send_message(bot: Bot, method: SendMessage) -> str:
    """Send, and give the message's id. Raises as ``LeanSession.make_request`` does."""
    sent: Any = await bot(method)
    number = sent.get("message_id") if isinstance(sent, dict) else None
    if not isinstance(number, int):
        raise ClientDecodeError("No message id in the answer", ValueError("message_id"), None)
    return str(number)


async def get_updates(bot: Bot, method: GetUpdates, seconds: int) -> list[dict[str, Any]]:
    """A batch of updates as plain JSON, each with its ``update_id``; waits ``seconds`` for it.

    Raises as ``LeanSession.make_request`` does.
    """
    found: Any = await bot(method, request_timeout=seconds)
    if not isinstance(found, list) or not all(
        isinstance(update, dict) and isinstance(update.get("update_id"), int) for update in found
    ):
        raise ClientDecodeError("No list of updates in the answer", ValueError("update_id"), None)
    return found


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
