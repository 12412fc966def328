"""A text that nobody can be sent: every branch by table."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.contents import BEGUN_AT_MOST, REFUSALS, SUBJECTS, Contents, ContentStop
from bot.domain.delivery import Kind, Outcome, Result, Scope

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ALL = Scope.ACCOUNT
OK = Outcome(Result.SENT, "200")
DOWN = Outcome(Result.UNAVAILABLE, "5xx", scope=ALL)
LOST = Outcome(Result.UNKNOWN, "no answer")
REFUSED_US = Outcome(Result.MISCONFIGURED, "401", scope=ALL)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


MARKUP = Outcome(Result.BAD_REQUEST, "400 markup")
TEMPLATE = Outcome(Result.REFUSED, "40037 template wrong or blocked", scope=ALL)
NO_RIGHTS = Outcome(Result.REFUSED, "403 no rights")
BEFORE = BEGUN_AT_MOST / 2


def meet(
    contents: Contents, *outcomes: Outcome, began: datetime = NOW, subject: str = "scan-to-pay"
) -> list[int]:
    """The numbers of those outcomes, from 1, that stop the subject."""
    stops = [
        contents.note("city", Kind.LESSON, subject, outcome, began=began, now=began + SECOND)
        for outcome in outcomes
    ]
    return [number for number, stop in enumerate(stops, 1) if stop is not None]


@pytest.mark.parametrize(
    ("outcomes", "stops"),
    [
        ([MARKUP] * 2, []),
        ([MARKUP] * 3, [3]),
        ([MARKUP] * 9, [3]),
        ([TEMPLATE] * 3, [3]),
        ([TEMPLATE, MARKUP, MARKUP], [3]),
        ([MARKUP, MARKUP, OK, MARKUP, MARKUP], []),
        ([MARKUP, MARKUP, OK, MARKUP, MARKUP, MARKUP], [6]),
        ([MARKUP, Outcome(Result.GONE), MARKUP, DOWN, MARKUP], [5]),
        ([NO_RIGHTS] * 9, []),
        ([DOWN, LOST, REFUSED_US, *[Outcome(Result.THROTTLED)] * 5], []),
    ],
)
def test_when_a_subject_is_stopped(outcomes: list[Outcome], stops: list[int]) -> None:
    assert meet(Contents(), *outcomes) == stops


def test_a_stop_names_the_mend() -> None:
    contents = Contents()
    stop = None
    for _ in range(REFUSALS):
        stop = contents.note("city", Kind.LESSON, "x", MARKUP, began=NOW, now=NOW)
    reason = "stopped after 3 refusals in a row: bad request 400 markup; mend the text, then retry"
    assert stop == ContentStop("city", Kind.LESSON, "x", reason)
    for _ in range(REFUSALS):
        stop = contents.note("city", Kind.LESSON, "y", TEMPLATE, began=NOW, now=NOW)
    assert stop is not None
    assert "mend the template, or what the account may do" in stop.reason


def test_subjects_kinds_and_accounts_do_not_mix() -> None:
    contents = Contents()
    for account, kind, subject in [
        ("city", Kind.LESSON, "x"),
        ("city", Kind.LESSON, "y"),
        ("city", Kind.QUIZ, "x"),
        ("town", Kind.LESSON, "x"),
    ]:
        for _ in range(REFUSALS - 1):
            noted = contents.note(account, kind, subject, MARKUP, began=NOW, now=NOW)
            assert noted is None


@pytest.mark.parametrize("kind", [Kind.COURSE, Kind.QUESTION, Kind.EXPLANATION, Kind.BOARD])
def test_what_differs_from_group_to_group_is_never_stopped_for_all(kind: Kind) -> None:
    """A board has no subject at all; names that one group's holds stop no other's."""
    contents = Contents()
    for _ in range(3 * REFUSALS):
        assert contents.note("city", kind, "", MARKUP, began=NOW, now=NOW) is None


def test_after_a_stop_only_what_was_begun_later_counts() -> None:
    contents = Contents()
    assert meet(contents, *[MARKUP] * REFUSALS) == [REFUSALS]
    on_their_way = [MARKUP] * 50 + [OK] + [MARKUP] * 50
    assert meet(contents, *on_their_way, began=NOW - BEFORE) == []
    assert meet(contents, MARKUP, MARKUP, began=at(100)) == []
    assert meet(contents, MARKUP, began=at(101)) == [1], "retried, and not mended"
    assert meet(contents, OK, MARKUP, MARKUP, began=at(200)) == [], "mended"


def test_a_clock_that_was_set_back_does_not_deafen() -> None:
    contents = Contents()
    assert meet(contents, *[MARKUP] * REFUSALS) == [REFUSALS]
    assert meet(contents, *[MARKUP] * REFUSALS, began=at(-3600)) == [REFUSALS]


def test_the_oldest_subject_is_forgotten() -> None:
    contents = Contents()
    meet(contents, MARKUP, MARKUP, subject="old")
    meet(contents, MARKUP, MARKUP, subject="kept")
    for n in range(SUBJECTS - 2):
        meet(contents, MARKUP, subject=f"s{n}")
    meet(contents, Outcome(Result.GONE), subject="kept")
    meet(contents, MARKUP, subject="one more")
    assert meet(contents, MARKUP, subject="old") == []
    assert meet(contents, MARKUP, subject="kept") == [1]


def test_a_subject_that_is_well_again_takes_nobodys_place() -> None:
    contents = Contents()
    meet(contents, MARKUP, MARKUP, subject="old")
    for n in range(SUBJECTS):
        meet(contents, MARKUP, OK, subject=f"s{n}")
    assert meet(contents, MARKUP, subject="old") == [1]
