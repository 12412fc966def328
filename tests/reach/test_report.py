"""The report adds up to all for whom something was planned, and says what differs in words."""

import json
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import FrozenClock
from bot.commands_reach import report_lines
from bot.delivery.reach_report import Report, Way, in_words, reports
from bot.domain.delivery import Kind
from bot.domain.errors import InputError
from bot.store import deliveries
from bot.store.db import Database
from bot.store.reach import forecasts
from bot.store.reach import outcomes as reach_outcomes
from bot.store.reach.forecasts import About, Forecast
from bot.store.reach.outcomes import Outcome
from schedules.forecasting import Forecaster
from tests.delivery.owing import OFFICIAL, learner, rows
from tests.reach.crowd import MORNING, followers, learning, world
from tests.reach.events import happens, mass_turn
from tests.schedules.contest import OPENS

HALF_PAST_SEVEN = MORNING - timedelta(minutes=90)
SHANGHAI = ZoneInfo("Asia/Shanghai")
ONCE = About(Kind.ANNOUNCEMENT, "law", "once")
HERE = 3000 - sum(n % 31 == 0 == n % 13 for n in range(1, 3001))
"""Of the crowd; who left and is reached by Telegram is counted there."""
QUOTAS = {(OFFICIAL, "customer"): 150, (OFFICIAL, "template"): 260}


def forecast(*counts: tuple[str, str, int]) -> Forecast:
    people = sum(count for _, _, count in counts)
    return Forecast("official", ONCE, OPENS, OPENS, OPENS, people, counts)


def outcome(state: str, people: int, rung: str = "", reason: str = "") -> Outcome:
    return Outcome("official", "once", state, rung, reason, people)


async def of_law(db: Database) -> Report:
    async with db.connection() as conn:
        made = await forecasts.of_subject(conn, Kind.ANNOUNCEMENT, "law")
        came = await reach_outcomes.outcomes(conn, Kind.ANNOUNCEMENT, "law")
        parts = await reach_outcomes.mass_parts(conn, Kind.ANNOUNCEMENT, "law")
    (found,) = (one for one in reports([ONCE], made, came, parts) if one.account == OFFICIAL)
    return found


async def counted(db: Database) -> None:
    forecaster = Forecaster(db, FrozenClock(OPENS - timedelta(minutes=5)), world(QUOTAS), SHANGHAI)
    assert await forecaster.subjects() == 1


async def test_when_nothing_happens_meanwhile_every_line_is_as_forecast(
    db: Database, crowd: list[int]
) -> None:
    await mass_turn(db, OPENS + timedelta(hours=10))
    await counted(db)
    await happens(db, OPENS, world(QUOTAS), timedelta(minutes=1))
    report = await of_law(db)
    assert {line.difference for line in report.lines} == {"as forecast"}
    assert sum(line.came for line in report.lines) == report.planned == HERE
    assert report.joined == "As many were planned as were forecast."
    for line in report.lines:
        assert not line.details or sum(one.came for one in line.details) == line.came
        assert all(one.forecast in {None, one.came} for one in line.details)


async def test_what_differs_is_said_in_words_and_adds_up(db: Database, crowd: list[int]) -> None:
    """Sixty fetch it themselves, forty write before it goes out, and seven join after counting."""
    await mass_turn(db, OPENS + timedelta(hours=10))
    await counted(db)
    before = await rows(
        db,
        "select learner_id from address where channel = 'wechat' and message_window_left = 0 and muted_until is null"
        " and state = 'active' and notices = '{}' and click_window_left = 0 order by id",
    )
    quiet = [row["learner_id"] for row in before]
    async with db.transaction() as conn:
        await conn.execute(
            "update address set message_window_left = 5, message_window_until = $2 where learner_id = any($1)",
            quiet[:40],
            OPENS + timedelta(hours=40),
        )
        late = [await learner(db, f"{OFFICIAL}:late{n}") for n in range(7)]
        await conn.execute(
            "insert into group_member (group_id, learner_id, joined_at) select id, unnest($1::bigint[]), $2 from chat_group where platform_id = 'class-7'",
            late,
            OPENS,
        )
    await happens(db, OPENS, world(), timedelta(minutes=1))
    async with db.transaction() as conn:
        held = await conn.fetch(
            "select id from delivery_held where part_id is null order by id limit 60"
        )
        for row in held:
            await deliveries.end_held(conn, row["id"], "sent", reason="handed over", now=OPENS)
    report = await of_law(db)
    lines = {line.way: line for line in report.lines}
    assert sum(line.came for line in report.lines) == report.planned == HERE + 7
    assert report.joined.startswith("7 more were planned than were forecast")
    assert (lines[Way.REPLY].forecast, lines[Way.REPLY].came) == (0, 60)
    assert lines[Way.REPLY].difference == "60 more came by themselves and had it with a reply"
    assert lines[Way.CUSTOMER].difference.split()[1] == "more"
    assert sum(line.came - (line.forecast or 0) for line in report.lines) == 7


async def test_parts_of_a_mass_message_are_told_with_the_platforms_counts(
    db: Database, crowd: list[int]
) -> None:
    await mass_turn(db, OPENS + timedelta(hours=10))
    await counted(db)
    await happens(db, OPENS, world(QUOTAS), timedelta(minutes=1))
    waiting = next(one for one in (await of_law(db)).lines if one.way is Way.MASS).came
    assert waiting > 500
    async with db.transaction() as conn:
        part = await conn.fetchval(
            """
            insert into mass_part (mass_id, state, receivers, next_try, reserved_at, submitted_at, status, total, sent, filtered, failed)
            select id, 'done', 300, $1, $1, $1, 'send success', 300, 290, 8, 2 from mass_message returning id
            """,
            OPENS + timedelta(hours=10),
        )
        await conn.execute(
            "update delivery_held set part_id = $1 where id in (select id from delivery_held"
            " where reason like '%waits for its mass message' order by id limit 300)",
            part,
        )
    report = await of_law(db)
    mass = next(one for one in report.lines if one.way is Way.MASS)
    assert mass.came == waiting
    assert {one.reason: one.came for one in mass.details} == {
        "in a call that is on its way": 300,
        "waits for its turn": waiting - 300,
    }
    said = "\n".join(await report_lines(db, SHANGHAI, "announcement", "law"))
    row = next(line.split() for line in said.splitlines() if line.endswith("send success"))
    assert row == ["1", "2026-12-01", "19:00", "300", "290", "8", "2", "send", "success"]
    assert f"{waiting:,} wait for a mass message" in said


async def test_a_lesson_day_counts_those_who_fetched_it(db: Database) -> None:
    """Twenty fetch it over breakfast, before their time; it is counted with the day's others."""
    people = await followers(db, 600, at=HALF_PAST_SEVEN)
    await learning(db, people, HALF_PAST_SEVEN)
    clock = FrozenClock(HALF_PAST_SEVEN - timedelta(hours=3))
    assert await Forecaster(db, clock, world(), SHANGHAI).lessons() == 1
    early = [person for n, person in enumerate(people, 1) if n % 23 and n % 29 and n % 31][:20]
    for person in early:
        async with db.transaction() as conn:
            await deliveries.note_pulled(
                conn, person, Kind.LESSON, "course", on=date(2026, 12, 1), lane=OFFICIAL,
                now=HALF_PAST_SEVEN - timedelta(hours=1), detail={},
            )  # fmt: skip
    await happens(db, HALF_PAST_SEVEN, world(), timedelta(hours=6))
    async with db.connection() as conn:
        made = await forecasts.of_subject(conn, Kind.LESSON, "", "2026-12-01")
        came = await reach_outcomes.outcomes(conn, Kind.LESSON, "", "2026-12-01")
    about = About(Kind.LESSON, "", "2026-12-01")
    (report,) = (one for one in reports([about], made, came) if one.account == OFFICIAL)
    lines = {line.way: line for line in report.lines}
    assert lines[Way.REPLY].came == 20
    assert report.joined == "As many were planned as were forecast."
    assert sum(line.came - (line.forecast or 0) for line in report.lines) == 0
    assert sum(line.came for line in report.lines) == report.planned
    said = await report_lines(db, SHANGHAI, "lesson", "2026-12-01")
    assert said[0] == "Lessons of 2026-12-01"
    assert any("were left out: the learner has paused" in line for line in said)


async def test_a_programs_report_holds_the_same(db: Database, crowd: list[int]) -> None:
    await counted(db)
    await happens(db, OPENS, world(QUOTAS), timedelta(minutes=1))
    (said,) = await report_lines(db, SHANGHAI, "announcement", "law", as_json=True)
    told = {one["account"]: one for one in json.loads(said)}
    assert told[OFFICIAL]["planned"] == HERE == sum(x["came"] for x in told[OFFICIAL]["lines"])
    assert told["city"]["planned"] == 1 + 3000 - HERE


async def test_what_is_unknown_is_said_so(db: Database) -> None:
    assert (await report_lines(db, SHANGHAI, "news", "fair"))[0].startswith("Nothing is known")
    with pytest.raises(InputError, match="no report on"):
        await report_lines(db, SHANGHAI, "reply", "x")
    with pytest.raises(InputError, match="is no day"):
        await report_lines(db, SHANGHAI, "lesson", "tomorrow")


def test_a_lesson_days_left_out_are_no_difference() -> None:
    made = forecast(
        ("customer", "a window is open", 10), ("none", "not planned: the learner has paused", 4)
    )
    (report,) = reports([ONCE], [made], [outcome("sent", 10, "customer")])
    assert report.left_out == (("the learner has paused", 4),)
    assert [(x.way, x.difference) for x in report.lines] == [(Way.CUSTOMER, "as forecast")]
    assert report.joined == "As many were planned as were forecast."


def test_every_outcome_is_in_one_line() -> None:
    came = [
        outcome("sent", 1, "send"),
        outcome("sent", 2, "mass"),
        outcome("sent", 4, "reply"),
        outcome("held", 8, reason="no consent left; waits for the next contact"),
        outcome("held", 16, reason="no consent left; waits for its mass message"),
        outcome("held", 32, "mass", "no consent left; waits for its mass message"),
        outcome("expired", 64, reason="the learner wants no messages"),
        outcome("failed", 128, reason="no address is left"),
        outcome("open", 256),
    ]
    (report,) = reports([ONCE], [], came)
    assert {line.way: line.came for line in report.lines} == {
        Way.SEND: 1,
        Way.MASS: 2 + 16 + 32,
        Way.REPLY: 4,
        Way.HELD: 8,
        Way.NOT_REACHED: 64 + 128,
        Way.OPEN: 256,
    }
    assert report.planned == 511
    assert all(line.forecast is None and line.difference == "" for line in report.lines)


@pytest.mark.parametrize("way", list(Way))
def test_every_line_has_words_for_more_and_for_fewer(way: Way) -> None:
    assert in_words(way, 7, 7) == "as forecast"
    assert in_words(way, 1419, 7).startswith("1,412 ")
    assert in_words(way, 7, 10).startswith("3 fewer")
    assert in_words(way, 1419, 7) != in_words(way, 7, 1419)
