"""An answer that stands in brackets in its stem, as school banks are printed: 火警电话是（B）。"""

import re
from collections.abc import Sequence

from bot.content.banks.answers import Answer, Unread, read_answer, truth
from bot.content.banks.model import Remark
from bot.content.banks.words import exact
from bot.content.wrong import wrong
from bot.domain.content import QuestionKind

_MARKED = re.compile(
    r"[(（]\s*([A-LＡ-Ｌ](?:[\s,，、]*[A-LＡ-Ｌ]){0,11}|[√×✓✗✔✘]|对|错|正确|错误)\s*[)）]"
)
_BRACKETED = re.compile(r"[(（]([^()（）\n]{1,60})[)）]")
_PLACE = re.compile(r"^\s*[(（]|^[^(（]*[(（]\s|\s[)）]|[)）]\s*[。.？?！!，,]?\s*$")
"""Where an answer is put, other than a letter that belongs to the words: 维生素（A）缺乏."""

_EMPTY = "（ ）"
_OTHER = Unread(
    wrong("bank-other-answer-in-stem"),
    wrong("bank-mend-empty-brackets"),
)


def read_with_stem(
    stem: str, text: str, options: Sequence[str], named: QuestionKind | None
) -> tuple[str, Answer] | Unread:
    """The stem without the answer, and the answer; ``text`` is empty where only the stem has it.

    Brackets that say the answer would give it away. Those that name another one keep the question
    out, where they are a place for answers; elsewhere they are words of the stem.
    """
    marks = [found[1] for found in _MARKED.finditer(stem)]
    if not text.strip() and len(marks) == 1 and _fits(marks[0], options):
        answer = read_answer(marks[0], options, named)
        return answer if isinstance(answer, Unread) else (_emptied(stem, _MARKED), answer)
    answer = read_answer(text, options, named)
    if isinstance(answer, Unread):
        return answer
    if marks:
        return _against_marks(stem, marks, answer, options)
    return _without_words(stem, answer), answer


def _fits(mark: str, options: Sequence[str]) -> bool:
    return truth(mark) is not None if not options else truth(mark) is None


def _against_marks(
    stem: str, marks: Sequence[str], answer: Answer, options: Sequence[str]
) -> tuple[str, Answer] | Unread:
    """What the marks in the stem's brackets mean beside the answer."""
    if answer.kind is QuestionKind.SHORT:
        return _without_words(stem, answer), answer
    together = read_answer("".join(marks), options, answer.kind)
    if isinstance(together, Unread):
        return stem, answer
    if (together.right, together.kind) == (answer.right, answer.kind):
        return _emptied(stem, _MARKED), answer
    return _OTHER if _PLACE.search(stem) else (stem, answer)


def _without_words(stem: str, answer: Answer) -> str:
    """``stem`` without brackets that hold the right option's text, or the answer in words."""
    if _BRACKETED.search(stem) is None:
        return stem
    right = {exact(answer.options[n - 1]) for n in answer.right if answer.options}
    right |= set(map(exact, answer.accepted))
    return _BRACKETED.sub(lambda found: _EMPTY if exact(found[1]) in right else found[0], stem)


def _emptied(stem: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(_EMPTY, stem).strip()


def taken_out(before: str, after: str) -> tuple[Remark, ...]:
    """That a stem was read without the answer that stood in it; nothing, if none did."""
    if before == after:
        return ()
    says = wrong("bank-answer-in-stem")
    return (Remark("stem", before, says, wrong("bank-mend-look-how-it-reads")),)
