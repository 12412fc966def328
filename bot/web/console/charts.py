"""Charts as SVG, drawn here by leather; colours follow the page (console.css)."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import leather
from leather import theme

_COLOURS = ("#2f8f63", "#c98a1b", "#5b7fc7", "#b5533c", "#7d6bb0", "#5f6b64")
"""Told apart also by who sees no red or green: they differ in lightness; 3:1 on both grounds."""
WIDTH, HEIGHT = 720, 260
_FONT, _NARROW = 13, 8
"""Of labels, in the drawing's units: their size, which is a Han character's width, and the width of
a digit or Latin letter."""
_LONGEST = 18 * _FONT
"""Names of bars are cut behind it, or nothing is left for the bars; the table has them whole."""
_MARGIN = 0.01
_BELOW = re.compile(r'text-anchor="middle"[^>]*>([^<]*)<')
_GROUND = re.compile(r'<rect x="0" y="0" width="\d+" height="\d+" fill="#f9f9f9" />')


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its numbers: ``heads`` and ``rows`` of a table that says the same."""

    title: str
    svg: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class _Names(leather.Axis):  # type: ignore[misc]
    """Names at the left: leather leaves room as if all characters were narrow."""

    def __init__(self) -> None:
        super().__init__(tick_formatter=lambda name, *_: _cut(str(name)))

    def estimate_label_margin(self, scale: Any, orient: str) -> float:
        """The room for the widest name as it is written."""
        found: float = super().estimate_label_margin(scale, orient)
        found -= self._estimate_left_tick_width(scale)
        return found + max((_wide(_cut(str(name))) for name in scale.ticks()), default=0)


def columns(title: str, heads: tuple[str, str], pairs: Sequence[tuple[str, int]]) -> Chart:
    """Columns beside each other: numbers by name."""
    drawn = leather.Chart()
    drawn.add_columns(list(pairs) or [("", 0)], fill_color=_COLOURS[0])
    drawn.add_y_scale(0, _top([number for _, number in pairs]))
    return Chart(title, _svg(drawn), heads, tuple((name, f"{n:,}") for name, n in pairs))


def bars(title: str, heads: tuple[str, str], pairs: Sequence[tuple[str, int]]) -> Chart:
    """Bars below each other: numbers by name, for longer names."""
    drawn = leather.Chart()
    drawn.add_bars(
        [(number, name) for name, number in reversed(list(pairs))] or [(0, "")],
        fill_color=_COLOURS[0],
    )
    drawn.add_x_scale(0, _top([number for _, number in pairs]))
    drawn.set_y_axis(_Names())
    height = max(120, 70 + 34 * len(pairs))
    return Chart(
        title, _svg(drawn, height, ends=True), heads, tuple((name, f"{n:,}") for name, n in pairs)
    )


def lines(
    title: str,
    heads: tuple[str, ...],
    instants: Sequence[datetime],
    series: Sequence[tuple[str, Sequence[int]]],
) -> Chart:
    """Numbers over time, a line for each name; ``instants`` in the zone in which they are shown."""
    drawn = leather.Chart()
    plain = [at.replace(tzinfo=None) for at in instants]
    for (name, numbers), colour in zip(series, _COLOURS, strict=False):
        drawn.add_line(
            list(zip(plain, numbers, strict=True)), name=name, stroke_color=colour, width=3
        )
    most = max((number for _, numbers in series for number in numbers), default=0)
    drawn.add_y_scale(0, _top([most]))
    rows = tuple(
        (f"{at:%m-%d %H:%M}", *(f"{numbers[n]:,}" for _, numbers in series))
        for n, at in enumerate(instants)
    )
    return Chart(title, _svg(drawn, ends=True), heads, rows)


def _top(numbers: Sequence[int]) -> int:
    """The end of a scale: above the largest number, never 0."""
    return max(4, *(numbers or [0]))


def _wide(label: str) -> int:
    """About how wide a label is; characters of full width (Han) count as such."""
    return sum(_FONT if unicodedata.east_asian_width(c) in "WF" else _NARROW for c in label)


def _cut(name: str) -> str:
    """A name that leaves room for its bar."""
    if _wide(name) <= _LONGEST:
        return name
    while name and _wide(name) > _LONGEST - _FONT:
        name = name[:-1]
    return f"{name}…"


def _svg(drawn: leather.Chart, height: int = HEIGHT, *, ends: bool = False) -> str:
    """The drawing, WIDTH wide. ``ends``: a label below stands in the middle of the right edge, so that
    half of it needs room beside.
    """
    theme.margin = _MARGIN
    theme.tick_font_size = _FONT
    made = str(drawn.to_svg(width=WIDTH, height=height))
    width = WIDTH
    if ends and (below := _BELOW.findall(made)):
        width -= math.ceil(max(0, max(map(_wide, below)) / 2 - _MARGIN * WIDTH))
        made = str(drawn.to_svg(width=width, height=height))
    made = _GROUND.sub("", made)
    return made.replace(
        f'<svg width="{width}" height="{height}"',
        f'<svg viewBox="0 0 {WIDTH} {height}" aria-hidden="true" focusable="false"',
    )
