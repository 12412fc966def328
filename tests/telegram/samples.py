"""Updates as the Bot API sends them, cut to what its documentation calls always present."""

from typing import Any

from bot.ports import RawRequest

SECRET = "s3cret_-Header"
USER = 7123456789
GROUP = -1001234567890
AT = 1_795_390_200  # 2026-11-22T23:30:00Z
BOT = {"id": 123456, "is_bot": True, "first_name": "一课", "username": "YikeBot"}


def person(number: int = USER, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "is_bot": False,
        "first_name": "小李",
        "language_code": "zh-hans",
        **more,
    }


def private(number: int = USER) -> dict[str, Any]:
    return {"id": number, "first_name": "小李", "type": "private"}


def group(kind: str = "supergroup") -> dict[str, Any]:
    return {"id": GROUP, "title": "快递学院", "type": kind}


def message(
    chat: dict[str, Any] | None = None,
    number: int = 1,
    sender: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    return {
        "update_id": number,
        "message": {
            "message_id": 17,
            "from": sender or person(),
            "chat": chat or private(),
            "date": AT,
            **more,
        },
    }


def tap(
    data: str | None = "q:7:2", chat: dict[str, Any] | None = None, number: int = 2
) -> dict[str, Any]:
    bubble = {"message_id": 18, "from": BOT, "chat": chat or private(), "date": AT, "text": "？"}
    query: dict[str, Any] = {
        "id": "4382bfdwdsb323b2d9",
        "from": person(),
        "message": bubble,
        "chat_instance": "-3",
    }
    if data is not None:
        query["data"] = data
    return {"update_id": number, "callback_query": query}


def vote(*options: int, poll: str = "5368324170671202286", number: int = 4) -> dict[str, Any]:
    answer = {"poll_id": poll, "user": person(), "option_ids": list(options)}
    return {
        "update_id": number,
        "poll_answer": {**answer, "option_persistent_ids": [str(o) for o in options]},
    }


def anonymous() -> dict[str, Any]:
    """The user that Telegram names for every anonymous administrator."""
    return {
        "id": 1087968824,
        "is_bot": True,
        "first_name": "Group",
        "username": "GroupAnonymousBot",
    }


def member(status: str, **more: Any) -> dict[str, Any]:
    rights: dict[str, dict[str, Any]] = {
        "restricted": RESTRICTED,
        "kicked": {"until_date": 0},
        "administrator": ADMIN,
    }
    return {"user": BOT, "status": status, **rights.get(status, {}), **more}


def membership(was: dict[str, Any], now: dict[str, Any], chat: dict[str, Any]) -> dict[str, Any]:
    change = {
        "chat": chat,
        "from": person(),
        "date": AT,
        "old_chat_member": was,
        "new_chat_member": now,
    }
    return {"update_id": 3, "my_chat_member": change}


def post(body: bytes, secret: str | None = SECRET, method: str = "POST") -> RawRequest:
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    return RawRequest(method, {}, headers, body)


RESTRICTED = {
    "is_member": True,
    "until_date": 0,
    **dict.fromkeys(
        (
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
        ),
        False,
    ),
}

ADMIN = dict.fromkeys(
    (
        "can_be_edited",
        "is_anonymous",
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
    False,
)
