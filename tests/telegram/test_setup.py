"""Settings that are refused, what is set at the start, and what doctor is told."""

import json
from typing import Any

import pytest

from adapters.telegram import TelegramChannel
from bot.domain.delivery import Rung
from bot.domain.errors import (
    PlatformMisconfiguredError,
    PlatformUnavailableError,
    SettingsError,
)
from bot.domain.events import ChannelKind, InboundEvent
from bot.ports import Channel
from tests.telegram.conftest import TOKEN, MakeChannel
from tests.telegram.fake_api import OK, Answer, FakeApi
from tests.telegram.samples import SECRET, group, message, post

REFUSED = Answer(400, {"ok": False, "error_code": 400, "description": "Bad Request: no such"})
UNAUTHORIZED = Answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
DOWN = Answer(502, {"ok": False, "error_code": 502, "description": "Bad Gateway"})
SLOWER = Answer(
    429,
    {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    },
)


def webhook_refused(words: str) -> Answer:
    return Answer(400, {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"})


@pytest.mark.parametrize("secret", ["", " ", "ä", "a b", "x" * 257, "abc\n"])
def test_a_webhook_needs_a_secret_telegram_can_take(make: MakeChannel, secret: str) -> None:
    with pytest.raises(SettingsError, match="webhook_secret of the Telegram account city"):
        make(webhook_secret=secret)


def test_polling_needs_no_secret(make: MakeChannel) -> None:
    assert make(mode="polling", webhook_secret="").account == "city"


@pytest.mark.parametrize("token", ["", "abc", "abc:def", "123 :x", "123:"])
def test_a_malformed_token_is_refused_and_not_shown(make: MakeChannel, token: str) -> None:
    with pytest.raises(SettingsError, match="token of the Telegram account city") as refused:
        make(token=token)
    assert not token or token not in str(refused.value)


def test_a_mode_that_is_none_is_refused(make: MakeChannel) -> None:
    with pytest.raises(SettingsError, match="mode"):
        make(mode="push")


def test_it_is_a_channel(make: MakeChannel) -> None:
    channel: Channel = make()
    assert (channel.account, channel.kind) == ("city", ChannelKind.TELEGRAM)
    assert not channel.ability.replies_in_response
    assert channel.ability.pushes == {Rung.SEND}


async def test_a_webhook_start(channel: TelegramChannel, api: FakeApi) -> None:
    assert api.calls == [
        ("getMe", {}),
        (
            "setWebhook",
            {
                "url": "https://yike.example.org/telegram/city",
                "secret_token": SECRET,
                "allowed_updates": ["message", "callback_query", "my_chat_member"],
                "max_connections": 40,
            },
        ),
        (
            "setMyCommands",
            {
                "commands": [
                    {"command": "today", "description": "今日一课"},
                    {"command": "help", "description": "帮助"},
                ]
            },
        ),
    ]


async def test_a_polling_start_removes_the_webhook_and_keeps_what_waits(
    make: MakeChannel, api: FakeApi
) -> None:
    await make(api_url=api.url, mode="polling", webhook_secret="").start()
    assert [name for name, _ in api.calls] == ["getMe", "deleteWebhook", "setMyCommands"]
    assert api.called("deleteWebhook") == [{}]


@pytest.mark.parametrize(
    ("method", "answer", "error", "words"),
    [
        ("getMe", UNAUTHORIZED, PlatformMisconfiguredError, "token of account city"),
        ("getMe", DOWN, PlatformUnavailableError, "account city right now"),
        ("getMe", Answer(raw=b"<html>"), PlatformUnavailableError, "account city right now"),
        ("getMe", Answer(json={"ok": True, "result": {}}), PlatformUnavailableError, "city"),
        ("setWebhook", SLOWER, PlatformUnavailableError, "asks to wait 1 s"),
        (
            "setWebhook",
            webhook_refused("bad webhook: HTTPS url must be provided for webhook"),
            PlatformMisconfiguredError,
            "has to begin with https://",
        ),
        (
            "setWebhook",
            webhook_refused("bad webhook: Failed to resolve host: Name or service not known"),
            PlatformMisconfiguredError,
            "cannot be resolved",
        ),
        (
            "setWebhook",
            webhook_refused(
                "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
            ),
            PlatformMisconfiguredError,
            "443, 80, 88 and 8443",
        ),
        (
            "setWebhook",
            webhook_refused("bad webhook: something else"),
            PlatformMisconfiguredError,
            "server.public_url",
        ),
        (
            "setMyCommands",
            REFUSED,
            PlatformMisconfiguredError,
            "set the commands for account city",
        ),
        ("setMyCommands", DOWN, PlatformUnavailableError, "set the commands for account city"),
    ],
)
async def test_a_start_that_fails_says_who_has_to_do_what(
    make: MakeChannel,
    api: FakeApi,
    method: str,
    answer: Answer,
    error: type[Exception],
    words: str,
) -> None:
    api.tell(method, answer)
    with pytest.raises(error, match=words) as raised:
        await make(api_url=api.url).start()
    assert TOKEN not in str(raised.value)
    assert SECRET not in str(raised.value)


async def test_a_start_without_network_is_tried_again_later(make: MakeChannel) -> None:
    with pytest.raises(PlatformUnavailableError, match="city"):
        await make().start()


async def test_a_start_that_fails_later_knows_the_name(make: MakeChannel, api: FakeApi) -> None:
    channel = make(api_url=api.url)
    api.tell("setWebhook", DOWN)
    with pytest.raises(PlatformUnavailableError):
        await channel.start()
    update = json.dumps(message(group(), text="/today@yikebot")).encode()
    assert isinstance(channel.read(post(update)), InboundEvent)


@pytest.mark.parametrize(
    ("mode", "info", "words"),
    [
        (
            "webhook",
            {"url": "https://yike.example.org/telegram/city", "pending_update_count": 3},
            "Telegram knows city as @YikeBot; its webhook is set; 3 updates are waiting.",
        ),
        (
            "webhook",
            {"url": "https://old.example.org/"},
            "is not set to our address, which the next start does; 0 updates are waiting.",
        ),
        ("polling", {}, "updates are fetched; 0 updates are waiting."),
        ("polling", {"url": "https://old.example.org/"}, "a webhook is still set"),
        (
            "webhook",
            {
                "url": "https://yike.example.org/telegram/city",
                "last_error_date": 1_795_390_200,
                "last_error_message": "Connection timed out",
            },
            "the last delivery that failed was at 2026-11-22 23:30 UTC: Connection timed out.",
        ),
    ],
)
async def test_doctor_is_told_how_updates_come(
    make: MakeChannel, api: FakeApi, mode: str, info: dict[str, Any], words: str
) -> None:
    result = {**OK["getWebhookInfo"], **info}
    api.tell("getWebhookInfo", Answer(json={"ok": True, "result": result}))
    assert words in await make(api_url=api.url, mode=mode).check()


async def test_doctor_is_told_of_a_bad_token(make: MakeChannel, api: FakeApi) -> None:
    api.tell("getMe", UNAUTHORIZED)
    with pytest.raises(PlatformMisconfiguredError, match="BotFather"):
        await make(api_url=api.url).check()
