"""Answers to questions: in a lesson, and when they come back for practice."""

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.content import Course, Question, QuestionKind
from bot.domain.learners import Enrolment
from bot.domain.messages import Message, Option, Reply
from bot.learning.choose import (
    ROUND,
    choose_next,
    due_questions,
    first_unanswered,
    missed_questions,
)
from bot.learning.grading import Graded, grade, lesson_of
from bot.learning.present import ask_again, feedback, question_message
from bot.learning.read_answer import Reading, read_answer
from bot.store import answers
from bot.texts import zh_hans as t
from handlers import lessons
from handlers.turn import Turn


async def tapped(turn: Turn, argument: str) -> Reply:
    """An option was touched: ``ROW:NUMBER``; the button may be old, or forged."""
    row, _, number = argument.partition(":")
    found = turn.library.question(_whole(row))
    if found is None:
        return renewed(turn)
    course, question = found
    most = 2 if question.kind is QuestionKind.TRUE_FALSE else len(question.options)
    if not 1 <= _whole(number) <= most:
        return renewed(turn)
    reading = Reading(True, frozenset({_whole(number)}))
    return await _answer(turn, course, question, reading)


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
        return _not_clear(turn, question)
    return await _answer(turn, course, question, reading)


async def quiz(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """The open question again; else what was missed or is due for review."""
    if turn.open_question:
        return turn.back()
    return _unanswered(turn) or _practice(turn) or _nothing(turn, t.QUIZ_NOTHING)


def renewed(turn: Turn) -> Reply:
    """The question is not asked any more, or its course was updated: show the one that is."""
    if turn.open_question:
        return turn.back(Message(t.QUESTION_BACK))
    if turn.learner.dialog.question:
        new = Message(t.QUESTION_NEW)
        return _unanswered(turn, new) or _practice(turn, new) or _nothing(turn, t.QUESTION_GONE)
    return _nothing(turn, t.QUESTION_GONE)


def _whole(word: str) -> int:
    """A number in a button's data; 0 when it is none of ours."""
    return int(word) if word.isdecimal() and len(word) < 19 else 0


def _nothing(turn: Turn, words: str) -> Reply:
    return turn.offer(Message(words, options=(Option(t.TODAY, "today"),)))


def _unanswered(turn: Turn, *before: Message) -> Reply | None:
    """The question that a lesson already shown still waits for."""
    enrolment, course = turn.learner.enrolment, turn.course
    chosen = choose_next(enrolment, course)
    lesson, question = chosen.lesson, chosen.question
    if enrolment is None or lesson is None or question is None:
        return None
    if lesson.key not in enrolment.lessons:
        return None
    return turn.question(question.row, *before, question_message(question))


def _practice(turn: Turn, *before: Message) -> Reply | None:
    """A round of what was missed or is due."""
    enrolment, course = turn.learner.enrolment, turn.course
    if enrolment is None or course is None:
        return None
    due = due_questions(course, enrolment, turn.now)[:ROUND]
    if not due:
        return None
    begin = Message(t.QUIZ_BEGIN.format(count=len(due)))
    asked = question_message(due[0])
    rows = [question.row for question in due[1:]]
    return turn.question(due[0].row, *before, begin, asked, review=True, queue=rows)


def _not_clear(turn: Turn, question: Question) -> Reply:
    """Ask again, in another way each time; nothing is counted."""
    before = turn.learner.dialog
    again = ask_again(question, before.misread)
    reply = turn.question(question.row, *again, review=before.review, queue=before.queue)
    turn.dialog = replace(turn.dialog, misread=before.misread + 1)
    return reply


async def _answer(turn: Turn, course: Course, question: Question, reading: Reading) -> Reply:
    enrolment = turn.learner.enrolment
    if enrolment is None or enrolment.course != course.key:
        return turn.say(Message(t.QUESTION_ELSEWHERE.format(course=course.title)))
    lesson = lesson_of(course, question)
    is_open = turn.learner.dialog.question == question.row
    if not is_open and question.key in enrolment.questions:
        return turn.say(Message(f"{t.ALREADY_ANSWERED}\n{question.why}"))
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
    said = feedback(question, graded.right)
    if graded.quiz is not None:
        await lessons.finish(turn, course, graded.enrolment, lesson, graded.seconds, graded.quiz)
        summary = t.LESSON_COMPLETE.format(right=graded.quiz.right, total=graded.quiz.total)
        if graded.quiz.right < graded.quiz.total:
            summary = f"{summary}{t.MISSED_COME_BACK}"
        newly = (graded.course_completed, graded.course_passed)
        text = f"{said}\n\n{summary}"
        return await lessons.after_lesson(turn, course, graded.enrolment, text, newly)
    if graded.course_passed:
        return await lessons.course_passed(turn, course, graded.enrolment, said)
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
        return turn.question(following.row, Message(said), question_message(following))
    left = list(_known(turn, before.queue))
    if not left:
        return _round_over(turn, course, graded.enrolment, said)
    feedback_line = Message(f"{said}\n{t.QUIZ_LEFT.format(count=len(left))}")
    rows = [one.row for one in left[1:]]
    asked = question_message(left[0])
    return turn.question(left[0].row, feedback_line, asked, review=True, queue=rows)


def _known(turn: Turn, rows: Iterable[int]) -> Iterable[Question]:
    """The questions of a round that are still taught as they were when it began."""
    return (found[1] for row in rows if (found := turn.library.question(row)))


def _round_over(turn: Turn, course: Course, enrolment: Enrolment, said: str) -> Reply:
    missed = len(missed_questions(course, enrolment))
    if missed:
        again = t.QUIZ_AGAIN.format(count=missed)
        return turn.offer(Message(f"{said}\n\n{again}", options=(Option(t.PRACTISE, "quiz"),)))
    return turn.offer(Message(f"{said}\n\n{t.QUIZ_END}", options=(Option(t.ONE_MORE, "today"),)))
