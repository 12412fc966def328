"""One's own week: what it was, in words and as a picture."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.delivery import Composed, NotNeeded
from bot.domain.messages import Media, Message, Reply
from bot.drawing.week import MAKER, MOST_TITLES, Day, WeekPicture, draw_week
from bot.learning.day import learner_day
from bot.learning.library import Library
from bot.learning.shelf import Shelf
from bot.learning.streak import streak
from bot.ports import Clock
from bot.store import recipients
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.store.made_media import keep_made, made_before, recipe
from bot.store.media import MediaFile
from bot.store.weeks import Learned, learned_in
from bot.texts.catalogue import Texts, texts
from bot.texts.facts import facts
from bot.texts.script import in_script

NOTHING_LEARNED = "nothing was learned in that week"


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the calendar, Monday to Sunday, seen on ``today``."""

    monday: date
    today: date

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def number(self) -> int:
        """Its number in the year (ISO 8601)."""
        return self.monday.isocalendar().week


def week_of(today: date) -> Week:
    """The week that ``today``, a learner's day, lies in."""
    return Week(today - timedelta(days=today.weekday()), today)


def picture_of(week: Week, learned: Learned, library: Library, t: Texts) -> WeekPicture:
    """Pure: what the picture of a week says. The kind word at its end is another one each week."""
    used = set(learned.days)
    days = [week.monday + timedelta(days=n) for n in range(7)]
    count = sum(day in used for day in days)
    lines = [t("week-learned", days=count, lessons=len(learned.lessons))]
    if learned.answered:
        lines.append(t("week-answers", answered=learned.answered, right=learned.right))
    if (chain := streak(learned.days, min(week.today, week.sunday))) > 1:
        lines.append(t("week-streak", streak=chain))
    titles = _titles(learned, library, t)
    left = len(titles) - MOST_TITLES
    closings = t.several("week-closing")
    return WeekPicture(
        title=t("week-title"),
        names=t("week-days").split(),
        days=[_became(day, used, week.today) for day in days],
        lines=lines,
        heading=t("week-heading"),
        titles=titles[:MOST_TITLES],
        more=t("week-more", count=left) if left > 0 else "",
        closing=closings[week.number % len(closings)],
    )


def _became(day: date, used: set[date], today: date) -> Day:
    if day in used:
        return Day.LEARNED
    return Day.REST if day < today else Day.TO_COME


def _titles(learned: Learned, library: Library, t: Texts) -> list[str]:
    """The lessons' titles, as far as they are still taught, in the reader's script."""
    titles = []
    for course_key, lesson_key in learned.lessons:
        course = library.course(course_key)
        lesson = (
            next((one for one in course.lessons if one.key == lesson_key), None)
            if course
            else None
        )
        if lesson is not None:
            titles.append(in_script(lesson.title, t.language))
    return titles


async def week_message(
    conn: Connection, picture: WeekPicture, language: str, now: datetime
) -> Message:
    """The picture as a message: drawn in a thread, and kept for as long as it is looked at."""
    of = recipe(MAKER, language, picture.words, *(day.name for day in picture.days))
    hashes = await made_before(conn, of, now)
    if hashes is None:
        png = await asyncio.to_thread(draw_week, picture, language)
        hashes = await keep_made(conn, of, [MediaFile("image", "image/png", png)], now)
    return Message("", media=Media("image", hashes[0], picture.words))


class WeekComposer:
    """Composes the pictures of the week that Sunday evening owes."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        """Titles come from ``shelf``."""
        self._shelf = shelf
        self._clock = clock

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The picture for each, by row; in brief it is only told that it is there. The week is the
        one in which it was due, however late it is sent.
        """
        library = await self._shelf.library(conn)
        speak = await recipients.languages(conn, deliveries)
        composed: dict[int, Composed | NotNeeded] = {}
        for one in deliveries:
            week = week_of(learner_day(one.due, one.zone))
            learner = one.learner or 0
            learned = (await learned_in(conn, [learner], week.monday, week.sunday))[learner]
            t = texts(speak[one.row])
            if not learned.lessons:
                composed[one.row] = NotNeeded(NOTHING_LEARNED)
                continue
            picture = picture_of(week, learned, library, t)
            told = facts(t, title=picture.title, text=t("week-fact"), at=one.due, zone=one.zone)
            if one.brief:
                said = Message(t("week-fact"), title=picture.title)
            else:
                said = await week_message(conn, picture, t.language, self._clock.now())
            composed[one.row] = Composed(Reply((said,)), {}, facts=told)
        return composed
