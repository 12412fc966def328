"""A kind word where somebody has come far: another one each time, and never about others."""

from collections.abc import Mapping

from bot.learning.milestones import Milestone, Of, after_lesson, reached
from bot.store.milestones import counts_of
from bot.texts.catalogue import Texts
from handlers.turn import Turn

_NAMES = {
    Of.LESSONS: "milestone-lessons",
    Of.DAYS: "milestone-days",
    Of.COURSES: "milestone-courses",
}


async def with_lesson(turn: Turn, text: str) -> str:
    """``text`` on a lesson that is written as finished, and the milestone that it reached, if any."""
    counts = await counts_of(turn.conn, turn.learner.row, turn.today)
    found = after_lesson(counts.lessons, counts.days, counts.today)
    return f"{text}\n{in_words(found, turn.t)}" if found else text


def of_course(turn: Turn, states: Mapping[str, str], key: str) -> list[str]:
    """The milestone of a course that is passed just now, with ``states`` as they were before it."""
    passed = [course for course, state in states.items() if state == "passed"]
    found = reached(Of.COURSES, len(passed) + 1) if key not in passed else None
    return [in_words(found, turn.t)] if found else []


def in_words(found: Milestone, t: Texts) -> str:
    """The milestone; neighbouring ones of a kind are said in different words."""
    name = _NAMES[found.of]
    ways = 1
    while t.has(f"{name}-{ways + 1}"):
        ways += 1
    return t(f"{name}-{found.turn % ways + 1}", count=found.count)
