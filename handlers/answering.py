"""Answers to questions: in a lesson, and when they come back for practice."""

from dataclasses import replace

from bot.domain.content import Course, Question, QuestionKind
from bot.domain.learners import Enrolment
from bot.domain.messages import Message, Option, Reply
from bot.learning.choose import due_questions, first_unanswered
from bot.learning.grading import Graded, grade, lesson_of
from bot.learning.present import ask_again, feedback, question_message
from bot.learning.read_answer import Reading, read_answer
from bot.store import answers, learners
from bot.texts import zh_hans as t
from handlers import lessons
from handlers.turn import Turn


async def tapped(turn: Turn, argument: str) -> Reply:
    """An option was touched: ``ROW:NUMBER``."""
    row, _, number = argument.partition(":")
    found = turn.library.question(int(row)) if row.isdigit() else None
    if found is None or not number.isdigit():
        return turn.offer(Message(t.QUESTION_GONE, options=(Option(t.TODAY, "today"),)))
    course, question = found
    most = 2 if question.kind is QuestionKind.TRUE_FALSE else len(question.options)
    if not 1 <= int(number) <= most:
        return turn.offer(Message(t.QUESTION_GONE, options=(Option(t.TODAY, "today"),)))
    return await _answer(turn, course, question, Reading(True, frozenset({int(number)})), number)


async def written(turn: Turn, text: str) -> Reply | None:
    """Free text while a question is open. None when none is, or when the text is no answer to it
    and something newer waits in the inbox.
    """
    found = turn.library.question(turn.learner.dialog.question)
    if found is None:
        return None
    course, question = found
    reading = read_answer(text, question)
    if not reading.clear:
        return None if turn.waiting else _not_clear(turn, question)
    given = ",".join(str(n) for n in sorted(reading.chosen)) or ("✓" if reading.accepted else "✗")
    return await _answer(turn, course, question, reading, given)


async def quiz(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """The open question again; else what was missed or is due for review."""
    enrolment, course = turn.learner.enrolment, turn.course
    if enrolment is None or course is None:
        return turn.offer(Message(t.QUIZ_NOTHING, options=(Option(t.TODAY, "today"),)))
    dialog = turn.learner.dialog
    if dialog.question and (found := turn.library.question(dialog.question)):
        return turn.question(
            dialog.question, question_message(found[1]), review=dialog.review, queue=dialog.queue
        )
    return _practise(turn, course, enrolment)


def _practise(turn: Turn, course: Course, enrolment: Enrolment) -> Reply:
    due = due_questions(course, enrolment, turn.now)
    if not due:
        return turn.offer(Message(t.QUIZ_NOTHING, options=(Option(t.TODAY, "today"),)))
    begin = Message(t.QUIZ_BEGIN.format(count=len(due)))
    return turn.question(
        due[0].row,
        begin,
        question_message(due[0]),
        review=True,
        queue=[question.row for question in due[1:]],
    )


def _not_clear(turn: Turn, question: Question) -> Reply:
    """Ask again, in another way each time; nothing is counted."""
    before = turn.learner.dialog
    message = ask_again(question, before.misread)
    turn.dialog = replace(before, misread=before.misread + 1, options=message.options)
    return Reply((message,))


async def _answer(
    turn: Turn, course: Course, question: Question, reading: Reading, given: str
) -> Reply:
    enrolment = turn.learner.enrolment
    if enrolment is None or enrolment.course != course.key:
        return turn.offer(Message(t.QUESTION_GONE, options=(Option(t.TODAY, "today"),)))
    is_open = turn.learner.dialog.question == question.row
    if not is_open and question.key in enrolment.questions:
        return turn.say(Message(f"{t.ALREADY_ANSWERED}\n{question.why}"))
    graded = grade(course, enrolment, question, reading, turn.now, turn.learner.zone)
    lesson = lesson_of(course, question)
    await answers.record_answer(
        turn.conn,
        enrolment.row,
        (lesson.key, question.key),
        graded.state,
        given=given,
        right=graded.right,
        version=course.version,
        at=turn.now,
    )
    said = feedback(question, graded.right)
    if graded.lesson_completed and graded.quiz is not None:
        await lessons.finish(turn, course, graded.enrolment, lesson, graded.seconds, graded.quiz)
        summary = t.LESSON_COMPLETE.format(right=graded.quiz.right, total=graded.quiz.total)
        newly = (graded.course_completed, graded.course_passed)
        text = f"{said}\n\n{summary}"
        return await lessons.after_lesson(turn, course, graded.enrolment, text, newly)
    return await _go_on(turn, course, question, graded, said)


async def _go_on(
    turn: Turn, course: Course, question: Question, graded: Graded, said: str
) -> Reply:
    """The next question of the lesson, or of the practice round."""
    if graded.course_passed:
        await learners.mark_completed(turn.conn, graded.enrolment.row, turn.now, passed=True)
        return await lessons.course_passed(turn, course, graded.enrolment, said)
    before = turn.learner.dialog
    if not before.review:
        following = first_unanswered(lesson_of(course, question), graded.enrolment)
        if following is not None:
            return turn.question(following.row, Message(said), question_message(following))
    queue = [row for row in before.queue if row != question.row]
    while queue:
        if found := turn.library.question(queue[0]):
            return turn.question(
                queue[0], Message(said), question_message(found[1]), review=True, queue=queue[1:]
            )
        queue = queue[1:]
    return turn.offer(Message(f"{said}\n\n{t.QUIZ_END}", options=(Option(t.ONE_MORE, "today"),)))
