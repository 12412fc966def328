"""Whose marks an entry is to have where some stand aside, and what they come to: tables."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.competitions.scoring.judging import Judged, Judgement
from bot.competitions.scoring.judging_panel import Panel, judged_by, seats
from bot.domain.contests import Criterion, Sheet

SHEET = Sheet((Criterion("all", "总分", Decimal(100)),), trim=1, decimals=2)
COMPLETE, MISSING = Judged.COMPLETE, Judged.JUDGES_MISSING
NOBODY, TOO_FEW = Judged.NOBODY, Judged.TOO_FEW


def rows(judges: str) -> frozenset[int]:
    """Judges by their letters: a is row 1."""
    return frozenset(ord(one) - 96 for one in judges)


# Who judges now, who did and marked somebody, who marked this entry, who stands aside for it;
# how it stands, who is missing, how many marks it has when all are given.
TABLE = (
    # nobody stands aside
    ("abcd", "", "abcd", "", COMPLETE, "", 4),
    ("abcd", "", "abc", "", MISSING, "d", 4),
    ("abcd", "", "", "", NOBODY, "abcd", 4),
    ("", "", "", "", NOBODY, "", 0),
    ("ab", "", "ab", "", COMPLETE, "", 2),  # two are too few to trim for everybody alike
    # one who has not marked stands aside: nobody waits for the marks
    ("abcd", "", "abc", "d", COMPLETE, "", 3),
    ("abcd", "", "ab", "d", MISSING, "c", 3),
    ("abcd", "", "", "d", NOBODY, "abc", 3),
    # one who has marked stands aside: the marks do not count
    ("abcd", "", "abcd", "d", COMPLETE, "", 3),
    ("abcd", "", "d", "d", NOBODY, "abc", 3),
    # too few are left to drop the highest and the lowest
    ("abc", "", "ab", "c", TOO_FEW, "", 2),
    ("abc", "", "abc", "c", TOO_FEW, "", 2),
    ("abc", "", "a", "c", TOO_FEW, "b", 2),
    ("abcd", "", "ab", "cd", TOO_FEW, "", 2),
    ("abc", "", "", "abc", TOO_FEW, "", 0),
    # of two nothing is dropped anyhow, so that one is enough; nobody is not
    ("ab", "", "a", "b", COMPLETE, "", 1),
    ("ab", "", "", "ab", TOO_FEW, "", 0),
    ("a", "", "a", "a", TOO_FEW, "", 0),
    # another judge who marks this one and ends then makes it enough
    ("abcd", "", "abd", "c", COMPLETE, "", 3),
    ("abc", "d", "abd", "c", COMPLETE, "", 3),
    ("abc", "d", "abc", "", COMPLETE, "", 3),
    # marks of who judges no more count, unless he or she stands aside
    ("ab", "c", "abc", "", COMPLETE, "", 3),
    ("ab", "c", "abc", "c", TOO_FEW, "", 2),
    ("ab", "c", "ab", "c", TOO_FEW, "", 2),
    # who judges no more and marked nobody is no reason
    ("ab", "", "ab", "c", COMPLETE, "", 2),
)


@pytest.mark.parametrize(("active", "past", "marked", "aside", "why", "missing", "whole"), TABLE)
def test_whose_marks_an_entry_waits_for(
    active: str, past: str, marked: str, aside: str, why: Judged, missing: str, whole: int
) -> None:
    found = seats(Panel(rows(active), rows(past)), rows(marked), rows(aside), 1)
    assert (found.why, found.missing, found.whole) == (why, rows(missing), whole)
    assert found.waits == (why is not COMPLETE)
    assert found.counted == rows(marked) - rows(aside)
    assert found.kept == rows(marked) & rows(aside)
    assert found.expected == rows(active) - rows(aside)


@pytest.mark.parametrize(
    ("marked", "aside", "why", "waits"),
    [
        ("", "", NOBODY, False),  # was not there
        ("", "a", NOBODY, False),
        ("a", "", MISSING, True),
        ("a", "a", NOBODY, True),  # was there: somebody marked it, whose marks do not count
        ("", "abcd", TOO_FEW, True),  # nobody could tell
        ("abc", "d", COMPLETE, False),
    ],
)
def test_who_was_not_at_a_live_stage_waits_for_nobody(
    marked: str, aside: str, why: Judged, waits: bool
) -> None:
    found = seats(Panel(rows("abcd")), rows(marked), rows(aside), 1, live=True)
    assert (found.why, found.waits) == (why, waits)


@pytest.mark.parametrize(
    ("trim", "aside", "why"),
    [
        (0, "abcd", COMPLETE),
        (0, "abcde", TOO_FEW),
        (1, "ab", COMPLETE),
        (1, "abc", TOO_FEW),
        (2, "", COMPLETE),
        (2, "a", TOO_FEW),
        (3, "a", COMPLETE),  # five are too few for it anyhow
    ],
)
def test_how_many_may_stand_aside(trim: int, aside: str, why: Judged) -> None:
    assert seats(Panel(rows("abcde")), rows("abcde"), rows(aside), trim).why is why


@pytest.mark.parametrize(
    ("aside", "found"),
    [
        # 70 80 90.5 100: without the outermost 80 and 90.5
        ("", Judgement(Decimal("85.25"), COMPLETE, trimmed=True, used=2)),
        ("d", Judgement(Decimal("80.00"), COMPLETE, trimmed=True, used=1)),
        ("a", Judgement(Decimal("90.50"), COMPLETE, trimmed=True, used=1)),
        ("cd", Judgement(Decimal("75.00"), TOO_FEW, trimmed=False, used=2)),
        ("abcd", Judgement(None, TOO_FEW, trimmed=False, used=0)),
    ],
)
def test_what_the_marks_that_count_come_to(aside: str, found: Judgement) -> None:
    given_marks = ("70", "80", "90.5", "100")
    totals = {row: Decimal(one) for row, one in enumerate(given_marks, 1)}
    entry = seats(Panel(rows("abcd")), totals, rows(aside), SHEET.trim)
    assert judged_by(SHEET, entry, totals) == found


JUDGES = st.frozensets(st.integers(1, 6))


@given(JUDGES, JUDGES, JUDGES, st.integers(0, 2))
def test_standing_aside_never_adds_somebody_to_wait_for(
    active: frozenset[int], marked: frozenset[int], aside: frozenset[int], trim: int
) -> None:
    before = seats(Panel(active), marked, (), trim)
    after = seats(Panel(active), marked, aside, trim)
    assert after.missing <= before.missing
    assert not after.counted & aside
    assert after.counted | after.kept == marked
    if not before.waits and after.why is not TOO_FEW:
        assert not after.missing
    assert (after.why is TOO_FEW) <= bool(aside), "only because somebody stands aside"
