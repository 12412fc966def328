"""The pool hands out live, clean connections, and never more than it may."""

import asyncio
from functools import partial

import asyncpg
import pytest

from bot.store import pool as pool_module
from bot.store.pool import Pool


@pytest.fixture
async def pool(database_url):
    made = Pool(partial(asyncpg.connect, database_url), 2)
    yield made
    await made.close(1)


async def test_the_last_one_given_back_goes_out_first(pool):
    first, second = await pool.take(), await pool.take()
    pool.give(second)
    pool.give(first)

    assert await pool.take() is first
    pool.give(first)
    pool.give(await pool.take())


async def test_who_waits_gets_what_is_given_back_in_order(pool):
    held = [await pool.take(), await pool.take()]
    order: list[int] = []

    async def wait(number: int) -> None:
        connection = await pool.take()
        order.append(number)
        pool.give(connection)

    async with asyncio.TaskGroup() as group:
        for number in range(3):
            group.create_task(wait(number))
        await asyncio.sleep(0)
        assert order == []
        for connection in held:
            pool.give(connection)

    assert order == [0, 1, 2]


async def test_waiting_has_an_end_and_leaves_nothing_behind(pool, monkeypatch):
    monkeypatch.setattr(pool_module, "WAIT_SECONDS", 0.01)
    held = [await pool.take(), await pool.take()]

    with pytest.raises(TimeoutError):
        await pool.take()

    for connection in held:
        pool.give(connection)
    assert {await pool.take(), await pool.take()} == set(held)
    for connection in held:
        pool.give(connection)


async def test_who_is_cancelled_when_it_gets_one_passes_it_on(pool):
    held = [await pool.take(), await pool.take()]
    waiting = asyncio.create_task(pool.take())
    await asyncio.sleep(0)

    pool.give(held[0])
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert await pool.take() is held[0]
    for connection in held:
        pool.give(connection)


async def test_a_lost_connection_is_replaced(pool):
    lost = await pool.take()
    pool.give(lost)
    lost.terminate()

    fresh = await pool.take()

    assert fresh is not lost
    assert await fresh.fetchval("select 1") == 1
    pool.give(fresh)


async def test_who_waits_may_open_one_in_place_of_a_lost_one(pool):
    lost, other = await pool.take(), await pool.take()
    waiting = asyncio.create_task(pool.take())
    await asyncio.sleep(0)
    lost.terminate()

    pool.give(lost)

    fresh = await waiting
    assert await fresh.fetchval("select 1") == 1
    pool.give(fresh)
    pool.give(other)


async def test_an_open_transaction_never_goes_to_the_next_one(pool):
    connection = await pool.take()
    await connection.execute("begin")

    pool.give(connection)

    assert connection.is_closed()
    assert await pool.take() is not connection


async def test_a_failed_opening_takes_no_place(database_url):
    nowhere = Pool(partial(asyncpg.connect, database_url, database="nowhere"), 1)

    for _ in range(2):
        with pytest.raises(asyncpg.InvalidCatalogNameError):
            await nowhere.fill(1)
    await nowhere.close(1)


async def test_closing_waits_for_work_and_then_gives_up(pool):
    busy, idle = await pool.take(), await pool.take()
    pool.give(idle)
    closing = asyncio.create_task(pool.close(5))
    await asyncio.sleep(0)

    pool.give(busy)
    await closing
    assert busy.is_closed()
    assert idle.is_closed()
    with pytest.raises(asyncpg.InterfaceError):
        await pool.take()


async def test_closing_does_not_wait_for_ever(pool):
    stuck = await pool.take()

    await pool.close(0.01)

    assert stuck.is_closed()
