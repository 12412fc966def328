"""What waited in a learner's inbox is handed over with the next reply."""

from collections.abc import Mapping
from dataclasses import replace

from bot.delivery.worker import Composer
from bot.domain.delivery import Composed, Kind
from bot.domain.messages import Message, Reply
from bot.store import deliveries
from handlers.turn import Turn

MOST = 2
"""How much is handed over with one reply; the rest comes with the next."""


async def hand_over(turn: Turn, reply: Reply, composers: Mapping[Kind, Composer]) -> Reply:
    """``reply`` with what waited behind it, the oldest useful first, one lesson at most.

    Nothing is added while a question is open or the reply offers a choice: it would drown it.
    """
    if turn.dialog.question or any(message.options for message in reply.messages):
        return reply
    messages: list[Message] = list(reply.messages)
    lesson_given = False
    for held in (await deliveries.held_of(turn.conn, turn.learner.row, turn.now))[:MOST]:
        is_lesson = held.kind in {Kind.LESSON, Kind.QUIZ}
        if is_lesson and lesson_given:
            continue
        composed = await composers[held.kind](turn.conn, held)
        if isinstance(composed, Composed):
            messages += composed.reply.messages
            if composed.dialog is not None:
                turn.dialog = replace(composed.dialog)
        await _settle(turn, held.row, composed)
        if is_lesson:
            lesson_given = True
            break
    return Reply(tuple(messages))


async def _settle(turn: Turn, row: int, composed: object) -> None:
    given = isinstance(composed, Composed)
    reason = "handed over with a reply" if given else "there was nothing to say any more"
    step = {"at": turn.now.isoformat(), "reason": reason, "rung": "reply"}
    state = "sent" if given else "expired"
    await deliveries.end(turn.conn, row, state, reason=reason, now=turn.now, step=step)
