"""Lessons and questions as messages: the same words every time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.content import Course, Lesson, Question, QuestionKind
from bot.domain.learners import Learner, LearnerState
from bot.domain.messages import Media, Message, Option, Quiz
from bot.learning.day import next_break
from bot.texts import zh_hans as t


def lesson_messages(lesson: Lesson, number: int, question: Question | None) -> tuple[Message, ...]:
    """A lesson and, below it, its open question; without one, what ends the lesson.

    What it shows comes first, so that words and question stand together and last. A channel
    whose pages are asked for one by one may bring the words before it (``Channel.pages``).
    """
    shown = (Message("", media=Media(m.kind, m.hash, m.alt)) for m in lesson.media)
    title = t.LESSON_TITLE.format(number=number, title=lesson.title)
    if question is not None:
        return (*shown, Message(title=title, text=lesson.text), question_message(question))
    done = Option(t.DONE, f"done:{lesson.row}")
    words = Message(title=title, text=lesson.text, options=(done,), hint=t.LESSON_DONE_HINT)
    return (*shown, words)


def question_message(question: Question) -> Message:
    """A question with its options numbered or as buttons, and how to answer."""
    return Message(
        title=t.QUESTION_TITLE,
        text=_stem(question),
        options=answer_options(question),
        hint=_hint(question),
        quiz=question_quiz(question),
    )


def question_quiz(question: Question) -> Quiz | None:
    """The question as a channel's own quiz shows it; None for one that is answered in words."""
    if question.kind is QuestionKind.SHORT:
        return None
    judged = question.kind is QuestionKind.TRUE_FALSE
    return Quiz(
        stem=t.QUIZ_STEM.format(title=t.QUESTION_TITLE, stem=question.stem),
        options=t.QUESTION_TRUE_FALSE if judged else question.options,
        right=question.right,
        why=question.why,
        data=f"ans:{question.row}",
        several=question.kind is QuestionKind.MULTIPLE,
    )


def answer_options(question: Question) -> tuple[Option, ...]:
    """What can be touched: one option each for single and true_false, none for the others."""
    labels: tuple[str, ...] = ()
    if question.kind is QuestionKind.SINGLE:
        labels = question.options
    elif question.kind is QuestionKind.TRUE_FALSE:
        labels = t.QUESTION_TRUE_FALSE
    return tuple(Option(label, f"ans:{question.row}:{n}") for n, label in enumerate(labels, 1))


def right_answer(question: Question) -> str:
    """The right answer in words, as feedback shows it."""
    match question.kind:
        case QuestionKind.TRUE_FALSE:
            return t.QUESTION_TRUE_FALSE[question.right[0] - 1]
        case QuestionKind.SHORT:
            return question.accepted[0]
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            return "；".join(f"{n}. {question.options[n - 1]}" for n in question.right)


def feedback(question: Question, right: bool) -> str:
    """Right or wrong, and the reason."""
    verdict = t.RIGHT if right else t.WRONG.format(answer=right_answer(question))
    return f"{verdict}\n{question.why}"


def ask_again(question: Question, misread: int) -> tuple[Message, Message]:
    """The question again, after a different kind of help each time (reference/learning.md
    section 4: several strategies in turn).
    """
    ways = {
        QuestionKind.MULTIPLE: t.ASK_AGAIN_MULTIPLE,
        QuestionKind.TRUE_FALSE: t.ASK_AGAIN_TRUE_FALSE,
        QuestionKind.SHORT: t.ASK_AGAIN_SHORT,
        QuestionKind.SINGLE: t.ASK_AGAIN,
    }[question.kind]
    return Message(ways[min(misread, len(ways) - 1)]), question_message(question)


def left_line(course: Course, done: int, learner: Learner, now: datetime) -> str:
    """How far the course is, and when it goes on for somebody who has just learned."""
    far = t.LESSONS_LEFT.format(total=len(course.lessons), done=done)
    if learner.state is LearnerState.PAUSED:
        return far + t.NEXT_WHEN_RESUMED
    if learner.state is LearnerState.STOPPED:
        return far + t.NEXT_WHEN_STARTED
    return far + t.NEXT_AT.format(
        when=_when(next_break(now, learner.zone, learner.times), learner, now)
    )


def _when(at: datetime, learner: Learner, now: datetime) -> str:
    """今天 15:00, 明天 07:30: at most two days ahead."""
    zone = ZoneInfo(learner.zone)
    local = at.astimezone(zone)
    day = t.DAYS_AHEAD[(local.date() - now.astimezone(zone).date()).days]
    return f"{day} {local:%H:%M}"


def _stem(question: Question) -> str:
    if question.kind is not QuestionKind.MULTIPLE:
        return question.stem
    numbered = "\n".join(f"{n}. {label}" for n, label in enumerate(question.options, 1))
    return f"{question.stem}\n{numbered}"


def _hint(question: Question) -> str:
    return {
        QuestionKind.SINGLE: t.QUESTION_SINGLE_HINT,
        QuestionKind.TRUE_FALSE: t.QUESTION_TRUE_FALSE_HINT,
        QuestionKind.MULTIPLE: t.QUESTION_MULTIPLE_HINT,
        QuestionKind.SHORT: t.QUESTION_SHORT_HINT,
    }[question.kind]
