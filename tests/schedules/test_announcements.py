"""Announcements: once each, to whom they concern, whoever plans, joins and imports meanwhile."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import FrozenClock
from bot.domain.competitions import GroupName
from bot.domain.errors import StorageUnavailableError
from bot.store.db import Database
from bot.store.groups import membership as groups
from bot.store.planning import competitions as planning_competitions
from bot.store.planning.competitions import Batch
from bot.store.planning.pacing import Pacing
from schedules.planning import Planner
from tests.delivery.owing import group, learner, rows
from tests.schedules.contest import (
    CHAT,
    COHORT,
    COMPETITION,
    DAY,
    OPENS,
    ROUND,
    cohort,
    crowd,
    dying,
    join,
    moved_away,
    owed,
    plan,
    take_in,
)


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
        batch = await planning_competitions.announce_to_cohort(conn, OPENS, 10, Pacing())
        assert batch == Batch(ended=True)
        joining = asyncio.create_task(join(db, planner_first))
        while not await rows(db, "select 1 from pg_locks where not granted"):
            await asyncio.sleep(0)
        assert not joining.done()
    await joining
    assert await owed(db, "announcement") == [(planner_first, None, "once")]

    async with db.connection() as conn:
        await conn.execute("update competition_group set announced_at = null")
        await conn.execute("delete from competition_told")
        await conn.execute("delete from delivery")
    async with db.transaction() as conn:
        row = (await rows(db, "select id from chat_group"))[0]["id"]
        await groups.join_group(conn, row, joiner_first, OPENS)
        await planning_competitions.announce_to_member(conn, row, joiner_first, OPENS)
        await plan(db, OPENS)
        assert await owed(db, "announcement") == [], "the planner leaves it for the next tick"
    await plan(db, OPENS)
    people = [(planner_first, None, "once"), (joiner_first, None, "once")]
    assert await owed(db, "announcement") == people


async def test_a_member_of_two_cohorts_is_told_once(db: Database) -> None:
    (person,) = await cohort(db, "city-wechat:oA")
    other = await group(db, "class-8", "city-wechat")
    async with db.transaction() as conn:
        await groups.join_group(conn, other, person, OPENS)
    two = (COHORT, GroupName("city-wechat", "class-8"))
    await take_in(db, replace(COMPETITION, groups=two), OPENS)
    await plan(db, OPENS)
    assert await owed(db, "announcement") == [(person, None, "once")]


async def test_who_leaves_and_joins_again_is_not_told_again(db: Database) -> None:
    (person,) = await cohort(db, "city-wechat:oA")
    await take_in(db, COMPETITION, OPENS)
    await plan(db, OPENS)
    await moved_away(db)
    async with db.connection() as conn:
        await conn.execute("delete from group_member")
    await join(db, person)
    await plan(db, OPENS + DAY)
    assert await owed(db, "announcement") == []


async def test_a_large_cohort_is_told_batch_by_batch_by_several(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schedules.planning.PEOPLE", 7)
    people = await crowd(db, COHORT, 100)
    await take_in(db, COMPETITION, OPENS)
    await plan(db, OPENS)
    await plan(db, OPENS)
    assert await owed(db, "announcement") == [(person, None, "once") for person in people]


async def test_killed_anywhere_it_goes_on_without_loss_or_doubling(db: Database) -> None:
    people = await crowd(db, COHORT, 23)
    await take_in(db, COMPETITION, OPENS)
    done = await dying(db, planning_competitions.announce_to_cohort, OPENS, 5)
    assert [batch.people for batch in done] == [5, 5, 5, 5, 3]
    assert [batch.ended for batch in done] == [False, False, False, False, True]
    assert await owed(db, "announcement") == [(person, None, "once") for person in people]


async def test_who_joins_in_the_middle_is_told_once_on_either_side_of_the_cursor(
    db: Database,
) -> None:
    before = await learner(db, "city-wechat:oBefore")
    people = await crowd(db, COHORT, 6)
    after = await learner(db, "city-wechat:oAfter")
    await take_in(db, COMPETITION, OPENS)
    async with db.transaction() as conn:
        await planning_competitions.announce_to_cohort(conn, OPENS, 3, Pacing())
    await join(db, before)
    await join(db, after)
    told = [person for person, _, _ in await owed(db, "announcement")]
    assert told == sorted([before, *people[:3]]), "the planner has passed the first one by"
    await plan(db, OPENS)
    told = [person for person, _, _ in await owed(db, "announcement")]
    assert told == sorted([before, *people, after])


async def test_importing_in_the_middle_tells_nobody_twice(db: Database) -> None:
    people = await crowd(db, COHORT, 6)
    await take_in(db, COMPETITION, OPENS)
    for groups_then in ((CHAT, COHORT), (CHAT,), (COHORT,)):
        async with db.transaction() as conn:
            await planning_competitions.announce_to_cohort(conn, OPENS, 2, Pacing())
        await moved_away(db)
        await take_in(db, replace(COMPETITION, groups=groups_then, title=str(groups_then)), OPENS)
    await plan(db, OPENS)
    left = [person for person, _, _ in await owed(db, "announcement")]
    assert left == people[4:]


async def test_groups_come_before_people(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = await group(db)
    await crowd(db, COHORT, 3)
    await take_in(db, COMPETITION, OPENS)

    async def lost(*_: object) -> None:
        raise StorageUnavailableError("PostgreSQL went away.")

    monkeypatch.setattr("bot.store.planning.competitions.announce_to_cohort", lost)
    with pytest.raises(StorageUnavailableError):
        await plan(db, OPENS, planners=1)
    assert await owed(db, "announcement") == [(None, chat, "once")]


async def test_it_comes_in_the_turn_of_the_cohorts_account_where_that_reaches(
    db: Database,
) -> None:
    both, away, gone, nowhere = await cohort(
        db, "city-wechat:oA", "city:2", "city-wechat:oC", "city-wechat:oD"
    )
    async with db.connection() as conn:
        await conn.execute(
            """
            insert into address (learner_id, account, channel, platform_id, last_in_at, created_at)
            values ($1, 'city', 'telegram', '11', $3, $3), ($2, 'city', 'telegram', '12', $3, $3)
            """,
            both,
            gone,
            OPENS,
        )
        await conn.execute("update address set state = 'gone' where platform_id in ('oC', 'oD')")
    await take_in(db, COMPETITION, OPENS)
    await plan(db, OPENS)
    found = await rows(db, "select learner_id, lane from delivery")
    lanes = {row["learner_id"]: row["lane"] for row in found}
    assert lanes == {both: "city-wechat", away: "city", gone: "city", nowhere: "city-wechat"}


async def test_a_small_cohort_does_not_wait_for_a_large_one_of_its_account(db: Database) -> None:
    large, small = GroupName("city-wechat", "large"), GroupName("city-wechat", "small")
    many, few = await crowd(db, large, 5000), await crowd(db, small, 20)
    pacing = Pacing({"city-wechat": 20.0})
    for key, name in (("one", large), ("two", small)):
        await take_in(db, replace(COMPETITION, key=key, groups=(name,)), OPENS)
        await plan(db, OPENS, pacing=pacing)
    await take_in(db, replace(COMPETITION, key="both", groups=(large, small)), OPENS)
    await plan(db, OPENS, pacing=pacing)
    found = await rows(db, "select learner_id, subject, next_try from delivery")
    assert len(found) == 2 * (5000 + 20)
    at = {(row["learner_id"], row["subject"]): row["next_try"] for row in found}
    assert max(at[person, "two"] for person in few) < OPENS + timedelta(seconds=1)
    assert max(at[person, "both"] for person in few) < OPENS + timedelta(seconds=2)
    assert max(at[person, "one"] for person in many) == OPENS + timedelta(seconds=4999 // 20)
    before = [one for one in found if one["next_try"] < OPENS + timedelta(seconds=1)]
    assert len(before) == 40, "twenty of each a second"


async def test_a_planner_wakes_the_workers_only_when_something_was_planned(db: Database) -> None:
    await group(db)
    await take_in(db, COMPETITION, OPENS)
    woken: list[int] = []
    planner = Planner(db, FrozenClock(OPENS), lambda: woken.append(1))
    assert await planner.competitions() == 1
    assert await planner.competitions() == 0
    assert woken == [1]
