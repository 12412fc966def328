"""The course shelf: choose, switch, drop."""

from dataclasses import replace
from uuid import uuid4

from bot.domain.content import Course
from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.learning.read_answer import read_option
from bot.store import learners
from bot.texts import private_zh_hans as private
from bot.texts import zh_hans as t
from handlers.turn import Turn

ALL = "all"
NOW = (Option(t.START_NOW, "today"),)


async def show(turn: Turn, argument: str) -> Reply:
    """The shelf; or, when a title follows the word, that course at once."""
    courses = list(turn.library.courses.values())
    if argument and (number := read_option(argument, [course.title for course in courses])):
        return await choose(turn, courses[number - 1].key)
    return await _shelf(turn, t.SHELF, None if argument == ALL else turn.learner.track)


async def none_active(turn: Turn, *before: Message) -> Reply:
    """Nothing is being learned: the shelf, with words for a newcomer or for who has passed all."""
    states = await learners.course_states(turn.conn, turn.learner.row)
    shelf = turn.library.shelf(turn.learner.track)
    if not states:
        words = t.NO_COURSE
    elif all(states.get(course.key) == "passed" for course in shelf):
        words = t.ALL_PASSED
    else:
        words = t.NEXT_COURSE
    return await _shelf(turn, words, turn.learner.track, *before)


async def _shelf(turn: Turn, words: str, track: str | None, *before: Message) -> Reply:
    """The courses for a track (None: all), by number, button or title."""
    courses = turn.library.shelf(track) or turn.library.shelf(None)
    if not courses:
        return turn.say(*before, Message(t.SHELF_EMPTY))
    states = await learners.course_states(turn.conn, turn.learner.row)
    active = turn.course.key if turn.course else None
    options = [
        Option(_line(course, states.get(course.key), active), f"course:{course.key}")
        for course in courses
    ]
    if len(courses) < len(turn.library.courses):
        options.append(Option(t.SHELF_ALL, f"courses:{ALL}"))
    if turn.course is not None:
        options.append(Option(t.SHELF_DROP.format(course=turn.course.title), "drop"))
    return turn.aside(*before, Message(words, options=tuple(options), hint=t.NUMBER_HINT))


async def choose(turn: Turn, key: str) -> Reply:
    """Make a course the active one; an open question is left with the course before."""
    course = turn.library.course(key)
    if course is None or not await learners.enrol(
        turn.conn, turn.learner.row, key, uuid4(), turn.now
    ):
        return turn.suggest(t.COURSE_GONE, Option(t.COURSES, "courses"))
    if turn.learner.state is not LearnerState.ACTIVE:
        await learners.save_state(turn.conn, turn.learner.row, LearnerState.ACTIVE)
        turn.learner, turn.keyboard = replace(turn.learner, state=LearnerState.ACTIVE), True
    said = t.SWITCHED.format(course=course.title, time=turn.daily_time)
    return turn.offer(Message(said, options=NOW))


async def drop(turn: Turn, argument: str) -> Reply:
    """Leave the active course, once that is confirmed: ``argument`` is the course's key then."""
    if turn.learner.enrolment is None or turn.course is None:
        return await none_active(turn)
    title = turn.course.title
    if argument != turn.course.key:
        options = (Option(t.DROP_YES, f"drop:{turn.course.key}"), Option(t.DROP_NO, "keep"))
        sure = Message(t.DROP_SURE.format(course=title), options=options, hint=t.NUMBER_HINT)
        return turn.aside(sure)
    await learners.drop(turn.conn, turn.learner.enrolment.row)
    shelf = Option(t.COURSES, "courses")
    return turn.offer(Message(t.DROPPED.format(course=title), options=(shelf,)))


async def keep(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - there is one active course
    """The active course is not left after all."""
    if turn.course is None:
        return await none_active(turn)
    kept = Message(private.DROP_KEPT.format(course=turn.course.title))
    return turn.back(kept) if turn.open_question else turn.offer(replace(kept, options=NOW))


def _line(course: Course, state: str | None, active: str | None) -> str:
    if course.key == active:
        return t.SHELF_NOW.format(title=course.title)
    if state == "passed":
        return t.SHELF_PASSED.format(title=course.title)
    return t.SHELF_LINE.format(title=course.title, lessons=len(course.lessons))
