"""The course shelf: choose, switch, drop."""

from dataclasses import replace
from uuid import uuid4

from bot.domain.content import Course
from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.learning.read_answer import read_option
from bot.store import learners
from handlers.turn import Turn

ALL = "all"


def start_now(turn: Turn) -> Option:
    """Begins the course that was just chosen."""
    return Option(turn.t("course-start-now"), "today")


async def show(turn: Turn, argument: str) -> Reply:
    """The shelf; or, when a title follows the word, that course at once."""
    courses = list(turn.library.courses.values())
    if argument and (number := read_option(argument, [course.title for course in courses])):
        return await choose(turn, courses[number - 1].key)
    return await _shelf(turn, turn.t("shelf"), None if argument == ALL else turn.learner.track)


async def none_active(turn: Turn, *before: Message) -> Reply:
    """Nothing is being learned: the shelf, with words for a newcomer or for who has passed all."""
    states = await learners.course_states(turn.conn, turn.learner.row)
    shelf = turn.library.shelf(turn.learner.track)
    if not states:
        words = turn.t("course-none-yet")
    elif all(states.get(course.key) == "passed" for course in shelf):
        words = turn.t("course-all-passed")
    else:
        words = turn.t("course-next")
    return await _shelf(turn, words, turn.learner.track, *before)


async def _shelf(turn: Turn, words: str, track: str | None, *before: Message) -> Reply:
    """The courses for a track (None: all), by number, button or title."""
    courses = turn.library.shelf(track) or turn.library.shelf(None)
    if not courses:
        return turn.say(*before, Message(turn.t("shelf-empty")))
    states = await learners.course_states(turn.conn, turn.learner.row)
    active = turn.course.key if turn.course else None
    options = [
        Option(_line(turn, course, states.get(course.key), active), f"course:{course.key}")
        for course in courses
    ]
    if len(courses) < len(turn.library.courses):
        options.append(Option(turn.t("shelf-all"), f"courses:{ALL}"))
    if turn.course is not None:
        options.append(Option(turn.t("shelf-drop", course=turn.title_of(turn.course)), "drop"))
    return turn.aside(*before, Message(words, options=tuple(options), hint=turn.t("hint-number")))


async def choose(turn: Turn, key: str) -> Reply:
    """Make a course the active one; an open question is left with the course before."""
    course = turn.library.course(key)
    if course is None or not await learners.enrol(
        turn.conn, turn.learner.row, key, uuid4(), turn.now
    ):
        return turn.suggest(turn.t("course-gone"), Option(turn.t("word-courses"), "courses"))
    if turn.learner.state is not LearnerState.ACTIVE:
        await learners.save_state(turn.conn, turn.learner.row, LearnerState.ACTIVE)
        turn.learner, turn.keyboard = replace(turn.learner, state=LearnerState.ACTIVE), True
    said = turn.t("course-switched", course=turn.title_of(course), time=turn.daily_time)
    return turn.offer(Message(said, options=(start_now(turn),)))


async def drop(turn: Turn, argument: str) -> Reply:
    """Leave the active course, once that is confirmed: ``argument`` is the course's key then."""
    if turn.learner.enrolment is None or turn.course is None:
        return await none_active(turn)
    title = turn.title_of(turn.course)
    if argument != turn.course.key:
        options = (
            Option(turn.t("drop-yes"), f"drop:{turn.course.key}"),
            Option(turn.t("drop-no"), "keep"),
        )
        sure = Message(
            turn.t("drop-sure", course=title), options=options, hint=turn.t("hint-number")
        )
        return turn.aside(sure)
    await learners.drop(turn.conn, turn.learner.enrolment.row)
    shelf = Option(turn.t("word-courses"), "courses")
    return turn.offer(Message(turn.t("dropped", course=title), options=(shelf,)))


async def keep(turn: Turn, argument: str) -> Reply:  # noqa: ARG001 - there is one active course
    """The active course is not left after all."""
    if turn.course is None:
        return await none_active(turn)
    kept = Message(turn.t("drop-kept", course=turn.title_of(turn.course)))
    return (
        turn.back(kept)
        if turn.open_question
        else turn.offer(replace(kept, options=(start_now(turn),)))
    )


def _line(turn: Turn, course: Course, state: str | None, active: str | None) -> str:
    if course.key == active:
        return turn.t("shelf-now", title=turn.title_of(course))
    if state == "passed":
        return turn.t("shelf-passed", title=turn.title_of(course))
    return turn.t("shelf-line", title=turn.title_of(course), lessons=len(course.lessons))
