"""A few minutes between two orders: what fits them, now; and breaks that lie in a meal time."""

from collections.abc import Sequence
from datetime import time, timedelta

from bot.domain.content import Track
from bot.domain.messages import Message, Option, Reply
from bot.domain.quiet_hours import QuietHours
from bot.learning.choose import Next, Reason, choose_next
from bot.learning.grading import lesson_of
from bot.learning.situating import BREAK_MINUTES, situate
from bot.learning.telling import LIMITED
from bot.store import learners
from bot.texts.dates import clocks
from handlers import lessons
from handlers.minutes_words import LONGEST_BREAK
from handlers.turn import Turn

OFFERED = "break"
"""What the dialog notes while questions are offered in place of a lesson that is too long."""

_RESUMED_WITHIN = timedelta(hours=4)
"""After that a lesson is not fresh in mind: it is shown again with its question."""


async def free(turn: Turn, argument: str) -> Reply:
    """有三分钟: what was left open, or what fits so many minutes (any, where none are named) now.

    A lesson that does not fit is not begun unasked while there are questions that do: they are
    offered in its place.
    """
    minutes = await _minutes(turn, argument)
    if turn.learner.enrolment is None:
        return await lessons.today(turn, "")
    if _left_open(turn):
        return turn.back(Message(turn.t("break-resumed")))
    chosen = await _choose(turn, minutes)
    if chosen.reason is Reason.BREAK_QUESTIONS:
        return _offer(turn, chosen, minutes)
    line = _LINES.get(chosen.reason)
    before = (Message(turn.t(line, minutes=minutes)),) if line else ()
    return await lessons.begin(turn, *before, minutes=minutes)


_LINES = {Reason.FITTING_LESSON: "break-fits", Reason.UNDONE_LESSON: "break-goes-on"}
"""Why just this comes; what else there is says so itself."""


async def accept(turn: Turn, argument: str) -> Reply:
    """The questions that were offered; ``argument`` is the minutes they are to fit."""
    return await lessons.begin(turn, minutes=read_argument(argument) or _usual(turn))


async def set_length(turn: Turn, argument: str) -> Reply:
    """每次五分钟: how long a courier's breaks are from now on. Others have what fits now."""
    minutes = read_argument(argument)
    if minutes is None or turn.learner.track != Track.COURIERS:
        return await free(turn, argument)
    await learners.save_break_minutes(turn.conn, turn.learner.row, minutes)
    return turn.say(Message(turn.t("break-length", minutes=minutes)))


def read_argument(argument: str) -> int | None:
    """Minutes (1-60) as an option or an intent carries them; None for anything else."""
    number = int(argument) if argument.isdecimal() and len(argument) <= 3 else 0
    return min(number, LONGEST_BREAK) or None


async def _minutes(turn: Turn, argument: str) -> int:
    """How long the break is. A courier's is so long from now on, until he or she says otherwise."""
    said = read_argument(argument)
    courier = turn.learner.track == Track.COURIERS
    if said and courier and said != turn.learner.break_minutes:
        await learners.save_break_minutes(turn.conn, turn.learner.row, said)
    return said or _usual(turn)


def _usual(turn: Turn) -> int:
    return turn.learner.break_minutes or BREAK_MINUTES


def _left_open(turn: Turn) -> bool:
    """Whether a question waits whose lesson was had in mind a while ago, or a round's."""
    found, enrolment = turn.open_question, turn.learner.enrolment
    dialog = turn.learner.dialog
    if found is None or enrolment is None or dialog.asking == LIMITED:
        return False  # what was cut for another break is cut anew
    if dialog.review:
        return True
    course, question = found
    if course.key != enrolment.course:
        return False
    shown = enrolment.lessons.get(lesson_of(course, question).key)
    heard = turn.learner.last_in
    # What came by itself, with no word since, may have been left alone.
    seen = shown is not None and heard is not None and heard >= shown.shown_at
    return seen and heard is not None and turn.now - heard <= _RESUMED_WITHIN


async def _choose(turn: Turn, minutes: int) -> Next:
    situation = await situate(
        turn.conn, turn.learner, turn.library, turn.now, asked=True, minutes=minutes
    )
    return choose_next(turn.learner.enrolment, turn.course, situation)


def _offer(turn: Turn, chosen: Next, minutes: int) -> Reply:
    """这一课要 5 分钟，先做 2 道题，行吗？"""
    lesson = choose_next(turn.learner.enrolment, turn.course).lesson
    needed = lesson.minutes if lesson is not None else minutes
    text = turn.t("break-too-long", minutes=needed, count=chosen.count)
    options = (
        Option(turn.t("break-questions", count=chosen.count), f"break:{minutes}"),
        Option(turn.t("break-lesson"), "today"),
    )
    return turn.offer(Message(text, options=options, hint=turn.t("hint-number")), asking=OFFERED)


# times that lie in a meal time -----------------------------------------------------------------


def at_meals(turn: Turn, times: Sequence[time]) -> list[time]:
    """Those of ``times`` that a courier did not have before and in which he or she rides."""
    if turn.learner.track != Track.COURIERS:
        return []
    new = (at for at in times if at not in turn.learner.times)
    return [at for at in new if _peak(turn, at)]


def ask_meal(turn: Turn, times: Sequence[time]) -> Reply:
    """Whether a time at which the telephone would ring on the way is meant; or after the meal."""
    t, riding = turn.t, at_meals(turn, times)
    later = sorted({_after(turn, at) if at in riding else at for at in times})
    options = [Option(t("meal-yes", time=clocks(times, t)), f"time_sure:{_plain(times)}")]
    if not any(_peak(turn, at) for at in later):
        options.append(
            Option(t("meal-later", time=clocks(later, t)), f"time_sure:{_plain(later)}")
        )
    text = t("meal-sure", time=clocks(riding, t))
    asked = Message(text, options=tuple(options), hint=t("hint-number"))
    return turn.aside(asked, asking="time")


def _plain(times: Sequence[time]) -> str:
    """Times as an option carries them."""
    return " ".join(f"{at:%H:%M}" for at in times)


def _peak(turn: Turn, at: time) -> QuietHours | None:
    return next((one for one in turn.deployment.meal_peaks if one.holds(at)), None)


def _after(turn: Turn, at: time) -> time:
    peak = _peak(turn, at)
    return peak.end if peak is not None else at
