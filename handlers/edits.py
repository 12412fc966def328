"""When an answer takes the place of the message that was touched, so that a chat is not flooded."""

from bot.domain.messages import Reply
from handlers.consents import AFTER_COURSE
from handlers.understand import Intent

_STEPS = frozenset({"board", "comp", "course", "drop", "keep", "time", "time_sure"})
"""Touches in a list that is over then, or shows its next state."""

_ONLY_WITH = frozenset({"courses"})
"""With an argument it was touched in the shelf; without, below something that was said."""

_NOT_BELOW_A_COURSE = frozenset({"consent", "refuse"})
"""Below the words on a passed course (``AFTER_COURSE``) they leave these words where they are."""


def takes_place(intent: Intent, reply: Reply, *, asks: bool) -> bool:
    """Whether ``reply`` to a touch is put in place of the touched message. Pure.

    Never for what is learned (``asks``: it ends in a lesson or a question), and only where it is
    one message: what has several is no next state of a list.
    """
    if asks or len(reply.messages) != 1:
        return False
    [last] = reply.messages
    if last.quiz is not None or last.media is not None or last.card is not None:
        return False
    if intent.name in _ONLY_WITH:
        return bool(intent.argument)
    if intent.name in _NOT_BELOW_A_COURSE:
        return not intent.argument.endswith(AFTER_COURSE)
    return intent.name in _STEPS
