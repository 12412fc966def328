"""When groups get what, and what comes of a turn: zones, clock changes, missed time, the shelf."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.delivery import Kind
from bot.domain.group_slots import (
    Rhythm,
    instant,
    latest_slot,
    local_day,
    monday_of,
    next_slot,
    rhythms_of,
    week_of,
)
from bot.domain.groups import GroupTimes
from bot.learning.groups.turns import Skipped, course_of_week, decide, next_on_shelf
from bot.learning.library import Library
from bot.store.groups.turns import GroupTurn, Step
from tests.learning.group_courses import FARM, LAST, TEA
from tests.schedules.club import MONDAY, SUNDAY, TIMES, TUESDAY, at

ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Pacific/Apia",
)
SHELF = Library(1, (LAST, TEA, FARM))


def turn(kind: Kind, due: datetime, **settings: object) -> GroupTurn:
    """A turn of a group that learns FARM in Shanghai, with a question at noon."""
    values: dict[str, object] = {
        "about": None,
        "account": "city",
        "state": "known",
        "zone": "Asia/Shanghai",
        "track": "farmers",
        "course": "farm",
        "rotates": True,
        "question_time": time(12, 0),
        "board": True,
        **settings,
    }
    return GroupTurn(group=1, kind=kind, next_due=due, **values)  # type: ignore[arg-type]


def decided(one: GroupTurn, now: datetime, **asked: str) -> Step:
    """What comes of it; ``asked`` are courses of open questions, by ``d`` and the day."""
    keys = {(1, date.fromisoformat(day[1:].replace("_", "-"))): c for day, c in asked.items()}
    return decide(one, now, TIMES, SHELF, keys)


# Slots --------------------------------------------------------------------------------------------


def test_a_time_that_is_skipped_goes_to_the_first_instant_after_it() -> None:
    spring = date(2026, 3, 8)
    there = instant(spring, time(2, 30), "America/New_York")
    assert there == datetime(2026, 3, 8, 7, 0, tzinfo=UTC), "03:00, when the clocks go forward"
    # Lord Howe goes forward by half an hour, and Samoa once left out a whole day.
    assert instant(date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe") == datetime(
        2026, 10, 3, 15, 30, tzinfo=UTC
    )
    assert instant(date(2011, 12, 30), time(9, 0), "Pacific/Apia") == datetime(
        2011, 12, 30, 10, 0, tzinfo=UTC
    )


def test_a_time_that_comes_twice_means_the_first() -> None:
    there = instant(date(2026, 11, 1), time(1, 30), "America/New_York")
    assert there == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@given(
    some.integers(0, 25 * 365 * 24 * 3600).map(
        lambda s: datetime(2010, 1, 1, tzinfo=UTC) + timedelta(seconds=s)
    ),
    some.times(),
    some.sampled_from(ZONES),
    some.sampled_from((None, 0, 6)),
)
def test_slots_follow_each_other_without_gap_or_doubling(
    now: datetime, when: time, zone: str, weekday: int | None
) -> None:
    rhythm = Rhythm(when.replace(second=0, microsecond=0), weekday)
    latest, coming = latest_slot(rhythm, zone, now), next_slot(rhythm, zone, now)
    assert latest.due <= now < coming.due
    between = (coming.day - latest.day).days
    assert between == (1 if weekday is None else 7)
    assert weekday in {None, latest.day.weekday()}
    assert latest_slot(rhythm, zone, coming.due) == coming


def test_a_slot_keeps_its_wall_time_over_a_change_of_clocks() -> None:
    rhythm, zone = Rhythm(time(12, 0)), "America/New_York"
    before = next_slot(rhythm, zone, datetime(2026, 10, 31, 3, 0, tzinfo=UTC))
    after = next_slot(rhythm, zone, before.due)
    assert (after.day - before.day, after.due - before.due) == (
        timedelta(days=1),
        timedelta(hours=25),
    )


def test_weeks_are_named_by_their_thursday() -> None:
    assert week_of(date(2027, 1, 3)) == "2026-W53"
    assert monday_of("2026-W53") == date(2026, 12, 28)
    assert local_day(at("2026-11-23", "00:00"), "America/New_York") == date(2026, 11, 22)


def test_what_a_group_gets_follows_from_its_settings() -> None:
    whole = rhythms_of("farm", time(12), TIMES, board=True)
    assert list(whole) == [Kind.COURSE, Kind.QUESTION, Kind.EXPLANATION, Kind.BOARD]
    assert list(rhythms_of(None, time(12), TIMES, board=True)) == [Kind.BOARD]
    assert list(rhythms_of("farm", None, TIMES, board=False)) == [Kind.COURSE]


# Turns --------------------------------------------------------------------------------------------


def test_each_kind_is_owed_at_its_time_and_comes_again() -> None:
    noon = at(MONDAY, "12:00")
    asked = decided(turn(Kind.QUESTION, noon), noon)
    assert asked.owed is not None
    assert (asked.owed.subject, asked.owed.occurrence) == ("farm", MONDAY)
    assert (asked.owed.due, asked.owed.expires) == (noon, at(MONDAY, "20:00"))
    assert asked.next_due == at(TUESDAY, "12:00")

    morning = at(TUESDAY, "08:30")
    told = decided(turn(Kind.EXPLANATION, morning), morning, d2026_11_23="tea")
    assert told.owed is not None
    assert (told.owed.subject, told.owed.occurrence) == ("tea", MONDAY)
    assert (told.owed.expires, told.next_due) == (at(TUESDAY, "12:00"), at("2026-11-25", "08:30"))

    evening = at(SUNDAY, "19:00")
    board = decided(turn(Kind.BOARD, evening), evening)
    assert board.owed is not None
    assert (board.owed.subject, board.owed.occurrence) == ("", "2026-W48")
    assert (board.owed.expires, board.next_due) == (
        at("2026-11-30", "00:00"),
        at("2026-12-06", "19:00"),
    )

    nine = at(MONDAY, "09:00")
    course = decided(turn(Kind.COURSE, nine), nine)
    assert course.owed is not None
    assert (course.owed.occurrence, course.owed.expires) == ("2026-W48", at(TUESDAY, "00:00"))
    assert (course.course, course.next_due) == ("farm", at("2026-11-30", "09:00"))


@pytest.mark.parametrize(
    ("kind", "due", "still", "too_late"),
    [
        (Kind.QUESTION, at(MONDAY, "12:00"), at(MONDAY, "19:59"), at(MONDAY, "20:00")),
        (Kind.EXPLANATION, at(TUESDAY, "08:30"), at(TUESDAY, "11:59"), at(TUESDAY, "12:00")),
        (Kind.BOARD, at(SUNDAY, "19:00"), at(SUNDAY, "23:59"), at("2026-11-30", "00:00")),
        (Kind.COURSE, at(MONDAY, "09:00"), at(MONDAY, "23:59"), at(TUESDAY, "00:00")),
    ],
)
def test_what_was_missed_is_planned_while_it_is_of_use(
    kind: Kind, due: datetime, still: datetime, too_late: datetime
) -> None:
    late = decided(turn(kind, due), still, d2026_11_23="farm")
    assert late.owed is not None
    assert late.owed.due == still - timedelta(hours=1), "which leaves two hours for tries"
    dropped = decided(turn(kind, due), too_late, d2026_11_23="farm")
    assert (dropped.owed, dropped.reason) == (None, Skipped.LATE)
    assert dropped.next_due is not None
    assert dropped.next_due > too_late


def test_of_many_missed_turns_only_the_newest_counts() -> None:
    noon = at("2026-12-24", "12:30")
    step = decided(turn(Kind.QUESTION, at(MONDAY, "12:00")), noon)
    assert step.owed is not None
    assert (step.owed.occurrence, step.next_due) == ("2026-12-24", at("2026-12-25", "12:00"))


def test_a_question_late_in_the_evening_is_not_lost() -> None:
    due = at(MONDAY, "21:00")
    step = decided(turn(Kind.QUESTION, due, question_time=time(21, 0)), due)
    assert step.owed is not None
    assert step.owed.expires == at(TUESDAY, "00:00")


def test_a_group_gets_what_its_own_clock_says() -> None:
    york = "America/New_York"
    due = at(MONDAY, "12:00", york)
    step = decided(turn(Kind.QUESTION, due, zone=york), due + timedelta(seconds=5))
    assert step.owed is not None
    assert (step.owed.due, step.owed.occurrence) == (due, MONDAY)
    assert step.next_due == at(TUESDAY, "12:00", york)


@pytest.mark.parametrize(
    ("settings", "reason", "ends"),
    [
        ({"state": "muted"}, Skipped.MUTED, False),
        ({"state": "gone"}, Skipped.GONE, True),
        ({"course": "withdrawn"}, Skipped.NO_COURSE, False),
        ({"course": None}, Skipped.OFF, True),
        ({"question_time": None}, Skipped.OFF, True),
        ({"question_time": time(18, 0)}, Skipped.MOVED, False),
    ],
)
def test_what_brings_nothing_says_why_and_is_not_stuck(
    settings: dict[str, object], reason: Skipped, ends: bool
) -> None:
    noon = at(MONDAY, "12:00")
    step = decided(turn(Kind.QUESTION, noon, **settings), noon)
    assert (step.owed, step.reason) == (None, reason)
    assert step.next_due is None if ends else step.next_due is not None and step.next_due > noon


def test_only_a_question_of_the_day_before_is_explained() -> None:
    morning = at(TUESDAY, "08:30")
    one = turn(Kind.EXPLANATION, morning)
    assert decided(one, morning).reason == Skipped.NOT_ASKED
    assert decided(one, morning, d2026_11_22="farm").reason == Skipped.NOT_ASKED
    assert decided(one, morning, d2026_11_24="farm").reason == Skipped.NOT_ASKED


def test_the_last_question_is_explained_and_then_the_turn_ends() -> None:
    morning = at(TUESDAY, "08:30")
    last = decided(
        turn(Kind.EXPLANATION, morning, question_time=None), morning, d2026_11_23="farm"
    )
    assert last.owed is not None
    assert last.next_due is None


# The course of the week ---------------------------------------------------------------------------


def week(**settings: object) -> str | None:
    found = course_of_week(SHELF, turn(Kind.COURSE, at(MONDAY, "09:00"), **settings))
    return found.key if found else None


def test_a_course_has_its_week_and_then_the_next_of_the_shelf_comes() -> None:
    order = [one.key for one in SHELF.shelf("farmers")]
    assert order == ["farm", "tea", "zz"], "by level and title"
    assert week() == "farm", "it was chosen since the last Monday"
    assert week(about="farm") == "tea"
    assert week(course="zz", about="zz") == "farm", "and round again"
    assert week(about="farm", rotates=False) == "farm"
    assert week(about="tea") == "farm", "the administrators have chosen another meanwhile"


def test_a_course_that_is_taught_no_more_makes_room() -> None:
    assert week(course="gone", about="gone") == "farm"
    assert week(course="gone", track=None) == "farm"
    assert week(course="gone", about="gone", rotates=False) is None
    assert next_on_shelf([], FARM) is None


def test_without_a_track_the_shelf_is_that_of_the_course() -> None:
    assert week(track=None, about="farm") == "tea"


def test_a_course_that_goes_on_says_so() -> None:
    nine = at(MONDAY, "09:00")
    on = decided(turn(Kind.COURSE, nine, about="farm", rotates=False), nine).owed
    new = decided(turn(Kind.COURSE, nine, about="farm"), nine).owed
    assert on is not None
    assert new is not None
    assert (on.subject, dict(on.detail)) == ("farm", {"goes_on": True})
    assert (new.subject, dict(new.detail)) == ("tea", {})


def test_the_deployments_times_count() -> None:
    times = replace(GroupTimes(), answer_time=time(7, 0))
    morning = at(TUESDAY, "07:00")
    step = decide(
        turn(Kind.EXPLANATION, morning), morning, times, SHELF, {(1, date(2026, 11, 23)): "farm"}
    )
    assert step.owed is not None
