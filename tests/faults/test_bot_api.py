"""The played Bot API counts rightly, and misbehaves as it is told."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.faults.bot_api import BotApi, played_bot_api
from tests.faults.bot_api_faults import Fault, Faults
from tests.faults.bot_api_limits import Limits

TOKEN = "101:TOKEN"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """Played for one test."""
    async with played_bot_api() as api:
        yield api


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """A client without patience limits of its own."""
    async with aiohttp.ClientSession() as http:
        yield http


async def send(
    http: aiohttp.ClientSession, api: BotApi, chat: int, sender: str = "w1", text: str = "一课"
) -> tuple[int, dict[str, object]]:
    """One message; status and answer."""
    url = f"{api.url(sender)}/bot{TOKEN}/sendMessage"
    async with http.post(url, json={"chat_id": chat, "text": text}) as answer:
        return answer.status, json.loads(await answer.read())


async def test_it_counts_what_it_takes(api: BotApi, http: aiohttp.ClientSession) -> None:
    done = asyncio.create_task(api.until(4, chats=3))
    for chat, sender in ((1, "w1"), (2, "w1"), (1, "w2")):
        status, said = await send(http, api, chat, sender)
        assert (status, said["ok"]) == (200, True)
    assert not done.done()
    await send(http, api, 3, "w2", "别的")
    await done
    taken = await api.taken()
    assert taken.total == 4
    assert taken.accepted == {("101", 1): 2, ("101", 2): 1, ("101", 3): 1}
    assert taken.by_sender == {"w1": 2, "w2": 2}
    assert taken.unknown == {}
    assert await api.accepted_from("w2") == {("101", 1): 1, ("101", 3): 1}


async def test_other_methods_are_answered_and_not_counted(
    api: BotApi, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{api.url('w1')}/bot{TOKEN}/getMe") as answer:
        assert json.loads(await answer.read())["result"]["is_bot"]
    async with http.post(f"{api.url('w1')}/bot{TOKEN}/setWebhook", json={"url": "x"}) as answer:
        assert json.loads(await answer.read()) == {"ok": True, "result": True}
    assert (await api.taken()).total == 0


@pytest.mark.parametrize(
    ("fault", "status", "taken"),
    [
        (Fault.SERVER_ERROR, 500, 0),
        (Fault.CHAT_RESTS, 429, 0),
        (Fault.ACCOUNT_RESTS, 429, 0),
        (Fault.SLOW, 200, 1),
    ],
)
async def test_it_answers_wrongly(
    api: BotApi, http: aiohttp.ClientSession, fault: Fault, status: int, taken: int
) -> None:
    await api.misbehave({fault: 1}, slow_seconds=0.05, retry_after=2, account_retry_after=9)
    got, said = await send(http, api, 1)
    assert got == status
    waits = {Fault.CHAT_RESTS: 2, Fault.ACCOUNT_RESTS: 9}
    if fault in waits:
        assert said["parameters"] == {"retry_after": waits[fault]}
    found = await api.taken()
    assert (found.total, found.unknown, found.dealt) == (taken, {}, {fault.value: 1})


@pytest.mark.parametrize(("fault", "taken"), [(Fault.DROPPED, 0), (Fault.DROPPED_TAKEN, 1)])
async def test_it_cuts_the_connection(
    api: BotApi, http: aiohttp.ClientSession, fault: Fault, taken: int
) -> None:
    await api.misbehave({fault: 1}, {fault: 1})
    with pytest.raises(aiohttp.ClientError):
        await send(http, api, 7)
    found = await api.taken()
    assert (found.total, found.unknown.total()) == (taken, taken)
    assert (await send(http, api, 7))[0] == 200  # only one was to be dropped


@pytest.mark.parametrize(("fault", "taken"), [(Fault.SILENT, 0), (Fault.SILENT_TAKEN, 1)])
async def test_it_never_answers(
    api: BotApi, http: aiohttp.ClientSession, fault: Fault, taken: int
) -> None:
    await api.misbehave({fault: 1})
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2):  # long enough for the call to come there
            await send(http, api, 7)
    await api.until_gone("w1")
    found = await api.taken()
    assert (found.total, found.unknown.total()) == (taken, taken)


@pytest.mark.parametrize("accept", [True, False])
async def test_a_sender_stands_still_in_the_middle_of_a_send(
    api: BotApi, http: aiohttp.ClientSession, accept: bool
) -> None:
    await api.hold("w1", 2, accept=accept)
    for chat in (1, 2):
        await send(http, api, chat)
    held = asyncio.create_task(send(http, api, 3))
    await api.until_held("w1")
    assert (await send(http, api, 4, "w2"))[0] == 200
    found = await api.taken()
    assert found.accepted[("101", 3)] == found.unknown.total() == int(accept)
    await api.release()
    assert (await held)[0] == 200
    found = await api.taken()
    assert (found.accepted[("101", 3)], found.unknown) == (1, {})


async def test_everybody_stands_still(api: BotApi, http: aiohttp.ClientSession) -> None:
    await api.hold("w1", 9, accept=True, all_at=1)
    await send(http, api, 1, "w2")
    held = [asyncio.create_task(send(http, api, 2, sender)) for sender in ("w1", "w2")]
    for sender in ("w1", "w2"):
        await api.until_held(sender)
    assert (await api.taken()).total == 1
    await api.release()
    assert [(await one)[0] for one in held] == [200, 200]
    assert (await api.taken()).total == 3


async def test_a_held_sender_that_dies_is_gone(api: BotApi, http: aiohttp.ClientSession) -> None:
    await api.hold("w1", 0, accept=True)
    held = asyncio.create_task(send(http, api, 3))
    await api.until_held("w1")
    gone = asyncio.create_task(api.until_gone("w1"))
    assert not gone.done()
    held.cancel()
    await gone
    await api.release()
    assert (await api.taken()).unknown == {("101", 3): 1}


async def test_it_is_quiet_once_nobody_waits_any_more(
    api: BotApi, http: aiohttp.ClientSession
) -> None:
    await api.misbehave({Fault.SLOW: 1}, slow_seconds=1)
    slow = asyncio.create_task(send(http, api, 3))
    await api.until(1)
    await api.until_quiet(["w2"])
    assert not slow.done()
    await api.until_quiet(["w1", "w2"])
    assert (await slow)[0] == 200


async def test_limits_are_enforced_and_counted(api: BotApi, http: aiohttp.ClientSession) -> None:
    await api.limit(per_second=5, chat_burst=3, group_per_minute=2)
    assert [(await send(http, api, chat))[0] for chat in (1, 1, 1, 1, -5, -5, -5)] == [
        *(200, 200, 200, 429),
        *(200, 200, 429),
    ]
    found = await api.taken()
    assert found.total == 5
    assert found.over == {"chat": 1, "group": 1, "account": 1}
    assert found.peak == {"chat": 3, "group": 2, "account": 5}


def test_a_limit_is_a_sliding_window() -> None:
    limits = Limits(per_second=2)
    moments = (0.0, 0.6, 0.9, 1.01, 1.5, 1.61)
    assert [limits.refuses("1", 7, now) for now in moments] == [
        *(False, False, True),
        *(False, True, False),
    ]


def test_faults_come_in_their_shares_and_no_more_than_asked_for() -> None:
    faults = Faults({Fault.SLOW: 0.1, Fault.DROPPED: 0.05}, {Fault.DROPPED: 3}, seed=5)
    drawn = Counter(faults.draw() for _ in range(10_000))
    assert 900 < drawn[Fault.SLOW] < 1100
    assert drawn[Fault.DROPPED] == 3


async def test_it_is_cheap_enough_to_be_measured_against(api: BotApi) -> None:
    """A message costs it some 20 microseconds; ten times that would slow the tests down."""
    reader, writer = await asyncio.open_connection("127.0.0.1", api._port)
    before = (await api.taken()).cpu
    for chat in range(2000):
        body = b'{"chat_id":%d,"text":"x"}' % (chat + 1)
        head = b"POST /w1/bot101:T/sendMessage HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body)
        writer.write(head + body)
    await api.until(2000)
    spent = (await api.taken()).cpu - before
    writer.close()
    del reader
    assert spent / 2000 < 200e-6
