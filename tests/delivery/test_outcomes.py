"""What follows from each result, by table."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.kinds import RULES, KindRule
from bot.delivery.outcomes import (
    AT_ONCE,
    LONGEST,
    LONGEST_REST,
    MISCONFIGURED_PAUSE,
    NOT_SENT,
    SENTENCES,
    Following,
    Step,
    backoff,
    follow,
)
from bot.domain.delivery import Kind, Outcome, Result, Scope

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ALL = Scope.ACCOUNT


def in_seconds(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


CASES: list[tuple[str, Outcome, int, Following]] = [
    ("sent", Outcome(Result.SENT, "200"), 1, Following(Step.SENT, "sent 200")),
    ("refused", Outcome(Result.REFUSED, "403"), 1, Following(Step.FAIL, "refused 403")),
    ("bad request", Outcome(Result.BAD_REQUEST), 1, Following(Step.FAIL, "bad request")),
    ("gone", Outcome(Result.GONE), 1, Following(Step.DECIDE_ANEW, "gone", NOW)),
    (
        "a window closed",
        Outcome(Result.WINDOW_CLOSED),
        1,
        Following(Step.DECIDE_ANEW, "window closed", NOW),
    ),
    (
        "a window used up",
        Outcome(Result.QUOTA_USED_UP),
        1,
        Following(Step.DECIDE_ANEW, "quota used up", NOW),
    ),
    (
        "an account's quota used up",
        Outcome(Result.QUOTA_USED_UP, scope=ALL),
        1,
        Following(Step.HOLD, "quota used up"),
    ),
    (
        "migrated",
        Outcome(Result.MIGRATED, platform_id="-1001"),
        1,
        Following(Step.DECIDE_ANEW, "migrated", NOW),
    ),
    ("migrated nowhere", Outcome(Result.MIGRATED), 1, Following(Step.FAIL, "migrated")),
    (
        "decided anew again and again",
        Outcome(Result.WINDOW_CLOSED),
        AT_ONCE + 1,
        Following(Step.DECIDE_ANEW, "window closed", in_seconds(2.5)),
    ),
    (
        "throttled for a chat",
        Outcome(Result.THROTTLED, "429", retry_after=7),
        1,
        Following(Step.AGAIN, "throttled 429", in_seconds(7.5)),
    ),
    (
        "throttled for the account",
        Outcome(Result.THROTTLED, "429", retry_after=40, scope=ALL),
        1,
        Following(Step.AGAIN, "throttled 429", in_seconds(40.5), rest=in_seconds(40.5)),
    ),
    (
        "throttled without a time",
        Outcome(Result.THROTTLED),
        9,
        Following(Step.AGAIN, "throttled", in_seconds(5.5)),
    ),
    (
        "misconfigured",
        Outcome(Result.MISCONFIGURED, "401", scope=ALL),
        1,
        Following(
            Step.AGAIN,
            "misconfigured 401",
            NOW + MISCONFIGURED_PAUSE,
            rest=NOW + MISCONFIGURED_PAUSE,
        ),
    ),
    (
        "down",
        Outcome(Result.UNAVAILABLE, "5xx", scope=ALL),
        2,
        Following(Step.AGAIN, "unavailable 5xx", in_seconds(5), rest=in_seconds(5)),
    ),
    (
        "down for long: the account is tried again soon",
        Outcome(Result.UNAVAILABLE, scope=ALL),
        9,
        Following(Step.AGAIN, "unavailable", in_seconds(640), rest=NOW + LONGEST_REST),
    ),
    (
        "nobody knows",
        Outcome(Result.UNKNOWN, "no answer"),
        1,
        Following(Step.AGAIN, "unknown no answer", in_seconds(2.5), uncertain=True),
    ),
]


@pytest.mark.parametrize(
    ("outcome", "attempts", "expected"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_what_follows(outcome: Outcome, attempts: int, expected: Following) -> None:
    assert follow(outcome, Kind.LESSON, attempts, NOW, jitter=0.5) == expected


def test_a_kind_that_is_not_repeated_fails_when_nobody_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(RULES, Kind.RESULT, KindRule(repeat_uncertain=False))
    following = follow(Outcome(Result.UNKNOWN), Kind.RESULT, 1, NOW)
    assert (following.step, following.uncertain) == (Step.FAIL, True)


def test_what_cannot_be_held_fails_with_the_quota() -> None:
    outcome = Outcome(Result.QUOTA_USED_UP, scope=Scope.ACCOUNT)
    assert follow(outcome, Kind.REPLY, 1, NOW).step is Step.FAIL


@given(
    result=st.sampled_from(Result),
    scope=st.sampled_from(Scope),
    kind=st.sampled_from(Kind),
    attempts=st.integers(1, 32_000),
    retry_after=st.none() | st.floats(0, 3600),
    jitter=st.floats(0, 1),
)
def test_nothing_waits_for_the_past_or_for_ever(
    result: Result,
    scope: Scope,
    kind: Kind,
    attempts: int,
    retry_after: float | None,
    jitter: float,
) -> None:
    outcome = Outcome(result, retry_after=retry_after, scope=scope, platform_id="new")
    following = follow(outcome, kind, attempts, NOW, jitter)
    assert (following.until is not None) == (following.step in {Step.AGAIN, Step.DECIDE_ANEW})
    if following.until is not None:
        assert NOW <= following.until <= NOW + max(LONGEST * 1.5, timedelta(seconds=3601))
        if attempts > AT_ONCE:
            assert following.until > NOW
    if following.rest is not None:
        assert scope is Scope.ACCOUNT
        assert following.rest > NOW


def test_backoff_doubles_to_its_end() -> None:
    waits = [backoff(n, 0).total_seconds() for n in range(1, 13)]
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert backoff(1, 1).total_seconds() == 3


def test_every_result_has_its_sentence_and_some_are_surely_not_sent() -> None:
    assert set(SENTENCES) == set(Result)
    assert not NOT_SENT & {Result.SENT, Result.UNKNOWN}
