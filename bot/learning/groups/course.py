"""The course of the week in words."""

from collections.abc import Sequence

from bot.domain.content import Course
from bot.domain.deep_links import Target
from bot.domain.delivery import Composed, NotNeeded
from bot.domain.messages import Link, Message, Reply
from bot.learning.compose import trace
from bot.learning.groups.turns import GOES_ON
from bot.learning.scripts import reader
from bot.learning.shelf import Shelf
from bot.store.db import Connection
from bot.store.deliveries import Delivery
from bot.store.groups.turns import PostedGroup, load_groups
from bot.texts.catalogue import Texts, texts
from bot.texts.ways_in import LinkTo, button

NAMED = 4
"""So many lessons are named; who wants to know the others opens the course."""


class CourseComposer:
    """Tells groups what they learn this week, and how to learn along."""

    def __init__(self, shelf: Shelf, link: LinkTo) -> None:
        """Courses are those on ``shelf``; ``link`` leads into the private chat."""
        self._shelf = shelf
        self._link = link

    async def __call__(
        self, conn: Connection, deliveries: Sequence[Delivery]
    ) -> dict[int, Composed | NotNeeded]:
        """The words for each, by row; none when the course is taught no more."""
        library = await self._shelf.library(conn)
        groups = await load_groups(conn, {one.group or 0 for one in deliveries})
        return {
            one.row: self._words(library.course(one.subject), groups[one.group or 0], one)
            for one in deliveries
        }

    def _words(
        self, course: Course | None, group: PostedGroup, delivery: Delivery
    ) -> Composed | NotNeeded:
        if course is None:
            return NotNeeded("the course is not taught any more")
        t = texts(group.language)
        join = button(self._link, group.account, Target.COURSE, course.key, t("post-course-join"))
        goes_on = bool(delivery.detail.get(GOES_ON))
        message = course_message(course, t, join, goes_on=goes_on)
        return Composed(Reply((message,)), trace(course))


def course_message(course: Course, t: Texts, join: tuple[Link, ...], *, goes_on: bool) -> Message:
    """Pure: its title, what its lessons are about, how many there are, and a button to join."""
    read = reader(course, t)
    titles = [read(lesson.title) for lesson in course.lessons]
    about = "post-course-about" if len(titles) <= NAMED else "post-course-about-first"
    minutes = round(sum(lesson.minutes for lesson in course.lessons) / max(1, len(titles)))
    lines = (
        t(about, lessons=t("post-between").join(titles[:NAMED])),
        t("post-course-size", count=len(titles), minutes=max(1, minutes)),
    )
    title = t("post-course-goes-on" if goes_on else "post-course", course=read(course.title))
    return Message("\n".join(lines), title=title, links=join)
