"""Answers to questions: in a lesson, and when they come back for practice."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.domain.content import Course, Lesson, Question, QuestionKind
from bot.domain.learners import Enrolment
from bot.domain.messages import Message, Option, Reply
from bot.learning.choose import choose_next, first_unanswered, missed_questions, round_size
from bot.learning.grading import Graded, grade, lesson_of
from bot.learning.present import feedback, question_message
from bot.learning.read_answer import Reading
from bot.learning.scripts import reader
from bot.learning.situating import situate
from bot.learning.telling import LIMITED
from bot.store import answers
from bot.store.learners import load_enrolment_in
from bot.store.reviews import newest_card
from handlers import lessons, milestones, misread
from handlers.asking_next import ask_next
from handlers.turn import Turn

MIXED = "mixed"
"""What the dialog notes while a review is asked behind a lesson."""
_TAPPED = re.compile(r"([1-9]\d{0,17}):([1-9]\d?(?:,[1-9]\d?)*)", re.ASCII)


async def tapped(turn: Turn, argument: str) -> Reply:
    """An option was touched, or a quiz of the channel's own was answered: ``ROW:NUMBER``, or, where
    several may be chosen, ``ROW:NUMBER,NUMBER``. It may be old, or forged.
    """
    row, numbers = read_tap(argument)
    found = turn.library.question(row)
    if found is None:
        return await renewed(turn)
    course, question = found
    if not may_choose(question, numbers):
        return await renewed(turn)
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
        return await renewed(turn)
    course, question = found
    reading = misread.read(turn, text, question)
    if not reading.clear:
        return misread.not_clear(turn, course, question, reading.maybe)
    return await _answer(turn, course, question, reading)


async def quiz(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - the word needs no argument
    """The open question again; else what was missed or is due for review."""
    if turn.open_question:
        return turn.back()
    return _unanswered(turn) or await _practice(turn) or _nothing(turn, turn.t("quiz-nothing"))


async def renewed(turn: Turn) -> Reply:
    """The question is not asked any more, or its course was updated: show the one that is."""
    if turn.open_question:
        return turn.back(Message(turn.t("question-back")))
    if turn.learner.dialog.question:
        new = Message(turn.t("question-new"))
        gone = turn.t("question-gone")
        return _unanswered(turn, new) or await _practice(turn, new) or _nothing(turn, gone)
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


async def _practice(turn: Turn, *before: Message) -> Reply | None:
    """A round of what was missed in the active course, then of what memory is about to lose, in
    whatever course.
    """
    enrolment, course = turn.learner.enrolment, turn.course
    missed = missed_questions(course, enrolment) if course and enrolment else ()
    situation = await situate(turn.conn, turn.learner, turn.library, turn.now)
    due = [(course, one) for one in missed if course is not None]
    keys = {(course.key, one.key) for one in missed if course is not None}
    due += [
        (one.course, one.question)
        for one in situation.reviews
        if (one.course.key, one.question.key) not in keys
    ]
    due = due[: round_size(turn.learner.track)]
    if not due:
        return None
    begin = Message(turn.t("quiz-begin", count=len(due)))
    (first_course, first), *others = due
    asked = question_message(first_course, first, turn.t)
    rows = [question.row for _, question in others]
    return turn.question(first.row, *before, begin, asked, review=True, queue=rows)


async def _answer(turn: Turn, course: Course, question: Question, reading: Reading) -> Reply:
    enrolment = await _enrolment_in(turn, course)
    if enrolment is None:
        return turn.say(Message(turn.t("question-elsewhere", course=turn.title_of(course))))
    lesson = lesson_of(course, question)
    is_open = turn.learner.dialog.question == question.row
    if not is_open and question.key in enrolment.questions:
        return turn.say(
            Message(f"{turn.t('already-answered')}\n{reader(course, turn.t)(question.why)}")
        )
    if lesson.key not in enrolment.lessons:
        return await renewed(turn)
    graded = await _graded(turn, (course, enrolment, question), reading)
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
        return await _lesson_over(turn, course, lesson, graded, said)
    if graded.course_passed:
        scored = _with_score(turn, said, _score(turn, question, graded.right))
        return await lessons.course_passed(turn, course, graded.enrolment, scored)
    return await _go_on(turn, course, question, graded, said)


async def _enrolment_in(turn: Turn, course: Course) -> Enrolment | None:
    """Where an answer to a question of ``course`` counts, which need not be the active one."""
    active = turn.learner.enrolment
    if active is not None and active.course == course.key:
        return active
    return await load_enrolment_in(turn.conn, turn.learner.row, course.key)


async def _graded(
    turn: Turn, asked: tuple[Course, Enrolment, Question], reading: Reading
) -> Graded:
    course, _, question = asked
    names = (question.family, question.key)
    elsewhere = await newest_card(turn.conn, turn.learner.row, course.key, names)
    return grade(*asked, reading, turn.now, turn.learner.zone, elsewhere=elsewhere)


async def _lesson_over(
    turn: Turn, course: Course, lesson: Lesson, graded: Graded, said: str
) -> Reply:
    """The last answer of a lesson: how it went, and one question that memory is about to lose."""
    if graded.quiz is None:
        raise AssertionError("the answer finished a lesson")
    await lessons.finish(turn, course, graded.enrolment, lesson, graded.seconds, graded.quiz)
    summary = turn.t("lesson-complete", right=graded.quiz.right, total=graded.quiz.total)
    if graded.quiz.right < graded.quiz.total:
        summary = summary + turn.t("mark-gap") + turn.t("missed-come-back")
    newly = (graded.course_completed, graded.course_passed)
    mixed = [] if any(newly) else list(_known(turn, turn.learner.dialog.queue))
    text = await milestones.with_lesson(turn, f"{said}\n\n{summary}")
    if mixed and not turn.learner.dialog.review:
        begin = Message(turn.t("review-mixed"))
        return ask_next(turn, Message(text), begin, due=mixed, review=True, asking=MIXED)
    return await lessons.after_lesson(turn, course, graded.enrolment, text, newly)


def _given(reading: Reading) -> str:
    """What is kept of a reply: option numbers, or whether free words were accepted; never words."""
    numbers = ",".join(str(n) for n in sorted(reading.chosen))
    return numbers or ("✓" if reading.accepted else "✗")


async def _go_on(
    turn: Turn, course: Course, question: Question, graded: Graded, said: str
) -> Reply:
    """The question that was open beside this one, the next of the lesson, or of the round."""
    before = turn.learner.dialog
    if turn.open_question and before.question != question.row:
        return turn.back(Message(said))
    left = list(_known(turn, before.queue))
    following = first_unanswered(lesson_of(course, question), graded.enrolment)
    if not before.review and following is not None:
        if before.asking != LIMITED:
            kept = [(course, following), *left]
            return ask_next(turn, Message(said), due=kept)
        if not left:
            return _part_over(turn, said)
        return ask_next(turn, Message(said), due=left, asking=LIMITED)
    score = _score(turn, question, graded.right)
    if not left:
        return await _round_over(turn, course, graded.enrolment, _with_score(turn, said, score))
    line = Message(f"{said}\n{turn.t('quiz-left', count=len(left))}")
    return ask_next(turn, line, due=left, review=True, score=score)


def _part_over(turn: Turn, said: str) -> Reply:
    """What fitted the break is done; more of it is there for who has the time."""
    go_on = Option(turn.t("word-go-on"), "resume")
    return turn.offer(Message(f"{said}\n\n{turn.t('part-over')}", options=(go_on,)))


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


async def _round_over(turn: Turn, course: Course, enrolment: Enrolment, said: str) -> Reply:
    active = turn.learner.enrolment
    if turn.learner.dialog.asking == MIXED and active is not None and turn.course is not None:
        latest = enrolment if enrolment.row == active.row else active
        return await lessons.after_lesson(turn, turn.course, latest, said, (False, False))
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
