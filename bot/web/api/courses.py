"""The shelf."""

from dataclasses import asdict

from bot.domain.api import Scope
from bot.store.api import courses
from bot.store.api.courses import CourseFacts
from bot.web.api.models_people import CourseOut, CoursePage, CourseQuery
from bot.web.api.operation import Answer, Call, Operation


async def _list(call: Call) -> Answer:
    asked = call.asks(CourseQuery)
    (after,) = call.after(asked.cursor, [""])
    found = await courses.courses_after(
        call.conn, after, asked.limit + 1, track=asked.track, language=asked.language
    )
    page = found[: asked.limit]
    more = [page[-1].key] if len(found) > asked.limit else None
    return Answer(CoursePage(items=[_shown(one) for one in page], next=call.next(more)))


def _shown(one: CourseFacts) -> CourseOut:
    values = asdict(one)
    return CourseOut(id=values.pop("key"), **values)


OPERATIONS = (
    Operation(
        "listCourses",
        "GET",
        "/courses",
        Scope.COURSES_READ,
        "The courses that are taught now",
        _list,
        CoursePage,
        query=CourseQuery,
    ),
)
