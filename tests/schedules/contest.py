"""A competition with a Telegram group and a WeChat cohort, and planners for it."""

import asyncio
import contextlib
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import FrozenClock
from bot.competitions.moments import moments_of
from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.store.competitions import import_competition
from bot.store.db import Database
from bot.store.groups import membership as groups
from bot.store.planning import competitions as planning_competitions
from bot.store.planning.competitions import Batch
from bot.store.planning.pacing import Pacing
from schedules.planning import People, Planner
from tests.delivery.owing import group, learner, rows

OPENS = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai."""
DAY = timedelta(days=1)
CHAT, COHORT = GroupName("city", "-100"), GroupName("city-wechat", "class-7")
REGISTRATION = Stage("registration", StageKind.REGISTRATION, OPENS, OPENS + 9 * DAY)
ROUND = Stage("round-1", StageKind.QUIZ, OPENS + 10 * DAY, OPENS + 12 * DAY)
COMPETITION = Competition(
    "law",
    "全民法治知识竞赛",
    Category.LEGAL_LITERACY,
    "某某图书馆",
    "https://example.org/rules",
    (CHAT, COHORT),
    (REGISTRATION, ROUND),
    (7 * DAY, DAY, timedelta(hours=3)),
)
A_DAY_BEFORE = REGISTRATION.closes - DAY


async def take_in(db: Database, competition: Competition, at: datetime) -> None:
    """Import as `yike competition import` does."""
    quiet = (time(21, 30), time(7, 30))
    kept = moments_of(competition, at, quiet, ZoneInfo("Asia/Shanghai")).kept
    async with db.transaction() as conn:
        await import_competition(conn, competition, kept, at=at)


async def plan(
    db: Database, now: datetime, planners: int = 4, pacing: Pacing | None = None
) -> None:
    """Several planners at once."""
    some = [Planner(db, FrozenClock(now), lambda: None, pacing) for _ in range(planners)]
    await asyncio.gather(*(planner.competitions() for planner in some))


async def cohort(db: Database, *addresses: str) -> list[int]:
    """The WeChat cohort with its members."""
    row = await group(db, "class-7", "city-wechat")
    people = [await learner(db, address) for address in addresses]
    async with db.transaction() as conn:
        for person in people:
            await groups.join_group(conn, row, person, OPENS)
    return people


async def answered(db: Database, person: int, stage: str = "round-1") -> None:
    """Somebody's entry has a finished attempt at a round."""
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into round_attempt (entry_id, stage_key, number, seed, questions, started_at, finished_at, ended)
            select id, $2, 1, '', '{}', $3, $3, 'answered' from entry where learner_id = $1
            """,
            person,
            stage,
            OPENS,
        )


async def owed(db: Database, kind: str) -> list[tuple[int | None, int | None, str]]:
    found = await rows(
        db,
        "select learner_id, group_id, occurrence from delivery where kind = $1 order by occurrence, group_id, learner_id",
        kind,
    )
    return [(row["learner_id"], row["group_id"], row["occurrence"]) for row in found]


async def join(db: Database, person: int, name: GroupName = COHORT) -> None:
    """Somebody scans the cohort's code, as the handler does it."""
    async with db.transaction() as conn:
        row = await groups.know_group(
            conn,
            account=name.account,
            channel="wechat",
            platform_id=name.platform_id,
            title="",
            zone="Asia/Shanghai",
            now=OPENS,
        )
        await groups.join_group(conn, row, person, OPENS)
        await planning_competitions.announce_to_member(conn, row, person, OPENS)


async def crowd(db: Database, name: GroupName, count: int) -> list[int]:
    """A WeChat cohort with so many new members who are reached at its account."""
    row = await group(db, name.platform_id, name.account)
    async with db.transaction() as conn:
        found = await conn.fetch(
            """
            with person as (
              insert into learner (key, state, zone, times, created_at)
              select gen_random_uuid(), 'active', 'Asia/Shanghai', '{07:30}', $1::timestamptz
              from generate_series(1, $2::int) returning id
            ), reached as (
              insert into address (learner_id, account, channel, platform_id, created_at)
              select id, $3, 'wechat', 'o' || id, $1 from person
            )
            insert into group_member (group_id, learner_id, joined_at) select $4, id, $1 from person returning learner_id
            """,
            OPENS,
            count,
            name.account,
            row,
        )
    return sorted(person["learner_id"] for person in found)


async def moved_away(db: Database) -> None:
    """What was planned has ended, and left the table."""
    async with db.connection() as conn:
        await conn.execute("delete from delivery")


async def dying(db: Database, step: People, now: datetime, most: int) -> list[Batch]:
    """``step`` by a new process each time, of which every other one dies before it commits."""
    done: list[Batch] = []
    while True:
        with contextlib.suppress(KeyboardInterrupt):
            async with db.transaction() as conn:
                await step(conn, now, most, Pacing())
                raise KeyboardInterrupt
        async with db.transaction() as conn:
            batch = await step(conn, now, most, Pacing())
        if batch is None:
            return done
        done.append(batch)
