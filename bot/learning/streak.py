"""The streak: learning days in a row, with rest days that nobody is blamed for."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

REST_DAYS = 2
"""Days of a week, Monday to Sunday, without a lesson that do not break a streak
(reference/learning.md section 4: two free rest days a week)."""


def streak(days: Iterable[date], today: date) -> int:
    """How many learning days the present chain has, with at most two rest days in each week.

    Today is no rest day before it is over. 0 when the rest days since the last learning day are
    used up.
    """
    learned = set(days)
    first = min(learned, default=today)
    rests: Counter[tuple[int, int]] = Counter()
    count, day = 0, today
    while day >= first:
        week = day.isocalendar()[:2]
        if day in learned:
            count += 1
        elif day != today:
            rests[week] += 1
        if rests[week] > REST_DAYS:
            break
        day -= timedelta(days=1)
    return count
