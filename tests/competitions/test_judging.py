"""Judges' marks: totals, the mean without the outermost, what is missing."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.competitions.scoring.exact import half_up
from bot.competitions.scoring.judging import (
    Judged,
    Judgement,
    MarkFault,
    dropped,
    judgement,
    mark_faults,
    total_of,
    trimmed,
    trimmed_mean,
)
from bot.domain.contests import Criterion, Sheet

SHEET = Sheet(
    (Criterion("pitch", "音准", Decimal(40)), Criterion("voice", "音色", Decimal(30))),
    trim=1,
    decimals=2,
)
TOTALS = st.lists(
    st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100), min_size=1, max_size=15
)


def marks(**given_marks: str) -> dict[str, Decimal]:
    """One judge's marks."""
    return {key: Decimal(mark) for key, mark in given_marks.items()}


@pytest.mark.parametrize(
    ("given_marks", "faults"),
    [
        (marks(pitch="40", voice="0"), {}),
        (marks(pitch="39.55", voice="12.5"), {}),
        (marks(pitch="40.01", voice="1"), {"pitch": MarkFault.TOO_HIGH}),
        (marks(pitch="-0.01", voice="1"), {"pitch": MarkFault.TOO_LOW}),
        (marks(pitch="1.001", voice="1"), {"pitch": MarkFault.TOO_FINE}),
        (marks(pitch="NaN", voice="1"), {"pitch": MarkFault.NO_NUMBER}),
        (marks(pitch="Infinity", voice="1"), {"pitch": MarkFault.NO_NUMBER}),
        (marks(pitch="1"), {"voice": MarkFault.MISSING}),
        (marks(pitch="1", voice="1", style="1"), {"style": MarkFault.UNKNOWN}),
    ],
)
def test_marks(given_marks: dict[str, Decimal], faults: dict[str, MarkFault]) -> None:
    assert mark_faults(SHEET, given_marks) == faults
    if faults:
        with pytest.raises(ValueError, match="no total"):
            total_of(SHEET, given_marks)
    else:
        assert total_of(SHEET, given_marks) == sum(given_marks.values())


@pytest.mark.parametrize(
    ("totals", "judges", "found"),
    [
        ("", 7, Judgement(None, Judged.NOBODY, trimmed=False, used=0)),
        ("90", 7, Judgement(Decimal("90.00"), Judged.JUDGES_MISSING, trimmed=False, used=1)),
        ("90 80", 2, Judgement(Decimal("85.00"), Judged.COMPLETE, trimmed=False, used=2)),
        ("90 80 10", 3, Judgement(Decimal("80.00"), Judged.COMPLETE, trimmed=True, used=1)),
        (
            "9.5 9.6 9.7 9.9 10 9.2 6",
            7,
            Judgement(Decimal("9.58"), Judged.COMPLETE, trimmed=True, used=5),
        ),
        # 0.125 and 85.005: a half goes up, where binary numbers and bankers go down
        ("0.12 0.13 0 1", 4, Judgement(Decimal("0.13"), Judged.COMPLETE, trimmed=True, used=2)),
        (
            "85.00 85.01 1 99",
            4,
            Judgement(Decimal("85.01"), Judged.COMPLETE, trimmed=True, used=2),
        ),
    ],
)
def test_what_totals_come_to(totals: str, judges: int, found: Judgement) -> None:
    assert judgement(SHEET, [Decimal(one) for one in totals.split()], judges) == found


def test_whose_totals_are_dropped() -> None:
    totals = {"a": Decimal(9), "b": Decimal(8), "c": Decimal(9), "d": Decimal(8)}
    assert dropped(totals, 1) == {"b", "c"}
    assert dropped(totals, 2) == frozenset()
    assert dropped(totals, 0) == frozenset()


def test_nothing_has_no_mean() -> None:
    with pytest.raises(ValueError, match="no mean"):
        trimmed_mean([], 1, 2)


@given(TOTALS, st.integers(0, 3), st.integers(2, 4))
def test_a_trimmed_mean_lies_between_what_is_left_and_order_is_no_matter(
    totals: list[Decimal], trim: int, decimals: int
) -> None:
    kept = trimmed(totals, trim)
    mean = trimmed_mean(totals, trim, decimals)
    assert min(kept) <= mean <= max(kept)
    assert mean == trimmed_mean(totals[::-1], trim, decimals)
    assert len(kept) == (len(totals) - 2 * trim if len(totals) > 2 * trim else len(totals))
    assert len(dropped(dict(enumerate(totals)), trim)) == len(totals) - len(kept)


@given(TOTALS, st.integers(1, 3))
def test_one_judge_far_off_moves_nothing_beyond_the_others(
    totals: list[Decimal], trim: int
) -> None:
    others = [*totals, *totals, *totals]
    if len(others) > 2 * trim:
        assert trimmed_mean([*others, Decimal(10_000)], trim, 2) <= max(others)


@given(st.fractions(-1000, 1000), st.integers(0, 4))
def test_rounding_is_the_nearest_with_halves_away_from_zero(value: Fraction, places: int) -> None:
    found = half_up(value, places)
    assert -found.as_tuple().exponent == places  # type: ignore[operator]  # it is a finite number
    assert abs(Fraction(found) - value) <= Fraction(1, 2 * 10**places)
    assert half_up(-value, places) == -found
    if abs(Fraction(found) - value) == Fraction(1, 2 * 10**places):
        assert abs(Fraction(found)) > abs(value)
