"""Our channel against a Bot API emulator that others wrote (npm package telegram-test-api).

It knows getMe, getUpdates, setWebhook, deleteWebhook, sendMessage, editMessageText, deleteMessage
and answerCallbackQuery, and answers every other method with a bare 500. It leaves out what it
does not need itself (``User.is_bot``, the results of edits), does not hold getUpdates open, and
hands every update out once, so what is refused is not tried here: ``tests/telegram/test_polling``
does that.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import web

from adapters.telegram import TelegramChannel
from bot.domain.delivery import Result, Rung
from bot.domain.errors import PlatformUnavailableError
from bot.domain.events import InboundEvent, Tap, Text
from bot.domain.messages import Aim, Option, Reply, say
from bot.ports import RawRequest
from tests.telegram.conftest import TOKEN, MakeChannel
from tests.telegram.emulator.emulator import NODE, NPM, USER, Emulator, install
from tests.telegram.samples import SECRET

pytestmark = [
    pytest.mark.skipif(
        not (NODE and NPM),
        reason="node and npm are not installed: the independent Bot API emulator was not tried",
    ),
    pytest.mark.timeout(180),  # the first run installs the emulator
]


@pytest.fixture
async def emulator(request: pytest.FixtureRequest) -> AsyncIterator[Emulator]:
    assert request.config.cache is not None
    packages = await install(request.config.cache.mkdir("telegram-emulator"))
    running = await Emulator.start(packages, TOKEN)
    yield running
    await running.stop()


SPOKEN = {"getMe", "setMyCommands", "sendMessage", "editMessageText", "deleteMessage"}
"""What is called in either way of taking updates."""


class Teacher:
    """A little lesson: asks, and puts the reason in place of the question when it is answered."""

    def __init__(self, channel: TelegramChannel) -> None:
        self.channel = channel
        self.heard: asyncio.Queue[InboundEvent] = asyncio.Queue()

    async def take(self, event: InboundEvent) -> None:
        try:
            await self._answer(event)
        finally:
            self.heard.put_nowait(event)

    async def _answer(self, event: InboundEvent) -> None:
        if event.body == Text("/start c-law"):
            await self.say(say("你好，小李！发“上课”开始。"))
        elif event.body == Text("上课"):
            options = Option("先核对 <姓名>", "ans:7:1"), Option("马上付款", "ans:7:2")
            await self.say(say("收到陌生人发来的收款码？", *options))
        elif event.body == Tap("ans:7:1"):
            reason = say("答对了 & 学完了").messages
            await self.say(Reply(reason, Aim(replaces=event.message)))
        elif event.body == Text("删掉"):
            [passing] = await self.say(say("这一条会消失"))
            await self.channel.remove(event.chat, passing)

    async def say(self, reply: Reply) -> list[str]:
        """Send a reply as the worker does; the ids under which it arrived."""
        # The emulator edits, and answers with null where Telegram gives the edited message.
        expected = Result.UNKNOWN if reply.aim.replaces else Result.SENT
        arrived = []
        for page in self.channel.pages(reply):
            outcome = await self.channel.send(str(USER), page, rung=Rung.SEND, key="k")
            assert outcome.result in {expected, Result.SENT}, outcome
            arrived.append(outcome.platform_id or "")
        return arrived


async def lesson(person: Emulator, teacher: Teacher) -> list[InboundEvent]:
    """The whole conversation, as the person has it; what the teacher heard."""
    heard: list[InboundEvent] = []

    async def after(doing: Any) -> list[str]:
        await doing
        heard.append(await asyncio.wait_for(teacher.heard.get(), 20))
        return await person.texts()

    hello = "你好，小李！发“上课”开始。"
    assert await after(person.writes("/start c-law")) == [hello]
    asked = await after(person.writes("上课"))
    assert (len(asked), asked[1]) == (2, "收到陌生人发来的收款码？")
    assert await after(person.touches("先核对 <姓名>")) == [hello, "答对了 &amp; 学完了"]
    assert await after(person.writes("删掉")) == [hello, "答对了 &amp; 学完了"]
    return heard


def check(heard: list[InboundEvent]) -> None:
    assert [event.body for event in heard] == [
        Text("/start c-law"),
        Text("上课"),
        Tap("ans:7:1"),
        Text("删掉"),
    ]
    assert {(event.sender, event.chat, event.name) for event in heard} == {
        (str(USER), str(USER), "小李")
    }
    assert all(event.message for event in heard)


async def start(channel: TelegramChannel) -> str:
    """Start as the program does, which goes on where the platform is not whole; what was said."""
    try:
        await channel.start()
    except PlatformUnavailableError as error:
        return str(error)
    return ""


async def test_a_conversation_by_polling(make: MakeChannel, emulator: Emulator) -> None:
    channel = make(api_url=emulator.url, mode="polling", webhook_secret="")
    said = await start(channel)
    teacher = Teacher(channel)
    polling = asyncio.create_task(channel.poll(teacher.take))
    heard = await lesson(emulator, teacher)
    polling.cancel()
    with suppress(asyncio.CancelledError):
        await polling
    check(heard)
    assert await emulator.called() == {
        *SPOKEN,
        "deleteWebhook",
        "getUpdates",
        "answerCallbackQuery",
    }
    assert "city" in said, "what the emulator does not know is said"


class Webhook:
    """Our end of the webhook, as the program's web server makes it."""

    def __init__(self) -> None:
        self.channel: TelegramChannel | None = None
        self.teacher: Teacher | None = None
        self.secrets: list[str | None] = []

    async def serve(self, request: web.Request) -> web.Response:
        assert self.channel is not None
        assert self.teacher is not None
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        raw = RawRequest(request.method, {}, request.headers, await request.read())
        event = self.channel.read(raw)
        assert isinstance(event, InboundEvent)
        await self.teacher.take(event)
        answer = await self.channel.respond(event, None)
        return web.Response(
            status=answer.status, body=answer.body, content_type=answer.content_type
        )


@pytest.fixture
async def webhook() -> AsyncIterator[tuple[Webhook, str]]:
    hook, app = Webhook(), web.Application()
    app.router.add_post("/telegram/city", hook.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield hook, f"http://{host}:{port}/telegram/city"
    await runner.cleanup()


async def test_a_conversation_by_webhook(
    make: MakeChannel, emulator: Emulator, webhook: tuple[Webhook, str]
) -> None:
    hook, url = webhook
    hook.channel = channel = make(api_url=emulator.url, webhook_url=url)
    hook.teacher = Teacher(channel)
    said = await start(channel)
    check(await lesson(emulator, hook.teacher))
    assert hook.secrets == [SECRET] * 4
    assert await emulator.called() == {*SPOKEN, "setWebhook"}
    assert "city" in said, "what the emulator does not know is said"


async def test_what_the_emulator_does_not_know(emulator: Emulator) -> None:
    """Should a newer one know more, this test says so, and more can be tried above."""
    for method in ("setMyCommands", "sendPoll", "getWebhookInfo", "getChatAdministrators"):
        status, answer = await emulator.answers(method)
        assert (status, "ok" in answer) == (500, False), method
    assert await emulator.answers("answerCallbackQuery") == (200, {"ok": True, "result": None})
    status, answer = await emulator.answers("getMe")
    assert (status, answer["result"]["username"]) == (200, "TestNameBot")
