"""When lessons come: the daily time, pausing, going on, stopping."""

from dataclasses import replace
from datetime import date, time, timedelta

from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.learning.situating import break_minutes
from bot.store import learners
from bot.texts.dates import a_day, clocks
from handlers import breaks, lessons
from handlers.clock_words import MOST_TIMES, read_days, read_times
from handlers.contest_items import NO_ITEM
from handlers.turn import Turn

KEEP = "keep"


async def set_time(turn: Turn, argument: str) -> Reply:
    """The daily time, or several breaks."""
    if not argument:
        return turn.aside(Message(_overview(turn)), asking="time")
    if argument == KEEP:
        return turn.back(Message(turn.t("time-kept", time=turn.daily_time)))
    times = read_times(argument)
    if not times:
        return turn.aside(Message(turn.t("time-unclear")), asking="time")
    if len(times) > MOST_TIMES:
        return turn.aside(Message(turn.t("time-too-many", most=MOST_TIMES)), asking="time")
    if breaks.at_meals(turn, times):
        return breaks.ask_meal(turn, times)
    return await _save_times(turn, times)


async def set_sure(turn: Turn, argument: str) -> Reply:
    """The times that were asked about, since a courier rides then: they are meant."""
    times = read_times(argument)
    if not times or len(times) > MOST_TIMES:
        return turn.aside(Message(turn.t("time-unclear")), asking="time")
    return await _save_times(turn, times)


async def _save_times(turn: Turn, times: list[time]) -> Reply:
    await learners.save_times(turn.conn, turn.learner.row, times, turn.now)
    return turn.back(Message(turn.t("time-set", time=clocks(times, turn.t))))


def _overview(turn: Turn) -> str:
    """All that is settled about when lessons come, a line each; and what can be written."""
    t, learner = turn.t, turn.learner
    lines = [t("time-now", time=turn.daily_time)]
    if minutes := break_minutes(learner):
        lines.append(t("time-breaks", minutes=minutes))
    lines.append(t("time-holidays-off" if learner.holidays_off else "time-holidays-on"))
    if resting := _resting(turn):
        lines.append(resting)
    lines.append(t("time-ask"))
    return "\n".join(lines)


def _resting(turn: Turn) -> str:
    """Why nothing comes now, where that is so; a day off where one is near."""
    t, learner = turn.t, turn.learner
    if learner.state is LearnerState.STOPPED:
        return t("next-when-started")
    if learner.state is LearnerState.PAUSED:
        until = learner.paused_until
        return t("time-paused", date=a_day(until, t)) if until else t("next-when-resumed")
    if learner.off_day is None or learner.off_day < turn.today:
        return ""
    return t("time-off-today" if learner.off_day == turn.today else "time-off-tomorrow")


async def ask_time(turn: Turn, text: str) -> Reply:
    """A time was written out of the blue: nothing changes before that is confirmed."""
    times = read_times(text)
    if breaks.at_meals(turn, times):
        return breaks.ask_meal(turn, times)
    clock = clocks(times, turn.t)
    options = (
        Option(turn.t("time-change", time=clock), f"time:{clock}"),
        Option(turn.t("time-keep"), f"time:{KEEP}"),
    )
    sure = Message(turn.t("time-sure", time=clock), options=options, hint=turn.t("hint-number"))
    return turn.aside(sure)


async def pause(turn: Turn, argument: str) -> Reply:
    """Stop the daily lesson, until further notice or for some days."""
    turn.waiting = False
    if turn.learner.state is LearnerState.STOPPED:
        return turn.say(Message(turn.t("stopped")))
    days = read_days(argument) if argument else None
    until = turn.today + timedelta(days=days) if days else None
    if until:
        return await rest(turn, until)
    await learners.save_state(turn.conn, turn.learner.row, LearnerState.PAUSED)
    return turn.say(Message(turn.t("paused")))


async def rest(turn: Turn, until: date) -> Reply:
    """No lessons until a day (the learner's), from today on."""
    await learners.save_state(turn.conn, turn.learner.row, LearnerState.PAUSED, until)
    days = (until - turn.today).days
    return turn.say(Message(turn.t("paused-days", days=days, date=a_day(until, turn.t))))


async def resume(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """Go on: after a pause with the daily lessons, else with what is being learned. While a page
    is left to read, 继续 brings that (see ``Inbound``).
    """
    if turn.learner.state in {LearnerState.PAUSED, LearnerState.STOPPED}:
        await learners.save_state(turn.conn, turn.learner.row, LearnerState.ACTIVE)
        return turn.suggest(
            turn.t("resumed", time=turn.daily_time), Option(turn.t("word-today"), "today")
        )
    if turn.open_question:
        return turn.back()
    return await lessons.today(turn, "")


async def stop(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """No more messages, until the person comes back."""
    turn.waiting = False
    await learners.save_state(turn.conn, turn.learner.row, LearnerState.STOPPED)
    reply = turn.offer(Message(turn.t("stopped")))
    turn.dialog = replace(turn.dialog, round=NO_ITEM)
    return reply
