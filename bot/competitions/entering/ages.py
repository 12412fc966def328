"""Full years of age (周岁), as contests count them.

Civil Code (2020) art. 200 counts by the Gregorian calendar; a year is complete on the day of the
month that corresponds to the first one, and where the month has no such day on its last one (art.
202): who was born on 29 February is a year older on 28 February in a common year. We count the
birthday itself, as identity papers and insurers do; only criminal courts begin a day later, in
favour of the accused. "At least" and "at most" include the number, "under" does not (art. 1259).
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import date
from fractions import Fraction

GUARDIAN_AGE = 14
"""Under so many full years a guardian must agree (PIPL art. 31)."""


def full_years(born: date, day: date) -> int:
    """Full years on ``day`` of somebody born on ``born``; negative where ``born`` lies later."""
    years = day.year - born.year
    return years if day >= birthday(born, day.year) else years - 1


def birthday(born: date, year: int) -> date:
    """The day in ``year`` on which a year is complete."""
    last = monthrange(year, born.month)[1]
    return date(year, born.month, min(born.day, last))


def mean_years(births: Collection[date], day: date) -> Fraction:
    """The mean, exact, of the full years on ``day``. Raises ValueError without any births."""
    if not births:
        raise ValueError("nobody has no mean age")
    return Fraction(sum(full_years(born, day) for born in births), len(births))


def needs_guardian(born: date, day: date) -> bool:
    """Whether somebody born on ``born`` is under 14 on ``day``, so that a guardian must agree."""
    return full_years(born, day) < GUARDIAN_AGE
