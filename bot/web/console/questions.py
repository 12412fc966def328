"""The question editor: a course's questions by lesson, their order, and what they were before."""

from collections import Counter
from dataclasses import replace

from bot.content.lint.check import lint
from bot.content.question_edit import find, moved, same, without_question
from bot.domain.content import Course
from bot.learning.present import right_answer
from bot.store.console.courses import load_shelf_rows, load_texts
from bot.store.content import load_whole
from bot.store.db import Connection
from bot.store.latest_course import latest_course
from bot.texts.catalogue import texts
from bot.web.console.courses_common import TONES, state_of
from bot.web.console.groups_common import number
from bot.web.console.questions_common import as_read, edited, save
from bot.web.console.staff import REVIEWERS
from bot.web.console.visit import Done, PageError, Shown, Visit, unknown
from bot.web.console.ways import act, look

MOST_TEXTS = 30
"""Earlier texts on the page; all stand on the course's own."""


async def choose(visit: Visit) -> Shown:
    """Which course."""
    async with visit.reading() as conn:
        rows = await load_shelf_rows(conn)
    return Shown("questions", {"rows": [one for one in rows if one.taught or one.waiting]})


async def course_page(visit: Visit) -> Shown:
    """All questions of a course, lesson by lesson."""
    async with visit.reading() as conn:
        course = await edited(visit, conn)
        every = list(await load_texts(conn, course.key))
    wanted = visit.query.get("lesson", course.lessons[0].key)
    lesson = next((one for one in course.lessons if one.key == wanted), course.lessons[0])
    t = texts(course.language)
    found = lint(replace(course, lessons=(lesson,)))
    return Shown(
        "questions_course",
        {
            "course": course,
            "lesson": lesson,
            "right": {one.key: right_answer(course, one, t) for one in lesson.questions},
            "found": Counter(one.place.split(".")[1] for one in found if _of_question(one.place)),
            "texts": every[:MOST_TEXTS],
            "state_of": state_of,
            "tones": TONES,
        },
    )


def _of_question(place: str) -> bool:
    return place.startswith("questions.") and place.count(".") > 1


async def delete(visit: Visit) -> Done:
    """A question is asked no more, once the draft is approved."""
    key = visit.form.get("question", "")
    async with visit.writing() as conn:
        course = await _unchanged(visit, conn, key)
        await save(visit, conn, without_question(course, key), "question.delete", key)
    return _to(visit, course, "done-questions-deleted")


async def move(visit: Visit) -> Done:
    """A question is asked earlier or later in its lesson."""
    key, by = visit.form.get("question", ""), -1 if visit.form.get("by") == "up" else 1
    async with visit.writing() as conn:
        course = await _unchanged(visit, conn, key)
        turned = moved(course, key, by)
        if turned != course:
            await save(visit, conn, turned, "question.move", key)
    return _to(visit, course, "done-questions-moved")


def _to(visit: Visit, course: Course, said: str) -> Done:
    lesson = find(course, visit.form.get("question", ""))
    at = {"lesson": lesson[0].key} if lesson else {}
    return Done(f"questions/{course.key}", said, at)


async def _unchanged(visit: Visit, conn: Connection, key: str) -> Course:
    """The newest text, if it still has the question as the page showed it. Raises PageError (409)."""
    before = await as_read(visit, conn)
    course = await latest_course(conn, visit.path["course"])
    if course is None or before is None:
        raise unknown()
    was, now = find(before, key), find(course, key)
    if was is None or now is None or not same(was[1], now[1]):
        raise PageError(409, "questions-stale")
    return course


async def take_back(visit: Visit) -> Done:
    """An earlier text is taken up again, as a draft of its own: nothing is lost by it."""
    row = number(visit.form.get("to", ""))
    async with visit.writing() as conn:
        course = await latest_course(conn, visit.path["course"])
        found = await load_whole(conn, row)
        if course is None or found is None or found.key != course.key:
            raise unknown()
        texts_of = {one.row: one for one in await load_texts(conn, course.key)}
        if texts_of[row].recalled_at is not None:
            raise PageError(409, "questions-recalled")
        if course.row != number(visit.form.get("row", "")):
            raise PageError(409, "questions-stale")
        await save(visit, conn, found, "question.undo", texts_of[row].version)
    return Done(f"questions/{course.key}", "done-questions-undone")


WAYS = [
    look("questions", choose, REVIEWERS),
    look("questions/{course}", course_page, REVIEWERS),
    act("questions/{course}/delete", delete, REVIEWERS),
    act("questions/{course}/move", move, REVIEWERS),
    act("questions/{course}/undo", take_back, REVIEWERS),
]
