"""One text of a course: its lessons as learners get them, what changed, what became of it."""

import asyncio
from dataclasses import dataclass

from bot.content.changes import changes_between
from bot.content.lint.check import lint
from bot.domain.content import Course, Lesson
from bot.drawing.cards import draw_card
from bot.learning import previewing
from bot.learning.present import right_answer
from bot.store.console.courses import Text, picture
from bot.store.content import load_versions
from bot.store.db import Connection
from bot.store.ratings import ratings
from bot.store.recall_notices import load_notice
from bot.texts.catalogue import SIMPLIFIED, texts
from bot.web.console.courses_common import TONES, named, reviews, state_of, text_of
from bot.web.console.groups_common import number
from bot.web.console.staff import EDITORS
from bot.web.console.visit import File, Shown, Visit, unknown
from bot.web.console.ways import look


@dataclass(frozen=True, slots=True)
class Page:
    """A text that a page shows: its facts, all texts of its course, its words."""

    text: Text
    all: list[Text]
    course: Course


async def load_page(visit: Visit, conn: Connection) -> Page:
    """What the path names. Raises PageError (404)."""
    text, every = await text_of(visit, conn)
    found = await load_versions(conn, [text.row])
    return Page(text, every, found[0])


async def one(visit: Visit) -> Shown:
    """A text: who answers for it, its lessons, what is another in it than in what is taught."""
    async with visit.reading() as conn:
        page = await load_page(visit, conn)
        taught = next((each for each in page.all if each.taught), None)
        old = await load_versions(conn, [taught.row]) if taught and taught != page.text else ()
        rated = next(
            (each for each in await ratings(conn) if each.course == page.text.course), None
        )
        notice = await load_notice(conn, page.text.course, page.text.version)
    found = await asyncio.to_thread(lint, page.course)
    changed = await asyncio.to_thread(changes_between, old[0], page.course) if old else None
    return Shown(
        "courses_one",
        _values(visit, page)
        | {
            "findings_of": found,
            "taught": taught,
            "changed": changed,
            "rated": rated,
            "notice": notice,
        },
    )


def _values(visit: Visit, page: Page) -> dict[str, object]:
    return {
        "text": page.text,
        "all": page.all,
        "course": page.course,
        "state_of": state_of,
        "tones": TONES,
        "by": lambda name: named(visit, name),
        "reviews": reviews(visit),
        "two_people": visit.house.rules().content_two_people,
        "url": f"courses/{page.text.course}/{page.text.row}",
    }


async def lesson(visit: Visit) -> Shown:
    """One lesson on the phones of those who learn it, and its questions with what is right."""
    async with visit.reading() as conn:
        page = await load_page(visit, conn)
    at = _lesson(page.course, visit.path["lesson"])
    t = texts(page.course.language)
    whole = previewing.at_once(page.course, at, t)
    steps = previewing.in_steps(page.course, at, t)
    large = previewing.cards(previewing.in_steps(page.course, at, t, large=True), t)
    keys = [each.key for each in page.course.lessons]
    place = keys.index(at.key)
    found = [each for each in lint(page.course) if each.lesson == at.key]
    return Shown(
        "courses_lesson",
        _values(visit, page)
        | {
            "lesson": at,
            "number": place + 1,
            "whole": previewing.phones(whole, visit.house.channels),
            "steps": previewing.phones(steps, visit.house.channels),
            "large": large,
            "right": {each.key: right_answer(page.course, each, t) for each in at.questions},
            "findings_of": found,
            "before": keys[place - 1] if place else "",
            "after": keys[place + 1] if place + 1 < len(keys) else "",
        },
    )


async def large_type(visit: Visit) -> File:
    """A step of a lesson as its picture in large type."""
    async with visit.reading() as conn:
        page = await load_page(visit, conn)
    at, t = _lesson(page.course, visit.path["lesson"]), texts(page.course.language)
    cards = previewing.cards(previewing.in_steps(page.course, at, t, large=True), t)
    place = number(visit.path["place"])
    if not 1 <= place <= len(cards):
        raise unknown()
    png = await asyncio.to_thread(draw_card, cards[place - 1], page.course.language or SIMPLIFIED)
    return File(f"{at.key}-{place}.png", "image/png", png, inline=True)


async def shown_file(visit: Visit) -> File:
    """A picture, sound or film that a lesson shows."""
    hashed = visit.path["hash"]
    async with visit.reading() as conn:
        found = await picture(conn, visit.path["course"], hashed)
    if found is None:
        raise unknown()
    return File(hashed, found[0], found[1], inline=True)


def _lesson(course: Course, key: str) -> Lesson:
    found = next((each for each in course.lessons if each.key == key), None)
    if found is None:
        raise unknown()
    return found


WAYS = [
    look("courses/{course}/{row}", one, EDITORS),
    look("courses/{course}/{row}/lessons/{lesson}", lesson, EDITORS),
    look("courses/{course}/{row}/lessons/{lesson}/large/{place}", large_type, EDITORS),
    look("courses/{course}/files/{hash}", shown_file, EDITORS),
]
