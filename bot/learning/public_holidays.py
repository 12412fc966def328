"""The public holidays of a country, days off that make up for others included."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

from bot.domain.errors import YikeError

AROUND = timedelta(days=3)
"""Days before and after, for learners in other zones and what is planned ahead."""


class UnknownCountryError(YikeError):
    """A country whose public holidays are not known."""


def holidays_around(day: date, country: str) -> frozenset[date]:
    """The public holidays of ``country`` (ISO 3166, two letters; empty: there are none) within three
    days of ``day``. The first call of a year takes some tenths of a second, so call it in a thread.

    They are those of the package ``holidays``, which follows each government's yearly notice (for
    China that of the State Council's General Office); a year without a notice yet has the days
    that the law names. Raises UnknownCountryError.
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
    return frozenset(_days(country, year))


def _days(country: str, *years: int) -> Collection[date]:
    from holidays import country_holidays  # noqa: PLC0415 - slow, and needed by few processes, once a day

    try:
        return country_holidays(country, years=years)
    except NotImplementedError as error:
        raise UnknownCountryError(
            f"The public holidays of {country} are not known. Set [learning] holidays to another country."
        ) from error
