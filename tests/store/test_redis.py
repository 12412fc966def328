"""What may be lost: tokens, the refresh lock and wake-ups, with Redis there and away."""

import asyncio

from structlog.testing import capture_logs

from bot.store import redis as shared

NOWHERE = "redis://127.0.0.1:1"


async def test_a_token_is_cached_and_refreshed_by_one(redis_url: str) -> None:
    client = shared.connect(redis_url)
    one, two = shared.SharedToken(client, "official"), shared.SharedToken(client, "official")
    assert await one.read() is None
    async with one.refreshing() as mine:
        assert mine
        async with two.refreshing() as also_mine:
            assert not also_mine
        async with two.refreshing() as still_not:
            assert not still_not, "who was refused does not let go of another's lock"
        await one.write("token", 7200)
    assert await two.read() == "token"
    async with two.refreshing() as now_mine:
        assert now_mine
    assert await shared.SharedToken(client, "other").read() is None
    await client.aclose()


async def test_without_redis_tokens_still_work() -> None:
    client = shared.connect(NOWHERE)
    token = shared.SharedToken(client, "official")
    with capture_logs():
        await token.write("token", 10)
    assert await token.read() is None
    async with token.refreshing() as mine:
        assert mine
    await shared.wake(client, "delivery")
    assert not await shared.reachable(client)
    await client.aclose()


async def test_a_wake_up_reaches_every_process(redis_url: str) -> None:
    clients = [shared.connect(redis_url) for _ in range(3)]
    heard: list[asyncio.Queue[str]] = [asyncio.Queue(), asyncio.Queue()]
    listening = [
        asyncio.create_task(shared.listen(client, queue.put_nowait))
        for client, queue in zip(clients, heard, strict=False)
    ]
    async with asyncio.timeout(20):
        while (await clients[2].pubsub_numsub(shared.WAKE))[0][1] < 2:
            await asyncio.sleep(0)
        await shared.wake(clients[2], "push")
        assert [await queue.get() for queue in heard] == ["push", "push"]
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    for client in clients:
        await client.aclose()


async def test_more_callers_than_connections_wait_instead_of_failing(redis_url: str) -> None:
    client = shared.connect(redis_url)
    token = shared.SharedToken(client, "official")
    await token.write("token", 7200)
    with capture_logs() as logs:
        found = await asyncio.gather(*(token.read() for _ in range(100)))
    assert found == ["token"] * 100
    assert logs == []
    await client.aclose()
