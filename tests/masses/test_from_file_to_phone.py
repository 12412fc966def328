"""The whole way: an announcement is planned, decided by the engine, sent as a mass message."""

from datetime import timedelta

from bot.competitions.telling.compose import CompetitionComposer
from bot.competitions.telling.digest import DigestComposer
from bot.competitions.telling.news import NewsComposer
from bot.domain.delivery import Kind
from bot.store.db import Database
from schedules.planning import Planner
from tests.delivery.forms import service
from tests.delivery.office import Office
from tests.delivery.owing import window
from tests.masses.announcement_reports import announcement_report
from tests.masses.house import (
    EVENING,
    House,
    announcement,
    cohort,
    competition,
    followers,
    put_announcement,
    put_competition,
)
from tests.masses.months import at


def engine(db: Database, house: House) -> Office:
    """The delivery worker, with the words of announcements."""
    return Office(
        db,
        house.clock,
        {
            Kind.ANNOUNCEMENT: CompetitionComposer(house.clock),
            Kind.NEWS: NewsComposer(house.clock),
            Kind.DIGEST: DigestComposer(),
        },
        wechat=service(),
    )


async def test_news(db: Database) -> None:
    house = House(db, now=EVENING - timedelta(hours=1))
    office = engine(db, house)
    free, *others = await followers(db, 6, group=await cohort(db))
    await window(db, free, until=at(24, 12))
    await put_announcement(house, announcement(due=EVENING - timedelta(hours=1)))
    await house.planner.turns()
    await house.planner.news()
    house.clock.move(timedelta(minutes=1))
    await office.work()
    assert office.wechat.texts == ["【通知】闭馆通知\n周三闭馆一天，周四照常。\n\n某某图书馆"]
    assert {row["learner_id"] for row in await house.held("closing")} == set(others)
    await house.work()
    assert not house.official.calls, "its turn is at 19:00"
    house.clock.set(EVENING)
    await house.work()
    assert len(house.official.calls[0].people) == 5
    await house.report("1000", total=5, sent=5)
    await house.work()
    async with db.connection() as conn:
        report = await announcement_report(conn, "closing")
    assert report is not None
    assert report.total == 6
    assert report.count("sent", "customer") == 1
    assert report.count("sent", "mass") == 5


async def test_a_competition_and_the_digest_that_names_it(db: Database) -> None:
    house = House(db, now=at(26, 9))
    office = engine(db, house)
    people = Planner(db, house.clock, lambda: None)
    await followers(db, 4, group=await cohort(db))
    await followers(db, 3, first=20)
    await put_competition(house, competition(opens=at(26, 8), closes=at(9, 18, month=12)))
    await house.planner.turns()
    await people.competitions()
    house.clock.move(timedelta(minutes=1))
    await office.work()
    house.clock.set(at(26, 19))
    await house.work()
    await house.report("1000", total=4, sent=4)
    house.clock.set(at(29, 16))
    await house.planner.turns()
    await house.planner.weekly_digests()
    house.clock.move(timedelta(minutes=1))
    await office.work()
    held = await house.held("2026-W48")
    assert len(held) == 7
    house.clock.set(at(29, 19))
    await house.work()
    contest, digest = house.official.calls
    assert (len(contest.people), len(digest.people)) == (4, 7)
    assert "正在进行：\n《全民法治知识竞赛》" in digest.text
    await house.report("1001", total=7, sent=7)
    await house.work()
    assert {row["state"] for row in await house.past("2026-W48")} == {"sent"}
    assert await house.used() == {1: 3, 2: 4}
