"""Which options an answer means: by letter, number or text, and never by a guess."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.content.banks.model import Remark
from bot.content.banks.words import exact
from bot.content.wrong import Wrong, wrong
from bot.domain.content import QuestionKind

_TRUE = frozenset(
    "对 對 正确 正確 是 是的 √ ✓ ✔ ☑ 真 对的 正确的 t true y yes right correct".split()  # noqa: SIM905 - read in a line
)
_FALSE = frozenset(
    "错 錯 错误 錯誤 否 不是 × ✗ ✘ ✕ ✖ ☒ x 假 不对 不對 错的 不正确 错误的 f false n no wrong incorrect".split()  # noqa: SIM905
)
_PAIRS = frozenset(
    frozenset(pair.split("/"))
    for pair in "对/错 对/不对 对的/错的 對/錯 對/不對 正确/错误 正确/不正确 正确的/错误的 正確/錯誤 正確/不正確 是/否 是/不是 是的/不是 真/假 √/× √/x ✓/✗ ✓/× ✓/x ✓/✕ ✔/✘ ✔/✖ ✔/× ☑/☒ t/f true/false y/n yes/no right/wrong correct/incorrect".split()  # noqa: SIM905 - read in a line
)
"""Options that are two verdicts; ``x`` and ``y`` are not, but letters of algebra."""

_MARKS = re.compile(r"[\s,，、;；|/.。:：和与及&+-]+")
_AROUND = "()（）[]【】「」“”\"'"
_KINDS = {
    QuestionKind.SINGLE: "单选题 单选 单项选择题 单项选择 单项 單選題 單選 single singlechoice",
    QuestionKind.MULTIPLE: "多选题 多选 多项选择题 多项选择 不定项选择题 不定项选择 不定项 多项 複選題 多選題 多選 multiple multiselect multipleresponse",
    QuestionKind.TRUE_FALSE: "判断题 判断 是非题 是非 对错题 判断正误 判斷題 是非題 truefalse tf judge judgement boolean",
    QuestionKind.SHORT: "填空题 填空 简答题 简答 问答题 问答 名词解释 論述題 论述题 论述 計算題 计算题 填充題 short shortanswer fillin blank essay",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_ANY_CHOICE = frozenset("选择题 选择 客观题 選擇題 choice mc multiplechoice question".split())  # noqa: SIM905
"""Types that leave open how many options are right."""

MOST_ACCEPTED = 100
"""Characters of an answer in words; a longer one nobody types as expected."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a question is answered, as in ``Question``; ``options`` are empty for true and false.

    ``remark`` says what a person should look at in how it was read.
    """

    kind: QuestionKind
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    accepted: tuple[str, ...] = ()
    remark: Remark | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """Why an answer cannot be read, and the mend."""

    says: Wrong
    mend: Wrong


def kind_named(text: str) -> QuestionKind | None:
    """The kind that a type or a section heading names, such as 单选题 or 一、判断题（每题2分）."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = re.sub(r"\([^)]*\)|[\s_/\\-]", "", plain)
    bare = re.sub(r"^(?:第?[一二三四五六七八九十\d]+(?:部分|大题)?[、.:.,]?)", "", bare)
    return _KIND_OF.get(bare.rstrip(":。."))


def is_other_kind(text: str) -> bool:
    """Whether a type is named that cannot be asked, such as 排序题; its answers would be misread."""
    plain = re.sub(r"\([^)]*\)|[\s_/\\-]", "", unicodedata.normalize("NFKC", text).casefold())
    return bool(plain) and kind_named(text) is None and plain not in _ANY_CHOICE


OTHER_KIND = (wrong("bank-other-kind"), wrong("bank-mend-other-kind"))


def truth(text: str) -> bool | None:
    """What a word for true or false means; None: it is none."""
    word = _word(text)
    return True if word in _TRUE else False if word in _FALSE else None


def _word(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().strip(_AROUND).strip().casefold()


def _verdicts(options: Sequence[str]) -> bool:
    """Whether the options are a verdict and its opposite, as one writes them together."""
    return len(options) == 2 and frozenset(map(_word, options)) in _PAIRS


def read_answer(text: str, options: Sequence[str], named: QuestionKind | None) -> Answer | Unread:
    """What ``text`` means for ``options``, where ``named`` is the kind that the file names."""
    if not text.strip():
        return Unread(wrong("bank-answer-missing"), wrong("bank-mend-right-letter"))
    if named is QuestionKind.SHORT or (named is None and not options):
        return _open(text, options, named)
    if named is QuestionKind.TRUE_FALSE or not options:
        return _judged(text, options)
    return _chosen(text, tuple(options), named)


def _open(text: str, options: Sequence[str], named: QuestionKind | None) -> Answer | Unread:
    if options:
        return Unread(wrong("bank-words-with-options"), wrong("bank-mend-type"))
    if named is None:
        if (judged := truth(text)) is not None:
            return Answer(QuestionKind.TRUE_FALSE, right=(1,) if judged else (2,))
        if _letters(text):
            return Unread(wrong("bank-answer-names-options"), wrong("bank-mend-options"))
    accepted = tuple(dict.fromkeys(p.strip() for p in re.split(r"[|｜;；\n]", text) if p.strip()))
    if any(len(one) > MOST_ACCEPTED for one in accepted):
        return Unread(
            wrong("bank-answer-too-long"),
            wrong("bank-mend-answer-short", most=MOST_ACCEPTED),
        )
    return Answer(QuestionKind.SHORT, accepted=accepted)


def _judged(text: str, options: Sequence[str]) -> Answer | Unread:
    if options and not _verdicts(options):
        return Unread(
            wrong("bank-judged-with-options"),
            wrong("bank-mend-type-or-options"),
        )
    if options:
        chosen = _numbers(text, options)
        if isinstance(chosen, tuple) and len(chosen) == 1:
            return _truth_of(_word(options[chosen[0] - 1]) in _TRUE)
    judged = truth(text)
    if judged is None and text.strip() in {"1", "1.0", "0", "0.0"} and not options:
        judged = text.strip().startswith("1")
    if judged is None:
        return Unread(wrong("bank-neither-true-nor-false"), wrong("bank-mend-true-or-false"))
    return _truth_of(judged)


def _truth_of(judged: bool) -> Answer:
    return Answer(QuestionKind.TRUE_FALSE, right=(1,) if judged else (2,))


def _chosen(text: str, options: tuple[str, ...], named: QuestionKind | None) -> Answer | Unread:
    if len(options) < 2:
        return Unread(wrong("bank-one-option"), wrong("bank-mend-at-least-two"))
    if named is None and _verdicts(options):
        judged = _judged(text, options)
        return judged if isinstance(judged, Unread) else replace(judged, remark=_remark(options))
    right = _numbers(text, options)
    if isinstance(right, Unread):
        return right
    if named is QuestionKind.SINGLE and len(right) > 1:
        return Unread(wrong("bank-one-right-but-more"), wrong("bank-mend-one-of-them"))
    several = named is QuestionKind.MULTIPLE or len(right) > 1
    return Answer(QuestionKind.MULTIPLE if several else QuestionKind.SINGLE, options, right)


def _remark(options: Sequence[str]) -> Remark:
    return Remark(
        "options",
        " | ".join(options),
        wrong("bank-asked-as-judgement"),
        wrong("bank-mend-write-single"),
    )


def _numbers(text: str, options: Sequence[str]) -> tuple[int, ...] | Unread:
    """The options that an answer names, ascending; by text only where that is one option."""
    by_mark = _by_mark(text, len(options))
    by_text = _by_text(text, options)
    if by_mark and by_text and by_mark != by_text:
        return Unread(
            wrong("bank-answer-means-two"),
            wrong("bank-mend-right-letter"),
        )
    if found := by_mark or by_text:
        return found
    if by_mark == ():
        return Unread(wrong("bank-answer-names-no-option"), wrong("bank-mend-answer"))
    return Unread(wrong("bank-answer-is-no-option"), wrong("bank-mend-right-letter"))


def _by_text(text: str, options: Sequence[str]) -> tuple[int, ...] | None:
    wanted = exact(text)
    same = [n for n, option in enumerate(options, 1) if exact(option) == wanted]
    if not same and (marked := re.match(r"([a-l])[.、,:)](.+)", wanted)):  # B、the text of B
        place = ord(marked[1]) - ord("a")
        same = [place + 1] if [marked[2]] == [exact(o) for o in options[place : place + 1]] else []
    if len(same) == 1:
        return (same[0],)
    parts = [exact(part) for part in re.split(r"[|｜;；\n]", text) if part.strip()]
    found = [n for n, option in enumerate(options, 1) if exact(option) in parts]
    return tuple(found) if len(parts) > 1 and len(found) == len(set(parts)) == len(parts) else None


def _by_mark(text: str, count: int) -> tuple[int, ...] | None:
    """Options by letters or numbers; None: it is written otherwise, (): one is not there."""
    plain = unicodedata.normalize("NFKC", text).strip().strip(_AROUND).strip()
    marks = _letters(plain) or _digits(plain)
    if not marks:
        return None
    inside = all(1 <= mark <= count for mark in marks)
    return tuple(sorted(set(marks))) if inside else ()


def _letters(text: str) -> list[int]:
    plain = unicodedata.normalize("NFKC", text).strip().strip(_AROUND)
    bare = _MARKS.sub("", plain).upper()
    if not re.fullmatch(r"[A-L]{1,12}", bare) or len(set(bare)) < len(bare):
        return []
    return [ord(char) - ord("A") + 1 for char in bare]


def _digits(plain: str) -> list[int]:
    if whole := re.fullmatch(r"(\d{1,2})(?:\.0+)?", plain):
        return [int(whole[1])]
    if re.fullmatch(r"[1-9]\d?(?:[\s,、;|/和与及&+]+[1-9]\d?)+", plain):
        return [int(part) for part in re.findall(r"\d+", plain)]
    return []
