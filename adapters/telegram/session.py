"""aiogram's session made lean: JSON both ways, and no models built from what is read once.

A batch of updates comes back as plain JSON; every other method's answer is validated by aiogram as
usual (reference: aiogram ``BaseSession.check_response``). Messages do not go this way (see
``sending``), but for those that bring a file for the first time.
"""

from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramNetworkError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientError, ClientTimeout, FormData

from adapters.telegram.answers import CALL, read_answer
from adapters.telegram.wire import ANSWER_SECONDS, CONNECT_SECONDS

FAILURES = (TelegramAPIError, ClientDecodeError)
"""What a call raises that brought no answer, or another than asked for."""

UPLOAD_SECONDS = 25.0
"""A call that brings a file; after 30 s nobody waits for a message's outcome any more."""

JSON_HEADERS = {"Content-Type": "application/json"}


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

    async def upload(self, token: str, name: str, form: FormData) -> Any:
        """Call the method of that ``name`` with a file; the plain result. Raises as above."""
        http = await self.create_session()
        try:
            async with http.post(
                self.api.api_url(token=token, method=name),
                data=form,
                timeout=ClientTimeout(total=UPLOAD_SECONDS, connect=CONNECT_SECONDS),
                allow_redirects=False,
            ) as answer:
                body = await answer.read()
        except (TimeoutError, ClientError, OSError) as error:
            raise TelegramNetworkError(method=CALL, message=type(error).__name__) from error
        return read_answer(CALL, answer.status, body.decode(errors="replace"))

    async def close(self) -> None:
        """Close the connections; aiohttp itself waits until they are, so aiogram's pause is not."""
        if self._session is not None:
            await self._session.close()

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """The answer where Telegram did what was asked; else its refusal is raised."""
        result = read_answer(method, status_code, content)
        if isinstance(method, GetUpdates):
            return Response.model_construct(ok=True, result=result)
        return super().check_response(bot, method, status_code, content)


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
