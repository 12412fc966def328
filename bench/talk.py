"""What people write in a measurement, and what must come back."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_TITLE = re.compile(r"第\d+课 ")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of text: its name in the table, the words, and whether an answer is right."""

    name: str
    words: str
    right: Callable[[str], bool]


def _lesson(text: str) -> bool:
    return bool(_TITLE.search(text))


def _feedback(text: str) -> bool:
    return text.startswith(("✅ 答对了", "没关系，正确答案"))


def _ended(text: str) -> bool:
    return _feedback(text) and "这一课学完了" in text


WORD = Kind("a plain word", "帮助", lambda text: text.startswith("您可以发这些"))
ANSWER = Kind("an answer to an open question", "1", _feedback)
LAST_ANSWER = Kind("the answer that ends a lesson", "1", _ended)
TODAY = Kind("today's lesson", "今日一课", _lesson)
KINDS = (WORD, ANSWER, LAST_ANSWER, TODAY)

GREETING = ("开始", "4", "1")
"""A new learner's first words, who only looks around: seniors read a lesson in steps. After them the
first lesson's question is open."""

ROUND = (WORD, WORD, ANSWER, LAST_ANSWER, TODAY)
"""What each learner writes in one round; every shipped lesson has two questions, so that each
answer meets an open one and the last word opens the next lesson.
"""


def echoed(text: str) -> Kind:
    """What an echo must bring back."""
    return Kind("an echo", text, lambda answer: answer == text)
