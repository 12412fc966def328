"""Measurements, and the one table they are shown in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(slots=True)
class Series:
    """One figure measured in several rounds."""

    values: list[float] = field(default_factory=list)

    def add(self, value: float) -> None:
        """Take in one round."""
        self.values.append(value)

    @property
    def middle(self) -> float:
        """The median of the rounds."""
        return median(self.values)

    def __str__(self) -> str:
        """Median and range, three digits each."""
        low, high = min(self.values), max(self.values)
        return f"{_short(self.middle)} ({_short(low)}-{_short(high)})"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    With a ``peer`` the figure that is judged is the median over the rounds of ours divided by
    the peer's in the same round, else the median of ours. ``limit`` None: shown, not judged.
    """

    what: str
    unit: str
    ours: Series
    peer: Series | None = None
    limit: float | None = None
    at_least: bool = False
    of_ours: bool = False
    """Judge our own figure although a peer stands beside it."""

    @property
    def figure(self) -> float:
        """What is held against the limit."""
        if self.peer is None or self.of_ours:
            return self.ours.middle
        pairs = zip(self.ours.values, self.peer.values, strict=True)
        return median(mine / theirs for mine, theirs in pairs)

    @property
    def verdict(self) -> str:
        """Within or over the limit; nothing where there is none."""
        if self.limit is None:
            return ""
        good = self.figure >= self.limit if self.at_least else self.figure <= self.limit
        return "within" if good else "OVER"

    def cells(self) -> tuple[str, ...]:
        """The line as text, cell by cell."""
        ratio = self.peer is not None and not self.of_ours
        figure = f"{_short(self.figure)}{' x' if ratio else ''}"
        bound = "" if self.limit is None else f"{'>=' if self.at_least else '<='} {self.limit:g}"
        peer = "" if self.peer is None else str(self.peer)
        return (self.what, self.unit, str(self.ours), peer, figure, bound, self.verdict)


HEAD = ("what", "unit", "ours", "bare peer", "judged", "limit", "")


def table(rows: Iterable[Row]) -> str:
    """The rows under their heads, in columns."""
    lines: Sequence[tuple[str, ...]] = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(HEAD))]
    shown = [
        "  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) for line in lines
    ]
    shown.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in shown)


def _short(value: float) -> str:
    """Three digits that count."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}" if value < 1 else f"{value:.{1 if value >= 10 else 2}f}"
