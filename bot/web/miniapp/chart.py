"""The chart of the last four weeks: a bar for each day, and the same in numbers for each week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 28
WIDTH, HEIGHT = 336, 120
"""Of the drawing, in its own units."""
_STEP = WIDTH // DAYS
_BAR, _FLOOR = 8, 116
_DOT, _LEAST = 4, 12
"""How high a day without a lesson is drawn, and at least one with any."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One day's bar; a day without a lesson is a dot on the floor."""

    x: int
    y: int
    height: int
    learned: bool


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days in numbers."""

    first: date
    last: date
    days: int
    lessons: int


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn, and what is said instead. ``floor`` is where the bars stand."""

    first: date
    bars: tuple[Bar, ...]
    weeks: tuple[Week, ...]
    days: int
    lessons: int
    width: int = WIDTH
    height: int = HEIGHT
    bar: int = _BAR
    floor: int = _FLOOR


def chart(lessons: Mapping[date, int], today: date) -> Chart:
    """The 28 days that end ``today``. ``lessons`` are those finished, by day. Pure."""
    first = today - timedelta(days=DAYS - 1)
    counts = [lessons.get(first + timedelta(days=n), 0) for n in range(DAYS)]
    # One lesson is no full column: the second on a good day must be seen to be more.
    unit = (_FLOOR - 4) / max(3, *counts)
    return Chart(
        first,
        tuple(_bar(number, count, unit) for number, count in enumerate(counts)),
        tuple(_week(first + timedelta(days=n), counts[n : n + 7]) for n in range(0, DAYS, 7)),
        sum(1 for one in counts if one),
        sum(counts),
    )


def _bar(number: int, count: int, unit: float) -> Bar:
    height = max(_LEAST, round(count * unit)) if count else _DOT
    return Bar(number * _STEP + (_STEP - _BAR) // 2, _FLOOR - height, height, count > 0)


def _week(first: date, counts: list[int]) -> Week:
    return Week(first, first + timedelta(days=6), sum(1 for one in counts if one), sum(counts))
