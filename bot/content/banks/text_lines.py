"""The lines of a question bank written as text: what each of them is."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from bot.content.banks.answers import is_other_kind, kind_named
from bot.domain.content import QuestionKind


class What(Enum):
    """What a line is by itself; a number may still belong to a list inside a question."""

    BLANK = auto()
    SECTION = auto()
    NUMBER = auto()
    OPTION = auto()
    ANSWER = auto()
    WHY = auto()
    TAG = auto()
    KEY_HEAD = auto()
    KEY = auto()
    WORDS = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``number`` is a question's; ``text`` is what follows the mark; ``name`` a tag's or
    a section's.
    """

    row: int
    what: What
    text: str
    number: int = 0
    name: str = ""
    kind: QuestionKind | None = None
    whole: str = ""
    other_kind: bool = False
    """A section of questions that cannot be asked, such as 四、排序题."""

    @property
    def is_kind(self) -> bool:
        """Whether a section says of what kind its questions are, rather than what about."""
        return self.kind is not None or self.other_kind or self.name.endswith(("选择题", "選擇題"))


_NUMBER = re.compile(r"(?:第\s*)?(\d{1,4})\s*(?:题\s*[.．、:：]?|[.．、:：)）])\s*(.*)", re.DOTALL)
_BRACKETED = re.compile(r"[(（\[【](\d{1,4})[)）\]】]\s*[.．、:：]?\s*(.*)", re.DOTALL)
_SECTION = re.compile(
    r"(?:第?([一二三四五六七八九十]+|\d+)(?:部分|大题|章|节|单元|篇)|([一二三四五六七八九十]+)\s*[、.．])\s*[:：]?\s*(.*)"
)
_OPTION = re.compile(r"[(（\[【]?[A-LＡ-Ｌ](?:[)）\]】]|\s?[.．、,，:：)）])|[A-LＡ-Ｌ]\s+\S")
_ANSWER = re.compile(
    r"(?:[【\[](?:正确|参考|標準|标准|參考|正確)?答案[】\]]|(?:正确|参考|标准|參考|正確)?答案\s*(?=[:：]))\s*[:：]?\s*(.*)"
)
_WHY = re.compile(
    r"(?:[【\[](?:答案|试题)?(?:解析|分析|详解|解释|说明|解釋|點評|点评)[】\]]|(?:答案|试题)?(?:解析|分析|详解|解释)\s*(?=[:：]))\s*[:：]?\s*(.*)"
)
_BEHIND = re.compile(
    r"(?<=[\s_。.？?！!，,；;)）])([(（])?"
    r"(?:[【\[](?:正确|参考|标准|參考|正確)?答案[】\]]\s*[:：]?|(?:正确|参考|标准|參考|正確)?答案\s*[:：])\s*(?=\S)"
)
"""An answer on the line of its question or its options: ``火警电话是____。答案：119``."""

_TAG = re.compile(
    r"[【\[](知识点|考点|分类|章节|题型|难度|难易程度|分值|分数|编号)[】\]]\s*[:：]?\s*(.*)"
)
_KEY_HEAD = re.compile(
    r"[【\[]?(?:参考|标准|正确|參考)?答案(?:与解析|及解析|部分|汇总|如下)?[】\]]?\s*[:：]?"
)
_ONE = r"(?:[A-LＡ-Ｌ]{1,12}|[√×✓✗✔✘]|对|错|正确|错误)"
_ENTRY = re.compile(
    # A run of answers is one class of characters: repeated words in it would be tried in all ways.
    r"(\d{1,4})\s*[-—–~～至到]+\s*(\d{1,4})\s*[.．、:：]?\s*([A-LＡ-Ｌ√×✓✗✔✘对错正确误\s,，、;；]+)"
    rf"|(\d{{1,4}})\s*[.．、:：)）]?\s*({_ONE})(?![A-Za-z])"
)
_KEY = re.compile(rf"(?:(?:{_ENTRY.pattern})[\s,，、;；。]*)+")
_RANGE = re.compile(r"\d{1,4}\s*[-—–~～至到]+\s*\d{1,4}\s*[.．、:：]?\s*[A-LＡ-Ｌ√×✓✗✔✘对错正]")


def read_line(row: int, raw: str, *, bracketed: bool) -> Line:
    """What the line ``raw`` with the number ``row`` is; ``bracketed``: questions are numbered
    as in ``（1）``.
    """
    text = raw.strip()
    if not text:
        return Line(row, What.BLANK, "")
    marked = _marked(row, text)
    if marked is not None:
        return marked
    if section := _section(row, text):
        return section
    if found := (_BRACKETED if bracketed else _NUMBER).fullmatch(text):
        return Line(row, What.NUMBER, found[2].strip(), int(found[1]), whole=text)
    if _OPTION.match(text):
        return Line(row, What.OPTION, text, whole=text)
    return Line(row, What.WORDS, text, whole=text)


def _marked(row: int, text: str) -> Line | None:
    """A line of answers or one that begins with a word such as 【答案】."""
    if is_key(text):
        return Line(row, What.KEY, text, whole=text)
    if _KEY_HEAD.fullmatch(text):
        return Line(row, What.KEY_HEAD, "", whole=text)
    for what, pattern in ((What.ANSWER, _ANSWER), (What.WHY, _WHY)):
        if found := pattern.fullmatch(text):
            if what is What.ANSWER and is_key(found[1]):
                return Line(row, What.KEY, found[1], whole=found[1])
            return Line(row, what, found[1].strip(), whole=text)
    if found := _TAG.fullmatch(text):
        return Line(row, What.TAG, found[2].strip(), name=found[1], whole=text)
    return None


def _section(row: int, text: str) -> Line | None:
    kind = kind_named(text) if len(text) <= 40 else None
    if kind is not None:
        return Line(row, What.SECTION, text, name=text, kind=kind, whole=text)
    if len(text) <= 40 and (found := _SECTION.fullmatch(text)):
        name = re.split(r"[(（:：,，。]", found[3])[0].strip()
        other = name.endswith(("题", "題")) and is_other_kind(name)
        named = kind_named(name) if name else None
        title = found[3] or text
        return Line(row, What.SECTION, text, 0, title, named, text, other_kind=other)
    return None


def is_key(text: str) -> bool:
    """Whether a line holds answers of questions elsewhere: ``1-5 ABCDE``, or ``1.A 2.B 3.C``."""
    if _RANGE.match(text):
        return _KEY.fullmatch(text) is not None
    return len(_ENTRY.findall(text)) > 1 and _KEY.fullmatch(text) is not None


def split_answer(text: str) -> tuple[str, str]:
    """What a line asks or offers, and the answer that follows it on the same line, else empty."""
    found = _BEHIND.search(text)
    if found is None:
        return text, ""
    answer = text[found.end() :].strip()
    return text[: found.start()].rstrip(), answer.rstrip(")）") if found[1] else answer


def split_why(text: str) -> tuple[str, str]:
    """An answer and the reason that follows it on the same line."""
    found = re.search(
        r"[【\[]?(?:答案)?(?:解析|分析|详解|解释)[】\]]?\s*[:：]", text
    ) or re.search(r"[【\[](?:答案)?(?:解析|分析|详解|解释)[】\]]", text)
    if found is None:
        return text.strip(), ""
    return text[: found.start()].strip(" ;；,，。"), text[found.end() :].strip(" :：")


def key_entries(text: str) -> list[tuple[int, str]] | None:
    """Numbers and their answers in a line of answers; None: a range has more or fewer answers."""
    entries: list[tuple[int, str]] = []
    for found in _ENTRY.finditer(text):
        if found[4]:
            entries.append((int(found[4]), found[5]))
            continue
        first, last = int(found[1]), int(found[2])
        tokens = re.split(r"[\s,，、;；]+", found[3].strip(" \t,，、;；"))
        if len(tokens) != last - first + 1:
            tokens = re.findall(r"正确|错误|\S", "".join(tokens))
        if len(tokens) != last - first + 1:
            return None
        entries += list(enumerate(tokens, first))
    return entries


def bracketed_numbers(text: str) -> bool:
    """Whether questions are numbered as in ``（1）``: nothing is numbered as in ``1.``"""
    return not re.search(
        r"^\s*(?:第\s*)?\d{1,4}\s*(?:题|[.．、:：)）])", text, re.MULTILINE
    ) and bool(re.search(r"^\s*[(（\[【]\d{1,4}[)）\]】]", text, re.MULTILINE))
