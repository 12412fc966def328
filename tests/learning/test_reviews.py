"""When a question comes back: sooner after a wrong answer, later after each right one."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.learning.reviews import LONGEST_DAYS, answered_on, review

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def answer(
    card: dict[str, Any] | None, right: bool, on: date = DAY, *, second_try: bool = False
) -> tuple[dict[str, Any], date]:
    at = NOW + (on - DAY)
    return review(card, right, at, on, second_try=second_try)


def gaps_of(*answers: bool) -> list[int]:
    """Days from each answer, given on the day it was due, to the next."""
    card, on, gaps = None, DAY, []
    for right in answers:
        card, due = answer(card, right, on)
        gaps.append((due - on).days)
        on = due
    return gaps


def test_right_answers_come_back_after_2_11_and_46_days() -> None:
    assert gaps_of(True, True, True, True) == [2, 11, 46, LONGEST_DAYS]


def test_a_wrong_answer_comes_back_tomorrow_and_then_after_2_and_6_days() -> None:
    assert gaps_of(False, True, True) == [1, 2, 6]


def test_a_wrong_answer_comes_back_sooner_than_a_right_one() -> None:
    card, due = answer(None, True)
    _, after_right = answer(card, True, due)
    _, after_wrong = answer(card, False, due)
    assert due < after_wrong < after_right


def test_a_second_try_on_the_same_day_is_weaker_than_a_right_answer() -> None:
    card, _ = answer(None, False)
    tried, _ = answer(card, True, second_try=True)
    good, _ = answer(card, True)
    assert tried["stability"] < good["stability"]
    assert (
        answer(tried, True, DAY + timedelta(days=1))[1]
        <= answer(good, True, DAY + timedelta(days=1))[1]
    )


def test_the_hour_of_the_day_does_not_count() -> None:
    """An evening's answer and the next morning's review are a whole day apart."""
    evening, _ = review(None, True, NOW + timedelta(hours=12), DAY)
    morning, _ = review(None, True, NOW, DAY)
    later = DAY + timedelta(days=2)
    assert (
        review(evening, True, NOW + timedelta(hours=40), later)[1]
        == review(morning, True, NOW + timedelta(hours=55), later)[1]
        == later + timedelta(days=11)
    )


def test_a_card_tells_its_day_and_the_same_answers_give_the_same_card() -> None:
    card, due = answer(None, False)
    assert answered_on(card) == DAY
    assert answered_on({}) is None
    assert (card, due) == answer(None, False)
