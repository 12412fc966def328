"""A group taken off an announcement gets nothing more of it; put back, who was not told is told."""

from datetime import timedelta

from bot.competitions import announcing
from bot.store.announcing.taking_off import TAKEN_OFF
from bot.store.db import Database
from bot.store.endings import Ending, end
from bot.store.groups import membership
from tests.announcing.test_acts import WRITER
from tests.delivery.owing import group, rows
from tests.masses.house import (
    ACCOUNT,
    EVENING,
    House,
    announcement,
    cohort,
    followers,
    put_announcement,
)

SEVEN, EIGHT = f"{ACCOUNT}:class-7", f"{ACCOUNT}:class-8"


async def change(db: Database, revision: int, *groups: str) -> None:
    one = announcement(groups=groups)
    async with db.transaction() as conn:
        await announcing.save(conn, one, WRITER, revision=revision, two_people=False)


async def owed(db: Database) -> set[int]:
    return {row["learner_id"] for row in await rows(db, "select learner_id from delivery")}


async def test_a_group_taken_off_gets_nothing_more(db: Database) -> None:
    house = House(db)
    here, there = await cohort(db), await cohort(db, "class-8")
    stay, go = await followers(db, 2, group=here), await followers(db, 3, first=10, group=there)
    async with db.transaction() as conn:
        await membership.join_group(conn, there, stay[0], EVENING)
    await put_announcement(house, announcement(groups=(SEVEN, EIGHT)))
    await house.planner.news()
    assert await owed(db) == {*stay, *go}
    await change(db, 1, SEVEN)
    assert await owed(db) == set(stay)
    ended = await rows(db, "select learner_id, state, reason from delivery_past")
    assert {row["learner_id"] for row in ended} == set(go)
    assert {(row["state"], row["reason"]) for row in ended} == {("expired", TAKEN_OFF)}
    (late,) = await followers(db, 1, first=20)
    async with db.transaction() as conn:
        await membership.join_group(conn, there, late, EVENING)
    assert await owed(db) == set(stay)


async def test_who_was_not_told_is_told_when_it_is_put_back(db: Database) -> None:
    house = House(db)
    here, there = await cohort(db), await cohort(db, "class-8")
    stay, go = await followers(db, 1, group=here), await followers(db, 2, first=10, group=there)
    await put_announcement(house, announcement(groups=(SEVEN, EIGHT)))
    await house.planner.news()
    (row,) = await rows(db, f"select id, attempts from delivery where learner_id = {go[0]}")
    async with db.transaction() as conn:
        await end(conn, [Ending(row["id"], row["attempts"], "sent", "")], EVENING)
    await change(db, 1, SEVEN)
    await change(db, 2, SEVEN, EIGHT)
    await house.planner.news()
    assert await owed(db) == {stay[0], go[1]}


async def test_a_chat_is_told_when_it_is_put_back_unless_it_was(db: Database) -> None:
    house = House(db)
    await followers(db, 1, group=await cohort(db))
    chat = await group(db)
    await put_announcement(house, announcement(groups=(SEVEN, "city:-100")))
    await house.planner.news()
    for revision, groups in ((1, (SEVEN,)), (2, (SEVEN, "city:-100"))):
        await change(db, revision, *groups)
        there = [
            row["group_id"]
            for row in await rows(db, "select group_id from delivery where group_id is not null")
        ]
        assert there == []
    await house.planner.news()
    there = [
        row["group_id"]
        for row in await rows(db, "select group_id from delivery where group_id is not null")
    ]
    assert there == [chat]
    async with db.connection() as conn:
        await conn.execute("update delivery set state = 'claimed' where group_id = $1", chat)
    await change(db, 3, SEVEN)
    await change(db, 4, SEVEN, "city:-100")
    planned = await rows(
        db, "select planned_at from announcement_group where platform_id = '-100'"
    )
    assert planned[0]["planned_at"] is not None, "what is on its way is not said twice"


async def test_what_waits_in_inboxes_is_taken_back(db: Database) -> None:
    house = House(db)
    here, there = await cohort(db), await cohort(db, "class-8")
    stay, go = await followers(db, 1, group=here), await followers(db, 1, first=10, group=there)
    await put_announcement(house, announcement(groups=(SEVEN, EIGHT)))
    await house.planner.news()
    async with db.connection() as conn:
        columns = "id, learner_id, lane, kind, subject, occurrence, priority, due, expires, attempts, uncertain, detail, steps, planned_at"
        await conn.execute(
            f"with d as (delete from delivery returning *) insert into delivery_held ({columns}, reason, held_at) "
            f"select {columns}, '', due from d"
        )
    await change(db, 1, SEVEN)
    held = await rows(db, "select learner_id from delivery_held")
    assert [row["learner_id"] for row in held] == stay
    past = await rows(db, "select learner_id, ended_at from delivery_past")
    assert [row["learner_id"] for row in past] == go
    assert past[0]["ended_at"] - EVENING < timedelta(minutes=1)
