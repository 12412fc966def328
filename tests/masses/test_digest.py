"""The weekly digest: its words, when there is none, who gets one, and how it goes out."""

from dataclasses import replace
from datetime import timedelta

from bot.competitions.telling.digest import digest
from bot.domain.competitions import Stage, StageKind
from bot.domain.delivery import Kind
from bot.ports import MassWay
from bot.store.db import Database
from bot.texts.catalogue import texts
from tests.delivery.owing import all_of
from tests.masses.house import (
    ACCOUNT,
    House,
    cohort,
    competition,
    followers,
    hold,
    put_competition,
)
from tests.masses.months import at

T = texts("zh-Hans")
SUNDAY = at(29, 19)
ZONE = "Asia/Shanghai"


def test_its_words() -> None:
    contest = competition("one", opens=at(20, 9), closes=at(1, 18, month=12))
    soon = replace(
        competition("two", opens=at(3, 9, month=12), closes=at(9, 18, month=12)),
        title="经典诵读大会",
    )
    far = competition("three", opens=at(20, 9, month=12), closes=at(24, 9, month=12))
    found = digest([contest, soon, far], ["手机支付不求人"], SUNDAY, ZONE, T)
    assert found is not None
    (message,) = found.messages
    assert message.title == "这一周有什么"
    assert message.text == (
        "正在进行：\n《全民法治知识竞赛》报名，12月1日 18:00 截止\n\n"
        "快要开始：\n《经典诵读大会》报名，12月3日 09:00 开始\n\n"
        "新课：\n《手机支付不求人》"
    )
    assert message.hint == "想参加，发“比赛”；想学，发“选课”。"


def test_hints_name_only_what_is_there() -> None:
    course = digest([], ["一门课"], SUNDAY, ZONE, T)
    contest = digest([competition(closes=at(30, 18))], [], SUNDAY, ZONE, T)
    assert course is not None
    assert contest is not None
    assert course.messages[0].hint == "想学，发“选课”。"
    assert contest.messages[0].hint == "想参加，发“比赛”。"


def test_nothing_to_tell() -> None:
    assert digest([], [], SUNDAY, ZONE, T) is None
    far = competition(opens=at(20, 9, month=12), closes=at(24, 9, month=12))
    assert digest([far], [], SUNDAY, ZONE, T) is None


def test_between_two_stages_the_next_one_is_named() -> None:
    found = competition(opens=at(1, 9), closes=at(20, 18))
    final = Stage("final", StageKind.LIVE, at(2, 9, month=12), at(2, 18, month=12))
    said = digest([replace(found, stages=(*found.stages, final))], [], SUNDAY, ZONE, T)
    assert said is not None
    assert "快要开始：\n《全民法治知识竞赛》现场，12月2日 09:00 开始" in said.messages[0].text


def test_it_fits_one_message_however_much_there_is() -> None:
    many = [
        replace(competition(f"c{n}", closes=at(30, 18)), title="很长的名字" * 20)
        for n in range(30)
    ]
    soon = [
        replace(competition(f"s{n}", opens=at(30, 9), closes=at(30, 18)), title="很长的名字" * 20)
        for n in range(30)
    ]
    found = digest([*many, *soon], ["课程" * 50] * 30, SUNDAY, ZONE, T)
    assert found is not None
    message = found.messages[0]
    size = len((message.title + message.text + message.hint).encode())
    assert size < 2000
    assert "还有 25 个" in message.text


async def on_sunday(db: Database, way: MassWay = MassWay.PEOPLE, hour: int = 16) -> House:
    """The afternoon before the digest of 29 November, with an open competition."""
    house = House(db, way, now=at(29, hour))
    await cohort(db)
    await put_competition(house, competition(closes=at(1, 18, month=12)))
    async with db.connection() as conn:
        await conn.execute("update competition_group set announced_at = $1", at(28, 9))
        await conn.execute(
            """
            insert into mass_message (account, kind, subject, occurrence, due, state, planned_at, began_at, ended_at)
            values ($1, 'announcement', 'contest', 'once', $2, 'done', $2, $2, $2)
            """,
            ACCOUNT,
            at(28, 19),
        )
    return house


async def plan(house: House) -> int:
    await house.planner.turns()
    return await house.planner.weekly_digests()


async def test_it_is_planned_for_followers_three_hours_ahead(db: Database) -> None:
    house = await on_sunday(db, hour=15)
    stopped, new, paused, gone, *_ = await followers(db, 9)
    async with db.connection() as conn:
        change = "update learner set state = $2 where id = $1"
        await conn.execute(change, stopped, "stopped")
        await conn.execute(change, new, "new")
        await conn.execute(change, paused, "paused")
        await conn.execute("update address set state = 'gone' where learner_id = $1", gone)
    assert await plan(house) == 0
    house.clock.set(at(29, 16))
    assert await plan(house) == 6
    assert await plan(house) == 0
    rows = await all_of(db, "kind = 'digest'")
    assert {row["learner_id"] for row in rows}.isdisjoint({stopped, new, gone})
    assert paused in {row["learner_id"] for row in rows}
    assert {(row["subject"], row["occurrence"], row["due"]) for row in rows} == {
        ("2026-W48", "once", SUNDAY)
    }


async def test_more_than_one_batch(db: Database) -> None:
    house = await on_sunday(db)
    await followers(db, 4500)
    assert await plan(house) == 4500
    assert await house.value("select count(distinct learner_id) from delivery") == 4500


async def test_it_goes_out_in_the_words_that_were_fixed(db: Database) -> None:
    house = await on_sunday(db)
    learners = await followers(db, 3)
    await plan(house)
    async with db.connection() as conn:
        await conn.execute("delete from delivery")
        await conn.execute("update competition set title = '改了名'")
    await hold(db, learners, kind=Kind.DIGEST, subject="2026-W48", expires=at(3, 19, month=12))
    house.clock.set(SUNDAY)
    await house.work()
    (call,) = house.official.calls
    assert "《全民法治知识竞赛》报名，12月1日 18:00 截止" in call.text
    assert len(call.people) == 3


async def test_no_digest_when_there_is_nothing_to_tell(db: Database) -> None:
    house = House(db, now=at(29, 16))
    await followers(db, 3)
    assert await plan(house) == 0
    mass = await house.mass("2026-W48")
    assert (mass["state"], mass["reason"]) == ("dropped", "there was nothing to tell this week")
    await put_competition(house, competition(closes=at(30, 18)))
    await cohort(db)
    assert await plan(house) == 0
    assert (await house.mass("2026-W48"))["state"] == "dropped", "it was told of already"


async def test_who_has_had_four_gets_none(db: Database) -> None:
    house = await on_sunday(db)
    full, three, last, *_ = await followers(db, 5)
    async with db.connection() as conn:
        change = "update address set mass_month = $2, mass_used = $3 where learner_id = $1"
        await conn.execute(change, full, "2026-11", 4)
        await conn.execute(change, three, "2026-11", 3)
        await conn.execute(change, last, "2026-10", 4)
    assert await plan(house) == 4
    owed = {row["learner_id"] for row in await all_of(db, "kind = 'digest'")}
    assert full not in owed
    assert {three, last} <= owed


async def test_before_the_25th_one_is_left(db: Database) -> None:
    house = await on_sunday(db)
    house.clock.set(at(22, 16))
    three, two, *_ = await followers(db, 3)
    async with db.connection() as conn:
        change = "update address set mass_month = '2026-11', mass_used = $2 where learner_id = $1"
        await conn.execute(change, three, 3)
        await conn.execute(change, two, 2)
    assert await plan(house) == 2
    assert three not in {row["learner_id"] for row in await all_of(db, "kind = 'digest'")}


async def test_places_of_what_is_planned_are_kept(db: Database) -> None:
    """Members of a group whose announcement comes later in the month keep their place for it."""
    house = await on_sunday(db)
    group = await cohort(db, "class-8")
    members = await followers(db, 2, group=group)
    others = await followers(db, 2, first=10)
    await put_competition(
        house,
        competition("later", groups=("class-8",), opens=at(30, 9), closes=at(9, 9, month=12)),
    )
    async with db.connection() as conn:
        await conn.execute("update address set mass_month = '2026-11', mass_used = 3")
    assert await plan(house) == 2
    owed = {row["learner_id"] for row in await all_of(db, "kind = 'digest'")}
    assert owed == set(others)
    assert owed.isdisjoint(members)


async def test_nothing_is_counted_where_it_goes_by_tag(db: Database) -> None:
    house = await on_sunday(db, MassWay.TAG)
    await followers(db, 3)
    async with db.connection() as conn:
        await conn.execute("update address set mass_month = '2026-11', mass_used = 9")
    assert await plan(house) == 3


async def test_one_who_follows_two_accounts_gets_one(db: Database) -> None:
    house = await on_sunday(db)
    learners = await followers(db, 2)
    await hold(db, learners[:1], kind=Kind.DIGEST, subject="2026-W48")
    assert await plan(house) == 1


async def test_it_is_made_when_it_is_asked_for_too_early(db: Database) -> None:
    """The planner was down for hours: whoever comes first makes it."""
    house = await on_sunday(db)
    learners = await followers(db, 2)
    await house.planner.turns()
    await hold(db, learners, kind=Kind.DIGEST, subject="2026-W48", expires=at(3, 19, month=12))
    house.clock.set(SUNDAY)
    await house.sender.run_once()
    assert (await house.mass("2026-W48"))["state"] == "sending"
    assert await house.value("select count(*) from digest") == 1
    await house.planner.weekly_digests()
    await house.later(minutes=1)
    assert len(house.official.calls) == 1


async def test_old_ones_are_forgotten(db: Database) -> None:
    house = await on_sunday(db)
    await followers(db, 1)
    await plan(house)
    assert await house.planner.forget() == 0
    house.clock.move(timedelta(days=65))
    assert await house.planner.forget() == 1
