"""ISO durations as reminders are written."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.durations import duration_text, parse_duration


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("P7D", timedelta(days=7)),
        ("P2W", timedelta(weeks=2)),
        ("PT3H", timedelta(hours=3)),
        ("PT90M", timedelta(minutes=90)),
        ("P1DT12H30M", timedelta(days=1, hours=12, minutes=30)),
        ("PT0M", timedelta(0)),
    ],
)
def test_read(text: str, duration: timedelta) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P7", "7D", "P1DT", "p7d", "P1M", "P1Y", "PT3S", "-P7D", "P1.5D", "PT3", " P7D"],
)  # fmt: skip
def test_refused(text: str) -> None:
    assert parse_duration(text) is None


@given(st.integers(0, 999 * 24 * 60))
def test_what_is_written_is_read_again(minutes: int) -> None:
    duration = timedelta(minutes=minutes)
    assert parse_duration(duration_text(duration)) == duration


@pytest.mark.parametrize("text", ["P7D", "PT3H", "P1DT12H", "PT30M"])
def test_the_usual_forms_stay_as_they_are(text: str) -> None:
    duration = parse_duration(text)
    assert duration is not None
    assert duration_text(duration) == text
