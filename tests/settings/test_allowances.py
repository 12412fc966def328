"""What an account may send as its settings say."""

import pytest

from bot.allowances import pacing_of
from bot.config import check

BOT = {"name": "city", "token": "42:abc", "mode": "polling"}


@pytest.mark.parametrize(
    ("bot", "pace"),
    [
        ({"quizzes": "buttons"}, 21.0),
        ({"quizzes": "native"}, 10.5),
        ({}, 10.5),
        ({"quizzes": "native", "rate": 10}, 3.75),
        ({"quizzes": "buttons", "bulk_rate": 0}, 22.5),
    ],
)
def test_lessons_of_two_messages_are_planned_at_half_the_pace(
    bot: dict[str, object], pace: float
) -> None:
    """A native quiz is a message of its own, and what planning fills are messages."""
    assert pacing_of(check({"telegram": [BOT | bot]})).paces == {"city": pace}


def test_an_account_without_a_rate_has_no_pace_of_its_own() -> None:
    assert pacing_of(check({"telegram": [BOT | {"rate": 0, "paid_broadcast": True}]})).paces == {}
