"""What a bot asks and does beyond sending: group chats, and what waits (``bot.chat_ports``)."""

from typing import Any

from aiogram.exceptions import ClientDecodeError

from adapters.telegram.outcomes import outcome_of
from adapters.telegram.sending import Sender, chat_id
from bot.domain.delivery import Result
from bot.domain.errors import PlatformCallError

NOT_TO_BE_REMOVED = {
    Result.SENT,
    Result.GONE,
    Result.MIGRATED,
    Result.REFUSED,
    Result.BAD_REQUEST,
}
"""How deleteMessage may end where trying again is of no use. SENT: it is gone already."""


async def administrators(sender: Sender, chat: str) -> frozenset[str]:
    """The ids of a group's owner and administrators, hidden ones among them, bots not.

    Raises PlatformCallError.
    """
    try:
        found = await sender.call("getChatAdministrators", {"chat_id": chat_id(chat)})
        return frozenset(_people(found))
    except Exception as error:  # whatever came between, it is an outcome
        raise PlatformCallError(outcome_of(error, chat)) from None


async def waiting(sender: Sender) -> int:
    """How many updates wait (Bot API ``getWebhookInfo``). Raises PlatformCallError."""
    try:
        found = await sender.call("getWebhookInfo", {})
    except Exception as error:  # whatever came between, it is an outcome
        raise PlatformCallError(outcome_of(error)) from None
    count = found.get("pending_update_count") if isinstance(found, dict) else None
    return count if isinstance(count, int) else 0


async def remove(sender: Sender, chat: str, message_id: str) -> bool:
    """Delete a message (Bot API ``deleteMessage``: younger than 48 h, and ours, or with rights).

    False where it is gone or may not be deleted. Raises PlatformCallError.
    """
    if not message_id.isdecimal():
        return False
    try:
        fields = {"chat_id": chat_id(chat), "message_id": int(message_id)}
        return bool(await sender.call("deleteMessage", fields))
    except Exception as error:  # whatever came between, it is an outcome
        outcome = outcome_of(error, chat)
        if outcome.result in NOT_TO_BE_REMOVED:
            return False
        raise PlatformCallError(outcome) from None


def _people(found: Any) -> list[str]:
    """The users of a list of ``ChatMember``. Raises ClientDecodeError for what is none."""
    people = []
    for member in found if isinstance(found, list) else [found]:
        user = member.get("user") if isinstance(member, dict) else None
        number = user.get("id") if isinstance(user, dict) else None
        if not isinstance(user, dict) or not isinstance(number, int):
            raise ClientDecodeError("No members in the answer", ValueError("user"), None)
        if not user.get("is_bot"):
            people.append(str(number))
    return people
