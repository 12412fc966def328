"""What follows from each result, by table."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.kinds import (
    A_LESSON_FITS_ITS_MOMENT,
    A_REPLY_IS_AWAITED,
    A_RESULT_IS_NEWS,
    RULES,
    KindRule,
)
from bot.delivery.outcomes import (
    AT_ONCE,
    LONGEST,
    LONGEST_TOLD,
    MISCONFIGURED_PAUSE,
    NOT_SENT,
    SENTENCES,
    Following,
    Step,
    backoff,
    follow,
    in_words,
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
        Following(Step.DECIDE_ANEW, "quota used up", NOW),
    ),
    (
        "a person who takes no messages",
        Outcome(Result.REFUSED, "48002", scope=Scope.PERSON),
        1,
        Following(Step.DECIDE_ANEW, "refused 48002", NOW),
    ),
    (
        "a template the platform does not take",
        Outcome(Result.REFUSED, "40037", scope=Scope.TEMPLATE),
        2,
        Following(Step.DECIDE_ANEW, "refused 40037", NOW),
    ),
    (
        "a rung the account may not use",
        Outcome(Result.REFUSED, "48001", scope=Scope.RUNG),
        1,
        Following(Step.DECIDE_ANEW, "refused 48001", NOW),
    ),
    ("refused to all", Outcome(Result.REFUSED, scope=ALL), 1, Following(Step.FAIL, "refused")),
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
        Following(Step.AGAIN, "throttled 429", in_seconds(40.5)),
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
        ),
    ),
    (
        "down",
        Outcome(Result.UNAVAILABLE, "5xx", scope=ALL),
        2,
        Following(Step.AGAIN, "unavailable 5xx", in_seconds(5)),
    ),
    (
        "down for long",
        Outcome(Result.UNAVAILABLE, scope=ALL),
        9,
        Following(Step.AGAIN, "unavailable", in_seconds(640)),
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


@pytest.mark.parametrize(
    ("told", "seconds"),
    [(None, 5), (0, 5), (0.2, 1), (-3, 1), (60, 60), (10_072, 10_072), (float("inf"), 86_400)],
)
def test_a_pause_is_as_long_as_the_platform_says(told: float | None, seconds: float) -> None:
    outcome = Outcome(Result.THROTTLED, retry_after=told)
    assert follow(outcome, Kind.REMINDER, 1, NOW, 0).until == in_seconds(seconds)


# each answer of Telegram that its reference lists (section 2) ------------------------------

A, D, F = Step.AGAIN, Step.DECIDE_ANEW, Step.FAIL
TELEGRAM: list[tuple[str, Outcome, Step, float | None]] = [
    ("429 in a chat", Outcome(Result.THROTTLED, "429", 3), A, 3),
    ("429 of all", Outcome(Result.THROTTLED, "429", 40, ALL), A, 40),
    ("429 without parameters", Outcome(Result.THROTTLED, "429", scope=ALL), A, 5),
    ("403 blocked", Outcome(Result.GONE, "403 blocked"), D, 0),
    ("400 migrated", Outcome(Result.MIGRATED, platform_id="-1001"), D, 0),
    ("400 chat not found", Outcome(Result.GONE, "400 chat not found"), D, 0),
    ("400 not enough rights", Outcome(Result.REFUSED, "400 no rights"), F, None),
    ("400 topic closed", Outcome(Result.REFUSED, "400 topic closed"), F, None),
    ("400 can't parse entities", Outcome(Result.BAD_REQUEST, "400 markup"), F, None),
    ("400 too long", Outcome(Result.BAD_REQUEST, "400 too long"), F, None),
    ("400 of another kind", Outcome(Result.BAD_REQUEST, "400"), F, None),
    ("401", Outcome(Result.MISCONFIGURED, "401", scope=ALL), A, 300),
    ("404", Outcome(Result.MISCONFIGURED, "404", scope=ALL), A, 300),
    ("409", Outcome(Result.MISCONFIGURED, "409", scope=ALL), A, 300),
    ("413", Outcome(Result.BAD_REQUEST, "413"), F, None),
    ("5xx in JSON", Outcome(Result.UNAVAILABLE, "5xx", scope=ALL), A, 2),
    ("5xx in HTML", Outcome(Result.UNKNOWN, "not Telegram's answer"), A, 2),
    ("a time-out or reset", Outcome(Result.UNKNOWN, "no answer"), A, 2),
]


@pytest.mark.parametrize(
    ("outcome", "step", "seconds"), [row[1:] for row in TELEGRAM], ids=[row[0] for row in TELEGRAM]
)
@pytest.mark.parametrize("kind", Kind)
def test_what_follows_each_answer_of_telegram(
    kind: Kind, outcome: Outcome, step: Step, seconds: float | None
) -> None:
    following = follow(outcome, kind, 1, NOW, 0, age=timedelta(seconds=1))
    assert following.step is step
    assert following.until == (None if seconds is None else in_seconds(seconds))
    assert following.uncertain == (outcome.result is Result.UNKNOWN)


# how long each kind is tried --------------------------------------------------------------

DOWN = Outcome(Result.UNAVAILABLE, "5xx", scope=ALL)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LIMITS: list[tuple[str, Kind, Outcome, timedelta, bool, Step, str]] = [
    ("a fresh reply", Kind.REPLY, DOWN, 9 * MINUTE, True, A, "unavailable 5xx"),
    (
        "a reply nobody waits for",
        Kind.REPLY,
        DOWN,
        10 * MINUTE,
        True,
        Step.FAIL,
        "gave up after 10 min: unavailable 5xx",
    ),
    (
        "a reply that would come too late",
        Kind.REPLY,
        Outcome(Result.MISCONFIGURED, "401"),
        6 * MINUTE,
        True,
        Step.FAIL,
        "gave up after 6 min: misconfigured 401",
    ),
    ("a lesson within its time", Kind.LESSON, DOWN, 3 * HOUR - MINUTE, True, A, "unavailable 5xx"),
    (
        "a lesson after its time",
        Kind.LESSON,
        DOWN,
        3 * HOUR,
        True,
        Step.HOLD,
        "gave up after 3 h: unavailable 5xx",
    ),
    (
        "a quiz in a group, which has no inbox",
        Kind.QUIZ,
        DOWN,
        4 * HOUR + 5 * MINUTE,
        False,
        Step.FAIL,
        "gave up after 4 h 5 min: unavailable 5xx",
    ),
    (
        "a lesson that would have to wait too long is in the inbox at once",
        Kind.LESSON,
        Outcome(Result.THROTTLED, "429", 10_072),
        HOUR,
        True,
        Step.HOLD,
        "gave up after 1 h: throttled 429",
    ),
    ("a result on its day", Kind.RESULT, DOWN, 23 * HOUR, True, A, "unavailable 5xx"),
    (
        "a result of yesterday",
        Kind.RESULT,
        DOWN,
        24 * HOUR,
        True,
        Step.HOLD,
        "gave up after 24 h: unavailable 5xx",
    ),
    ("a reminder", Kind.REMINDER, DOWN, 99 * HOUR, True, A, "unavailable 5xx"),
    ("an announcement", Kind.ANNOUNCEMENT, DOWN, 99 * HOUR, False, A, "unavailable 5xx"),
    ("sent at last", Kind.REPLY, Outcome(Result.SENT), 99 * HOUR, True, Step.SENT, "sent"),
    ("refused late", Kind.LESSON, Outcome(Result.REFUSED), 99 * HOUR, True, F, "refused"),
    ("another way, at once", Kind.LESSON, Outcome(Result.GONE), 99 * HOUR, True, D, "gone"),
]


@pytest.mark.parametrize(
    ("kind", "outcome", "age", "inbox", "step", "reason"),
    [row[1:] for row in LIMITS],
    ids=[row[0] for row in LIMITS],
)
def test_how_long_a_kind_is_tried(
    kind: Kind, outcome: Outcome, age: timedelta, inbox: bool, step: Step, reason: str
) -> None:
    following = follow(outcome, kind, 1, NOW, 0, age=age, inbox=inbox)
    assert (following.step, following.reason) == (step, reason)


def test_going_round_for_another_way_ends_too() -> None:
    closed = Outcome(Result.WINDOW_CLOSED, "45015")
    late = follow(closed, Kind.LESSON, AT_ONCE + 1, NOW, 0, age=3 * HOUR)
    assert (late.step, late.until) == (Step.HOLD, None)


@pytest.mark.parametrize(
    ("left", "step"),
    [(timedelta(seconds=3), A), (timedelta(seconds=2), Step.EXPIRE), (-HOUR, Step.EXPIRE)],
)
@pytest.mark.parametrize("kind", [Kind.REMINDER, Kind.ANNOUNCEMENT])
def test_a_reminder_is_tried_until_it_expires(kind: Kind, left: timedelta, step: Step) -> None:
    following = follow(DOWN, kind, 1, NOW, 0, age=HOUR, expires=NOW + left)
    assert following.step is step
    assert (following.until is None) == (step is Step.EXPIRE)
    if step is Step.EXPIRE:
        said = "its moment passes before it can be tried again: unavailable 5xx"
        assert following.reason == said


def test_what_is_given_up_may_have_arrived() -> None:
    lost = Outcome(Result.UNKNOWN, "no answer", scope=ALL)
    following = follow(lost, Kind.LESSON, 1, NOW, 0, age=4 * HOUR)
    assert following.uncertain


def test_each_kind_has_an_end() -> None:
    limits = {kind: rule.give_up_after for kind, rule in RULES.items()}
    assert limits == {
        **dict.fromkeys((Kind.REPLY, Kind.ANSWER), A_REPLY_IS_AWAITED),
        **dict.fromkeys((Kind.LESSON, Kind.QUIZ, Kind.WEEK), A_LESSON_FITS_ITS_MOMENT),
        Kind.REMINDER: None,
        Kind.ANNOUNCEMENT: None,
        **dict.fromkeys((Kind.RESULT, Kind.CREDIT, Kind.HELP), A_RESULT_IS_NEWS),
        Kind.NEWS: None,
        Kind.CORRECTION: None,
        Kind.DIGEST: None,
        Kind.HOOK: timedelta(days=3),
        **dict.fromkeys(
            (Kind.COURSE, Kind.QUESTION, Kind.EXPLANATION, Kind.BOARD), A_LESSON_FITS_ITS_MOMENT
        ),
    }


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (10_380, "2 h 53 min"),
        (90_000, "25 h"),
    ],
)
def test_a_span_in_words(seconds: float, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words


@given(
    result=st.sampled_from(Result),
    scope=st.sampled_from(Scope),
    kind=st.sampled_from(Kind),
    attempts=st.integers(1, 32_000),
    retry_after=st.none() | st.floats(),
    age=st.timedeltas(timedelta(0), timedelta(days=9)),
    left=st.none() | st.timedeltas(timedelta(days=-1), timedelta(days=9)),
    inbox=st.booleans(),
)
def test_no_retry_begins_after_its_limits(
    result: Result,
    scope: Scope,
    kind: Kind,
    attempts: int,
    retry_after: float | None,
    age: timedelta,
    left: timedelta | None,
    inbox: bool,
) -> None:
    outcome = Outcome(result, retry_after=retry_after, scope=scope, platform_id="new")
    expires = None if left is None else NOW + left
    following = follow(outcome, kind, attempts, NOW, age=age, expires=expires, inbox=inbox)
    assert following.step is not Step.HOLD or (inbox and RULES[kind].holdable)
    if following.until is None:
        assert following.step not in {A, D}
    elif following.until > NOW:
        limit = RULES[kind].give_up_after
        assert limit is None or age + (following.until - NOW) <= limit
        assert expires is None or following.until < expires
        assert following.until - NOW <= LONGEST_TOLD + timedelta(seconds=1)


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


def test_backoff_doubles_to_its_end() -> None:
    waits = [backoff(n, 0).total_seconds() for n in range(1, 13)]
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert backoff(1, 1).total_seconds() == 3


def test_every_result_has_its_sentence_and_some_are_surely_not_sent() -> None:
    assert set(SENTENCES) == set(Result)
    for sentence in SENTENCES.values():
        meaning, semicolon, what_is_done = sentence.partition("; ")
        assert all((meaning, semicolon))
        assert what_is_done.endswith(".")
    assert len(set(SENTENCES.values())) == len(SENTENCES)
    assert not NOT_SENT & {Result.SENT, Result.UNKNOWN}
