"""What somebody waits for goes first, and the total holds all the same."""

import random
from itertools import count

import pytest
from redis.asyncio import Redis

from bot.delivery.limiting import Limits
from bot.store.limits import HORIZON
from tests.limits.simulation import START, TELEGRAM, Town, bulk, most_in, reply


async def _mixed(town: Town, replies_a_second: float) -> list[float]:
    """30 s of saturating bulk with replies at random moments; returns the replies' waits."""
    chance, ids = random.Random(3), count()
    waits = []
    next_bulk, next_reply = float(START), START + 2e6
    while town.watch.now < START + 30e6:
        town.watch.now = round(min(next_bulk, next_reply))
        if next_bulk <= next_reply:
            next_bulk += 1e5
            await town.ask([bulk(f"{next(ids)}b") for _ in range(20)], next(ids) % 3)
        else:
            next_reply += chance.expovariate(replies_a_second) * 1e6
            (turn,) = await town.ask([reply(f"{next(ids)}r")], next(ids) % 3)
            assert turn.granted
            waits.append(turn.wait)
    return sorted(waits)


@pytest.mark.parametrize(("rate", "percentile"), [(1, 1), (5, 0.99), (12, 0.95)])
async def test_replies_go_within_the_horizon_while_bulk_saturates(
    client: Redis, rate: float, percentile: float
) -> None:
    town = Town(client, {"city": TELEGRAM})
    waits = await _mixed(town, rate)
    assert waits[min(len(waits) - 1, int(len(waits) * percentile))] <= HORIZON / 1e6 + 1 / 28
    assert waits[len(waits) // 2] <= 1 / 28, "half of them at once"
    assert most_in(town.sent["city"], 1) <= 30
    assert town.count("city", 5, 30) >= 0.98 * 28 * 25, "bulk takes what replies leave"


async def test_a_rush_of_replies_lines_up_before_bulk(client: Redis) -> None:
    town = Town(client, {"city": TELEGRAM})
    for step in range(20):
        await town.ask([bulk(f"{step}-{n}") for n in range(20)])
        town.watch.move(0.1)
    turns = await town.ask([reply(n) for n in range(60)])
    granted = [turn.wait for turn in turns if turn.granted]
    assert granted == sorted(granted)
    assert 28 <= len(granted) <= 34, "a second of them is in line"
    put_off = [turn.wait for turn in turns if not turn.granted]
    assert put_off[0] < 1 < put_off[-1] < 2, "asked again before the line has ended"
    others = await town.ask([bulk(f"late{n}") for n in range(5)], 1)
    assert not any(turn.granted for turn in others)
    town.watch.move(put_off[0])
    more = await town.ask([*(bulk(f"x{n}") for n in range(5)), reply("last")], 2)
    assert [turn.granted for turn in more] == [False] * 5 + [True]
    assert most_in(town.sent["city"], 1) == 30


async def test_without_a_reserve_replies_wait_only_behind_what_is_reserved(client: Redis) -> None:
    town = Town(client, {"city": Limits(30, 30)})
    for step in range(20):
        await town.ask([bulk(f"{step}-{n}") for n in range(20)])
        town.watch.move(0.1)
    (turn,) = await town.ask([reply(1)])
    assert turn.granted
    assert turn.wait <= 0.2
    assert most_in(town.sent["city"], 1) <= 30


async def test_a_learner_who_writes_fast_is_answered_at_the_pace_of_the_chat(
    client: Redis,
) -> None:
    town = Town(client, {"city": TELEGRAM})
    turns = await town.ask([reply(5) for _ in range(6)])
    assert [turn.granted for turn in turns] == [True] * 4 + [False] * 2
    assert [turn.wait for turn in turns[:4]] == [0, 0, 0, 1.005]
