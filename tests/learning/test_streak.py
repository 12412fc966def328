"""Learning days in a row; two rest days a week break nothing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.streak import streak

SUNDAY = date(2026, 11, 29)


def november(*days: int) -> list[date]:
    return [date(2026, 11, day) for day in days]


@pytest.mark.parametrize(
    ("days", "count"),
    [
        ([], 0),
        ([29], 1),
        ([28], 1),
        ([27, 28, 29], 3),
        ([29, 29, 28], 2),
        ([27], 1),  # Saturday was a rest day, and today is not over
        ([26], 1),
        ([25], 0),  # three rest days in one week
        ([23, 25, 27, 28], 4),
        ([23, 26, 27, 28], 4),
        ([23, 27, 28], 2),  # Tuesday to Thursday: what was before does not count
        ([20, 25, 26, 27, 28], 5),  # two rest days of one week, two of the next
        ([18, 25, 26, 27, 28], 4),  # three in the week before
    ],
)
def test_the_chain_up_to_today(days: list[int], count: int) -> None:
    assert streak(november(*days), SUNDAY) == count


@given(st.sets(st.integers(0, 60)))
def test_a_lesson_today_never_shortens_a_streak(ago: set[int]) -> None:
    days = [SUNDAY - timedelta(days=n) for n in ago]
    before, after = streak(days, SUNDAY), streak([*days, SUNDAY], SUNDAY)
    assert 0 <= before <= after <= len(ago) + 1
    assert after >= 1
