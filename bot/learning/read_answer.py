"""Reading a reply leniently, and never guessing (reference/learning.md section 4).

A reply is read whole or not at all: what is left after politeness must be one way of naming an
option. Whatever hesitates, denies, asks, or could mean two things is asked again.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.content import Question, QuestionKind
from bot.learning.plain import plain


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

LONGEST = 200
"""Characters; who writes more is not naming an option."""

_NUMERALS = {
    numeral: number
    for number, numerals in enumerate(
        ("一壹甲", "二两贰乙俩", "三叁丙", "四肆丁", "五伍戊", "六陆", "七柒", "八捌", "九玖", "十拾"), 1
    )
    for numeral in numerals
}  # fmt: skip
_TRUE = {
    "对", "正确", "是", "真", "啱", "岩", "系", "没错", "没有错", "冇错", "同意", "赞成", "对头", "对滴", "对哒",
    "√", "t", "true", "y", "yes", "right",
}  # fmt: skip
_FALSE = {
    "错", "错误", "不", "否", "假", "不是", "不对", "不正确", "不同意", "不赞成", "唔系", "唔啱", "唔岩", "唔同意",
    "×", "x", "f", "false", "n", "no", "wrong",
}  # fmt: skip
_EVERYTHING = re.compile(r"(?:以上|这些)?(?:全部|全都|全|都)(?:选|对|是|要|正确|选上)?")

_DOUBT = re.compile(
    r"还是|或|要不|都行|都可|随便|随意|不知|唔知|不懂|唔识|不会|不清楚|不确定|说不|难说|忘|不是吧"
    r"|是不是|对不对|系咪|系唔系|啱唔啱|有没有|不太|不完全|不一定|未必|一半|都不|[?吗么]|呢$"
    r"|[选答][对错]了|^\+"
)
"""Hesitation and questions, whatever else the reply says."""

_AGAINST = re.compile(r"[不没别非错改换除或还又再也对反唔冇]")
"""In a clause we cannot read, this could turn round what another clause says."""

_DENIED = re.compile(r"[不没别勿非莫未无禁拒免停唔冇]")
_BEFORE = re.compile(
    r"老师好?|[您你]好|请|嗯+|哦|噢|那(?!个)|就|我|只[有能]?|选择|选(?!项)|拣|要(?!不)|想(?!不)|觉得|认为|猜|估|谂"
    r"|应该|完全|绝对|肯定|一定|当然|梗|可能|大概|好像|正确答案|答案|答(?=[:是])|这(?:句话|个说法|种说法|话)|说[得的]|讲得"
    r"|是(?![不否])|系(?![唔咪])"
)
_TAIL = (
    r"吧|啦|喇|啊|呀|哇|嘞|哦|喔|噢|哈|嘛|的|了|嘅|啰|咯|呗|啩|喎|架"
    r"|谢谢[您你]?|多谢[您你晒]?|唔该晒?|感谢|老师|您"
)
_AFTER = re.compile(rf"(?:{_TAIL})$")
_POLITE = re.compile(rf"(?>{_BEFORE.pattern}|{_TAIL})++")
_GIVES_UP = re.compile(r"不知|唔知|不记得|唔记得|想不起|忘|不会|唔识|不清楚|不懂")
_NUMBER = re.compile(r"[0-9]|[零〇一幺二两三四五六七八九十百千]{2}|^[零〇一二两三四五六七八九十]$")
_BRACKETS = re.compile(r"[\s()\[\]{}【】「」『』《》〈〉<>\"'“”‘’`*_]+")
_EDGES = ".。,、;:!~-—…·/\\|"
_DIGITS = str.maketrans("〇零一幺二三四五六七八九", "001123456789")
_CLAUSE_ENDS = re.compile(r"[,;。!]")

_N = rf"[0-9]{{1,2}}|[{''.join(_NUMERALS)}]"
_ORDINAL = re.compile(rf"第({_N}|[a-l])(?:个|项|号|条|种|门|句|行|个?选项)?")
_LABEL = re.compile(
    rf"(?:选项)?(?:({_N})(?:号|选项)?|([a-l])(?:号|项|选项)?)(?:是?(?:对|正确)的?)?"
)
_LABELLED = re.compile(rf"(?:选项)?({_N}|[a-l])(?:选项|项)?[.、,:]?(.+)")
_LAST = re.compile(r"最后(?:面)?(?:那|一)?(?:个|项|条|种)")
_BETWEEN = re.compile(r"还有|同埋|以及|[\s,、;和与跟同及+&./]|选(?!项)|拣")


def read_number(text: str, most: int) -> int | None:
    """The option number a reply names (1 to ``most``), or None: "２", "b。", "第二个", "选B吧"."""
    return _number(_bare(plain(text)), most)


def read_option(text: str, labels: Sequence[str]) -> int | None:
    """The number of the one label that a reply repeats, or is a telling part of; else None."""
    return _by_text(_bare(plain(text)), [_clauses(plain(label)) for label in labels])


def read_answer(text: str, question: Question) -> Reading:
    """What a reply says to ``question``. Ambiguous replies are unclear, never guessed."""
    said = plain(text)
    options = [_clauses(plain(option)) for option in question.options]
    match question.kind:
        case QuestionKind.SHORT:
            return _read_short(said, [_letters(plain(one)) for one in question.accepted])
        case QuestionKind.MULTIPLE:
            return _reading(_read_multiple(said, options))
        case QuestionKind.TRUE_FALSE:
            return _reading(_read_one(said, _verdict))
        case QuestionKind.SINGLE:
            return _reading(_read_single(said, options))


def _reading(chosen: set[int]) -> Reading:
    return Reading(True, frozenset(chosen)) if chosen else UNCLEAR


# what is left of a reply ----------------------------------------------------------------------


def _bare(said: str) -> str:
    """Without brackets, spaces, and the politeness and punctuation around what is said."""
    bare = _BRACKETS.sub("", said).strip(_EDGES)
    while len(bare) <= LONGEST:
        shorter = bare
        if (after := _AFTER.search(bare)) and after.start() > 0:
            shorter = bare[: after.start()]
        elif (before := _BEFORE.match(bare)) and before.end() < len(bare):
            shorter = bare[before.end() :]
        shorter = shorter.strip(_EDGES)
        if not shorter or shorter == bare:
            break
        bare = shorter
    return bare


def _letters(text: str) -> str:
    """Only what is written in letters and digits: how texts are compared."""
    return "".join(c for c in text if c.isalnum() or c in "√×")


def _clauses(text: str) -> str:
    """The letters of an option, with a comma between its clauses."""
    return ",".join(filter(None, map(_letters, re.split(r"[,;。!?、:]", text))))


# one option -----------------------------------------------------------------------------------


def _read_one(said: str, read: Callable[[str], int | None]) -> set[int]:
    """The choice of a reply: of the whole, or of the only clause that makes one."""
    if _DOUBT.search(said):
        return set()
    if whole := read(_bare(said)):
        return {whole}
    clauses = [clause for clause in _CLAUSE_ENDS.split(said) if clause.strip()]
    found = {clause: read(_bare(clause)) for clause in clauses}
    chosen = {number for number in found.values() if number}
    doubtful = any(_AGAINST.search(clause) for clause, number in found.items() if not number)
    return chosen if len(chosen) == 1 and not doubtful else set()


def _read_single(said: str, options: Sequence[str]) -> set[int]:
    exact = None if said.endswith("?") else _exact(_letters(said), options)
    number = _number(_bare(said), len(options))
    if exact:
        # The text of one option can be the number of another: "3" where option 1 reads "3".
        return {exact} if number in {None, exact} else set()

    def read(bare: str) -> int | None:
        return _number(bare, len(options)) or _labelled(bare, options) or _by_text(bare, options)

    return _read_one(said, read)


def _number(bare: str, most: int) -> int | None:
    if _LAST.fullmatch(bare):
        return most or None
    match = _ORDINAL.fullmatch(bare) or _LABEL.fullmatch(bare)
    number = _value(next(filter(None, match.groups()))) if match else 0
    return number if 1 <= number <= most else None


def _value(word: str) -> int:
    """What a digit, a numeral or a letter counts: 2, 二, b."""
    if word.isdecimal():
        return int(word)
    return _NUMERALS.get(word) or ord(word) - ord("a") + 1


def _verdict(bare: str) -> int | None:
    """1 for true, 2 for false; also with its number before it: "2（错）"."""
    word = bare[0] if len(set(bare)) == 1 and bare[0] in "对错是" else bare
    if word in _TRUE or word in _FALSE:
        return 1 if word in _TRUE else 2
    labelled = _LABELLED.fullmatch(bare)
    if labelled and labelled[2] in _TRUE | _FALSE:
        verdict = 1 if labelled[2] in _TRUE else 2
        return verdict if verdict == _value(labelled[1]) else None
    return _number(bare, 2)


def _labelled(bare: str, options: Sequence[str]) -> int | None:
    """ "b先核对对方是谁": a letter or number, followed by that option's own words."""
    if not (match := _LABELLED.fullmatch(bare)):
        return None
    number, words = _value(match[1]), _letters(match[2])
    fits = (
        number <= len(options) and len(words) > 1 and words in options[number - 1].replace(",", "")
    )
    return number if fits else None


def _exact(letters: str, options: Sequence[str]) -> int | None:
    flat = [option.replace(",", "") for option in options]
    return flat.index(letters) + 1 if letters and flat.count(letters) == 1 else None


def _by_text(bare: str, options: Sequence[str]) -> int | None:
    """The one option whose text the reply is, or is a telling part of (two characters)."""
    words = _letters(bare)
    if exact := _exact(words, options):
        return exact
    if len(words) < 2 or words in _TRUE | _FALSE:
        return None
    holding = [n for n, option in enumerate(options, 1) if words in option.replace(",", "")]
    if len(holding) != 1 or _turned_round(words, options[holding[0] - 1]):
        return None
    flat = options[holding[0] - 1].replace(",", "")
    at = flat.index(words)
    return None if _torn(flat, at, at + len(words)) else holding[0]


def _turned_round(words: str, option: str) -> bool:
    """Whether ``words`` without their "不" or "别" would say the opposite of the option."""
    clause = next((one for one in option.split(",") if words in one), "")
    before = clause[: clause.find(words)] if clause else ""
    return not _DENIED.search(words) and bool(_DENIED.search(before[-4:]))


def _torn(text: str, start: int, end: int) -> bool:
    """Whether a cut at ``start`` and ``end`` goes through a number or a Latin word."""
    return any(
        re.fullmatch(r"[0-9]{2}|[a-z]{2}", text[cut - 1 : cut + 1]) for cut in (start, end) if cut
    )


# several options, and free words --------------------------------------------------------------


def _read_multiple(said: str, options: Sequence[str]) -> set[int]:
    if exact := _exact(_letters(said), options):
        return {exact}
    if _DOUBT.search(said) or _DENIED.search(said):
        return set()
    if _EVERYTHING.fullmatch(_bare(said)):
        return set(range(1, len(options) + 1))
    pieces = [piece for piece in _BETWEEN.split(re.sub(r"都[对选是]?$", "", said)) if piece]
    telling = [piece for piece in pieces if not _POLITE.fullmatch(piece)]
    chosen: set[int] = set()
    for piece in telling:
        found = _numbers_in(_bare(piece), options, alone=len(telling) == 1)
        if not found:
            return set()
        chosen |= found
    return chosen


def _numbers_in(bare: str, options: Sequence[str], *, alone: bool) -> set[int]:
    """The options one piece of a multiple answer names; empty when any of it is not clear."""
    counted = bare if alone else bare.rstrip("个项")
    number = _number(counted, len(options)) or _labelled(bare, options) or _by_text(bare, options)
    if number:
        return {number}
    joined = re.fullmatch(rf"[0-9]+|[a-l]+|[{''.join(_NUMERALS)}]+", bare)
    numbers = [_number(char, len(options)) for char in bare] if joined else []
    if len(options) > 9 or None in numbers or len(set(numbers)) < len(numbers):
        return set()
    return {n for n in numbers if n}


def _read_short(said: str, accepted: Sequence[str]) -> Reading:
    wanted = [one.translate(_DIGITS) for one in accepted]
    words = _letters(said).translate(_DIGITS)
    if not words or re.search(r"[?吗么]|还是|或|呢$", said):
        return UNCLEAR
    if words in wanted or _letters(_bare(said)).translate(_DIGITS) in wanted:
        return Reading(True, accepted=True)
    held = [one for one in wanted if _says(words, one)]
    if held and _plainly(words, held):
        return Reading(True, accepted=True)
    among_others = any(number in wanted for number in re.findall(r"[0-9]+", said))
    # Where a number is asked for, words without one are talk, unless they give up.
    talk = any(one.isdecimal() for one in wanted) and not _NUMBER.search(said)
    if held or among_others or (talk and not _GIVES_UP.search(said)):
        return UNCLEAR
    return Reading(True)


def _says(words: str, one: str) -> bool:
    at = words.find(one)
    return len(one) > 1 and at >= 0 and not _torn(words, at, at + len(one))


def _plainly(words: str, held: Sequence[str]) -> bool:
    """Whether a short sentence says an accepted text, denies nothing and names no other number."""
    longest = max(held, key=len)
    rest = words.replace(longest, "", 1)
    return len(rest) <= 8 and not _DENIED.search(rest) and not any(c.isdecimal() for c in rest)
