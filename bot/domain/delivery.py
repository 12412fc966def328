"""The words of delivery: kinds, rungs, outcomes; named once for all channels (design 4.7, 5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

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
    NEWS = "news"
    """An organiser's own announcement."""
    DIGEST = "digest"
    """What an account offers in the week to come, in one message."""
    COURSE = "course"
    """A group's course of the week."""
    QUESTION = "question"
    """A group's question of the day."""
    EXPLANATION = "explanation"
    """Its answer with the reason, the next morning."""
    BOARD = "board"
    """The week's board of those in a group who chose to be on it."""
    CREDIT = "credit"
    """What a credit bank said about one's claim."""
    WEEK = "week"
    """The picture of one's own week."""
    ANSWER = "answer"
    """A model's answer to one's question, after the quotation (``bot.learning.companion``)."""
    HELP = "help"
    """A question to a group's helper, or his or her answer."""
    CORRECTION = "correction"
    """What was wrong in a text that was taken back, to who had it."""
    HOOK = "hook"
    """What happened, to a subscriber of the API (``bot.domain.api``)."""


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
    """What a throttled or refused answer speaks of.

    One chat; the whole account; a person who takes no messages from us (``PERSON``); the
    template that was used; or the rung, which the account may not use.
    """

    CHAT = "chat"
    ACCOUNT = "account"
    PERSON = "person"
    TEMPLATE = "template"
    RUNG = "rung"


class Lack(StrEnum):
    """What a chat has not, or does not take: the same words go there without it.

    A topic that is gone or closed; the message that was to be replaced; quizzes (no right to send
    them); a file that the platform does not take.
    """

    NOTHING = ""
    TOPIC = "topic"
    MESSAGE = "message"
    QUIZ = "quiz"
    FILE = "file"


@dataclass(slots=True)
class Outcome:
    """What a platform said to one attempt. Adapters report it; only the engine decides.

    ``code`` is the platform's own (``errcode`` or HTTP status with a short fixed word), never
    text that could carry a person's data. ``retry_after`` is in seconds where the platform
    named it. ``platform_id`` is the sent message's id, or the new chat id after MIGRATED.
    ``UNKNOWN`` means the message may or may not have arrived (a time-out after sending).
    ``lack`` goes with REFUSED: nothing was sent, and the engine tries the page without that.
    ``poll`` is the platform's id of the quiz that a sent message shows.
    """

    result: Result
    code: str = ""
    retry_after: float | None = None
    scope: Scope = Scope.CHAT
    platform_id: str = ""
    lack: Lack = Lack.NOTHING
    poll: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """One message form an account has in its console (订阅通知 or 模板消息).

    ``use`` is the rung it serves. ``long_term``: one consent lasts for many sends. ``kinds`` are
    the deliveries whose sense it fits. ``fields`` names, for each of the platform's fields
    (``thing1``, ``time2``), the fact that fills it (see ``FACTS``).
    """

    id: str
    use: Literal["notice", "template"]
    kinds: frozenset[Kind]
    fields: Mapping[str, str]
    long_term: bool = False

    @property
    def rung(self) -> Rung:
        """The rung it serves."""
        return Rung(self.use)


FACTS = ("title", "text", "time", "organiser", "name")
"""What a template's field can be filled with: what it is about, one line on it, when (as
``2026年12月1日 15:01``), who holds it, and the deployment's own name."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with its facts, by their names in ``FACTS``; the adapter fits them into the
    platform's fields. ``url`` opens when it is touched; empty: nothing does.
    """

    template: Template
    facts: Mapping[str, str]
    url: str = ""


@dataclass(slots=True)
class Composed:
    """A delivery's words, what was chosen, and what the learner's dialog becomes.

    ``facts`` are the same in the few words a notice or template has room for, by ``FACTS``.
    """

    reply: Reply
    detail: dict[str, Any] = field(default_factory=dict)
    dialog: Dialog | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """There is nothing to send any more, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotNow:
    """It is not said now, and why; looked at again at ``until`` (aware UTC), or when whoever keeps it
    back lets it go on.
    """

    reason: str
    until: datetime
