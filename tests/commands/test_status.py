"""What status finds in the tables, to the number; and what it makes of it in words."""

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import FrozenClock
from bot.commands_deliveries import status_lines
from bot.delivery.outcomes import SENTENCES
from bot.delivery.status import Class, classify, punctuality, status
from bot.delivery.status_page import NOTHING
from bot.domain.delivery import Result
from bot.store.db import Database
from bot.store.delivery_reports import counts
from tests.commands.owed import NOON, held, past, people, planned, seconds

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)


async def lines(db: Database, *accounts: str, as_json: bool = False) -> list[str]:
    clock = FrozenClock(NOON)
    return await status_lines(db, clock, accounts or ("city",), SHANGHAI, as_json=as_json)


async def text(db: Database, *accounts: str) -> str:
    return "\n".join(await lines(db, *accounts))


async def test_an_empty_house_is_one_friendly_line(db: Database) -> None:
    assert await lines(db) == [NOTHING]


async def test_what_is_open_is_counted_by_account_and_kind(db: Database) -> None:
    learners = await people(db, 12)
    await planned(db, learners[:3], due=NOON - 12 * MINUTE)
    await planned(db, learners[3:5], due=NOON - MINUTE)
    await planned(db, learners[5:6], next_try=NOON + 20 * MINUTE, uncertain=True)
    await planned(db, learners[6:8], state="claimed", due=NOON - 30 * MINUTE)
    await held(db, learners[8:])
    await held(db, learners, lane="village", kind="reminder")
    async with db.connection() as conn:
        city, village = (await status(conn, NOON)).open
    assert (city.account, city.kind, city.waiting, city.put_off) == ("city", "lesson", 5, 1)
    assert (city.in_flight, city.held, city.uncertain) == (2, 4, 1)
    assert (city.ready_since, city.next_try) == (NOON - 12 * MINUTE, NOON + 20 * MINUTE)
    assert city.oldest_due == NOON - 30 * MINUTE
    assert (village.kind, village.waiting, village.held) == ("reminder", 0, 12)
    said = await text(db, "city", "village")
    assert "6 owed, 2 in flight, 16 held in inboxes" in said
    row = next(line.split() for line in said.splitlines() if line.startswith("  city     lesson"))
    assert row == ["city", "lesson", "5", "12", "min", "1", "12:20", "2", "4"]
    assert "1 may have arrived already" in said


async def test_what_was_sent_is_told_by_the_minute(db: Database) -> None:
    learners = await people(db, 60)
    await past(db, learners[:10], due=NOON - 2 * MINUTE)
    await past(db, learners[:50], due=NOON - 20 * MINUTE)
    await past(db, learners, due=NOON - 70 * MINUTE)
    await past(db, learners, "failed", reason="gone 403")
    async with db.connection() as conn:
        (rate,) = (await status(conn, NOON)).rates
    assert (rate.account, rate.lately, rate.hour) == ("city", 2.0, 1.0)


async def test_punctuality_counts_all_that_was_decided_or_should_have_been(db: Database) -> None:
    learners = await people(db, 100)
    before = NOON - timedelta(hours=3)
    await past(db, learners[:90], due=before, late=0.25)
    await past(db, learners[90:95], due=before, late=10)
    await held(db, learners[95:98], due=before, late=10.01)
    await past(db, learners[:5], due=NOON - timedelta(days=2))  # another day's
    await planned(db, learners[98:99], due=NOON - 5 * MINUTE)  # nobody has decided yet
    await planned(db, learners[:9], due=NOON - seconds(5))  # not late yet
    await planned(db, learners[:9], due=NOON + seconds(5))
    later = NOON + timedelta(hours=9)
    await planned(db, learners[99:], due=before, decided_at=before + seconds(1), next_try=later)
    async with db.connection() as conn:
        (found,) = (await status(conn, NOON)).punctuality
    assert (found.account, found.kind, found.count, found.share) == ("city", "lesson", 100, 0.96)
    assert (found.p95, found.p99) == (10.0, 10.1)
    said = await text(db)
    assert "96.0 %" in said
    assert "below 99 %" in said


def test_percentiles_are_the_seconds_within_which_so_many_were_decided() -> None:
    rows = [
        {"account": "city", "kind": "lesson", "seconds": float(n), "count": 1}
        for n in range(1, 101)
    ]
    (found,) = punctuality(reversed(rows))
    assert (found.p95, found.p99, found.share) == (95.0, 99.0, 0.1)
    (one,) = punctuality(rows[:1])
    assert (one.p95, one.p99, one.share) == (1.0, 1.0, 1.0)


async def test_nearly_all_is_not_all(db: Database) -> None:
    learners = await people(db, 3000)
    await past(db, learners[:2999], due=NOON - MINUTE)
    await past(db, learners[2999:], due=NOON - MINUTE, late=11)
    assert "99.9 %" in await text(db)


async def test_what_did_not_arrive_is_told_by_class_with_what_to_do(db: Database) -> None:
    learners = await people(db, 9)
    hour = NOON - timedelta(hours=1)
    await past(db, learners[:4], "failed", due=hour, reason="bad request 400 can't parse")
    await past(db, learners[:2], "failed", due=hour, reason="bad request 400 too long")
    await past(db, learners[:3], "expired", due=hour, reason="gave up after 3 h: unavailable 502")
    await past(
        db, learners[:2], "expired", due=hour, reason="gave up after 3 h 4 min: unavailable 502"
    )
    await past(db, learners[:1], "expired", due=hour, reason="its moment has passed")
    await past(db, learners, "failed", due=NOON - timedelta(days=3), reason="gone 403 blocked")
    said = (await text(db)).splitlines()
    at = said.index("Did not arrive, last 24 hours")
    assert said[at + 1 :] == [
        "  6 city lesson failed: bad request (400 can't parse: 4, 400 too long: 2)",
        f"      {SENTENCES[Result.BAD_REQUEST]}",
        "  5 city lesson expired: given up: unavailable (502: 5)",
        f"      {SENTENCES[Result.UNAVAILABLE]}",
        "  1 city lesson expired: its moment has passed",
        "  Once its cause is mended, what failed is sent by: yike deliveries retry",
    ]


async def test_a_long_page_is_cut_and_says_so(db: Database) -> None:
    learners = await people(db, 30)
    for number in range(25):
        await planned(db, learners[:1], lane=f"old-{number}")
        due = NOON - timedelta(hours=1)
        await past(db, learners[: number + 1], "expired", due=due, reason=f"reason {number}")
    said = await text(db)
    assert said.count("which the settings do not have") == 20
    assert "  - 5 more like these; see --json" in said
    assert said.count("city lesson expired: reason") == 20
    assert "  15 for other reasons; see --json" in said
    assert "yike deliveries retry" not in said  # nothing failed


@pytest.mark.parametrize(
    ("reason", "result", "code"),
    [
        ("unavailable", Result.UNAVAILABLE, ""),
        ("quota used up 45009", Result.QUOTA_USED_UP, "45009"),
        ("gave up after 40 s: unknown timeout", Result.UNKNOWN, "timeout"),
        (
            "its moment passes before it can be tried again: throttled 429",
            Result.THROTTLED,
            "429",
        ),
        (
            "stopped after 3 refusals in a row: bad request 400 can't parse; mend the text, then retry",
            Result.BAD_REQUEST,
            "400 can't parse",
        ),
        ("its moment has passed", None, ""),
        ("sentenced to wait", None, ""),
        ("", None, ""),
    ],
)
def test_a_reason_belongs_to_a_class(reason: str, result: Result | None, code: str) -> None:
    found = classify(reason)
    assert (found.result, found.code) == (result, code)
    if result is None:
        assert found == Class(None, reason)
    else:
        assert found.what.endswith(result.value)


async def test_a_stopped_account_comes_first_with_since_and_why(db: Database) -> None:
    await planned(db, await people(db, 2), due=NOON - 20 * MINUTE)
    async with db.connection() as conn:
        await conn.execute(
            "insert into account_stop values ('city', $1, 'account city stopped: refused (401); run yike doctor')",
            NOON - 20 * MINUTE,
        )
    said = await lines(db)
    assert said[2:4] == [
        "To look at",
        "  - city is stopped since 11:40 (20 min ago): refused (401); run yike doctor.",
    ]
    assert "role worker" not in "\n".join(said)  # it waits because it is stopped


async def test_what_waits_long_says_whether_anybody_sends(db: Database) -> None:
    learners = await people(db, 600)
    await planned(db, learners, due=NOON - 3 * MINUTE)
    idle = await text(db)
    assert "city: 600 could go and wait, the longest for 3 min, and nothing was sent" in idle
    assert "role worker" in idle
    await past(db, learners[:500], due=NOON - MINUTE)
    busy = await text(db)
    assert "At 100 a minute they are through in 6 min" in busy
    assert "role worker" not in busy


async def test_what_an_unknown_account_owes_is_noticed(db: Database) -> None:
    await planned(db, await people(db, 3), lane="old")
    said = await text(db)
    assert '3 are owed by "old", which the settings do not have' in said
    assert "yike deliveries cancel --account old" in said


async def test_planning_that_is_overdue_is_counted(db: Database) -> None:
    learners = await people(db, 4)
    async with db.connection() as conn:
        await conn.execute("insert into course (key) values ('course')")
        await conn.execute(
            """
            insert into lesson_turn (learner_id, course_key, active, next_due)
            select l, 'course', true, $2::timestamptz - n * interval '1 minute'
            from unnest($1::bigint[]) with ordinality as t (l, n)
            """,
            learners,
            NOON + seconds(90),
        )
        await conn.execute(
            "insert into competition (key, title, category, organiser, link, reminders, content_hash, revision, imported_at)"
            " values ('law', 'Law', 'other', 'A library', '', '{}', '\\x00', 1, $1)",
            NOON - 9 * MINUTE,
        )
        await conn.execute(
            "insert into stage (competition_key, key, position, kind, opens, closes)"
            " values ('law', 'one', 1, 'quiz', $1, $2)",
            NOON - 2 * MINUTE,
            NOON + timedelta(days=1),
        )
        await conn.execute(
            "insert into stage_moment (competition_key, stage_key, rule, revision, due, expires)"
            " values ('law', 'one', 'P1D', 1, $1, $2), ('law', 'one', 'PT3H', 1, $2, $2)",
            NOON - 2 * MINUTE,
            NOON + timedelta(days=1),
        )
        await conn.execute(
            "insert into competition_group (competition_key, account, platform_id)"
            " select 'law', 'city', n::text from generate_series(1, 3) n"
        )
        await conn.execute(
            "insert into chat_group (account, channel, platform_id, zone, known_at)"
            " values ('city', 'telegram', '1', 'UTC', $1), ('city', 'telegram', '2', 'UTC', $2)",
            NOON - 9 * MINUTE,
            NOON - seconds(3),  # just now: planning has a minute
        )
        found = (await status(conn, NOON)).overdue
    assert (found.lessons, found.reminders, found.announcements, found.total) == (2, 1, 1, 4)
    said = await text(db)
    assert "2 daily lessons, 1 reminders, 1 announcements" in said
    assert "role schedules" in said


async def test_quotas_of_this_day_and_month_are_shown_by_beijings_calendar(db: Database) -> None:
    async with db.connection() as conn:
        await conn.execute(
            "insert into quota_use values ('city', 'customer', '2031-11-24', 4120),"
            " ('city', 'mass', '2031-11', 2), ('city', 'customer', '2031-11-23', 77)"
        )
    said = await text(db)
    assert "4,120" in said
    assert "2031-11 " in said
    assert "77" not in said


async def test_as_json_it_is_whole_and_instants_are_utc(db: Database) -> None:
    learners = await people(db, 2)
    await planned(db, learners[:1], due=NOON - MINUTE)
    await past(db, learners, "failed", due=NOON - MINUTE, reason="gone 403 blocked")
    found = json.loads("".join(await lines(db, as_json=True)))
    assert found["at"] == "2031-11-24T04:00:00+00:00"
    assert found["open"][0]["ready_since"] == "2031-11-24T03:59:00+00:00"
    assert found["troubles"][0]["codes"] == [["403 blocked", 2]]
    assert {"stops", "overdue", "rates", "punctuality", "quotas"} <= set(found)


async def test_counts_by_state_for_the_operators_chat_word(db: Database) -> None:
    learners = await people(db, 3)
    await planned(db, learners[:1])
    await held(db, learners[:2])
    await past(db, learners, due=NOON - MINUTE)
    await past(db, learners, due=NOON - timedelta(days=2))
    async with db.connection() as conn:
        found = await counts(conn, NOON - timedelta(days=1))
    assert {row["state"]: row["count"] for row in found} == {"planned": 1, "held": 2, "sent": 3}
