"""What lies in Redis: small, expiring, without platform ids, and one call a batch."""

import asyncio

from redis.asyncio import Redis
from structlog.testing import capture_logs

from bot.delivery.limiting import Limiter, Limits
from tests.limits.simulation import TELEGRAM, Town, bulk, reply, to_group


async def test_one_script_call_whatever_the_batch(client: Redis) -> None:
    limits = {f"bot{n}": Limits(30) for n in range(20)}
    town = Town(client, limits, processes=1)
    await town.ask([bulk(0, account="bot1")])
    await client.config_resetstat()
    await town.ask([bulk(n, account=f"bot{n % 20}") for n in range(200)])
    stats = await client.info("commandstats")
    assert stats["cmdstat_evalsha"]["calls"] == 1
    assert not any(name.startswith("cmdstat_script") for name in stats)


async def test_a_server_that_forgot_the_script_is_taught_again(client: Redis) -> None:
    town = Town(client, {"city": TELEGRAM}, processes=1)
    with capture_logs() as logs:
        for n in range(2):
            assert (await town.ask([bulk(n)]))[0].granted
            await client.script_flush()
    assert logs == []


async def test_more_batches_than_connections_wait_instead_of_failing(client: Redis) -> None:
    town = Town(client, {"city": Limits(1000)}, processes=1)
    with capture_logs() as logs:
        turns = await asyncio.gather(*(town.ask([reply(n)]) for n in range(100)))
    assert all(turn.granted for (turn,) in turns)
    assert logs == []


async def test_an_empty_batch_asks_nothing(client: Redis) -> None:
    limiter = Limiter(client, {"city": TELEGRAM})
    await client.config_resetstat()
    assert await limiter.reserve([]) == []
    assert "cmdstat_evalsha" not in await client.info("commandstats")


async def test_keys_are_named_after_our_own_rows_and_expire(client: Redis) -> None:
    town = Town(client, {"city": TELEGRAM})
    for step in range(30):
        await town.ask([to_group(7), *(bulk(n) for n in range(30)), reply(step)], step % 3)
        town.watch.move(0.1)
    await town.limiters[0].pause("city", 30)
    await town.limiters[0].pause("city", 30, "a3")
    keys = {bytes(key).decode() for key in await client.keys("*") if isinstance(key, bytes)}
    assert {"yike:limit:city", "yike:limit:city:g7", "yike:limit:city:pause"} <= keys
    assert "yike:limit:city:a3:pause" in keys
    for key in keys:
        assert key.startswith("yike:limit:city")
        assert 0 < await client.pttl(key) <= 80_000
        assert await client.strlen(key) <= 9 * 64 + 16


async def test_redis_s_own_clock_counts_where_none_is_given(client: Redis) -> None:
    one, two = (Limiter(client, {"city": Limits(5, 4, None, 3, None)}) for _ in range(2))
    seconds, _ = await client.time()
    turns = [
        *await one.reserve([reply(n) for n in range(8)]),
        *await two.reserve([reply(n) for n in range(8)]),
    ]
    assert 5 <= sum(turn.granted for turn in turns) <= 10, "a second ahead at most"
    assert sum(turn.granted and turn.wait == 0 for turn in turns) <= 5
    paid = await client.pttl("yike:limit:city")
    assert 10_000 < paid < 14_000, f"counted from {seconds}"
