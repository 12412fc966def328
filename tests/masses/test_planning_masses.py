"""The planned turns are kept in step with competitions, announcements and digests."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import Kind
from bot.ports import MassWay
from bot.store.db import Database
from bot.store.masses import planned as masses
from schedules.masses import mass_jobs
from tests.masses.house import (
    ACCOUNT,
    EVENING,
    House,
    announced,
    announcement,
    cohort,
    competition,
    contest,
    followers,
    hold,
    put_announcement,
    put_competition,
)
from tests.masses.months import at


async def turns(house: House) -> dict[str, tuple[str, object]]:
    """Each mass message: its state, and its due or, where it does not go, its reason."""
    await house.planner.turns()
    rows = await house.fetch("select * from mass_message order by subject")
    return {
        row["subject"]: (row["state"], row["due"] if row["state"] != "dropped" else row["reason"])
        for row in rows
    }


async def test_a_competition_gets_its_turn_and_keeps_in_step(db: Database) -> None:
    house = House(db, now=at(23, 9))
    await cohort(db)
    found = competition(opens=at(24, 9), closes=at(29, 18))
    await put_competition(house, found)
    planned = await turns(house)
    assert planned["contest"] == ("planned", at(24, 19))
    assert await house.planner.turns() == 0
    later = replace(found, stages=(replace(found.stages[0], opens=at(26, 9)),))
    await put_competition(house, later)
    assert (await turns(house))["contest"] == ("planned", at(26, 19))
    await put_competition(house, replace(later, groups=()))
    gone = (await turns(house))["contest"]
    assert gone == ("dropped", "none of its groups belongs to this account any more")
    await put_competition(house, later)
    assert (await turns(house))["contest"] == ("planned", at(26, 19))


async def test_a_group_of_another_account_or_one_nobody_made(db: Database) -> None:
    house = House(db, now=at(23, 9))
    await cohort(db)
    await put_competition(house, competition("there", account="other-wechat"))
    await put_competition(house, competition("unmade", groups=("class-99",)))
    assert set(await turns(house)) == {"2026-W48"}


async def test_a_turn_that_has_come_is_not_moved(db: Database) -> None:
    """One second after it the sender may be at work on it: planning must not push it on."""
    house = House(db, now=at(23, 9))
    await cohort(db)
    await put_competition(house, competition(opens=at(23, 8)))
    await house.planner.turns()
    house.clock.set(EVENING + timedelta(seconds=1))
    assert (await turns(house))["contest"] == ("planned", EVENING)


async def test_one_that_began_is_let_be(db: Database) -> None:
    house = House(db)
    await contest(house, 3)
    await house.work()
    before = await house.mass()
    await put_competition(house, competition(groups=()))
    await house.planner.turns()
    assert await house.mass() == before
    await house.report("1000")
    await house.work()
    await house.planner.turns()
    assert (await house.mass())["state"] == "done"


async def test_four_a_month_are_shared_out(db: Database) -> None:
    house = House(db, now=at(2, 9))
    group = await cohort(db)
    await followers(db, 3, group=group)
    for number in range(5):
        opens = at(3, 9)
        await put_competition(
            house, competition(f"c{number}", opens=opens, closes=at(20 + number, 18))
        )
    await put_announcement(house, announcement(due=at(2, 8), expires=at(9, 8), urgent=True))
    planned = await turns(house)
    assert planned["closing"] == ("planned", at(2, 9))
    assert [planned[f"c{n}"][0] for n in range(5)] == ["planned"] * 3 + ["dropped"] * 2
    assert "the four mass messages of the month" in str(planned["c4"][1])
    async with db.connection() as conn:
        await conn.execute("delete from competition where key = 'c0'")
    planned = await turns(house)
    assert planned["c0"] == ("dropped", "the competition is no more")
    assert planned["c3"] == ("planned", at(3, 19))


async def test_what_went_out_counts(db: Database) -> None:
    house = House(db)
    learners = await contest(house, 3)
    for number in range(3):
        await put_competition(house, competition(f"c{number}"))
        await announced(house, f"c{number}")
    await house.planner.turns()
    await hold(db, learners, subject="c0")
    await house.work()
    await put_competition(house, competition("late", closes=at(30, 18)))
    house.clock.set(at(24, 9))
    planned = await turns(house)
    assert planned["late"][0] == "planned", "two went out, two found nobody"
    await put_competition(house, competition("later", closes=at(30, 18)))
    await put_competition(house, competition("latest", closes=at(30, 19)))
    planned = await turns(house)
    assert [planned[name][0] for name in ("late", "later", "latest")] == [
        "planned",
        "planned",
        "dropped",
    ]


async def test_two_planners_side_by_side(db: Database) -> None:
    house, other = House(db, now=at(23, 9)), House(db, now=at(23, 9))
    await cohort(db)
    for number in range(6):
        await put_competition(house, competition(f"c{number}", closes=at(29, 10 + number)))
    await asyncio.gather(house.planner.turns(), other.planner.turns())
    planned = "select count(*) from mass_message where kind = 'announcement' and state = 'planned'"
    assert await house.value(planned) == 4
    assert await other.planner.turns() == 0


async def test_a_call_a_day_is_shared_out(db: Database) -> None:
    house = House(db, MassWay.TAG, now=at(23, 9))
    await cohort(db)
    for number in range(3):
        await put_competition(house, competition(f"c{number}", closes=at(27 + number, 18)))
    planned = await turns(house)
    assert [planned[f"c{n}"][1] for n in range(3)] == [at(23, 19), at(24, 19), at(25, 19)]


async def test_news_and_announcements_reach_the_platform(db: Database) -> None:
    """From the file to the receivers' past, with nothing put in by hand but the engine's hold."""
    house = House(db, now=EVENING - timedelta(hours=1))
    learners = await followers(db, 4, group=await cohort(db))
    await put_announcement(house, announcement(urgent=True, due=EVENING - timedelta(hours=1)))
    await house.planner.turns()
    await house.planner.news()
    async with db.transaction() as conn:
        await conn.execute("delete from delivery")
    await hold(db, learners, kind=Kind.NEWS, subject="closing")
    await house.work()
    (call,) = house.official.calls
    assert "周三闭馆一天" in call.text
    await house.report("1000", total=4, sent=4)
    await house.work()
    past = await house.past("closing")
    assert [row["state"] for row in past] == ["sent"] * 4
    assert past[0]["detail"]["approved_by"] == "operator"


async def test_members_are_counted_anew_after_ten_minutes(db: Database) -> None:
    house = House(db, now=at(2, 9))
    group = await cohort(db)
    await put_competition(house, competition(opens=at(3, 9)))
    await house.planner.turns()
    await followers(db, 3, group=group)
    async with db.connection() as conn:
        await conn.execute("update address set mass_month = '2026-11', mass_used = 4")
    house.clock.move(timedelta(minutes=10))
    assert (await turns(house))["contest"][0] == "planned"
    house.clock.move(timedelta(minutes=1))
    assert (await turns(house))["contest"][0] == "dropped"


async def test_a_digest_that_left_some_out_takes_nothing_from_them(db: Database) -> None:
    """Four competitions are known for the end of the month: their cohort gets no digest, and all
    four still have their turns when that has gone out to the others.
    """
    house = House(db, now=at(8, 16))
    await followers(db, 3, group=await cohort(db))
    others = await followers(db, 4, first=10)
    for number in range(4):
        await put_competition(
            house, competition(f"c{number}", opens=at(26, 9), closes=at(29, 10 + number))
        )
    await put_competition(house, competition("shown", groups=(), opens=at(7, 9)))
    planned = await turns(house)
    assert planned["2026-W45"] == ("planned", at(8, 19))
    assert await house.planner.weekly_digests() == len(others)
    async with db.connection() as conn:
        await conn.execute("delete from delivery")
    await hold(db, others, kind=Kind.DIGEST, subject="2026-W45")
    house.clock.set(at(8, 19))
    for _ in range(3):
        await house.work()
        during = await turns(house)
        assert [during[f"c{n}"][0] for n in range(4)] == ["planned"] * 4
        await house.report("1000")
    assert (await house.mass("2026-W45"))["state"] == "done"
    assert set(house.official.calls[0].people) == {"o10", "o11", "o12", "o13"}


def test_the_jobs_have_names_of_their_own(db: Database) -> None:
    jobs = mass_jobs(House(db).planner)
    assert len({job.name for job in jobs}) == len(jobs) == 4
    assert all(job.every > 0 for job in jobs)


async def test_followers_are_counted_in_parts_that_add_up(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A province's followers are too many for one statement in its time."""
    seven, eight = await cohort(db), await cohort(db, "class-8")
    found = await followers(db, 7, group=seven)
    await followers(db, 4, first=8)
    async with db.transaction() as conn:
        await conn.execute(
            "insert into group_member select $1, unnest($2::bigint[]), $3",
            eight,
            found[:3],
            EVENING,
        )
        await conn.execute(
            "update address set mass_month = '2026-11', mass_used = 2 where learner_id = any($1::bigint[])",
            found[2:5],
        )
    named = ("class-7", "class-8")
    counted = []
    for at_once in (masses.AT_ONCE, 2):
        monkeypatch.setattr(masses, "AT_ONCE", at_once)
        async with db.connection() as conn:
            counted.append(await masses.audiences(conn, ACCOUNT, named, "2026-11"))
    assert counted[0] == counted[1]
    assert {(one.groups, one.used): one.people for one in counted[1]} == {
        (frozenset(), 0): 4,
        (frozenset({"class-7"}), 0): 2,
        (frozenset({"class-7"}), 2): 2,
        (frozenset(named), 0): 2,
        (frozenset(named), 2): 1,
    }
