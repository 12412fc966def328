"""A Bot API that answers what a test tells it to, over real HTTP on loopback."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.telegram.samples import BOT

OK: dict[str, Any] = {
    "getMe": BOT,
    "setWebhook": True,
    "deleteWebhook": True,
    "setMyCommands": True,
    "answerCallbackQuery": True,
    "sendMessage": {"message_id": 4711},
    "editMessageText": {"message_id": 18},
    "deleteMessage": True,
    "sendPoll": {"message_id": 4712, "poll": {"id": "5404321", "type": "quiz"}},
    "sendPhoto": {"message_id": 4713, "photo": [{"file_id": "small"}, {"file_id": "AgAC-large"}]},
    "sendVoice": {"message_id": 4714, "voice": {"file_id": "AwAC-voice"}},
    "sendVideo": {"message_id": 4715, "video": {"file_id": "BAAC-video"}},
    "sendChatAction": True,
    "getChatAdministrators": [],
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
    "setMyDescription": True,
    "setMyShortDescription": True,
    "setChatMenuButton": True,
    "getUpdates": [],
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
}


@dataclass
class Answer:
    """One scripted answer: JSON, or ``raw`` bytes; ``cut`` closes without a word."""

    status: int = 200
    json: Any = None
    raw: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    hang: asyncio.Event | None = None


class FakeApi:
    """Answers OK where nothing else was told; keeps the calls."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.tokens: set[str] = set()
        self.answers: defaultdict[str, deque[Answer]] = defaultdict(deque)
        self.updates: list[dict[str, Any]] = []
        self.idle = asyncio.Event()
        """Set when getUpdates was asked and there was nothing left to give."""
        self._runner: web.AppRunner | None = None
        self.url = ""

    def tell(self, method: str, *answers: Answer) -> None:
        self.answers[method].extend(answers)

    def called(self, method: str) -> list[dict[str, Any]]:
        return [payload for name, payload in self.calls if name == method]

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.tokens.add(request.match_info["token"])
        payload = await _payload(request)
        self.calls.append((method, payload))
        if self.answers[method]:
            return await self._scripted(request, self.answers[method].popleft())
        result = await self._updates(payload) if method == "getUpdates" else OK[method]
        return web.json_response({"ok": True, "result": result})

    async def _scripted(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        if answer.hang is not None:
            await answer.hang.wait()
        if answer.cut:
            assert request.transport is not None
            request.transport.abort()
        if answer.raw is not None:
            return web.Response(status=answer.status, body=answer.raw, headers=answer.headers)
        return web.json_response(answer.json, status=answer.status)

    async def _updates(self, payload: dict[str, Any]) -> list[dict[str, Any]]:
        offset = payload.get("offset")
        if offset is not None:
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
        if not self.updates:
            self.idle.set()
            await asyncio.Event().wait()  # held open, as the real one does, until hung up
        return self.updates[:100]


async def _payload(request: web.Request) -> dict[str, Any]:
    """The call's fields: JSON, or a form whose file is its name, format and bytes."""
    if request.content_type == "application/json":
        payload: dict[str, Any] = await request.json()
        return payload
    assert request.content_type == "multipart/form-data"
    fields: dict[str, Any] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            fields[name] = (value.filename, value.content_type, value.file.read())
        else:
            fields[name] = value
    return fields
