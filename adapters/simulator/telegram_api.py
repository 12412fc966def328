"""The Bot API over HTTP: ``{url}/telegram-api/bot{token}/{method}``."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from adapters.simulator import telegram_setup as setup
from adapters.simulator.faults import Faults
from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_errors import TelegramRefusal
from adapters.simulator.telegram_messages import TelegramMessages
from adapters.simulator.telegram_params import Params, read_params
from adapters.simulator.telegram_updates import Updates
from adapters.simulator.world import World

Method = Callable[[TelegramBot, Params], Awaitable[Any]]
_TOKEN = re.compile(r"[0-9]+:.+")


def _plain(method: Callable[[TelegramBot, Params], Any]) -> Method:
    async def run(bot: TelegramBot, params: Params) -> Any:
        return method(bot, params)

    return run


class TelegramApi:
    """All bots of the simulator, by token."""

    def __init__(self, world: World, faults: Faults) -> None:
        """No bots yet."""
        self._world = world
        self._faults = faults
        self.messages = TelegramMessages()
        self.bots: dict[str, TelegramBot] = {}
        self.updates: dict[str, Updates] = {}
        self._methods = {name.lower(): (name, run) for name, run in self._table().items()}

    def add(self, account: str, token: str, username: str, *, privacy: bool) -> None:
        """Let a bot exist."""
        bot = TelegramBot(self._world, account, token, username, privacy=privacy)
        self.bots[account] = bot

        async def execute(method: str, values: dict[str, Any]) -> object:
            return await self.reply_in_webhook(bot, method, values)

        self.updates[account] = Updates(bot, execute)

    def routes(self) -> list[web.RouteDef]:
        """Where it is served."""
        return [web.route("*", "/telegram-api/bot{token}/{method}", self.serve)]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One call over HTTP."""
        token, method = request.match_info["token"], request.match_info["method"]
        known = self._methods.get(method.lower(), (method, None))[0]

        async def answer() -> web.Response:
            try:
                bot = self._bot(token)
                result = await self._run(bot, method, await read_params(request))
            except TelegramRefusal as refusal:
                return web.json_response(refusal.to_json(), status=refusal.code)
            return web.json_response({"ok": True, "result": result})

        return await self._faults.serve(request, f"telegram:{known}", answer)

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
        name, run = self._methods.get(method.lower(), ("", None))
        if run is None:
            raise TelegramRefusal(404, "Not Found: method not found")
        self._world.record(f"telegram:{name}", params.values)
        if name == "sendMessage":
            return self.messages.send_message(bot, params, via)
        return await run(bot, params)

    def _table(self) -> dict[str, Method]:
        messages = self.messages
        return {
            "getMe": _plain(lambda bot, _: setup.get_me(bot)),
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": _plain(lambda bot, _: setup.webhook_info(bot)),
            "getUpdates": self._get_updates,
            "setMyCommands": _plain(setup.set_commands),
            "getMyCommands": _plain(setup.get_commands),
            "deleteMyCommands": _plain(setup.delete_commands),
            "setChatMenuButton": _plain(setup.set_menu_button),
            "getChatMenuButton": _plain(setup.get_menu_button),
            "sendMessage": _plain(messages.send_message),
            "editMessageText": _plain(messages.edit_text),
            "editMessageReplyMarkup": _plain(messages.edit_markup),
            "deleteMessage": _plain(messages.delete_message),
            "answerCallbackQuery": _plain(messages.answer_query),
            "sendChatAction": _plain(messages.send_action),
            "getChat": _plain(messages.get_chat),
            "getChatMember": _plain(messages.get_member),
        }

    async def _set_webhook(self, bot: TelegramBot, params: Params) -> bool:
        limited = self.messages.limited
        return setup.set_webhook(bot, self.updates[bot.account], params, limited=limited)

    async def _delete_webhook(self, bot: TelegramBot, params: Params) -> bool:
        return setup.delete_webhook(bot, self.updates[bot.account], params)

    async def _get_updates(self, bot: TelegramBot, params: Params) -> list[dict[str, Any]]:
        return await setup.get_updates(bot, self.updates[bot.account], params)
