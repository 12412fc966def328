"""What the platform reports of its own accord (official 订阅通知, 模板消息, 群发, 用户授权信息变更)."""

from collections.abc import Mapping
from typing import Any

from bot.domain.events import (
    ConsentsGiven,
    ConsentsWithdrawn,
    ErasureDemanded,
    MassReported,
    Notice,
    PushesReported,
    PushReported,
    Report,
)

Fields = Mapping[str, Any]

ERASURES = frozenset(
    {"user_info_modified", "user_authorization_revoke", "user_authorization_cancellation"}
)
"""A person changed or withdrew what the platform gave us, or ended the platform account."""

# The change event also comes wrapped as the popup event is (reference/wechat.md section 3).
_WRAPPERS = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent")
_LONGEST_STATUS = 100


def report_of(name: str, data: Fields) -> Report:
    """What the event ``name`` (in lower case) reports; a Notice where it is nothing we act on,
    or lacks what we would need to.
    """
    if name in ERASURES:
        return ErasureDemanded(name)
    match name:
        case "subscribe_msg_popup_event":
            found: Report | None = _answered(data)
        case "subscribe_msg_change_event":
            found = _changed(data)
        case "subscribe_msg_sent_event":
            found = _sent(data)
        case "templatesendjobfinish":
            found = _template(data)
        case "masssendjobfinish":
            found = _mass(data)
        case _:
            found = None
    return found or Notice(name)


def subject_of(data: Fields) -> str:
    """What tells an event from others of its sender, second and name: its key, the number of
    its job, or what its list holds.
    """
    published = data.get("PublishEventInfo")
    return (
        text_of(data, "EventKey")
        or _job(data)
        or (text_of(published, "publish_id") if isinstance(published, dict) else "")
        or ",".join(_entry_key(entry) for entry in _entries(data))
    )


def text_of(data: Fields, name: str) -> str:
    """A field's text; empty where it is missing or holds something else."""
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _answered(data: Fields) -> ConsentsGiven | None:
    accepted, refused = _choices(data)
    return ConsentsGiven(accepted, refused) if accepted or refused else None


def _changed(data: Fields) -> ConsentsGiven | ConsentsWithdrawn | None:
    """Switched off in the settings of the chat, or on again."""
    accepted, refused = _choices(data)
    if refused:
        return ConsentsWithdrawn(refused, accepted)
    return ConsentsGiven(accepted) if accepted else None


def _choices(data: Fields) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The templates accepted and refused, each once; the last word on one counts."""
    chosen = {
        text_of(entry, "TemplateId"): text_of(entry, "SubscribeStatusString").lower()
        for entry in _entries(data)
    }
    chosen.pop("", None)
    accepted = tuple(template for template, word in chosen.items() if word == "accept")
    return accepted, tuple(template for template, word in chosen.items() if word == "reject")


def _sent(data: Fields) -> PushesReported | None:
    reports = tuple(
        PushReported(
            job, text_of(entry, "ErrorCode") == "0", _status(text_of(entry, "ErrorStatus"))
        )
        for entry in _entries(data)
        if (job := _job(entry))
    )
    return PushesReported(reports) if reports else None


def _template(data: Fields) -> PushesReported | None:
    job, status = _job(data), _status(text_of(data, "Status"))
    if not job:
        return None
    return PushesReported((PushReported(job, status.lower() == "success", status),))


def _mass(data: Fields) -> MassReported | None:
    job = _job(data)
    if not job:
        return None
    total = _count(data, "TotalCount")
    return MassReported(
        job,
        _status(text_of(data, "Status")),
        total=total,
        # The platform's FilterCount is who is left after its filter: what it sent and what failed.
        filtered=max(0, total - _count(data, "FilterCount")),
        sent=_count(data, "SentCount"),
        failed=_count(data, "ErrorCount"),
    )


def _entries(data: Fields) -> list[dict[str, Any]]:
    """The repeated ``<List>`` of a subscribe_msg event, which alone is no list."""
    for wrapper in _WRAPPERS:
        inner = data.get(wrapper)
        if isinstance(inner, dict):
            found = inner.get("List")
            every = found if isinstance(found, list) else [found]
            return [entry for entry in every if isinstance(entry, dict)]
    return []


def _entry_key(entry: Fields) -> str:
    return _job(entry) or "=".join(
        text_of(entry, name) for name in ("TemplateId", "SubscribeStatusString")
    )


def _job(data: Fields) -> str:
    """The number of the message or job: a letter of its name differs between the pages."""
    return text_of(data, "MsgID") or text_of(data, "MsgId")


def _status(words: str) -> str:
    return words[:_LONGEST_STATUS]


def _count(data: Fields, name: str) -> int:
    """How many; 0 where the platform does not say."""
    value = text_of(data, name)
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else 0
