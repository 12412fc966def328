"""A seeded sample of learners: when they want their lesson, and when they spoke last."""

import math
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from bench.scale.assumptions import (
    HABITS,
    TRACKS,
    WINDOW_HOURS,
    WINDOW_PLACES,
    Assumptions,
)

MINUTES_A_DAY = 1440
LONG_AGO = 60
"""Days; who has not written for so long is as good as never heard of."""


@dataclass(frozen=True, slots=True)
class Person:
    """One learner of the sample. Minutes are counted from the beginning of the simulated day;
    what happened before it is negative.

    ``last_message`` None: never, or long ago. ``places`` are what is left of the message
    window. ``lag`` is the time from a lesson to today's session; None: no session today.
    ``session_slot`` is the break it belongs to, ``early`` that it comes up to an hour before.
    """

    track: str
    channel: str
    state: str
    gone: bool
    times: tuple[str, ...]
    slots: tuple[float, ...]
    last_message: float | None
    places: int
    lag: float | None
    early: bool
    session_slot: int
    writes: bool
    entrant: bool

    @property
    def served(self) -> bool:
        """Whether anything is planned for this learner."""
        return self.state == "active" and not self.gone


def minute_of(clock: str) -> float:
    """``07:30`` as minutes after 04:00; a time before 04:00 belongs to the end of the day."""
    hours, minutes = clock.split(":")
    return float((int(hours) * 60 + int(minutes) - 240) % MINUTES_A_DAY)


def people(a: Assumptions, count: int, seed: int) -> list[Person]:
    """``count`` learners, the same for the same seed."""
    rng = Random(seed)
    tracks = list(accumulate(track.share for track in TRACKS))
    habits = list(accumulate(habit.share for habit in HABITS))
    choices = {t.name: list(accumulate(share for share, _ in t.times)) for t in TRACKS}
    made = []
    for _ in range(count):
        track = rng.choices(TRACKS, cum_weights=tracks)[0]
        times = rng.choices(track.times, cum_weights=choices[track.name])[0][1]
        habit = rng.choices(HABITS, cum_weights=habits)[0]
        made.append(_person(a, rng, track.name, times, min(0.95, habit.chance * a.engagement)))
    return made


def _person(
    a: Assumptions, rng: Random, track: str, times: tuple[str, ...], chance: float
) -> Person:
    slots = tuple(sorted(minute_of(one) for one in times))
    last = _last_message(a, rng, slots, chance * a.writes)
    early = rng.random() < a.early
    return Person(
        track=track,
        channel="telegram" if rng.random() < a.telegram else "wechat",
        state="paused" if rng.random() < a.paused else "active",
        gone=rng.random() < a.gone,
        times=times,
        slots=slots,
        last_message=last,
        places=places_left(slots, last),
        lag=_lag(a, rng, early=early) if rng.random() < chance else None,
        early=early,
        session_slot=rng.randrange(len(slots)),
        writes=rng.random() < a.writes,
        entrant=rng.random() < a.entrants,
    )


def _lag(a: Assumptions, rng: Random, *, early: bool) -> float:
    """Minutes; below zero for who comes before the time."""
    if early:
        return -60 * rng.random()
    return rng.expovariate(1 / a.delay) if a.delay else 0.0


def _last_message(
    a: Assumptions, rng: Random, slots: tuple[float, ...], chance: float
) -> float | None:
    """When this learner wrote last before today; days between messages are geometric."""
    if chance <= 0:
        return None
    days = 1 + int(math.log(1 - rng.random()) / math.log(1 - chance))
    if days > LONG_AGO:
        return None
    lag = _lag(a, rng, early=rng.random() < a.early)
    return min(-1.0, rng.choice(slots) + lag - days * MINUTES_A_DAY)


def places_left(slots: tuple[float, ...], last_message: float | None) -> int:
    """Of the five places of the window, those that no lesson since the message has taken."""
    if last_message is None:
        return 0
    pushed = sum(
        last_message < slot - day * MINUTES_A_DAY < 0
        for slot in slots
        for day in range(1, 2 + WINDOW_HOURS // 24)
    )
    return max(0, WINDOW_PLACES - pushed)
