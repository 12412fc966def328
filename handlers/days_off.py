"""Days on which nothing comes by itself: a bad day, tomorrow, public holidays. No guilt about any."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.delivery import Kind
from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Reply
from bot.store import learners
from bot.store.ending_owed import end_all_owed
from bot.texts.dates import near_instant
from handlers import rhythm
from handlers.turn import Turn

TODAY, TOMORROW = "today", "tomorrow"
NOT = "not"

_ONE_DAY = timedelta(days=1)
_LEARNING = frozenset({"today", "minutes", "break", "quiz"})
"""Who asks for one of these on a day off is learning after all."""
_BY_ITSELF = (Kind.LESSON.value, Kind.QUIZ.value)
DAY_OFF = "the learner has a day off"


async def off(turn: Turn, argument: str) -> Reply:
    """今天不学, 明天不学: nothing by itself on that day, and on again by itself. 今天照常 takes it back."""
    turn.waiting = False  # a lesson that lies in the inbox is not wanted now
    if resting_anyway := _STILL.get(turn.learner.state):
        return turn.say(Message(turn.t(resting_anyway)))
    if argument == NOT:
        await _clear(turn)
        return turn.say(Message(turn.t("off-not", time=turn.daily_time)))
    day = turn.today + (_ONE_DAY if argument == TOMORROW else timedelta())
    before = turn.learner.off_day
    if before is not None and before >= turn.today and before != day:
        if day == turn.today:
            await _end_lessons(turn)
        return await rhythm.rest(turn, turn.today + 2 * _ONE_DAY)
    await learners.save_off_day(turn.conn, turn.learner.row, day)
    if day == turn.today:
        await _end_lessons(turn)
    return turn.say(Message(_told(turn, day)))


_STILL = {LearnerState.PAUSED: "next-when-resumed", LearnerState.STOPPED: "next-when-started"}
"""Where nothing comes by itself on any day."""


async def holidays(turn: Turn, argument: str) -> Reply:
    """节假日休息, 节假日照常: whether lessons come by themselves on public holidays."""
    off = argument == "off"
    if off is not turn.learner.holidays_off:
        await learners.save_holidays_off(turn.conn, turn.learner.row, off=off)
    return turn.say(Message(turn.t("holidays-off" if off else "holidays-on")))


async def learning(turn: Turn, name: str) -> None:
    """Who learns on a day off has it no more: the breaks that are left come again."""
    if name in _LEARNING and turn.learner.off_day == turn.today:
        await _clear(turn)


async def _end_lessons(turn: Turn) -> None:
    """What is planned already, or lies in the inbox, does not come either."""
    await end_all_owed(turn.conn, [turn.learner.row], DAY_OFF, turn.now, _BY_ITSELF)


async def _clear(turn: Turn) -> None:
    await learners.save_off_day(turn.conn, turn.learner.row, None)
    turn.learner = replace(turn.learner, off_day=None)


def _told(turn: Turn, day: date) -> str:
    """One line: that nothing comes, and when it comes again where that is certain."""
    today = day == turn.today
    if turn.learner.enrolment is None or turn.learner.holidays_off:
        return turn.t("off-today-plain" if today else "off-tomorrow-plain")
    when = near_instant(_first_after(turn, day), turn.now, turn.learner.zone, turn.t)
    return turn.t("off-today" if today else "off-tomorrow", when=when)


def _first_after(turn: Turn, day: date) -> datetime:
    """The first of the learner's times on the day after ``day``; the day ends at 04:00."""
    at = min(turn.learner.times, key=lambda one: (one.hour < 4, one))
    on = day + (2 if at.hour < 4 else 1) * _ONE_DAY
    return datetime.combine(on, at, ZoneInfo(turn.learner.zone))
