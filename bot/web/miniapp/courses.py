"""课程: the course shelf, one course, choosing it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from bot.domain.content import Course
from bot.domain.deep_links import DeepLink, Target
from bot.domain.learners import Dialog, LearnerState
from bot.learning.choose import lessons_done
from bot.learning.recommending import Hints, reason_in_words, recommend
from bot.learning.scripts import reader, title_of
from bot.store import learners, recommending
from bot.web.miniapp.visits import Done, Shown, Visit


@dataclass(frozen=True, slots=True)
class Card:
    """A course as it stands on the shelf. ``done`` are the lessons finished, where it is active;
    ``facts`` say level, lessons and hours; ``about`` is the course's line for the shelf; ``reason`` tells
    why it is recommended, where it is.
    """

    course: Course
    state: str
    done: int
    facts: str
    about: str = ""
    reason: str = ""


async def show(visit: Visit) -> Shown:
    """The shelf of the learner's track; all courses with ``?all=1``, or where it has none."""
    states = await learners.course_states(visit.conn, visit.person.learner.row)
    library, everything = visit.library, visit.query.get("all") == "1"
    own = library.shelf(visit.person.learner.track)
    shelf = library.shelf(None) if everything or not own else own
    active = visit.course
    best = await _recommended(visit, own, states) if shelf is own else None
    first = best.course if best else None
    cards = [_card(visit, one, states) for one in shelf if one is not active and one is not first]
    values = {
        "active": _card(visit, active, states) if active else None,
        "recommended": best,
        "cards": cards,
        "everything": everything,
        "has_more": len(own) < len(library.courses),
        "said": _said(visit),
        "chat": _chat(visit),
    }
    return Shown("courses", values)


async def _recommended(
    visit: Visit, shelf: Sequence[Course], states: dict[str, str]
) -> Card | None:
    """What is recommended, with its reason, to who has not said 不要推荐 (PIPL article 24)."""
    learner = visit.person.learner
    if not learner.recommends:
        return None
    known = await recommending.known_of(visit.conn, learner.row, visit.now)
    last = visit.library.course(known.passed_last) if known.passed_last else None
    found = recommend(shelf, states, Hints(known.in_groups, known.new, last))
    if found is None:
        return None
    reason = reason_in_words(found, lambda one: title_of(one, visit.t), visit.t)
    return replace(_card(visit, found.course, states), reason=reason)


async def show_one(visit: Visit) -> Shown:
    """One course with its lessons, and what choosing it means."""
    course = visit.library.course(visit.key)
    if course is None:
        return await _gone(visit)
    states = await learners.course_states(visit.conn, visit.person.learner.row)
    enrolment = visit.person.learner.enrolment
    own = enrolment if enrolment and enrolment.course == course.key else None
    done = {key for key, one in own.lessons.items() if one.completed_at} if own else set()
    values = {
        "card": _card(visit, course, states),
        "done": done,
        "minutes": course.minutes,
        "switches_from": visit.course if visit.course not in {None, course} else None,
        "sends": visit.person.learner.state is LearnerState.ACTIVE,
        "time": visit.daily_time,
        "chat": _chat(visit, course.key),
    }
    return Shown("course", values)


async def choose(visit: Visit) -> Done | Shown:
    """Make a course the active one, as 选课 in the chat does; what the chat had on offer is over."""
    key, row = visit.key, visit.person.learner.row
    known = visit.library.course(key) is not None
    if not known or not await learners.enrol(visit.conn, row, key, uuid4(), visit.now):
        return await _gone(visit)
    if visit.person.learner.state is not LearnerState.ACTIVE:
        await learners.save_state(visit.conn, row, LearnerState.ACTIVE)
    await learners.save_dialogs(visit.conn, {row: Dialog()})
    return Done("courses", "chosen", key)


async def _gone(visit: Visit) -> Shown:
    shelf = await show(visit)
    return Shown(shelf.template, {**shelf.values, "said": (visit.t("app-course-gone"),)}, 404)


def _card(visit: Visit, course: Course, states: dict[str, str]) -> Card:
    """A course can be passed and be learned again: what is active is that first."""
    facts = visit.t(
        "app-facts", level=course.level, lessons=len(course.lessons), hours=course.hours
    )
    about = reader(course, visit.t)(course.about)
    enrolment = visit.person.learner.enrolment
    if course is not visit.course or enrolment is None:
        return Card(course, states.get(course.key, ""), 0, facts, about)
    return Card(course, "active", lessons_done(course, enrolment), facts, about)


def _chat(visit: Visit, key: str = "") -> str:
    """The way into the chat, at a course where it goes on there."""
    key = key or (visit.course.key if visit.course else "")
    link = DeepLink(Target.COURSE, key) if key else None
    return visit.house.chat(visit.person.account, link)


def _said(visit: Visit) -> tuple[str, ...]:
    """What was just done, if it was."""
    course = visit.course
    asked = visit.query.get("said") == "chosen"
    if course is None or not asked or visit.query.get("about") != course.key:
        return ()
    return (
        visit.t("app-chosen", course=title_of(course, visit.t), time=visit.daily_time),
        visit.t("app-chosen-next"),
    )
