"""May a learner be asked now for his or her consent to notices? Pure; a nag is never decided.

A consent can only be given on a page that carries the platform's own element
(reference/wechat.md section 6.3), so that chat can do no more than bring the way there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.delivery import Kind, Template
from bot.store.notice_standing import NoticeStanding

ONCE_IN = timedelta(days=7)
"""So often at most, whatever came of it."""
AFTER_A_REFUSAL = timedelta(days=30)
REFUSALS = 2
"""So many, and we never ask again of our own accord."""
LONG_HELD = timedelta(hours=12)
"""What waited so long in the inbox would have been better for a notice."""


class Moment(StrEnum):
    """When a reminder makes sense to somebody."""

    LESSON_DONE = "a lesson was finished"
    ENTERED = "a competition was entered"
    HANDED_OVER = "something that had waited long was handed over"


class Decision(StrEnum):
    """What is decided, named by its reason."""

    ASK = "a good moment"
    NO_TEMPLATE = "the account has no notice for this"
    NEWCOMER = "the learner is still being greeted"
    UNWANTED = "the learner wants nothing sent now"
    QUESTION_OPEN = "a question is open"
    HAS_CONSENT = "a consent is left"
    REACHED_ANYWAY = "the learner is reached by another channel"
    ASKED_LATELY = "it was asked within 7 days"
    REFUSED_LATELY = "it was refused and asked within 30 days"
    REFUSED_TWICE = "it was refused twice"


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Where an account's followers give their consent, and to which of its notices."""

    url: str
    templates: tuple[Template, ...]

    def fitting(self, kind: Kind) -> tuple[str, ...]:
        """The ids of the notices whose sense fits ``kind``."""
        return tuple(one.id for one in self.templates if kind in one.kinds)


@dataclass(frozen=True, slots=True)
class Chance:
    """A moment, and the kind of delivery that a notice would bring next time."""

    moment: Moment
    kind: Kind


@dataclass(frozen=True, slots=True)
class Talk:
    """What a conversation is at: whether the person is still being greeted, whether he or she
    wants what would be sent, and whether a question is open or the reply asks something.
    """

    newcomer: bool = False
    wanted: bool = True
    question: bool = False


def may_begin(talk: Talk, templates: Sequence[str]) -> Decision:
    """ASK where nothing in the conversation speaks against it. It costs nothing, so that the
    learner's standing is loaded only where it matters.
    """
    if not templates:
        return Decision.NO_TEMPLATE
    if talk.newcomer:
        return Decision.NEWCOMER
    if not talk.wanted:
        return Decision.UNWANTED
    return Decision.QUESTION_OPEN if talk.question else Decision.ASK


def left(standing: NoticeStanding, templates: Sequence[str]) -> int:
    """How many notices may be sent with these templates; -1: without end."""
    balances = [standing.notices.get(one, 0) for one in templates]
    return -1 if any(one < 0 for one in balances) else sum(balances)


def may_ask(now: datetime, standing: NoticeStanding, templates: Sequence[str]) -> Decision:
    """ASK where the learner has no consent left for ``templates`` and would not be nagged."""
    if left(standing, templates):
        return Decision.HAS_CONSENT
    if standing.reached_anyway:
        return Decision.REACHED_ANYWAY
    if standing.refusals >= REFUSALS:
        return Decision.REFUSED_TWICE
    since = now - standing.asked_at if standing.asked_at else None
    if since is None or since >= AFTER_A_REFUSAL:
        return Decision.ASK
    if since < ONCE_IN:
        return Decision.ASKED_LATELY
    return Decision.REFUSED_LATELY if standing.refusals else Decision.ASK
