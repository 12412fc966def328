"""Settings that are refused, what is set at the start, and what doctor is told."""

import json
from typing import Any

import pytest

from adapters.telegram import (
    BotCommandText,
    CommandMenu,
    MenuPage,
    Profile,
    TelegramChannel,
)
from adapters.telegram.updates import WANTED_UPDATES
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
from tests.telegram.samples import BOT, SECRET, group, message, post

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
                "allowed_updates": WANTED_UPDATES,
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


FACE: dict[str, Any] = {
    "menus": [
        CommandMenu("private", "", [BotCommandText("today", "今日一课")]),
        CommandMenu("groups", "en", [BotCommandText("board", "The board")]),
        CommandMenu("administrators", "zh", [BotCommandText("course", "本周课程")]),
    ],
    "profiles": [Profile("", "一天一课", "一课"), Profile("en", "A lesson a day", "Yike")],
    "page": MenuPage("我的一课", "https://yike.example.org/app/?account=city"),
    "max_connections": 7,
}


async def test_what_people_see_of_it_is_set(make: MakeChannel, api: FakeApi) -> None:
    api.tell("getMyDescription", Answer(json={"ok": True, "result": {"description": "一天一课"}}))
    await make(api_url=api.url, **FACE).start()
    assert api.called("setWebhook")[0]["max_connections"] == 7
    assert api.called("setMyCommands")[1:] == [
        {
            "commands": [{"command": "today", "description": "今日一课"}],
            "scope": {"type": "all_private_chats"},
        },
        {
            "commands": [{"command": "board", "description": "The board"}],
            "scope": {"type": "all_group_chats"},
            "language_code": "en",
        },
        {
            "commands": [{"command": "course", "description": "本周课程"}],
            "scope": {"type": "all_chat_administrators"},
            "language_code": "zh",
        },
    ]
    assert api.called("setMyDescription") == [
        {"description": "A lesson a day", "language_code": "en"}
    ], "what is so already is not set again"
    assert api.called("setMyShortDescription") == [
        {"short_description": "一课", "language_code": ""},
        {"short_description": "Yike", "language_code": "en"},
    ]
    url = "https://yike.example.org/app/?account=city"
    assert api.called("setChatMenuButton") == [
        {"menu_button": {"type": "web_app", "text": "我的一课", "web_app": {"url": url}}}
    ]


async def test_a_page_without_tls_leaves_the_commands_menu(
    make: MakeChannel, api: FakeApi
) -> None:
    await make(api_url=api.url, page=MenuPage("我的一课", "http://127.0.0.1:8080/app/")).start()
    assert api.called("setChatMenuButton") == [{"menu_button": {"type": "commands"}}]


@pytest.mark.parametrize(
    "method", ["getMyDescription", "setMyShortDescription", "setChatMenuButton"]
)
async def test_a_start_does_without_the_profile(
    make: MakeChannel, api: FakeApi, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    api.tell(method, SLOWER)
    await make(api_url=api.url, **FACE).start()
    assert "telegram profile or menu button not set" in capsys.readouterr().out


async def test_a_menu_that_is_refused_fails_the_start(make: MakeChannel, api: FakeApi) -> None:
    api.tell("setMyCommands", Answer(json={"ok": True, "result": True}), REFUSED)
    with pytest.raises(PlatformMisconfiguredError, match="set the commands"):
        await make(api_url=api.url, **FACE).start()


@pytest.mark.parametrize(
    ("rights", "words"),
    [
        ({}, "0 updates are waiting."),
        (
            {"can_join_groups": True, "can_read_all_group_messages": False},
            "; it can be added to groups and reads only commands there (privacy mode is on).",
        ),
        (
            {"can_join_groups": True, "can_read_all_group_messages": True},
            "reads every message there (privacy mode is off; BotFather: /setprivacy).",
        ),
        (
            {"can_join_groups": False},
            "; it cannot be added to groups (BotFather: /setjoingroups).",
        ),
    ],
)
async def test_doctor_is_told_about_groups(
    make: MakeChannel, api: FakeApi, rights: dict[str, bool], words: str
) -> None:
    api.tell("getMe", Answer(json={"ok": True, "result": {**BOT, **rights}}))
    assert (await make(api_url=api.url).check()).endswith(words)


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
