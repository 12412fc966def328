"""Daily slots: no day is skipped or doubled, whatever the zone and the times."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.learning.day import learner_day
from bot.store.db import Database, Row
from bot.store.planning.lessons import plan_lessons
from bot.store.planning.pacing import Pacing

ZONES = [
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Asia/Kathmandu",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Santiago",  # clocks change at midnight
    "America/St_Johns",
    "Australia/Lord_Howe",  # by half an hour
    "Antarctica/Troll",  # by two hours
    "Africa/Casablanca",  # twice around Ramadan
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "UTC",
]
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
BREAKS = st.lists(MINUTES, min_size=1, max_size=4)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bounds without a zone
WALK = 40

WALKED = """
with recursive walk as (
  select due, occurrence, 1 as n from next_slot($1, $2, $3)
  union all
  select s.due, s.occurrence, n + 1 from walk, lateral next_slot(walk.due, $2, $3) s where n < $4
)
select w.due, w.occurrence, at.due as at_due, at.occurrence as at_occurrence, before.due as before_due
from walk w, lateral latest_slot(w.due, $2, $3) at,
  lateral latest_slot(w.due - interval '1 microsecond', $2, $3) before
order by n
"""

on_the_database = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


async def walk(db: Database, after: datetime, zone: str, times: list[time]) -> list[Row]:
    async with db.connection() as conn:
        return await conn.fetch(WALKED, after, zone, times, WALK)


def day_of(occurrence: str) -> date:
    return date.fromisoformat(occurrence.partition("#")[0])


@on_the_database
@given(after=MOMENTS, zone=st.sampled_from(ZONES), times=BREAKS)
@example(datetime(2026, 3, 28, 12, tzinfo=UTC), "Europe/Berlin", [time(2, 30)])
@example(datetime(2026, 10, 24, 12, tzinfo=UTC), "Europe/Berlin", [time(2, 30), time(4, 0)])
@example(datetime(2026, 9, 5, 12, tzinfo=UTC), "America/Santiago", [time(0, 0), time(23, 59)])
async def test_slots_go_on_day_by_day(
    db: Database, after: datetime, zone: str, times: list[time]
) -> None:
    slots = await walk(db, after, zone, times)
    assert len(slots) == WALK
    dues = [slot["due"] for slot in slots]
    assert dues[0] > after, "a slot in the past is never the next one"
    assert all(one < two for one, two in pairwise(dues))
    occurrences = [slot["occurrence"] for slot in slots]
    assert len(set(occurrences)) == WALK, "no occurrence twice"
    each = Counter(day_of(one) for one in occurrences)
    days = sorted(each)
    assert all(two - one == timedelta(days=1) for one, two in pairwise(days)), "no day skipped"
    breaks = len(set(times))
    assert all(count <= breaks for count in each.values())
    # Where clocks go forward two breaks may fall on one instant; else each day has all of them.
    assert sum(1 for day in days[1:-1] if each[day] < breaks) <= 1
    for slot in slots:
        assert slot["at_due"] == slot["due"], "a slot has come at its very instant"
        assert slot["before_due"] < slot["due"]
    assert [slot["before_due"] for slot in slots[1:]] == dues[:-1]


@on_the_database
@given(after=MOMENTS, times=BREAKS)
async def test_an_occurrence_is_the_learners_day_and_the_number_of_its_break(
    db: Database, after: datetime, times: list[time]
) -> None:
    zone = "Asia/Shanghai"
    for slot in await walk(db, after, zone, times):
        day, _, number = slot["occurrence"].partition("#")
        assert day == learner_day(slot["due"], zone).isoformat()
        in_order = sorted(set(times), key=lambda t: (t < time(4), t))
        expected = in_order[int(number or 1) - 1]
        assert slot["due"].astimezone(ZoneInfo(zone)).time() == expected


async def test_breaks_are_numbered_as_they_come_however_they_were_given(db: Database) -> None:
    noon = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    given = [time(20), time(2, 30), time(9), time(9)]
    slots = await walk(db, noon, "Asia/Shanghai", given)
    local = [
        (slot["occurrence"], slot["due"].astimezone(ZoneInfo("Asia/Shanghai")).isoformat()[5:16])
        for slot in slots[:4]
    ]
    assert local == [
        ("2026-11-23#2", "11-23T20:00"),
        ("2026-11-23#3", "11-24T02:30"),
        ("2026-11-24", "11-24T09:00"),
        ("2026-11-24#2", "11-24T20:00"),
    ]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # 02:30 does not exist on 29 March 2026 in Berlin: it comes an hour later.
        (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        # 02:30 comes twice on 25 October 2026: it counts once.
        (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
async def test_where_clocks_change(db: Database, moment: datetime, expected: datetime) -> None:
    slots = await walk(db, moment, "Europe/Berlin", [time(2, 30)])
    assert slots[0]["due"] == expected
    assert slots[1]["due"] > expected + timedelta(hours=22)


ALL_RHYTHMS = """
with person as (
  insert into learner (key, state, zone, times, created_at)
  select gen_random_uuid(), 'active', zone, times, $1::timestamptz
  from unnest($2::text[]) as zone, unnest($3::text[]) as t (written), lateral (select written::time[] as times) w
  returning id
), reached as (
  insert into address (learner_id, account, channel, platform_id, created_at)
  select id, 'city', 'telegram', id::text, $1 from person
)
insert into lesson_turn (learner_id, course_key, active, next_due)
select id, 'course', true, $1::timestamptz - interval '3 days' from person
"""
EACH_ALONE = """
select l.zone, l.times, d.due, d.occurrence, d.expires, t.next_due, t.planned,
  past.due as slot, past.occurrence as slot_occurrence, ahead.due as ahead
from learner l join lesson_turn t on t.learner_id = l.id left join delivery d on d.learner_id = l.id
cross join lateral latest_slot($1, l.zone, l.times) past cross join lateral next_slot($1, l.zone, l.times) ahead
"""


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 23, 23, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),  # clocks go forward in Europe
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # and back
        datetime(2026, 11, 1, 7, 30, tzinfo=UTC),  # and back in America
    ],
)
async def test_a_batch_of_many_rhythms_gives_each_learner_his_own_slot(
    db: Database, now: datetime
) -> None:
    written = ["{07:30}", "{02:30}", "{03:59,04:00}", "{20:00,02:30,09:00,09:00}", "{00:00,23:59}"]
    async with db.transaction() as conn:
        await conn.execute("insert into course (key) values ('course')")
        await conn.execute(ALL_RHYTHMS, now, ZONES, written)
        people = len(ZONES) * len(written)
        assert (
            await plan_lessons(conn, now, 1000, Pacing(tolerance=timedelta(0)))
        ).turns == people
        found = await conn.fetch(EACH_ALONE, now)
    assert len(found) == people
    for row in found:
        rhythm = (row["zone"], row["times"])
        assert (row["due"], row["occurrence"]) == (row["slot"], row["slot_occurrence"]), rhythm
        assert row["expires"] == row["next_due"] == row["ahead"], rhythm
        assert row["planned"] == [row["occurrence"]], rhythm
