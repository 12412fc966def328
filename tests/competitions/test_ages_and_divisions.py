"""Full years of age, and the division they lead to: the real rules of reference section 6."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.competitions.entering.ages import birthday, full_years, mean_years, needs_guardian
from bot.competitions.entering.divisions import (
    Ask,
    Facts,
    Fits,
    asked_of,
    division_of,
    occupations,
)
from bot.domain.contests import (
    AgeOn,
    BirthWindow,
    Division,
    EntryKind,
    Occupation,
    Open,
    Rule,
    TeamAverageAge,
)

DAY = date(2026, 9, 1)
SENIORS = tuple(
    Division(f"from-{least}", f"{least}岁起", AgeOn(DAY, least, most))
    for least, most in ((55, 62), (63, 70), (71, 77), (78, None))
)
CITY = (
    Division("junior", "少年组", BirthWindow(date(2012, 1, 1), date(2016, 12, 31))),
    Division("youth", "青年组", BirthWindow(date(1986, 1, 1), date(2011, 12, 31))),
    Division("adult", "成年组", BirthWindow(None, date(1985, 12, 31))),
)
CHOIRS = (
    Division("young", "中青年组", TeamAverageAge(DAY, None, Decimal(60))),
    Division("old", "老年组", TeamAverageAge(DAY, Decimal(60), None)),
)


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        ("1971-09-01", "2026-09-01", 55),  # the birthday itself counts
        ("1971-09-02", "2026-09-01", 54),
        ("1972-02-29", "2027-02-27", 54),
        ("1972-02-29", "2027-02-28", 55),  # no corresponding day: the month's last (art. 202)
        ("1972-02-29", "2028-02-28", 55),
        ("1972-02-29", "2028-02-29", 56),
        ("2026-09-01", "2026-09-01", 0),
        ("2026-09-02", "2026-09-01", -1),
    ],
)
def test_full_years(born: str, day: str, years: int) -> None:
    assert full_years(date.fromisoformat(born), date.fromisoformat(day)) == years


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_year_older_on_the_birthday_and_on_no_other_day(born: date, day: date) -> None:
    yesterday = date.fromordinal(day.toordinal() - 1)
    older = full_years(born, day) - full_years(born, yesterday)
    assert older == (1 if day == birthday(born, day.year) else 0)


def test_under_14_needs_a_guardian() -> None:
    assert needs_guardian(date(2012, 9, 2), DAY)
    assert not needs_guardian(date(2012, 9, 1), DAY)


def test_the_mean_of_nobody() -> None:
    assert mean_years([date(1960, 1, 1), date(1961, 1, 1)], DAY) == Fraction(131, 2)
    with pytest.raises(ValueError, match="nobody"):
        mean_years([], DAY)


def person(born: date | None, occupation: str = "") -> Facts:
    """One person's facts."""
    return Facts(EntryKind.PERSON, (born,), occupation)


@pytest.mark.parametrize(
    ("born", "division"),
    [
        ("1971-09-02", None),
        ("1971-09-01", "from-55"),
        ("1963-09-02", "from-55"),
        ("1963-09-01", "from-63"),
        ("1955-09-02", "from-63"),
        ("1955-09-01", "from-71"),
        ("1948-09-02", "from-71"),
        ("1948-09-01", "from-78"),
        ("1920-01-01", "from-78"),
    ],
)
def test_the_age_groups_of_the_singing_contest(born: str, division: str | None) -> None:
    found = division_of(SENIORS, person(date.fromisoformat(born)))
    assert (found.division.key if found.division else None) == division
    assert found.why is (Fits.DIVISION if division else Fits.NOWHERE)
    assert found.good is (division is not None)


@pytest.mark.parametrize(
    ("born", "division"),
    [
        ("2016-12-31", "junior"),
        ("2017-01-01", None),
        ("2012-01-01", "junior"),
        ("2011-12-31", "youth"),
        ("1986-01-01", "youth"),
        ("1985-12-31", "adult"),
    ],
)
def test_birth_windows(born: str, division: str | None) -> None:
    found = division_of(CITY, person(date.fromisoformat(born)))
    assert (found.division.key if found.division else None) == division


@pytest.mark.parametrize(
    ("births", "division"),
    [
        (["1966-09-01", "1967-09-01"], "young"),  # 60 and 59
        (["1966-09-01", "1966-09-02", "1965-09-01"], "old"),  # 60, 59 and 61: exactly 60
        (["1950-09-01", "1976-09-02"], "old"),  # 76 and 49: 62.5
    ],
)
def test_choirs_go_by_the_mean_age(births: list[str], division: str) -> None:
    facts = Facts(EntryKind.TEAM, tuple(map(date.fromisoformat, births)))
    found = division_of(CHOIRS, facts)
    assert found.division is not None
    assert found.division.key == division


def test_a_person_is_no_choir() -> None:
    assert division_of(CHOIRS, person(date(1960, 1, 1))).why is Fits.NOWHERE


def test_every_member_has_to_be_of_the_age() -> None:
    inside, outside = date(1970, 1, 1), date(1990, 1, 1)
    assert division_of(SENIORS, Facts(EntryKind.TEAM, (inside, inside))).good
    assert division_of(SENIORS, Facts(EntryKind.TEAM, (inside, outside))).why is Fits.NOWHERE


def test_what_is_missing_is_said() -> None:
    assert division_of(SENIORS, person(None)).why is Fits.BIRTH_MISSING
    assert division_of(CHOIRS, Facts(EntryKind.TEAM, ())).why is Fits.BIRTH_MISSING
    workers = (Division("students", "高校组", Occupation(("大学生", "高校教师"))),)
    assert division_of(workers, person(None)).why is Fits.OCCUPATION_MISSING
    assert division_of(workers, person(None, " ")).why is Fits.OCCUPATION_MISSING


def test_public_and_university() -> None:
    divisions = (
        Division("university", "高校组", Occupation(("大学生", "高校 教师"))),
        Division("public", "公众组", Open()),
    )
    for said, key in (("大学生", "university"), (" 高校教师 ", "university"), ("退休", "public")):
        found = division_of(divisions, person(None, said))
        assert found.division is not None
        assert found.division.key == key
    assert asked_of(divisions) == {Ask.OCCUPATION}
    assert asked_of((*SENIORS, *divisions)) == {Ask.BIRTH, Ask.OCCUPATION}
    assert occupations(divisions) == ("大学生", "高校 教师")


def test_a_full_division_sends_nobody_to_the_next() -> None:
    rules: tuple[Rule, ...] = (AgeOn(DAY, 55, None), Open())
    divisions = tuple(Division(f"d{n}", "组", rule, quota=2) for n, rule in enumerate(rules))
    facts = person(date(1960, 1, 1))
    assert division_of(divisions, facts, {"d0": 1}).good
    full = division_of(divisions, facts, {"d0": 2})
    assert (full.why, full.division, full.good) == (Fits.FULL, divisions[0], False)


def test_several_fit_the_first_is_taken_and_none_are_none() -> None:
    twice = (Division("a", "甲", Open()), Division("b", "乙", Open()))
    assert division_of(twice, person(None)).division is twice[0]
    assert division_of((), person(None)).why is Fits.NONE_NEEDED
