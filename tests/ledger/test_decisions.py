"""Every branch of what is done with a bank's answer, as a table; and the waits."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger.pushing.decisions import (
    LONGEST_ASKED_WAIT,
    LONGEST_WAIT,
    STOPPED_FOR,
    Decision,
    Reason,
    Step,
    after_asking,
    decide,
    wait,
    while_others_pass,
    without_account,
)
from bot.ports import PushAnswer, PushResult
from tests.ledger.samples import NOW

S = timedelta(seconds=1)
TABLE = [
    # result, size, attempts, retry_after -> step, reason, wait
    (PushResult.STORED, 1, 0, None, Step.ACCEPT, Reason.STORED, None),
    (PushResult.STORED, 50, 9, None, Step.ACCEPT, Reason.STORED, None),
    (PushResult.CONFLICT, 50, 0, None, Step.SPLIT, Reason.CONFLICT_IN_BATCH, None),
    (PushResult.CONFLICT, 2, 0, None, Step.SPLIT, Reason.CONFLICT_IN_BATCH, None),
    (PushResult.CONFLICT, 1, 0, None, Step.ASK, Reason.CONFLICT, None),
    (PushResult.INVALID, 2, 0, None, Step.SPLIT, Reason.INVALID_IN_BATCH, None),
    (PushResult.INVALID, 1, 0, None, Step.BURY, Reason.REFUSED, None),
    (PushResult.TOO_LARGE, 2, 0, None, Step.SPLIT, Reason.BATCH_TOO_LARGE, None),
    (PushResult.TOO_LARGE, 1, 0, None, Step.BURY, Reason.TOO_LARGE, None),
    (PushResult.NO_ACCOUNT, 50, 0, None, Step.SPLIT, Reason.NO_ACCOUNT_IN_BATCH, None),
    (PushResult.NO_ACCOUNT, 1, 3, None, Step.TURN_BACK, Reason.NO_ACCOUNT, None),
    (PushResult.THROTTLED, 50, 0, None, Step.PAUSE, Reason.THROTTLED, 2 * S),
    (PushResult.THROTTLED, 50, 0, 90.0, Step.PAUSE, Reason.THROTTLED, 90 * S),
    (PushResult.THROTTLED, 1, 8, 90.0, Step.PAUSE, Reason.THROTTLED, 512 * S),
    (PushResult.THROTTLED, 1, 0, 1e9, Step.PAUSE, Reason.THROTTLED, LONGEST_ASKED_WAIT),
    (PushResult.UNAVAILABLE, 50, 0, None, Step.PAUSE, Reason.UNAVAILABLE, 2 * S),
    (PushResult.UNAVAILABLE, 50, 3, None, Step.PAUSE, Reason.UNAVAILABLE, 16 * S),
    (PushResult.UNAVAILABLE, 1, 10**6, None, Step.PAUSE, Reason.UNAVAILABLE, LONGEST_WAIT),
    (PushResult.UNAVAILABLE, 1, 0, 7200.0, Step.PAUSE, Reason.UNAVAILABLE, 7200 * S),
    (PushResult.UNAUTHORISED, 50, 0, None, Step.STOP, Reason.UNAUTHORISED, STOPPED_FOR),
    (PushResult.UNAUTHORISED, 1, 20, None, Step.STOP, Reason.UNAUTHORISED, STOPPED_FOR),
]


@pytest.mark.parametrize(
    ("result", "size", "attempts", "retry_after", "step", "reason", "waits"), TABLE
)
def test_decide(
    result: PushResult,
    size: int,
    attempts: int,
    retry_after: float | None,
    step: Step,
    reason: Reason,
    waits: timedelta | None,
) -> None:
    answer = PushAnswer(result, "said", retry_after)
    expected = Decision(step, reason, NOW + waits if waits else None)
    assert decide(answer, size, attempts, NOW, spread=1.0) == expected


def test_the_table_names_every_result() -> None:
    assert {row[0] for row in TABLE} == set(PushResult)


@pytest.mark.parametrize(
    ("holds", "expected"),
    [
        (True, Decision(Step.ACCEPT, Reason.ALREADY_THERE)),
        (False, Decision(Step.BURY, Reason.ANOTHER_THERE)),
        (None, Decision(Step.RETRY, Reason.CONFLICT_UNKNOWN, NOW + 8 * S)),
    ],
)
def test_after_asking(holds: bool | None, expected: Decision) -> None:
    assert after_asking(holds, 2, NOW, spread=1.0) == expected


def test_what_a_bank_fails_at_while_it_takes_others_is_found_and_put_off() -> None:
    assert while_others_pass(2, 3, NOW) == Decision(Step.SPLIT, Reason.FAILING_IN_BATCH)
    found = while_others_pass(1, 3, NOW, spread=1.0)
    assert found == Decision(Step.RETRY, Reason.FAILING, NOW + 16 * S)
    assert while_others_pass(1, 99, NOW, spread=1.0).next_try == NOW + LONGEST_WAIT


def test_a_bank_that_misses_an_account_where_there_is_none_has_refused() -> None:
    asked = Decision(Step.TURN_BACK, Reason.NO_ACCOUNT)
    assert without_account(asked) == Decision(Step.BURY, Reason.REFUSED)
    for other in (
        Decision(Step.ACCEPT, Reason.STORED),
        Decision(Step.SPLIT, Reason.CONFLICT_IN_BATCH),
    ):
        assert without_account(other) is other


@given(st.integers(0, 10**9), st.floats(0, 1), st.none() | st.floats(0, 1e12))
def test_a_wait_is_never_shorter_than_asked_nor_endless(
    attempts: int, spread: float, asked: float | None
) -> None:
    waited = wait(attempts, spread, asked=asked)
    assert S <= waited <= LONGEST_ASKED_WAIT
    if asked is None:
        assert waited <= LONGEST_WAIT
    else:
        assert waited >= min(timedelta(seconds=min(asked, 10**6)), LONGEST_ASKED_WAIT)


def test_the_jitter_spreads_over_half_the_wait() -> None:
    assert (wait(5, 0.0), wait(5, 1.0)) == (32 * S, 64 * S)
