"""Reading a reply leniently, and never guessing (reference/learning.md section 4)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.content import Question, QuestionKind


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply was understood to say; ``clear`` is False when it must be asked again.

    ``chosen`` are option numbers from 1 (1 true, 2 false for true_false). ``accepted`` tells
    for a short answer whether it is one of the accepted texts.
    """

    clear: bool
    chosen: frozenset[int] = frozenset()
    accepted: bool = False


UNCLEAR = Reading(clear=False)

_NUMERALS = {
    "一": 1, "壹": 1, "甲": 1, "两": 2, "兩": 2, "二": 2, "贰": 2, "貳": 2, "乙": 2, "俩": 2,
    "三": 3, "叁": 3, "丙": 3, "四": 4, "肆": 4, "丁": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9, "十": 10,
}  # fmt: skip
_TRUE = {
    "对", "對", "正确", "正確", "是", "是的", "啱", "係", "系", "没错", "沒錯", "冇错", "冇錯", "√", "✓", "✔",
    "t", "true", "yes", "y", "对的", "對的", "啱嘅", "可以", "同意", "正确的",
}  # fmt: skip
_FALSE = {
    "错", "錯", "错误", "錯誤", "不是", "唔系", "唔係", "唔啱", "不对", "不對", "×", "✗", "✘", "❌", "x", "f", "false",
    "no", "n", "错的", "錯的", "不正确", "不正確", "不可以", "不同意", "唔同意", "不",
}  # fmt: skip
_BEFORE_NFKC = str.maketrans(
    {"Ⅰ": "1", "Ⅱ": "2", "Ⅲ": "3", "Ⅳ": "4", "Ⅴ": "5", "㈠": "1", "㈡": "2", "㈢": "3", "㈣": "4"}
)
_POLITE = re.compile(
    r"^(?:我?(?:选|揀|拣|選|觉得|覺得|认为|認為|想|猜)(?:是|係|选|選)?|答案?(?:是|係|:)?|应该(?:是)?|應該(?:是)?|"
    r"老师|老師|你好|您好|请|請|那就|就|是|係)+|"
    r"(?:吧|啦|啊|呀|嘞|哦|喔|呢|哈|嘛|的|了|嘅|谢谢(?:您|你)?|謝謝(?:您|你)?|老师|老師|可以吗|好吗|对吗)+$"
)
_ORDINAL = re.compile(
    r"^第?([0-9]{1,2}|[一二三四五六七八九十两兩甲乙丙丁])(?:个|個|项|項|题|題|号|號|条|條|选项|種|种)?$"
)
_LETTER = re.compile(r"^(?:选项)?([a-l])(?:选项|项|個|个)?$")
_HESITANT = re.compile(
    r"不是|还是|還是|或者|或|都行|都可以|随便|隨便|不知道|唔知|不懂|不确定|[?？]|吗$"
)
_PUNCTUATION = re.compile(r"[\s。．.!！~～…()（）\[\]【】「」『』\"'“”‘’《》<>;；:：]+")


def tidy(text: str) -> str:
    """Comparable form of a reply: width and case folded, punctuation and emoji gone."""
    folded = unicodedata.normalize("NFKC", text.translate(_BEFORE_NFKC)).lower()
    kept = "".join(
        c
        for c in folded
        if unicodedata.category(c) not in {"So", "Sk", "Cf", "Mn", "Cc"} or c in "√✓✔×✗✘❌"
    )
    return kept.strip()


def read_number(text: str, most: int) -> int | None:
    """The option number a reply names (1 to ``most``), or None: "２", "b。", "第二个", "选B吧"."""
    return _number(_strip(tidy(text)), most)


def read_answer(text: str, question: Question) -> Reading:
    """What a reply says to ``question``. Ambiguous replies are unclear, never guessed."""
    if question.kind is QuestionKind.SHORT:
        return _read_short(text, question.accepted)
    if question.kind is QuestionKind.TRUE_FALSE:
        return _read_true_false(text)
    if question.kind is QuestionKind.MULTIPLE:
        return _read_multiple(text, question.options)
    return _read_single(text, question.options)


def _strip(text: str) -> str:
    """Without politeness and punctuation around the answer itself."""
    bare = _PUNCTUATION.sub("", text).strip("、,，-")
    for _ in range(3):
        shorter = _POLITE.sub("", bare)
        if not shorter or shorter == bare:
            break
        bare = shorter
    return bare


def _number(bare: str, most: int) -> int | None:
    number = 0
    if match := _ORDINAL.match(bare):
        word = match.group(1)
        number = int(word) if word.isdigit() else _NUMERALS[word]
    elif match := _LETTER.match(bare):
        number = ord(match.group(1)) - ord("a") + 1
    elif bare in _NUMERALS:
        number = _NUMERALS[bare]
    return number if 1 <= number <= most else None


def _by_text(bare: str, options: Sequence[str]) -> int | None:
    """The one option whose text the reply is, or is a telling part of (two characters)."""
    plain = [_PUNCTUATION.sub("", tidy(option)) for option in options]
    if bare in plain:
        return plain.index(bare) + 1
    if len(bare) < 2:
        return None
    holding = [n for n, option in enumerate(plain, 1) if bare in option]
    return holding[0] if len(holding) == 1 else None


def _labelled(bare: str, options: Sequence[str]) -> int | None:
    """ "b先核对对方是谁": a letter or number followed by that option's own text."""
    for n, option in enumerate(options, 1):
        plain = _PUNCTUATION.sub("", tidy(option))
        for label in (str(n), chr(ord("a") + n - 1)):
            if bare in {label + plain, f"{label}、{plain}", f"{label},{plain}"}:
                return n
    return None


def _read_single(text: str, options: Sequence[str]) -> Reading:
    whole = _PUNCTUATION.sub("", tidy(text)).strip("、,，-")
    exact = (
        _by_text(whole, options)
        if whole in [_PUNCTUATION.sub("", tidy(o)) for o in options]
        else None
    )
    if exact:
        return Reading(True, frozenset({exact}))
    if _HESITANT.search(tidy(text)):
        return UNCLEAR
    bare = _strip(tidy(text))
    number = _number(bare, len(options)) or _labelled(bare, options) or _by_text(bare, options)
    return Reading(True, frozenset({number})) if number else UNCLEAR


def _read_true_false(text: str) -> Reading:
    plain = tidy(text)
    whole = _PUNCTUATION.sub("", plain).strip("、,，-")
    for candidate in (whole, _strip(plain)):
        if candidate in _FALSE:
            return Reading(True, frozenset({2}))
        if candidate in _TRUE:
            return Reading(True, frozenset({1}))
        if number := _number(candidate, 2):
            return Reading(True, frozenset({number}))
    return UNCLEAR


def _read_multiple(text: str, options: Sequence[str]) -> Reading:
    plain = tidy(text)
    if _HESITANT.search(plain):
        return UNCLEAR
    if re.fullmatch(
        r"(?:都对|都對|全选|全選|全部|都选|都選|全都选|都是|全对|全對)", _strip(plain)
    ):
        return Reading(True, frozenset(range(1, len(options) + 1)))
    parts = [p for p in re.split(r"[\s,，、;；和与與跟同及+&.。/]+", _polite_off(plain)) if p]
    chosen: set[int] = set()
    for part in parts:
        found = _numbers_in(part, options)
        if not found:
            return UNCLEAR
        chosen |= found
    return Reading(True, frozenset(chosen)) if chosen else UNCLEAR


def _polite_off(plain: str) -> str:
    text = plain
    for _ in range(3):
        text = _POLITE.sub("", text).strip()
    return text


def _numbers_in(part: str, options: Sequence[str]) -> set[int]:
    """The options one piece of a multiple answer names; empty when any of it is not clear."""
    bare = _strip(part)
    if (number := _number(bare, len(options))) or (number := _by_text(bare, options)):
        return {number}
    if not re.fullmatch(r"[0-9a-l一二三四五六七八九]+", bare):
        return set()
    numbers = {_number(char, len(options)) for char in bare}
    return set() if None in numbers else {n for n in numbers if n}


def _read_short(text: str, accepted: Sequence[str]) -> Reading:
    plain = _PUNCTUATION.sub("", tidy(text)).strip("、,，-")
    if not plain:
        return UNCLEAR
    wanted = {_PUNCTUATION.sub("", tidy(one)) for one in accepted}
    hit = plain in wanted or _strip(tidy(text)) in wanted
    return Reading(True, accepted=hit)
