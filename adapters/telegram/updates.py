"""Telegram updates as neutral events; what concerns us not is said to be nothing."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from adapters.telegram.shapes import Changed, Person, Touched, Update, Voted, Written
from bot.domain.events import (
    ChannelKind,
    EventBody,
    FileSent,
    Followed,
    GroupJoined,
    GroupLeft,
    GroupMigrated,
    GroupRights,
    InboundEvent,
    Left,
    PollAnswered,
    Tap,
    Text,
    Unsupported,
)

WANTED_UPDATES = ["message", "callback_query", "my_chat_member", "poll_answer"]
"""``allowed_updates`` of Bot API setWebhook and getUpdates: only what is read here."""

ANONYMOUS_ADMINISTRATOR = 1087968824
"""@GroupAnonymousBot: the user by whom every anonymous administrator of every group speaks."""

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
    """Reads the updates of one bot; ``username`` is without "@", None until getMe told it.
    ``group_words`` are those that count as commands in a group.
    """

    account: str
    username: str | None = None
    group_words: frozenset[str] = frozenset()

    def named(self, username: str | None) -> "Reader":
        """The same reader, knowing the bot's username."""
        return replace(self, username=username)

    def event(self, update: Update, now: datetime) -> InboundEvent | None:
        """The event in ``update``, None where it holds nothing for us.

        ``now`` is the time of what carries no time of its own. Raises NamelessError.
        """
        key = str(update.number)
        match update.content:
            case Written() as message:
                return self._message(key, message)
            case Touched() as touch:
                return self._tap(key, touch, now)
            case Voted() as vote:
                return self._vote(key, vote, now)
            case Changed() as change:
                return self._membership(key, change)
            case None:
                return None

    def _message(self, key: str, message: Written) -> InboundEvent | None:
        as_chat = _speaks_as_group(message)
        speaker = message.sender
        body: EventBody | None
        if message.chat.group and message.moved is not None:
            body = GroupMigrated(str(message.moved))
        elif as_chat:
            body = self._command(message)
            speaker = Person(message.chat.number, bot=False, name="", language=None)
        elif speaker is None or speaker.bot or message.behind is not None:
            # Other bots, and those who hide behind a channel: Telegram gives them all one and
            # the same user id, so they can be no learner.
            return None
        else:
            body = self._said(message)
        if body is None:
            return None
        return InboundEvent(
            **self._common(key, speaker, message.chat.number),
            at=message.at,
            body=body,
            message=str(message.number),
            thread=_text_of(message.thread),
            as_chat=as_chat and not isinstance(body, GroupMigrated),
        )

    def _said(self, message: Written) -> EventBody | None:
        if not message.chat.private:
            return self._command(message)
        if message.text is not None:
            return Text((self.username and self._unaddressed(message.text)) or clean(message.text))
        if message.attached and message.file:
            file = message.file
            caption = clean(file.caption)
            return FileSent(message.attached, file.file_id, caption=caption, size=file.size)
        return Unsupported(message.attached) if message.attached else None

    def _command(self, message: Written) -> Text | None:
        """What is said to us in a group, where everything else is other people's talk."""
        if not message.chat.group or message.text is None:
            return None
        command = self._unaddressed(message.text)
        if command is None and message.text.strip() in self.group_words:
            command = message.text.strip()
        return Text(command) if command is not None else None

    def _unaddressed(self, text: str) -> str | None:
        """A command for us without our name in it; None where it is none or for another."""
        found = COMMAND.match(text)
        if found is None:
            return None
        named = found["bot"]
        if named is None:
            return clean(text)
        if self.username is None:
            raise NamelessError
        if named.lower() != self.username.lower():
            return None
        return clean(text[: found.start("bot") - 1] + text[found.end() :])

    def _tap(self, key: str, touch: Touched, now: datetime) -> InboundEvent | None:
        if touch.data is None or touch.chat is None or touch.sender.bot:
            return None  # a game's or an inline message's button: never one of ours
        return TapEvent(
            **self._common(key, touch.sender, touch.chat.number),
            at=now,
            body=Tap(clean(touch.data)),
            message=_text_of(touch.message),
            thread=_text_of(touch.thread),
            callback_id=clean(touch.query),
        )

    def _vote(self, key: str, vote: Voted, now: datetime) -> InboundEvent | None:
        if vote.sender is None or vote.sender.bot:
            return None  # a channel or an anonymous administrator: no learner
        # Telegram tells no chat, so the person's own stands for it.
        return InboundEvent(
            **self._common(key, vote.sender, vote.sender.number),
            at=now,
            body=PollAnswered(clean(vote.poll), tuple(option + 1 for option in vote.options)),
        )

    def _membership(self, key: str, change: Changed) -> InboundEvent | None:
        body: EventBody | None = None
        if change.chat.private:
            body = Followed() if change.now.inside else Left()
        elif change.chat.group:
            body = _group_change(change)
        if body is None:
            return None
        common = self._common(key, change.sender, change.chat.number)
        return InboundEvent(**common, at=change.at, body=body)

    def _common(self, key: str, sender: Person | None, chat: int) -> dict[str, Any]:
        return {
            "account": self.account,
            "channel": ChannelKind.TELEGRAM,
            "key": key,
            "sender": str(sender.number) if sender else "",
            "chat": str(chat),
            "language": sender.language if sender else None,
            "name": sender.name if sender else "",
        }


def clean(text: str) -> str:
    """Text without NUL and half characters, which PostgreSQL cannot store but JSON can carry."""
    return text.encode(errors="replace").decode().replace("\x00", "")


def _speaks_as_group(message: Written) -> bool:
    """Whether an anonymous administrator wrote this: as the group, in the group."""
    return (
        message.sender is not None
        and message.sender.number == ANONYMOUS_ADMINISTRATOR
        and message.behind == message.chat.number
    )


def _group_change(change: Changed) -> EventBody | None:
    was, now = change.was, change.now
    if was.inside != now.inside:
        return GroupJoined(change.chat.title, now.administrator) if now.inside else GroupLeft()
    if not now.inside or was == now:
        return None
    return GroupRights(now.may_post, now.administrator)


def _text_of(number: int | None) -> str:
    return "" if number is None else str(number)
