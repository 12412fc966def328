"""People on Telegram: they open chats, write, tap, vote, block, and have groups.

``telegram_groups`` lists all that can be done with groups, and who does what where.
"""

from collections.abc import Awaitable
from typing import Any

from adapters.simulator.bubbles import Bubble
from adapters.simulator.telegram_attachments import TelegramAttachments
from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_groups import TelegramGroups
from adapters.simulator.telegram_json import chat_instance, chat_json, user_json
from adapters.simulator.telegram_launch import launch_address, launch_data
from adapters.simulator.telegram_profile import menu_button, shown_commands
from adapters.simulator.telegram_state import CallbackQuery, Standing, TelegramChat, TelegramUser
from adapters.simulator.telegram_updates import QUERY_LIFETIME
from adapters.simulator.telegram_votes import TelegramVotes
from bot.domain.errors import InputError

KEPT_QUERIES = 1000


class TelegramPeople(TelegramGroups, TelegramVotes, TelegramAttachments):
    """What people do. Each call does it at once; awaiting it waits until the bot took it.

    The awaited value is true when the bot acknowledged, false when it has not by the end of the
    retry delays. Raises InputError for what no person could do.
    """

    @property
    def limits(self) -> bool:
        """Whether Telegram's rates are held; they are unless switched off."""
        return self._api.limited

    @limits.setter
    def limits(self, held: bool) -> None:
        self._api.limited = held

    def paid(self, account: str) -> int:
        """How many messages of the bot's had to be paid for so far."""
        return self._bot(account).state.paid

    def chat(self, account: str, chat_id: int) -> list[Bubble]:
        """The bubbles of a chat, oldest first; empty where there is no such chat."""
        chat = self._bot(account).chat(chat_id)
        return chat.bubbles if chat else []

    def private(self, account: str, user_id: int) -> TelegramChat:
        """A person's chat with the bot. Raises InputError where it was never opened."""
        bot, user = self._private(account, user_id)
        return bot.open_chat(user.id, "private", user.name)

    def introduce(
        self,
        account: str,
        user_id: int,
        name: str,
        *,
        last_name: str = "",
        username: str = "",
        language: str = "zh-hans",
        no_voice: bool = False,
    ) -> None:
        """Say who a person is; the chat is not opened by that."""
        user = self._bot(account).user(user_id, name)
        user.last_name, user.username = last_name, username
        user.language, user.no_voice = language, no_voice
        self._bot(account).world.touch()

    def start_chat(
        self, account: str, user_id: int, name: str = "", payload: str = ""
    ) -> Awaitable[bool]:
        """Press START: opens the private chat and sends ``/start`` (``/start PAYLOAD``)."""
        bot = self._bot(account)
        user = bot.user(user_id, name)
        user.started = True
        bot.open_chat(user_id, "private", user.name)
        if user.blocked:
            self.unblock(account, user_id)
        return self.say(account, user_id, f"/start {payload}".rstrip())

    def tap(
        self,
        account: str,
        user_id: int,
        message_id: int | str,
        data: str,
        chat_id: int | None = None,
    ) -> Awaitable[bool]:
        """Tap a button. ``data`` is sent as given: a client can forge it.

        A message that is gone goes out as an inaccessible one, as on the real platform. Who is an
        anonymous administrator taps under his or her own name.
        """
        bot = self._bot(account)
        user = bot.user(user_id)
        chat = self._chat_of(bot, user, chat_id)
        sent = chat.messages.get(str(message_id))
        gone = {"chat": chat_json(chat), "message_id": int(message_id), "date": 0}
        query = {
            "id": self._asks(bot, chat, user_id),
            "from": user_json(user),
            "chat_instance": chat_instance(chat.id),
            "message": sent.json if sent else gone,
            "data": data,
        }
        updates = self._api.updates[account]
        return updates.put(f"user:{user_id}", {"callback_query": query}, QUERY_LIFETIME)

    def toast(self, account: str, user_id: int) -> CallbackQuery | None:
        """The person's newest tap: while it is not ``answered`` its button shows that it waits.

        ``text`` is what is shown then ("" nothing), ``alert`` whether to be confirmed.
        """
        queries = self._bot(account).state.queries.values()
        return next((q for q in reversed(queries) if q.user == user_id), None)

    def block(self, account: str, user_id: int) -> Awaitable[bool]:
        """Block the bot."""
        bot, user = self._private(account, user_id)
        if user.blocked:
            raise InputError("This person has blocked the bot already.")
        user.blocked = True
        chat = bot.open_chat(user_id, "private", user.name)
        return self._membership(bot, chat, user, Standing("kicked"))

    def unblock(self, account: str, user_id: int) -> Awaitable[bool]:
        """Unblock the bot."""
        bot, user = self._private(account, user_id)
        if not user.blocked:
            raise InputError("This person has not blocked the bot.")
        user.blocked = False
        chat = bot.open_chat(user_id, "private", user.name)
        return self._membership(bot, chat, user, Standing())

    def deactivate(self, account: str, user_id: int) -> None:
        """The person's account is deleted; no update tells the bot."""
        self._private(account, user_id)[1].deactivated = True
        self._bot(account).world.touch()

    def forget_files(self, account: str) -> None:
        """No file id of the bot is known any more, as when a bot is moved; chats keep theirs."""
        for file in self._bot(account).state.files.values():
            file.known = False
        self._bot(account).world.touch()

    def commands(
        self, account: str, user_id: int, chat_id: int | None = None
    ) -> list[dict[str, str]]:
        """The commands a person is offered in a chat, in his or her language."""
        bot = self._bot(account)
        user = bot.user(user_id)
        chat = None if chat_id in (None, user_id) else self.group(account, chat_id or 0)
        return shown_commands(bot, user, chat)

    def menu_button(self, account: str, user_id: int) -> dict[str, Any]:
        """The MenuButton beside the field where a person writes: commands or a Mini App."""
        return menu_button(self._bot(account), str(user_id))

    def launch(self, account: str, user_id: int, start_param: str = "") -> str:
        """What Telegram hands to a Mini App (``initData``) that this person opens now."""
        bot = self._bot(account)
        user = user_json(bot.user(user_id))
        return launch_data(bot.token, user, bot.world.now(), start_param=start_param)

    def launch_url(self, account: str, user_id: int, url: str, start_param: str = "") -> str:
        """The address a client opens for the Mini App at ``url``, launch data and all."""
        return launch_address(url, self.launch(account, user_id, start_param))

    def _asks(self, bot: TelegramBot, chat: TelegramChat, user_id: int) -> str:
        now = bot.world.now()
        key = str(int(now.timestamp() * 1_000_000)) + str(bot.state.next_update)
        bot.state.queries[key] = CallbackQuery(key, chat.id, now, user=user_id)
        while len(bot.state.queries) > KEPT_QUERIES:
            del bot.state.queries[next(iter(bot.state.queries))]
        return key

    def _private(self, account: str, user_id: int) -> tuple[TelegramBot, TelegramUser]:
        bot = self._bot(account)
        user = bot.user(user_id)
        if not user.started:
            raise InputError("This person has not opened the chat.")
        return bot, user
