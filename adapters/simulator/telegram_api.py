"""The Bot API over HTTP: ``{url}/telegram-api/bot{token}/{method}``."""

import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from aiohttp import ClientSession, web

from adapters.simulator import telegram_members as members
from adapters.simulator import telegram_profile as profile
from adapters.simulator import telegram_setup as setup
from adapters.simulator.faults import Faults
from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_clockwork import TelegramClockwork
from adapters.simulator.telegram_errors import TelegramRefusal, bad_request
from adapters.simulator.telegram_handing_out import get_file, served_file
from adapters.simulator.telegram_json import chat_json, member_json, seconds
from adapters.simulator.telegram_messages import TelegramMessages
from adapters.simulator.telegram_params import Params, read_params
from adapters.simulator.telegram_state import Standing
from adapters.simulator.telegram_updates import Updates
from adapters.simulator.wechat_files import Files
from adapters.simulator.world import World

Sender = Callable[[TelegramBot, Params, str], dict[str, Any]]
Method = Callable[[TelegramBot, Params], Awaitable[Any]]
_TOKEN = re.compile(r"[0-9]+:.+")
OWN_WORDS = {
    "Name": "name",
    "Description": "description",
    "ShortDescription": "short_description",
}


def _plain(method: Callable[[TelegramBot, Params], Any]) -> Method:
    async def run(bot: TelegramBot, params: Params) -> Any:
        return method(bot, params)

    return run


class TelegramApi:
    """All bots of the simulator, by token. ``limited``: Telegram's rates are held."""

    def __init__(self, world: World, faults: Faults, files: Files) -> None:
        """No bots yet. ``files`` keeps what they upload."""
        self._world = world
        self._faults = faults
        self._files = files
        self._session: ClientSession | None = None
        self.limited = True
        self.messages = TelegramMessages(lambda: self.limited)
        self.bots: dict[str, TelegramBot] = {}
        self.updates: dict[str, Updates] = {}
        self.clockworks: dict[str, TelegramClockwork] = {}
        self._senders: dict[str, Sender] = {
            "sendMessage": self.messages.send_message,
            "sendPoll": self.messages.send_poll,
            "sendPhoto": self.messages.send_photo,
            "sendVoice": self.messages.send_voice,
        }
        self._methods = self._table()
        names = [*self._senders, *self._methods]
        self._names = {name.lower(): name for name in names}

    def add(self, account: str, token: str, username: str, *, privacy: bool) -> None:
        """Let a bot exist; at once where the simulator runs."""
        bot = TelegramBot(self._world, self._files, account, token, username, privacy=privacy)
        self.bots[account] = bot

        async def execute(method: str, values: dict[str, Any]) -> object:
            return await self.reply_in_webhook(bot, method, values)

        self.updates[account] = Updates(bot, execute)
        self.clockworks[account] = TelegramClockwork(bot, self.updates[account])
        if self._session is not None:
            self._start(account, self._session)

    def start(self, session: ClientSession) -> None:
        """Begin to deliver updates and to close polls."""
        self._session = session
        for account in self.bots:
            self._start(account, session)

    async def stop(self) -> None:
        """Stop both."""
        self._session = None
        for account in self.bots:
            await self.clockworks[account].stop()
            await self.updates[account].stop()

    def _start(self, account: str, session: ClientSession) -> None:
        self.updates[account].start(session)
        self.clockworks[account].start()

    def routes(self) -> list[web.RouteDef]:
        """Where it is served."""
        return [
            web.route("*", "/telegram-api/bot{token}/{method}", self.serve),
            web.get("/telegram-api/file/bot{token}/{path:.+}", self.serve_file),
        ]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call over HTTP."""
        token, method = request.match_info["token"], request.match_info["method"]
        known = self._names.get(method.lower(), method)

        async def answer() -> web.Response:
            try:
                bot = self._bot(token)
                result = await self._run(bot, method, await read_params(request))
            except TelegramRefusal as refusal:
                return web.json_response(refusal.to_json(), status=refusal.code)
            return web.json_response({"ok": True, "result": result})

        return await self._faults.serve(request, f"telegram:{known}", answer)

    async def serve_file(self, request: web.Request) -> web.StreamResponse:
        """A file at the path that getFile told; its mishaps are arranged as ``telegram:file``."""
        token, path = request.match_info["token"], request.match_info["path"]

        async def answer() -> web.Response:
            try:
                content, kind = served_file(self._bot(token), path)
            except TelegramRefusal as refusal:
                return web.json_response(refusal.to_json(), status=refusal.code)
            return web.Response(body=content, content_type=kind)

        return await self._faults.serve(request, "telegram:file", answer)

    async def reply_in_webhook(
        self, bot: TelegramBot, method: str, values: dict[str, Any]
    ) -> object:
        """Run a method from a webhook's answer; its errors are seen by nobody."""
        try:
            return await self._run(bot, method, Params(values), via="webhook")
        except TelegramRefusal:
            return None

    def _bot(self, token: str) -> TelegramBot:
        if not _TOKEN.fullmatch(token):
            raise TelegramRefusal(404, "Not Found")
        for bot in self.bots.values():
            if bot.token == token:
                return bot
        raise TelegramRefusal(401, "Unauthorized")

    async def _run(
        self, bot: TelegramBot, method: str, params: Params, via: str = "send"
    ) -> object:
        name = self._names.get(method.lower())
        if name is None:
            raise TelegramRefusal(404, "Not Found: method not found")
        self._world.record(f"telegram:{name}", params.shown())
        if name in self._senders:
            return self._senders[name](bot, params, via)
        return await self._methods[name](bot, params)

    def _table(self) -> dict[str, Method]:
        messages = self.messages
        plain = {
            "getMe": lambda bot, _: profile.get_me(bot),
            "getFile": get_file,
            "getWebhookInfo": lambda bot, _: setup.webhook_info(bot),
            "setMyCommands": profile.set_commands,
            "getMyCommands": profile.get_commands,
            "deleteMyCommands": profile.delete_commands,
            "setChatMenuButton": profile.set_menu_button,
            "getChatMenuButton": profile.get_menu_button,
            "editMessageText": messages.edit_text,
            "editMessageCaption": messages.edit_caption,
            "editMessageReplyMarkup": messages.edit_markup,
            "deleteMessage": messages.delete_message,
            "deleteMessages": messages.delete_messages,
            "answerCallbackQuery": messages.answer_query,
            "sendChatAction": messages.send_action,
            "getChat": members.get_chat,
            "getChatMember": members.get_member,
            "getChatAdministrators": members.get_administrators,
            "getChatMemberCount": members.count_members,
            "stopPoll": self._stop_poll,
            "leaveChat": self._leave_chat,
        }
        own_words = {
            f"{verb}My{name}": partial(run, kind=kind)
            for verb, run in (("set", profile.set_text), ("get", profile.get_text))
            for name, kind in OWN_WORDS.items()
        }
        return {name: _plain(run) for name, run in (plain | own_words).items()} | {
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getUpdates": self._get_updates,
        }

    def _stop_poll(self, bot: TelegramBot, params: Params) -> dict[str, Any]:
        poll = self.messages.stop_poll(bot, params)
        self.clockworks[bot.account].tell(poll)
        return poll

    def _leave_chat(self, bot: TelegramBot, params: Params) -> bool:
        """leaveChat: the bot goes by itself, and is told so as every change of its place."""
        chat = bot.open_place(params.chat())
        if chat.type == "private":
            raise bad_request("chat member status can't be changed in private chats")
        old, chat.me = chat.me, Standing("left")
        change = {
            "chat": chat_json(chat),
            "from": bot.me,
            "date": seconds(bot.world.now()),
            "old_chat_member": member_json(bot.me, old),
            "new_chat_member": member_json(bot.me, chat.me),
        }
        self.updates[bot.account].put(f"member:{chat.id}", {"my_chat_member": change})
        bot.world.touch()
        return True

    async def _set_webhook(self, bot: TelegramBot, params: Params) -> bool:
        limited = self.limited
        return setup.set_webhook(bot, self.updates[bot.account], params, limited=limited)

    async def _delete_webhook(self, bot: TelegramBot, params: Params) -> bool:
        return setup.delete_webhook(bot, self.updates[bot.account], params)

    async def _get_updates(self, bot: TelegramBot, params: Params) -> list[dict[str, Any]]:
        return await setup.get_updates(bot, self.updates[bot.account], params)
