"""What keeps lessons from coming by themselves around a day, as planning and forecasts read it."""

from datetime import date

from bot.learning.public_holidays import holidays_around
from bot.learning.silence import FAREWELL_AFTER, LESSON_DAYS, SLOWER_AFTER
from bot.store.planning.restraint import Restraint


def restraint_on(day: date, country: str = "") -> Restraint:
    """What holds for lessons of ``day``, with the public holidays of ``country`` (empty: none).

    Slow the first time in a year, as ``holidays_around`` is. Raises UnknownCountryError.
    """
    holidays = holidays_around(day, country)
    return Restraint(SLOWER_AFTER, LESSON_DAYS, FAREWELL_AFTER, holidays)
