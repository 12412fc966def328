"""评课: what somebody thinks of a course that he or she passed. Asked once for each version, never in
the middle of something.
"""

import re

from bot.domain.content import Course
from bot.domain.messages import Message, Option, Reply
from bot.store import ratings
from handlers.turn import Turn
from handlers.understand import tap_data

MOST = 8
"""Courses that are offered to be rated, those passed last."""
STARS = (3, 2, 1)
"""Useful, so-so, not: in the order in which they are offered."""

_RATED = re.compile(r"([a-z0-9-]+):([123])", re.ASCII)


async def after_course(turn: Turn, said: Message) -> Reply:
    """``said`` on a passed course, with what comes next; asks for the rating where it is missing."""
    shelf = Option(turn.t("word-courses"), "courses")
    if (course := await _unrated(turn)) is None:
        return turn.offer(Message(said.text, options=(shelf,)))
    return turn.offer(Message(said.text), _question(turn, course, shelf))


async def follow(turn: Turn, said: Message) -> Reply:
    """What was said about something else is over: the rating is asked for if it is still missing."""
    if turn.open_question or (course := await _unrated(turn)) is None:
        return turn.back(said)
    return turn.offer(said, _question(turn, course))


async def ask(turn: Turn, argument: str) -> Reply:
    """评课: which of the courses that were passed, or with its key the question about one."""
    passed = await ratings.passed_courses(turn.conn, turn.learner.row, MOST)
    courses = [course for one in passed if (course := turn.library.course(one.course))]
    chosen = [course for course in courses if course.key == argument] or courses
    if not chosen:
        return turn.suggest(turn.t("rate-none"), Option(turn.t("word-today"), "today"))
    if len(chosen) == 1:
        return turn.aside(_question(turn, chosen[0]))
    options = tuple(Option(turn.title_of(one), tap_data("rate", one.key)) for one in chosen)
    asked = Message(turn.t("rate-which"), options=options, hint=turn.t("hint-number"))
    return turn.aside(asked)


async def rated(turn: Turn, argument: str) -> Reply:
    """A course and what is thought of it (``smart-payments:3``), as touched; it can be old, or forged."""
    found = _RATED.fullmatch(argument)
    course = turn.library.course(found[1]) if found else None
    if found is None or course is None or not await _keep(turn, course, int(found[2])):
        return await ask(turn, "")
    said = turn.t("rate-kept", course=turn.title_of(course))
    return turn.back(Message(said)) if turn.open_question else _done(turn, said)


async def _keep(turn: Turn, course: Course, stars: int) -> bool:
    learner = turn.learner.row
    return await ratings.rate(turn.conn, learner, course.key, stars, course.version, turn.now)


def _done(turn: Turn, said: str) -> Reply:
    way = (
        Option(turn.t("word-courses"), "courses")
        if turn.course is None
        else Option(turn.t("word-today"), "today")
    )
    return turn.offer(Message(said, options=(way,)))


async def _unrated(turn: Turn) -> Course | None:
    """The course that was passed last, unless it was rated as it is taught now."""
    for one in await ratings.passed_courses(turn.conn, turn.learner.row, 1):
        course = turn.library.course(one.course)
        if course is not None and one.version != course.version:
            return course
    return None


def _question(turn: Turn, course: Course, *further: Option) -> Message:
    options = tuple(
        Option(turn.t(f"rate-{stars}"), tap_data("rated", f"{course.key}:{stars}"))
        for stars in STARS
    )
    asked = turn.t("rate-ask", course=turn.title_of(course))
    return Message(asked, options=(*options, *further), hint=turn.t("hint-number"))
