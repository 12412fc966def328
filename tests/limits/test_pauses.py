"""Pauses: the right scope rests, in all processes, and a flush does not end it."""

import random

import pytest
from redis.asyncio import Redis

from bot.delivery.limiting import Limiter
from tests.limits.simulation import TELEGRAM, Town, bulk, reply, to_group


@pytest.fixture
def town(client: Redis) -> Town:
    """Three processes, one account with limits and one without."""
    return Town(client, {"city": TELEGRAM})


@pytest.mark.parametrize("account", ["city", "city-wechat"])
async def test_an_account_rests_in_all_processes(town: Town, account: str) -> None:
    await town.limiters[0].pause(account, 60)
    assert town.limiters[0].paused(account) == 60
    assert town.limiters[0].room(account) == 0
    assert town.limiters[1].paused(account) == 0, "not heard of yet"
    turns = await town.ask([bulk(1, account=account), reply(2, account=account)], 1)
    assert not any(turn.granted for turn in turns)
    assert all(58 < turn.wait <= 60 for turn in turns)
    assert town.limiters[1].paused(account) == 60
    (other,) = await town.ask([reply(2, account="elsewhere")], 1)
    assert other.granted
    town.watch.move(59.95)
    (turn,) = await town.ask([bulk(1, account=account)], 2)
    assert turn.granted
    assert turn.wait == pytest.approx(0.05, abs=1e-5)
    town.watch.move(0.05)
    assert [one.paused(account) for one in town.limiters] == [0, 0, 0]
    assert town.limiters[0].room(account) != 0


async def test_a_chat_rests_alone(town: Town) -> None:
    await town.limiters[0].pause("city", 30, "g7")
    await town.limiters[0].pause("city", 30, "a5")
    turns = await town.ask([to_group(7, waited=True), reply(5), bulk(6), to_group(8)], 1)
    assert [turn.granted for turn in turns] == [False, False, True, True]
    assert all(28 < turn.wait <= 30 for turn in turns[:2])
    assert town.limiters[1].paused("city") == 0
    town.watch.move(30)
    assert all(turn.granted for turn in await town.ask([to_group(7), reply(5)], 2))


async def test_a_longer_rest_stays(town: Town) -> None:
    await town.limiters[0].pause("city", 60)
    await town.limiters[1].pause("city", 5)
    await town.ask([bulk(1)], 1)
    assert town.limiters[1].paused("city") == 60
    await town.limiters[1].pause("city", 90)
    await town.ask([bulk(1)], 0)
    assert town.limiters[0].paused("city") == 90


async def test_a_lifted_rest_is_forgotten_by_all(town: Town) -> None:
    await town.limiters[0].pause("city", 60)
    await town.ask([bulk(1)], 1)
    await town.limiters[2].lift("city")
    (turn,) = await town.ask([bulk(1)], 1)
    assert turn.granted, "what this process remembers does not bring it back"
    assert town.limiters[1].paused("city") == 0
    await town.limiters[0].pause("city", 10)
    (turn,) = await town.ask([bulk(2)], 1)
    assert not turn.granted, "a new rest counts again"


async def test_lifting_what_does_not_rest_changes_nothing(town: Town, client: Redis) -> None:
    await town.limiters[0].lift("city")
    assert await client.keys("yike:limit:*") == []


async def test_after_a_flush_the_rests_are_told_again(town: Town, client: Redis) -> None:
    await town.limiters[0].pause("city", 60)
    await town.limiters[0].pause("country", 60, "a5")
    town.watch.move(10)
    await client.flushall()
    (turn,) = await town.ask([bulk(1)], 0)
    assert not turn.granted
    await town.ask([bulk(5, account="country")], 0)
    turns = await town.ask([reply(1), reply(5, account="country")], 2)
    assert not any(turn.granted for turn in turns), "a process that knew of none hears of them"
    assert all(48 < turn.wait <= 50 for turn in turns)


async def test_a_rest_told_on_and_on_does_not_grow(town: Town, client: Redis) -> None:
    await town.limiters[0].pause("city", 20)
    for step in range(100):
        if step % 10 == 5:
            await client.flushall()
        await town.ask([bulk(step)], step % 3)
        town.watch.move(0.1)
    assert max(one.paused("city") for one in town.limiters) == pytest.approx(10, abs=0.01)


async def test_a_slow_network_makes_no_rest_longer(town: Town, client: Redis) -> None:
    """Time passes between asking and being answered, now more and now less."""
    chance = random.Random(1)

    def passing() -> int:
        town.watch.now += chance.randrange(5000)
        return town.watch.now

    limiters = [Limiter(client, town.limits, passing) for _ in range(3)]
    await limiters[0].pause("city", 60)
    told = await client.get("yike:limit:city:pause")
    assert told is not None
    for step in range(600):
        await limiters[step % 3].reserve([bulk(step)])
    assert await client.get("yike:limit:city:pause") == told
    ends = [town.watch.now + one.paused("city") * 1e6 for one in limiters]
    assert max(ends) <= int(told) + 15_000


async def test_a_flush_forgets_only_the_last_second(town: Town, client: Redis) -> None:
    for step in range(100):
        if step == 50:
            await client.flushall()
        await town.ask([bulk(f"{step}-{n}") for n in range(20)], step % 3)
        town.watch.move(0.1)
    assert 28 * 10 <= town.count("city") <= 28 * 11 + 9
    assert town.count("city", 6, 9) <= 28 * 3 + 5, "from the next second on all is as before"
