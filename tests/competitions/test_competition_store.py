"""Competitions in the database: imported once, changed by the next import, announced once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.competitions.moments import moments_of
from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.store.competitions import import_competition, load_competition, load_competitions
from bot.store.db import Database

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
REGISTRATION = Stage("registration", StageKind.REGISTRATION, NOW + DAY, NOW + 11 * DAY)
ROUND = Stage(
    "round-1", StageKind.QUIZ, NOW + 12 * DAY, NOW + 14 * DAY, 10, 30, 1, course="law-basics"
)
CONTEST = Competition(
    key="law-2026",
    title="法治竞赛",
    category=Category.LEGAL_LITERACY,
    organiser="某馆",
    link="https://example.org",
    groups=(GroupName("city", "-100"), GroupName("city-wechat", "class-7")),
    stages=(REGISTRATION, ROUND),
    reminders=(7 * DAY, DAY, 3 * HOUR),
)


async def put(db: Database, competition: Competition, at: datetime = NOW) -> str:
    """Import as the command does; what the operator reads."""
    moments = moments_of(competition, at, (time(21, 30), time(7, 30)), ZoneInfo("Asia/Shanghai"))
    async with db.transaction() as conn:
        return str(await import_competition(conn, competition, moments.kept, at=at))


async def moments(db: Database) -> list[tuple[str, str, int, bool]]:
    """Stage, rule, revision, and whether it was planned, of all stored moments."""
    async with db.connection() as conn:
        rows = await conn.fetch("select * from stage_moment order by expires, due")
    return [(r["stage_key"], r["rule"], r["revision"], r["planned_at"] is not None) for r in rows]


async def plan(db: Database, at: datetime) -> None:
    """Mark as the schedules do what is due at ``at``."""
    async with db.connection() as conn:
        await conn.execute(
            "update stage_moment set planned_at = $1 where planned_at is null and due <= $1", at
        )


async def load(db: Database) -> Competition:
    async with db.connection() as conn:
        found = await load_competition(conn, CONTEST.key)
    assert found is not None
    return found


FIRST = [
    ("registration", "P7D", 1, False),
    ("registration", "P1D", 1, False),
    ("registration", "PT3H", 1, False),
    ("round-1", "round-opens", 1, False),
    ("round-1", "P1D", 1, False),
    ("round-1", "PT3H", 1, False),
    ("round-1", "round-closes", 1, False),
]


async def test_it_comes_back_whole(db: Database) -> None:
    assert await put(db, CONTEST) == "law-2026 1: new"
    assert await load(db) == replace(CONTEST, revision=1)
    assert await moments(db) == FIRST
    async with db.connection() as conn:
        assert await load_competition(conn, "other") is None


async def test_the_same_file_again_changes_nothing(db: Database) -> None:
    await put(db, CONTEST)
    await plan(db, NOW + 5 * DAY)
    again = replace(CONTEST, groups=CONTEST.groups[::-1])
    assert await put(db, again, NOW + 5 * DAY) == "law-2026 1: unchanged"
    assert await moments(db) == [("registration", "P7D", 1, True), *FIRST[1:]]


async def test_new_dates_are_a_new_revision_with_new_reminders(db: Database) -> None:
    await put(db, CONTEST)
    await plan(db, NOW + 5 * DAY)
    moved = replace(ROUND, opens=ROUND.opens + 8 * DAY, closes=ROUND.closes + 16 * DAY)
    later = replace(REGISTRATION, closes=REGISTRATION.closes + 8 * DAY)
    changed = replace(CONTEST, stages=(later, moved))
    assert await put(db, changed, NOW + 5 * DAY) == "law-2026 2: changed"
    assert await load(db) == replace(changed, revision=2)
    assert await moments(db) == [
        ("registration", "P7D", 1, True),
        ("registration", "P7D", 2, False),
        ("registration", "P1D", 2, False),
        ("registration", "PT3H", 2, False),
        ("round-1", "round-opens", 2, False),
        ("round-1", "P7D", 2, False),
        ("round-1", "P1D", 2, False),
        ("round-1", "PT3H", 2, False),
        ("round-1", "round-closes", 2, False),
    ]


async def test_a_stage_taken_out_takes_its_reminders_along(db: Database) -> None:
    await put(db, CONTEST)
    await put(db, replace(CONTEST, stages=(REGISTRATION,)))
    assert [stage for stage, *_ in await moments(db)] == ["registration"] * 3
    assert (await load(db)).stages == (REGISTRATION,)


async def test_a_new_title_repeats_no_reminder_that_was_planned(db: Database) -> None:
    # Registration closes at 01:00 Shanghai time, so PT3H (22:00) is planned for 21:25.
    night = replace(REGISTRATION, closes=datetime(2026, 12, 1, 17, tzinfo=UTC))
    contest = replace(CONTEST, stages=(night,), reminders=(3 * HOUR,))
    evening = datetime(2026, 12, 1, 13, 25, tzinfo=UTC)
    await put(db, contest)
    await plan(db, evening)
    await put(db, replace(contest, title="新名"), evening + timedelta(minutes=1))
    assert await moments(db) == [("registration", "PT3H", 1, True)]


async def test_a_reminder_due_but_not_yet_planned_is_not_lost(db: Database) -> None:
    await put(db, CONTEST)
    due = REGISTRATION.closes - 7 * DAY
    await put(db, replace(CONTEST, title="新名"), due + timedelta(seconds=2))
    assert await moments(db) == [(stage, rule, 2, done) for stage, rule, _, done in FIRST]
    await put(db, replace(CONTEST, reminders=(DAY,)), due + timedelta(seconds=4))
    assert await moments(db) == [
        ("registration", "P1D", 3, False),
        ("round-1", "round-opens", 3, False),
        ("round-1", "P1D", 3, False),
        ("round-1", "round-closes", 3, False),
    ]


async def test_a_group_is_announced_to_once_even_if_it_was_off_the_list(db: Database) -> None:
    await put(db, CONTEST)
    async with db.connection() as conn:
        await conn.execute(
            "update competition_group set announced_at = $1 where account = 'city'", NOW
        )
    await put(db, replace(CONTEST, title="新名"))
    assert await announced(db) == {"city:-100": NOW, "city-wechat:class-7": None}
    await put(db, replace(CONTEST, groups=(GroupName("city", "-200"),)))
    assert await announced(db) == {"city:-200": None}
    await put(db, CONTEST)
    assert await announced(db) == {"city:-100": NOW, "city-wechat:class-7": None}


async def announced(db: Database) -> dict[str, datetime | None]:
    async with db.connection() as conn:
        rows = await conn.fetch("select * from competition_group")
    return {f"{r['account']}:{r['platform_id']}": r["announced_at"] for r in rows}


async def test_those_not_over_are_listed_as_they_begin(db: Database) -> None:
    await put(db, CONTEST)
    early = replace(CONTEST, key="early", stages=(replace(REGISTRATION, opens=NOW - DAY),))
    await put(db, early)
    async with db.connection() as conn:
        for at, expected in (
            (NOW, ["early", "law-2026"]),
            (REGISTRATION.closes - timedelta(seconds=1), ["early", "law-2026"]),
            (REGISTRATION.closes, ["law-2026"]),
            (ROUND.closes, []),
        ):
            found = await load_competitions(conn, at)
            assert [one.key for one in found] == expected


async def test_two_imports_at_once_are_one(db: Database) -> None:
    said = await asyncio.gather(put(db, CONTEST), put(db, CONTEST))
    assert sorted(said) == ["law-2026 1: new", "law-2026 1: unchanged"]
    assert await moments(db) == FIRST
