"""Lessons and questions as messages: the same words every time."""

from dataclasses import replace
from datetime import datetime

from bot.domain.content import Course, Lesson, Question, QuestionKind
from bot.domain.learners import Learner, LearnerState
from bot.domain.messages import Media, Message, Option, Quiz
from bot.learning.day import next_break
from bot.learning.scripts import Read, reader
from bot.learning.steps import first_clause
from bot.texts.catalogue import Texts
from bot.texts.dates import near_instant


def lesson_messages(
    course: Course, lesson: Lesson, number: int, question: Question | None, t: Texts
) -> tuple[Message, ...]:
    """A lesson and, below it, its open question; without one, what ends the lesson.

    What it shows comes first, so that words and question stand together and last. A channel
    whose pages are asked for one by one may bring the words before it (``Channel.pages``).
    """
    read = reader(course, t)
    shown = (Message("", media=Media(m.kind, m.hash, read(m.alt))) for m in lesson.media)
    title, text = t("lesson-title", number=number, title=read(lesson.title)), read(lesson.text)
    if question is not None:
        return (*shown, Message(title=title, text=text), question_message(course, question, t))
    done = Option(t("word-done"), f"done:{lesson.row}")
    words = Message(title=title, text=text, options=(done,), hint=t("lesson-done-hint"))
    return (*shown, words)


def question_message(course: Course, question: Question, t: Texts) -> Message:
    """A question with its options numbered or as buttons, and how to answer."""
    asked = in_reading(question, reader(course, t))
    return Message(
        title=t("question-title"),
        text=_stem(asked),
        options=_answer_options(asked, t),
        hint=_hint(asked, t),
        quiz=_quiz(asked, t),
    )


def length_of(message: Message) -> int:
    """Characters of a message as a channel without buttons shows it, in a chat behind others."""
    options = sum(len(f"{n}. {one.label}\n") for n, one in enumerate(message.options, 1))
    title = len(message.title) + _AROUND_TITLE if message.title else 0
    return title + len(message.text) + options + len(message.hint) + _BETWEEN


_AROUND_TITLE = 3
_BETWEEN = 3
"""Line ends before a message, and before its hint."""


def in_reading(question: Question, read: Read) -> Question:
    """The question as its reader reads it; what is accepted as an answer stays as it is."""
    return replace(
        question,
        stem=read(question.stem),
        options=tuple(map(read, question.options)),
        why=read(question.why),
    )


def _quiz(question: Question, t: Texts) -> Quiz | None:
    """The question as a channel's own quiz shows it; None for one that is answered in words."""
    if question.kind is QuestionKind.SHORT:
        return None
    judged = question.kind is QuestionKind.TRUE_FALSE
    return Quiz(
        stem=t("quiz-stem", title=t("question-title"), stem=question.stem),
        options=true_false(t) if judged else question.options,
        right=question.right,
        why=question.why,
        data=f"ans:{question.row}",
        several=question.kind is QuestionKind.MULTIPLE,
    )


def _answer_options(question: Question, t: Texts) -> tuple[Option, ...]:
    """What can be touched: one option each for single and true_false, none for the others."""
    labels: tuple[str, ...] = ()
    if question.kind is QuestionKind.SINGLE:
        labels = question.options
    elif question.kind is QuestionKind.TRUE_FALSE:
        labels = true_false(t)
    return tuple(Option(label, f"ans:{question.row}:{n}") for n, label in enumerate(labels, 1))


def true_false(t: Texts) -> tuple[str, str]:
    """The words for true and for false."""
    return t("answer-true"), t("answer-false")


def right_answer(course: Course, question: Question, t: Texts) -> str:
    """The right answer in words, as feedback shows it."""
    read = reader(course, t)
    match question.kind:
        case QuestionKind.TRUE_FALSE:
            return true_false(t)[question.right[0] - 1]
        case QuestionKind.SHORT:
            return read(question.accepted[0])
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            numbered = (f"{n}. {read(question.options[n - 1])}" for n in question.right)
            return t("mark-between").join(numbered)


def feedback(course: Course, question: Question, right: bool, t: Texts) -> str:
    """Right or wrong, and the reason."""
    if right:
        verdict = t("answer-right")
    else:
        verdict = t("answer-wrong", answer=right_answer(course, question, t))
    return f"{verdict}\n{reader(course, t)(question.why)}"


def ask_again(course: Course, question: Question, misread: int, t: Texts) -> tuple[Message, ...]:
    """The question again, after a different kind of help each time (reference/learning.md
    section 4): repeated with how to answer it, put in other words, shown by an example.
    """
    ways = t.several(
        {
            QuestionKind.MULTIPLE: "ask-again-multiple",
            QuestionKind.TRUE_FALSE: "ask-again-true-false",
            QuestionKind.SHORT: "ask-again-short",
            QuestionKind.SINGLE: "ask-again",
        }[question.kind]
    )
    way = min(misread, len(ways) - 1)
    asked = question_message(course, question, t)
    if way == _REPHRASED:
        asked = _in_short(asked)
    return Message(ways[way]), asked


_REPHRASED = 1
_LEAST = 2


def _in_short(asked: Message) -> Message:
    """The question without its quiz, each option cut to its first clause where that tells them
    apart.
    """
    short = [first_clause(option.label) for option in asked.options]
    distinct = len(set(short)) == len(short) and all(len(one) >= _LEAST for one in short)
    if not distinct:
        return replace(asked, quiz=None)
    options = zip(short, asked.options, strict=True)
    return replace(asked, quiz=None, options=tuple(Option(s, o.data) for s, o in options))


def left_line(course: Course, done: int, learner: Learner, now: datetime, t: Texts) -> str:
    """How far the course is, and when it goes on for somebody who has just learned."""
    far = t("lessons-left", total=len(course.lessons), done=done) + t("mark-gap")
    if learner.state is LearnerState.PAUSED:
        return far + t("next-when-resumed")
    if learner.state is LearnerState.STOPPED:
        return far + t("next-when-started")
    at = next_break(now, learner.zone, learner.times)
    return far + t("next-at", when=near_instant(at, now, learner.zone, t))


def _stem(question: Question) -> str:
    if question.kind is not QuestionKind.MULTIPLE:
        return question.stem
    numbered = "\n".join(f"{n}. {label}" for n, label in enumerate(question.options, 1))
    return f"{question.stem}\n{numbered}"


def _hint(question: Question, t: Texts) -> str:
    return t(
        {
            QuestionKind.SINGLE: "question-single-hint",
            QuestionKind.TRUE_FALSE: "question-true-false-hint",
            QuestionKind.MULTIPLE: "question-multiple-hint",
            QuestionKind.SHORT: "question-short-hint",
        }[question.kind]
    )
