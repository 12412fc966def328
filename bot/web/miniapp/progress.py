"""进度: streak, the last four weeks, courses, answers, reviews."""

from dataclasses import dataclass
from functools import partial

from bot.domain.content import Course
from bot.domain.deep_links import DeepLink, Target
from bot.learning.choose import due_questions
from bot.learning.streak import streak
from bot.store.app_pages import CourseStanding, lessons_by_day, standings
from bot.texts.dates import a_day
from bot.web.miniapp.chart import chart
from bot.web.miniapp.visits import Shown, Visit


@dataclass(frozen=True, slots=True)
class Line:
    """A course that was begun, and how far it is: ``done`` of its lessons as it is taught now."""

    course: Course
    state: str
    done: int


async def show(visit: Visit) -> Shown:
    """The page."""
    row = visit.person.learner.row
    by_day = await lessons_by_day(visit.conn, row)
    mine = await standings(visit.conn, row)
    drawn = chart(by_day, visit.today)
    answered = sum(one.answered for one in mine)
    values = {
        "begun": bool(mine),
        "streak": streak(by_day, visit.today),
        "chart": drawn,
        "chart_words": _chart_words(visit, drawn.days, drawn.lessons),
        "lines": [line for one in mine if (line := _line(visit, one))],
        "answered": answered,
        "quizzes": visit.t("app-quiz-share", total=answered, right=sum(one.right for one in mine)),
        "due": _due(visit),
        "day": partial(a_day, t=visit.t),
        "chat": visit.house.chat(visit.person.account, _link(visit)),
    }
    return Shown("progress", values)


def _chart_words(visit: Visit, days: int, lessons: int) -> str:
    return (
        visit.t("app-chart-words", days=days, lessons=lessons)
        if lessons
        else visit.t("app-chart-none")
    )


def _line(visit: Visit, standing: CourseStanding) -> Line | None:
    """None for a course that is taught no more."""
    course = visit.library.course(standing.course)
    if course is None:
        return None
    done = len({one.key for one in course.lessons} & set(standing.done))
    return Line(course, standing.state, done)


def _due(visit: Visit) -> int:
    enrolment, course = visit.person.learner.enrolment, visit.course
    if enrolment is None or course is None:
        return 0
    return len(due_questions(course, enrolment, visit.now))


def _link(visit: Visit) -> DeepLink | None:
    return DeepLink(Target.COURSE, visit.course.key) if visit.course else None
