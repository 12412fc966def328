"""Six weeks of two hundred learners keep what choosing and silence promise."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest

from bot.learning.choose import Reason
from bot.learning.silence import FAREWELL_AFTER, SLOWER_AFTER
from bot.learning.situation import LEAST_FOR_REVIEW_DAY, LIGHT_ROUND
from tests.learning.month_of_learners import DAYS, EACH, Event, Person, six_weeks

LAST_SUNDAYS = range(7, DAYS + 1, 7)
LIGHT = {Reason.LIGHT_QUESTIONS, Reason.LIGHT_LESSON}
ENOUGH = 10
"""Days within which a missed question is asked again, for who learns daily."""


@pytest.fixture(scope="module")
def learners() -> list[Person]:
    return six_weeks()


def cohort(learners: list[Person], name: str) -> list[Person]:
    found = [one for one in learners if one.cohort.name == name]
    assert len(found) == EACH
    return found


def by_day(one: Person) -> dict[int, list[Event]]:
    days: dict[int, list[Event]] = {}
    for event in one.events:
        days.setdefault(event.day, []).append(event)
    return days


def unasked(one: Person) -> Iterator[Event]:
    return (event for event in one.events if not event.asked and event.item is not None)


def test_all_tracks_and_every_reason_are_seen(learners: list[Person]) -> None:
    assert len(learners) == 200
    assert {one.cohort.track for one in learners} >= {"seniors", "couriers", "farmers", "workers"}
    seen = {event.item.reason for one in learners for event in one.events if event.item}
    never_given = {Reason.TODAY_DONE, Reason.NO_COURSE, Reason.COURSE_DONE}
    assert seen == set(Reason) - never_given


def test_never_two_lessons_unasked_on_one_day(learners: list[Person]) -> None:
    for one in learners:
        lessons: dict[int, set[tuple[str, str]]] = {}
        for event in unasked(one):
            assert event.item is not None
            if event.item.lesson is not None:
                name = (event.item.lesson.key, event.item.lesson.title)
                lessons.setdefault(event.day, set()).add(name)
        assert all(len(some) == 1 for some in lessons.values()), one.cohort.name


def test_a_breaks_minutes_are_never_exceeded(learners: list[Person]) -> None:
    taken = [
        (event.item.minutes, event.situation.minutes)
        for one in learners
        for event in one.events
        if event.item is not None and event.situation.minutes is not None
    ]
    assert len(taken) > 1000
    assert all(minutes <= most + 1e-6 for minutes, most in taken)


def test_on_sunday_what_is_due_comes_first_and_else_an_ordinary_day(
    learners: list[Person],
) -> None:
    for one in learners:
        days = by_day(one)
        for day in LAST_SUNDAYS:
            first = next((event for event in days.get(day, ()) if event.item), None)
            if first is None or first.situation.is_light:
                continue
            assert first.item is not None
            many = len(first.situation.reviews) >= LEAST_FOR_REVIEW_DAY and one.active is not None
            if many and first.item.reason is not Reason.REVIEWS_DUE:
                assert first.item.reason is Reason.REVIEW_DAY
            if len(first.situation.reviews) < LEAST_FOR_REVIEW_DAY:
                assert first.item.reason is not Reason.REVIEW_DAY


@pytest.mark.parametrize("name", ["diligent", "all right"])
def test_who_learns_daily_has_a_review_day_each_week(learners: list[Person], name: str) -> None:
    for one in cohort(learners, name):
        days = by_day(one)
        for day in LAST_SUNDAYS:
            reasons = [event.item.reason for event in days.get(day, ()) if event.item]
            assert reasons in ([Reason.REVIEW_DAY], []), (day, reasons)
            assert reasons or one.active is None


def test_review_days_are_sundays_and_asking_for_more_gives_the_lesson(
    learners: list[Person],
) -> None:
    more = 0
    for one in learners:
        for event, after in pairwise(one.events):
            if event.item is None or event.item.reason is not Reason.REVIEW_DAY:
                continue
            assert event.day % 7 == 0
            if after.day == event.day and after.asked and len(event.answers) >= 3:
                assert after.item is not None
                assert after.item.lesson is not None
                more += 1
    assert more > 0


def test_silence_is_met_every_third_day_and_ended_by_one_farewell(learners: list[Person]) -> None:
    for one in cohort(learners, "silent from day 4"):
        sent = [event.day for event in one.events]
        assert sent == [1, 2, 3, 4, 5, 6, 9, 12, 15, 18]
        assert [event.item is None for event in one.events] == [False] * 9 + [True]


def test_after_three_silent_days_nothing_comes_more_often_than_every_third(
    learners: list[Person],
) -> None:
    slowed = 0
    for one in learners:
        came = [event for event in one.events if not event.asked]
        for event, after in pairwise(came):
            if after.situation.silent >= SLOWER_AFTER and not event.taken:
                assert after.day - event.day >= 3
                slowed += 1
        assert sum(event.item is None for event in came) <= 1
        assert all(event.situation.silent <= FAREWELL_AFTER for event in came)
    assert slowed > 100


def test_nothing_comes_after_the_farewell_until_the_next_word(learners: list[Person]) -> None:
    for one in cohort(learners, "back on day 27"):
        farewell = next(event.day for event in one.events if event.item is None)
        after = [event for event in one.events if event.day > farewell]
        assert (after[0].day, after[0].asked) == (27, True)
        assert after[1].day == 28


@pytest.mark.parametrize(("name", "day"), [("away days 5-8", 9), ("back on day 27", 27)])
def test_a_return_begins_lightly_and_never_with_a_backlog(
    learners: list[Person], name: str, day: int
) -> None:
    for one in cohort(learners, name):
        back = [event.item for event in by_day(one)[day] if event.item]
        assert len(back) == 1
        assert back[0].reason in LIGHT
        assert len(back[0].reviews) <= LIGHT_ROUND
        assert back[0].mixed is None
        following = [event for event in by_day(one).get(day + 1, ()) if event.item]
        assert len(following) == 1
        assert following[0].item is not None
        assert following[0].item.reason not in LIGHT


def test_who_pauses_is_left_alone_and_goes_on_as_before(learners: list[Person]) -> None:
    for one in cohort(learners, "pauses days 8-14"):
        days = by_day(one)
        assert not set(range(8, 15)) & set(days)
        assert days[15][0].situation.silent == 0
        assert days[15][0].item is not None
        assert days[15][0].item.reason not in LIGHT


@pytest.mark.parametrize("name", ["diligent", "half wrong", "asks for more", "three breaks"])
def test_every_missed_question_comes_back(learners: list[Person], name: str) -> None:
    missed = 0
    for one in cohort(learners, name):
        asked = [(event.day, *answer) for event in one.events for answer in event.answers]
        last = max((event.day for event in one.events), default=0)
        for place, (day, course, key, right) in enumerate(asked):
            if right or day > last - ENOUGH:
                continue
            again = [d for d, *other, _ in asked[place + 1 :] if other == [course, key]]
            assert again, (one.cohort.name, day, key)
            assert again[0] - day <= ENOUGH
            missed += 1
    assert missed > EACH


def test_a_passed_course_of_thirty_days_showed_each_question_two_or_three_times(
    learners: list[Person],
) -> None:
    for one in cohort(learners, "all right"):
        assert one.passed_on["thirty-days"] == 34  # thirty lessons and four review days
        seen = Counter(
            key
            for event in one.events
            for course, key, _ in event.answers
            if course == "thirty-days"
        )
        assert len(seen) == 60
        assert set(seen.values()) == {2, 3}


def test_memory_is_given_its_two_and_eleven_days(learners: list[Person]) -> None:
    """No question answered rightly comes before the 2nd day, and then not before the 11th."""
    for one in cohort(learners, "all right"):
        days: dict[tuple[str, str], list[int]] = {}
        for event in one.events:
            for course, key, _ in event.answers:
                days.setdefault((course, key), []).append(event.day)
        gaps = [[b - a for a, b in pairwise(some)] for some in days.values()]
        assert min(gap[0] for gap in gaps if gap) == 2
        assert min(gap[1] for gap in gaps if len(gap) > 1) >= 11


def test_the_weeks_are_the_same_every_time(learners: list[Person]) -> None:
    assert [one.events for one in six_weeks()] == [one.events for one in learners]
