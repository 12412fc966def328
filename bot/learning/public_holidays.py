"""The public holidays of a country, days off that make up for others included."""

import subprocess
import sys
from datetime import date, timedelta
from functools import lru_cache

from bot.domain.errors import YikeError

AROUND = timedelta(days=3)
"""Days before and after, for learners in other zones and what is planned ahead."""

_UNKNOWN = 3
_SECONDS = 60.0
_ASK = f"""
import sys
from holidays import country_holidays
try:
    print(*country_holidays(sys.argv[1], years=int(sys.argv[2])))
except NotImplementedError:
    sys.exit({_UNKNOWN})
"""


class UnknownCountryError(YikeError):
    """A country whose public holidays are not known."""


class HolidaysFaultError(YikeError):
    """The process that knows the public holidays failed."""


def holidays_around(day: date, country: str) -> frozenset[date]:
    """The public holidays of ``country`` (ISO 3166, two letters; empty: there are none) within three
    days of ``day``. The first call of a year takes some tenths of a second, so call it in a thread.

    They are those of the package ``holidays``, which follows each government's yearly notice (for
    China that of the State Council's General Office); a year without a notice yet has the days
    that the law names. Raises UnknownCountryError and HolidaysFaultError.
    """
    first, last = day - AROUND, day + AROUND
    return frozenset(
        one
        for year in {first.year, last.year}
        for one in (_year(country, year) if country else ())
        if first <= one <= last
    )


@lru_cache(maxsize=8)
def _year(country: str, year: int) -> frozenset[date]:
    """In a process of its own, for a moment: the package knows two hundred countries, and would
    take 20 MB of ours for good.
    """
    asked = subprocess.run(  # noqa: S603 - our own Python, with a country of the settings
        [sys.executable, "-c", _ASK, country, str(year)],
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
        start_new_session=True,
    )
    if asked.returncode == _UNKNOWN:
        raise UnknownCountryError(
            f"The public holidays of {country} are not known. Set [learning] holidays to another country."
        )
    if asked.returncode:
        last = asked.stderr.strip().rpartition("\n")[2]
        raise HolidaysFaultError(f"The public holidays of {country} cannot be told: {last}")
    return frozenset(date.fromisoformat(one) for one in asked.stdout.split())
