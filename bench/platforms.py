"""The platforms, reduced to what lets a program work: they take every call at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from aiohttp import web

_PHOTO = {"file_id": "bench-photo", "file_unique_id": "bench", "width": 1080, "height": 720}


class Platforms:
    """A Bot API that hands what a chat gets to whoever waits for it, and a WeChat API."""

    def __init__(self) -> None:
        """Nobody waits yet."""
        self.url = ""
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[str]] = {}
        self.quizzes: dict[int, str] = {}
        """The newest quiz of each chat, by its id."""
        self.said: Counter[int] = Counter()
        """How many messages each chat got."""

    def next_to(self, chat: int) -> asyncio.Future[str]:
        """The text of the next message to ``chat``."""
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[chat] = waiting
        return waiting

    async def telegram(self, request: web.Request) -> web.Response:
        """Any method of the Bot API, called with JSON or with a form."""
        given: Any = await (
            request.json() if request.content_type.endswith("json") else request.post()
        )
        match request.match_info["method"]:
            case "sendMessage":
                result: Any = self._sent(int(given["chat_id"]), str(given["text"]))
            case "sendPhoto":
                result = self._sent(int(given["chat_id"]), str(given.get("caption", "")))
                result["photo"] = [_PHOTO]
            case "sendPoll":
                result = self._asked(int(given["chat_id"]), given)
            case "getMe":
                result = {"id": 42, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
            case _:
                result = True
        return web.json_response({"ok": True, "result": result})

    async def wechat(self, request: web.Request) -> web.Response:
        """Tokens and menus."""
        await request.read()
        return web.json_response({"errcode": 0, "access_token": "bench", "expires_in": 7200})

    def _asked(self, chat: int, given: Any) -> dict[str, Any]:
        """A quiz, which whoever waits for a message is not given: it comes behind one."""
        number = next(self._numbers)
        self.said[chat] += 1
        self.quizzes[chat] = f"quiz-{number}"
        return {
            "message_id": number,
            "date": 1_700_000_000,
            "chat": {"id": chat, "type": "private"},
            "poll": {"id": f"quiz-{number}", "question": given["question"]},
        }

    def _sent(self, chat: int, text: str) -> dict[str, Any]:
        waiting = self._waiting.pop(chat, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(text)
        number = next(self._numbers)
        self.said[chat] += 1
        return {
            "message_id": number,
            "date": 1_700_000_000,
            "chat": {"id": chat, "type": "private"},
            "text": text,
        }


@asynccontextmanager
async def platforms() -> AsyncIterator[Platforms]:
    """Both platforms on a free port of this machine."""
    played = Platforms()
    app = web.Application()
    app.router.add_post("/telegram-api/bot{token}/{method}", played.telegram)
    app.router.add_post("/wechat-api/{path:.*}", played.wechat)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        played.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield played
    finally:
        await runner.cleanup()
