"""When a question comes back: sooner after a wrong answer, later after each right one."""

from datetime import UTC, datetime, timedelta

from bot.learning.reviews import LONGEST_DAYS, review

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_right_answers_come_back_ever_later_up_to_a_limit() -> None:
    card, due = review(None, True, NOW)
    gaps = [due - NOW]
    for _ in range(6):
        at = due
        card, due = review(card, True, at)
        gaps.append(due - at)
    assert gaps == sorted(gaps)
    assert gaps[0] >= timedelta(days=1)
    assert gaps[-1] == timedelta(days=LONGEST_DAYS)


def test_a_wrong_answer_comes_back_sooner_than_a_right_one() -> None:
    card, due = review(None, True, NOW)
    _, after_right = review(card, True, due)
    _, after_wrong = review(card, False, due)
    assert due < after_wrong < after_right


def test_the_same_answers_give_the_same_card() -> None:
    assert review(None, False, NOW) == review(None, False, NOW)
