"""The words of delivery: kinds, rungs, outcomes; named once for all channels (design 4.7, 5)."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain.learners import Dialog
from bot.domain.messages import Reply


class Kind(StrEnum):
    """What a delivery is; the order of urgency is in ``bot.delivery.kinds``."""

    REPLY = "reply"
    LESSON = "lesson"
    QUIZ = "quiz"
    REMINDER = "reminder"
    ANNOUNCEMENT = "announcement"
    RESULT = "result"


class Rung(StrEnum):
    """The way a delivery takes on its channel (design section 5)."""

    REPLY = "reply"
    SEND = "send"
    CUSTOMER = "customer"
    NOTICE = "notice"
    TEMPLATE = "template"
    MASS = "mass"
    HOLD = "hold"


class Result(StrEnum):
    """How one attempt ended, in the same words for every channel.

    Each has its next step and its sentence for an operator in ``bot.delivery.outcomes``.
    """

    SENT = "sent"
    THROTTLED = "throttled"
    WINDOW_CLOSED = "window closed"
    QUOTA_USED_UP = "quota used up"
    GONE = "gone"
    MIGRATED = "migrated"
    REFUSED = "refused"
    BAD_REQUEST = "bad request"
    MISCONFIGURED = "misconfigured"
    UNAVAILABLE = "unavailable"
    UNKNOWN = "unknown"


class Scope(StrEnum):
    """What a throttled or refused answer speaks of: one chat, or the whole account."""

    CHAT = "chat"
    ACCOUNT = "account"


@dataclass(slots=True)
class Outcome:
    """What a platform said to one attempt. Adapters report it; only the engine decides.

    ``code`` is the platform's own (``errcode`` or HTTP status with a short fixed word), never
    text that could carry a person's data. ``retry_after`` is in seconds where the platform
    named it. ``platform_id`` is the sent message's id, or the new chat id after MIGRATED.
    ``UNKNOWN`` means the message may or may not have arrived (a time-out after sending).
    """

    result: Result
    code: str = ""
    retry_after: float | None = None
    scope: Scope = Scope.CHAT
    platform_id: str = ""


@dataclass(slots=True)
class Composed:
    """A delivery's words, what was chosen, and what the learner's dialog becomes."""

    reply: Reply
    detail: dict[str, Any] = field(default_factory=dict)
    dialog: Dialog | None = None


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """There is nothing to send any more, and why."""

    reason: str
