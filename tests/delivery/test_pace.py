"""Resting accounts, turns, and what is said of faults."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from bot.delivery.faults import SaidOnce, fault
from bot.delivery.pace import TURNS_A_SECOND, Pace

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_an_account_rests_until_its_time() -> None:
    pace = Pace()
    pace.rest("city", NOW + 5 * SECOND)
    pace.rest("city", NOW + 2 * SECOND)
    assert pace.resting(NOW) == {"city"}
    assert pace.resting(NOW + 4 * SECOND) == {"city"}
    assert pace.resting(NOW + 5 * SECOND) == set()


def test_turns_spread_a_batch_and_never_lie_in_the_past() -> None:
    pace = Pace()
    pace.rest("city", NOW + SECOND)
    turns = [pace.turn("city", "lesson", NOW) for _ in range(3 * TURNS_A_SECOND)]
    assert turns == sorted(set(turns))
    assert turns[0] > NOW + SECOND
    assert turns[-1] - turns[0] < 3 * SECOND
    later = NOW + timedelta(hours=1)
    assert later < pace.turn("city", "lesson", later) < later + SECOND


def test_a_reply_is_not_put_behind_the_lessons() -> None:
    pace = Pace()
    for _ in range(1000):
        pace.turn("city", "lesson", NOW)
    assert pace.turn("city", "reply", NOW) < NOW + SECOND
    assert pace.turn("other", "lesson", NOW) < NOW + SECOND


def test_a_fault_is_named_by_kind_and_place_never_by_its_words() -> None:
    with pytest.raises(KeyError) as caught:
        dict[str, int]()["oSecretPlatformId"]
    words = fault(caught.value)
    assert words.startswith("KeyError at test_pace.py:")
    assert "oSecret" not in words
    assert fault(asyncpg.DataError("a row")) == "DataError"


def test_a_fault_is_said_once_until_it_went_well() -> None:
    said = SaidOnce()
    assert said.is_new("lesson", "KeyError")
    assert not said.is_new("lesson", "KeyError")
    assert said.is_new("reply", "KeyError")
    assert said.is_new("lesson", "TypeError")
    said.went_well("lesson")
    assert said.is_new("lesson", "KeyError")
