"""What still comes to somebody who does not answer."""

from datetime import date, timedelta

import pytest

from bot.domain.learners import LearnerState
from bot.learning.silence import LESSON_DAYS, Rhythm, goes_out, heard, rhythm, silent_days

HEARD = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("later", "silent"), [(-1, 0), (0, 0), (1, 0), (2, 1), (4, 3), (15, 14), (400, 399)]
)
def test_only_days_that_are_over_are_silent(later: int, silent: int) -> None:
    assert silent_days(HEARD, HEARD + timedelta(days=later)) == silent


def test_every_day_then_every_third_then_a_farewell() -> None:
    came = [
        later
        for later in range(1, 16)
        if goes_out(silent_days(HEARD, HEARD + timedelta(days=later)))
    ]
    assert came == [1, 2, 3, 6, 9, 12, 15]
    assert rhythm(silent_days(HEARD, HEARD + timedelta(days=15))) is Rhythm.FAREWELL
    assert [rhythm(silent) for silent in (0, 2, 3, 13, 14)] == [
        Rhythm.EVERY_DAY,
        Rhythm.EVERY_DAY,
        Rhythm.EVERY_THIRD,
        Rhythm.EVERY_THIRD,
        Rhythm.FAREWELL,
    ]


def test_the_planners_days_are_those_of_the_rhythm() -> None:
    assert LESSON_DAYS == (0, 1, 2, 5, 8, 11)


def test_a_farewell_that_an_outage_delayed_is_still_said_and_only_once() -> None:
    assert rhythm(40) is Rhythm.FAREWELL
    assert goes_out(40)
    assert rhythm(40, away=True) is Rhythm.NOTHING
    assert not any(goes_out(silent, away=True) for silent in range(60))


@pytest.mark.parametrize("state", LearnerState)
def test_any_word_brings_back_who_was_away_and_changes_nothing_else(state: LearnerState) -> None:
    after = heard(state)
    assert after == (LearnerState.ACTIVE if state is LearnerState.AWAY else state)
