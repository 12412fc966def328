"""What becomes of a mass message that the platform took: reports, polls, refusals, the report."""

import pytest

from bot.domain.masses import refusal, sent
from bot.ports import MassState
from bot.store.db import Database
from tests.masses.announcement_reports import AnnouncementReport, announcement_report
from tests.masses.house import House, contest
from tests.masses.months import at


async def report_of(house: House, key: str = "contest") -> AnnouncementReport:
    async with house.db.connection() as conn:
        found = await announcement_report(conn, key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("err(10001)", "an advertisement (err 10001)"),
        ("err(20013)", "copyright"),
        ("err(40001)", "the account's administrator refused it"),
        ("err(40002)", "did not confirm it within 30 minutes"),
        ("err(77777)", "WeChat refused it (err 77777)"),
        ("send fail", "WeChat could not send it"),
    ],
)
async def test_a_refusal_is_put_into_words(db: Database, status: str, words: str) -> None:
    house = House(db)
    await contest(house, 4)
    await house.work()
    await house.report("1000", status)
    await house.work()
    mass = await house.mass()
    assert mass["state"] == "dropped"
    assert words in mass["reason"]
    held = await house.held()
    assert len(held) == 4
    assert all(words in row["reason"] and row["part_id"] is None for row in held)
    assert all(not row["uncertain"] for row in held)
    assert await house.used() == {0: 4}
    await house.later(hours=13)
    assert len(house.official.calls) == 1


def test_statuses() -> None:
    assert sent("send success")
    assert sent("sendsuccess")
    assert not sent("send fail")
    assert not sent("err(10001)")
    assert "err 20008" in refusal("err(20008)")


async def test_a_silent_job_is_asked_after(db: Database) -> None:
    house = House(db)
    await contest(house, 4)
    await house.work()
    await house.later(minutes=9, seconds=59)
    assert not house.official.asked
    await house.later(seconds=1)
    assert house.official.asked == ["1000"]
    await house.later(minutes=59)
    assert len(house.official.asked) == 1
    house.official.states["1000"] = MassState.SENT
    await house.later(minutes=1)
    assert len(await house.past()) == 4
    part = (await house.parts())[0]
    assert (part["state"], part["total"]) == ("done", None)
    await house.report("1000", total=4, sent=3, filtered=1)
    part = (await house.parts())[0]
    assert (part["total"], part["sent"], part["filtered"]) == (4, 3, 1)


@pytest.mark.parametrize("state", [MassState.FAILED, MassState.DELETED])
async def test_a_job_that_failed_without_a_report(db: Database, state: MassState) -> None:
    house = House(db)
    await contest(house, 4)
    await house.work()
    house.official.states["1000"] = state
    await house.later(minutes=10)
    assert (await house.mass())["state"] == "dropped"
    assert len(await house.held()) == 4
    assert await house.used() == {0: 4}


async def test_after_two_days_it_is_taken_as_sent(db: Database) -> None:
    house = House(db)
    await contest(house, 4)
    await house.work()
    house.clock.set(at(25, 19))
    await house.work()
    assert (await house.mass())["state"] == "sending"
    await house.later(hours=1)
    assert (await house.mass())["state"] == "done"
    assert len(await house.past()) == 4
    assert "did not say" in (await house.parts())[0]["status"]


async def test_a_repeated_report_changes_nothing(db: Database) -> None:
    house = House(db)
    await contest(house, 4)
    await house.work()
    await house.report("1000", total=4, sent=4)
    await house.report("1000", "err(10001)", total=9)
    await house.work()
    part = (await house.parts())[0]
    assert (part["state"], part["total"]) == ("done", 4)


async def test_a_report_of_a_message_that_is_not_ours(db: Database) -> None:
    house = House(db)
    await contest(house, 4)
    await house.report("5", total=1)
    await house.report("5", total=1)
    await house.work()
    assert (await house.parts())[0]["state"] == "submitted"
    house.clock.set(at(30, 18))
    assert await house.planner.forget() == 0
    house.clock.set(at(30, 20))
    assert await house.planner.forget() == 1


async def test_the_month_of_the_count_is_given_back(db: Database) -> None:
    """Reserved on the last evening, refused on the first of December: December's count stays."""
    house = House(db)
    learners = await contest(house, 2)
    await house.work()
    async with db.connection() as conn:
        await conn.execute(
            "update address set mass_month = '2026-12', mass_used = 2 where learner_id = $1",
            learners[0],
        )
    await house.report("1000", "err(40001)")
    await house.work()
    assert await house.used() == {2: 1, 0: 1}


async def test_the_report_adds_up(db: Database) -> None:
    house = House(db)
    found = await contest(house, 9)
    async with db.connection() as conn:
        await conn.execute(
            "update address set mass_month = '2026-11', mass_used = 4 where learner_id = any($1)",
            found[:2],
        )
        await conn.execute(
            """
            insert into delivery_past (id, learner_id, lane, kind, subject, occurrence, priority, state, due, attempts,
              uncertain, rung, reason, detail, steps, planned_at, decided_at, ended_at)
            select 900000 + n, null, 'city-wechat', 'announcement', 'contest', 'once', 4,
              case when n < 4 then 'sent' else 'expired' end, $1, 1, false, case when n < 4 then 'reply' end,
              case when n < 4 then 'handed over' else 'over' end, '{}', '[]', $1, $1, $1 from generate_series(1, 5) as n
            """,
            house.clock.now(),
        )
    before = await report_of(house)
    assert before.total == before.count("held") + 5 == 14
    await house.work()
    assert (await report_of(house)).count("in a mass message", "mass") == 7
    await house.report("1000", total=7, filtered=1, sent=5, failed=1)
    await house.work()
    found_report = await report_of(house)
    assert found_report.total == 14
    assert found_report.count("sent", "mass") == 7
    assert found_report.count("sent", "reply") == 3
    assert found_report.count("held") == found_report.count("expired") == 2
    (mass,) = found_report.masses
    assert mass.state == "done"
    (part,) = mass.parts
    assert (part.receivers, part.total, part.filtered, part.sent, part.failed) == (7, 7, 1, 5, 1)


async def test_there_is_no_report_of_nothing(db: Database) -> None:
    async with db.connection() as conn:
        assert await announcement_report(conn, "nothing") is None
