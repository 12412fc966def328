"""The four weeks as they are drawn, and as they are told."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.web.miniapp.chart import DAYS, HEIGHT, WIDTH, chart

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def test_nothing_learned_is_a_row_of_dots() -> None:
    drawn = chart({}, TODAY)
    assert (drawn.first, drawn.days, drawn.lessons) == (date(2026, 10, 27), 0, 0)
    assert {(bar.height, bar.learned) for bar in drawn.bars} == {(4, False)}


def test_more_lessons_are_a_higher_bar_and_older_days_are_left_out() -> None:
    drawn = chart({TODAY: 1, TODAY - DAY: 2, TODAY - 28 * DAY: 5}, TODAY)
    assert (drawn.days, drawn.lessons) == (2, 3)
    *_, two, one = drawn.bars
    assert abs(two.height - 2 * one.height) <= 1
    assert one.height < HEIGHT / 2, "one lesson leaves room for a better day"


def test_weeks_are_sevens_that_end_today() -> None:
    drawn = chart({TODAY - 6 * DAY: 2, TODAY - 7 * DAY: 1, TODAY: 1}, TODAY)
    *_, before, last = drawn.weeks
    assert (last.first, last.last, last.days, last.lessons) == (TODAY - 6 * DAY, TODAY, 2, 3)
    assert (before.last, before.days, before.lessons) == (TODAY - 7 * DAY, 1, 1)


@given(
    st.dictionaries(st.integers(0, 60), st.integers(1, 500), max_size=40).map(
        lambda found: {TODAY - ago * DAY: count for ago, count in found.items()}
    )
)
def test_every_chart_stays_in_its_frame_and_adds_up(lessons: dict[date, int]) -> None:
    drawn = chart(lessons, TODAY)
    assert len(drawn.bars) == DAYS
    for bar in drawn.bars:
        assert 0 <= bar.x <= WIDTH - drawn.bar
        assert bar.y >= 0
        assert bar.height > 10 if bar.learned else bar.height == 4, "seen to be a day of learning"
        assert bar.y + bar.height == drawn.floor <= HEIGHT
    assert sum(week.lessons for week in drawn.weeks) == drawn.lessons
    assert sum(week.days for week in drawn.weeks) == drawn.days
    assert drawn.lessons == sum(n for day, n in lessons.items() if day > TODAY - 28 * DAY)
