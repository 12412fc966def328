"""The stages of a competition as a drawing: a bar for each, today marked; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

WIDTH, ROW, TOP, LEFT, RIGHT = 720, 34, 30, 150, 16
NARROWEST = 4
"""A stage of minutes is still seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One stage: what it is called, from when to when, and whether it is ``past``, ``now`` or
    ``ahead``.
    """

    title: str
    opens: datetime
    closes: datetime
    when: str


def bar(title: str, opens: datetime, closes: datetime, now: datetime) -> Bar:
    """A stage as it stands at ``now``."""
    when = "ahead" if now < opens else "now" if now < closes else "past"
    return Bar(title, opens, closes, when)


def timeline(bars: Sequence[Bar], now: datetime, zone: ZoneInfo, today: str) -> str:
    """SVG of the stages below each other on one scale of days; ``today`` is the word at the line
    that marks ``now``. Whatever is in titles is text.
    """
    begins = min([*(one.opens for one in bars), now]) - timedelta(hours=12)
    ends = max([*(one.closes for one in bars), now]) + timedelta(hours=12)
    scale = (WIDTH - LEFT - RIGHT) / (ends - begins).total_seconds()

    def x(at: datetime) -> float:
        return round(LEFT + (at - begins).total_seconds() * scale, 1)

    height = TOP + ROW * len(bars) + 24
    lines = [
        f'<svg viewBox="0 0 {WIDTH} {height}" class="timeline" aria-hidden="true" focusable="false">'
    ]
    for place, one in enumerate(bars):
        lines += _row(one, TOP + ROW * place, x(one.opens), x(one.closes), zone)
    lines += _today(x(now), height, today)
    lines += _ends(begins, ends, height, zone)
    return "".join([*lines, "</svg>"])


def _row(one: Bar, y: int, begin: float, end: float, zone: ZoneInfo) -> list[str]:
    width = max(NARROWEST, round(end - begin, 1))
    short = one.title if len(one.title) <= 9 else one.title[:8] + "…"
    span = f"{one.opens.astimezone(zone):%m-%d %H:%M} – {one.closes.astimezone(zone):%m-%d %H:%M}"
    return [
        f'<text x="{LEFT - 10}" y="{y + 21}" text-anchor="end">{escape(short)}</text>',
        f'<rect x="{LEFT}" y="{y + 4}" width="{WIDTH - LEFT - RIGHT}" height="24" rx="5" class="lane"/>',
        f'<rect x="{begin}" y="{y + 4}" width="{width}" height="24" rx="5" class="{one.when}">',
        f"<title>{escape(one.title)} {span}</title></rect>",
    ]


def _today(x: float, height: int, word: str) -> list[str]:
    anchor = "end" if x > WIDTH - 60 else "middle"
    return [
        f'<line x1="{x}" x2="{x}" y1="{TOP - 6}" y2="{height - 20}" class="today"/>',
        f'<text x="{x}" y="{TOP - 12}" text-anchor="{anchor}" class="today">{escape(word)}</text>',
    ]


def _ends(begins: datetime, ends: datetime, height: int, zone: ZoneInfo) -> list[str]:
    return [
        f'<text x="{LEFT}" y="{height - 4}">{begins.astimezone(zone):%Y-%m-%d}</text>',
        f'<text x="{WIDTH - RIGHT}" y="{height - 4}" text-anchor="end">{ends.astimezone(zone):%Y-%m-%d}</text>',
    ]
