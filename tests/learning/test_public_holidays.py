"""Public holidays as the package has them, around a day."""

from datetime import date

import pytest

from bot.learning.public_holidays import UnknownCountryError, holidays_around
from bot.learning.restraint import restraint_on
from bot.learning.silence import FAREWELL_AFTER, goes_out


def test_the_national_day_of_china() -> None:
    found = holidays_around(date(2026, 9, 30), "CN")
    assert found == {date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3)}


def test_an_ordinary_week_has_none() -> None:
    assert holidays_around(date(2026, 11, 24), "CN") == frozenset()


def test_the_turn_of_the_year_is_in_two_calendars() -> None:
    assert holidays_around(date(2026, 12, 31), "DE") == {date(2027, 1, 1)}
    assert date(2026, 12, 26) in holidays_around(date(2026, 12, 28), "DE")


def test_other_countries_have_others() -> None:
    """The birthday of the Buddha is kept in Hong Kong."""
    assert date(2027, 5, 13) in holidays_around(date(2027, 5, 12), "HK")
    assert date(2027, 5, 13) not in holidays_around(date(2027, 5, 12), "CN")


def test_without_a_country_there_are_none() -> None:
    assert holidays_around(date(2026, 10, 1), "") == frozenset()


def test_a_country_that_is_not_known_names_the_setting() -> None:
    with pytest.raises(UnknownCountryError, match=r"\[learning\] holidays"):
        holidays_around(date(2026, 10, 1), "QQ")


def test_planning_lets_go_what_silence_lets_go() -> None:
    restraint = restraint_on(date(2026, 11, 24), "CN")
    for silent in range(30):
        assert restraint.allows(silent, first=True) == goes_out(silent)
        if silent < FAREWELL_AFTER:
            assert restraint.allows(silent, first=False) == (goes_out(silent) and silent < 3)
