"""The month's preview: what is stored as it is stored, what is not as it will be given."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.clock import FrozenClock
from bot.commands_reach import month_lines
from bot.delivery.masses.budget import MassRules
from bot.delivery.month_page import NO_ACCOUNT, calendar
from bot.delivery.month_preview import AccountMonth, Entry, Mark, preview, span_of
from bot.domain.delivery import Kind
from bot.domain.errors import InputError
from bot.ports import MassWay
from bot.store.db import Database
from bot.store.reach.outcomes import GroupShare
from schedules.masses import MassPlanner
from tests.delivery.owing import OFFICIAL, QUIET, group
from tests.reach.crowd import followers, joined
from tests.schedules.contest import COHORT, COMPETITION, OPENS, take_in

RULES = MassRules(MassWay.PEOPLE, time(19), "sunday", "Asia/Shanghai", QUIET)
NOW = OPENS
"""The first of December, 09:00 in Shanghai."""


def at(day: int, hour: int = 19) -> datetime:
    """A time in Shanghai in that December."""
    return datetime(2026, 12, day, hour, tzinfo=UTC) - timedelta(hours=8)


async def the_month(db: Database, month: str = "2026-12", now: datetime = NOW) -> AccountMonth:
    async with db.connection() as conn:
        (found,) = await preview(conn, {OFFICIAL: RULES}, month, now)
    return found


async def stored(
    db: Database, subject: str, due: datetime, state: str, reason: str, kind: str = "news"
) -> int:
    """A mass message; returns the row."""
    async with db.connection() as conn:
        row: int = await conn.fetchval(
            """
            insert into mass_message (account, kind, subject, occurrence, due, state, reason, planned_at, began_at)
            values ($1, $2, $3, 'once', $4::timestamptz, $5::text, $6, $4, case when $5 in ('done', 'sending') then $4 end) returning id
            """,
            OFFICIAL,
            kind,
            subject,
            due,
            state,
            reason,
        )
    return row


async def a_busy_month(db: Database) -> None:
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into announcement (key, title, text, organiser, link, due, expires, urgent, content_hash, approved_by, imported_at)
            values ('fair', '庙会', '', '', '', $1, $1, false, '', '', $1)
            """,
            NOW - timedelta(days=1),
        )
    gone = await stored(db, "fair", at(1, 8), "done", "goes out on the day the organiser chose")
    await stored(db, "2026-W50", at(13), "planned", "goes out as the weekly digest", "digest")
    await stored(db, "late", at(13), "dropped", "the four mass messages of the month are given")
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into mass_part (mass_id, state, receivers, next_try, reserved_at, total, sent, filtered, failed)
            select $1::bigint, 'done', n, $2::timestamptz, $2, n, n - 10, 8, 2 from unnest('{100, 50}'::int[]) as n
            union all select $1, 'failed', 7, $2, $2, null, null, null, null
            """,
            gone,
            at(1),
        )


async def test_what_is_stored_is_told_as_it_is(db: Database) -> None:
    await a_busy_month(db)
    people = await followers(db, 240)
    await joined(db, await group(db, COHORT.platform_id, OFFICIAL), people[:120])
    found = await the_month(db)
    told = [one for one in found.entries if one.kind is Kind.NEWS or one.day == at(13).date()]
    assert [(one.subject, one.mark) for one in told] == [
        ("fair", Mark.GONE),
        ("2026-W50", Mark.PLANNED),
        ("late", Mark.NOT),
    ]
    assert (told[0].title, told[0].sums) == ("庙会", told[0].sums)
    assert told[0].sums is not None
    assert (told[0].sums.receivers, told[0].sums.sent) == (150, 130)
    group_share, everybody = found.shares
    assert (group_share.group, everybody.group) == ("class-7", "")
    gone = sum(1 for n in range(1, 241) if n % 31 == 0)
    assert sum(everybody.people) == 240 - gone
    none = sum(1 for n in range(1, 241) if n % 31 and (n % 4 == 3 or n // 3 % 6 == 0))
    assert everybody.people[0] == none
    assert everybody.most == 4


async def test_what_is_not_stored_yet_is_told_as_planning_will_give_it(db: Database) -> None:
    await joined(db, await group(db, COHORT.platform_id, OFFICIAL), await followers(db, 100))
    await take_in(db, COMPETITION, NOW)
    before = await the_month(db)
    assert ("law", Mark.PLANNED, at(1)) in [(e.subject, e.mark, e.at) for e in before.entries]
    planner = MassPlanner(
        db, {OFFICIAL: RULES}, FrozenClock(NOW), lambda: None, zone="Asia/Shanghai"
    )
    assert await planner.turns() > 3
    after = await the_month(db)
    assert before == after
    assert {one.kind for one in after.entries} == {Kind.ANNOUNCEMENT, Kind.DIGEST}


async def test_a_later_month_has_the_digests_to_come(db: Database) -> None:
    planner = MassPlanner(
        db, {OFFICIAL: RULES}, FrozenClock(NOW), lambda: None, zone="Asia/Shanghai"
    )
    await planner.turns()
    later = await the_month(db, "2027-01")
    assert [one.day.day for one in later.entries] == [3, 10, 17, 24, 31]
    assert later.shares == ()


async def test_the_page_says_it_at_a_glance(db: Database) -> None:
    await a_busy_month(db)
    await followers(db, 240)
    rules = {OFFICIAL: replace(RULES, digest="")}
    said = await month_lines(db, FrozenClock(NOW), rules)
    assert said[0] == "city-wechat, December 2026: 1 gone out, 1 planned, 1 not going out."
    page = "\n".join(said)
    assert "     7      8      9     10     11     12     13○×" in page
    assert "● gone out   ○ planned   × not going out" in page
    assert (
        "●   Tue  1 08:00   news     庙会       130 of 150 got it, 16 were filtered, 4 failed"
        in page
    )
    assert "the four mass messages of the month are given" in page
    row = next(line for line in said if "all followers" in line)
    assert "nothing is left for some" in row


async def test_a_program_reads_the_same(db: Database) -> None:
    await a_busy_month(db)
    (said,) = await month_lines(
        db, FrozenClock(NOW), {OFFICIAL: replace(RULES, digest="")}, as_json=True
    )
    (told,) = json.loads(said)
    assert [one["mark"] for one in told["entries"]] == ["gone out", "planned", "not going out"]
    assert told["entries"][0]["sums"]["filtered"] == 16


async def test_bad_words_are_refused_in_a_sentence(db: Database) -> None:
    clock = FrozenClock(NOW)
    with pytest.raises(InputError, match="is no month"):
        await month_lines(db, clock, {OFFICIAL: RULES}, month="December")
    with pytest.raises(InputError, match="may not send mass messages"):
        await month_lines(db, clock, {OFFICIAL: RULES}, account="city")
    assert await month_lines(db, clock, {}) == [NO_ACCOUNT]


def test_a_day_with_many_shows_that_there_are_more() -> None:
    entries = tuple(Entry(at(6), Kind.NEWS, str(n), "", Mark.PLANNED, "") for n in range(5))
    month = AccountMonth(OFFICIAL, "tag", "2026-12", entries, ())
    assert any(line.rstrip().endswith("6○○+") for line in calendar(month))


def test_a_month_is_beijings() -> None:
    assert span_of("2026-12") == (
        datetime(2026, 11, 30, 16, tzinfo=UTC),
        datetime(2026, 12, 31, 16, tzinfo=UTC),
    )


def test_the_most_that_any_member_had() -> None:
    assert GroupShare("a", "g", "", (5, 0, 2, 0, 0)).most == 2
    assert GroupShare("a", "g", "", (0, 0, 0, 0, 0)).most == 0
