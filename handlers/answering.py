"""Answers to questions: in a lesson, and when they come back for practice."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.domain.content import Course, Question, QuestionKind
from bot.domain.learners import Enrolment
from bot.domain.messages import Message, Option, Reply
from bot.learning.choose import (
    choose_next,
    due_questions,
    first_unanswered,
    missed_questions,
    round_size,
)
from bot.learning.grading import Graded, grade, lesson_of
from bot.learning.present import ask_again, feedback, question_message
from bot.learning.read_answer import Reading, read_answer
from bot.learning.scripts import reader
from bot.store import answers
from handlers import lessons
from handlers.turn import Turn

_TAPPED = re.compile(r"([1-9]\d{0,17}):([1-9]\d?(?:,[1-9]\d?)*)", re.ASCII)


async def tapped(turn: Turn, argument: str) -> Reply:
    """An option was touched, or a quiz of the channel's own was answered: ``ROW:NUMBER``, or, where
    several may be chosen, ``ROW:NUMBER,NUMBER``. It may be old, or forged.
    """
    row, numbers = read_tap(argument)
    found = turn.library.question(row)
    if found is None:
        return renewed(turn)
    course, question = found
    if not may_choose(question, numbers):
        return renewed(turn)
    return await _answer(turn, course, question, Reading(True, frozenset(numbers)))


def read_tap(argument: str) -> tuple[int, tuple[int, ...]]:
    """A question's row and the numbers chosen, strictly ascending; row 0 for what is none of ours."""
    found = _TAPPED.fullmatch(argument)
    if found is None:
        return 0, ()
    numbers = tuple(map(int, found[2].split(",")))
    ascending = all(one < other for one, other in pairwise(numbers))
    return (int(found[1]), numbers) if ascending else (0, ())


def may_choose(question: Question, numbers: Sequence[int]) -> bool:
    """Whether ``numbers`` (ascending) can be an answer to ``question``."""
    most = 2 if question.kind is QuestionKind.TRUE_FALSE else len(question.options)
    many = len(numbers) > 1 and question.kind is not QuestionKind.MULTIPLE
    return bool(numbers) and not many and numbers[-1] <= most


async def written(turn: Turn, text: str) -> Reply | None:
    """Free text while a question is open: its answer, or asked again. None when none is open."""
    if not turn.learner.dialog.question:
        return None
    found = turn.open_question
    if found is None:
        return renewed(turn)
    course, question = found
    reading = read_answer(text, question)
    if not reading.clear:
        return _not_clear(turn, course, question)
    return await _answer(turn, course, question, reading)


async def quiz(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """The open question again; else what was missed or is due for review."""
    if turn.open_question:
        return turn.back()
    return _unanswered(turn) or _practice(turn) or _nothing(turn, turn.t("quiz-nothing"))


def renewed(turn: Turn) -> Reply:
    """The question is not asked any more, or its course was updated: show the one that is."""
    if turn.open_question:
        return turn.back(Message(turn.t("question-back")))
    if turn.learner.dialog.question:
        new = Message(turn.t("question-new"))
        return (
            _unanswered(turn, new)
            or _practice(turn, new)
            or _nothing(turn, turn.t("question-gone"))
        )
    return _nothing(turn, turn.t("question-gone"))


def _nothing(turn: Turn, words: str) -> Reply:
    return turn.offer(Message(words, options=(Option(turn.t("word-today"), "today"),)))


def _unanswered(turn: Turn, *before: Message) -> Reply | None:
    """The question that a lesson already shown still waits for."""
    enrolment, course = turn.learner.enrolment, turn.course
    chosen = choose_next(enrolment, course)
    lesson, question = chosen.lesson, chosen.question
    if enrolment is None or course is None or lesson is None or question is None:
        return None
    if lesson.key not in enrolment.lessons:
        return None
    return turn.question(question.row, *before, question_message(course, question, turn.t))


def _practice(turn: Turn, *before: Message) -> Reply | None:
    """A round of what was missed or is due."""
    enrolment, course = turn.learner.enrolment, turn.course
    if enrolment is None or course is None:
        return None
    due = due_questions(course, enrolment, turn.now)[: round_size(turn.learner.track)]
    if not due:
        return None
    begin = Message(turn.t("quiz-begin", count=len(due)))
    asked = question_message(course, due[0], turn.t)
    rows = [question.row for question in due[1:]]
    return turn.question(due[0].row, *before, begin, asked, review=True, queue=rows)


def _not_clear(turn: Turn, course: Course, question: Question) -> Reply:
    """Ask again, in another way each time; nothing is counted."""
    before = turn.learner.dialog
    again = ask_again(course, question, before.misread, turn.t)
    reply = turn.question(
        question.row,
        *again,
        review=before.review,
        queue=before.queue,
        score=(before.right, before.asked),
    )
    turn.dialog = replace(turn.dialog, misread=before.misread + 1)
    return reply


async def _answer(turn: Turn, course: Course, question: Question, reading: Reading) -> Reply:
    enrolment = turn.learner.enrolment
    if enrolment is None or enrolment.course != course.key:
        return turn.say(Message(turn.t("question-elsewhere", course=turn.title_of(course))))
    lesson = lesson_of(course, question)
    is_open = turn.learner.dialog.question == question.row
    if not is_open and question.key in enrolment.questions:
        return turn.say(
            Message(f"{turn.t('already-answered')}\n{reader(course, turn.t)(question.why)}")
        )
    if lesson.key not in enrolment.lessons:
        return renewed(turn)
    graded = grade(course, enrolment, question, reading, turn.now, turn.learner.zone)
    await answers.record_answer(
        turn.conn,
        enrolment.row,
        (lesson.key, question.key),
        graded.state,
        given=_given(reading),
        right=graded.right,
        version=course.version,
        at=turn.now,
        finishes_on=turn.today if graded.quiz is not None else None,
    )
    said = feedback(course, question, graded.right, turn.t)
    if graded.quiz is not None:
        await lessons.finish(turn, course, graded.enrolment, lesson, graded.seconds, graded.quiz)
        summary = turn.t("lesson-complete", right=graded.quiz.right, total=graded.quiz.total)
        if graded.quiz.right < graded.quiz.total:
            summary = summary + turn.t("mark-gap") + turn.t("missed-come-back")
        newly = (graded.course_completed, graded.course_passed)
        text = f"{said}\n\n{summary}"
        return await lessons.after_lesson(turn, course, graded.enrolment, text, newly)
    if graded.course_passed:
        scored = _with_score(turn, said, _score(turn, question, graded.right))
        return await lessons.course_passed(turn, course, graded.enrolment, scored)
    return _go_on(turn, course, question, graded, said)


def _given(reading: Reading) -> str:
    """What is kept of a reply: option numbers, or whether free words were accepted; never words."""
    numbers = ",".join(str(n) for n in sorted(reading.chosen))
    return numbers or ("✓" if reading.accepted else "✗")


def _go_on(turn: Turn, course: Course, question: Question, graded: Graded, said: str) -> Reply:
    """The question that was open beside this one, the next of the lesson, or of the round."""
    before = turn.learner.dialog
    if turn.open_question and before.question != question.row:
        return turn.back(Message(said))
    following = first_unanswered(lesson_of(course, question), graded.enrolment)
    if not before.review and following is not None:
        return turn.question(
            following.row, Message(said), question_message(course, following, turn.t)
        )
    left = list(_known(turn, before.queue))
    score = _score(turn, question, graded.right)
    if not left:
        return _round_over(turn, course, graded.enrolment, _with_score(turn, said, score))
    feedback_line = Message(f"{said}\n{turn.t('quiz-left', count=len(left))}")
    rows = [one.row for _, one in left[1:]]
    asked = question_message(*left[0], turn.t)
    return turn.question(
        left[0][1].row, feedback_line, asked, review=True, queue=rows, score=score
    )


def _score(turn: Turn, question: Question, right: bool) -> tuple[int, int]:
    """How many of the round were answered rightly, and how many answered, with this answer."""
    before = turn.learner.dialog
    if not before.review or before.question != question.row:
        return before.right, before.asked
    return before.right + right, before.asked + 1


def _with_score(turn: Turn, said: str, score: tuple[int, int]) -> str:
    """``said``, and how a round of several questions went."""
    right, asked = score
    if asked < 2:  # of one it was said already whether it is right
        return said
    name = "round-all" if right == asked else "round-score"
    return f"{said}\n\n{turn.t(name, asked=asked, right=right)}"


def _known(turn: Turn, rows: Iterable[int]) -> Iterable[tuple[Course, Question]]:
    """The questions of a round that are still taught as they were when it began."""
    return (found for row in rows if (found := turn.library.question(row)))


def _round_over(turn: Turn, course: Course, enrolment: Enrolment, said: str) -> Reply:
    missed = len(missed_questions(course, enrolment))
    if missed:
        again = turn.t("quiz-again", count=missed)
        return turn.offer(
            Message(f"{said}\n\n{again}", options=(Option(turn.t("quiz-practise"), "quiz"),))
        )
    return turn.offer(
        Message(
            f"{said}\n\n{turn.t('quiz-end')}",
            options=(Option(turn.t("lesson-one-more"), "today"),),
        )
    )
