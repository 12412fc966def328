"""When lessons come: the daily time, pausing, going on, stopping."""

from datetime import timedelta

from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.store import learners
from bot.texts.dates import a_day, clocks
from handlers import lessons
from handlers.clock_words import MOST_TIMES, read_days, read_times
from handlers.turn import Turn

KEEP = "keep"


async def set_time(turn: Turn, argument: str) -> Reply:
    """The daily time, or several breaks."""
    if not argument:
        return turn.aside(Message(turn.t("time-ask", time=turn.daily_time)), asking="time")
    if argument == KEEP:
        return turn.back(Message(turn.t("time-kept", time=turn.daily_time)))
    times = read_times(argument)
    if not times:
        return turn.aside(Message(turn.t("time-unclear")), asking="time")
    if len(times) > MOST_TIMES:
        return turn.aside(Message(turn.t("time-too-many", most=MOST_TIMES)), asking="time")
    await learners.save_times(turn.conn, turn.learner.row, times, turn.now)
    return turn.back(Message(turn.t("time-set", time=clocks(times, turn.t))))


async def ask_time(turn: Turn, text: str) -> Reply:
    """A time was written out of the blue: nothing changes before that is confirmed."""
    clock = clocks(read_times(text), turn.t)
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
    await learners.save_state(turn.conn, turn.learner.row, LearnerState.PAUSED, until)
    if days and until:
        return turn.say(Message(turn.t("paused-days", days=days, date=a_day(until, turn.t))))
    return turn.say(Message(turn.t("paused")))


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
    return turn.offer(Message(turn.t("stopped")))
