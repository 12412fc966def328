"""Long polling: acknowledged only when stored, in order within a chat, lost never."""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any

import pytest
from aiogram.exceptions import TelegramConflictError, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import GetUpdates
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram import TelegramChannel
from adapters.telegram.polling import CHATS_AT_ONCE, LONGEST_PAUSE, TRIES, Poller
from bot.domain.errors import StorageUnavailableError
from bot.domain.events import InboundEvent, Tap, Text
from bot.domain.messages import Reply, say
from tests.telegram.conftest import MakeChannel
from tests.telegram.fake_api import Answer, FakeApi
from tests.telegram.polled import Server, Sink, read_event, said
from tests.telegram.samples import tap


async def test_all_is_brought_once_and_acknowledged() -> None:
    server = Server([said(n, chat=n % 3 + 1) for n in range(10, 40)])
    seen: list[str] = []

    async def sink(event: InboundEvent) -> None:
        seen.append(event.key)

    await server.run(sink)
    assert sorted(seen) == [str(n) for n in range(10, 40)]
    assert server.offsets == [None, 40]
    assert server.pauses == []


async def test_what_is_nothing_to_handle_is_acknowledged() -> None:
    server = Server([{"update_id": 7, "poll": {}}, {"update_id": 8}])

    async def sink(event: InboundEvent) -> None:
        pytest.fail("nothing to handle")

    await server.run(sink)
    assert server.offsets == [None, 9]


@given(
    chats=st.lists(st.integers(1, 4), max_size=25),
    failing=st.sets(st.integers(0, 60), max_size=15),
)
async def test_whatever_fails_each_is_stored_once_and_in_its_chats_order(
    chats: list[int], failing: set[int]
) -> None:
    server = Server([said(number, chat) for number, chat in enumerate(chats)])
    stored: list[tuple[str, int]] = []
    busy: set[str] = set()
    calls = 0

    async def sink(event: InboundEvent) -> None:
        nonlocal calls
        calls += 1
        number = calls
        assert event.chat not in busy, "two of one chat at a time"
        busy.add(event.chat)
        await asyncio.sleep(0)
        busy.remove(event.chat)
        if number in failing:
            raise StorageUnavailableError
        stored.append((event.chat, int(event.key)))

    await server.run(sink)
    assert sorted(number for _, number in stored) == list(range(len(chats)))
    for chat in {chat for chat, _ in stored}:
        own = [number for other, number in stored if other == chat]
        assert own == sorted(own)


async def test_nothing_not_stored_is_ever_acknowledged() -> None:
    server = Server([said(1), said(2, chat=2), said(3)])
    outage = 8
    stored: set[int] = set()

    async def sink(event: InboundEvent) -> None:
        nonlocal outage
        if event.key == "1" and outage:
            outage -= 1
            raise StorageUnavailableError
        stored.add(int(event.key))

    await server.run(sink)
    assert server.offsets == [None, *[1] * 8, 4]
    assert server.pauses == [1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    assert stored == {1, 2, 3}


async def test_a_fault_of_ours_is_tried_again_and_then_let_go() -> None:
    server = Server([said(1), said(2), said(3, chat=2)])
    seen: list[str] = []

    async def sink(event: InboundEvent) -> None:
        seen.append(event.key)
        if event.key == "1":
            raise ValueError

    await server.run(sink)
    assert seen.count("1") == TRIES
    assert (seen.count("2"), seen.count("3")) == (1, 1)
    assert server.left == []


async def test_chats_do_not_wait_for_each_other_up_to_a_bound() -> None:
    server = Server([said(n, chat=n + 1) for n in range(CHATS_AT_ONCE + 1)])
    together: set[str] = set()
    most = 0
    full = asyncio.Event()

    async def sink(event: InboundEvent) -> None:
        nonlocal most
        together.add(event.key)
        most = max(most, len(together))
        if most == CHATS_AT_ONCE:
            full.set()
        await full.wait()
        for _ in range(3):  # lets anybody in who is not held back
            await asyncio.sleep(0)
        together.remove(event.key)

    await server.run(sink)
    assert most == CHATS_AT_ONCE


async def test_a_platform_that_fails_is_asked_again_later() -> None:
    ask = GetUpdates()
    server = Server(
        [said(1)],
        TelegramNetworkError(method=ask, message="TimeoutError"),
        TelegramConflictError(method=ask, message="other getUpdates"),
        TelegramRetryAfter(method=ask, message="slow down", retry_after=17),
    )
    seen: list[str] = []

    async def sink(event: InboundEvent) -> None:
        seen.append(event.key)

    await server.run(sink)
    assert (seen, server.pauses) == (["1"], [1, 2, 17])


async def test_an_offset_is_used_once_for_ids_may_start_anew() -> None:
    done: list[str] = []

    async def sink(event: InboundEvent) -> None:
        done.append(event.key)

    server = Server([])
    batches = deque([[said(900)], [], [said(5)], []])

    async def fetch(offset: int | None) -> list[dict[str, Any]]:
        server.offsets.append(offset)
        if not batches:
            raise asyncio.CancelledError
        return batches.popleft()

    poller = Poller("city", fetch=fetch, read=read_event)
    with suppress(asyncio.CancelledError):
        await poller.run(sink)
    assert server.offsets == [None, 901, None, 6, None]
    assert done == ["900", "5"]


async def poll_until(channel: TelegramChannel, sink: Sink, reached: asyncio.Event) -> None:
    """Poll until ``reached``, then be cancelled as at the program's end."""
    polling = asyncio.create_task(channel.poll(sink))
    await reached.wait()
    polling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await polling


async def test_through_the_channel(make: MakeChannel, api: FakeApi) -> None:
    channel = make(api_url=api.url, mode="polling", webhook_secret="")
    await channel.start()
    api.updates = [said(1, text="上课"), tap("q:1", number=2), {"update_id": 3, "message": {}}]
    order: list[Any] = []

    async def sink(event: InboundEvent) -> Reply:
        order.append(event.body)
        return say("好")

    await poll_until(channel, sink, api.idle)
    assert order == [Text("上课"), Tap("q:1")]
    assert api.called("answerCallbackQuery") == [
        {"callback_query_id": "4382bfdwdsb323b2d9", "text": "好", "show_alert": True}
    ]
    assert not api.called("sendMessage")
    wanted = ["message", "callback_query", "my_chat_member", "poll_answer"]
    assert api.called("getUpdates") == [
        {"timeout": 30, "allowed_updates": wanted},
        {"offset": 4, "timeout": 30, "allowed_updates": wanted},
    ]


async def test_a_cancelled_update_comes_again(make: MakeChannel, api: FakeApi) -> None:
    channel = make(api_url=api.url, mode="polling", webhook_secret="")
    api.updates = [said(1)]
    entered = asyncio.Event()

    async def stuck(event: InboundEvent) -> None:
        entered.set()
        await asyncio.Event().wait()

    await poll_until(channel, stuck, entered)
    seen: list[str] = []

    async def sink(event: InboundEvent) -> None:
        seen.append(event.key)

    await poll_until(channel, sink, api.idle)
    assert seen == ["1"]


async def test_a_button_that_cannot_be_answered_is_handled_all_the_same(
    make: MakeChannel, api: FakeApi
) -> None:
    channel = make(api_url=api.url, mode="polling", webhook_secret="")
    late = {"ok": False, "error_code": 400, "description": "Bad Request: query is too old"}
    api.tell("answerCallbackQuery", Answer(400, late))
    api.updates = [tap("q:1")]
    seen: list[Any] = []

    async def sink(event: InboundEvent) -> None:
        seen.append(event.body)

    await poll_until(channel, sink, api.idle)
    assert seen == [Tap("q:1")]


async def test_an_account_with_a_webhook_does_not_poll(make: MakeChannel, api: FakeApi) -> None:
    async def sink(event: InboundEvent) -> None:
        pytest.fail("nothing is fetched")

    await make(api_url=api.url).poll(sink)
    assert api.calls == []
