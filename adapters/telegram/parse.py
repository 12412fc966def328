"""An update as aiogram's type, also when Telegram knows more than aiogram does.

aiogram's models are strict: one new kind of attachment, or one right that a server of another
version leaves out, makes the whole update unreadable, and Telegram would send it again for 24
hours while its chat waits behind it. So an update that fails is cut down to what is read here
and tried once more; only what fails then is refused.
"""

import json
from typing import Any

from aiogram.types import Update
from pydantic import ValidationError

MESSAGE_PARTS = (
    "message_id",
    "from",
    "sender_chat",
    "chat",
    "date",
    "text",
    "migrate_to_chat_id",
)
BUBBLE_PARTS = ("message_id", "chat", "date")
QUERY_PARTS = ("id", "from", "chat_instance", "data")
CHANGE_PARTS = ("chat", "from", "date")
PERSON_PARTS = ("id", "is_bot", "first_name", "username", "language_code")
CHAT_PARTS = ("id", "type", "title")

INSIDE = {"creator", "administrator", "member"}
OUTSIDE = {"left", "kicked"}


class UnreadableUpdateError(Exception):
    """Not an update, or one without the parts that every update of its kind has."""


def parse_body(body: bytes) -> Update:
    """The update in a webhook call. Raises UnreadableUpdateError."""
    try:
        return Update.model_validate_json(body)
    except ValidationError:
        pass
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise UnreadableUpdateError from None
    return _parse_essence(value)


def parse_value(value: dict[str, Any]) -> Update:
    """The update in plain JSON. Raises UnreadableUpdateError."""
    try:
        return Update.model_validate(value)
    except ValidationError:
        return _parse_essence(value)


def _parse_essence(value: Any) -> Update:
    try:
        return Update.model_validate(_essence(value))
    except (ValidationError, OverflowError, RecursionError):
        raise UnreadableUpdateError from None


def _essence(value: Any) -> dict[str, Any]:
    """Only what ``Reader`` looks at; a part that is absent stays absent."""
    update = _pick(value, ("update_id",))
    if isinstance(value, dict):
        if "message" in value:
            update["message"] = _message(value["message"])
        elif "callback_query" in value:
            update["callback_query"] = _query(value["callback_query"])
        elif "my_chat_member" in value:
            update["my_chat_member"] = _change(value["my_chat_member"])
    return update


def _message(value: Any) -> dict[str, Any]:
    return _people(_pick(value, MESSAGE_PARTS))


def _query(value: Any) -> dict[str, Any]:
    query = _people(_pick(value, QUERY_PARTS))
    if isinstance(value, dict) and "message" in value:
        query["message"] = _people(_pick(value["message"], BUBBLE_PARTS))
    return query


def _change(value: Any) -> dict[str, Any]:
    change = _people(_pick(value, CHANGE_PARTS))
    if isinstance(value, dict):
        for side in ("old_chat_member", "new_chat_member"):
            change[side] = _member(value.get(side))
    return change


def _member(value: Any) -> dict[str, Any]:
    """A membership without its rights: in the chat, or not."""
    member = _people(_pick(value, ("user",)))
    status = value.get("status") if isinstance(value, dict) else None
    if status in INSIDE or (status == "restricted" and value.get("is_member") is True):
        member["status"] = "member"
    elif status in OUTSIDE or status == "restricted":
        member["status"] = "left"
    return member


def _people(parts: dict[str, Any]) -> dict[str, Any]:
    for name in ("from", "user"):
        if name in parts:
            parts[name] = _pick(parts[name], PERSON_PARTS)
    for name in ("chat", "sender_chat"):
        if name in parts:
            parts[name] = _pick(parts[name], CHAT_PARTS)
    return parts


def _pick(value: Any, names: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {}
    return {name: value[name] for name in names if name in value}
