"""The one table from what is meant to who handles it."""

from collections.abc import Awaitable, Callable

from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.texts import zh_hans as t
from handlers import answering, competitions, courses, greeting, lessons, rhythm, standing
from handlers.clock_words import read_times
from handlers.turn import Turn
from handlers.understand import FREE, Intent

Handler = Callable[[Turn, str], Awaitable[Reply]]


async def help_(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """What can be said now."""
    return turn.say(Message(t.HELP_TEXT))


async def unknown(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - nothing is known of it
    """A command or button that does not exist (any more)."""
    return turn.offer(Message(t.NOT_UNDERSTOOD, options=(Option(t.TODAY, "today"),)))


async def free(turn: Turn, text: str) -> Reply:
    """Text that names nothing: a time we asked for, an answer, or not understood."""
    if turn.learner.dialog.asking == "time" and read_times(text):
        if turn.learner.state is LearnerState.NEW:
            return await greeting.choose_slot(turn, text)
        return await rhythm.set_time(turn, text)
    if answered := await answering.written(turn, text):
        return answered
    if turn.learner.state is LearnerState.NEW:
        return await greeting.start(turn, "")
    if turn.waiting:
        return turn.offer(Message(t.SOMETHING_WAITS))
    return turn.say(Message(t.NOT_UNDERSTOOD))


ROUTES: dict[str, Handler] = {
    "start": greeting.start,
    "track": greeting.choose_track,
    "slot": greeting.choose_slot,
    "today": lessons.today,
    "done": lessons.done,
    "quiz": answering.quiz,
    "ans": answering.tapped,
    "courses": courses.show,
    "course": courses.choose,
    "drop": courses.drop,
    "time": rhythm.set_time,
    "pause": rhythm.pause,
    "resume": rhythm.resume,
    "stop": rhythm.stop,
    "progress": standing.progress,
    "credits": standing.credits,
    "consent": standing.agree,
    "refuse": standing.refuse,
    "competitions": competitions.listing,
    "comp": competitions.show,
    "enter": competitions.enter,
    "help": help_,
    FREE: free,
}


async def answer(turn: Turn, intent: Intent) -> Reply:
    """The reply to what is meant."""
    return await ROUTES.get(intent.name, unknown)(turn, intent.argument)
