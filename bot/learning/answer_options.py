"""Which option a reply names: by its number or letter, its place, or its own words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.learning.answer_numbers import date_in, fold_numbers, quantity
from bot.learning.answer_parts import only_holding, part_of
from bot.learning.answer_words import AFTER, BEFORE, DENIED, FALSE, NUMERALS, TRUE
from bot.learning.plain import plain

_BRACKETS = re.compile(r"[\s()\[\]{}【】「」『』《》〈〉<>\"'“”‘’`*_]+")
_MOST_STAGES = 16
"""Words around an answer, one taken away at a time; who writes more of them is not answering."""
_BROKEN = re.compile(r"[不没是对别][,;。!.]")
_LONGEST_TAIL = 8
_LONGEST_LABEL = 24
"""Characters that may stand beside an option's own words, or make them longer than digits are."""
_EDGES = ".。,、;:!~-—…·/\\|"

_N = rf"[0-9]{{1,2}}|[{''.join(NUMERALS)}]"
_RIGHT = r"(?:是?(?:最?(?:对|正确|合适)|没错|√)的?|选|可以)?"
_THAT = r"[那这的]?(?:一|一?[个项条种号句])?"
_ORDINAL = re.compile(rf"第({_N}|[a-l])(?:个|项|号|条|种|门|句|行|个?选项)?{_RIGHT}")
_LABEL = re.compile(rf"(?:选项|no\.?|#)?(?:({_N})号?(?:选项)?|([a-l])(?:号|项|选项)?){_RIGHT}")
_LABELLED = re.compile(
    rf"(?:选项|第)?({_N}|[a-l])(?:选项|[个项号])?(?:[.、,:]|(?![0-9a-z十百千万亿]))(.+)"
)
_BACKWARDS = re.compile(rf"倒数第({_N})[个项条种]?")
_FIRST = re.compile(rf"(?:最前面?|最上面?|头一|首)的?{_THAT}")
_MIDDLE = re.compile(rf"(?:正?中间|当中){_THAT}")
_LAST = re.compile(rf"(?:最后面?|最末|末尾|最下面?|最底下){_THAT}")
_DAY = re.compile(r"(?:([0-9]{1,2})月)?([0-9]{1,2})[日号]?")
_SEVERAL = 2
_BARE_LABEL = re.compile(r"[0-9]{1,2}|[a-l]")

_ALL = r"(?:全部都|全部|全都|都|全|均|皆)"
_ABOVE = (
    r"(?:以上|上述|上面|前面|这些|它们|他们)?(?:[几各]|(?P<count>[两二三四五2-5]))?[个项点种者]?"
    r"(?:说法|做法|情况|选项|答案|方法|行为)?"
)
_SUM_RIGHT = re.compile(
    rf"{_ABOVE}(?:全部|全都|全|{_ALL}(?:选上?|对|是|正确|要选?))(?:选上?|对|是|正确|要选?)?"
)
_SUM_OPTION = re.compile(
    rf"{_ABOVE}{_ALL}(?:选|对|是|要|有|正确|可以|可能|属于|包括|包含|需要|应该|要做|行)?"
)
"""An option may say 以上都可以; who says 都可以 may not care."""
_SUM_WRONG = re.compile(
    rf"{_ABOVE}(?:{_ALL}(?:不(?:对|是|选|正确|可以|可能|属于|需要|应该|行|要)|错|错误|唔(?:啱|系))"
    r"|没有(?:对|正确)|皆非|无一正确)"
)
_SUM_LETTERS = re.compile(rf"([a-l]{{2,11}}){_ALL}(?:选|对|是|正确)")
_SUM_ENGLISH = {"allofthem", "alloftheabove", "all", "everything"}
_NONE_ENGLISH = {"noneofthem", "noneoftheabove", "none", "neither"}
_DENIALS = frozenset({"no", "not", "never", "don't", "dont", "without", "nobody", "none"})
_SUMS = ((False, _SUM_WRONG, _NONE_ENGLISH), (True, _SUM_RIGHT, _SUM_ENGLISH))


@dataclass(frozen=True, slots=True)
class Offer:
    """One option in its comparable forms: ``clauses`` with a comma between, ``flat`` without,
    ``written`` with its numbers as they are written; ``words`` the Latin ones.
    """

    clauses: str
    flat: str
    written: str
    words: tuple[str, ...] = ()

    @property
    def sums(self) -> bool | None:
        """True for "all of the above", False for "none of the above", else None."""
        if _SUM_WRONG.fullmatch(self.flat) or self.flat in _NONE_ENGLISH:
            return False
        return True if _SUM_OPTION.fullmatch(self.flat) or self.flat in _SUM_ENGLISH else None


@lru_cache(4096)
def offer(option: str) -> Offer:
    """The comparable forms of an option as it is written in a course."""
    parts = (letters(part) for part in re.split(r"[,;。!?、:]", fold_numbers(plain(option))))
    clauses = ",".join(filter(None, parts))
    said = plain(option)
    return Offer(clauses, clauses.replace(",", ""), letters(said), latin_words(said))


def latin_words(text: str) -> tuple[str, ...]:
    """The words of ``text`` that are written in Latin letters, with the numbers among them."""
    return tuple(re.findall(r"[a-z0-9']+", text)) if re.search(r"[a-z]{2}", text) else ()


def letters(text: str) -> str:
    """Only what is written in letters and digits: how texts are compared. 1.5 is not 15."""
    kept = re.sub(r"(?<![0-9])\.|\.(?![0-9])", "", text)
    return "".join(c for c in kept if c.isalnum() or c in "√×.%")


def bare(said: str) -> str:
    """Without brackets, spaces, and the politeness and punctuation around what is said."""
    return forms(said)[-1]


@lru_cache(256)
def forms(said: str) -> tuple[str, ...]:
    """``said`` without brackets and spaces, then with ever less around what is said."""
    left = _BRACKETS.sub("", said).strip(_EDGES)
    stages = [left]
    while len(stages) < _MOST_STAGES and (shorter := _shorter(left)):
        stages.append(left := shorter)
    return tuple(stages)


def unbroken(said: str) -> list[str]:
    """The ``forms`` that may be read in one piece: 不，可以 is not 不可以."""
    return [form for form in forms(said) if not _BROKEN.match(form)]


def _shorter(left: str) -> str:
    """``left`` with one word less at its end, or else at its beginning; empty when none is left over."""
    if (after := AFTER.search(left, max(1, len(left) - _LONGEST_TAIL))) and after.start() > 0:
        return left[: after.start()].strip(_EDGES)
    if (before := BEFORE.match(left)) and before.end() < len(left):
        return left[before.end() :].strip(_EDGES)
    return ""


def numbered(word: str, most: int) -> int | None:
    """The option (1 to ``most``) that a bare word names by number, letter or place."""
    place = _placed(word, most)
    match = None if place else _ORDINAL.fullmatch(word) or _LABEL.fullmatch(word)
    number = place or (value(next(filter(None, match.groups()))) if match else 0)
    return number if 1 <= number <= most else None


def _placed(word: str, most: int) -> int:
    if _LAST.fullmatch(word):
        return most
    if _FIRST.fullmatch(word):
        return 1
    if _MIDDLE.fullmatch(word):
        return (most + 1) // 2 if most % 2 and most > 1 else 0
    found = _BACKWARDS.fullmatch(word)
    return most + 1 - value(found[1]) if found else 0


def value(word: str) -> int:
    """What a digit, a numeral or a letter counts: 2, 二, b."""
    if word.isdecimal():
        return int(word)
    return NUMERALS.get(word) or ord(word) - ord("a") + 1


def named(word: str, offers: Sequence[Offer]) -> int | None:
    """The option a bare word names in any way, unless two ways of reading it differ."""
    if len(word) > _LONGEST_LABEL + max(len(one.flat) for one in offers):
        return None
    number = numbered(word, len(offers))
    if number and _rivals(word, number, offers):
        return None
    ways = (by_text, labelled, _opening, _measured, _dated)
    found = {number, *(way(word, offers) for way in ways)} - {None}
    return found.pop() if len(found) == 1 else None


def _rivals(word: str, number: int, offers: Sequence[Offer]) -> bool:
    """Whether a bare "3" is option 3, or means "3天", which is another; "3号" may be a day."""
    folded = fold_numbers(word)
    if folded.endswith("号") and len(_dates(offers)) >= _SEVERAL:
        return True
    if not _BARE_LABEL.fullmatch(folded):
        return False
    others = [one for n, one in enumerate(offers, 1) if n != number]
    # 三 may be 三百元 said shortly.
    tens = not word.isascii() and any(
        re.match(f"{word}[十百千万亿]", one.written) for one in others
    )
    return tens or any(_opens(folded, one.flat) for one in others)


def _opening(word: str, offers: Sequence[Offer]) -> int | None:
    """The only option that begins with this number: "7" for "7天"."""
    folded = fold_numbers(word)
    if not folded.isdecimal():
        return None
    found = [n for n, one in enumerate(offers, 1) if _opens(folded, one.flat)]
    return found[0] if len(found) == 1 else None


def _opens(word: str, flat: str) -> bool:
    return flat.startswith(word) and not re.match("[0-9a-z.%]", flat[len(word) :])


def _measured(word: str, offers: Sequence[Offer]) -> int | None:
    """The only option that is the same amount: 50块 for 50元."""
    said = quantity(fold_numbers(word))
    if said is None or not said.measure:
        return None
    amounts = ((n, quantity(one.flat)) for n, one in enumerate(offers, 1))
    found = [n for n, one in amounts if one and one.measure and said.same(one)]
    return found[0] if len(found) == 1 else None


def _dated(word: str, offers: Sequence[Offer]) -> int | None:
    """The only one of several dates that falls on this day: 18号 for 9月18日."""
    found = _DAY.fullmatch(fold_numbers(word))
    dates = _dates(offers)
    if found is None or len(dates) < _SEVERAL:
        return None
    month, day = found[1], int(found[2])
    same = [n for n, date in dates if date[1] == day and (not month or date[0] == int(month))]
    return same[0] if len(same) == 1 else None


def _dates(offers: Sequence[Offer]) -> list[tuple[int, tuple[int, int]]]:
    return [(n, date) for n, one in enumerate(offers, 1) if (date := date_in(one.flat))]


def labelled(word: str, offers: Sequence[Offer]) -> int | None:
    """ "b先核对对方是谁": a letter or number, followed by that option's own words."""
    if not (match := _LABELLED.fullmatch(word)):
        return None
    number, words = value(match[1]), letters(fold_numbers(match[2]))
    # "1不对" denies the first; "2不借" names it where it begins with 不借.
    denies = bool(DENIED.match(words))
    holding = [
        n
        for n, one in enumerate(offers, 1)
        if (one.flat.startswith(words) if denies else words in one.flat)
    ]
    return number if len(words) > 1 and holding == [number] else None


def exact(words: str, offers: Sequence[Offer]) -> int | None:
    """The one option that reads just so (``words`` are letters)."""
    flat = [one.flat for one in offers]
    if len(words) > 2 * max(
        map(len, flat), default=0
    ):  # a number in words is longer than in digits
        return None
    folded = fold_numbers(words)
    return flat.index(folded) + 1 if folded and flat.count(folded) == 1 else None


def by_text(word: str, offers: Sequence[Offer]) -> int | None:
    """The one option whose text the reply is, or is a telling part of."""
    words = letters(fold_numbers(word))
    if same := exact(words, offers):
        return same
    if words in TRUE | FALSE:
        return None
    return part_of(words, letters(word), [one.clauses for one in offers])


def by_name(word: str, offers: Sequence[Offer]) -> int | None:
    """The one name on a list that the reply is, or of which it has two characters in a row."""
    words = letters(fold_numbers(word))
    if same := exact(words, offers):
        return same
    if len(words) < 2 or words in TRUE | FALSE:
        return None
    return only_holding(words, [one.clauses for one in offers])


def by_words(said: str, offers: Sequence[Offer]) -> int | None:
    """The one option that holds all of a Latin reply's words in a row; None for other scripts."""
    words = latin_words(said)
    if letters("".join(words)) != letters(said) or not any(len(word) > 2 for word in words):
        return None
    holding = [n for n, one in enumerate(offers, 1) if _in_a_row(words, one.words)]
    return holding[0] if len(holding) == 1 else None


def _in_a_row(words: tuple[str, ...], all_words: tuple[str, ...]) -> bool:
    """Whether ``words`` stand in ``all_words``, with no denial before them."""
    for at in range(len(all_words) - len(words) + 1):
        if all_words[at : at + len(words)] == words:
            return not _DENIALS & set(all_words[:at])
    return False


def mentioned(clause: str, offers: Sequence[Offer]) -> set[int]:
    """The options that a sentence touches: by two characters in a row that are theirs alone."""
    words = letters(fold_numbers(clause))
    pairs = {words[at : at + 2] for at in range(len(words) - 1)}
    holding = {pair: [n for n, o in enumerate(offers, 1) if pair in o.flat] for pair in pairs}
    return {found[0] for found in holding.values() if len(found) == 1}


def sum_said(word: str, offers: Sequence[Offer]) -> bool | None:
    """Whether a bare word says that all (True) or none (False) of the options hold, else None.

    "三个都对" and "ABC都对" say so where these are all that an option could sum up.
    """
    if "?" in word:
        return None
    words = letters(word)
    real = {n for n, one in enumerate(offers, 1) if one.sums is None}
    if (found := _SUM_LETTERS.fullmatch(words)) and len(real) < len(offers):
        return True if {value(char) for char in found[1]} == real else None
    for means, pattern, english in _SUMS:
        if words in english:
            return means
        if (found := pattern.fullmatch(words)) and found["count"]:
            return means if value(found["count"]) == len(real) else None
        if found:
            return means
    return None
