"""The course shelf: choose, switch, drop."""

from uuid import uuid4

from bot.domain.content import Course
from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.learning.read_answer import tidy
from bot.store import learners
from bot.texts import zh_hans as t
from handlers.turn import Turn


async def show(turn: Turn, argument: str) -> Reply:
    """The shelf; or, when a title follows the word, that course at once."""
    if argument and (found := _by_title(turn, argument)):
        return await choose(turn, found.key)
    return await shelf(turn, t.SHELF)


async def shelf(turn: Turn, words: str, *before: Message) -> Reply:
    """The courses for the learner's track, by number, button or title."""
    courses = turn.library.shelf(turn.learner.track)
    if not courses:
        return turn.say(*before, Message(t.SHELF_EMPTY))
    states = await learners.course_states(turn.conn, turn.learner.row)
    options = [
        Option(_line(course, states.get(course.key)), f"course:{course.key}") for course in courses
    ]
    if turn.course is not None and states.get(turn.course.key) == "active":
        options.append(Option(t.SHELF_DROP.format(course=turn.course.title), "drop"))
    return turn.offer(*before, Message(words, options=tuple(options), hint=t.NUMBER_HINT))


async def choose(turn: Turn, key: str) -> Reply:
    """Make a course the active one."""
    course = turn.library.course(key)
    if course is None or not await learners.enrol(
        turn.conn, turn.learner.row, key, uuid4(), turn.now
    ):
        return turn.offer(Message(t.COURSE_GONE, options=(Option(t.COURSES, "courses"),)))
    if turn.learner.state is not LearnerState.ACTIVE:
        await learners.save_state(turn.conn, turn.learner.row, LearnerState.ACTIVE)
    said = t.SWITCHED.format(course=course.title, time=turn.daily_time)
    return turn.offer(Message(said, options=(Option(t.START_NOW, "today"),)))


async def drop(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - it is the active course
    """Leave the active course."""
    if turn.learner.enrolment is None or turn.course is None:
        return await shelf(turn, t.NO_COURSE)
    await learners.drop(turn.conn, turn.learner.enrolment.row)
    options = (Option(t.COURSES, "courses"),)
    return turn.offer(Message(t.DROPPED.format(course=turn.course.title), options=options))


def _by_title(turn: Turn, words: str) -> Course | None:
    """The one course whose title is, or holds, what was written."""
    wanted = tidy(words).strip("《》")
    fits = [c for c in turn.library.courses.values() if wanted and wanted in tidy(c.title)]
    return fits[0] if len(fits) == 1 else None


def _line(course: Course, state: str | None) -> str:
    if state == "active":
        return t.SHELF_NOW.format(title=course.title)
    if state == "passed":
        return t.SHELF_PASSED.format(title=course.title)
    return t.SHELF_LINE.format(title=course.title, lessons=len(course.lessons))
