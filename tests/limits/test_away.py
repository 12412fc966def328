"""Redis hangs, refuses and comes back."""

import asyncio
import random
import time

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from bot.delivery.limiting import Limits
from bot.delivery.spacing import OwnLimits
from bot.store import redis as shared
from bot.store.limits import Answer, Ask, Item, Rules, SharedLimits
from tests.limits.conftest import Mood, Way
from tests.limits.simulation import START, TELEGRAM, Town, bulk, most_in, reply, to_group

NOWHERE = "redis://127.0.0.1:1"
AWAY, BACK = "redis is away; each process keeps to a safe share", "redis is back"


async def test_without_redis_a_process_keeps_to_a_quarter() -> None:
    client = shared.connect(NOWHERE)
    town = Town(client, {"city": TELEGRAM}, processes=1)
    with capture_logs() as logs:
        for step in range(1200):
            wanted = [bulk(f"{step}-{n}") for n in range(4)]
            await town.ask([to_group(1), *wanted, reply(step % 3)])
            town.watch.move(0.1)
    assert 6 <= most_in(town.sent["city"], 1) <= 7
    assert town.count("city", 20, 120) >= 0.94 * 6 * 100
    assert most_in(town.sent["city:g1"], 60) == 5
    assert most_in(town.sent["city:a1"], 3.9) == 1
    assert [entry["event"] for entry in logs] == [AWAY], "said once"
    room = town.limiters[0].room("city")
    assert room is not None
    assert room <= 3
    await client.aclose()


async def test_what_nobody_waits_for_lets_the_last_second_pass() -> None:
    client = shared.connect(NOWHERE)
    town = Town(client, {"city": TELEGRAM}, processes=1)
    first, answer = await town.ask([bulk(1), reply(2)])
    assert (first.granted, answer.granted, answer.wait) == (False, True, 0)
    town.watch.move(1)
    (again,) = await town.ask([bulk(1)])
    assert again.granted
    await client.aclose()


async def test_pauses_are_kept_without_redis_and_told_when_it_is_back(way: Way) -> None:
    client = shared.connect(way.url)
    town = Town(client, {"city": TELEGRAM}, processes=2)
    await town.ask([bulk(0)])
    way.close()
    with capture_logs() as logs:
        await town.limiters[0].pause("city", 60)
        await town.limiters[0].pause("city", 60, "a9")
        (turn,) = await town.ask([reply(1)])
        assert not turn.granted
        town.watch.move(0.5)
        before = way.connections
        await town.ask([reply(1)])
        assert way.connections == before, "left alone for a second"
        way.mood = Mood.OPEN
        town.watch.move(0.5)
        await town.ask([reply(1)])
        (turn,) = await town.ask([reply(2)], 1)
        assert not turn.granted
        assert town.limiters[1].paused("city") == 59
        await town.limiters[0].lift("city")
    assert [entry["event"] for entry in logs] == [AWAY, BACK]
    assert [turn.granted for turn in await town.ask([reply(9), reply(2)], 1)] == [True, True]
    await client.aclose()


async def test_a_lift_without_redis_is_this_process_s_own() -> None:
    client = shared.connect(NOWHERE)
    town = Town(client, {}, processes=1)
    with capture_logs():
        await town.limiters[0].pause("city", 60)
        await town.limiters[0].lift("city")
        assert town.limiters[0].paused("city") == 0
        (turn,) = await town.ask([bulk(1)])
    assert turn.granted
    await client.aclose()


async def test_a_hanging_redis_costs_a_fifth_of_a_second_once(way: Way) -> None:
    client = shared.connect(way.url)
    town = Town(client, {"city": TELEGRAM}, processes=1)
    await town.ask([bulk(0)])
    way.mood = Mood.HANGING
    with capture_logs() as logs:
        began = time.monotonic()
        (turn,) = await town.ask([reply(1)])
        hung = time.monotonic() - began
        assert turn.granted
        for n in range(20):
            await town.ask([bulk(n)])
        rest = time.monotonic() - began - hung
        way.mood = Mood.OPEN
        town.watch.move(1)
        await town.ask([bulk(99)])
    assert 0.15 < hung < 1.9, "not the two seconds of the socket"
    assert rest < 2, "not asked again: twenty times would be four seconds"
    assert [entry["event"] for entry in logs] == [AWAY, BACK]
    await client.aclose()


async def test_an_answer_that_came_while_we_were_busy_is_read(client: Redis) -> None:
    town = Town(client, {"city": TELEGRAM}, processes=1)
    await town.ask([bulk(0)])
    with capture_logs() as logs:
        for steps in range(6):  # whatever the asking task is at just then
            asking = asyncio.create_task(town.ask([reply(steps)]))
            for _ in range(steps):
                await asyncio.sleep(0)
            asyncio.get_running_loop().call_soon(_busy, 0.25)
            assert (await asking)[0].granted
    assert logs == []


def _busy(seconds: float) -> None:
    """Hold up the event loop as a large piece of work does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


RULES = {
    "city": Rules(7, 1_005_000, 143_572, 5, 1_005_000, 201_000, 3, 1_000_000, 4, 9_000_000, 2_250_000),
    "slow": Rules(1, 4_020_000, 4_020_000, 1, 8_040_000, 8_040_000, 1, 2_000_000, 0, 0, 0),
    "half": Rules(0, 0, 0, 3, 1_005_000, 335_000, 1, 0, 2, 3_000_000, 1_500_000),
}  # fmt: skip


def _item(chance: random.Random) -> Item:
    group = chance.random() < 0.4
    chat = f"{'g' if group else 'a'}{chance.randrange(4)}"
    waited, messages = int(chance.random() < 0.4), chance.choice((1, 1, 2, 4, 9))
    return chance.randrange(4), chat, int(group), waited, messages, 0


@pytest.mark.parametrize("seed", range(4))
async def test_the_script_and_the_local_arithmetic_agree(client: Redis, seed: int) -> None:
    chance = random.Random(seed)
    shared_limits = SharedLimits(client, RULES)
    own = OwnLimits(RULES, since=0)
    now = START
    granted = 0
    for _ in range(600):
        now += chance.choice((0, 7, 90_000, 150_001, 400_000))
        items = [_item(chance) for _ in range(chance.randrange(1, 9))]
        ask = Ask(["city", "slow", "half", "free"], [0, 0, 0, 0], items)
        theirs, ours = await shared_limits.reserve(ask, now), own.reserve(ask, now)
        assert Answer(*map(list, ours)) == theirs
        granted += sum(turn >= 0 for turn in ours.turns)
    assert granted > 600


async def test_a_long_time_without_redis_does_not_fill_the_memory() -> None:
    own = OwnLimits({"city": Rules(chat_burst=1, chat_spacing=1000)}, since=0)
    for step in range(40):
        items: list[Item] = [(0, f"a{step}x{n}", 0, 0, 1, 0) for n in range(1000)]
        own.reserve(Ask(["city"], [0], items), now=START + step * 1000)
    assert len(own._paid) <= 11_000


async def test_a_clock_that_is_set_back_silences_nobody(client: Redis) -> None:
    town = Town(client, {"city": Limits(30, 28, 1, 1, 20)}, processes=1)
    town.watch.move(3600)
    await town.ask([bulk(n) for n in range(40)] + [to_group(1)] * 20)
    town.watch.move(-3600)
    fresh = Town(client, {"city": Limits(30, 28, 1, 1, 20)}, processes=1)
    turns = await fresh.ask([bulk(1), reply(2), to_group(1)])
    assert all(turn.granted for turn in turns)
