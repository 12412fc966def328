"""An account's circuit by chance: a platform that goes down and comes back."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.circuit import (
    AFTER,
    PAUSES,
    PROBE_PATIENCE,
    Cause,
    Circuit,
    Closed,
    Event,
    Permit,
    Stop,
    Turn,
    cause_of,
)
from bot.domain.delivery import Outcome, Result, Scope
from tests.delivery.test_circuit import fail, heal

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


LONGEST_ANSWER = 29.0
ANSWERS = (0.02, 0.3, 3.0, LONGEST_ANSWER)
"""After how many seconds a send has its outcome, each as likely as the others."""


@dataclass
class Play:
    """Sends at a platform that is down between the given seconds; time jumps from act to act.

    A send meets the platform as it is when it begins, so failures still come in when the
    platform has long been back. With ``lose`` some probes die with their task.
    """

    down: Sequence[tuple[float, float]]
    chance: Random
    failure: Outcome
    lose: bool
    circuit: Circuit = field(default_factory=lambda: Circuit("city"))
    acts: list[tuple[float, int, tuple[Permit, Outcome] | None]] = field(default_factory=list)
    probing: tuple[int, float] | None = None
    events: list[tuple[float, Event]] = field(default_factory=list)
    closed: list[tuple[float, bool]] = field(default_factory=list)
    count: int = 0

    def run(self, until: float) -> None:
        self.plan(0, None)
        while self.acts[0][0] <= until:
            now, _, sent = heapq.heappop(self.acts)
            if sent is None:
                self.begin(now)
            else:
                self.end(now, *sent)
            self.closed.append((now, isinstance(self.circuit.state, Closed)))

    def plan(self, when: float, sent: tuple[Permit, Outcome] | None) -> None:
        self.count += 1
        heapq.heappush(self.acts, (when, self.count, sent))

    def begin(self, now: float) -> None:
        """A few sends; asks again in half a second, or when the circuit says."""
        for _ in range(self.chance.randint(1, 12)):
            permit = self.circuit.may_send(at(now))
            if not isinstance(permit, Permit):
                self.plan(now + permit, None)
                return
            self.try_to_send(now, permit)
        self.plan(now + 0.5, None)

    def try_to_send(self, now: float, permit: Permit) -> None:
        if permit.probe:
            lost = self.probing is not None and now - self.probing[1] > 59.999
            assert self.probing is None or lost, "one probe at a time"
            self.probing = (permit.generation, now)
            if self.lose and self.chance.random() < 0.2:
                return
            if self.chance.random() < 0.2:
                self.probing = None
                self.circuit.give_back(permit, at(now))
                return
        down = any(begin <= now < end for begin, end in self.down)
        outcome = self.failure if down else OK
        self.plan(now + self.chance.choice(ANSWERS), (permit, outcome))

    def end(self, now: float, permit: Permit, outcome: Outcome) -> None:
        if self.probing is not None and self.probing[0] == permit.generation:
            self.probing = None
        event = self.circuit.note(outcome, permit.generation, at(now))
        if event is not None:
            self.events.append((now, event))


@st.composite
def outages(draw: st.DrawFn) -> list[tuple[float, float]]:
    """One to three, far enough apart for the longest recovery between them."""
    found, now = [], 0.0
    for _ in range(draw(st.integers(1, 3))):
        begin = now + draw(st.integers(0, 100))
        end = begin + draw(st.integers(1, 900))
        found.append((begin, end))
        now = end + 500
    return found


@settings(max_examples=60, deadline=None)
@given(
    down=outages(),
    seed=st.integers(0, 2**32),
    failure=st.sampled_from([DOWN, LOST, REFUSED_US]),
    lose=st.booleans(),
)
def test_one_probe_at_a_time_one_opening_an_outage_and_always_a_way_back(
    down: list[tuple[float, float]], seed: int, failure: Outcome, lose: bool
) -> None:
    play = Play(down, Random(seed), failure, lose)
    play.run(down[-1][1] + 500)
    cause = cause_of(failure)
    assert cause is not None
    # A probe begun just before the end may fail late; then a pause, and the probe that arrives.
    bound = PAUSES[cause][1].total_seconds() + 2 * LONGEST_ANSWER + 2
    for begin, end in down:
        turns = [event.turn for when, event in play.events if begin <= when < end + 500]
        assert turns.count(Turn.OPENED) <= 1
        if end - begin > 60:
            assert turns.count(Turn.OPENED) == 1
        if not lose:
            after = [closed for when, closed in play.closed if end + bound < when < end + 500]
            assert after
            assert all(after)
    for (_, one), (_, other) in pairwise(play.events):
        assert (one.turn is Turn.CLOSED) == (other.turn is Turn.OPENED)


@given(lost=st.integers(0, 5), failure=st.sampled_from([DOWN, REFUSED_US]))
def test_a_lost_probe_costs_its_patience_and_no_more(lost: int, failure: Outcome) -> None:
    circuit = Circuit("city")
    fail(circuit, failure, NOW, AFTER)
    now = NOW + timedelta(seconds=circuit.seconds_until_try(NOW))
    for _ in range(lost):
        assert isinstance(circuit.may_send(now), Permit)
        assert isinstance(circuit.may_send(now + PROBE_PATIENCE - SECOND), float)
        now += PROBE_PATIENCE
    heal(circuit, now)
