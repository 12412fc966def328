"""The channel against the simulated Telegram, over HTTP in both directions."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from adapters.simulator import Simulator
from adapters.telegram import BotCommandText, TelegramChannel
from bot.clock import FrozenClock
from bot.domain.delivery import Result, Rung, Scope
from bot.domain.events import (
    Followed,
    GroupJoined,
    GroupLeft,
    GroupMigrated,
    Left,
    Tap,
    Text,
)
from bot.domain.messages import Option, say
from tests.telegram.bot_server import BotServer
from tests.telegram.conftest import TOKEN, MakeChannel
from tests.telegram.samples import SECRET

PERSON, GROUP, SUPERGROUP = 5_550_001, -4_001, -1_001_234_567
BEGIN = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
async def bot() -> AsyncIterator[BotServer]:
    server = BotServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    simulator = Simulator(FrozenClock(BEGIN), retry_delays=(0, 0))
    simulator.add_telegram("city", TOKEN, "YikeBot")
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def channel(sim: Simulator, bot: BotServer, make: MakeChannel) -> TelegramChannel:
    bot.channel = make(
        api_url=f"{sim.url}/telegram-api",
        webhook_url=bot.url,
        webhook_secret=SECRET,
        clock=FrozenClock(BEGIN),
        commands=[BotCommandText("today", "今日一课")],
    )
    await bot.channel.start()
    return bot.channel


async def test_a_person_comes_taps_goes_and_returns(
    sim: Simulator, bot: BotServer, channel: TelegramChannel
) -> None:
    assert await sim.telegram.start_chat("city", PERSON, "小李")
    question = say("怎么做？", Option("付款", "q:1:1"), Option("核对", "q:1:2"), title="扫码")
    sent = await channel.send(str(PERSON), question, rung=Rung.SEND, key="1")
    assert sent.result is Result.SENT
    bubble = sim.telegram.chat("city", PERSON)[-1]
    assert (bubble.id, bubble.text) == (sent.platform_id, "扫码\n\n怎么做？")
    assert bubble.buttons == [("付款", "q:1:1"), ("核对", "q:1:2")]
    assert await sim.telegram.tap("city", PERSON, bubble.id, "q:1:2")
    assert await sim.telegram.tap("city", PERSON, 999_999, "q:0:1"), "its bubble is gone"
    assert await sim.telegram.block("city", PERSON)
    assert await sim.telegram.unblock("city", PERSON)
    assert bot.bodies == [Text("/start"), Tap("q:1:2"), Tap("q:0:1"), Left(), Followed()]
    assert {(event.sender, event.chat) for event in bot.events} == {(str(PERSON), str(PERSON))}
    answered = [name for name, _ in sim.calls if name == "telegram:answerCallbackQuery"]
    assert len(answered) == 2


async def test_a_group_takes_the_bot_in_grows_and_puts_it_out(
    sim: Simulator, bot: BotServer, channel: TelegramChannel
) -> None:
    assert await sim.telegram.start_chat("city", PERSON)
    assert await sim.telegram.add_to_group("city", GROUP, "快递学院", by=PERSON, admin=True)
    assert await sim.telegram.say("city", PERSON, "/competitions@yikebot", GROUP)
    assert await sim.telegram.say("city", PERSON, "/weather@otherbot", GROUP)
    assert await sim.telegram.say("city", PERSON, "大家早上好", GROUP)
    assert await sim.telegram.migrate_group("city", GROUP, SUPERGROUP)
    moved = await channel.send(str(GROUP), say("比赛开始了"), rung=Rung.SEND, key="1")
    assert (moved.result, moved.platform_id) == (Result.MIGRATED, str(SUPERGROUP))
    there = await channel.send(moved.platform_id, say("比赛开始了"), rung=Rung.SEND, key="1")
    assert there.result is Result.SENT
    assert await sim.telegram.remove_from_group("city", SUPERGROUP)
    gone = await channel.send(str(SUPERGROUP), say("比赛开始了"), rung=Rung.SEND, key="2")
    assert gone.result is Result.GONE
    assert bot.bodies[1:] == [
        GroupJoined("快递学院", administrator=True),
        Text("/competitions"),
        GroupMigrated(str(SUPERGROUP)),
        GroupLeft(),
    ]
    assert all(event.in_group for event in bot.events[1:])


async def test_what_is_not_stored_comes_again(
    sim: Simulator, bot: BotServer, channel: TelegramChannel
) -> None:
    bot.out_of_order = 2
    assert await sim.telegram.start_chat("city", PERSON)
    assert bot.bodies == [Text("/start")]


async def test_a_long_reply_arrives_in_pages(sim: Simulator, channel: TelegramChannel) -> None:
    await sim.telegram.start_chat("city", PERSON)
    sim.telegram.limits = False
    text = "<b>不是标记</b> & 这是一句话。" * 500
    for page in channel.pages(say(text, Option("学完了", "done"), title="长课")):
        sent = await channel.send(str(PERSON), page, rung=Rung.SEND, key="1")
        assert sent.result is Result.SENT
    bubbles = [b for b in sim.telegram.chat("city", PERSON) if not b.mine]
    assert "".join(b.text for b in bubbles).replace("\n", "") == f"长课{text}"
    assert [len(b.buttons) for b in bubbles] == [0, 0, 1]


async def test_refusals(sim: Simulator, channel: TelegramChannel) -> None:
    await sim.telegram.start_chat("city", PERSON)

    async def send(chat: int, *options: Option) -> tuple[Result, Scope]:
        outcome = await channel.send(str(chat), say("好", *options), rung=Rung.SEND, key="1")
        return outcome.result, outcome.scope

    assert (await send(424_242))[0] is Result.GONE, "never opened the chat"
    assert (await send(PERSON, Option("对", "x" * 65)))[0] is Result.BAD_REQUEST
    sim.faults.add("telegram:sendMessage", status=502)
    assert await send(PERSON) == (Result.UNAVAILABLE, Scope.ACCOUNT)
    sim.faults.add("telegram:sendMessage", status=429, retry_after=30)
    assert await send(PERSON) == (Result.THROTTLED, Scope.ACCOUNT)
    sim.faults.add("telegram:sendMessage", lost=True)
    assert (await send(PERSON))[0] is Result.UNKNOWN
    await sim.telegram.block("city", PERSON)
    assert (await send(PERSON))[0] is Result.GONE
    sim.faults.down("telegram", True)
    assert (await send(PERSON))[0] is Result.UNKNOWN


async def test_doctor_sees_the_webhook(sim: Simulator, channel: TelegramChannel) -> None:
    assert await channel.check() == (
        "Telegram knows city as @YikeBot; its webhook is set; 0 updates are waiting; "
        "it can be added to groups and reads only commands there (privacy mode is on)."
    )


async def test_polling(sim: Simulator, bot: BotServer, make: MakeChannel) -> None:
    polling = make(api_url=f"{sim.url}/telegram-api", mode="polling", webhook_secret="")
    await polling.start()
    task = asyncio.create_task(polling.poll(bot.sink))
    try:
        assert await sim.telegram.start_chat("city", PERSON)
        assert await sim.telegram.tap("city", PERSON, 1, "q:1")
        await sim.until(lambda: len(bot.events) == 2, within=20)
        assert bot.bodies == [Text("/start"), Tap("q:1")]
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
