"""What a bot may do in a group: rights, permissions, topics and slow mode.

Source: Bot API (ChatPermissions, ChatAdministratorRights) and reference/telegram.md section 2;
the texts about topics are not stated by any authority.
"""

import math
from datetime import datetime, timedelta

from adapters.simulator.telegram_errors import bad_request, too_many
from adapters.simulator.telegram_state import Standing, TelegramChat, Topic

ADMIN_RIGHTS = (
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
)
"""Those every administrator's JSON has."""

GROUP_RIGHTS = ("can_pin_messages", "can_manage_topics")
"""Those only groups and supergroups have."""

PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)

CONTENTS = {
    "can_send_messages": "text messages",
    "can_send_polls": "polls",
    "can_send_photos": "photos",
    "can_send_voice_notes": "voice notes",
    "can_send_documents": "documents",
}
"""What a refusal calls the thing that may not be sent."""

GENERAL = 1
"""The topic every forum has; messages in it carry no thread id."""


def may_send(chat: TelegramChat, who: Standing, right: str) -> bool:
    """Whether somebody inside may send what needs ``right`` (one of ``CONTENTS``)."""
    if chat.type == "private" or who.rules:
        return True
    allowed = chat.permissions.get(right, True)
    return allowed and (who.status != "restricted" or who.rights.get(right, False))


def check_sending(chat: TelegramChat, who: Standing, right: str) -> None:
    """Raises TelegramRefusal 400 where ``who`` may not send that here."""
    if not may_send(chat, who, right):
        raise bad_request(f"not enough rights to send {CONTENTS[right]} to the chat")


def check_slow_mode(chat: TelegramChat, who: Standing, now: datetime) -> None:
    """Raises TelegramRefusal 429 with the rest of the time where slow mode holds ``who`` back."""
    if wait := slow_mode_wait(chat, who, now):
        raise too_many(wait)


def slow_mode_wait(chat: TelegramChat, who: Standing, now: datetime) -> int:
    """Whole seconds until ``who`` may write again; 0 when at once. Administrators never wait."""
    if not chat.slow_mode or who.rules or who.last_at is None:
        return 0
    left = who.last_at + timedelta(seconds=chat.slow_mode) - now
    return max(0, math.ceil(left.total_seconds()))


def topic_of(chat: TelegramChat, thread: int, who: Standing) -> Topic | None:
    """The topic a message goes to; None where the chat has no topics.

    ``thread`` 0 is General in a forum. Raises TelegramRefusal 400: the thread does not exist, was
    deleted, or is closed to ``who``.
    """
    if not chat.forum:
        if thread:
            raise bad_request("message thread not found")
        return None
    topic = chat.topics.get(str(thread or GENERAL))
    if topic is None or (thread == GENERAL):
        raise bad_request("message thread not found")
    if topic.deleted:
        raise bad_request("TOPIC_DELETED")
    if topic.closed and not who.may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return topic
