"""When lessons come: the daily time, pausing, going on, stopping."""

from datetime import timedelta

from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.store import learners
from bot.texts import zh_hans as t
from handlers import lessons
from handlers.clock_words import MOST_TIMES, read_days, read_times, write_times
from handlers.turn import Turn

KEEP = "keep"


async def set_time(turn: Turn, argument: str) -> Reply:
    """The daily time, or several breaks."""
    if not argument:
        return turn.aside(Message(t.TIME_ASK.format(time=turn.daily_time)), asking="time")
    if argument == KEEP:
        return turn.back(Message(t.TIME_KEPT.format(time=turn.daily_time)))
    times = read_times(argument)
    if not times:
        return turn.aside(Message(t.TIME_UNCLEAR), asking="time")
    if len(times) > MOST_TIMES:
        return turn.aside(Message(t.TIME_TOO_MANY.format(most=MOST_TIMES)), asking="time")
    await learners.save_times(turn.conn, turn.learner.row, times, turn.now)
    return turn.back(Message(t.TIME_SET.format(time=write_times(times))))


async def ask_time(turn: Turn, text: str) -> Reply:
    """A time was written out of the blue: nothing changes before that is confirmed."""
    clock = write_times(read_times(text))
    options = (
        Option(t.TIME_CHANGE.format(time=clock), f"time:{clock}"),
        Option(t.TIME_KEEP, f"time:{KEEP}"),
    )
    sure = Message(t.TIME_SURE.format(time=clock), options=options, hint=t.NUMBER_HINT)
    return turn.aside(sure)


async def pause(turn: Turn, argument: str) -> Reply:
    """Stop the daily lesson, until further notice or for some days."""
    turn.waiting = False
    if turn.learner.state is LearnerState.STOPPED:
        return turn.say(Message(t.STOPPED))
    days = read_days(argument) if argument else None
    until = turn.today + timedelta(days=days) if days else None
    await learners.save_state(turn.conn, turn.learner.row, LearnerState.PAUSED, until)
    if days and until:
        date = f"{until.month}月{until.day}日"
        return turn.say(Message(t.PAUSED_DAYS.format(days=days, date=date)))
    return turn.say(Message(t.PAUSED))


async def resume(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """Go on: after a pause with the daily lessons, else with what is being learned. While a page
    is left to read, 继续 brings that (see ``Inbound``).
    """
    if turn.learner.state in {LearnerState.PAUSED, LearnerState.STOPPED}:
        await learners.save_state(turn.conn, turn.learner.row, LearnerState.ACTIVE)
        return turn.suggest(t.RESUMED.format(time=turn.daily_time), Option(t.TODAY, "today"))
    if turn.open_question:
        return turn.back()
    return await lessons.today(turn, "")


async def stop(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """No more messages, until the person comes back."""
    turn.waiting = False
    await learners.save_state(turn.conn, turn.learner.row, LearnerState.STOPPED)
    return turn.offer(Message(t.STOPPED))
