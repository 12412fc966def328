"""Reading a lesson step by step: 继续 brings what comes next of it."""

import re
from dataclasses import replace

from bot.domain.content import Course, Lesson
from bot.domain.learners import Enrolment, LearnerState
from bot.domain.messages import Message, Reply
from bot.learning.choose import choose_next, first_unanswered, is_done
from bot.learning.grading import lesson_of
from bot.learning.looks import looks_of
from bot.learning.present import question_message
from bot.learning.telling import Step
from handlers import answering, lessons, rhythm
from handlers.asking_next import asked_for
from handlers.turn import Turn

_NUMBER = re.compile(r"0|[1-9]\d{0,17}", re.ASCII)

Reading = tuple[Enrolment, Course, Lesson]


async def go_on(turn: Turn, argument: str) -> Reply:
    """The step of a lesson behind the one that was read: ``ROW:OFFSET`` into its text, as the
    button or the word below that step says.
    """
    row, _, offset = argument.partition(":")
    enrolment, course = turn.learner.enrolment, turn.course
    found = turn.library.lesson(int(row)) if _NUMBER.fullmatch(row) else None
    if enrolment is None or course is None or found is None or not _NUMBER.fullmatch(offset):
        return lessons.other_lesson(turn, row)
    lesson = found[1]
    if found[0].key != course.key or lesson.key not in enrolment.lessons:
        return lessons.other_lesson(turn, row)
    if is_done(lesson, enrolment):
        return lessons.other_lesson(turn, row)
    return await _step(turn, (enrolment, course, lesson), int(offset))


async def _step(turn: Turn, of: Reading, start: int) -> Reply:
    """What comes at ``start`` of a lesson's text; at its end the open question, or what ends it."""
    enrolment, course, lesson = of
    before, question = turn.learner.dialog, first_unanswered(lesson, enrolment)
    if start >= len(lesson.text):
        if question is None:
            return await lessons.done(turn, "")
        asked = question_message(course, question, turn.t)
        reply = turn.question(question.row, asked, queue=before.queue)
        turn.dialog = replace(turn.dialog, asking=before.asking)
        return reply
    end = len(lesson.text)
    told = Step(course, lesson, question, looks_of(turn.learner), start, end).told(turn.t)
    await lessons.keep_shown(turn, enrolment, course, lesson, told.read_to)
    turn.dialog = replace(told.dialog, queue=before.queue, asking=before.asking)
    turn.asked = True
    return Reply(told.messages)


def in_the_middle(turn: Turn) -> Reading | None:
    """The lesson that was begun and is not finished; None: there is none."""
    enrolment, course = turn.learner.enrolment, turn.course
    lesson = choose_next(enrolment, course).lesson
    if enrolment is None or course is None or lesson is None:
        return None
    return (enrolment, course, lesson) if lesson.key in enrolment.lessons else None


async def read_on(turn: Turn) -> Reply | None:
    """继续 where a lesson was read in steps: its next step; None: none is in the middle."""
    found = in_the_middle(turn)
    if found is None:
        return None
    enrolment, _, lesson = found
    read_to = enrolment.lessons[lesson.key].read_to
    return await _step(turn, found, read_to) if read_to else None


def at_hand(turn: Turn) -> tuple[Course, Lesson] | None:
    """This lesson: of the open question, else the one that was begun."""
    if found := turn.open_question:
        return found[0], lesson_of(*found)
    reading = in_the_middle(turn)
    return reading[1:] if reading is not None else None


async def once_more(turn: Turn, said: Message) -> Reply | None:
    """The lesson in the middle from its beginning, as it looks now, behind ``said``; None: there is
    none.
    """
    found = in_the_middle(turn)
    if found is None:
        return None
    enrolment, course, lesson = found
    number = course.lessons.index(lesson) + 1
    left, looks = first_unanswered(lesson, enrolment), looks_of(turn.learner)
    step = Step(course, lesson, left, looks, 0, len(lesson.text))
    told = step.told(turn.t, number=number, around=len(said.text) + 2)
    await lessons.keep_shown(turn, enrolment, course, lesson, told.read_to)
    turn.dialog = replace(told.dialog, queue=turn.learner.dialog.queue)
    turn.asked = True
    return Reply((said, *told.messages))


def waiting(turn: Turn) -> str:
    """What 继续 leads to below the step that was shown last; empty where nothing was."""
    options = turn.learner.dialog.options
    only = options[0].data if len(options) == 1 else ""
    return only if only.startswith(("next:", "then:")) else ""


async def follow(turn: Turn) -> Reply | None:
    """What the step that was shown last leads to; None where none was."""
    name, _, argument = waiting(turn).partition(":")
    if name == "next":
        return await go_on(turn, argument)
    return await ask(turn, argument) if name == "then" else None


async def ask(turn: Turn, argument: str) -> Reply:
    """The question behind what was read."""
    return asked_for(turn, argument) or await answering.quiz(turn, "")


async def done(turn: Turn, argument: str) -> Reply:
    """学完了: of a step, its next one; else of the lesson."""
    return (None if argument else await follow(turn)) or await lessons.done(turn, argument)


async def resume(turn: Turn, argument: str) -> Reply:
    """继续: with the daily lessons after a pause, with the open question, else with the lesson that is
    in the middle.
    """
    if turn.learner.state in {LearnerState.PAUSED, LearnerState.STOPPED} or turn.open_question:
        return await rhythm.resume(turn, argument)
    return await read_on(turn) or await rhythm.resume(turn, argument)
