"""An account's circuit: every branch by table, the promises by chance."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.delivery.circuit import (
    AFTER,
    ALARM_AGAIN,
    LOOK_AGAIN,
    PAUSES,
    PROBE_PATIENCE,
    WITHIN,
    Cause,
    Circuit,
    Closed,
    Event,
    HalfOpen,
    Open,
    Permit,
    State,
    Stop,
    Turn,
    ask,
    cause_of,
    give_back,
    judge,
)
from bot.delivery.outcomes import backoff
from bot.domain.delivery import Outcome, Result, Scope

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ALL = Scope.ACCOUNT
OK = Outcome(Result.SENT, "200")
DOWN = Outcome(Result.UNAVAILABLE, "5xx", scope=ALL)
LOST = Outcome(Result.UNKNOWN, "no answer")
REFUSED_US = Outcome(Result.MISCONFIGURED, "401", scope=ALL)
OUTAGE = Stop(Cause.SILENCE, "5xx", NOW, 2 * SECOND)
BAD_KEY = Stop(Cause.REFUSAL, "401", NOW, 30 * SECOND)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


# what an outcome says of the account ------------------------------------------------------

SPEAKS: dict[tuple[Result, Scope], Cause] = {
    (Result.UNAVAILABLE, ALL): Cause.SILENCE,
    **{(Result.MISCONFIGURED, scope): Cause.REFUSAL for scope in Scope},
    **{(Result.UNKNOWN, scope): Cause.SILENCE for scope in Scope},
}


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("result", Result)
def test_what_an_outcome_says_of_its_account(result: Result, scope: Scope) -> None:
    assert cause_of(Outcome(result, scope=scope)) is SPEAKS.get((result, scope))


# asking -----------------------------------------------------------------------------------

ASKED: list[tuple[str, State, float, State, Permit | timedelta]] = [
    ("closed", Closed(4), 0, Closed(4), Permit(4)),
    ("open", Open(1, OUTAGE, at(2)), 0.5, Open(1, OUTAGE, at(2)), 1.5 * SECOND),
    (
        "its pause is over",
        Open(1, OUTAGE, at(2)),
        2,
        HalfOpen(2, OUTAGE, at(2) + PROBE_PATIENCE),
        Permit(2, probe=True),
    ),
    (
        "the clock was set back",
        Open(1, OUTAGE, at(2)),
        -3600,
        HalfOpen(2, OUTAGE, at(-3600) + PROBE_PATIENCE),
        Permit(2, probe=True),
    ),
    ("a probe is under way", HalfOpen(2, OUTAGE, at(60)), 5, HalfOpen(2, OUTAGE, at(60)), SECOND),
    (
        "a probe is nearly given up",
        HalfOpen(2, OUTAGE, at(60)),
        59.75,
        HalfOpen(2, OUTAGE, at(60)),
        SECOND / 4,
    ),
    (
        "a probe is lost",
        HalfOpen(2, OUTAGE, at(60)),
        60,
        HalfOpen(3, OUTAGE, at(60) + PROBE_PATIENCE),
        Permit(3, probe=True),
    ),
    (
        "the clock was set back while a probe is under way",
        HalfOpen(2, OUTAGE, at(60)),
        -1,
        HalfOpen(3, OUTAGE, at(-1) + PROBE_PATIENCE),
        Permit(3, probe=True),
    ),
]


@pytest.mark.parametrize(
    ("state", "seconds", "then", "answer"), [row[1:] for row in ASKED], ids=[r[0] for r in ASKED]
)
def test_who_asks(state: State, seconds: float, then: State, answer: Permit | timedelta) -> None:
    assert ask(state, at(seconds)) == (then, answer)


# judging ----------------------------------------------------------------------------------

NEARLY = Closed(3, tuple(at(-n) for n in range(AFTER - 1, 0, -1)))
PROBING = HalfOpen(6, OUTAGE, at(60))

JUDGED: list[tuple[str, State, Outcome, int, State, Turn | None]] = [
    ("sent", Closed(3), OK, 3, Closed(3), None),
    ("sent after failures", NEARLY, OK, 3, Closed(3), None),
    ("a chat is gone", NEARLY, Outcome(Result.GONE), 3, Closed(3), None),
    ("a first silence", Closed(3), DOWN, 3, Closed(3, (NOW,)), None),
    ("a silence of an older time", NEARLY, DOWN, 2, NEARLY, None),
    ("a success of an older time", NEARLY, OK, 2, NEARLY, None),
    (
        "the last silence of a row",
        NEARLY,
        DOWN,
        3,
        Open(4, OUTAGE, at(2)),
        Turn.OPENED,
    ),
    (
        "the last silence of a row, without an answer",
        NEARLY,
        LOST,
        3,
        Open(4, Stop(Cause.SILENCE, "no answer", NOW, 2 * SECOND), at(2)),
        Turn.OPENED,
    ),
    (
        "a row that took too long",
        Closed(3, (NOW - WITHIN - SECOND, *NEARLY.failures[1:])),
        DOWN,
        3,
        Closed(3, (*NEARLY.failures[1:], NOW)),
        None,
    ),
    (
        "a row from before the clock was set back",
        Closed(3, (at(3600),) * (AFTER - 1)),
        DOWN,
        3,
        Closed(3, (NOW,)),
        None,
    ),
    ("misconfigured", Closed(3), REFUSED_US, 3, Open(4, BAD_KEY, at(30)), Turn.OPENED),
    ("open, and a late failure", Open(4, OUTAGE, at(2)), DOWN, 3, Open(4, OUTAGE, at(2)), None),
    ("open, and a late success", Open(4, OUTAGE, at(2)), OK, 3, Open(4, OUTAGE, at(2)), None),
    ("open, and nonsense", Open(4, OUTAGE, at(2)), OK, 4, Open(4, OUTAGE, at(2)), None),
    ("probed, and a late failure", PROBING, DOWN, 3, PROBING, None),
    ("probed, and a late success", PROBING, OK, 3, PROBING, None),
    ("a probe that arrives", PROBING, OK, 6, Closed(7), Turn.CLOSED),
    ("a probe to someone gone", PROBING, Outcome(Result.GONE), 6, Closed(7), Turn.CLOSED),
    ("a probe too many", PROBING, Outcome(Result.THROTTLED), 6, Closed(7), Turn.CLOSED),
    (
        "a probe in vain",
        PROBING,
        DOWN,
        6,
        Open(7, Stop(Cause.SILENCE, "5xx", NOW, 4 * SECOND), at(4)),
        Turn.REOPENED,
    ),
    (
        "a probe in vain after long",
        HalfOpen(6, Stop(Cause.SILENCE, "5xx", NOW, 16 * SECOND), at(60)),
        DOWN,
        6,
        Open(7, Stop(Cause.SILENCE, "5xx", NOW, 30 * SECOND), at(30)),
        Turn.REOPENED,
    ),
    (
        "back, but it refuses us",
        PROBING,
        REFUSED_US,
        6,
        Open(7, BAD_KEY, at(30)),
        Turn.REOPENED,
    ),
    (
        "refused and then down: the pause begins anew",
        HalfOpen(6, Stop(Cause.REFUSAL, "401", NOW, 300 * SECOND), at(60)),
        DOWN,
        6,
        Open(7, OUTAGE, at(2)),
        Turn.REOPENED,
    ),
]


@pytest.mark.parametrize(
    ("state", "outcome", "generation", "then", "turn"),
    [row[1:] for row in JUDGED],
    ids=[row[0] for row in JUDGED],
)
def test_what_an_outcome_turns(
    state: State, outcome: Outcome, generation: int, then: State, turn: Turn | None
) -> None:
    assert judge(state, outcome, generation, NOW) == (then, turn)


@pytest.mark.parametrize(
    ("state", "generation", "then"),
    [
        (Closed(3), 3, Closed(3)),
        (Open(4, OUTAGE, at(2)), 3, Open(4, OUTAGE, at(2))),
        (PROBING, 3, PROBING),
        (PROBING, 6, Open(7, OUTAGE, NOW)),
    ],
)
def test_a_permit_that_was_not_used(state: State, generation: int, then: State) -> None:
    assert give_back(state, Permit(generation), NOW) == then


def test_one_delivery_that_fails_alone_stops_nobody() -> None:
    state: State = Closed()
    now = NOW
    for attempt in range(1, 200):
        state, turn = judge(state, DOWN, 0, now)
        assert turn is None
        now += backoff(attempt, 0)


def test_one_5xx_in_twenty_stops_nobody() -> None:
    circuit, chance = Circuit("city"), Random(7)
    for n in range(100_000):
        outcome = DOWN if chance.random() < 0.05 else OK
        assert circuit.note(outcome, 0, NOW + n * SECOND / 30) is None


# the keeper -------------------------------------------------------------------------------


def fail(circuit: Circuit, outcome: Outcome, now: datetime, times: int = 1) -> list[Event]:
    """As many sends as may begin together, and all fail so."""
    answers = [circuit.may_send(now) for _ in range(times)]
    permits = [answer for answer in answers if isinstance(answer, Permit)]
    events = [circuit.note(outcome, permit.generation, now) for permit in permits]
    return [event for event in events if event is not None]


def test_an_outage_from_its_beginning_to_its_end() -> None:
    circuit = Circuit("city")
    assert (circuit.seconds_until_try(NOW), circuit.room(NOW)) == (0, None)
    [opened] = fail(circuit, DOWN, NOW, 100)
    assert opened == Event(
        Turn.OPENED,
        "account city stopped: the platform is down or does not answer (5xx); if it lasts, check"
        " this machine's network and the platform's notices; it tries again by itself at least"
        " every 30 s",
        alarm=True,
    )
    pauses, now = [], NOW
    for _ in range(6):
        pauses.append(circuit.seconds_until_try(now))
        assert circuit.may_send(now) == pauses[-1]
        assert circuit.room(now) == 0
        now += timedelta(seconds=pauses[-1])
        assert (circuit.seconds_until_try(now), circuit.room(now)) == (0, 1)
        [again] = fail(circuit, DOWN, now)
        assert (again.turn, again.alarm) == (Turn.REOPENED, False)
    assert pauses == [2, 4, 8, 16, 30, 30]
    now += PAUSES[Cause.SILENCE][1]
    probe = circuit.may_send(now)
    assert isinstance(probe, Permit)
    assert probe.probe
    assert circuit.may_send(now) == circuit.seconds_until_try(now) == LOOK_AGAIN.total_seconds()
    assert circuit.room(now) == 0
    ended = circuit.note(Outcome(Result.GONE), probe.generation, now)
    assert ended == Event(Turn.CLOSED, "account city sends again after 2 min", alarm=False)
    assert (circuit.seconds_until_try(now), circuit.room(now)) == (0, None)


def test_refused_credentials_name_the_mend() -> None:
    circuit = Circuit("city")
    [event] = fail(circuit, REFUSED_US, NOW, 100)
    assert event.reason == (
        "account city stopped: the platform refuses our credentials or settings (401); run yike"
        " doctor; it tries again by itself at least every 5 min"
    )
    pauses, now = [], NOW
    for _ in range(6):
        pauses.append(circuit.seconds_until_try(now))
        now += timedelta(seconds=pauses[-1])
        fail(circuit, REFUSED_US, now)
    assert pauses == [30, 60, 120, 240, 300, 300]


def test_a_code_without_a_word_leaves_no_brackets() -> None:
    [event] = fail(Circuit("city"), Outcome(Result.MISCONFIGURED), NOW)
    assert "()" not in event.reason


def test_late_outcomes_of_a_hundred_sends_change_nothing() -> None:
    circuit = Circuit("city")
    permits = [circuit.may_send(NOW) for _ in range(100)]
    events = []
    for n, permit in enumerate(permits):
        assert isinstance(permit, Permit)
        events.append(circuit.note(DOWN if n % 9 else OK, permit.generation, at(n / 10)))
    assert [event.turn for event in events if event] == [Turn.OPENED]
    assert circuit.seconds_until_try(at(10)) == 0, "its pause ran from the moment it opened"


def test_a_probe_that_is_given_back_goes_to_the_next() -> None:
    circuit = Circuit("city")
    fail(circuit, REFUSED_US, NOW)
    first = circuit.may_send(at(30))
    assert isinstance(first, Permit)
    circuit.give_back(first, at(31))
    second = circuit.may_send(at(31))
    assert isinstance(second, Permit)
    assert second.probe
    assert circuit.note(OK, first.generation, at(32)) is None
    ended = circuit.note(OK, second.generation, at(33))
    assert ended is not None
    assert ended.turn is Turn.CLOSED


def alarms(circuit: Circuit, outcome: Outcome, now: datetime) -> list[bool]:
    return [event.alarm for event in fail(circuit, outcome, now, AFTER)]


def heal(circuit: Circuit, now: datetime) -> None:
    permit = circuit.may_send(now)
    assert isinstance(permit, Permit)
    assert circuit.note(OK, permit.generation, now) is not None
    assert isinstance(circuit.state, Closed)


def test_a_platform_that_comes_and_goes_raises_one_alarm() -> None:
    circuit = Circuit("city")
    assert alarms(circuit, DOWN, NOW) == [True]
    heal(circuit, at(2))
    assert alarms(circuit, DOWN, at(60)) == [False]
    assert alarms(circuit, DOWN, at(90)) == [False], "probes in vain"
    later = NOW + ALARM_AGAIN
    assert alarms(circuit, DOWN, later) == [True], "it lasts, and nobody knows yet"
    assert alarms(circuit, DOWN, later + ALARM_AGAIN) == [False], "now it is known"
    heal(circuit, later + 2 * ALARM_AGAIN)
    assert alarms(circuit, DOWN, later + 3 * ALARM_AGAIN) == [True], "a new trouble"


def test_another_cause_raises_an_alarm_of_its_own() -> None:
    circuit = Circuit("city")
    assert alarms(circuit, DOWN, NOW) == [True]
    assert alarms(circuit, REFUSED_US, at(2)) == [True]
    assert alarms(circuit, DOWN, at(40)) == [False], "to and fro is known"
    assert alarms(circuit, REFUSED_US, at(50)) == [False]


def test_an_alarm_is_raised_also_after_the_clock_was_set_back() -> None:
    circuit = Circuit("city")
    assert alarms(circuit, REFUSED_US, at(7200)) == [True]
    heal(circuit, NOW)
    assert alarms(circuit, REFUSED_US, at(1)) == [True]
