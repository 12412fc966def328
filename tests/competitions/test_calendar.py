"""Events written and read back, whatever people call their competitions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.competitions.telling.calendar import House, calendar, events
from bot.domain.competitions import Category, Competition, Stage, StageKind
from bot.domain.names import clean_name
from bot.texts.catalogue import texts

NOW = datetime(2026, 12, 1, 1, tzinfo=UTC)
STAGE = Stage("final", StageKind.LIVE, NOW, NOW + timedelta(hours=2), title="决赛")
CONTEST = Competition("law", "赛", Category.OTHER, "馆", "", (), (STAGE,), (), revision=7)
HOUSE = House("yike.example.org", "Asia/Shanghai")
ZONES = st.sampled_from(["", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"])


@given(st.text(max_size=200), st.text(max_size=80), st.text(max_size=80), ZONES)
def test_what_is_written_is_read_back(title: str, place: str, reason: str, zone: str) -> None:
    contest = replace(
        CONTEST,
        title=title,
        zone=zone,
        contact=reason,
        stages=(replace(STAGE, place=place),),
    )
    t = texts("zh-Hans")
    body = calendar([events(contest, NOW, HOUSE, t)], [HOUSE.zone_of(contest)], "日期")
    lines = body.split(b"\r\n")
    assert max(map(len, lines)) <= 74
    assert all(line.decode("utf-8").isprintable() for line in lines)
    parsed: Any = Calendar.from_ical(body)
    [event] = parsed.walk("VEVENT")
    assert event["SUMMARY"] == clean_name(f"《{title}》决赛", 300)
    assert event.get("LOCATION", "") == clean_name(place, 300)
    assert event["UID"] == "law/final@yike.example.org"
    assert event["DTSTART"].dt == STAGE.opens
    assert [one["TZID"] for one in parsed.walk("VTIMEZONE")] == [HOUSE.zone_of(contest)]
    again = calendar([events(contest, NOW, HOUSE, t)], [HOUSE.zone_of(contest)], "日期")
    assert again == body, "the same words are the same bytes"


def test_a_calendar_without_dates_yet_holds_a_zone() -> None:
    parsed: Any = Calendar.from_ical(calendar([], [], "日期"))
    assert [one.name for one in parsed.subcomponents] == ["VTIMEZONE"], "RFC 5545, section 3.6"
