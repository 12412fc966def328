"""Platforms, the credit bank, Redis and PostgreSQL go away and come back: nothing is lost, it is
said, and taken up again without anybody doing anything.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from aiohttp import ClientSession
from redis.asyncio import Redis
from structlog.testing import capture_logs

from adapters.embedded import embedded_servers
from bot.app import Program
from bot.domain.errors import StorageUnavailableError
from bot.storage import Storage
from bot.store import redis as shared
from bot.store.db import Database
from tests.flow.scenario import (
    EXTRA,
    NEXT_MORNING,
    courier_goes_on,
    courier_learns,
    kept_of,
    senior_goes_on,
    senior_learns,
)
from tests.flow.town import COURIER, TEACHER, TELEGRAM, WECHAT, Town, free_port, open_town

NOT_SENT = """
    select id from delivery union all select id from delivery_held
    union all select id from delivery_past where state <> 'sent'"""


async def both_learn(town: Town) -> None:
    """The teacher and the courier, two lessons each; the second one's picture has followed."""
    await senior_learns(town, TEACHER)
    await courier_learns(town, COURIER)
    await town.move_to(town.clock.now() + timedelta(seconds=2))


async def ready(town: Town) -> tuple[int, dict[str, Any]]:
    """What /readyz says."""
    url = f"http://127.0.0.1:{town.program.port}/readyz"
    async with ClientSession() as http, http.get(url) as answer:
        return answer.status, await answer.json()


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until ``holds``, at most 30 seconds."""
    async with asyncio.timeout(30):
        while not await holds():
            await asyncio.sleep(0.02)


# Platforms and the credit bank ---------------------------------------------------------------


async def test_platforms_that_are_down_at_the_start_are_set_up_later(
    place: Storage, tmp_path: Path
) -> None:
    async with open_town(place, tmp_path) as town:
        for platform in ("telegram", "wechat"):
            town.simulator.faults.down(platform, True)
        town.programs.append(Program(town.settings, town.clock))
        with capture_logs() as logs:
            await town.program.start(place)
            await until(lambda: known(town, {TELEGRAM, WECHAT}))
            status, said = await ready(town)
            assert (status, said["ready"]) == (200, True)
            assert "ok" not in said["platforms"].values()
            for platform in ("telegram", "wechat"):
                town.simulator.faults.down(platform, False)
            await until(lambda: all_ok(town))
        said_once = Counter(e["account"] for e in logs if e["event"] == "platform not ready")
        assert said_once == {TELEGRAM: 1, WECHAT: 1}
        await town.wechat_follows()
        await town.wechat_touches("courses")
        await town.telegram_starts()


async def is_ready(town: Town) -> bool:
    """Whether /readyz says so."""
    return (await ready(town))[0] == 200


async def known(town: Town, accounts: set[str]) -> bool:
    """Whether /readyz tells of these accounts."""
    return set((await ready(town))[1]["platforms"]) == accounts


async def all_ok(town: Town) -> bool:
    """Whether all platforms are set up."""
    return set((await ready(town))[1]["platforms"].values()) == {"ok"}


async def test_lessons_due_while_a_platform_is_down_come_once_when_it_is_back(town: Town) -> None:
    await both_learn(town)
    for platform in ("telegram", "wechat"):
        town.simulator.faults.down(platform, True)
    chats = (len(town.wechat_chat()), len(town.telegram_chat()))
    await town.move_to(NEXT_MORNING)
    await town.move_to(NEXT_MORNING + timedelta(minutes=20))
    assert (len(town.wechat_chat()), len(town.telegram_chat())) == chats
    waiting = await town.rows("select state from delivery where kind = 'lesson'")
    assert waiting == [{"state": "planned"}] * 2

    for platform in ("telegram", "wechat"):
        town.simulator.faults.down(platform, False)
    for minutes in range(25, 65, 5):
        await town.move_to(NEXT_MORNING + timedelta(minutes=minutes))
    words_and_quiz = 2
    assert len(town.wechat_chat()) == chats[0] + 1
    assert len(town.telegram_chat()) == chats[1] + words_and_quiz
    assert "第3课" in town.wechat_chat()[-1].text
    assert "第3课" in town.telegram_chat()[-words_and_quiz].text
    assert await town.rows(NOT_SENT) == []


async def test_a_credit_bank_that_is_down_gets_everything_once_when_it_is_back(town: Town) -> None:
    town.simulator.faults.down("bank", True)
    with capture_logs() as logs:
        await senior_learns(town, TEACHER)
        for _ in range(5):
            await town.move_to(town.clock.now() + timedelta(minutes=20))
        assert town.simulator.bank.statements == []
        town.simulator.faults.down("bank", False)
        await town.move_to(town.clock.now() + timedelta(hours=2))
    states = await town.rows("select state, count(*) from push group by 1")
    assert states == [{"state": "accepted", "count": 4}]
    assert len(town.simulator.bank.statements) == 4
    said = [entry["event"] for entry in logs if entry["event"].startswith("credit bank")]
    assert said == ["credit bank takes nothing now", "credit bank answers again"]


# Redis ---------------------------------------------------------------------------------------


async def two_days(town: Town, senior: str, courier: int) -> None:
    """What a senior and a courier do until they have passed a course."""
    await senior_learns(town, senior)
    await courier_learns(town, courier)
    await town.move_to(NEXT_MORNING)
    await senior_goes_on(town, senior)
    await courier_goes_on(town, courier)


@asynccontextmanager
async def flushing(redis_url: str) -> AsyncIterator[None]:
    """FLUSHALL, again and again."""
    client: Redis = shared.connect(redis_url)
    enough = asyncio.Event()

    async def flush() -> None:
        while not enough.is_set():
            await client.flushall()

    task = asyncio.create_task(flush())
    try:
        yield
    finally:
        enough.set()
        await task
        await client.aclose()


async def test_a_redis_that_forgets_everything_all_the_time_loses_nothing(town: Town) -> None:
    await town.teach(EXTRA)
    async with flushing(town.place.redis_url):
        await two_days(town, TEACHER, COURIER)
    await everything_is_there(town)


async def test_without_redis_the_program_starts_answers_and_delivers(
    place: Storage, tmp_path: Path
) -> None:
    nowhere = replace(place, redis_url=f"redis://127.0.0.1:{free_port()}/0")
    async with open_town(nowhere, tmp_path) as town:
        await town.teach(EXTRA)
        await town.start()
        status, said = await ready(town)
        assert (status, said["redis"]) == (503, "Redis does not answer")
        await two_days(town, TEACHER, COURIER)
        await everything_is_there(town)


async def test_a_redis_that_stops_in_the_middle_is_taken_up_again(
    place: Storage, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="yike-valkey-")))
        own = await stack.enter_async_context(AsyncExitStack())
        urls = await own.enter_async_context(embedded_servers(folder, postgres=False))
        own_redis = replace(place, redis_url=urls.redis_url)
        town = await stack.enter_async_context(open_town(own_redis, tmp_path))
        await town.teach(EXTRA)
        await town.start()
        assert (await ready(town))[0] == 200
        town.before_each_word = stop_after(3, own.aclose)
        await two_days(town, TEACHER, COURIER)
        assert (await ready(town))[0] == 503
        await stack.enter_async_context(embedded_servers(folder, postgres=False))
        assert (await ready(town))[0] == 200
        await everything_is_there(town)


def stop_after(words: int, stop: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """Have ``stop`` called once, before the word after ``words`` of them."""
    left = [words]

    async def count() -> None:
        left[0] -= 1
        if left[0] == -1:
            await stop()

    return count


async def everything_is_there(town: Town) -> None:
    """Four lessons, four quizzes and a course are in the bank for each of the two."""
    await town.nothing_due()
    for who in (TEACHER, COURIER):
        kept = await kept_of(town, who)
        assert len(kept["answers"]) == 8
        assert len(kept["credited"]) == 9
        assert [row["state"] for row in kept["completions"]] == ["accepted"] * 9
        assert {row["state"] for row in kept["deliveries"]} == {"sent"}


# PostgreSQL ----------------------------------------------------------------------------------


CUT = """
    select count(pg_terminate_backend(pid)) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()"""
WAITING = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"


async def test_connections_cut_while_an_answer_is_stored(town: Town, db: Database) -> None:
    await town.wechat_follows()
    await town.wechat_says("1")
    await town.wechat_says("1")
    await town.wechat_reads()
    async with db.transaction() as conn:
        await conn.execute("lock table answer in exclusive mode")
        said = asyncio.create_task(town.wechat_says("第二个"))
        await until(lambda: waits(conn))
        assert await conn.fetchval(CUT) >= 1
    assert "答对了" in await said
    assert len(await town.rows("select 1 from answer")) == 1
    measures = town.program.measures.render().decode()
    assert 'yike_inbound_calls_total{account="city-wechat",outcome="not stored"} 1.0' in measures


async def waits(conn: Any) -> bool:
    """Whether somebody waits for a lock."""
    return bool(await conn.fetchval(WAITING))


@pytest.mark.timeout(240)  # some fifty words, each after new connections
async def test_connections_cut_before_every_word(town: Town, db: Database) -> None:
    await town.teach(EXTRA)

    async def cut() -> None:
        async with db.connection() as conn:
            await conn.fetchval(CUT)

    async def cut_and_noticed() -> None:
        # Telegram would send again after the five seconds it is asked for, and the clock stands.
        await cut()
        await until(lambda: is_ready(town))

    async with leases_ending(town, db):
        town.before_each_word = cut
        await senior_learns(town, TEACHER)
        town.before_each_word = cut_and_noticed
        await courier_learns(town, COURIER)
        await town.move_to(NEXT_MORNING)
        await courier_goes_on(town, COURIER)
        town.before_each_word = cut
        await senior_goes_on(town, TEACHER)
        await everything_is_there(town)


LEASED = """
    select statement_id::text as one, lease_until from push where state = 'leased'
    union all select id::text, lease_until from delivery where state = 'claimed'"""
PAST_LEASES = timedelta(seconds=151)


@asynccontextmanager
async def leases_ending(town: Town, db: Database) -> AsyncIterator[None]:
    """A connection cut right behind its commit leaves leases that nobody knows of; the clock, which
    stands otherwise, goes on past those.
    """

    async def leased() -> set[tuple[object, ...]]:
        try:
            async with db.connection() as conn:
                return {tuple(row.values()) for row in await conn.fetch(LEASED)}
        except StorageUnavailableError:
            return set()

    async def go_on() -> None:
        while True:
            before = await leased()
            await asyncio.sleep(3)
            if before & await leased():
                town.clock.set(town.clock.now() + PAST_LEASES)

    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_connections_cut_while_lessons_are_sent(town: Town, db: Database) -> None:
    await both_learn(town)
    chats = (len(town.wechat_chat()), len(town.telegram_chat()))
    for call in ("wechat:custom/send", "telegram:sendMessage"):
        town.simulator.faults.add(call, hang=True)
    town.clock.set(NEXT_MORNING)
    await town.simulator.until(lambda: town.simulator.faults.hanging == 2)
    async with db.connection() as conn:
        assert await conn.fetchval(CUT) >= 1
    town.simulator.faults.release()
    for minutes in range(1, 6):
        await town.move_to(NEXT_MORNING + timedelta(minutes=minutes))
    words_and_quiz = 2
    assert len(town.wechat_chat()) == chats[0] + 1
    assert len(town.telegram_chat()) == chats[1] + words_and_quiz
    assert await town.rows(NOT_SENT) == []
