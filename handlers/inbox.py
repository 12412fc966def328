"""What waited in a learner's inbox is handed over with the next reply."""

from collections.abc import Mapping

from bot.delivery.asking import LONG_HELD, Chance, Moment
from bot.delivery.worker import Composer
from bot.domain.delivery import Composed, Kind, NotNeeded, NotNow
from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Reply
from bot.store import deliveries
from bot.store.deliveries import Delivery
from handlers import notices
from handlers.contest_waiting import carried
from handlers.turn import Turn

MOST = 2
"""How much is handed over with one reply; the rest comes with the next."""

_LESSONS = {Kind.LESSON, Kind.QUIZ}


async def lesson_waits(turn: Turn) -> bool:
    """Whether a lesson lies in the inbox that this learner would be given."""
    if not turn.waiting or turn.course is None:
        return False
    return any(held.kind in _LESSONS for held in await _held(turn))


async def hand_over(turn: Turn, reply: Reply, composers: Mapping[Kind, Composer]) -> Reply:
    """``reply`` with what waited behind it, the oldest useful first.

    Nothing is added to a reply that asks something or shows a list: it would drown the question.
    A lesson comes only when nothing else is open, and ends what is handed over.
    """
    options = reply.messages[-1].options
    if turn.asked or turn.dialog.asking or len(options) > 1:
        return reply
    free = not turn.dialog.question and not options
    fitting = [held for held in await _held(turn) if free or held.kind not in _LESSONS]
    messages: list[Message] = list(reply.messages)
    given = 0
    for held in fitting:
        composed = (await composers[held.kind](turn.conn, [held]))[held.row]
        if isinstance(composed, NotNow):
            continue  # it stays where it is
        if isinstance(composed, Composed):
            messages += composed.reply.messages
            if composed.dialog is not None:
                turn.dialog = carried(composed.dialog, turn.dialog)
            _note_chance(turn, held)
        await _settle(turn, held.row, composed)
        given += 1
        if held.kind in _LESSONS or given == MOST:
            break
    return await notices.invite(turn, Reply(tuple(messages)))


def _note_chance(turn: Turn, given: Delivery) -> None:
    """Who was handed something late may want to be told in time."""
    if turn.chance is None and turn.now - given.due >= LONG_HELD:
        turn.chance = Chance(Moment.HANDED_OVER, given.kind)


async def _held(turn: Turn) -> list[Delivery]:
    """What waits and is wanted: nothing by who stopped, no lesson by who paused."""
    if turn.learner.state is LearnerState.STOPPED:
        return []
    held = await deliveries.held_of(turn.conn, turn.learner.row, turn.now)
    paused = turn.learner.state is LearnerState.PAUSED
    return [one for one in held if not (paused and one.kind in _LESSONS)]


async def _settle(turn: Turn, row: int, composed: Composed | NotNeeded) -> None:
    given = isinstance(composed, Composed)
    reason = "handed over with a reply" if given else "there was nothing to say any more"
    state = "sent" if given else "expired"
    await deliveries.end_held(turn.conn, row, state, reason=reason, now=turn.now)
