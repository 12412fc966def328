"""What was written while nobody took it up: done where it surely still counts, else asked for again.

Telegram keeps updates for 24 hours (reference/telegram.md section 4). Who wrote at noon "比赛" and is
answered at midnight has long put the phone away; who wrote "退订" must not get another lesson.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.content import Course, Question
from bot.domain.events import ChannelKind, InboundEvent, Text, Unsupported
from bot.domain.messages import Message, Reply
from bot.learning.grading import lesson_of
from bot.learning.read_answer import read_answer
from handlers.turn import Turn
from handlers.understand import FREE, Intent, of_text

OLD_AFTER = timedelta(minutes=10)
"""A message that waited longer is old. A code to bind with lives as long."""

STILL_WANTED = frozenset({"start", "stop", "pause", "forget", "refuse", "done", "board_off"})
"""What a person surely still wants when it comes late: to begin, to be left alone, to take a word
or a name back, to have finished what was read."""


class Stale(StrEnum):
    """How an event is taken up."""

    FRESH = "in time"
    LATE = "late, in a private chat"
    UNHEARD = "late, in a group, where the talk has gone on"


def staleness(event: InboundEvent, now: datetime) -> Stale:
    """Whether ``event`` comes late. Only what people write carries its own time in Telegram, and
    is kept for a day; touches wait 150 seconds at most (section 7). WeChat tries for 15 seconds.
    """
    written = isinstance(event.body, Text | Unsupported)
    if event.channel is not ChannelKind.TELEGRAM or not written or now - event.at <= OLD_AFTER:
        return Stale.FRESH
    return Stale.UNHEARD if event.in_group else Stale.LATE


def still_wanted(intent: Intent, text: str, turn: Turn) -> bool:
    """Whether what was meant takes effect though it comes late. An answer does, if its question
    had been shown when it was written.
    """
    if intent.name in STILL_WANTED:
        return True
    found = turn.open_question
    if intent.name != FREE or found is None or not read_answer(text, found[1]).clear:
        return False
    return _was_shown(turn, *found)


def _was_shown(turn: Turn, course: Course, question: Question) -> bool:
    """While nobody took up what people wrote, the next lesson may have gone out to them."""
    enrolment = turn.learner.enrolment
    shown = enrolment.lessons.get(lesson_of(course, question).key) if enrolment else None
    return shown is not None and shown.shown_at <= turn.event.at


def sorry_due(said: int, written: datetime) -> bool:
    """Whether to say that we had been away: once for all that was ``written`` until we said it.
    What was written after that waited anew. ``said``: when we last said it (Unix seconds).
    """
    return written.timestamp() > said


@dataclass(frozen=True, slots=True)
class Late:
    """An event that takes no effect; ``answered``: its sender is told, once for all of them."""

    answered: bool

    def reply(self, turn: Turn) -> Reply:
        """One sentence; whatever was open stays open, and nothing more comes along with it."""
        turn.waiting = False
        reply = turn.say(Message(turn.t("late")))
        turn.dialog = replace(turn.dialog, sorry=int(turn.now.timestamp()))
        return reply


def look(turn: Turn) -> Late | None:
    """How a person's event is taken up where it comes too late to take effect; None: as ever."""
    event = turn.event
    late = staleness(event, turn.now)
    if late is Stale.FRESH:
        return None
    if isinstance(event.body, Text):
        found = turn.open_question
        intent = of_text(event.body.text, turn.learner.dialog, found[1] if found else None)
        if still_wanted(intent, event.body.text, turn):
            return None
    return Late(late is Stale.LATE and sorry_due(turn.learner.dialog.sorry, event.at))
