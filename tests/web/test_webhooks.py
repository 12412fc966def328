"""An event is acknowledged once it is stored, and answered in time or another way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.clock import FrozenClock
from bot.domain.delivery import Rung
from bot.domain.errors import StorageUnavailableError
from bot.domain.events import ChannelKind, InboundEvent, Text
from bot.domain.messages import Reply, say
from bot.ports import Ability, Channel, RawRequest, RawResponse
from bot.web.measures import Measures
from bot.web.webhooks import Patience, Webhooks

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ACCOUNTS = {"city-wechat": ChannelKind.WECHAT, "city": ChannelKind.TELEGRAM}
SOON = Patience(answer=0.05, drop=0.1)
NEVER = Patience(answer=3600, drop=3600)
NO_PICTURES = Patience(answer=0.05, drop=3600)
LIVELY = say("好")
"""A reply whose words are ready; any other has a picture, which takes as long as the test says."""
PICTURE = say("图")


class Played:
    """One account whose answers the test holds back."""

    def __init__(self, account: str, *, customer: bool = True) -> None:
        self.account = account
        self.kind = ACCOUNTS[account]
        pushes = frozenset({Rung.CUSTOMER}) if customer else frozenset[Rung]()
        in_response = self.kind is ChannelKind.WECHAT
        self.ability = Ability(replies_in_response=in_response, pushes=pushes)
        self.rendered = asyncio.Event()
        self.broken_off = 0

    def read(self, request: RawRequest) -> InboundEvent:
        key = request.body.decode()
        return InboundEvent(self.account, self.kind, key, "o", "o", NOW, Text(key))

    async def respond(self, event: InboundEvent, reply: Reply | None) -> RawResponse:
        if reply is None:
            return RawResponse(body=b"success")
        try:
            await asyncio.sleep(0)  # a bound that has passed breaks off here
            if reply is not LIVELY:
                await self.rendered.wait()
        except asyncio.CancelledError:
            self.broken_off += 1
            raise
        return RawResponse(body=reply.messages[0].text.encode())


class House:
    """The webhooks of both accounts, and a store that is as quick as the test lets it."""

    def __init__(self, *, late: bool = True, customer: bool = True) -> None:
        self.wechat, self.telegram = Played("city-wechat", customer=customer), Played("city")
        self.reply: Reply | None = LIVELY
        self.stored: dict[str, int] = {}
        self.began = asyncio.Event()
        self.may_store = asyncio.Event()
        self.may_store.set()
        self.all_stored = asyncio.Event()
        self.owed: list[tuple[str, Reply]] = []
        self.owing: Callable[[], Awaitable[object]] = _at_once
        self.all_owed = asyncio.Event()
        self.fault: Exception | None = None
        self.can_follow = late

    def hooks(self, patience: Patience) -> Webhooks:
        """One process that takes calls for both accounts."""
        return Webhooks(
            {one.account: cast("Channel", one) for one in (self.wechat, self.telegram)},
            self.sink,
            FrozenClock(NOW),
            Measures(list(ACCOUNTS)),
            self.late if self.can_follow else None,
            patience,
        )

    async def sink(self, event: InboundEvent) -> Reply | None:
        self.began.set()
        await self.may_store.wait()
        if self.fault:
            raise self.fault
        self.stored[event.key] = self.stored.get(event.key, 0) + 1
        self.all_stored.set()
        return self.reply

    async def late(self, event: InboundEvent, reply: Reply) -> None:
        await self.owing()
        self.owed.append((event.key, reply))
        self.all_owed.set()


async def _at_once() -> None:
    return


@asynccontextmanager
async def http(
    house: House, patience: Patience = NEVER, **server: Any
) -> AsyncIterator[aiohttp.ClientSession]:
    app = web.Application()
    app.add_routes(house.hooks(patience).routes())
    async with TestServer(app) as made:
        await made.start_server(**server)
        async with aiohttp.ClientSession(made.make_url("/")) as session:
            yield session


async def post(
    session: aiohttp.ClientSession, key: str = "1", account: str = "city-wechat"
) -> Any:
    kind = ACCOUNTS.get(account, "wechat")
    async with session.post(f"/{kind}/{account}", data=key.encode()) as answer:
        return SimpleNamespace(
            status=answer.status, body=await answer.read(), headers=answer.headers
        )


async def hung_up(session: aiohttp.ClientSession) -> bool:
    """Whether a callback's connection ends without an answer."""
    try:
        await post(session)
    except aiohttp.ServerDisconnectedError:
        return True
    return False


async def test_a_reply_that_is_ready_travels_in_the_response() -> None:
    house = House()
    async with http(house) as session:
        answer = await post(session)
    assert (answer.status, answer.body) == (200, "好".encode())
    assert house.owed == []


async def test_an_event_without_a_reply_is_acknowledged() -> None:
    house = House()
    house.reply = None
    async with http(house) as session:
        assert (await post(session)).body == b"success"


async def test_a_reply_that_is_not_ready_is_owed_before_the_event_is_acknowledged() -> None:
    house = House()
    house.reply = PICTURE
    async with http(house, NO_PICTURES) as session:
        with capture_logs() as lines:
            answer = await post(session)
    assert (answer.status, answer.body) == (200, b"success")
    assert house.owed == [("1", PICTURE)]
    assert house.stored == {"1": 1}
    assert house.wechat.broken_off == 1
    assert [(one["event"], one["follows"]) for one in lines] == [
        ("answer not ready in time", True)
    ]


@pytest.mark.parametrize(
    "house", [{"late": False}, {"customer": False}], ids=["no way", "no right"]
)
async def test_where_nothing_can_follow_the_platform_is_let_ask_again(
    house: dict[str, Any],
) -> None:
    made = House(**house)
    made.reply = PICTURE
    async with http(made, SOON) as session:
        assert await hung_up(session)
    assert made.owed == []
    made.wechat.rendered.set()
    async with http(made) as session:
        assert (await post(session)).body == "图".encode()


async def test_a_reply_that_cannot_be_owed_is_not_acknowledged() -> None:
    async def failing() -> None:
        raise StorageUnavailableError("the database is away")

    house = House()
    house.reply, house.owing = PICTURE, failing
    async with http(house, NO_PICTURES) as session:
        with capture_logs() as lines:
            assert await hung_up(session)
    assert house.owed == []
    assert [one["follows"] for one in lines] == [False]


async def test_a_reply_that_is_not_owed_in_time_is_not_acknowledged_but_owed_nevertheless() -> (
    None
):
    house, slow = House(), asyncio.Event()
    house.reply, house.owing = PICTURE, slow.wait
    async with http(house, SOON) as session:
        assert await hung_up(session)
        assert house.owed == []
        slow.set()
        await house.all_owed.wait()
    assert house.owed == [("1", PICTURE)]


async def test_an_event_that_is_stored_too_late_gets_no_answer_and_takes_effect() -> None:
    house = House()
    house.may_store.clear()
    async with http(house, SOON) as session:
        with capture_logs() as lines:
            asking = asyncio.create_task(hung_up(session))
            await house.began.wait()
            asyncio.get_running_loop().call_later(2 * SOON.drop, house.may_store.set)
            assert await asking
        assert house.stored == {"1": 1}
        assert [one["event"] for one in lines] == ["event stored too late to answer"]
    async with http(house) as session:
        assert (await post(session)).body == "好".encode()


async def test_between_the_two_bounds_the_reply_still_travels_in_the_response() -> None:
    house = House()
    house.may_store.clear()
    async with http(house, NO_PICTURES) as session:
        asking = asyncio.create_task(post(session))
        await house.began.wait()
        asyncio.get_running_loop().call_later(2 * NO_PICTURES.answer, house.may_store.set)
        assert (await asking).body == "好".encode()
    assert house.owed == []


@pytest.mark.parametrize("cancels", [False, True], ids=["handler goes on", "handler is cancelled"])
async def test_an_event_takes_effect_also_when_the_platform_hangs_up(cancels: bool) -> None:
    house = House()
    house.may_store.clear()
    async with http(house, handler_cancellation=cancels) as session:
        asking = asyncio.create_task(post(session))
        await house.began.wait()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        house.may_store.set()
        await house.all_stored.wait()
    assert house.stored == {"1": 1}


@pytest.mark.parametrize("account", list(ACCOUNTS))
async def test_what_is_not_stored_is_not_acknowledged(account: str) -> None:
    house = House()
    house.fault = StorageUnavailableError("the database is away")
    async with http(house) as session:
        with capture_logs() as lines:
            answer = await post(session, account=account)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert [one["event"] for one in lines] == ["event not stored"]


async def test_telegram_waits_as_long_as_it_takes() -> None:
    house = House()
    house.may_store.clear()
    house.reply = PICTURE
    async with http(house, Patience(answer=0, drop=0)) as session:
        asking = asyncio.create_task(post(session, account="city"))
        await house.began.wait()
        house.may_store.set()
        house.telegram.rendered.set()
        assert (await asking).body == "图".encode()
    assert house.owed == []


@pytest.mark.parametrize("path", ["/telegram/o-secret-id", "/wechat/o-secret-id", "/wechat/city"])
async def test_a_call_for_nobody_is_refused_with_one_line_that_does_not_repeat_it(
    path: str,
) -> None:
    async with http(House()) as session:
        with capture_logs() as lines:
            async with session.post(path, data=b"1") as answer:
                assert answer.status == 404
    assert [(one["event"], one["status"]) for one in lines] == [("callback refused", 404)]
    assert "secret" not in str(lines)


async def test_another_way_to_call_is_named() -> None:
    async with http(House()) as session, session.put("/wechat/city-wechat") as answer:
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, POST")
