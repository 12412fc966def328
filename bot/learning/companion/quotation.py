"""What is quoted of a lesson: whole sentences, those that speak of the question."""

import re
from collections.abc import Callable, Mapping, Sequence
from math import log

from bot.domain.content import Lesson
from bot.learning.companion.care import HOTLINES
from bot.learning.companion.numbers import numbers
from bot.learning.companion.passages import paragraphs
from bot.learning.companion.sentences import clauses, sentences
from bot.learning.companion.terms import terms

MOST = 120
"""Characters of a quotation: with the lesson's name it stays within the 150 of one message
(reference/learning.md sections 4 and 7)."""
CUT = "……"
Worth = Callable[[str], float]
"""What a piece of a lesson holds of what is asked."""
_HOW_MUCH = re.compile("多少|几|多久|多长|多大|多高|多快")
HOW_MUCH = 0.5
"""Who asks how much is answered by a number: it counts as so much of the question. What to do counts
the same for who asks that."""
_ARTICLE = re.compile("第[^第条]{1,8}条")
_N = r"[\d零〇一二三四五六七八九十百千万两半几.]+[多余来]?"
_MONEY = re.compile(rf"{_N}\s*(?:元|块|角|分钱|万)|免费|不要钱|不花钱|不收|免收")
_FINE = rf"{_N}\s*(?:元|块|万|倍)"
_UNITS = (
    (re.compile("[几多少]倍"), re.compile(rf"{_N}\s*倍")),
    (re.compile("赔.{0,3}(?:多少|几)"), re.compile(rf"{_N}\s*(?:元|块|万|倍)")),
    (
        re.compile("罚.{0,3}(?:多少|几)|罚款"),
        re.compile(rf"罚[^。；]*?{_FINE}|{_FINE}[^。；]*?罚"),
    ),
    (re.compile("多少钱|几(?:块|元|钱)|多少(?:元|块)"), _MONEY),
    (re.compile("几岁|多大(?:年纪|岁数)|多少岁"), re.compile(rf"{_N}\s*(?:周岁|岁)")),
)
"""Who asks for these wants this and no other number: where the lesson has none, it does not answer."""
_TIME = re.compile(rf"{_N}\s*(?:个?(?:小时|钟头|月|星期|礼拜)|年|天|日|周|分钟|秒|夜|晚)")
_HOW_LONG = re.compile(
    "多久|多长时间|几(?:天|日|个月|年|周|小时|个小时|分钟)|多少(?:天|日|年|小时|分钟)"
)
_WHAT_TO_DO = re.compile("怎么办|咋办|点算|点办|怎样办|怎么处理|怎么做|往哪|去哪|躲")
_WHAT_IS = re.compile("什么意思|啥意思|[咩乜]意思|是什么|什么是|是啥|什么叫")
_TELLS_WHAT = re.compile("是指|指的是|叫做|叫|就是|[”」][：，]")
_DO = re.compile("万一|马上|立刻|立即|赶紧|赶快|先别|别慌|别急|迅速|挂断|打1[12][0-9]")


def quoted(lesson: Lesson, question: str, told: Mapping[str, float]) -> str | None:
    """At most 120 characters of ``lesson``: of the paragraph that holds most of ``told`` (terms and
    what each tells; what stands in every paragraph tells little, and to a ``question`` for an amount
    for what to do or for what something is, such a sentence counts too) the neighbouring whole sentences that hold most of
    it, as many as there is room for. Of a sentence that is longer by itself, its best clauses, with
    ``……`` where it was cut. Empty for a lesson without text; None where it has no such amount.
    """
    every = paragraphs(lesson)
    if not every:
        return ""
    wanted = next((unit for asks, unit in _UNITS if asks.search(question)), None)
    if wanted is not None and not wanted.search(lesson.text):
        return None
    within = _within(every, told)
    extra = HOW_MUCH * sum(within.values())
    wants = _wants(question, wanted)

    def worth(text: str) -> float:
        return said(text, within) + (extra if wants(text) else 0.0)

    return _window(max(every, key=worth), worth)


def _wants(question: str, amount: re.Pattern[str] | None) -> Callable[[str], bool]:
    """Whether a text has what is asked for besides its words."""
    if amount is None and _HOW_LONG.search(question):
        amount = _TIME
    if amount is not None:
        return lambda text: amount.search(text) is not None
    if _HOW_MUCH.search(question):
        return lambda text: bool(numbers(_ARTICLE.sub("", text)) - HOTLINES.keys())
    if _WHAT_IS.search(question):
        return lambda text: _TELLS_WHAT.search(text) is not None
    if _WHAT_TO_DO.search(question):
        return lambda text: _DO.search(text) is not None
    return lambda _: False


def _within(every: Sequence[str], told: Mapping[str, float]) -> dict[str, float]:
    """What each term tells among the paragraphs of one lesson."""
    held = [set(terms(one)) for one in every]
    counts = {term: sum(term in one for one in held) for term in told}
    return {
        term: tells * log(1 + len(every) / max(1, counts[term])) for term, tells in told.items()
    }


def said(text: str, told: Mapping[str, float]) -> float:
    """How much of ``told`` a text holds."""
    return sum(told[term] for term in set(terms(text)) if term in told)


def _window(paragraph: str, worth: Worth) -> str:
    every = sentences(paragraph)
    if found := _best(every, worth, MOST):
        return "".join(every[found])
    return _clauses(max(every, key=worth), worth)


def _clauses(sentence: str, worth: Worth) -> str:
    """The best of a sentence that is too long as a whole."""
    every = clauses(sentence)
    room = MOST - 2 * len(CUT)
    found = _best(every, worth, room)
    if found is None:
        return sentence[:room] + CUT
    begin = CUT if found.start else ""
    end = CUT if found.stop < len(every) else ""
    return begin + "".join(every[found]) + end


def _best(parts: Sequence[str], worth: Worth, room: int) -> slice | None:
    """The neighbouring parts that are worth most within ``room`` characters; of several, the
    longest, then the first. None where not even one part fits.
    """
    best, found = (-1.0, 0), None
    for begin in range(len(parts)):
        for end in range(begin + 1, len(parts) + 1):
            text = "".join(parts[begin:end])
            if len(text) > room:
                break
            if (amount := (round(worth(text), 6), len(text))) > best:
                best, found = amount, slice(begin, end)
    return found
