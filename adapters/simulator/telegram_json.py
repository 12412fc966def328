"""Telegram's own objects as JSON, with every field strict clients ask for."""

import hashlib
from datetime import datetime
from typing import Any

from adapters.simulator.telegram_rights import (
    ADMIN_RIGHTS,
    GROUP_RIGHTS,
    PERMISSIONS,
    may_send,
)
from adapters.simulator.telegram_state import Standing, TelegramChat, TelegramPoll, TelegramUser

ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
"""Who an anonymous administrator's messages seem to come from."""

CHANNEL_BOT = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
"""Who a vote seems to come from that was given in a chat's name."""


def bot_id(token: str) -> int:
    """The bot's user id: the digits before the colon of its token."""
    return int(token.split(":", 1)[0])


def bot_json(token: str, username: str) -> dict[str, Any]:
    """User, of the bot, as in ``from`` of its messages."""
    return {"id": bot_id(token), "is_bot": True, "first_name": "一课", "username": username}


def user_json(user: TelegramUser) -> dict[str, Any]:
    """User, of a person."""
    more = {"last_name": user.last_name, "username": user.username}
    return {
        "id": user.id,
        "is_bot": False,
        "first_name": user.name,
        "language_code": user.language,
    } | {key: value for key, value in more.items() if value}


def chat_json(chat: TelegramChat) -> dict[str, Any]:
    """Chat, as it stands in messages."""
    if chat.type == "private":
        return {"id": chat.id, "type": "private", "first_name": chat.title}
    forum = {"is_forum": True} if chat.forum else {}
    return {"id": chat.id, "type": chat.type, "title": chat.title} | forum


def chat_full_json(chat: TelegramChat) -> dict[str, Any]:
    """ChatFullInfo, of getChat."""
    gifts = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    )
    full = chat_json(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts,
    }
    if chat.type != "private":
        full["permissions"] = {name: chat.permissions.get(name, True) for name in PERMISSIONS}
    if chat.slow_mode:
        full["slow_mode_delay"] = chat.slow_mode
    return full


def member_json(user: dict[str, Any], standing: Standing) -> dict[str, Any]:
    """ChatMember: of the owner, an administrator, a member, a restricted or a former one."""
    member: dict[str, Any] = {"user": user, "status": standing.status}
    if standing.status == "creator":
        member["is_anonymous"] = standing.anonymous
    elif standing.status == "administrator":
        rights = {name: standing.rights.get(name, False) for name in ADMIN_RIGHTS + GROUP_RIGHTS}
        member |= {"can_be_edited": False, "is_anonymous": standing.anonymous} | rights
    elif standing.status == "restricted":
        rights = {name: standing.rights.get(name, False) for name in PERMISSIONS}
        member |= {"is_member": True, "until_date": 0} | rights
    elif standing.status == "kicked":
        member["until_date"] = 0
    return member


def poll_json(poll: TelegramPoll) -> dict[str, Any]:
    """Poll, with the votes counted as of now.

    Counts are 0 while the results are hidden until the poll closes.
    """
    hidden = poll.hides and not poll.closed
    votes = [] if hidden else [vote for vote in poll.votes.values() if vote]
    options = [
        option | {"voter_count": sum(place in vote for vote in votes)}
        for place, option in enumerate(poll.body["options"])
    ]
    return poll.body | {"options": options, "total_voter_count": len(votes)}


def may_post(chat: TelegramChat) -> bool:
    """Whether the bot may write words in the chat now."""
    return chat.me.inside and may_send(chat, chat.me, "can_send_messages")


def chat_instance(chat: int) -> str:
    """A stable number for a chat, as callback queries carry it."""
    return str(int.from_bytes(hashlib.sha256(str(chat).encode()).digest()[:7], "big"))


def seconds(at: datetime) -> int:
    """Unix time, as ``date`` carries it."""
    return int(at.timestamp())


def command_entities(text: str) -> list[dict[str, Any]]:
    """The bot_command entity at the head of a person's text, where there is one."""
    if not text.startswith("/") or len(text) < 2:
        return []
    word = text.split(maxsplit=1)[0]
    return [{"type": "bot_command", "offset": 0, "length": len(word)}]
