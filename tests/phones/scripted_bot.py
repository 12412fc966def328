"""A bot for these tests: says what it was told to say, over the platforms' own faces."""

import asyncio
import json
from collections import defaultdict
from typing import Any

from aiohttp import ClientSession, FormData, web
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto

WECHAT = "demo-wechat"
TELEGRAM = "demo-telegram"
APP_ID = "wx1234567890abcdef"
APP_SECRET = "an app secret"
TOKEN = "callback-token"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
TELEGRAM_TOKEN = "123456:made-up-token"

MENU = {
    "button": [
        {"type": "click", "name": "今日一课", "key": "today"},
        {"type": "click", "name": "选课", "key": "courses"},
        {
            "name": "更多",
            "sub_button": [
                {"type": "click", "name": "进度", "key": "progress"},
                {"type": "click", "name": "帮助", "key": "help"},
            ],
        },
    ]
}
COMMANDS = [
    {"command": "today", "description": "今日一课"},
    {"command": "progress", "description": "我的进度"},
]


class ScriptedBot:
    """Answers by script.

    ``answers``: what is said to an event, a menu key, words, a command or tapped data; "ok" to
    all else. ``buttons``: labels and data under the Telegram answer to the same. ``heard``: all
    of it in order. While ``silent`` is cleared with ``hold`` no answer goes out; ``broken``
    makes every call fail with 500.
    """

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.buttons: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self.toasts: dict[str, tuple[str, bool]] = {}
        self.heard: list[str] = []
        self.broken = False
        self._speaking = asyncio.Event()
        self._speaking.set()
        self._crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
        self._api = ""
        self._http: ClientSession | None = None

    def routes(self) -> list[web.RouteDef]:
        """The webhooks of both accounts."""
        return [
            web.post(f"/wechat/{WECHAT}", self._wechat),
            web.post(f"/telegram/{TELEGRAM}", self._telegram),
        ]

    async def set_up(self, api: str, http: ClientSession, own_url: str) -> None:
        """Set webhook, commands and menu at the simulator whose address is ``api``."""
        self._api, self._http = api, http
        await self.telegram("setWebhook", url=f"{own_url}/telegram/{TELEGRAM}")
        await self.telegram("setMyCommands", commands=COMMANDS)
        await self.wechat("menu/create", MENU)

    def hold(self) -> None:
        """Keep answers back until ``speak``."""
        self._speaking.clear()

    def speak(self) -> None:
        """Let answers go out again."""
        self._speaking.set()

    async def telegram(self, method: str, **fields: Any) -> Any:
        """Call the Bot API; the result of an accepted call."""
        url = f"{self._api}/telegram-api/bot{TELEGRAM_TOKEN}/{method}"
        answer = await self._post(url, fields)
        assert answer["ok"], answer
        return answer["result"]

    async def wechat(self, call: str, fields: dict[str, Any]) -> dict[str, Any]:
        """Call the official account's API with a token of its own; what was answered."""
        base = f"{self._api}/wechat-api/cgi-bin"
        answer = await self._post(f"{base}/{call}?access_token={await self._token()}", fields)
        assert answer.get("errcode", 0) == 0, answer
        return dict(answer)

    async def upload(self, kind: str, name: str, content: bytes) -> str:
        """Upload a temporary file; its media_id."""
        assert self._http is not None
        form = FormData()
        form.add_field("media", content, filename=name)
        base = f"{self._api}/wechat-api/cgi-bin/media/upload"
        url = f"{base}?access_token={await self._token()}&type={kind}"
        async with self._http.post(url, data=form) as answer:
            return str(json.loads(await answer.text())["media_id"])

    async def _token(self) -> str:
        credentials = {
            "grant_type": "client_credential",
            "appid": APP_ID,
            "secret": APP_SECRET,
        }
        url = f"{self._api}/wechat-api/cgi-bin/stable_token"
        return str((await self._post(url, credentials))["access_token"])

    async def _post(self, url: str, fields: dict[str, Any]) -> Any:
        assert self._http is not None
        body = json.dumps(fields, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        async with self._http.post(url, data=body, headers=headers) as answer:
            return json.loads(await answer.text())

    async def _hear(self, what: str) -> str:
        self.heard.append(what)
        await self._speaking.wait()
        if self.broken:
            raise web.HTTPInternalServerError
        return self.answers.get(what, "ok")

    async def _wechat(self, request: web.Request) -> web.Response:
        query = request.query
        xml = self._crypto.decrypt_message(
            await request.read(), query["msg_signature"], query["timestamp"], query["nonce"]
        )
        message = parse_message(xml)
        what = message.content if message.type == "text" else message.event
        answer = await self._hear(getattr(message, "key", "") or what)
        reply = create_reply(answer, message).render()
        sealed = self._crypto.encrypt_message(reply, query["nonce"], query["timestamp"])
        return web.Response(text=sealed, content_type="application/xml")

    async def _telegram(self, request: web.Request) -> web.Response:
        update = await request.json()
        if place := update.get("my_chat_member"):
            self.heard.append(f"bot:{place['new_chat_member']['status']}")
        if vote := update.get("poll_answer"):
            self.heard.append(f"vote:{','.join(map(str, vote['option_ids']))}")
        tapped = update.get("callback_query")
        message = tapped["message"] if tapped else update.get("message")
        if message is None or not (tapped or "text" in message):
            return web.Response()
        what = tapped["data"] if tapped else message["text"]
        text = await self._hear(what)
        if tapped:
            toast, alert = self.toasts.get(what, ("", False))
            answered = {"callback_query_id": tapped["id"], "text": toast, "show_alert": alert}
            await self.telegram("answerCallbackQuery", **answered)
        rows = [[{"text": label, "callback_data": data}] for label, data in self.buttons[what]]
        await self.telegram(
            "sendMessage",
            chat_id=message["chat"]["id"],
            message_thread_id=message.get("message_thread_id", 0),
            text=text,
            reply_markup={"inline_keyboard": rows},
        )
        return web.Response()
