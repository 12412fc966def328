"""A mass message where something fails: crashes at each point, what the platform answers, limits."""

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.domain.delivery import Outcome, Result, Scope
from bot.domain.errors import StorageUnavailableError
from bot.store.db import Database
from tests.masses.house import ACCOUNT, EVENING, House, contest
from tests.masses.months import at

PEOPLE = 5


class Killed(BaseException):
    """The process ends here."""


async def kill(_: str = "") -> None:
    raise Killed


async def crash(house: House) -> None:
    """The sender dies at its next call."""
    with pytest.raises(Killed):
        await house.work()
    house.official.before = house.official.after = None
    house.sender = house.make_sender()


async def test_killed_between_reserving_and_calling(db: Database) -> None:
    house = House(db)
    await contest(house, PEOPLE)
    house.official.before = kill
    await crash(house)
    assert await house.work() == 0, "its lease is not over"
    await house.later(minutes=3)
    (call,) = house.official.calls
    assert len(call.people) == PEOPLE
    assert await house.used() == {1: PEOPLE}
    assert (await house.parts())[0]["message_id"] == "1000"


async def test_killed_between_the_call_and_its_record(db: Database) -> None:
    house = House(db)
    await contest(house, PEOPLE)
    house.official.after = kill
    await crash(house)
    await house.later(minutes=3)
    first, second = house.official.calls
    assert first == second
    assert len(house.official.taken) == 1, "the platform took it once"
    await house.report("1000", total=PEOPLE, sent=PEOPLE)
    await house.work()
    assert len(await house.past()) == PEOPLE
    assert await house.used() == {1: PEOPLE}


async def test_the_database_is_lost_between_the_call_and_its_record(db: Database) -> None:
    house = House(db)
    await contest(house, PEOPLE)

    async def lose(_: str) -> None:
        raise StorageUnavailableError("PostgreSQL is away.")

    house.official.after = lose
    with pytest.raises(StorageUnavailableError):
        await house.work()
    house.official.after = None
    await house.later(minutes=3)
    assert len({call.key for call in house.official.calls}) == 1
    assert len(house.official.calls) == 2


async def test_the_report_comes_before_the_record(db: Database) -> None:
    house = House(db)
    await contest(house, PEOPLE)

    async def report(message: str) -> None:
        await house.report(message, total=PEOPLE, sent=4, failed=1)

    house.official.after = report
    await house.work()
    assert len(await house.past()) == PEOPLE
    part = (await house.parts())[0]
    assert (part["state"], part["sent"], part["failed"]) == ("done", 4, 1)
    assert await house.value("select count(*) from mass_report") == 0


@pytest.mark.parametrize(
    ("outcome", "wait"),
    [
        (Outcome(Result.THROTTLED, "45066 too fast", retry_after=60), timedelta(minutes=1)),
        (Outcome(Result.THROTTLED, "89504 admin", retry_after=1800), timedelta(minutes=30)),
        (Outcome(Result.UNAVAILABLE, "-1 busy"), timedelta(minutes=1)),
        (Outcome(Result.UNKNOWN, "timeout"), timedelta(minutes=1)),
        (Outcome(Result.MISCONFIGURED, "40164 ip"), timedelta(minutes=10)),
    ],
    ids=lambda one: one.code if isinstance(one, Outcome) else "",
)
async def test_it_waits_and_tries_with_the_same_key(
    db: Database, outcome: Outcome, wait: timedelta
) -> None:
    house = House(db)
    await contest(house, PEOPLE)
    house.official.script.append(outcome)
    await house.work()
    await house.later(seconds=wait.total_seconds() - 1)
    assert len(house.official.calls) == 1
    await house.later(seconds=1)
    assert len(house.official.calls) == 2
    assert len({call.key for call in house.official.calls}) == 1
    assert (await house.parts())[0]["state"] == "submitted"


async def test_waits_grow_to_ten_minutes(db: Database) -> None:
    house = House(db, now=at(23, 8))
    await contest(house, PEOPLE)
    async with db.connection() as conn:
        await conn.execute("update mass_message set due = $1", house.clock.now())
    house.official.script.extend(Outcome(Result.UNAVAILABLE, "-1 busy") for _ in range(8))
    times = []
    for _ in range(40 * 60):
        before = len(house.official.calls)
        if await house.sender.run_once() and len(house.official.calls) > before:
            times.append(house.clock.now())
        if len(house.official.calls) == 9:
            break
        house.clock.move(timedelta(seconds=30))
    gaps = [int((b - a).total_seconds() / 60) for a, b in pairwise(times)]
    assert gaps == [1, 2, 4, 8, 10, 10, 10, 10]


async def test_a_used_up_quota_waits_for_the_next_day(db: Database) -> None:
    house = House(db)
    await contest(house, PEOPLE)
    house.official.script.append(Outcome(Result.QUOTA_USED_UP, "45028", scope=Scope.ACCOUNT))
    await house.work()
    house.clock.set(at(23, 23, 59))
    await house.work()
    house.clock.set(at(24, 7, 29))
    await house.work()
    assert len(house.official.calls) == 1
    house.clock.set(at(24, 7, 30))
    await house.work()
    assert len(house.official.calls) == 2


async def test_a_used_up_quota_of_one_that_is_over_tomorrow(db: Database) -> None:
    house = House(db)
    await contest(house, PEOPLE)
    async with db.connection() as conn:
        await conn.execute("update mass_message set expires = $1", at(24, 6))
    house.official.script.append(Outcome(Result.QUOTA_USED_UP, "45028", scope=Scope.ACCOUNT))
    await house.work()
    house.clock.set(at(24, 8))
    await house.work()
    assert len(house.official.calls) == 1
    mass = await house.mass()
    assert mass["state"] == "dropped"
    assert "its moment passed" in mass["reason"]
    assert await house.used() == {0: PEOPLE}


async def test_a_hundred_calls_a_day(db: Database) -> None:
    house = House(db)
    await contest(house, PEOPLE)
    async with db.connection() as conn:
        await conn.execute(
            "insert into quota_use (account, what, period, used) values ($1, 'mass', '2026-11-23', 100)",
            ACCOUNT,
        )
    await house.work()
    assert not house.official.calls
    house.clock.set(at(24, 7, 30))
    await house.work()
    assert len(house.official.calls) == 1
    used = await house.value(
        "select used from quota_use where what = 'mass' and period = '2026-11-24'"
    )
    assert used == 1


async def test_no_more_calls_than_fit_a_minute(db: Database) -> None:
    house = House(db, now=EVENING + timedelta(seconds=40))
    await contest(house, PEOPLE)
    async with db.connection() as conn:
        await conn.execute(
            "insert into quota_use (account, what, period, used) values ($1, 'mass', '2026-11-23T11:00', 30)",
            ACCOUNT,
        )
    await house.later(seconds=19)
    assert not house.official.calls
    await house.later(seconds=1)
    assert len(house.official.calls) == 1


@pytest.mark.parametrize("result", [Result.REFUSED, Result.BAD_REQUEST])
async def test_a_refusal_releases_all_and_alarms_once(
    db: Database, result: Result, capsys: pytest.CaptureFixture[str]
) -> None:
    house = House(db)
    await contest(house, 20_003)
    house.official.script.append(Outcome(result, "45002 content too long"))
    while not house.official.calls:
        await house.sender.run_once()
    house.official.script.extend(Outcome(result, "45002 content too long") for _ in range(9))
    await house.work()
    assert len(house.official.calls) <= 3
    mass = await house.mass()
    assert mass["state"] == "dropped"
    assert mass["reason"] == "failed: the platform refused the call: 45002 content too long"
    free = "select count(*) from delivery_held where part_id is null"
    assert await house.value(free) == 20_003
    assert await house.used() == {0: 20_003}
    reasons = await house.value("select array_agg(distinct reason) from delivery_held")
    assert reasons == [
        "the mass message failed: the platform refused the call: 45002 content too long"
    ]
    assert capsys.readouterr().out.count("a mass message failed") == 1
    calls = len(house.official.calls)
    await house.later(hours=30)
    assert len(house.official.calls) == calls, "what was refused is not tried again"


async def test_after_a_day_of_silence_it_is_not_repeated(db: Database) -> None:
    """Its key is forgotten by then: the call might go out a second time."""
    house = House(db, now=at(23, 12))
    await contest(house, PEOPLE)
    async with db.connection() as conn:
        await conn.execute("update mass_message set due = $1", at(23, 12))
    house.official.script.extend(Outcome(Result.UNKNOWN, "timeout") for _ in range(400))
    await house.work()
    house.clock.set(at(24, 11))
    await house.work()
    calls = len(house.official.calls)
    house.clock.set(at(24, 11, 11))
    await house.work()
    assert len(house.official.calls) == calls
    mass = await house.mass()
    assert "nobody knows whether it went out" in mass["reason"]
    held = await house.held()
    assert {(row["uncertain"], row["part_id"]) for row in held} == {(True, None)}
    assert await house.used() == {1: PEOPLE}, "it may have arrived, so it counts"
