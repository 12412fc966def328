"""Replies to questions that are answered in one's own words."""

import re
from collections.abc import Sequence

from bot.learning.answer_numbers import amounts_in, date_in, date_said, fold_numbers, quantity
from bot.learning.answer_options import bare, letters
from bot.learning.answer_parts import torn
from bot.learning.answer_words import DENIED, DOUBT, POLITE, TALK

_ASKS = re.compile(
    r"[?吗么咩乜]|还是|或|呢$|是不是|对不对|系咪|要不|也行|都行|随便|大概|左右|上下|\bor\b|\bnot\b"
)
_GIVES_UP = re.compile(
    r"不知|唔知|不记得|唔记得|想不起|忘|不会|唔识|不清楚|不懂|don'?t know|no idea|idk"
)
_CARRIERS = re.compile(
    r"(?:是|拨?打|用|叫|应该?|应当|该|当然|必须|[一1]定|就|我|我们|去|找|请|要|得|快|马上|立即|立刻|电话|号码|热线|专线|反诈|反诈骗|诈骗|官方|全国|国家|火警|急救|救护车?|消防"
    r"|拿|戴上?|穿上?|带上?|系上?|按|走|为|等于|[一1]共|总共|每|最高|最多|最低|最少|限速|时速|每小时|小时|罚款?|交|缴|付|下载|安装|装上?|应用|软件|app"
    r"|公里|千米|米|元|块钱?|个|次|天|年|岁|度|分钟|的|了|吧|啊|呀|哦|嘛|呗|啦|嘅|老师|[您你]?好|谢谢[您你]?|多谢|答案|第[一二三]步)*"
)
_BOUNDS = re.compile(
    r"不超过|不高于|不多于|不低于|不少于|不得超过|至少|最多|以上|以下|以内|左右|大约|大概"
)
_AT_MOST = re.compile(r"不超过?|不得超过|不高于|不多于|最多|以内|之内")
"""Bounds that say the same: who is asked for one may answer with another."""
_EACH = re.compile(r"(?:每|[一1]|成年?人每?一?)[天日]")
_FEW = re.compile(
    r"(?<![0-9零〇一幺二两三四五六七八九百千万])(?:一两|一二|[两二]三|三四|三五|四五|五六|六七|七八|八九)"
    r"(?=[十百千万]*(?:[个天小分秒次岁元块斤克米公里倍年月周度]|$))"
)
"""两三个, 十五六公里: a guess between two numbers."""
_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)?|[零〇一幺二两三四五六七八九十百千万]{2,}")
"""Numbers in a sentence; a single 一 is more often a word: 快一点."""
_LISTED = re.compile(r"[0-9][\s,、;/+-]+[0-9]")
_LONGEST_REST = 8
_LONGEST = 40
"""Letters; a longer reply that holds no accepted text may say it in other words."""


def read_short(said: str, accepted: Sequence[str], stem: str) -> bool | None:
    """Whether ``said`` is one of the ``accepted`` texts; None where that is not clear.

    Who is asked 不超过几克 may answer 不超过5克: what bounds the number in the ``stem`` may be said again.
    """
    said = _without_bounds(said, stem)
    if _FEW.search(said) and not any(letters(said) == letters(one) for one in accepted):
        return None
    beside = _unasked(said, accepted)
    doubtful = _ASKS.search(said) or DOUBT.search(beside) or DENIED.search(beside)
    if not letters(said) or doubtful:
        return False if _gives_up(beside) and beside == letters(said) else None
    whole, left = fold_numbers(said), fold_numbers(bare(said))
    words = letters(whole)
    wanted = [fold_numbers(one) for one in accepted]
    texts = [letters(one) for one in wanted]
    if words in texts or letters(left) in texts:
        return True
    days = {day for one in wanted if (day := date_in(one))}
    if days and (day := date_said(left.replace(" ", ""))):
        return day in days if all(day) else None
    return _measured(said, left, wanted)


def _measured(said: str, left: str, wanted: Sequence[str]) -> bool | None:
    """The same, of a reply that is not word for word one of the ``wanted`` texts."""
    words, texts = letters(fold_numbers(said)), [letters(one) for one in wanted]
    measured = _measures(_amount(words) or _amount(letters(left)) or left, wanted)
    if measured is not None and (measured or not _LISTED.search(said)):
        return measured
    return None if _talks(said, words, texts) else _in_words(said, words, texts)


def _in_words(said: str, words: str, texts: Sequence[str]) -> bool | None:
    """Whether a short sentence says an accepted text."""
    held = [one for one in texts if _says(words, one)]
    if held:
        return True if _plainly(words, max(held, key=len)) else None
    return _refused(said, words, texts)


def _without_bounds(said: str, stem: str) -> str:
    """``said`` without what it repeats of the question: 不超过, or 一天."""
    if _AT_MOST.search(stem):
        said = _AT_MOST.sub("", said, count=1)
    for bound in _BOUNDS.findall(stem):
        said = said.replace(bound, "", 1)
    return _EACH.sub("", said, count=1) if _EACH.search(stem) else said


def _talks(said: str, words: str, texts: Sequence[str]) -> bool:
    """Whether a reply is a greeting or the like. 可以 is an answer where 不可以 is."""
    answers = any(words in one for one in texts)
    return not answers and bool(TALK.fullmatch(letters(said)) or POLITE.fullmatch(said))


def _unasked(said: str, accepted: Sequence[str]) -> str:
    """``said`` without the accepted texts: their own "不" denies nothing."""
    words = letters(said)
    for one in sorted(map(letters, accepted), key=len, reverse=True):
        words = words.replace(one, "") if one else words
    return words


def _gives_up(said: str) -> bool:
    return bool(_GIVES_UP.search(said)) and not re.search(r"[0-9吗么]|还是|或", said)


def _amount(words: str) -> str:
    """The only amount of a reply that says nothing else: 50 in 罚五十; empty for another reply."""
    amounts = amounts_in(words)
    carried = len(amounts) == 1 and _CARRIERS.fullmatch(words.replace(amounts[0], "", 1))
    return amounts[0] if carried and len(words) <= len(amounts[0]) + _LONGEST_REST else ""


def _measures(left: str, wanted: Sequence[str]) -> bool | None:
    """Whether a reply is the same amount as an accepted one: 1500米 for 1.5公里. None: no amount.

    Where a unit is accepted, a reply with another unit says something else: 15分钟 for 15公里.
    """
    said = quantity(left.replace(" ", ""))
    amounts = [one for text in wanted if (one := quantity(text.replace(" ", "")))]
    if said is None or not amounts:
        return None
    if said.measure and any(one.measure for one in amounts):
        amounts = [one for one in amounts if one.measure]
    return any(said.same(one) for one in amounts)


def _says(words: str, one: str) -> bool:
    at = words.find(one)
    return len(one) > 1 and at >= 0 and not torn(words, at, at + len(one))


def _plainly(words: str, longest: str) -> bool:
    """Whether a short sentence says an accepted text, and beside it nothing that could matter."""
    rest = words.replace(longest, "", 1)
    numbers = longest.isdecimal() and any(c.isdecimal() for c in rest)
    return len(rest) <= _LONGEST_REST and not numbers and bool(_CARRIERS.fullmatch(rest))


def _refused(said: str, words: str, texts: Sequence[str]) -> bool | None:
    """False where the reply says something else than what is accepted; None where it may not."""
    numbers = [letters(fold_numbers(one)) for one in _NUMBERS.findall(said)]
    if any(one in texts for one in numbers) or len(words) > _LONGEST:
        return None
    # Where a number is asked for, words without one are talk; two numbers are not one answer.
    numeric = any(one[:1].isdecimal() for one in texts)
    return None if numeric and len(numbers) != 1 else False
