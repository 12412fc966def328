"""What is looked at in the words of a lesson: promises, and numbers that people will call."""

import re
from collections.abc import Iterator

from bot.content.inducement import warns
from bot.content.lint.careful_words import CAREFUL, HOTLINES
from bot.content.lint.finding import Finding, Severity
from bot.domain.content import Course, Lesson

_SENTENCE_ENDS = re.compile(r"[。！？!?；;\n]+")
_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|‘[^’]*’|\"[^\"]*\"")
"""What somebody else says, as a lesson repeats it."""
_TOLD = re.compile(r"多个心眼|多留个心|转身就走|说是|都是假|信不得|要不得|不可信")
_CAREFUL = {
    source: re.compile("|".join(map(re.escape, words))) for source, words in CAREFUL.items()
}
_CALLED = re.compile(
    r"(?:拨打?|打(?!开|了)|热线|电话|专线|致电|联系|call|dial)[^\d，。；]{0,6}?"
    r"(?<![\d年])((?:400|800)[- ]?\d{3,4}[- ]?\d{3,4}|1\d{2}|1[02]\d{3}|9\d{4})"
    r"(?!\s*[\d元块分天年月日号%％个次开])",
    re.IGNORECASE,
)


def word_findings(course: Course, lesson: Lesson) -> Iterator[Finding]:
    """Careful words where nothing warns of them, and numbers that nobody here knows."""
    for place, text in _texts(lesson):
        for rule, what, mend in (*_careful(text), *_unknown_numbers(text)):
            yield Finding(rule, Severity.WARNING, course.key, lesson.key, place, what, mend)


def _texts(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """What is said as true: not the options, of which most are wrong."""
    yield "title", lesson.title
    yield "", lesson.text
    for question in lesson.questions:
        yield f"questions.{question.key}.why", question.why
    for shown in lesson.media:
        yield "media.alt", shown.alt


def _careful(text: str) -> Iterator[tuple[str, str, str]]:
    for sentence in _SENTENCE_ENDS.split(text):
        if warns(sentence) or _TOLD.search(sentence):
            continue
        own = _QUOTED.sub("", sentence)
        for source, words in _CAREFUL.items():
            if found := words.search(own):
                mend = f"say what is so, or warn of it in the same sentence ({source})"
                yield "careful-word", f'"{found.group()}" reads like an advertisement', mend


def _unknown_numbers(text: str) -> Iterator[tuple[str, str, str]]:
    for found in _CALLED.finditer(text):
        if found[1] not in HOTLINES:
            what = f"people are told to call {found[1]}, a number we do not know"
            yield "hotline", what, "look it up again, and name whose number it is"
