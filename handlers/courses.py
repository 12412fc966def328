"""The course shelf: look at it, choose, switch, drop."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from bot.domain.content import Course
from bot.domain.events import ChannelKind
from bot.domain.learners import LearnerState
from bot.domain.messages import Message, Option, Reply
from bot.learning.companion.masking import masked
from bot.learning.read_answer import read_option
from bot.learning.scripts import reader
from bot.learning.shelf_search import search_courses
from bot.store import learners
from handlers import recommending
from handlers.shelf_words import Part, Wanted, read_wanted
from handlers.turn import Turn

ALL = Wanted(Part.ALL).data().removeprefix("courses:")
PAGE = 8
"""Courses on a page of the shelf."""
MOST_REPEATED = 20
"""Characters of what was looked for and not found that are said again."""


def start_now(turn: Turn) -> Option:
    """Begins the course that was just chosen."""
    return Option(turn.t("course-start-now"), "today")


async def show(turn: Turn, argument: str) -> Reply:
    """The shelf, or a part of it; a course's title behind the word chooses that course at once."""
    wanted = read_wanted(argument)
    if wanted.part is Part.WORDS:
        return await _search(turn, wanted.value)
    if wanted.part is Part.MINE and not wanted.page:
        return await _own(turn, turn.t("shelf"))
    return await _shelf(turn, turn.t("shelf"), wanted)


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
    return await _own(turn, words, *before)


async def _own(turn: Turn, words: str, *before: Message) -> Reply:
    """The learner's own shelf, with what is recommended on top where that is wanted."""
    shelf, states = _courses(turn, Wanted(Part.MINE)), await _states(turn)
    found = await recommending.for_learner(turn, shelf, states)
    if found is not None:
        words = f"{recommending.words(turn, found)}\n\n{words}"
        shelf = [found.course, *(one for one in shelf if one is not found.course)]
    return _page(turn, words, (shelf, states), Wanted(Part.MINE), *before)


async def _shelf(turn: Turn, words: str, wanted: Wanted) -> Reply:
    return _page(turn, words, (_courses(turn, wanted), await _states(turn)), wanted)


async def _search(turn: Turn, words: str) -> Reply:
    """The course whose title that is; else those that it may mean; else all there is."""
    courses = list(turn.library.courses.values())
    if number := read_option(words, [course.title for course in courses]):
        return await choose(turn, courses[number - 1].key)
    said = masked(words)[:MOST_REPEATED]
    if found := (await search_courses(turn.library, words))[:PAGE]:
        shelf = (found, await _states(turn))
        return _page(turn, turn.t("shelf-found", words=said), shelf, Wanted(Part.WORDS))
    return await _shelf(turn, turn.t("shelf-not-found", words=said), Wanted(Part.ALL))


def _courses(turn: Turn, wanted: Wanted) -> list[Course]:
    """The courses of a part of the shelf, in their order; all of them where it has none."""
    whole = turn.library.shelf(None)
    match wanted.part:
        case Part.MINE:
            some = turn.library.shelf(turn.learner.track)
        case Part.LEVEL:
            some = [one for one in whole if str(one.level) == wanted.value]
        case Part.TRACK:
            some = [one for one in whole if one.track == wanted.value]
        case _:
            some = whole
    return some or whole


async def _states(turn: Turn) -> dict[str, str]:
    return await learners.course_states(turn.conn, turn.learner.row)


def _page(
    turn: Turn,
    words: str,
    shelf: tuple[Sequence[Course], dict[str, str]],
    wanted: Wanted,
    *before: Message,
) -> Reply:
    """One page of courses with their states, by number, button or title; what leads further below."""
    courses, states = shelf
    shown = courses[wanted.page * PAGE : (wanted.page + 1) * PAGE]
    if not shown:
        return turn.say(*before, Message(turn.t("shelf-empty")))
    active = turn.course.key if turn.course else ""
    options = [
        Option(_label(turn, one, states, active), f"course:{one.key}") for one in shown
    ] + _further(turn, courses, wanted)
    if turn.event.channel is ChannelKind.TELEGRAM:
        words = "\n".join((words, *(_facts(turn, one) for one in shown)))
    return turn.aside(*before, Message(words, options=tuple(options), hint=turn.t("hint-number")))


def _further(turn: Turn, courses: Sequence[Course], wanted: Wanted) -> list[Option]:
    """The next page, the whole shelf, and the way out of the active course."""
    options = []
    if courses[(wanted.page + 1) * PAGE :]:
        following = replace(wanted, page=wanted.page + 1)
        options.append(Option(turn.t("shelf-more"), following.data()))
    if len(courses) < len(turn.library.courses):
        options.append(Option(turn.t("shelf-all"), Wanted(Part.ALL).data()))
    if turn.course is not None and wanted.part is not Part.WORDS:
        options.append(Option(turn.t("shelf-drop", course=turn.title_of(turn.course)), "drop"))
    return options


def _label(turn: Turn, course: Course, states: dict[str, str], active: str) -> str:
    """A course on an option. A button has room for its title only, a numbered line for its facts."""
    title = turn.title_of(course)
    if course.key == active:
        return turn.t("shelf-now", title=title)
    if states.get(course.key) == "passed":
        return turn.t("shelf-passed", title=title)
    if turn.event.channel is ChannelKind.TELEGRAM:
        return title
    return turn.t(
        "shelf-line",
        title=title,
        level=course.level,
        lessons=len(course.lessons),
        minutes=course.minutes,
    )


def _facts(turn: Turn, course: Course) -> str:
    return turn.t(
        "shelf-facts",
        title=turn.title_of(course),
        level=course.level,
        lessons=len(course.lessons),
        minutes=course.minutes,
    )


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
    if course.about:
        said = f"{said}\n{reader(course, turn.t)(course.about)}"
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
