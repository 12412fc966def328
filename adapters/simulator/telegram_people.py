"""People on Telegram: they open chats, write, tap, block, and take the bot into groups."""

import re
from collections.abc import Awaitable
from typing import Any

from adapters.simulator.bubbles import Bubble, append_bubble
from adapters.simulator.state import CallbackQuery, TelegramChat, TelegramUser
from adapters.simulator.telegram_api import TelegramApi
from adapters.simulator.telegram_bot import TelegramBot
from adapters.simulator.telegram_json import (
    chat_instance,
    chat_json,
    command_entities,
    member_json,
    seconds,
    user_json,
)
from adapters.simulator.telegram_updates import QUERY_LIFETIME
from bot.domain.errors import InputError

KEPT_QUERIES = 1000


class TelegramPeople:
    """What people do. Each call does it at once; awaiting it waits until the bot took it.

    The awaited value is true when the bot acknowledged, false when it has not by the end of the
    retry delays. Raises InputError for what no person could do.
    """

    def __init__(self, api: TelegramApi) -> None:
        """People of all the bots of ``api``."""
        self._api = api

    @property
    def limits(self) -> bool:
        """Whether Telegram's rates are held; they are unless switched off."""
        return self._api.messages.limited

    @limits.setter
    def limits(self, held: bool) -> None:
        self._api.messages.limited = held

    def chat(self, account: str, chat_id: int) -> list[Bubble]:
        """The bubbles of a chat, oldest first; empty where there is no such chat."""
        chat = self._bot(account).chat(chat_id)
        return chat.bubbles if chat else []

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

    def say(
        self, account: str, user_id: int, text: str, chat_id: int | None = None
    ) -> Awaitable[bool]:
        """Write ``text`` in the private chat, or in the group ``chat_id``.

        In a group the bot gets it only where privacy mode lets it through; where it does not,
        the awaited value is false.
        """
        bot = self._bot(account)
        user = bot.user(user_id)
        chat = self._chat_of(bot, user, chat_id)
        if not text.strip() or len(text) > 4096:
            raise InputError("A Telegram message has 1 to 4096 characters.")
        message = self._person_says(bot, user, chat, {"text": text})
        if entities := command_entities(text):
            message["entities"] = entities
        heard = chat.type == "private" or _heard_in_group(bot, chat, text)
        return self._put(bot, f"chat:{chat.id}", {"message": message} if heard else {})

    def tap(
        self,
        account: str,
        user_id: int,
        message_id: int | str,
        data: str,
        chat_id: int | None = None,
    ) -> Awaitable[bool]:
        """Tap a button. ``data`` is sent as given: a client can forge it.

        A message that is gone goes out as an inaccessible one, as on the real platform.
        """
        bot = self._bot(account)
        user = bot.user(user_id)
        chat = self._chat_of(bot, user, chat_id)
        sent = chat.messages.get(str(message_id))
        gone = {"chat": chat_json(chat), "message_id": int(message_id), "date": 0}
        now = bot.world.now()
        query_id = str(int(now.timestamp() * 1_000_000)) + str(bot.state.next_update)
        bot.state.queries[query_id] = CallbackQuery(query_id, chat.id, now)
        while len(bot.state.queries) > KEPT_QUERIES:
            del bot.state.queries[next(iter(bot.state.queries))]
        query = {
            "id": query_id,
            "from": user_json(user),
            "chat_instance": chat_instance(chat.id),
            "message": sent.json if sent else gone,
            "data": data,
        }
        updates = self._api.updates[account]
        return updates.put(f"user:{user_id}", {"callback_query": query}, QUERY_LIFETIME)

    def block(self, account: str, user_id: int) -> Awaitable[bool]:
        """Block the bot."""
        bot, user = self._private(account, user_id)
        if user.blocked:
            raise InputError("This person has blocked the bot already.")
        user.blocked = True
        chat = bot.open_chat(user_id, "private", user.name)
        return self._membership(bot, chat, user, "member", "kicked")

    def unblock(self, account: str, user_id: int) -> Awaitable[bool]:
        """Unblock the bot."""
        bot, user = self._private(account, user_id)
        if not user.blocked:
            raise InputError("This person has not blocked the bot.")
        user.blocked = False
        chat = bot.open_chat(user_id, "private", user.name)
        return self._membership(bot, chat, user, "kicked", "member")

    def deactivate(self, account: str, user_id: int) -> None:
        """The person's account is deleted; no update tells the bot."""
        self._private(account, user_id)[1].deactivated = True
        self._bot(account).world.touch()

    def add_to_group(
        self, account: str, chat_id: int, title: str, by: int, *, admin: bool = False
    ) -> Awaitable[bool]:
        """Take the bot into a group (``-100…``: a supergroup), as a member or administrator."""
        bot = self._bot(account)
        if chat_id >= 0:
            raise InputError("A group's id is negative.")
        user = bot.user(by)
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        chat = bot.open_chat(chat_id, kind, title)
        chat.member, chat.admin, chat.added_by = True, admin, by
        self._service(bot, user, chat, {"new_chat_members": [bot.me]})
        return self._membership(bot, chat, user, "left", "administrator" if admin else "member")

    def remove_from_group(self, account: str, chat_id: int) -> Awaitable[bool]:
        """Put the bot out of a group; who took it in puts it out."""
        bot = self._bot(account)
        chat = self._group(bot, chat_id)
        chat.member = False
        return self._membership(bot, chat, bot.user(chat.added_by), "member", "kicked")

    def migrate_group(self, account: str, chat_id: int, new_id: int) -> Awaitable[bool]:
        """Turn a group into a supergroup: service messages in the old chat and in the new."""
        bot = self._bot(account)
        chat = self._group(bot, chat_id)
        chat.migrated_to = new_id
        fresh = bot.open_chat(new_id, "supergroup", chat.title)
        fresh.member, fresh.admin, fresh.added_by = True, chat.admin, chat.added_by
        user = bot.user(chat.added_by)
        self._service(bot, user, fresh, {"migrate_from_chat_id": chat_id})
        return self._service(bot, user, chat, {"migrate_to_chat_id": new_id})

    def _bot(self, account: str) -> TelegramBot:
        bot = self._api.bots.get(account)
        if bot is None:
            raise InputError("The simulator has no Telegram account of that name.")
        return bot

    def _private(self, account: str, user_id: int) -> tuple[TelegramBot, TelegramUser]:
        bot = self._bot(account)
        user = bot.user(user_id)
        if not user.started:
            raise InputError("This person has not opened the chat.")
        return bot, user

    def _group(self, bot: TelegramBot, chat_id: int) -> TelegramChat:
        chat = bot.chat(chat_id)
        if chat is None or chat.type == "private" or not chat.member:
            raise InputError("The bot is not in this group.")
        return chat

    def _chat_of(self, bot: TelegramBot, user: TelegramUser, chat_id: int | None) -> TelegramChat:
        if chat_id is not None and chat_id != user.id:
            return self._group(bot, chat_id)
        if not user.started or user.blocked:
            raise InputError("This person has not opened the chat, or blocked the bot.")
        return bot.open_chat(user.id, "private", user.name)

    def _message(
        self, bot: TelegramBot, user: TelegramUser, chat: TelegramChat, content: dict[str, Any]
    ) -> dict[str, Any]:
        head = {
            "message_id": bot.next_message_id(),
            "from": user_json(user),
            "chat": chat_json(chat),
            "date": seconds(bot.world.now()),
        }
        return head | content

    def _person_says(
        self, bot: TelegramBot, user: TelegramUser, chat: TelegramChat, content: dict[str, Any]
    ) -> dict[str, Any]:
        message = self._message(bot, user, chat, content)
        append_bubble(
            chat.bubbles,
            Bubble(
                str(message["message_id"]),
                mine=True,
                text=content["text"],
                at=bot.world.now(),
                via="person",
                author=str(user.id),
            ),
        )
        bot.world.touch()
        return message

    def _service(
        self, bot: TelegramBot, user: TelegramUser, chat: TelegramChat, content: dict[str, Any]
    ) -> Awaitable[bool]:
        message = self._message(bot, user, chat, content)
        return self._put(bot, f"chat:{chat.id}", {"message": message})

    def _membership(
        self, bot: TelegramBot, chat: TelegramChat, user: TelegramUser, old: str, new: str
    ) -> Awaitable[bool]:
        change = {
            "chat": chat_json(chat),
            "from": user_json(user),
            "date": seconds(bot.world.now()),
            "old_chat_member": member_json(bot.me, old),
            "new_chat_member": member_json(bot.me, new),
        }
        return self._put(bot, f"member:{chat.id}", {"my_chat_member": change})

    def _put(self, bot: TelegramBot, queue: str, body: dict[str, Any]) -> Awaitable[bool]:
        return self._api.updates[bot.account].put(queue, body)


def _heard_in_group(bot: TelegramBot, chat: TelegramChat, text: str) -> bool:
    """Privacy mode (reference/telegram.md section 9): what a bot in a group gets to see."""
    if chat.admin or not bot.privacy:
        return True
    if not text.startswith("/"):
        return False
    named = re.match(r"/[A-Za-z0-9_]+@([A-Za-z0-9_]+)", text)
    return named.group(1).lower() == bot.username.lower() if named else chat.bot_spoke_last
