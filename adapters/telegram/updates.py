"""Telegram updates as neutral events; what concerns us not is said to be nothing."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from aiogram.enums import ChatMemberStatus, ChatType, ContentType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update, User

from bot.domain.events import (
    ChannelKind,
    EventBody,
    Followed,
    GroupJoined,
    GroupLeft,
    GroupMigrated,
    InboundEvent,
    Left,
    Tap,
    Text,
    Unsupported,
)

WANTED_UPDATES = ["message", "callback_query", "my_chat_member"]
"""``allowed_updates`` of Bot API setWebhook and getUpdates: only what is read here."""

GROUPS = {ChatType.GROUP, ChatType.SUPERGROUP}

SENT_ON_PURPOSE = {
    ContentType.ANIMATION,
    ContentType.AUDIO,
    ContentType.CHECKLIST,
    ContentType.CONTACT,
    ContentType.DICE,
    ContentType.DOCUMENT,
    ContentType.GAME,
    ContentType.LOCATION,
    ContentType.PAID_MEDIA,
    ContentType.PHOTO,
    ContentType.POLL,
    ContentType.STICKER,
    ContentType.STORY,
    ContentType.UNKNOWN,
    ContentType.VENUE,
    ContentType.VIDEO,
    ContentType.VIDEO_NOTE,
    ContentType.VOICE,
}
"""What a person sends; the other content types are a chat's service messages. ``UNKNOWN`` is an
attachment newer than aiogram."""

COMMAND = re.compile(r"/\w{1,32}(?:@(?P<bot>\w+))?(?!\S)", re.ASCII)
"""A command and the bot it names (Bot API "Commands": 1-32 letters, digits, underscores)."""


class NamelessError(Exception):
    """A group command names a bot, and we do not know our own username yet."""


@dataclass(frozen=True, slots=True)
class TapEvent(InboundEvent):
    """A touched button, with the id by which Telegram wants the touch answered."""

    callback_id: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the updates of one bot; ``username`` is without "@", None until getMe told it."""

    account: str
    username: str | None = None

    def named(self, username: str | None) -> "Reader":
        """The same reader, knowing the bot's username."""
        return replace(self, username=username)

    def event(self, update: Update, now: datetime) -> InboundEvent | None:
        """The event in ``update``, None where it holds nothing for us.

        ``now`` is the time of what carries no time of its own. Raises NamelessError.
        """
        key = str(update.update_id)
        if update.message is not None:
            return self._message(key, update.message)
        if update.callback_query is not None:
            return self._tap(key, update.callback_query, now)
        if update.my_chat_member is not None:
            return self._membership(key, update.my_chat_member)
        return None

    def _message(self, key: str, message: Message) -> InboundEvent | None:
        sender = message.from_user
        if message.migrate_to_chat_id is not None:
            body: EventBody | None = GroupMigrated(str(message.migrate_to_chat_id))
        elif sender is None or sender.is_bot or message.sender_chat is not None:
            # Other bots, and those who hide behind a group or channel: Telegram gives them all
            # one and the same user id, so they can be no learner.
            return None
        else:
            body = self._said(message)
        if body is None:
            return None
        return self._event(key, sender, message.chat.id, message.date, body)

    def _said(self, message: Message) -> EventBody | None:
        text = message.text
        if message.chat.type == ChatType.PRIVATE:
            if text is not None:
                return Text((self.username and self._unaddressed(text)) or _clean(text))
            kind = ContentType(message.content_type)
            return Unsupported(kind.value) if kind in SENT_ON_PURPOSE else None
        if message.chat.type in GROUPS and text is not None:
            command = self._unaddressed(text)
            return Text(command) if command is not None else None
        return None

    def _unaddressed(self, text: str) -> str | None:
        """A command for us without our name in it; None where it is none or for another."""
        found = COMMAND.match(text)
        if found is None:
            return None
        named = found["bot"]
        if named is None:
            return _clean(text)
        if self.username is None:
            raise NamelessError
        if named.lower() != self.username.lower():
            return None
        return _clean(text[: found.start("bot") - 1] + text[found.end() :])

    def _tap(self, key: str, query: CallbackQuery, now: datetime) -> InboundEvent | None:
        if query.data is None or query.message is None:
            return None  # a game's or an inline message's button: never one of ours
        return TapEvent(
            **self._common(key, query.from_user, query.message.chat.id, now),
            body=Tap(_clean(query.data)),
            callback_id=query.id,
        )

    def _membership(self, key: str, change: ChatMemberUpdated) -> InboundEvent | None:
        was, now = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
        body: EventBody | None = None
        if change.chat.type == ChatType.PRIVATE:
            body = Followed() if now else Left()
        elif change.chat.type in GROUPS and was != now:
            body = GroupJoined(_clean(change.chat.title or "")) if now else GroupLeft()
        if body is None:
            return None
        return self._event(key, change.from_user, change.chat.id, change.date, body)

    def _event(
        self, key: str, sender: User | None, chat: int, at: datetime, body: EventBody
    ) -> InboundEvent:
        return InboundEvent(**self._common(key, sender, chat, at), body=body)

    def _common(self, key: str, sender: User | None, chat: int, at: datetime) -> dict[str, Any]:
        return {
            "account": self.account,
            "channel": ChannelKind.TELEGRAM,
            "key": key,
            "sender": str(sender.id) if sender else "",
            "chat": str(chat),
            "at": at.astimezone(UTC),
            "language": sender.language_code if sender else None,
        }


def _clean(text: str) -> str:
    """Text without NUL and half characters, which PostgreSQL cannot store but JSON can carry."""
    return text.encode(errors="replace").decode().replace("\x00", "")


def _is_in(member: Any) -> bool:
    """Whether a bot with this membership is in the chat."""
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(member.is_member)
    return member.status not in {ChatMemberStatus.LEFT, ChatMemberStatus.KICKED}
