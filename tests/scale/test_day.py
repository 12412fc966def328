"""One person at a time through a simulated day."""

from dataclasses import replace

import pytest

from bench.scale.assumptions import HABITS, TRACKS, Assumptions
from bench.scale.day import (
    FETCHED,
    HANDED_OVER,
    NOT_REACHED,
    PUSHED_CUSTOMER,
    PUSHED_TELEGRAM,
    Day,
    Fleet,
)
from bench.scale.population import MINUTES_A_DAY, Person, minute_of, people, places_left
from bench.scale.simulation import Simulation, remind
from bot.delivery.deciding import Reason
from bot.domain.errors import InputError
from tests.scale.made_up import MORNING, ON_TELEGRAM, SENIOR, TALKED_YESTERDAY, A

ENOUGH = Fleet(accounts=100, bots=100)


def day_of(
    *persons: Person, fleet: Fleet = ENOUGH, a: Assumptions = A, tolerance: float = 0
) -> Day:
    """The day of a few people who stand for all."""
    return Simulation(persons, a, fleet, tolerance, seed=1).run()


@pytest.mark.parametrize(
    ("person", "way"),
    [
        (SENIOR, NOT_REACHED),
        (replace(SENIOR, lag=40.0), HANDED_OVER),
        (replace(SENIOR, lag=-40.0, early=True), FETCHED),
        (TALKED_YESTERDAY, PUSHED_CUSTOMER),
        (replace(TALKED_YESTERDAY, lag=40.0), PUSHED_CUSTOMER),
        (replace(TALKED_YESTERDAY, places=0), NOT_REACHED),
        (replace(TALKED_YESTERDAY, last_message=MORNING - 48 * 60), NOT_REACHED),
        (replace(TALKED_YESTERDAY, last_message=MORNING - 48 * 60 + 1), PUSHED_CUSTOMER),
        (ON_TELEGRAM, PUSHED_TELEGRAM),
    ],
)
def test_which_way_a_lesson_takes(person: Person, way: str) -> None:
    day = day_of(person)
    assert dict(day.ways) == {("seniors", way): 1000}


@pytest.mark.parametrize(
    "person", [replace(TALKED_YESTERDAY, gone=True), replace(TALKED_YESTERDAY, state="paused")]
)
def test_nothing_is_owed_to_who_left_or_pauses(person: Person) -> None:
    assert day_of(person).lessons == 0


def test_a_courier_who_stays_silent_uses_up_the_places_of_the_window() -> None:
    times = ("10:00", "14:30", "21:45")
    slots = tuple(minute_of(one) for one in times)
    courier = replace(TALKED_YESTERDAY, times=times, slots=slots, last_message=-1.0, places=2)
    day = day_of(courier)
    assert day.way(PUSHED_CUSTOMER) == 2000
    assert day.way(NOT_REACHED) == 1000
    assert day.reasons[Reason.NO_WINDOW.value] == 1000


def test_a_word_between_two_breaks_opens_a_new_window() -> None:
    slots = (minute_of("10:00"), minute_of("14:30"))
    courier = replace(SENIOR, times=("10:00", "14:30"), slots=slots, lag=10.0)
    day = day_of(courier)
    assert day.way(HANDED_OVER) == 1000
    assert day.way(PUSHED_CUSTOMER) == 1000
    assert day_of(replace(courier, writes=False)).way(PUSHED_CUSTOMER) == 0


def test_a_break_chosen_within_quiet_hours_is_kept() -> None:
    late = replace(ON_TELEGRAM, times=("21:45",), slots=(minute_of("21:45"),))
    day = day_of(late)
    assert day.way(PUSHED_TELEGRAM) == 1000
    assert day.by_minute["sent"][int(minute_of("21:45"))] == 1000


def test_what_the_quota_does_not_hold_is_held() -> None:
    a = replace(A, residents=6_000_000)  # 600,000 learners, one account: 500,000 a day
    day = day_of(*[TALKED_YESTERDAY] * 6, fleet=Fleet(1, 1), a=a)
    assert day.way(PUSHED_CUSTOMER) == 500_000
    assert day.way(NOT_REACHED) == 100_000
    assert day.reasons[Reason.DAY_QUOTA.value] == 100_000


def test_a_bot_sends_no_faster_than_its_rate_and_holds_what_comes_too_late() -> None:
    a = replace(A, residents=4_000_000, adoption=0.1)  # 400,000 at 28/s: 4 hours, 3 are useful
    day = day_of(*[ON_TELEGRAM] * 1000, fleet=Fleet(1, 1), a=a)
    sent_in_time = 28 * 3 * 3600
    assert day.way(PUSHED_TELEGRAM) == pytest.approx(sent_in_time, abs=800)
    assert day.reasons[Reason.LATE.value] == pytest.approx(400_000 - sent_in_time, abs=800)
    assert max(day.waits["telegram"]) == pytest.approx(3 * 3600, abs=20)
    assert day.last_of_morning["telegram"] == pytest.approx(MORNING + 180, abs=1)
    assert day.punctual("telegram") == pytest.approx(0.001, abs=0.001)


def test_a_peak_is_spread_at_the_pace_of_the_account_and_decided_in_time() -> None:
    a = replace(A, residents=6_000_000)  # 600,000 learners, 2 accounts of 500/s: 600 s
    day = day_of(*[SENIOR] * 600, fleet=Fleet(2, 1), a=a, tolerance=15)
    busy = [minute for minute, count in enumerate(day.by_minute["due"]) if count]
    assert busy == list(range(210, 220))
    assert day.by_minute["chosen"][210] == 600_000
    assert day.peak("due") == pytest.approx(1000, abs=20)
    assert day.punctual("wechat") == 1
    assert max(day.moved["wechat"]) == pytest.approx(10, abs=0.1)


def test_a_lesson_comes_before_half_the_way_to_the_next_and_before_quiet_hours() -> None:
    a = replace(A, residents=6_000_000)  # one account of 1000 learners a second: 600 s
    slow = replace(a, pace=100.0)
    evening = replace(SENIOR, times=("21:25",), slots=(minute_of("21:25"),))
    day = day_of(*[evening] * 600, fleet=Fleet(1, 1), a=slow, tolerance=60)
    last = max(minute for minute, count in enumerate(day.by_minute["due"]) if count)
    assert last == minute_of("21:29")
    breaks = (minute_of("10:00"), minute_of("10:10"))
    twice = replace(SENIOR, times=("10:00", "10:10"), slots=breaks)
    moved = day_of(*[twice] * 100, fleet=Fleet(1, 1), a=slow, tolerance=60).moved["wechat"]
    assert sum(minutes > 5.01 for minutes in moved[:100]) == 0


def test_replies_take_their_places_from_the_lessons_of_a_bot() -> None:
    a = replace(A, residents=100_000)  # 10,000 learners of one bot: 357 s of lessons
    silent = day_of(*[ON_TELEGRAM] * 1000, fleet=Fleet(1, 1), a=a, tolerance=15)
    talks = replace(ON_TELEGRAM, lag=0.5)
    busy = day_of(*[talks] * 1000, fleet=Fleet(1, 1), a=a, tolerance=15)
    assert silent.punctual("telegram") == 1
    assert busy.punctual("telegram") < 0.5
    assert len(busy.replies) == pytest.approx(3400, abs=100)
    assert max(busy.replies) == 0


def test_what_nobody_fetches_ends_when_the_next_lesson_comes() -> None:
    slots = (minute_of("10:00"), minute_of("14:30"))
    day = day_of(replace(SENIOR, times=("10:00", "14:30"), slots=slots))
    assert day.by_minute["expired"][int(slots[1])] == 1000
    assert day.by_minute["expired"][int(slots[0])] == 1000
    assert sum(day.by_minute["expired"]) == day.way(NOT_REACHED)


def test_every_session_is_counted_with_its_requests() -> None:
    persons = [replace(SENIOR, lag=5.0), replace(TALKED_YESTERDAY, lag=5.0), SENIOR, SENIOR]
    day = day_of(*persons)
    assert day.sessions == 500
    assert sum(day.by_minute["requests"]) == pytest.approx(500 * A.requests)
    assert sum(day.by_minute["requests"][215:219]) == pytest.approx(500 * A.requests)


def test_a_reminder_reaches_those_with_a_window_and_waits_for_those_who_come() -> None:
    evening = minute_of("18:00")
    comes = replace(SENIOR, lag=evening - MORNING + 30)
    found = remind([TALKED_YESTERDAY, ON_TELEGRAM, SENIOR, comes], A, evening)
    assert found == {
        PUSHED_CUSTOMER: 250,
        PUSHED_TELEGRAM: 250,
        NOT_REACHED: 250,
        HANDED_OVER: 250,
    }


@pytest.mark.parametrize(
    ("clock", "minute"), [("04:00", 0), ("07:30", 210), ("00:00", 1200), ("03:59", 1439)]
)
def test_the_day_begins_at_four(clock: str, minute: float) -> None:
    assert minute_of(clock) == minute


@pytest.mark.parametrize(
    ("slots", "last", "places"),
    [
        ((210.0,), None, 0),
        ((210.0,), -1.0, 5),
        ((210.0,), 209.0 - MINUTES_A_DAY, 4),
        ((210.0,), 209.0 - 2 * MINUTES_A_DAY, 3),
        ((360.0, 630.0, 1065.0), 350.0 - MINUTES_A_DAY, 2),
        ((360.0, 630.0, 1065.0), 350.0 - 2 * MINUTES_A_DAY, 0),
    ],
)
def test_lessons_since_the_last_message_have_taken_places(
    slots: tuple[float, ...], last: float | None, places: int
) -> None:
    assert places_left(slots, last) == places


def test_a_sample_is_seeded_and_has_the_assumed_shares() -> None:
    sample = people(Assumptions(), 20_000, seed=7)
    assert sample == people(Assumptions(), 20_000, seed=7)
    assert sample != people(Assumptions(), 20_000, seed=8)
    for track in TRACKS:
        assert sum(p.track == track.name for p in sample) / 20_000 == pytest.approx(
            track.share, abs=0.015
        )
    today = sum(p.lag is not None for p in sample) / 20_000
    assert today == pytest.approx(sum(h.share * h.chance for h in HABITS), abs=0.015)
    assert sum(p.gone for p in sample) / 20_000 == pytest.approx(0.12, abs=0.01)


@pytest.mark.parametrize(
    ("name", "value"),
    [("adoption", 1.1), ("adoption", 0), ("gone", -0.1), ("residents", -1), ("wechat_rate", 0)],
)
def test_an_assumption_that_cannot_be_is_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(InputError, match=name):
        A.changed({name: value})


def test_shares_of_tracks_and_habits_are_whole() -> None:
    assert sum(track.share for track in TRACKS) == pytest.approx(1)
    assert sum(habit.share for habit in HABITS) == pytest.approx(1)
    for track in TRACKS:
        assert sum(part for part, _ in track.times) == pytest.approx(1)
