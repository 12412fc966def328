"""When nothing comes by itself: to who is silent, on a bad day, on public holidays."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

NEVER = 36_500
"""Days of silence that nobody comes to: a hundred years."""


@dataclass(frozen=True, slots=True)
class Restraint:
    """What holds around a day. After ``thin_from`` silent days a lesson comes only where their
    number is among ``days``, and then once a day; from ``farewell_from`` on comes one farewell,
    and nothing more. ``holidays`` are free for who wants that: the public ones around that day.
    """

    thin_from: int = NEVER
    days: Collection[int] = ()
    farewell_from: int = NEVER
    holidays: Collection[date] = ()

    def columns(self) -> tuple[int, list[int], int, list[date]]:
        """As parameters of a statement: ``thin_from``, ``days``, ``farewell_from``, ``holidays``."""
        return self.thin_from, sorted(self.days), self.farewell_from, sorted(self.holidays)

    def allows(self, silent: int, *, first: bool) -> bool:
        """Whether something comes after so many ``silent`` days; ``first``: in the day's first
        break.
        """
        if silent < self.thin_from or silent >= self.farewell_from:
            return True
        return first and silent in self.days
