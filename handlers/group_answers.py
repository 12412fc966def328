"""Answers to a group's question of the day: by the platform's own quiz, or by a touched button."""

import hmac
import re
from datetime import datetime
from enum import StrEnum

from bot.domain.content import QuestionKind
from bot.domain.events import InboundEvent
from bot.domain.messages import Reply, say
from bot.learning.present import true_false
from bot.store.db import Connection
from bot.store.groups.answers import (
    AskedQuestion,
    find_asked,
    has_answered,
    keep_answer,
    learner_at,
)
from bot.texts.catalogue import Texts, texts
from bot.texts.keyboards import language_of
from bot.texts.script import in_script

GROUP_QUESTION = "gq"
"""What the data of a group question's quiz and buttons begins with: ``gq:ROW:NUMBERS``."""

LONGEST_TOAST = 200
"""Characters (Bot API ``answerCallbackQuery``)."""

_TOUCHED = re.compile(r"(\d{1,18}):(\d{1,2}(?:,\d{1,2}){0,11})", re.ASCII)


class Counted(StrEnum):
    """What became of an answer."""

    RIGHT = "right"
    WRONG = "wrong"
    AGAIN = "again"
    """This person has answered before; the first answer counts."""
    LATE = "late"
    """The answer was told already."""
    NOTHING = "nothing"
    """No such question, or no answer to it."""


def voter_of(secret: bytes, account: str, platform_id: str) -> bytes:
    """Who answers, so that nobody counts twice and nobody can be told from the table."""
    return hmac.digest(secret, "\0".join((account, platform_id)).encode(), "sha256")[:20]


async def count_poll_answer(
    conn: Connection,
    question: int,
    voter: bytes,
    learner: int | None,
    chosen: tuple[int, ...],
    now: datetime,
) -> Counted:
    """Count what somebody chose (option numbers from 1, ascending) in the group question with
    that row. The first answer of each ``voter`` counts; one that is taken back stays. Raises
    StorageUnavailableError as ``keep_answer`` does.
    """
    asked = await find_asked(conn, question)
    if asked is None:
        return Counted.NOTHING
    return await _count(conn, question, asked, (voter, learner), chosen, now)


async def touched(
    conn: Connection, event: InboundEvent, argument: str, secret: bytes, now: datetime
) -> Reply | None:
    """A button under a group question was touched: ``argument`` is ``ROW:NUMBERS``. What only who
    touched it is told.
    """
    match = _TOUCHED.fullmatch(argument)
    asked = await find_asked(conn, int(match[1])) if match else None
    elsewhere = asked and (asked.account, asked.platform_id) != (event.account, event.chat)
    if match is None or asked is None or elsewhere:
        return say(texts(language_of(event.language))("group-question-gone"))
    voter = voter_of(secret, event.account, event.sender)
    learner = await learner_at(conn, event.account, event.sender)
    chosen = tuple(map(int, match[2].split(",")))
    counted = await _count(conn, int(match[1]), asked, (voter, learner), chosen, now)
    return say(_told(asked, counted))


async def _count(
    conn: Connection,
    row: int,
    asked: AskedQuestion,
    who: tuple[bytes, int | None],
    chosen: tuple[int, ...],
    now: datetime,
) -> Counted:
    if not asked.may_be(chosen):
        return Counted.NOTHING
    voter, learner = who
    right = chosen == asked.right
    if not asked.explained and await keep_answer(
        conn,
        row,
        voter=voter,
        learner=learner,
        given=",".join(map(str, chosen)),
        right=right,
        now=now,
        in_turn=asked.in_turn,
    ):
        return Counted.RIGHT if right else Counted.WRONG
    return Counted.AGAIN if await has_answered(conn, row, voter) else Counted.LATE


def _told(asked: AskedQuestion, counted: Counted) -> str:
    """Right or wrong and the reason, in the few words that a toast has room for."""
    t = texts(asked.language)
    why = in_script(asked.why, t.language)
    said = {
        Counted.RIGHT: t("group-right", why=why),
        Counted.WRONG: t("group-wrong", answer=_right_answer(asked, t), why=why),
        Counted.AGAIN: t("group-answered-before"),
        Counted.LATE: t("group-explained-before"),
        Counted.NOTHING: t("group-question-gone"),
    }[counted]
    return said if len(said) <= LONGEST_TOAST else said[: LONGEST_TOAST - 1] + "…"


def _right_answer(asked: AskedQuestion, t: Texts) -> str:
    if asked.kind is QuestionKind.TRUE_FALSE:
        return true_false(t)[asked.right[0] - 1]
    right = (in_script(asked.options[number - 1], t.language) for number in asked.right)
    return t("mark-between").join(right)
