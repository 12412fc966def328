"""Under constant demand at least 98 % of what is allowed goes out; bulk is spread."""

import random
from itertools import count, pairwise

import pytest
from redis.asyncio import Redis

from bot.delivery.limiting import Limits
from tests.limits.simulation import START, TELEGRAM, Town, bulk, longest_gap, most_in, to_group


async def _send_constantly(
    town: Town, seconds: int, every: tuple[float, float]
) -> tuple[int, int]:
    """Each process asks for as much as there is room for; returns how many were granted and
    how many had to be put back.
    """
    random.seed(5)  # a limiter guesses by it
    chance, ids = random.Random(7), count()
    turn_of = [START + chance.randrange(100_000) for _ in town.limiters]
    granted = asked = 0
    while town.watch.now < START + seconds * 1e6:
        process = min(range(len(turn_of)), key=turn_of.__getitem__)
        town.watch.now = turn_of[process]
        turn_of[process] += round(chance.uniform(*every) * 1e6)
        room = town.limiters[process].room("city")
        assert room is not None
        turns = await town.ask([bulk(next(ids)) for _ in range(room)], process)
        granted += sum(turn.granted for turn in turns)
        asked += room
    return granted, asked


@pytest.mark.parametrize("processes", [1, 2, 4])
@pytest.mark.parametrize("limits", [TELEGRAM, Limits(30, 30), Limits(7.0, 6), Limits(250, 240)])
async def test_a_saturated_account_reaches_its_rate(
    client: Redis, limits: Limits, processes: int
) -> None:
    town = Town(client, {"city": limits}, processes)
    granted, asked = await _send_constantly(town, 40, every=(0.1, 0.1))
    rate = limits.bulk_per_second or 0
    assert town.count("city", 10, 40) >= 0.98 * rate * 30
    assert most_in(town.sent["city"], 1) <= rate
    assert granted >= 0.45 * asked, "four that took it blindly would send a quarter"


async def test_callers_that_come_unevenly_and_late_lose_little(client: Redis) -> None:
    town = Town(client, {"city": TELEGRAM}, 2)
    await _send_constantly(town, 40, every=(0.05, 0.15))
    assert town.count("city", 10, 40) >= 0.98 * 28 * 30
    late = Town(client, {"late": TELEGRAM}, 1)
    for step in range(100):
        await late.ask([bulk(f"{step}-{n}", account="late") for n in range(20)])
        late.watch.move(0.25)
    assert late.count("late", 5, 25) >= 0.95 * 28 * 20


async def test_bulk_is_spread_over_the_second(client: Redis) -> None:
    town = Town(client, {"city": TELEGRAM}, 1)
    for step in range(100):
        await town.ask([bulk(f"{step}-{n}") for n in range(20)])
        town.watch.move(0.1)
    assert most_in(town.sent["city"], 0) <= 5
    assert most_in(town.sent["city"], 0.2) <= 10
    assert longest_gap(town.sent["city"]) <= 0.2


async def test_a_group_reaches_its_twenty_a_minute_for_an_hour(client: Redis) -> None:
    town = Town(client, {"city": TELEGRAM}, 2)
    asked = 0
    while town.watch.now < START + 3600e6:
        turns = await town.ask([to_group(7)] * 3, asked % 2)
        asked += 1
        waits = [turn.wait for turn in turns if not turn.granted]
        town.watch.move(min(waits, default=0) + 0.05)
    assert town.count("city:g7", 60, 3600) >= 0.98 * 20 * 59
    assert most_in(town.sent["city:g7"], 60) == 20
    assert asked < 1.5 * 20 * 60, "who is told to wait does not knock in vain"


async def test_a_full_group_takes_nothing_from_others(client: Redis) -> None:
    town = Town(client, {"city": TELEGRAM}, 1)
    while town.count("city:g7") < 20:
        await town.ask([to_group(7)] * 3)
        town.watch.move(0.3)
    town.watch.move(2)
    turns = await town.ask([to_group(7, waited=True)] * 60 + [bulk(n) for n in range(5)])
    assert not any(turn.granted for turn in turns[:60])
    assert all(turn.granted for turn in turns[60:]), "nothing was reserved for the group"


async def test_a_chat_takes_a_burst_and_then_one_a_second(client: Redis) -> None:
    town = Town(client, {"city": TELEGRAM}, 1)
    turns = await town.ask([bulk(12, messages=3), bulk(12), bulk(12), bulk(13)])
    assert [turn.granted for turn in turns] == [True, False, False, True]
    assert 0.85 <= turns[1].wait <= 1, "when asking again helps"
    assert turns[2].wait == pytest.approx(turns[1].wait + 1.005), "behind the other"
    town.watch.move(turns[1].wait)
    (again,) = await town.ask([bulk(12)])
    assert again.granted


async def test_a_delivery_larger_than_every_burst_still_goes(client: Redis) -> None:
    town = Town(client, {"city": TELEGRAM}, 1)
    (large,) = await town.ask([bulk(1, messages=40)])
    assert large.granted
    (next_one,) = await town.ask([bulk(1)])
    assert not next_one.granted
    assert next_one.wait > 30, "it is paid off first"


async def test_who_is_put_off_is_spread(client: Redis) -> None:
    town = Town(client, {"city": TELEGRAM}, 1)
    turns = await town.ask([bulk(n) for n in range(200)])
    waits = [turn.wait for turn in turns if not turn.granted]
    assert len(waits) > 180
    assert waits == sorted(waits)
    assert waits[-1] == pytest.approx(200 / 28, rel=0.15)
    assert min(b - a for a, b in pairwise(waits)) > 0.03
