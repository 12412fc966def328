"""What comes of a group's turn: something owed, or a named reason why not; pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.domain.content import Course
from bot.domain.delivery import Kind
from bot.domain.group_slots import (
    Rhythm,
    Slot,
    instant,
    latest_slot,
    next_slot,
    rhythms_of,
    week_of,
)
from bot.domain.groups import GroupState, GroupTimes
from bot.domain.quiet_hours import quiet_hours_of
from bot.learning.library import Library
from bot.store.groups.questions import Key
from bot.store.groups.turns import GroupTurn, Owed, Step

QUESTIONS_UNTIL = time(20, 0)
"""A question that comes later finds nobody who still answers before its explanation."""
EXPLANATIONS_UNTIL = time(12, 0)
"""Then the next question is due, and yesterday's is forgotten."""
AT_LEAST = timedelta(hours=3)
"""So long is anything useful, however late in the day an administrator wants it."""
AN_HOUR = timedelta(hours=1)
"""What was missed by more is owed as an hour late: that is measured, and leaves time to try."""

GOES_ON = "goes_on"
"""In a course's detail: the group has been learning it."""

MUTED_FOR = timedelta(days=1)
"""Then a muted group is tried again: that it is opened again for all its members, us among them, is
told by nobody."""

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class Skipped(StrEnum):
    """Why a turn brought nothing."""

    OFF = "it is switched off"
    MUTED = "the group lets us say nothing"
    GONE = "we are not in the group"
    MOVED = "its time was moved"
    LATE = "it came too late to be of use"
    NO_COURSE = "no course is taught that could be the course of the week"
    NOT_ASKED = "no question was open from the day before"


def keys_explained(turns: Collection[GroupTurn], now: datetime, times: GroupTimes) -> list[Key]:
    """The questions that these turns would explain: each of the day before its newest slot."""
    rhythm = Rhythm(times.answer_time)
    return [
        (turn.group, latest_slot(rhythm, turn.zone, now).day - _DAY)
        for turn in turns
        if turn.kind is Kind.EXPLANATION
    ]


def decide(
    turn: GroupTurn,
    now: datetime,
    times: GroupTimes,
    library: Library,
    open_questions: Mapping[Key, str],
    quiet_from: time | None = None,
) -> Step:
    """What comes of a turn that is due by ``now``. Of several that were missed only the newest
    counts, if it is still of use. ``open_questions`` are the courses of those not explained yet.
    ``quiet_from`` is when quiet hours begin where the group has said nothing of them (None: never).
    A group that we are not in has no turns: it gets them anew when it is back.
    """
    if turn.state == GroupState.GONE:
        return Step(turn, None, reason=Skipped.GONE)
    rhythms = rhythms_of(turn.course, turn.question_time, times, board=turn.board)
    rhythm = rhythms.get(turn.kind) or _last_one(turn.kind, times)
    if rhythm is None:
        return Step(turn, None, reason=Skipped.OFF)
    slot = latest_slot(rhythm, turn.zone, now)
    again = next_slot(rhythm, turn.zone, now).due if turn.kind in rhythms else None
    found = _unfit(turn, slot, now) or _subject(turn, slot, library, open_questions)
    if isinstance(found, Skipped):
        return Step(turn, again, reason=found)
    return _owed(turn, slot, again, found, (now, quiet_from))


def _last_one(kind: Kind, times: GroupTimes) -> Rhythm | None:
    """The last question is explained also when there will be no other."""
    return Rhythm(times.answer_time) if kind is Kind.EXPLANATION else None


def _unfit(turn: GroupTurn, slot: Slot, now: datetime) -> Skipped | None:
    if turn.state == GroupState.MUTED and (
        turn.muted_at is None or now - turn.muted_at < MUTED_FOR
    ):
        return Skipped.MUTED
    if slot.due < turn.next_due:
        return Skipped.MOVED
    return Skipped.LATE if now >= useful_until(turn.kind, slot, turn.zone) else None


def useful_until(kind: Kind, slot: Slot, zone: str) -> datetime:
    """Until when something that was due at ``slot`` is worth saying: a question until the evening,
    an explanation until noon, course and board until the day is over.
    """
    match kind:
        case Kind.QUESTION:
            end = instant(slot.day, QUESTIONS_UNTIL, zone)
        case Kind.EXPLANATION:
            end = instant(slot.day, EXPLANATIONS_UNTIL, zone)
        case _:
            end = instant(slot.day + _DAY, time(), zone)
    return max(end, slot.due + AT_LEAST)


def _subject(
    turn: GroupTurn, slot: Slot, library: Library, open_questions: Mapping[Key, str]
) -> str | Skipped:
    """What it is about: a course's key; nothing for the board."""
    match turn.kind:
        case Kind.COURSE:
            course = course_of_week(library, turn)
            return course.key if course else Skipped.NO_COURSE
        case Kind.QUESTION:
            present = library.course(turn.course or "")
            return present.key if present else Skipped.NO_COURSE
        case Kind.EXPLANATION:
            return open_questions.get((turn.group, slot.day - _DAY)) or Skipped.NOT_ASKED
        case _:
            return ""


def course_of_week(library: Library, turn: GroupTurn) -> Course | None:
    """The course that a group is told of on Monday. One that was chosen since the last Monday has
    its week first; after that the next one comes where the group wants another each week. One
    that is taught no more makes room for the first of the shelf.
    """
    present = library.course(turn.course or "")
    if present is not None and not (turn.rotates and turn.about == present.key):
        return present
    if not turn.rotates:
        return None
    track = turn.track or (present.track.value if present else None)
    return next_on_shelf(library.shelf(track), present)


def next_on_shelf(shelf: Sequence[Course], present: Course | None) -> Course | None:
    """The course after ``present``, after the last one the first; None: the shelf is empty."""
    keys = [course.key for course in shelf]
    if not keys:
        return None
    place = keys.index(present.key) + 1 if present and present.key in keys else 0
    return shelf[place % len(keys)]


def _owed(
    turn: GroupTurn,
    slot: Slot,
    again: datetime | None,
    subject: str,
    when: tuple[datetime, time | None],
) -> Step:
    now, quiet_from = when
    weekly = turn.kind in {Kind.COURSE, Kind.BOARD}
    explained = slot.day - _DAY if turn.kind is Kind.EXPLANATION else slot.day
    announced = subject if turn.kind is Kind.COURSE else None
    due, end = max(slot.due, now - AN_HOUR), useful_until(turn.kind, slot, turn.zone)
    owed = Owed(
        subject,
        week_of(slot.day) if weekly else explained.isoformat(),
        due,
        latest_turn(turn, max(due, now), end, quiet_from),
        end,
        {GOES_ON: True} if announced is not None and announced == turn.about else {},
    )
    return Step(turn, again, owed, course=announced)


def latest_turn(
    turn: GroupTurn, begins: datetime, end: datetime, quiet_from: time | None
) -> datetime:
    """However many groups come at one time, nothing is put off for longer than half of the time in
    which it is of use, nor into quiet hours that have not begun.
    """
    half = begins + (end - begins) / 2
    own = quiet_hours_of(turn.quiet or "")
    quiet = (own.begin if own.begin != own.end else None) if own else quiet_from
    if quiet is None:
        return half
    hush = next_slot(Rhythm(quiet), turn.zone, begins).due - _MINUTE
    return min(half, max(begins, hush))
