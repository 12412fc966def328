"""Quiz rounds: who may begin, what an answer is worth, which attempt counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.competitions.scoring.round_scores import Attempt, round_score, score_of
from bot.competitions.scoring.rounds import (
    GRACE,
    Begin,
    Ended,
    Finished,
    Judged,
    Left,
    Tried,
    attempts_left,
    finish,
    has_ended,
    item_over,
    judge_answer,
    may_begin,
    seconds_of,
)
from bot.domain.competitions import Stage, StageKind
from bot.domain.contests import Counts, Division, Open

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPENS = datetime(2027, 3, 9, 1, tzinfo=UTC)
CLOSES = datetime(2027, 3, 12, 10, tzinfo=UTC)
ROUND = Stage("round", StageKind.QUIZ, OPENS, CLOSES, draw=10, seconds=30)
ONCE_A_DAY = replace(ROUND, per_day=1)
TWELVE = replace(ROUND, attempts=12)
SHOWN = OPENS + timedelta(hours=1)


def done(*moments: str) -> list[Tried]:
    """Attempts that began in March 2027, local time, and ended a minute later."""
    began = [datetime.fromisoformat(f"2027-03-{moment}+08:00") for moment in moments]
    return [Tried(start, start + timedelta(minutes=1)) for start in began]


@pytest.mark.parametrize(
    ("stage", "tried", "at", "answer"),
    [
        (ROUND, [], "09T08:59:59.999999", Begin.NOT_YET),
        (ROUND, [], "09T09:00", Begin.MAY),
        (ROUND, [], "12T17:59:59.999999", Begin.MAY),
        (ROUND, [], "12T18:00", Begin.CLOSED),
        (ROUND, ["09T09:00"], "10T09:00", Begin.USED_UP),  # says nothing: once
        (TWELVE, ["09T10:00"] * 11, "09T12:00", Begin.MAY),
        (TWELVE, ["09T10:00"] * 12, "10T12:00", Begin.USED_UP),
        (ONCE_A_DAY, ["09T10:00"], "09T23:59:59", Begin.TODAY_USED_UP),
        (ONCE_A_DAY, ["09T10:00"], "10T00:00", Begin.MAY),  # midnight, not 04:00
        (ONCE_A_DAY, ["09T23:59:30"], "10T00:00:30", Begin.MAY),  # the day on which it began
        (ONCE_A_DAY, ["09T10:00", "10T10:00", "11T10:00"], "12T10:00", Begin.MAY),
        (replace(ONCE_A_DAY, attempts=2), ["09T10:00", "10T10:00"], "11T10:00", Begin.USED_UP),
    ],
)
def test_beginning(stage: Stage, tried: list[str], at: str, answer: Begin) -> None:
    moment = datetime.fromisoformat(f"2027-03-{at}+08:00")
    assert may_begin(stage, done(*tried), moment, SHANGHAI) is answer


def test_an_open_attempt_a_missed_selection_and_an_empty_course() -> None:
    open_one = [Tried(OPENS, None)]
    assert may_begin(TWELVE, open_one, SHOWN, SHANGHAI) is Begin.ONE_OPEN
    assert may_begin(TWELVE, [], SHOWN, SHANGHAI, in_round=False) is Begin.NOT_IN
    assert may_begin(TWELVE, [], SHOWN, SHANGHAI, pool=0) is Begin.NOTHING_TO_ASK
    assert may_begin(TWELVE, [], SHOWN, SHANGHAI, pool=1) is Begin.MAY


def test_what_is_left() -> None:
    stage = replace(ROUND, attempts=5, per_day=2)
    tried = done("09T10:00", "10T10:00")
    at = datetime.fromisoformat("2027-03-10T12:00+08:00")
    assert attempts_left(stage, tried, at, SHANGHAI) == Left(round=3, today=1)
    assert attempts_left(ONCE_A_DAY, tried, at, SHANGHAI) == Left(round=None, today=0)
    assert attempts_left(TWELVE, [], at, SHANGHAI) == Left(round=12, today=None)


@pytest.mark.parametrize(
    ("seconds", "limit", "worth"),
    [
        ("0", 30, Judged(True, False, 0)),
        ("29.9999", 30, Judged(True, False, 29_999)),
        ("30", 30, Judged(True, False, 30_000)),
        ("31.5", 30, Judged(True, False, 30_000)),  # within the grace, counted as 30
        ("32", 30, Judged(True, False, 30_000)),
        ("32.000001", 30, Judged(False, True, 30_000)),
        ("86400", 30, Judged(False, True, 30_000)),
        ("86400", None, Judged(True, False, 86_400_000)),
        ("-1", 30, Judged(True, False, 0)),  # two machines' clocks
    ],
)
def test_what_a_right_answer_is_worth(seconds: str, limit: int | None, worth: Judged) -> None:
    answered = SHOWN + timedelta(microseconds=int(Decimal(seconds) * 1_000_000))
    assert judge_answer(True, SHOWN, answered, limit) == worth
    assert judge_answer(False, SHOWN, answered, limit) == replace(worth, right=False)


def test_the_last_moment_of_an_item() -> None:
    last = item_over(SHOWN, 30)
    assert last == SHOWN + timedelta(seconds=30) + GRACE
    assert not judge_answer(True, SHOWN, last, 30).late
    assert judge_answer(True, SHOWN, last + timedelta(microseconds=1), 30).late
    assert item_over(SHOWN, None) is None


def test_seniors_can_be_left_in_peace() -> None:
    assert seconds_of(ROUND, None) == 30
    assert seconds_of(ROUND, Division("a", "甲", Open())) == 30
    assert seconds_of(ROUND, Division("a", "甲", Open(), unhurried=True)) is None


def test_the_end_of_an_attempt() -> None:
    before = CLOSES - timedelta(microseconds=1)
    assert has_ended(10, 9, CLOSES, before) is None
    assert has_ended(10, 10, CLOSES, before) is Ended.ANSWERED
    assert has_ended(10, 9, CLOSES, CLOSES) is Ended.CLOSED
    assert has_ended(10, 10, CLOSES, CLOSES) is Ended.ANSWERED


def test_leaving_out_gains_no_time() -> None:
    answers = [Judged(True, False, 5000), Judged(False, True, 30_000)]
    assert finish(answers, 2, 30) == Finished(1, 35_000, whole=True)
    assert finish(answers, 5, 30) == Finished(1, 125_000, whole=True)
    assert finish(answers, 5, None) == Finished(1, 35_000, whole=False)
    assert finish([], 3, 30) == Finished(0, 90_000, whole=True)


def attempt(number: int, right: int, used_ms: int, day: int = 0) -> Attempt:
    """Ten items, ended so many days after the round opened."""
    return Attempt(number, 10, right, used_ms, OPENS + timedelta(days=day))


@pytest.mark.parametrize(
    ("counts", "score", "time_ms", "numbers"),
    [
        (None, "90.00", 110_000, (3,)),
        (Counts.BEST, "90.00", 110_000, (3,)),
        (Counts.LAST, "70.00", 60_000, (4,)),
        (Counts.SUM, "330.00", 380_000, (1, 2, 3, 4)),
    ],
)
def test_which_attempt_counts(
    counts: Counts | None, score: str, time_ms: int, numbers: tuple[int, ...]
) -> None:
    tried = [
        attempt(4, 7, 60_000, 4),
        attempt(1, 8, 90_000, 1),
        attempt(2, 9, 120_000, 2),
        attempt(3, 9, 110_000, 3),
    ]
    found = round_score(counts, tried)
    assert found is not None
    assert (found.score, found.time_ms, found.attempts) == (Decimal(score), time_ms, numbers)
    assert found.finished_at == OPENS + timedelta(days=max(numbers))


def test_of_two_equal_attempts_the_earlier_counts_and_a_whole_one_before_a_broken_one() -> None:
    first, second = attempt(1, 9, 100, 1), attempt(2, 9, 100, 2)
    best = round_score(Counts.BEST, [second, first])
    assert best is not None
    assert best.attempts == (1,)
    broken = replace(first, used_ms=50, whole=False)
    best = round_score(Counts.BEST, [broken, second])
    assert best is not None
    assert best.attempts == (2,)
    alone, both = round_score(None, [broken]), round_score(Counts.SUM, [broken, second])
    assert alone is not None
    assert both is not None
    assert alone.time_ms is None
    assert both.time_ms is None
    assert round_score(Counts.SUM, []) is None


@pytest.mark.parametrize(
    ("right", "items", "score"),
    [
        (0, 10, "0.00"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 8, "12.50"),
        (5, 5, "100.00"),
        (0, 0, "0.00"),
    ],
)
def test_a_score_is_out_of_a_hundred(right: int, items: int, score: str) -> None:
    assert str(score_of(Attempt(1, items, right, 0, OPENS))) == score


@given(
    st.lists(
        st.builds(attempt, st.integers(1, 99), st.integers(0, 10), st.integers(0, 9)),
        min_size=1,
        max_size=12,
        unique_by=lambda one: one.number,
    ),
    st.sampled_from(Counts),
    st.randoms(),
)
def test_the_order_of_attempts_makes_no_difference(
    tried: list[Attempt], counts: Counts, randoms: object
) -> None:
    found = round_score(counts, tried)
    assert found == round_score(counts, tried[::-1])
    assert found is not None
    if counts is Counts.BEST:
        assert found.score == max(map(score_of, tried))
