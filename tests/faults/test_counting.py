"""The counting finds what a broken engine would do: a test that uses it can fail."""

from collections import Counter

from tests.faults.bot_api import Chat
from tests.faults.counting import count

A, B, C = ("101", 1), ("101", 2), ("102", 1)
OWED = [A, B, C]


def test_all_once_is_right() -> None:
    totals = count(OWED, Counter(OWED))
    assert totals.faults() == []
    assert totals.line(1.23) == (
        "3 owed, 3 sent once, 0 more than once (in flight at a kill: 0), 0 lost; 1.2 s"
    )


def test_a_lost_one_is_found() -> None:
    totals = count(OWED, Counter([A, C]))
    assert (totals.once, totals.faults()) == (2, ["1 got nothing, the first ('101', 2)"])


def test_one_too_many_is_found() -> None:
    totals = count(OWED, Counter([A, B, B, C]))
    assert (totals.once, totals.faults()) == (2, ["1 got it too often, the first ('101', 2)"])


def test_a_double_is_right_only_for_what_was_in_flight_and_only_as_often() -> None:
    accepted = Counter([A, B, B, B, C, C])
    in_flight: Counter[Chat] = Counter({B: 1, C: 1})
    assert count(OWED, accepted, in_flight).faults() == [
        "1 got it too often, the first ('101', 2)"
    ]
    in_flight[B] = 2
    assert count(OWED, accepted, in_flight).faults() == []
    assert count(OWED, accepted, Counter({A: 5})).faults() == [
        "2 got it too often, the first ('101', 2)"
    ]


def test_the_same_chat_of_another_bot_is_another_chat() -> None:
    totals = count([A, B], Counter([A, B, C]))
    assert totals.faults() == ["1 got what was not owed to them"]
