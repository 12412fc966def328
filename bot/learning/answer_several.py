"""Replies to questions where several options may be chosen."""

import re
from collections.abc import Sequence

from bot.learning.answer_options import (
    Offer,
    bare,
    by_text,
    exact,
    letters,
    named,
    numbered,
    sum_said,
    unbroken,
    value,
)
from bot.learning.answer_verdicts import (
    SAYS_RIGHT,
    asked_for,
    chosen_by,
    judgements,
    without_denial,
)
from bot.learning.answer_words import DENIED, DOUBT, NUMERALS, POLITE

_HAN = "".join(NUMERALS)
_ONE = rf"[0-9]{{1,2}}|[{_HAN}]|[a-l]"
_BETWEEN = re.compile(r"还有|同埋|以及|加上|[\s,、;。!和与跟同及加+&./]|(?=第)|选(?!项)|拣")
_OPEN_END = re.compile(r"(?:还有|同埋|以及|加上|[和与跟同及加+&、])\s*$")
_BROKEN_OFF = re.compile(r"\.{2,}")
_HOLDS = re.compile(rf"({_ONE})(?:是|也|一定)*(?:对|正确|√)(?:的)?(?=[,、;。!\s]*(?:{_ONE}|第|$))")
_ALL_OF = re.compile(
    r"(?:(?P<count>[两俩二三四五六2-6])(?:个|项|条|种)?)?(?:都|全部?|均)(?:选上?|是?对|是|要|是?正确)?的?[吧啦啊呀。!]*$"
)
_COUNTED = re.compile(r"(?P<count>[两二三四五六2-6])(?:个|项|条|种)[吧啦啊呀。!]*$")
_COUNTS_NOT = re.compile(rf"(?:第|[和与跟同及、,+&{_HAN}])$")
_SPAN = re.compile(rf"(前面?|头|后面?|最后)(?:的|这|那)?([{_HAN}2-9])(?:个|项|条|种)")
_REST = r"(?:其他|其它|其余|别的|剩下)的?(?:几个)?(?:(?P<count{0}>[两俩二三四五六2-6])个)?"
_ARE = r"(?:都|全部?|均)(?:选上?|对|是|系|有|要|正确)的?"
_EXCEPT = re.compile(
    rf"(?:(?:除[了咗]?|除去|除开|去掉)(?P<but>.+?)(?:以外|之外|外)?[,\s]*(?:{_REST.format(0)})?[,\s]*{_ARE}"
    rf"|(?:除[了咗]|除去|除开)(?P<only>.+?)(?:以外|之外|外)?"
    rf"|(?:不是|不要|不选|没有)(?P<not>[^,]+),{_REST.format(1)}{_ARE}|(?P<no>[^,]+?)(?:不是|不要|不选|没有),{_REST.format(2)}{_ARE})"
)
_WITHOUT = re.compile(r"(?P<some>.+?)[,\s]*(?:(?<!要)不要|不选|去掉|唔要|唔拣)(?P<no>[^,]+)")
_BOTH_WAYS = re.compile("[两俩]")
"""In a reply to several, two of them, or the second?"""


def read_several(said: str, offers: Sequence[Offer], stem: str) -> set[int]:
    """The option numbers a reply names; empty when any of it is not clear."""
    word = bare(said)
    same = next((exact(letters(form), offers) for form in unbroken(said)[:1]), None)
    if same and "?" not in said and numbered(word, len(offers)) in {None, same}:
        return {same}
    wrong = asked_for(stem)
    if excepted := _EXCEPT.fullmatch(word):
        # Where the wrong ones are asked for, "除了3都对" may say which are right.
        return set() if wrong and not excepted["only"] else _all_but(excepted, offers)
    if (total := sum_said(word, offers)) is not None:
        return _summed(offers, right=total)
    written = _own_words_numbered(said, offers)
    plainer = without_denial(written, wrong) if wrong else written
    if any(one.search(plainer) for one in (_BROKEN_OFF, DOUBT, _OPEN_END)):
        return set()
    judged = judgements(written, len(offers))
    return chosen_by(judged, wrong) if judged else _listed(plainer, offers, wrong=bool(wrong))


def _listed(said: str, offers: Sequence[Offer], *, wrong: bool) -> set[int]:
    """What a list names; where the ``wrong`` ones are asked for, not one that may name right ones."""
    if wrong and SAYS_RIGHT.search(said):
        return set()
    if spanned := _SPAN.fullmatch(bare(said)):
        return _span(spanned, offers)
    quoted = by_text(bare(said), offers)
    if quoted and quoted == named(bare(said), offers):
        return {quoted}
    if fewer := _WITHOUT.fullmatch(said):
        return _fewer(fewer["some"], fewer["no"], offers)
    return _pieces(said, offers)


def _fewer(some: str, no: str, offers: Sequence[Offer]) -> set[int]:
    """ "124，不要3" and "1234去掉3"."""
    named_ones, left_out = _pieces(some, offers), _pieces(no, offers)
    return named_ones - left_out if named_ones and left_out else set()


def _summed(offers: Sequence[Offer], *, right: bool) -> set[int]:
    """All that is on offer, or the option that says so.

    With "all of the above" among several, who writes "all" may mean that option, the others, or
    every one: asked again. "None of the above" is never meant by "all".
    """
    sums = {n: one.sums for n, one in enumerate(offers, 1)}
    saying = {n for n, means in sums.items() if means is right}
    if not right:
        return saying if len(saying) == 1 else set()
    return set() if saying else {n for n, means in sums.items() if means is None}


def _all_but(found: re.Match[str], offers: Sequence[Offer]) -> set[int]:
    """ "除了2都选": not where an option sums up the others, or another number of them is named."""
    said = {name: text for name, text in found.groupdict().items() if text}
    word = next(said[name] for name in ("but", "only", "not", "no") if name in said)
    count = next((value(text) for name, text in said.items() if name.startswith("count")), 0)
    if any(one.sums is not None for one in offers) or DOUBT.search(word):
        return set()
    left_out = _pieces(_own_words_numbered(word, offers), offers)
    others = set(range(1, len(offers) + 1)) - left_out
    return others if left_out and count in {0, len(others)} else set()


def _span(found: re.Match[str], offers: Sequence[Offer]) -> set[int]:
    """前两个, 后三项."""
    count, most = value(found[2]), len(offers)
    if not 1 < count <= most:
        return set()
    first = 1 if found[1][0] in "前头" else most - count + 1
    return set(range(first, first + count))


def _own_words_numbered(said: str, offers: Sequence[Offer]) -> str:
    """``said`` with the whole texts of options as their numbers: their own "和" divides nothing,
    their own "不" denies nothing. Not where a "不" or another number stands before them.
    """
    flats = sorted(enumerate(offers, 1), key=lambda one: -len(one[1].written))
    for number, one in flats:
        if len(one.written) < 2 or numbered(one.written, len(offers)):
            continue
        text = r"[\s,、;。!?:]*".join(map(re.escape, one.written))
        # 可不可以 and 要不可以 do not say 不可以.
        turning = "不没别勿非莫未无唔冇" + ("要是会能可该" if one.written[0] == "不" else "")
        before = rf"(?<![{turning}])(?:(?<![0-9a-z#])({_ONE})[.、:)\s]*)?"
        whole = rf"{'(?<![0-9])' if one.written[0].isdigit() else ''}{text}(?![0-9])"
        pattern = re.compile(before + whole)
        said = pattern.sub(lambda found, n=number: _as_number(found, n), said)  # type: ignore[misc]
    return said


def _as_number(found: re.Match[str], number: int) -> str:
    fits = found[1] is None or value(found[1]) == number
    return f" #{number} " if fits else found[0]


def _pieces(said: str, offers: Sequence[Offer]) -> set[int]:
    """What each piece of a list names, when all of them name something."""
    said, count = _without_all(said)
    pieces = [piece for piece in _BETWEEN.split(_HOLDS.sub(r"\1 ", said)) if piece]
    telling = [piece for piece in pieces if not POLITE.fullmatch(piece)]
    chosen: set[int] = set()
    for piece in telling:
        if DENIED.search(piece) and not by_text(bare(piece), offers):
            return set()  # 勿扰 may be what an option says
        found = _numbers_in(bare(piece), offers, alone=len(telling) == 1)
        if not found or found & chosen:
            return set()  # who names one twice begins anew
        chosen |= found
    return chosen if count in {0, len(chosen)} else set()


def _without_all(said: str) -> tuple[str, int]:
    """``said`` without "都对", "三个都选" at its end, and how many it says there are (0: not said)."""
    found = _ALL_OF.search(said) or _COUNTED.search(said)
    before = said[: found.start()].strip(" ,、;") if found else ""
    if found is None or not before:
        return said, 0
    count = found["count"]
    if count and (_COUNTS_NOT.search(before) or f"{before[-1]}{count}".isdecimal()):
        # In "第二个", "1和二都对" and "1234全选" the numeral is an option.
        return (said[: found.end("count")], 0) if found.re is _ALL_OF else (said, 0)
    return before, value(count) if count else 0


def _numbers_in(word: str, offers: Sequence[Offer], *, alone: bool) -> set[int]:
    """The options one piece of a list names; empty when any of it is not clear."""
    counted = word if alone else word.rstrip("个项")
    if alone and _BOTH_WAYS.fullmatch(word):
        return set()
    if number := named(counted, offers) or named(word, offers):
        return {number}
    joined = re.fullmatch(rf"[0-9]+|[a-l]+|[{_HAN}]+", word)
    if not joined or len(word) > len(offers) or len(offers) > 9:
        return set()
    numbers = [named(char, offers) for char in word]
    if None in numbers or len(set(numbers)) < len(numbers):
        return set()
    return {n for n in numbers if n}
