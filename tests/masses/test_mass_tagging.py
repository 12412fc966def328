"""Accounts that send by tag: one call a day for everybody who wears it."""

from datetime import timedelta

import pytest

from bot.domain.delivery import Outcome, Result
from bot.ports import MassWay
from bot.store.db import Database
from tests.masses.house import (
    ACCOUNT,
    House,
    announced,
    competition,
    contest,
    hold,
    put_competition,
    turn,
)
from tests.masses.months import at
from tests.masses.test_mass_faults import Killed, kill

THROTTLED = Outcome(Result.THROTTLED, "45169 changed elsewhere", retry_after=60)


async def tagged_house(db: Database, people: int) -> House:
    house = House(db, MassWay.TAG)
    await contest(house, people)
    return house


async def second(house: House) -> None:
    """Another competition for the same people, due at the same time."""
    await put_competition(house, competition("other"))
    await announced(house, "other")
    learners = [row["learner_id"] for row in await house.held()]
    await hold(house.db, learners, subject="other")
    await turn(house.db, "other")


async def test_tagged_in_fifties_called_once_and_untagged(db: Database) -> None:
    house = await tagged_house(db, 1230)
    await house.work()
    official = house.official
    assert official.tag_calls == [50] * 24 + [30]
    (call,) = official.calls
    assert call.people == ()
    tag = official.known_tags[f"yike-{(await house.mass())['id']}"]
    assert call.tag == tag
    assert len(official.tagged[tag]) == 1230
    assert await house.value("select count(*) from follower_tag where account = $1", ACCOUNT) == 1
    assert await house.used() == {0: 1230}, "nothing is counted by the month"
    await house.report("1000", total=1230, sent=1230)
    await house.work()
    assert not official.known_tags
    assert (await house.mass())["tag"] is None
    assert await house.value("select count(*) from follower_tag") == 0
    assert len(await house.past()) == 1230


async def test_who_cannot_be_tagged_stays_held(db: Database) -> None:
    house = await tagged_house(db, 60)
    house.official.untaggable = {"o3", "o57"}
    await house.work()
    assert (await house.parts())[0]["receivers"] == 58
    free = [row for row in await house.held() if row["part_id"] is None]
    assert [row["reason"] for row in free] == ["the platform could not tag this follower"] * 2


async def test_where_nobody_can_be_tagged_it_ends(db: Database) -> None:
    house = await tagged_house(db, 3)
    house.official.untaggable = {"o1", "o2", "o3"}
    await house.work()
    await house.later(minutes=5)
    assert house.official.tag_calls == [3], "nobody is tried without end"
    assert not house.official.calls
    assert (await house.mass())["state"] == "done"
    assert {row["reason"] for row in await house.held()} == {
        "the platform could not tag this follower"
    }


async def test_who_has_no_room_for_a_tag_keeps_nobody_else_from_it(db: Database) -> None:
    house = await tagged_house(db, 60)
    house.official.full = {"o3"}
    await house.work()
    assert (await house.parts())[0]["receivers"] == 59
    assert len(house.official.calls) == 1
    free = [row["reason"] for row in await house.held() if row["part_id"] is None]
    assert free == ["the platform could not tag this follower"]


@pytest.mark.parametrize("method", ["tags", "make_tag", "tag_people"])
async def test_a_failed_tag_call_goes_on_where_it_stood(db: Database, method: str) -> None:
    house = await tagged_house(db, 120)
    house.official.broken[method] = THROTTLED
    await house.work()
    assert not house.official.calls
    await house.later(minutes=1)
    assert len(house.official.calls) == 1
    assert sum(house.official.tag_calls) == 120
    assert len(house.official.tagged) == 1, "a tag that was made is found again"


async def test_a_refused_tag_call_fails_it(db: Database) -> None:
    house = await tagged_house(db, 60)
    house.official.broken["tag_people"] = Outcome(Result.BAD_REQUEST, "45059 too many tags")
    await house.work()
    assert (await house.mass())["state"] == "dropped"
    assert {row["part_id"] for row in await house.held()} == {None}
    assert not house.official.known_tags


async def test_a_tag_that_cannot_be_deleted_is_tried_again(db: Database) -> None:
    house = await tagged_house(db, 3)
    await house.work()
    house.official.broken["delete_tag"] = Outcome(Result.UNAVAILABLE, "-1 busy")
    await house.report("1000")
    await house.work()
    await house.work()
    assert not house.official.known_tags


async def test_one_call_a_day(db: Database) -> None:
    house = await tagged_house(db, 3)
    await second(house)
    await house.work()
    assert len(house.official.calls) == 1
    house.clock.set(at(23, 20))
    await house.work()
    assert len(house.official.calls) == 1
    house.clock.set(at(24, 7, 30))
    await house.work()
    assert len(house.official.calls) == 2


async def test_a_refused_call_does_not_use_the_day(db: Database) -> None:
    house = await tagged_house(db, 3)
    await second(house)
    house.official.script.append(Outcome(Result.BAD_REQUEST, "45002 too long"))
    await house.work()
    assert len(house.official.calls) == 2
    assert (await house.mass("other"))["state"] == "sending"


async def test_killed_between_the_call_and_its_record(db: Database) -> None:
    house = await tagged_house(db, 70)
    house.official.after = kill
    with pytest.raises(Killed):
        await house.work()
    house.official.after = None
    house.sender = house.make_sender()
    await house.later(minutes=3)
    first, again = house.official.calls
    assert first == again
    assert house.official.tag_calls == [50, 20]


async def test_too_few_to_be_worth_it(db: Database) -> None:
    house = await tagged_house(db, 1)
    await house.work()
    assert not house.official.calls
    assert not house.official.known_tags
    assert (await house.mass())["state"] == "done"


async def test_everybody_leaves_while_it_is_tagged(db: Database) -> None:
    house = await tagged_house(db, 3)
    house.official.broken["tag_people"] = THROTTLED
    await house.work()
    async with db.connection() as conn:
        await conn.execute("update address set state = 'gone'")
    await house.later(minutes=1)
    house.clock.move(timedelta(minutes=30))
    await house.work()
    assert not house.official.calls
    assert {row["part_id"] for row in await house.held()} == {None}
    assert (await house.mass())["state"] == "done"
