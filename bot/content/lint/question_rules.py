"""What is looked at in each question."""

import re
import unicodedata
from collections.abc import Iterator

from bot.content.lint.finding import Finding, Severity
from bot.domain.content import Course, Lesson, Question, QuestionKind

QUIZ_STEM, QUIZ_OPTION, QUIZ_WHY, QUIZ_BREAKS, QUIZ_OPTIONS = 296, 100, 200, 2, 12
"""A quiz of Telegram's own takes so much (Bot API sendPoll: question 300, of which our heading takes
four; option 100; explanation 200 with 2 line breaks; 12 options)."""

_ABOVE = re.compile(
    r"(?:以上|上述|前面|前几个)?(?:选项|答案|说法|做法)?(?:全部|两者|都|全|均|皆)+(?:不|没)?"
    r"(?:对|是|正确|错|可以|要|有|行|非)|(?:all|none|both)oftheabove"
)

_Found = tuple[str, Severity, str, str, str]


def question_findings(course: Course, lesson: Lesson) -> Iterator[Finding]:
    """Everything about a lesson's questions, one by one."""
    for question in lesson.questions:
        at = f"questions.{question.key}"
        for rule, severity, key, what, mend in (
            *_reason(question),
            *_options(question),
            *_accepted(question),
            *_quiz(question),
        ):
            yield Finding(rule, severity, course.key, lesson.key, f"{at}.{key}", what, mend)


def _reason(question: Question) -> Iterator[_Found]:
    if not question.why:
        mend = "say in a sentence why the answer is right: it is read after every answer"
        yield "reason", Severity.WARNING, "why", "there is no reason", mend


def _options(question: Question) -> Iterator[_Found]:
    seen: dict[str, int] = {}
    for number, option in enumerate(question.options, 1):
        if (first := seen.setdefault(plain(option), number)) != number:
            what = f"options {first} and {number} read the same"
            yield "equal-options", Severity.FAULT, "options", what, "change or remove one"
        if number < len(question.options) and _ABOVE.fullmatch(plain(option)):
            what = f"option {number} speaks of the others and is not last"
            yield "above-last", Severity.WARNING, "options", what, "make it the last one"


def _accepted(question: Question) -> Iterator[_Found]:
    if question.kind is QuestionKind.SHORT and not any(map(plain, question.accepted)):
        what = "no accepted answer has a letter or a figure"
        yield "unanswerable", Severity.FAULT, "answer", what, "write what people would reply"


def _quiz(question: Question) -> Iterator[_Found]:
    if question.kind is QuestionKind.SHORT:
        return
    longest = max(map(len, question.options), default=0)
    for key, fits in (
        ("stem", len(question.stem) <= QUIZ_STEM),
        ("options", longest <= QUIZ_OPTION and len(question.options) <= QUIZ_OPTIONS),
        ("why", len(question.why) <= QUIZ_WHY and question.why.count("\n") <= QUIZ_BREAKS),
    ):
        if not fits:
            what = "it does not fit a quiz of Telegram's own and comes as text with buttons"
            yield "native-quiz", Severity.NOTE, key, what, "shorten it if that is not wanted"


def plain(text: str) -> str:
    """``text`` as a reader takes it in: without marks, blanks, width and case."""
    return "".join(
        char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum()
    )
