"""A channel of one bot, and a Bot API for it to talk to."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.telegram import BotCommandText, TelegramChannel
from bot.clock import FrozenClock
from tests.telegram.fake_api import FakeApi
from tests.telegram.samples import SECRET

TOKEN = "123456:AAtest-token"
NOW = datetime(2026, 11, 22, 23, 31, tzinfo=UTC)
COMMANDS = (BotCommandText("today", "今日一课"), BotCommandText("help", "帮助"))

MakeChannel = Callable[..., TelegramChannel]


@pytest.fixture
async def api() -> AsyncIterator[FakeApi]:
    fake = FakeApi()
    await fake.start()
    yield fake
    await fake.stop()


@pytest.fixture
async def make() -> AsyncIterator[MakeChannel]:
    """Makes channels; what is not named is as an operator would set it."""
    made: list[TelegramChannel] = []

    def channel(**settings: Any) -> TelegramChannel:
        usual: dict[str, Any] = {
            "account": "city",
            "token": TOKEN,
            "mode": "webhook",
            "webhook_secret": SECRET,
            "webhook_url": "https://yike.example.org/telegram/city",
            "api_url": "http://127.0.0.1:1",
            "clock": FrozenClock(NOW),
            "commands": COMMANDS,
        }
        made.append(TelegramChannel(**{**usual, **settings}))
        return made[-1]

    yield channel
    for one in made:
        await one.stop()


@pytest.fixture
async def channel(api: FakeApi, make: MakeChannel) -> TelegramChannel:
    """A started channel in webhook mode."""
    started = make(api_url=api.url)
    await started.start()
    return started
