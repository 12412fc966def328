"""The streak: learning days in a row, with rest days that nobody is blamed for."""

import itertools
from collections.abc import Iterable
from datetime import date

REST_DAYS = 2
"""Days without a lesson that do not break a streak (reference: two free rest days a week)."""


def streak(days: Iterable[date], today: date) -> int:
    """How many learning days the present chain has; a gap of up to two days does not break it.

    0 when the last learning day is further back than the rest days allow.
    """
    chain = sorted(set(days), reverse=True)
    if not chain or (today - chain[0]).days > REST_DAYS + 1:
        return 0
    count = 1
    for later, earlier in itertools.pairwise(chain):
        if (later - earlier).days > REST_DAYS + 1:
            break
        count += 1
    return count
