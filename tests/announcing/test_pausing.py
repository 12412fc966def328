"""Announcements paused while they go out: to chats, to people, by mass message, from inboxes."""

from datetime import timedelta

from bot.competitions import announcing
from bot.competitions.announcing import Act
from bot.competitions.telling.news import NewsComposer
from bot.domain.delivery import Kind, NotNow
from bot.store.announcing.stopping import PAUSED, WENT_ON
from bot.store.db import Database
from bot.store.deliveries import held_of
from tests.delivery.office import Office
from tests.delivery.owing import OFFICIAL, all_of, group, window
from tests.masses.house import (
    ACCOUNT,
    EVENING,
    House,
    announcement,
    cohort,
    followers,
    put_announcement,
)

WHO = Act("operator 22222222", EVENING)


async def pause(house: House) -> bool:
    async with house.db.transaction() as conn:
        return await announcing.pause(conn, "closing", Act(WHO.actor, house.clock.now()))


async def resume(house: House) -> bool:
    async with house.db.transaction() as conn:
        return await announcing.resume(conn, "closing", Act(WHO.actor, house.clock.now()))


def office(house: House) -> Office:
    return Office(house.db, house.clock, {Kind.NEWS: NewsComposer(house.clock)})


async def test_nothing_is_sent_while_it_is_paused_and_all_once_afterwards(db: Database) -> None:
    house = House(db)
    assert ACCOUNT == OFFICIAL
    members = await followers(db, 4, group=await cohort(db))
    for one in members:
        await window(db, one, until=EVENING + timedelta(hours=40))
    await group(db, "-100", "city")
    groups = (f"{ACCOUNT}:class-7", "city:-100")
    await put_announcement(house, announcement(groups=groups))
    await house.planner.news()
    assert await pause(house)
    assert not await pause(house)
    work = office(house)
    await work.work()
    assert not work.wechat.calls
    assert not work.telegram.calls
    rows = await all_of(db, "kind = 'news'")
    assert {row["state"] for row in rows} == {"planned"}
    assert all(row["steps"][-1]["reason"] == PAUSED for row in rows)
    house.clock.move(timedelta(minutes=20))
    await work.work()
    assert not work.wechat.calls
    assert await resume(house)
    assert not await resume(house)
    await house.planner.news()
    await work.work()
    assert (len(work.wechat.calls), len(work.telegram.calls)) == (4, 1)
    ended = await all_of(db, "kind = 'news'")
    assert {row["state"] for row in ended} == {"sent"}
    assert all(WENT_ON in [step["reason"] for step in row["steps"]] for row in ended)


async def test_windows_are_not_used_up_by_what_is_put_off(db: Database) -> None:
    house = House(db)
    (one,) = await followers(db, 1, group=await cohort(db))
    await window(db, one, until=EVENING + timedelta(hours=40))
    await put_announcement(house, announcement())
    await house.planner.news()
    await pause(house)
    await office(house).work()
    found = await house.value("select message_window_left from address where learner_id = $1", one)
    assert found == 5


async def test_groups_are_not_planned_while_it_is_paused(db: Database) -> None:
    house = House(db)
    await followers(db, 3, group=await cohort(db))
    await put_announcement(house, announcement())
    await pause(house)
    assert await house.planner.news() == 0
    await resume(house)
    assert await house.planner.news() == 1


async def test_one_that_stays_paused_ends_when_it_is_over(db: Database) -> None:
    house = House(db)
    (one,) = await followers(db, 1, group=await cohort(db))
    await window(db, one, until=EVENING + timedelta(days=9))
    await put_announcement(house, announcement())
    await house.planner.news()
    await pause(house)
    work = office(house)
    await work.work()
    house.clock.move(timedelta(days=3))
    await work.work()
    (row,) = await all_of(db, "kind = 'news'")
    assert (row["state"], row["reason"]) == ("expired", "its moment has passed")


async def waiting_in_inboxes(house: House, count: int) -> list[int]:
    members = await followers(house.db, count, group=await cohort(house.db))
    await put_announcement(house, announcement())
    await house.planner.news()
    await house.planner.turns()
    await office(house).work()
    assert len(await house.held("closing")) == count
    return members


async def test_what_waits_in_an_inbox_is_not_handed_over_meanwhile(db: Database) -> None:
    house = House(db)
    member, _ = await waiting_in_inboxes(house, 2)
    await pause(house)
    async with db.transaction() as conn:
        (held,) = await held_of(conn, member, house.clock.now())
        said = (await NewsComposer(house.clock)(conn, [held]))[held.row]
    assert said == NotNow(PAUSED, EVENING + timedelta(days=3))


async def test_a_mass_message_waits_and_goes_on(db: Database) -> None:
    house = House(db)
    await waiting_in_inboxes(house, 4)
    await pause(house)
    await house.work()
    assert (await house.mass("closing"))["state"] == "planned"
    await resume(house)
    await house.work()
    assert len(house.official.calls) == 1


async def test_a_part_that_was_not_called_yet_waits(db: Database) -> None:
    house = House(db)
    await waiting_in_inboxes(house, 4)
    async with db.connection() as conn:
        await conn.execute(
            "insert into quota_use (account, what, period, used) values ($1, 'mass', '2026-11-23', 100)",
            ACCOUNT,
        )
    await house.work()
    assert [row["state"] for row in await house.parts()] == ["reserved"]
    await pause(house)
    await house.later(hours=13)
    assert not house.official.calls
    await resume(house)
    await house.later(minutes=5)
    assert len(house.official.calls) == 1


async def test_cancelling_a_paused_one_ends_it(db: Database) -> None:
    house = House(db)
    await waiting_in_inboxes(house, 4)
    await pause(house)
    async with db.transaction() as conn:
        await announcing.cancel(conn, "closing", WHO)
    await house.planner.news()
    await house.work()
    ended = await all_of(db, "kind = 'news'")
    assert {(row["state"], row["reason"]) for row in ended} == {
        ("expired", "cancelled by the organiser")
    }
