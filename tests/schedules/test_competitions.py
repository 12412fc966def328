"""Announcements and reminders: once each, to whom they concern, whoever plans and imports."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import FrozenClock
from bot.competitions.moments import moments_of
from bot.domain.competitions import Category, Competition, GroupName, Stage, StageKind
from bot.store import entries, groups, planning
from bot.store.competitions import import_competition
from bot.store.db import Database
from schedules.planning import Planner
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


async def plan(db: Database, now: datetime, planners: int = 4) -> None:
    """Several planners at once."""
    await asyncio.gather(
        *(Planner(db, FrozenClock(now), lambda: None).competitions() for _ in range(planners))
    )


async def cohort(db: Database, *addresses: str) -> list[int]:
    """The WeChat cohort with its members."""
    row = await group(db, "class-7", "city-wechat")
    people = [await learner(db, address) for address in addresses]
    async with db.transaction() as conn:
        for person in people:
            await groups.join_group(conn, row, person, OPENS)
    return people


async def owed(db: Database, kind: str) -> list[tuple[int | None, int | None, str]]:
    found = await rows(
        db,
        "select learner_id, group_id, occurrence from delivery where kind = $1 order by occurrence, group_id, learner_id",
        kind,
    )
    return [(row["learner_id"], row["group_id"], row["occurrence"]) for row in found]


async def join(db: Database, person: int) -> None:
    """Somebody scans the cohort's code, as the handler does it."""
    async with db.transaction() as conn:
        row = await groups.know_group(
            conn,
            account=COHORT.account,
            channel="wechat",
            platform_id=COHORT.platform_id,
            title="",
            zone="Asia/Shanghai",
            now=OPENS,
        )
        await groups.join_group(conn, row, person, OPENS)
        await planning.announce_to_member(conn, row, person, OPENS)


# announcements --------------------------------------------------------------------------------


async def test_announced_when_the_first_stage_opens_once_however_many_plan(db: Database) -> None:
    chat = await group(db)
    people = await cohort(db, "city-wechat:oA", "city-wechat:oB")
    await take_in(db, COMPETITION, OPENS - DAY)
    await plan(db, OPENS - timedelta(seconds=1))
    assert await owed(db, "announcement") == []
    for _ in range(3):
        await plan(db, OPENS)
    expected = [(None, chat, "once"), *((person, None, "once") for person in people)]
    assert await owed(db, "announcement") == expected
    row = (await rows(db, "select * from delivery limit 1"))[0]
    assert (row["due"], row["expires"], row["priority"]) == (OPENS, ROUND.closes, 4)


async def test_an_import_after_the_opening_announces_at_once(db: Database) -> None:
    chat = await group(db)
    await take_in(db, COMPETITION, OPENS + 2 * DAY)
    await plan(db, OPENS + 2 * DAY)
    assert await owed(db, "announcement") == [(None, chat, "once")]


async def test_importing_again_announces_to_new_groups_only(db: Database) -> None:
    chat, other = await group(db), await group(db, "-200")
    await take_in(db, COMPETITION, OPENS)
    await plan(db, OPENS)
    await take_in(db, COMPETITION, OPENS)
    await take_in(db, replace(COMPETITION, title="新的名字"), OPENS + DAY)
    await take_in(db, replace(COMPETITION, groups=()), OPENS + DAY)
    both = replace(COMPETITION, groups=(CHAT, GroupName("city", "-200")))
    await take_in(db, both, OPENS + DAY)
    await plan(db, OPENS + DAY)
    assert await owed(db, "announcement") == [(None, chat, "once"), (None, other, "once")]
    async with db.connection() as conn:
        await conn.execute("delete from delivery")
    await plan(db, OPENS + DAY)
    assert await owed(db, "announcement") == [], "also when old deliveries were moved away"


async def test_a_group_is_announced_to_once_it_is_known(db: Database) -> None:
    await take_in(db, COMPETITION, OPENS)
    await plan(db, OPENS)
    chat = await group(db)
    await plan(db, OPENS + DAY)
    assert await owed(db, "announcement") == [(None, chat, "once")]


async def test_nothing_is_announced_to_a_group_that_is_gone_or_after_the_end(db: Database) -> None:
    await group(db)
    async with db.connection() as conn:
        await conn.execute("update chat_group set state = 'gone'")
    await take_in(db, COMPETITION, OPENS)
    await plan(db, OPENS)
    async with db.connection() as conn:
        await conn.execute("update chat_group set state = 'known'")
    await plan(db, ROUND.closes)
    assert await owed(db, "announcement") == []


async def test_who_joins_later_gets_the_announcement_once(db: Database) -> None:
    (first,) = await cohort(db, "city-wechat:oA")
    await take_in(db, COMPETITION, OPENS)
    await plan(db, OPENS)
    late = await learner(db, "city-wechat:oB")
    for person in (late, late, first):
        await join(db, person)
    assert await owed(db, "announcement") == [(first, None, "once"), (late, None, "once")]


async def test_who_joins_while_it_is_announced_is_not_forgotten(db: Database) -> None:
    """Whichever of the two comes first, the other sees what it did."""
    await cohort(db)
    await take_in(db, COMPETITION, OPENS)
    planner_first, joiner_first = [await learner(db, f"city-wechat:o{n}") for n in range(2)]

    async with db.transaction() as conn:
        assert await planning.plan_announcements(conn, OPENS) == 1
        joining = asyncio.create_task(join(db, planner_first))
        while not await rows(db, "select 1 from pg_locks where not granted"):
            await asyncio.sleep(0)
        assert not joining.done()
    await joining
    assert await owed(db, "announcement") == [(planner_first, None, "once")]

    async with db.connection() as conn:
        await conn.execute("update competition_group set announced_at = null")
        await conn.execute("delete from delivery")
    async with db.transaction() as conn:
        row = (await rows(db, "select id from chat_group"))[0]["id"]
        await groups.join_group(conn, row, joiner_first, OPENS)
        await planning.announce_to_member(conn, row, joiner_first, OPENS)
        await plan(db, OPENS)
        assert await owed(db, "announcement") == [], "the planner leaves it for the next tick"
    await plan(db, OPENS)
    people = [(planner_first, None, "once"), (joiner_first, None, "once")]
    assert await owed(db, "announcement") == people


# reminders ------------------------------------------------------------------------------------


async def test_reminders_go_to_groups_and_to_who_has_not_done_it(db: Database) -> None:
    chat = await group(db)
    entered, idle = await cohort(db, "city-wechat:oA", "city-wechat:oB")
    outside = await learner(db, "city:1")
    await take_in(db, COMPETITION, OPENS)
    async with db.transaction() as conn:
        await entries.enter(conn, "law", entered, OPENS)
        await entries.enter(conn, "law", outside, OPENS)
    await plan(db, A_DAY_BEFORE - timedelta(seconds=1))
    assert {rule for _, _, rule in await owed(db, "reminder")} == {"registration/P7D/1"}
    async with db.connection() as conn:
        await conn.execute("delete from delivery")
    for _ in range(3):
        await plan(db, A_DAY_BEFORE)
    rule = "registration/P1D/1"
    assert await owed(db, "reminder") == [(None, chat, rule), (idle, None, rule)]
    row = (await rows(db, "select * from delivery where group_id is not null"))[0]
    assert (row["due"], row["expires"]) == (A_DAY_BEFORE, REGISTRATION.closes)
    assert (row["subject"], row["priority"]) == ("law", 3)


async def test_reminders_of_a_round_go_to_entrants_who_have_not_done_it(db: Database) -> None:
    chat = await group(db)
    done, open_, idle = await cohort(db, *(f"city-wechat:o{n}" for n in "ABC"))
    await take_in(db, COMPETITION, OPENS)
    async with db.transaction() as conn:
        for person in (done, open_):
            await entries.enter(conn, "law", person, OPENS)
        await conn.execute(
            "insert into stage_done select id, 'round-1', $2 from entry where learner_id = $1",
            done,
            OPENS,
        )
    await plan(db, OPENS + 9 * DAY + timedelta(hours=1))
    async with db.connection() as conn:
        await conn.execute("delete from delivery")
    await plan(db, ROUND.closes - DAY)
    rule = "round-1/P1D/1"
    assert await owed(db, "reminder") == [(None, chat, rule), (open_, None, rule)]
    assert idle not in {person for person, _, _ in await owed(db, "reminder")}


async def test_without_registration_the_whole_cohort_takes_part(db: Database) -> None:
    done, idle = await cohort(db, "city-wechat:oA", "city-wechat:oB")
    await take_in(db, replace(COMPETITION, stages=(ROUND,)), OPENS)
    async with db.transaction() as conn:
        await entries.enter(conn, "law", done, OPENS)
        await conn.execute("insert into stage_done select id, 'round-1', $1 from entry", OPENS)
    await plan(db, ROUND.closes - DAY)
    assert await owed(db, "reminder") == [(idle, None, "round-1/P1D/1")]


async def test_a_reminder_whose_stage_is_over_is_marked_and_not_planned(db: Database) -> None:
    await group(db)
    await take_in(db, COMPETITION, OPENS)
    await plan(db, REGISTRATION.closes)
    assert await owed(db, "reminder") == []
    left = await rows(
        db,
        "select 1 from stage_moment where planned_at is null and due <= $1",
        REGISTRATION.closes,
    )
    assert left == []


async def test_importing_again_plans_no_reminder_twice(db: Database) -> None:
    chat = await group(db)
    await take_in(db, COMPETITION, OPENS)
    await plan(db, A_DAY_BEFORE)
    before = await owed(db, "reminder")
    await take_in(db, replace(COMPETITION, title="新的名字"), A_DAY_BEFORE)
    await plan(db, A_DAY_BEFORE + timedelta(hours=1))
    assert await owed(db, "reminder") == before
    assert (None, chat, "registration/P1D/1") in before


async def test_a_member_of_two_cohorts_is_told_once(db: Database) -> None:
    (person,) = await cohort(db, "city-wechat:oA")
    other = await group(db, "class-8", "city-wechat")
    async with db.transaction() as conn:
        await groups.join_group(conn, other, person, OPENS)
    two = (COHORT, GroupName("city-wechat", "class-8"))
    await take_in(db, replace(COMPETITION, groups=two), OPENS)
    await plan(db, OPENS)
    await plan(db, A_DAY_BEFORE)
    assert await owed(db, "announcement") == [(person, None, "once")]
    assert len(await owed(db, "reminder")) == 2, "P7D and P1D"


async def test_a_planner_wakes_the_workers_only_when_something_was_planned(db: Database) -> None:
    await group(db)
    await take_in(db, COMPETITION, OPENS)
    woken: list[int] = []
    planner = Planner(db, FrozenClock(OPENS), lambda: woken.append(1))
    assert await planner.competitions() == 1
    assert await planner.competitions() == 0
    assert woken == [1]
