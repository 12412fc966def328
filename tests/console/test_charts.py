"""Charts: what is written at their edges is seen whole."""

import re
from datetime import UTC, datetime, timedelta

from bot.web.console import charts

LABEL = re.compile(r'<text x="([-0-9.]+)"[^>]*text-anchor="(\w+)"[^>]*>([^<]*)</text>')
MOVED = re.compile(r"translate\(([0-9.]+) ")
HAN, DIGIT = 13, 7.8
"""As wide as fonts of 13 px draw them at most."""


def edges(svg: str) -> list[tuple[float, float]]:
    """Where each label begins and ends, from the drawing's left edge."""
    margin, *others = (float(one) for one in MOVED.findall(svg))
    left = margin + max(others)
    found = []
    for x, anchor, text in LABEL.findall(svg):
        wide = sum(HAN if ord(c) > 0x2E80 else DIGIT for c in text)
        end = left + float(x) + (wide / 2 if anchor == "middle" else 0)
        found.append((end - wide, end))
    return found


def test_the_last_date_is_not_cut_off() -> None:
    begin = datetime(2026, 11, 20, 8, tzinfo=UTC)
    for step in (timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)):
        at = [begin + n * step for n in range(30)]
        drawn = charts.lines("x", ("a", "b"), at, [("b", list(range(30)))])
        found = edges(drawn.svg)
        assert found
        assert max(end for _, end in found) <= charts.WIDTH
        assert min(start for start, _ in found) >= 0


def test_han_names_of_bars_have_room_and_long_ones_are_cut() -> None:
    name = "朝阳区图书馆夕阳红合唱团学习小组"
    long = "社区老年大学书法班（周三上午）的一个很长很长的名字"
    drawn = charts.bars("x", ("a", "b"), [(name, 12), (long, 40000)])
    assert f">{name}</text>" in drawn.svg
    assert f">{long}</text>" not in drawn.svg
    assert "…</text>" in drawn.svg
    assert (long, "40,000") in drawn.rows, "the table has it whole"
    found = edges(drawn.svg)
    assert min(start for start, _ in found) >= 0
    assert max(end for _, end in found) <= charts.WIDTH
