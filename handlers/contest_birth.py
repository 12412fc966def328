"""Dates of birth as people write them: 1955年3月8日, 1955-3-8, 550308, 一九五五年三月八日. Pure.

Never a guess: what could mean two days is asked again, and so is a day of the lunar calendar.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.learning.plain import plain
from handlers.clock_words import read_number_word

OLDEST = 110
"""Full years; who is older writes the year in full and is asked by the organiser."""
YOUNGEST = 3
"""Full years: of two centuries, one that makes somebody younger is not meant."""


class BirthFault(StrEnum):
    """Why no day was read."""

    UNCLEAR = "unclear"
    LUNAR = "lunar"
    NO_YEAR = "no-year"
    CENTURY = "century"
    """Two digits of a year that fit two centuries."""
    NO_SUCH_DAY = "no-such-day"
    TOO_LATE = "too-late"
    """The day lies ahead."""
    TOO_EARLY = "too-early"
    ID_CARD = "id-card"
    """Somebody sent a whole identity number: it is neither needed nor kept."""


_LUNAR = re.compile("农历|阴历|旧历|古历|初[一二三四五六七八九十0-9]|廿|正月|腊月|冬月|闰|lunar")
_ID_CARD = re.compile(r"(?<!\d)(?:\d{17}[\dx]|\d{15})(?!\d)")
_AROUND = re.compile(
    r"^(?:[您你]好|老师好?|好的?|嗯|是的|我|本人|的|是|在|公元|公历|阳历|新历|生于|出生于|出生日期|出生年月日?|出生"
    r"|生日|[:,.。!~、 ])+"
    r"|(?:谢谢[您你]?|老师|出生的?|生人|生的?|的|人|生日|吧|啊|呀|哦|哈|[.。!~,，、 ])+$"
    r"|^(?:i was born(?: on)?|born(?: on)?) "
)
_BESIDE_UNITS = re.compile(r" *([年月日号]) *")
_STOPS = re.compile(r"(?<=\d) *[。·] *(?=\d)")
"""What a keyboard writes for a point between figures."""
_FIGURES = "零〇一二三四五六七八九"
_SMALL = rf"\d{{1,2}}|[{_FIGURES}十]{{1,3}}"
_IN_WORDS = re.compile(
    rf"(?P<republic>民国)?(?P<year>\d{{2,4}}|[{_FIGURES}十]{{2,4}})年"
    rf"(?P<month>{_SMALL})月份? ?(?P<day>{_SMALL})[日号]?"
)
_SPACED = re.compile(
    rf"(?P<republic>民国)?(?P<year>[{_FIGURES}]{{4}})([-/. ,、])(?P<month>{_SMALL})\3(?P<day>{_SMALL})"
)
_IN_FIGURES = re.compile(r"(?P<year>\d{4}|\d{2})([-/. ,、])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
_JOINED = re.compile(r"(?P<year>\d{4}|\d{2})(?P<month>\d{2})(?P<day>\d{2})")
_YEAR_LAST = re.compile(r"(?P<first>\d{1,2})([-/. ])(?P<second>\d{1,2})\2(?P<year>\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_ENGLISH = (
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? (?P<year>\d{{4}})"),
    re.compile(rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})"),
)
_WITHOUT_YEAR = re.compile(rf"(?:{_SMALL})月(?:{_SMALL})[日号]?|\d{{1,2}}[-/.]\d{{1,2}}")
_REPUBLIC = 1911


@dataclass(frozen=True, slots=True)
class _Said:
    """A day as it was said. ``short``: of the year only its last two digits."""

    year: int
    month: int
    day: int
    short: bool = False


def read_birth(text: str, today: date) -> date | BirthFault:
    """The day of birth that ``text`` names, or why it names none. ``today``: nobody is born later."""
    said = plain(text.replace("○", "〇"))
    if _ID_CARD.search(said) or _ID_CARD.search(re.sub(r"(?<=\d)[ -](?=[\dx])", "", said)):
        return BirthFault.ID_CARD
    if _LUNAR.search(said):
        return BirthFault.LUNAR
    core = _BESIDE_UNITS.sub(r"\1", _STOPS.sub(".", _AROUND.sub("", said).strip()))
    found = _said(core)
    if found is None:
        return BirthFault.NO_YEAR if _WITHOUT_YEAR.fullmatch(core) else BirthFault.UNCLEAR
    return _of_century(found, today) if found.short else _day(found, found.year, today)


def _said(core: str) -> _Said | None:
    if match := _IN_WORDS.fullmatch(core) or _SPACED.fullmatch(core):
        return _in_words(match)
    if match := _IN_FIGURES.fullmatch(core) or _JOINED.fullmatch(core):
        year = match["year"]
        return _Said(int(year), int(match["month"]), int(match["day"]), short=len(year) == 2)
    if match := _YEAR_LAST.fullmatch(core):
        return _year_last(int(match["first"]), int(match["second"]), int(match["year"]))
    for form in _ENGLISH:
        if match := form.fullmatch(core):
            return _Said(int(match["year"]), _MONTHS.index(match["name"]) + 1, int(match["day"]))
    return None


def _in_words(match: "re.Match[str]") -> _Said | None:
    month, day = read_number_word(match["month"]), read_number_word(match["day"])
    if month is None or day is None:
        return None
    if match["republic"]:
        counted = read_number_word(match["year"]) if "十" in match["year"] else None
        if counted is None and "十" in match["year"]:
            return None
        years = int(_figures(match["year"])) if counted is None else counted
        return _Said(years + _REPUBLIC, month, day)
    if "十" in match["year"]:
        return None
    figures = _figures(match["year"])
    return None if len(figures) == 3 else _Said(int(figures), month, day, short=len(figures) == 2)


def _figures(year: str) -> str:
    return "".join(str(_figure(char)) for char in year)


def _figure(char: str) -> int:
    return int(char) if char.isdecimal() else max(0, _FIGURES.index(char) - 1)


def _year_last(first: int, second: int, year: int) -> _Said | None:
    """8/3/1955: only where one of the two can be no month, or both are the same."""
    if first > 12 or first == second:
        return _Said(year, second, first)
    return _Said(year, first, second) if second > 12 else None


def _of_century(found: _Said, today: date) -> date | BirthFault:
    """The one century that makes somebody old enough, and not too old."""
    ages = {year: today.year - year for year in (1900 + found.year, 2000 + found.year)}
    likely = [year for year, age in ages.items() if YOUNGEST <= age <= OLDEST]
    if len(likely) != 1:
        return BirthFault.CENTURY
    return _day(found, likely[0], today)


def _day(found: _Said, year: int, today: date) -> date | BirthFault:
    try:
        born = date(year, found.month, found.day)
    except ValueError:
        return BirthFault.NO_SUCH_DAY
    if born > today:
        return BirthFault.TOO_LATE
    return BirthFault.TOO_EARLY if today.year - born.year > OLDEST + 10 else born
