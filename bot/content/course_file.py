"""course.yaml: what a course says about itself."""

from enum import StrEnum

from bot.content.faults import Faults
from bot.content.inducement import inducement
from bot.content.question_file import induces
from bot.content.table import Table
from bot.content.values import Place
from bot.content.yaml_tree import compose
from bot.domain.content import Course, Track

NAME = "course.yaml"
REQUIRED = (
    "id",
    "title",
    "track",
    "language",
    "level",
    "hours",
    "pass_mark",
    "hours_per_credit",
    "version",
    "source",
    "licence",
)
OPTIONAL = ("reviewed_by",)


class Language(StrEnum):
    """The languages that courses are written in."""

    SIMPLIFIED = "zh-Hans"
    TRADITIONAL = "zh-Hant"
    ENGLISH = "en"


def read_course_head(text: str, file: str, faults: Faults) -> tuple[Course, Table] | None:
    """The course in the ``text`` of a course.yaml, still without lessons, and its table.

    It is whole when no fault was noted; None: it is no YAML mapping.
    """
    node = compose(text, file, faults)
    if node is None:
        return None
    table = Table(node, Place(file, faults), required=REQUIRED, optional=OPTIONAL)
    title = table.text("title", 100)
    if bait := inducement(title):
        table.fault("title", induces(bait))
    course = Course(
        key=table.id("id"),
        title=title,
        track=table.choice("track", Track) or Track.EVERYONE,
        language=(table.choice("language", Language) or Language.SIMPLIFIED).value,
        level=table.whole("level", 1, 7),
        hours=table.number("hours", 10_000, zero=False),
        pass_mark=table.number("pass_mark", 1, zero=True),
        hours_per_credit=table.number("hours_per_credit", 10_000, zero=False),
        version=table.text("version", 40),
        source=table.text("source", 2000),
        licence=table.text("licence", 200),
        reviewed_by=table.text_or_blank("reviewed_by", 200),
        lessons=(),
    )
    return course, table
