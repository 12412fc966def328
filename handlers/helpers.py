"""人: a helper of one of the learner's groups is asked, and answers."""

import re

from bot.domain.messages import Message, Option, Reply
from bot.learning.helping import MOST_WORDS
from bot.store import helpers
from bot.store.ledger.standing import is_under_14
from handlers import steps
from handlers.turn import Turn

MOST_OPEN = 5
"""Requests of one person in a day that wait for an answer."""
ASKING = "human"
_REPLYING = "reply:"
_REPLY = re.compile(
    r"\s*(?:回复|回覆|回復|回|答|reply|answer)\s*#?(\d{1,18})[\s:：,，.。、]+(\S.*)", re.I | re.S
)
_BARE = re.compile(r"\s*(?:回|reply)\s*#?\d{1,18}\s*", re.I)


async def human(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """Ask for a helper. Who is under 14 writes nothing to strangers: only that help is wanted."""
    helper = await helpers.helper_of(turn.conn, turn.learner.row)
    if helper is None:
        elsewhere = turn.deployment.helper
        name = turn.t("human-elsewhere", helper=elsewhere) if elsewhere else turn.t("human-none")
        return turn.say(Message(name))
    if await helpers.open_requests(turn.conn, turn.learner.row, turn.now) >= MOST_OPEN:
        return turn.say(Message(turn.t("human-enough")))
    if await is_under_14(turn.conn, turn.learner.row):
        return await _ask(turn, "")
    options = (Option(turn.t("human-nothing"), "human_plain"),)
    words = turn.t("human-ask", name=helper.name)
    return turn.aside(Message(words, options=options), asking=ASKING)


async def plainly(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - nothing goes with it
    """就这些: help is wanted, without words."""
    if turn.learner.dialog.asking != ASKING:
        return await human(turn, "")
    return await _ask(turn, "")


async def _ask(turn: Turn, words: str) -> Reply:
    helper = await helpers.helper_of(turn.conn, turn.learner.row)
    if helper is None:
        return turn.back(Message(turn.t("human-none")))
    said = " ".join(words.split())[:MOST_WORDS]
    at = steps.at_hand(turn)
    about = (at[0].key, at[1].key) if at is not None else (None, None)
    await helpers.ask_helper(turn.conn, turn.learner.row, helper, about, said, turn.now)
    turn.owes = True
    return turn.back(Message(turn.t("human-asked", name=helper.name)))


async def reply(turn: Turn, argument: str) -> Reply:
    """The button 回话: what is written next goes to who asked."""
    found = await _request(turn, argument)
    if found is None:
        return turn.say(Message(turn.t("help-gone")))
    who = turn.t("help-who", number=found)
    later = (Option(turn.t("help-unwritten"), "never_mind"),)
    asking = f"{_REPLYING}{argument}"
    return turn.aside(Message(turn.t("help-write", who=who), options=later), asking=asking)


async def _request(turn: Turn, argument: str) -> int | None:
    """For whom this helper knows the asker of an open request; None: there is none."""
    row = int(argument) if argument.isdecimal() and len(argument) <= _LONGEST else 0
    found = (await helpers.requests(turn.conn, [row])).get(row)
    if found is None or found.helper != turn.learner.row or found.answered:
        return None
    return found.who


_LONGEST = 18


def is_asking(noted: str) -> bool:
    """Whether the dialog notes that words to or from a helper are waited for."""
    return noted == ASKING or noted.startswith(_REPLYING)


async def written(turn: Turn, text: str) -> Reply:
    """The words that were waited for."""
    noted = turn.learner.dialog.asking
    if noted == ASKING:
        return await _ask(turn, text)
    return await _answer(turn, noted.removeprefix(_REPLYING), text)


async def answered(turn: Turn, text: str) -> Reply | None:
    """回 12 点右上角: a helper's answer. None for who has nobody to answer, and for other words."""
    found = _REPLY.fullmatch(text)
    if found is None:
        if _BARE.fullmatch(text) and await helpers.helps(turn.conn, turn.learner.row):
            return turn.say(Message(turn.t("help-again")))
        return None
    if not await helpers.helps(turn.conn, turn.learner.row):
        return None
    return await _answer(turn, found[1], found[2])


async def _answer(turn: Turn, row: str, text: str) -> Reply:
    words, number = " ".join(text.split())[:MOST_WORDS], int(row)
    who = await helpers.answer_request(turn.conn, number, turn.learner.row, words, turn.now)
    turn.owes = True
    if who is None:
        return turn.back(Message(turn.t("help-gone")))
    return turn.back(Message(turn.t("help-sent", who=turn.t("help-who", number=who))))
