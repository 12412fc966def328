"""The language we speak to a learner in: 简体中文, 繁體中文 or English."""

from dataclasses import replace

from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.store import recipients
from bot.texts.catalogue import LANGUAGE_NAMES
from handlers import greeting
from handlers.turn import Turn
from handlers.understand import tap_data


async def language(turn: Turn, argument: str) -> Reply:
    """Which language, or the one that was chosen: ``en``, as ``learner.language`` names it; what was
    open goes on in it, a greeting too, and the standing keyboard is shown anew. A touch can be old, or forged.
    """
    if argument not in LANGUAGE_NAMES:
        return _ask(turn)
    await recipients.save_language(turn.conn, turn.learner.row, argument)
    turn.learner = replace(turn.learner, language=argument)
    said = Message(turn.t("language-saved"))
    if turn.learner.state is LearnerState.NEW:
        greeted = await greeting.start(turn, "")
        return Reply((said, *greeted.messages))
    turn.keyboard = True
    return turn.back(said) if turn.open_question else turn.offer(said)


def _ask(turn: Turn) -> Reply:
    """Each language in its own words, and the question in all of them."""
    options = tuple(
        Option(name, tap_data("language", code)) for code, name in LANGUAGE_NAMES.items()
    )
    asked = Message(turn.t("language-ask"), options=options, hint=turn.t("hint-number"))
    return turn.aside(asked)
