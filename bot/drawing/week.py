"""One's own week as a picture: the days learned, what was learned, and nobody is blamed for a rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.drawing.face import face_of, printable
from bot.drawing.page import GAP, Page
from bot.drawing.paper import BODY, GREEN, INK, SMALL, TITLE

MAKER = "week-1"
MOST_TITLES = 6


class Day(Enum):
    """What became of a day; each has a shape of its own, so that nothing hangs on colour."""

    LEARNED = "✓"
    REST = "–"
    TO_COME = ""


@dataclass(frozen=True, slots=True)
class WeekPicture:
    """What stands on it, in the reader's language. ``names`` are the seven days' short names, Monday
    first, ``days`` what became of them; ``lines`` say how much was learned; ``titles`` are the lessons of
    the week under ``heading``, ``more`` a line on those that found no room; ``closing`` is a kind word.
    """

    title: str
    names: Sequence[str]
    days: Sequence[Day]
    lines: Sequence[str]
    heading: str
    titles: Sequence[str]
    more: str
    closing: str

    @property
    def words(self) -> str:
        """All that stands on it, for who cannot see it."""
        learned = "、".join(
            n for n, d in zip(self.names, self.days, strict=True) if d is Day.LEARNED
        )
        titles = [f"· {title}" for title in self.titles]
        found = (self.title, learned, *self.lines, self.heading, *titles, self.more, self.closing)
        return "\n".join(filter(None, found))


def draw_week(week: WeekPicture, language: str) -> bytes:
    """The picture as a PNG, 1080 pixels wide."""
    page = Page(face_of(language))
    page.bar()
    page.words(printable(week.title), TITLE, GREEN, bold=2)
    page.space(GAP)
    page.days(list(zip(week.names, (day.value for day in week.days), strict=True)))
    page.space(GAP)
    for line in week.lines:
        page.words(printable(line), BODY, INK)
    if week.titles:
        page.space(GAP)
        page.words(printable(week.heading), SMALL, GREEN, bold=1)
        for title in week.titles:
            page.item(printable(title))
    if week.more:
        page.words(printable(week.more), SMALL, INK)
    page.space(GAP)
    page.words(printable(week.closing), SMALL, GREEN, bold=1)
    return page.png()
