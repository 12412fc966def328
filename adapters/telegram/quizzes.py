"""Which questions fit Telegram's own quiz poll, and how one is asked (Bot API ``sendPoll``).

Limits: question of 1-300 characters, 1-12 options of 1-100, explanation of at most 200 with at most
2 line feeds, here counted in UTF-16 units after trimming; ids of right options ascend.
"""

from datetime import UTC, datetime
from typing import Any

from adapters.telegram.cutting import units
from bot.domain.messages import Message, Quiz, Reply

QUESTION_UNITS = 300
OPTIONS = 12
OPTION_UNITS = 100
EXPLANATION_UNITS = 200
EXPLANATION_LINE_FEEDS = 2

SOONEST_CLOSE = 5
LATEST_CLOSE = 2_628_000
"""Seconds from now between which ``close_date`` may lie."""


def quiz_of(page: Reply) -> Quiz | None:
    """The quiz that ``page`` is sent as; None for any other page."""
    if len(page.messages) != 1:
        return None
    quiz = page.messages[0].quiz
    return quiz if quiz is not None and fits(page.messages[0]) else None


def fits(message: Message) -> bool:
    """Whether ``message`` has a quiz that Telegram's limits let through."""
    quiz = message.quiz
    return (
        quiz is not None
        and _said(quiz.stem, QUESTION_UNITS)
        and 1 <= len(quiz.options) <= OPTIONS
        and all(_said(option, OPTION_UNITS) for option in quiz.options)
        and _is_right(quiz)
        and units(quiz.why.strip()) <= EXPLANATION_UNITS
        and quiz.why.strip().count("\n") <= EXPLANATION_LINE_FEEDS
    )


def fields(quiz: Quiz) -> dict[str, Any]:
    """The poll's own fields. Nothing is formatted: without a parse mode the words are plain."""
    asked: dict[str, Any] = {
        "question": quiz.stem.strip(),
        "options": [{"text": option.strip()} for option in quiz.options],
        "type": "quiz",
        "is_anonymous": False,
        "correct_option_ids": [number - 1 for number in quiz.right],
    }
    if quiz.several or len(quiz.right) > 1:
        asked["allows_multiple_answers"] = True
    if quiz.why.strip():
        asked["explanation"] = quiz.why.strip()
    return asked


def close_date(quiz: Quiz, now: datetime) -> int | None:
    """When Telegram closes the poll, as Unix time.

    None where it stays open, and where Telegram would not take the time: an answer that comes
    too late is known as such by its own time.
    """
    if not quiz.closes:
        return None
    closes = datetime.fromisoformat(quiz.closes)
    closes = closes if closes.tzinfo is not None else closes.replace(tzinfo=UTC)
    ahead = (closes - now).total_seconds()
    # A second of room on either side: the call takes its time, and the clocks differ.
    return int(closes.timestamp()) if SOONEST_CLOSE + 1 < ahead < LATEST_CLOSE - 1 else None


def _said(text: str, most: int) -> bool:
    return 1 <= units(text.strip()) <= most


def _is_right(quiz: Quiz) -> bool:
    right = quiz.right
    ascends = list(right) == sorted(set(right))
    return bool(right) and ascends and right[0] >= 1 and right[-1] <= len(quiz.options)
