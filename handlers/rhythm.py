"""When lessons come: the daily time, pausing, going on, stopping."""

from datetime import timedelta

from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.store import learners
from bot.texts import zh_hans as t
from handlers.clock_words import MOST_TIMES, read_days, read_times
from handlers.turn import Turn


async def set_time(turn: Turn, argument: str) -> Reply:
    """The daily time, or several breaks."""
    if not argument:
        turn.dialog = turn.learner.dialog
        return turn.offer(Message(t.TIME_ASK.format(time=turn.daily_time)), asking="time")
    times = read_times(argument)
    if not times:
        return turn.offer(Message(t.TIME_UNCLEAR), asking="time")
    if len(times) > MOST_TIMES:
        return turn.offer(Message(t.TIME_TOO_MANY.format(most=MOST_TIMES)), asking="time")
    await learners.save_times(turn.conn, turn.learner.row, times, turn.now)
    return turn.say(Message(t.TIME_SET.format(time="、".join(f"{one:%H:%M}" for one in times))))


async def pause(turn: Turn, argument: str) -> Reply:
    """Stop the daily lesson, until further notice or for some days."""
    days = read_days(argument) if argument else None
    until = turn.today + timedelta(days=days) if days else None
    await learners.save_state(turn.conn, turn.learner.row, LearnerState.PAUSED, until)
    if days and until:
        return turn.say(
            Message(t.PAUSED_DAYS.format(days=days, date=f"{until.month}月{until.day}日"))
        )
    return turn.say(Message(t.PAUSED))


async def resume(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """Go on with the lessons; while something is left to read, 继续 brings that (see ``more``)."""
    if turn.learner.state in {LearnerState.PAUSED, LearnerState.STOPPED}:
        await learners.save_state(turn.conn, turn.learner.row, LearnerState.ACTIVE)
        options = (Option(t.TODAY, "today"),)
        return turn.offer(Message(t.RESUMED.format(time=turn.daily_time), options=options))
    return turn.say(Message(t.NOT_PAUSED))


async def stop(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """No more messages, until the person comes back."""
    await learners.save_state(turn.conn, turn.learner.row, LearnerState.STOPPED)
    return turn.say(Message(t.STOPPED))
