"""A page that grows downwards while it is written on, and is drawn when its height is known."""

from collections.abc import Sequence
from functools import partial

from bot.drawing.face import letters
from bot.drawing.lines import broken
from bot.drawing.paper import (
    BODY,
    COLUMN,
    GREEN,
    GREY,
    INK,
    MARGIN,
    PALE,
    PAPER,
    SMALL,
    WIDTH,
    as_png,
    blank,
    leading,
)

BADGE = 92
"""The side of a round field with a number or a sign in it."""
GAP = 36
BAR = 18
DOT = 18


class Page:
    """What stands where, so far."""

    def __init__(self, face: int) -> None:
        """An empty page in ``face``."""
        self._face = face
        self._steps: list[partial[None]] = []
        self._y = MARGIN

    def bar(self) -> None:
        """The green edge at the top."""
        self._steps.append(partial(self._box, (0, 0, WIDTH, BAR), GREEN))

    def space(self, height: int) -> None:
        """Leave some room."""
        self._y += height

    def words(
        self, text: str, size: int, colour: str, *, left: int = MARGIN, bold: int = 0
    ) -> None:
        """A paragraph from the present height on."""
        for line in lines_of(text, size, self._face, WIDTH - MARGIN - left):
            self._line(line, left, size, colour, bold)
            self._y += leading(size)

    def option(self, number: int, text: str) -> None:
        """A big number in a round field, and what it stands for."""
        top = self._y + (leading(BODY) - BADGE) // 2
        self._steps.append(partial(self._badge, top, str(number)))
        self.words(text, BODY, INK, left=MARGIN + BADGE + GAP)
        self._y += GAP // 2

    def item(self, text: str) -> None:
        """One of a list, behind a dot."""
        top = self._y + leading(BODY) // 2 - DOT // 2
        self._steps.append(partial(self._ellipse, (MARGIN, top, MARGIN + DOT, top + DOT), GREEN))
        self.words(text, BODY, INK, left=MARGIN + DOT + GAP // 2 + 4)

    def days(self, days: Sequence[tuple[str, str]]) -> None:
        """A row of days with their names: a full field with a sign for a day that was used, a pale one
        with a stroke for a rest, an empty ring for one to come.
        """
        step = (WIDTH - 2 * MARGIN - BADGE) / (len(days) - 1)
        for number, (name, sign) in enumerate(days):
            self._steps.append(
                partial(self._day, round(MARGIN + number * step), self._y, name, sign)
            )
        self._y += BADGE + leading(SMALL) + GAP // 3

    def foot(self, text: str) -> None:
        """A line in the middle at the end."""
        left = (WIDTH - round(letters(SMALL, self._face).getlength(text))) // 2
        self._line(text, left, SMALL, GREY, 0)
        self._y += leading(SMALL)

    def png(self) -> bytes:
        """What was written, drawn."""
        from PIL import ImageDraw  # noqa: PLC0415 - only who draws pays for it

        image = blank(self._y + MARGIN // 2)
        self._draw = ImageDraw.Draw(image)
        for step in self._steps:
            step()
        return as_png(image)

    def _line(self, text: str, left: int, size: int, colour: str, bold: int) -> None:
        baseline = self._y + round(leading(size) * 0.72)
        self._steps.append(partial(self._text, (left, baseline), text, size, colour, bold))

    def _text(self, at: tuple[int, int], text: str, size: int, colour: str, bold: int) -> None:
        face = letters(size, self._face)
        self._draw.text(at, text, colour, face, "ls", stroke_width=bold, stroke_fill=colour)

    def _badge(self, top: int, number: str) -> None:
        box = (MARGIN, top, MARGIN + BADGE, top + BADGE)
        self._draw.rounded_rectangle(box, BADGE // 2, PALE)
        middle = (MARGIN + BADGE // 2, top + BADGE // 2)
        self._draw.text(middle, number, GREEN, letters(BODY, self._face), "mm", stroke_width=1)

    def _day(self, left: int, top: int, name: str, sign: str) -> None:
        box = (left, top, left + BADGE, top + BADGE)
        middle = (left + BADGE // 2, top + BADGE // 2)
        if sign == "✓":
            self._draw.ellipse(box, GREEN)
            x, y = middle
            tick = [(x - 24, y + 2), (x - 7, y + 19), (x + 25, y - 17)]
            self._draw.line(tick, PAPER, 11, joint="curve")
        elif sign:
            self._draw.ellipse(box, PALE)
            self._draw.line([(middle[0] - 18, middle[1]), (middle[0] + 18, middle[1])], GREY, 8)
        else:
            self._draw.ellipse(box, None, GREY, 4)
        below = (middle[0], top + BADGE + GAP // 3 + SMALL)
        self._draw.text(below, name, INK, letters(SMALL, self._face), "ms")

    def _ellipse(self, box: tuple[int, int, int, int], colour: str) -> None:
        self._draw.ellipse(box, colour)

    def _box(self, box: tuple[int, int, int, int], colour: str) -> None:
        self._draw.rectangle(box, colour)


def lines_of(text: str, size: int, face: int, width: int = COLUMN) -> list[str]:
    """``text`` in lines as it is set at ``size``."""
    return broken(text, width, letters(size, face).getlength)
