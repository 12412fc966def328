"""What every act of a person on Telegram is made of: who, where, and the update it becomes."""

from collections.abc import Awaitable
from typing import Any

from adapters.simulator.bubbles import Bubble, append_bubble
from adapters.simulator.telegram_api import TelegramApi
from adapters.simulator.telegram_bot import Place, TelegramBot
from adapters.simulator.telegram_json import (
    chat_json,
    member_json,
    seconds,
    user_json,
)
from adapters.simulator.telegram_state import Standing, TelegramChat, TelegramUser
from bot.domain.errors import InputError


class TelegramActs:
    """The common ground of ``TelegramGroups`` and ``TelegramPeople``."""

    def __init__(self, api: TelegramApi) -> None:
        """People of all the bots of ``api``."""
        self._api = api

    def _bot(self, account: str) -> TelegramBot:
        bot = self._api.bots.get(account)
        if bot is None:
            raise InputError("The simulator has no Telegram account of that name.")
        return bot

    def _group(self, bot: TelegramBot, chat_id: int) -> TelegramChat:
        """A group that is alive, whether or not the bot is inside."""
        chat = bot.chat(chat_id)
        if chat is None or chat.type == "private" or chat.migrated_to is not None or chat.deleted:
            raise InputError("There is no such group.")
        return chat

    def _own_group(self, bot: TelegramBot, chat_id: int) -> TelegramChat:
        """A group the bot is in."""
        chat = self._group(bot, chat_id)
        if not chat.me.inside:
            raise InputError("The bot is not in this group.")
        return chat

    def _chat_of(self, bot: TelegramBot, user: TelegramUser, chat_id: int | None) -> TelegramChat:
        """The chat a person acts in. Raises InputError where he or she is not there."""
        if chat_id is not None and chat_id != user.id:
            chat = self._group(bot, chat_id)
            self._standing(chat, user.id)
            return chat
        if not user.started or user.blocked:
            raise InputError("This person has not opened the chat, or blocked the bot.")
        return bot.open_chat(user.id, "private", user.name)

    def _standing(self, chat: TelegramChat, user_id: int) -> Standing:
        """A person's place in a group; who was never named was there all along, as a member."""
        standing = chat.members.setdefault(str(user_id), Standing())
        if not standing.inside:
            raise InputError("This person is not in the group.")
        return standing

    def _doer(self, bot: TelegramBot, chat: TelegramChat, by: int | None) -> TelegramUser:
        """Who does it: the person named, else the owner, else who took the bot in."""
        if by is not None:
            return bot.user(by)
        owners = (int(person) for person, at in chat.members.items() if at.status == "creator")
        return bot.user(next(owners, chat.added_by))

    def _service(
        self,
        bot: TelegramBot,
        user: TelegramUser,
        chat: TelegramChat,
        content: dict[str, Any],
        line: str,
        thread: int = 0,
        *,
        about_me: bool = False,
    ) -> Awaitable[bool]:
        """A service message: ``line`` is how the chat shows it.

        The bot hears those of the groups it is in, and those about itself.
        """
        message = bot.head(Place(chat, thread), user_json(user)) | content
        bot.keep(chat, message, ours=False)
        self._line(bot, user, chat, line, str(message["message_id"]), thread)
        heard = about_me or chat.type == "private" or chat.me.inside
        return self._put(bot, f"chat:{chat.id}", {"message": message} if heard else {})

    def _line(
        self,
        bot: TelegramBot,
        user: TelegramUser,
        chat: TelegramChat,
        words: str,
        key: str = "",
        thread: int = 0,
    ) -> None:
        """Words of the platform in the chat, about what ``user`` did."""
        bubble = Bubble(key, mine=True, text=words, at=bot.world.now(), via="system")
        bubble.author, bubble.name, bubble.thread = str(user.id), user.name, thread
        append_bubble(chat.bubbles, bubble)
        bot.world.touch()

    def _membership(
        self, bot: TelegramBot, chat: TelegramChat, by: TelegramUser, new: Standing
    ) -> Awaitable[bool]:
        """The bot's place changes: it is told, also when it is outside from now on."""
        old, chat.me = chat.me, new
        chat.met = chat.met or new.inside
        change = {
            "chat": chat_json(chat),
            "from": user_json(by),
            "date": seconds(bot.world.now()),
            "old_chat_member": member_json(bot.me, old),
            "new_chat_member": member_json(bot.me, new),
        }
        bot.world.touch()
        return self._put(bot, f"member:{chat.id}", {"my_chat_member": change})

    def _person_changes(
        self, bot: TelegramBot, chat: TelegramChat, user: TelegramUser, new: Standing
    ) -> Awaitable[bool]:
        """A person's place changes: a bot that is administrator hears of it where it asked to."""
        old = chat.members.get(str(user.id), Standing("left"))
        chat.members[str(user.id)] = new
        change = {
            "chat": chat_json(chat),
            "from": user_json(user),
            "date": seconds(bot.world.now()),
            "old_chat_member": member_json(user_json(user), old),
            "new_chat_member": member_json(user_json(user), new),
        }
        bot.world.touch()
        body = {"chat_member": change} if chat.me.rules else {}
        return self._put(bot, f"member:{chat.id}", body)

    def _put(self, bot: TelegramBot, queue: str, body: dict[str, Any]) -> Awaitable[bool]:
        return self._api.updates[bot.account].put(queue, body)
