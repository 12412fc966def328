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
OPTIONAL = ("reviewed_by", "about", "wording", "place")
MOST_ABOUT = 60
"""Characters of the line that tells what a course is about: one line on a phone's shelf."""
MOST_WORDS, LONGEST_WORD = 200, 20
LAST_PLACE = 99


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
    about = table.text_or_blank("about", MOST_ABOUT)
    if bait := inducement(about):
        table.fault("about", induces(bait))
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
        about=about,
        wording=_wording(table),
        place=table.whole("place", 1, LAST_PLACE),
    )
    return course, table


def _wording(table: Table) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """For each language its words beside ours, in their order."""
    inner = table.inside("wording", (Language.TRADITIONAL.value,))
    if inner is None:
        return ()
    language = Language.TRADITIONAL.value
    pairs = inner.pairs(language, MOST_WORDS, LONGEST_WORD)
    return ((language, tuple(sorted(pairs.items()))),) if pairs else ()
