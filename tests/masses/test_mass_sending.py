"""A mass message goes out: whom it takes, when, and what is sent where something fails."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.masses import sending as mass_sending
from bot.domain.delivery import Kind, Outcome, Result, Scope
from bot.store.db import Database
from bot.store.masses import receivers as mass_receivers
from bot.store.masses.receivers import Picked
from tests.masses.house import (
    ACCOUNT,
    EVENING,
    House,
    announced,
    cohort,
    competition,
    contest,
    followers,
    hold,
    put_competition,
    turn,
)
from tests.masses.months import at


async def test_one_call_for_all_who_wait_and_its_end(db: Database) -> None:
    house = House(db)
    await contest(house, 7)
    await house.work()
    (call,) = house.official.calls
    assert set(call.people) == {f"o{n}" for n in range(1, 8)}
    assert "全民法治知识竞赛" in call.text
    assert len(call.key) <= 32
    assert call.key.isascii()
    assert (await house.mass())["state"] == "sending"
    assert all(row["part_id"] is not None for row in await house.held())
    await house.report("1000", total=7, filtered=1, sent=6, failed=0)
    await house.work()
    assert not await house.held()
    past = await house.past()
    assert [(row["state"], row["rung"]) for row in past] == [("sent", "mass")] * 7
    assert past[0]["detail"]["competition"] == "contest"
    assert past[0]["steps"][-1]["rung"] == "mass"
    assert past[0]["address_id"] is not None
    assert (await house.mass())["state"] == "done"
    part = (await house.parts())[0]
    assert (part["receivers"], part["total"], part["sent"], part["filtered"]) == (7, 7, 6, 1)
    assert await house.used() == {1: 7}


async def test_it_does_not_begin_before_its_turn_nor_by_night(db: Database) -> None:
    house = House(db, now=at(23, 18, 59))
    await contest(house, 3)
    await house.work()
    assert not house.official.calls
    house.clock.set(at(23, 21, 30))
    await house.work()
    assert not house.official.calls
    assert (await house.mass())["state"] == "planned"
    house.clock.set(at(24, 7, 30))
    await house.work()
    assert len(house.official.calls) == 1


async def test_what_is_reserved_is_not_called_by_night(db: Database) -> None:
    house = House(db, now=at(23, 21, 29))
    await contest(house, 3)
    house.official.script.append(Outcome(Result.THROTTLED, "45011 too fast"))
    await house.work()
    await house.later(minutes=5)
    assert len(house.official.calls) == 1
    house.clock.set(at(24, 7, 31))
    await house.work()
    assert len(house.official.calls) == 2


async def test_while_more_are_being_planned_nobody_is_locked_to_look_for_a_full_call(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked each second for up to two hours, and who is locked cannot be answered."""
    house = House(db)
    found = await followers(db, 3, group=await cohort(db))
    await put_competition(house, competition())
    await hold(db, found)
    await turn(db)
    picked: list[int] = []
    pick = mass_receivers.pick

    async def counted(*values: Any, **options: Any) -> Picked:
        picked.append(1)
        return await pick(*values, **options)

    monkeypatch.setattr(mass_receivers, "pick", counted)
    await house.work()
    assert (picked, house.official.calls) == ([], [])
    monkeypatch.setattr(mass_sending, "MOST_RECEIVERS", 3)
    await house.work()
    assert [len(call.people) for call in house.official.calls] == [3]


async def test_many_go_in_calls_of_ten_thousand(db: Database) -> None:
    house = House(db)
    await contest(house, 20_500)
    await house.work()
    assert sorted(len(call.people) for call in house.official.calls) == [500, 10_000, 10_000]
    assert len({call.key for call in house.official.calls}) == 3
    for message in ("1000", "1001", "1002"):
        await house.report(message, total=1, sent=1)
    await house.work()
    assert (await house.mass())["state"] == "done"
    count = "select count(*) from delivery_past where subject = 'contest' and state = 'sent'"
    assert await house.value(count) == 20_500


async def test_who_is_left_out_and_why(db: Database) -> None:
    house = House(db)
    stopped, away, muted, gone, full, lately, *others = await contest(house, 9)
    async with db.transaction() as conn:
        await conn.execute("update learner set state = 'stopped' where id = $1", stopped)
        await conn.execute("update learner set state = 'away' where id = $1", away)
        change = "update address set {} where learner_id = $1"
        await conn.execute(change.format("muted_until = 'infinity'"), muted)
        await conn.execute(change.format("state = 'gone'"), gone)
        await conn.execute(change.format("mass_month = '2026-11', mass_used = 4"), full)
        await conn.execute(change.format("mass_month = '2026-10', mass_used = 4"), lately)
    await house.work()
    assert len(house.official.calls[0].people) == len(others) + 1
    await house.report("1000")
    await house.work()
    held = {row["learner_id"]: row["reason"] for row in await house.held()}
    assert set(held) == {stopped, away, muted, gone, full}
    assert held[full] == "has had four mass messages this month"
    assert held[muted] == held[gone] == "left, or takes no messages"
    assert await house.used() == {0: 4, 1: 4, 4: 1}


async def test_a_lone_receiver_stays_held(db: Database) -> None:
    house = House(db)
    await contest(house, 1)
    await house.work()
    assert not house.official.calls
    (row,) = await house.held()
    assert row["reason"] == "a mass message needs two receivers, and nobody else was waiting"
    assert row["part_id"] is None
    assert (await house.mass())["state"] == "done"
    assert await house.used() == {0: 1}


async def test_who_left_since_is_taken_out_before_the_call(db: Database) -> None:
    house = House(db)
    one, *_ = await contest(house, 2)

    async with db.transaction() as conn:
        await conn.execute("update mass_message set state = 'sending', began_at = $1", EVENING)
        await conn.execute("update mass_message set words = '{\"messages\": []}'")
        await conn.execute(
            "insert into mass_part (mass_id, state, receivers, next_try, reserved_at)"
            " select id, 'reserved', 2, $1, $1 from mass_message",
            EVENING,
        )
        await conn.execute("update delivery_held set part_id = (select id from mass_part)")
        await conn.execute("update address set mass_month = '2026-11', mass_used = 1")
        await conn.execute("update address set state = 'gone' where learner_id = $1", one)
    await house.work()
    assert not house.official.calls
    assert not await house.parts()
    assert {row["part_id"] for row in await house.held()} == {None}
    assert await house.used() == {0: 2}


async def plan_one(db: Database, learner: int) -> None:
    """What a learner holds is planned, and not decided, again."""
    async with db.transaction() as conn:
        await conn.execute("delete from delivery_held where learner_id = $1", learner)
        await conn.execute(
            """
            insert into delivery (learner_id, lane, kind, subject, occurrence, priority, due, next_try, planned_at)
            values ($1, $2, 'announcement', 'contest', 'once', 4, $3, $3, $3)
            """,
            learner,
            ACCOUNT,
            EVENING,
        )


async def test_it_waits_for_what_is_not_decided(db: Database) -> None:
    house = House(db)
    found = await contest(house, 4)
    await plan_one(db, found[0])
    await house.work()
    await house.later(minutes=119)
    assert not house.official.calls
    assert (await house.mass())["state"] == "sending"
    await house.later(minutes=1)
    assert len(house.official.calls[0].people) == 3


async def test_it_does_not_wait_for_what_is_tried_again(db: Database) -> None:
    house = House(db)
    found = await contest(house, 4)
    await plan_one(db, found[0])
    async with db.connection() as conn:
        await conn.execute("update delivery set decided_at = $1", EVENING)
    await house.work()
    assert len(house.official.calls[0].people) == 3


async def test_who_comes_after_it_is_over_stays_held(db: Database) -> None:
    house = House(db)
    await contest(house, 2)
    await house.work()
    await house.report("1000")
    await house.work()
    await hold(db, await followers(db, 3, first=50))
    await house.later(hours=1)
    assert len(house.official.calls) == 1
    assert len(await house.held()) == 3


async def test_the_months_last_is_kept_for_what_goes_before(db: Database) -> None:
    """Organiser's news this evening, a competition planned for Saturday; those with three."""
    house = House(db)
    group = await cohort(db)
    members = await followers(db, 3, group=group)
    others = await followers(db, 3, first=10)
    await put_competition(house, competition(opens=at(28, 9), closes=at(30, 18)))
    await turn(db, due=at(28, 19), expires=at(30, 18))
    async with db.transaction() as conn:
        await conn.execute("update address set mass_month = '2026-11', mass_used = 3")
        await conn.execute(
            """
            insert into announcement (key, title, text, organiser, link, due, expires, urgent, content_hash, approved_by, imported_at)
            values ('closing', 't', 't', 'o', '', $1, $2, false, '\\x00', 'operator', $1)
            """,
            EVENING,
            at(30, 18),
        )
    await hold(db, members + others, kind=Kind.NEWS, subject="closing")
    await turn(db, "closing", kind=Kind.NEWS)
    await house.work()
    assert set(house.official.calls[0].people) == {"o10", "o11", "o12"}
    await house.report("1000")
    await house.work()
    reasons = {row["reason"] for row in await house.held("closing")}
    assert reasons == {"the month's last mass messages are kept for what goes before this one"}


async def test_two_at_once_do_not_take_a_fifth(db: Database) -> None:
    house = House(db)
    found = await contest(house, 3)
    await put_competition(house, competition("other", closes=EVENING + timedelta(days=9)))
    await announced(house, "other")
    await hold(db, found, subject="other")
    await turn(db, "other")
    async with db.connection() as conn:
        await conn.execute("update address set mass_month = '2026-11', mass_used = 3")
    await house.work()
    assert [call.text[:4] for call in house.official.calls] == ["【比赛】"]
    assert await house.used() == {4: 3}
    assert {row["part_id"] is None for row in await house.held("other")} == {True}


async def test_two_senders_side_by_side(db: Database) -> None:
    house = House(db)
    await contest(house, 25_000)
    other = house.make_sender()
    for _ in range(8):
        await asyncio.gather(house.sender.run_once(), other.run_once())
    people = [one for call in house.official.calls for one in call.people]
    assert len(people) == len(set(people)) == 25_000
    assert len({call.key for call in house.official.calls}) == len(house.official.calls) == 3


async def test_a_competition_that_is_no_more_drops_it(db: Database) -> None:
    house = House(db)
    await turn(db)
    await house.work()
    mass = await house.mass()
    assert (mass["state"], mass["reason"]) == ("dropped", "the competition is no more")


async def test_one_that_is_over_is_dropped(db: Database) -> None:
    house = House(db, now=EVENING + timedelta(days=6))
    await turn(db)
    await house.work()
    mass = await house.mass()
    assert mass["state"] == "dropped"
    assert mass["reason"] == "it was over before it could go out"


async def test_nobody_was_waiting(db: Database) -> None:
    house = House(db)
    await put_competition(house, competition())
    await turn(db)
    await house.work()
    mass = await house.mass()
    assert (mass["state"], mass["reason"]) == ("done", "nobody was waiting for it any more")


async def test_an_account_that_may_not_is_let_alone_for_a_day(db: Database) -> None:
    house = House(db)
    await contest(house, 3)
    house.official.script.append(Outcome(Result.REFUSED, "48001 may not", scope=Scope.RUNG))
    await house.work()
    assert (await house.mass())["state"] == "dropped"
    await put_competition(house, competition("other"))
    await announced(house, "other")
    await hold(db, [row["learner_id"] for row in await house.held()], subject="other")
    await turn(db, "other")
    await house.later(hours=2)
    assert len(house.official.calls) == 1
    await house.later(hours=24)
    assert len(house.official.calls) == 2
