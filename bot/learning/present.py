"""Lessons and questions as messages: the same words every time."""

from datetime import datetime

from bot.domain.content import Course, Lesson, Question, QuestionKind
from bot.domain.learners import Learner, LearnerState
from bot.domain.messages import Media, Message, Option, Quiz
from bot.learning.day import next_break
from bot.texts.catalogue import Texts
from bot.texts.dates import near_instant


def lesson_messages(
    lesson: Lesson, number: int, question: Question | None, t: Texts
) -> tuple[Message, ...]:
    """A lesson and, below it, its open question; without one, what ends the lesson.

    What it shows comes first, so that words and question stand together and last. A channel
    whose pages are asked for one by one may bring the words before it (``Channel.pages``).
    """
    shown = (Message("", media=Media(m.kind, m.hash, m.alt)) for m in lesson.media)
    title = t("lesson-title", number=number, title=lesson.title)
    if question is not None:
        return (*shown, Message(title=title, text=lesson.text), question_message(question, t))
    done = Option(t("word-done"), f"done:{lesson.row}")
    words = Message(title=title, text=lesson.text, options=(done,), hint=t("lesson-done-hint"))
    return (*shown, words)


def question_message(question: Question, t: Texts) -> Message:
    """A question with its options numbered or as buttons, and how to answer."""
    return Message(
        title=t("question-title"),
        text=_stem(question),
        options=answer_options(question, t),
        hint=_hint(question, t),
        quiz=question_quiz(question, t),
    )


def question_quiz(question: Question, t: Texts) -> Quiz | None:
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


def answer_options(question: Question, t: Texts) -> tuple[Option, ...]:
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


def right_answer(question: Question, t: Texts) -> str:
    """The right answer in words, as feedback shows it."""
    match question.kind:
        case QuestionKind.TRUE_FALSE:
            return true_false(t)[question.right[0] - 1]
        case QuestionKind.SHORT:
            return question.accepted[0]
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            return t("mark-between").join(
                f"{n}. {question.options[n - 1]}" for n in question.right
            )


def feedback(question: Question, right: bool, t: Texts) -> str:
    """Right or wrong, and the reason."""
    verdict = t("answer-right") if right else t("answer-wrong", answer=right_answer(question, t))
    return f"{verdict}\n{question.why}"


def ask_again(question: Question, misread: int, t: Texts) -> tuple[Message, Message]:
    """The question again, after a different kind of help each time (reference/learning.md
    section 4: several strategies in turn).
    """
    ways = t.several(
        {
            QuestionKind.MULTIPLE: "ask-again-multiple",
            QuestionKind.TRUE_FALSE: "ask-again-true-false",
            QuestionKind.SHORT: "ask-again-short",
            QuestionKind.SINGLE: "ask-again",
        }[question.kind]
    )
    return Message(ways[min(misread, len(ways) - 1)]), question_message(question, t)


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
