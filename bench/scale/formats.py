"""Figures as people read them."""

from collections.abc import Sequence


def short(value: float) -> str:
    """Three digits that count: 10.3 million, 4,496, 12.3, 0.044."""
    for unit, word in ((1e9, " billion"), (1e6, " million")):
        if abs(value) >= unit:
            return f"{value / unit:.3g}{word}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def space(size: float) -> str:
    """Bytes with the unit that suits them."""
    for unit, word in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= unit:
            return f"{size / unit:.3g} {word}"
    return f"{size:.0f} bytes"


def table(head: str, rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table; ``head`` is its first line."""
    bars = "|" + "---|" * head.strip("|").count("|") + "---|"
    return "\n".join([head, bars, *("| " + " | ".join(row) + " |" for row in rows)])


def clock(minute: float) -> str:
    """A minute of the day as people write it."""
    whole = int(minute)
    return f"{(4 + whole // 60) % 24:02d}:{whole % 60:02d}"


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"
