"""Turns, quotas and lines of a forecast, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.forecasting import Budget, Counting, Turns
from bot.domain.delivery import Kind
from bot.store.deliveries import Delivery, Reachable
from bot.store.planning.pacing import Pacing
from bot.store.reach.forecasts import About, Bounds
from bot.store.reach.people import Owed
from tests.delivery.owing import BOT, OFFICIAL
from tests.reach.crowd import world

NOON = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
SOON = timedelta(hours=1)
LAW = About(Kind.ANNOUNCEMENT, "law", "once")


def owed(
    *addresses: Reachable,
    about: About = LAW,
    at: datetime = NOON,
    queue: str = OFFICIAL,
    state: str = "active",
    again: bool = False,
) -> Owed:
    delivery = Delivery(
        0, OFFICIAL, about.kind, about.subject, about.occurrence, at, at + timedelta(days=9), None,
        0, 0, False, {}, 1, None, "Asia/Shanghai", state, addresses,
    )  # fmt: skip
    return Owed(delivery, queue, at, again=again)


def follower(**about: object) -> Reachable:
    return Reachable(1, OFFICIAL, "", **about)  # type: ignore[arg-type]


def counted(
    *some: Owed,
    daily: dict[tuple[str, str], int] | None = None,
    used: dict[tuple[tuple[str, str], str], int] | None = None,
    mass: datetime | None = None,
    stopped: frozenset[tuple[str, str]] = frozenset(),
) -> dict[str, int]:
    """How many by rung."""
    turns = {OFFICIAL: mass} if mass else {}
    counting = Counting(world(daily), LAW, Bounds({}, used or {}, stopped, turns))
    counting.count(some)
    (made,) = counting.forecasts(NOON)
    assert made.people == sum(n for _, _, n in made.counts) == len(some)
    found: dict[str, int] = {}
    for rung, _, people in made.counts:
        found[rung] = found.get(rung, 0) + people
    return found


def test_a_quota_is_used_up_in_turn_and_what_was_used_counts() -> None:
    windows = [owed(follower(message_window=(NOON + SOON, 5))) for _ in range(5)]
    day = ((OFFICIAL, "customer"), "2026-12-01")
    daily = {(OFFICIAL, "customer"): 5, (OFFICIAL, "template"): 1}
    assert counted(*windows, daily=daily, used={day: 3}) == {
        "customer": 2,
        "template": 1,
        "hold": 2,
    }


def test_a_new_day_of_the_platform_has_a_quota_of_its_own() -> None:
    """16:00 UTC is Beijing's midnight; quiet hours are set aside by asking at noon twice."""
    some = [owed(follower(), at=NOON + timedelta(days=n)) for n in (0, 0, 1, 1)]
    assert counted(*some, daily={(OFFICIAL, "template"): 1}) == {"template": 2, "hold": 2}


def test_a_person_with_two_of_a_day_has_one_consent_once() -> None:
    lesson = About(Kind.LESSON, "course", "2026-12-01")
    one = follower(notices={"N1": 1})
    twice = [owed(one, about=lesson, again=True), owed(one, about=lesson)]
    assert counted(*twice) == {"notice": 1, "hold": 1}
    lasting = follower(notices={"N1": -1})
    twice = [owed(lasting, about=lesson, again=True), owed(lasting, about=lesson)]
    assert counted(*twice) == {"notice": 2}


@pytest.mark.parametrize("window", ["message_window", "click_window"])
def test_and_the_last_place_of_a_window_once(window: str) -> None:
    lesson = About(Kind.LESSON, "course", "2026-12-01")
    one = follower(**{window: (NOON + SOON, 1)})
    twice = [owed(one, about=lesson, again=True), owed(one, about=lesson)]
    assert counted(*twice) == {"customer": 1, "hold": 1}


def test_who_is_left_to_a_mass_message_is_done_after_its_last_call() -> None:
    turn = NOON + timedelta(hours=7)
    some = [owed(follower()) for _ in range(10_001)]
    nobody = frozenset({(OFFICIAL, "T1")})
    counting = Counting(world(), LAW, Bounds({}, {}, nobody, {OFFICIAL: turn}))
    counting.count(some)
    (made,) = counting.forecasts(NOON)
    assert made.counts == (("mass", "waits for its mass message", 10_001),)
    assert made.finishes == turn + timedelta(seconds=2)


def test_who_is_left_out_is_said_with_the_reason() -> None:
    counting = Counting(world(), LAW, Bounds({}, {}, frozenset(), {}))
    counting.leave_out([(BOT, "paused"), (BOT, "stopped"), (BOT, "gone"), (BOT, "new")] * 2)
    (made,) = counting.forecasts(NOON)
    assert made.people == 8
    assert sorted(why for _, why, _ in made.counts) == [
        "not planned: no address is left",
        "not planned: the learner has not begun",
        "not planned: the learner has paused",
        "not planned: the learner wants no messages",
    ]
    assert made.finishes is None


def test_what_has_no_limit_is_not_counted() -> None:
    budget = Budget({("a", "template"): 0}, {})
    assert not budget.take(("a", "template"), "2026-12-01")
    assert all(budget.take(("a", "customer"), "2026-12-01") for _ in range(10))


def test_turns_follow_those_that_were_given_out() -> None:
    turns = Turns(Pacing({OFFICIAL: 2.0}), {OFFICIAL: NOON + timedelta(seconds=10)})
    given = [(turns.turn(owed()) - NOON).total_seconds() for _ in range(4)]
    assert given == [10, 10, 11, 11]
    assert turns.turn(owed(queue="")) == NOON


@given(st.integers(1, 400), st.floats(0.05, 5), st.integers(0, 40))
def test_no_turn_is_before_its_start_or_later_than_the_tolerance(
    count: int, pace: float, minutes: int
) -> None:
    turns = Turns(Pacing(pace=pace, tolerance=timedelta(minutes=minutes)), {})
    given_out = [turns.turn(owed()) - NOON for _ in range(count)]
    assert all(timedelta(0) <= late <= timedelta(minutes=minutes) for late in given_out)


def test_a_turn_is_not_later_than_the_latest() -> None:
    turns = Turns(Pacing(pace=0.01), {})
    one, two = owed(), owed()
    two.latest = NOON + timedelta(seconds=30)
    assert turns.turn(one) == NOON
    assert turns.turn(two) == NOON + timedelta(seconds=30)
