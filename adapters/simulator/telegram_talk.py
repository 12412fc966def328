"""People who write on Telegram, and what of it a bot gets to see."""

import re
from collections.abc import Awaitable
from typing import Any

from adapters.simulator.bubbles import Bubble, append_bubble
from adapters.simulator.telegram_acts import TelegramActs
from adapters.simulator.telegram_bot import Place, TelegramBot
from adapters.simulator.telegram_json import ANONYMOUS, chat_json, command_entities, user_json
from adapters.simulator.telegram_rights import GENERAL, may_send, slow_mode_wait
from adapters.simulator.telegram_state import SentMessage, Standing, TelegramChat, TelegramUser
from bot.domain.errors import InputError

LONGEST = 4096


class TelegramTalk(TelegramActs):
    """Writing, in private and in groups."""

    def say(
        self,
        account: str,
        user_id: int,
        text: str,
        chat_id: int | None = None,
        *,
        thread: int = 0,
        reply_to: int = 0,
        anonymous: bool | None = None,
    ) -> Awaitable[bool]:
        """Write ``text`` in the private chat, or in the group ``chat_id``.

        ``thread`` is a topic, ``reply_to`` the message answered. An administrator who is anonymous
        speaks as the group unless ``anonymous`` is false. In a group the bot gets it only where
        privacy mode lets it through; where it does not, the awaited value is false.
        """
        bot = self._bot(account)
        user = bot.user(user_id)
        chat = self._chat_of(bot, user, chat_id)
        if not text.strip() or len(text) > LONGEST:
            raise InputError("A Telegram message has 1 to 4096 characters.")
        answered = chat.messages.get(str(reply_to)) if reply_to else None
        if reply_to and answered is None:
            raise InputError("The message to be answered is gone.")
        as_group = chat.type != "private" and self._speaks_as(bot, chat, user.id, anonymous)
        place = Place(chat, thread, _answered(chat, thread, answered))
        _check_topic(chat, thread)
        content: dict[str, Any] = {"text": text}
        if entities := command_entities(text):
            content["entities"] = entities
        message = self._says(bot, user, place, content, anonymous=as_group)
        heard = _heard(bot, chat, text, answered)
        return self._put(bot, f"chat:{chat.id}", {"message": message} if heard else {})

    def _speaks_as(
        self, bot: TelegramBot, chat: TelegramChat, user_id: int, anonymous: bool | None
    ) -> bool:
        """Whether a member speaks as the group. Raises InputError where he or she may not."""
        standing = self._standing(chat, user_id)
        as_group = standing.anonymous if anonymous is None else anonymous
        if as_group and not (standing.rules and standing.anonymous):
            raise InputError("Only an anonymous administrator speaks as the group.")
        self._check_may_write(bot, chat, standing)
        return as_group

    def _check_may_write(self, bot: TelegramBot, chat: TelegramChat, standing: Standing) -> None:
        if not may_send(chat, standing, "can_send_messages"):
            raise InputError("This person may not write in the group.")
        if slow_mode_wait(chat, standing, bot.world.now()):
            raise InputError("Slow mode: this person wrote a moment ago.")

    def _says(
        self,
        bot: TelegramBot,
        user: TelegramUser,
        place: Place,
        content: dict[str, Any],
        *,
        anonymous: bool = False,
    ) -> dict[str, Any]:
        """Put a person's message into a chat; the Message it became."""
        chat, now = place.chat, bot.world.now()
        message = bot.head(place, ANONYMOUS if anonymous else user_json(user)) | content
        if anonymous:
            message["sender_chat"] = chat_json(chat)
        bot.keep(chat, message, ours=False)
        bubble = Bubble(
            str(message["message_id"]), mine=True, text=content["text"], at=now, via="person"
        )
        bubble.author, bubble.thread = str(user.id), place.thread
        bubble.name = chat.title if anonymous else user.name
        bubble.reply_to = str(place.reply_to["message_id"]) if place.reply_to else ""
        append_bubble(chat.bubbles, bubble)
        if chat.type != "private":
            chat.members[str(user.id)].last_at = now
        bot.world.touch()
        return message


def _answered(
    chat: TelegramChat, thread: int, answered: SentMessage | None
) -> dict[str, Any] | None:
    """``reply_to_message``: what is answered, else in a topic the message that opened it.

    The latter is a habit of the real server.
    """
    opened = chat.messages.get(str(thread)) if thread else None
    shown = answered or opened
    return None if shown is None else _without_reply(shown.json)


def _without_reply(message: dict[str, Any]) -> dict[str, Any]:
    """A message as it stands within another: replies are told one level deep."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def _check_topic(chat: TelegramChat, thread: int) -> None:
    if thread == GENERAL or (thread and str(thread) not in chat.topics):
        raise InputError("There is no such topic.")
    if thread and chat.topics[str(thread)].deleted:
        raise InputError("The topic was deleted.")


def _heard(bot: TelegramBot, chat: TelegramChat, text: str, answered: SentMessage | None) -> bool:
    """Privacy mode (reference/telegram.md section 9): what a bot in a group gets to see."""
    if chat.type == "private":
        return True
    if not chat.me.inside:
        return False
    if chat.me.rules or not bot.privacy:
        return True
    if answered is not None and answered.ours:
        return True
    if not text.startswith("/"):
        return False
    named = re.match(r"/[A-Za-z0-9_]+@([A-Za-z0-9_]+)", text)
    return named.group(1).lower() == bot.username.lower() if named else chat.bot_spoke_last
