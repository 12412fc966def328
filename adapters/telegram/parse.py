"""An update read from plain JSON: only what is looked at is touched, and all of that is checked.

aiogram's models are not built for what comes in. They cost many times what the rest of an update's
way costs, and they are strict about parts that nobody here reads: one new kind of attachment would
make an update unreadable, and Telegram would send it again for 24 hours while its chat waits
behind it. Source of the shapes: Bot API, "Update" and the types named there.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from aiogram.enums import ContentType

from adapters.telegram.names import shown_name
from adapters.telegram.shapes import (
    Attachment,
    Changed,
    Chat,
    Content,
    Person,
    Standing,
    Touched,
    Update,
    Voted,
    Written,
)

Json = dict[str, Any]
T = TypeVar("T")

LARGEST = 2**53
"""Ids have at most 52 significant bits (Bot API "Chat", "User")."""

LAST_SECOND = 253_402_300_799
"""9999-12-31T23:59:59Z, the last second that a datetime can tell."""

POLL_OPTIONS = 100
"""Far above the options a poll may have (12 in Bot API 10)."""

TITLE_CHARACTERS = 255

ATTACHMENTS = (
    "photo",
    "voice",
    "sticker",
    "animation",  # before "document", which comes with it
    "video",
    "video_note",
    "audio",
    "document",
    "venue",  # before "location", which comes with it
    "location",
    "contact",
    "checklist",
    "dice",
    "game",
    "live_photo",
    "paid_media",
    "poll",
    "rich_message",
    "story",
)
"""What a person sends on purpose, as the message's field names it."""

FILES = frozenset({"photo", "voice", "video", "video_note", "audio", "document"})
"""Attachments that getFile hands out and that may be somebody's work (Bot API "File")."""

LONGEST_FILE_ID = 512
"""Characters; Bot API names no limit, those of today have about 100."""

SERVICE = {kind.value for kind in ContentType}.difference(ATTACHMENTS)
"""The other contents that aiogram knows of: a chat's service messages, which want no answer."""

UNKNOWN = ContentType.UNKNOWN.value
"""An attachment newer than aiogram."""


class UnreadableUpdateError(Exception):
    """Not an update, or one whose parts are not what the Bot API says they are."""


def parse_body(body: bytes) -> Update:
    """The update in a webhook call. Raises UnreadableUpdateError."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableUpdateError from None
    return parse_value(value)


def parse_value(value: Any) -> Update:
    """The update in plain JSON. Raises UnreadableUpdateError."""
    if not isinstance(value, dict):
        raise UnreadableUpdateError
    number = _number(value, "update_id")
    for name, read in READERS.items():
        part = _part(value, name)
        if part is not None:
            return Update(number, read(part))
    return Update(number, None)


# kinds of updates --------------------------------------------------------------------------------


def _written(value: Json) -> Written:
    chat, sender = _chat(_some(_part(value, "chat"))), _person(_part(value, "from"))
    _own(chat, sender)
    behind = _part(value, "sender_chat")
    text = _text(value, "text")
    attached = _attached(value) if text is None and chat.private else None
    return Written(
        number=_number(value, "message_id"),
        chat=chat,
        sender=sender,
        behind=None if behind is None else _number(behind, "id"),
        at=_time(value),
        thread=_thread(value),
        text=text,
        attached=attached,
        moved=_whole(value, "migrate_to_chat_id"),
        file=_file(value, attached) if attached and attached in FILES else None,
    )


def _touched(value: Json) -> Touched:
    sender, message = _some(_person(_part(value, "from"))), _part(value, "message")
    query, data = _some(_text(value, "id")), _text(value, "data")
    if message is None:
        return Touched(query, sender, None, None, None, data)
    chat = _chat(_some(_part(message, "chat")))
    _own(chat, sender)
    number = _number(message, "message_id")
    reachable = _number(message, "date") != 0  # Bot API InaccessibleMessage
    return Touched(query, sender, chat, number if reachable else None, _thread(message), data)


def _changed(value: Json) -> Changed:
    chat, sender = _chat(_some(_part(value, "chat"))), _some(_person(_part(value, "from")))
    _own(chat, sender)
    was, now = _part(value, "old_chat_member"), _part(value, "new_chat_member")
    return Changed(chat, sender, _time(value), _standing(_some(was)), _standing(_some(now)))


def _voted(value: Json) -> Voted:
    options = value.get("option_ids")
    if not isinstance(options, list) or not all(map(_is_option, options)):
        raise UnreadableUpdateError
    poll = _some(_text(value, "poll_id"))
    # Where a chat voted, Telegram also names one and the same bot as the user (Bot API PollAnswer).
    if _part(value, "voter_chat") is not None:
        return Voted(poll, None, ())
    return Voted(poll, _some(_person(_part(value, "user"))), tuple(sorted(set(options))))


READERS: dict[str, Callable[[Json], Content]] = {
    "message": _written,
    "callback_query": _touched,
    "poll_answer": _voted,
    "my_chat_member": _changed,
}

# parts of them -----------------------------------------------------------------------------------


def _person(value: Json | None) -> Person | None:
    if value is None:
        return None
    return Person(
        number=_number(value, "id"),
        bot=_yes(value, "is_bot"),
        name=shown_name(_text(value, "first_name"), _text(value, "last_name")),
        language=_language(_text(value, "language_code")),
    )


def _language(code: str | None) -> str | None:
    """A language tag as IETF writes them; None for anything else."""
    fit = code is not None and code.isascii() and code.replace("-", "").isalnum()
    return code if fit and len(code or "") <= 35 else None


def _chat(value: Json) -> Chat:
    title = shown_name(_text(value, "title"), most=TITLE_CHARACTERS)
    chat = Chat(_number(value, "id"), _some(_text(value, "type")), title)
    # No group may pass for a person's own chat: people's ids are above 0, groups' below.
    if chat.group and chat.number >= 0:
        raise UnreadableUpdateError
    return chat


def _own(chat: Chat, sender: Person | None) -> None:
    """A private chat has its person's id: what says otherwise could give one's lessons to
    another. Raises UnreadableUpdateError.
    """
    if chat.private and sender is not None and sender.number != chat.number:
        raise UnreadableUpdateError


def _standing(value: Json) -> Standing:
    status = _text(value, "status")
    if status in {"creator", "administrator"}:
        return Standing(inside=True, administrator=True, may_post=True)
    if status == "member":
        return Standing(inside=True, may_post=True)
    if status == "restricted":
        may_post = _yes(value, "can_send_messages")
        return Standing(inside=_yes(value, "is_member"), may_post=may_post)
    if status in {"left", "kicked"}:
        return Standing(inside=False)
    raise UnreadableUpdateError


def _thread(message: Json) -> int | None:
    """The topic; outside of topics the number only tells a thread of replies (Bot API Message)."""
    thread = _whole(message, "message_thread_id")
    return thread if _yes(message, "is_topic_message") else None


def _attached(message: Json) -> str | None:
    """The kind of what was sent on purpose; None for a service message."""
    for kind in ATTACHMENTS:
        if message.get(kind):
            return kind
    return UNKNOWN if SERVICE.isdisjoint(message) else None


def _file(message: Json, kind: str) -> Attachment | None:
    """The file attached; None where it has no name to fetch it by. Of a photo's sizes the last is
    the largest.
    """
    held = message[kind]
    if isinstance(held, list):
        held = held[-1]
    file_id = held.get("file_id") if isinstance(held, dict) else None
    if not isinstance(file_id, str) or not _is_file_id(file_id):
        return None
    size, caption = held.get("file_size"), message.get("caption")
    return Attachment(
        file_id,
        size if type(size) is int and 0 <= size < LARGEST else None,
        caption if isinstance(caption, str) else "",
    )


def _is_file_id(text: str) -> bool:
    return 0 < len(text) <= LONGEST_FILE_ID and text.isascii() and text.isprintable()


def _time(value: Json) -> datetime:
    seconds = _number(value, "date")
    if not 0 <= seconds <= LAST_SECOND:
        raise UnreadableUpdateError
    return datetime.fromtimestamp(seconds, UTC)


# values, checked ---------------------------------------------------------------------------------


def _some(value: T | None) -> T:
    if value is None:
        raise UnreadableUpdateError
    return value


def _part(value: Json, name: str) -> Json | None:
    """An object; None where it is absent."""
    found = value.get(name)
    if found is None or isinstance(found, dict):
        return found
    raise UnreadableUpdateError


def _text(value: Json, name: str) -> str | None:
    found = value.get(name)
    if found is None or isinstance(found, str):
        return found
    raise UnreadableUpdateError


def _number(value: Json, name: str) -> int:
    return _some(_whole(value, name))


def _whole(value: Json, name: str) -> int | None:
    found = value.get(name)
    if found is None:
        return None
    if type(found) is int and -LARGEST < found < LARGEST:  # bool is an int to isinstance
        return found
    raise UnreadableUpdateError


def _yes(value: Json, name: str) -> bool:
    """A flag; absent ones are off."""
    found = value.get(name)
    if found is None or isinstance(found, bool):
        return found is True
    raise UnreadableUpdateError


def _is_option(value: object) -> bool:
    return type(value) is int and 0 <= value < POLL_OPTIONS
