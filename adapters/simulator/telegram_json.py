"""Telegram's own objects as JSON, with every field strict clients ask for."""

import hashlib
from datetime import datetime
from typing import Any

from adapters.simulator.state import TelegramChat, TelegramUser


def bot_id(token: str) -> int:
    """The bot's user id: the digits before the colon of its token."""
    return int(token.split(":", 1)[0])


def bot_json(token: str, username: str) -> dict[str, Any]:
    """User, of the bot, as in ``from`` of its messages."""
    return {"id": bot_id(token), "is_bot": True, "first_name": "一课", "username": username}


def user_json(user: TelegramUser) -> dict[str, Any]:
    """User, of a person."""
    return {
        "id": user.id,
        "is_bot": False,
        "first_name": user.name,
        "language_code": "zh-hans",
    }


def chat_json(chat: TelegramChat) -> dict[str, Any]:
    """Chat, as it stands in messages."""
    if chat.type == "private":
        return {"id": chat.id, "type": "private", "first_name": chat.title}
    return {"id": chat.id, "type": chat.type, "title": chat.title}


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
    return chat_json(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts,
    }


def member_json(user: dict[str, Any], status: str) -> dict[str, Any]:
    """ChatMember of ``status``: member, administrator, left or kicked."""
    member: dict[str, Any] = {"user": user, "status": status}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        member |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(
            (
                "can_manage_chat",
                "can_delete_messages",
                "can_manage_video_chats",
                "can_restrict_members",
                "can_promote_members",
                "can_change_info",
                "can_invite_users",
                "can_post_stories",
                "can_edit_stories",
                "can_delete_stories",
                "can_send_welcome_messages",
            ),
            True,
        )
    return member


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
