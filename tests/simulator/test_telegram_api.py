"""The Bot API as documented: answers, errors, limits (reference/telegram.md sections 2, 3, 8)."""

import json
from datetime import timedelta

import pytest
from aiohttp import ClientSession, FormData

from adapters.simulator import Simulator
from bot.clock import FrozenClock
from tests.simulator.conftest import TOKEN, Telegram


@pytest.fixture
async def chat(sim: Simulator) -> int:
    await sim.telegram.start_chat("city", 7, "小李")
    return 7


async def test_unknown_tokens_and_methods(telegram: Telegram) -> None:
    assert await telegram.refused("getMe", token="99:other") == "401 Unauthorized"
    assert await telegram.refused("getMe", token="nonsense") == "404 Not Found"
    assert await telegram.refused("sendPigeon") == "404 Not Found: method not found"
    assert (await telegram.call("GETME"))["result"]["username"] == "yike_demo_bot"


async def test_forms_multipart_and_json_are_read_alike(sim: Simulator, http, chat: int) -> None:
    path = f"/telegram-api/bot{TOKEN}/sendMessage"
    markup = json.dumps({"inline_keyboard": [[{"text": "好", "callback_data": "a"}]]})
    fields = {"chat_id": "7", "text": "你好", "reply_markup": markup}
    parts = FormData(default_to_multipart=True)
    parts.add_fields(*fields.items())
    for body in ({"data": fields}, {"data": parts}, {"json": fields}):
        async with http.post(path, **body) as answer:
            assert (await answer.json())["ok"]
    shown = sim.telegram.chat("city", 7)[1:]
    assert [(b.text, b.buttons, b.via) for b in shown] == [("你好", [("好", "a")], "send")] * 3


async def test_broken_json_is_refused(http: ClientSession) -> None:
    path = f"/telegram-api/bot{TOKEN}/sendMessage"
    headers = {"Content-Type": "application/json"}
    async with http.post(path, data=b"{", headers=headers) as answer:
        assert answer.status == 400
        assert (await answer.json())["ok"] is False


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": "a"}, "chat_id is empty"),
        ({"chat_id": 99, "text": "a"}, "chat not found"),
        ({"chat_id": "@somebody", "text": "a"}, "chat not found"),
        ({"chat_id": 7}, "message text is empty"),
        ({"chat_id": 7, "text": " \n "}, "message text is empty"),
        ({"chat_id": 7, "text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"chat_id": 7, "text": "课" * 4097}, "message is too long"),
        ({"chat_id": 7, "text": "a", "parse_mode": "Markdown"}, "unsupported parse_mode"),
        ({"chat_id": 7, "text": "a", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
    ],
)
async def test_bad_messages(telegram: Telegram, chat: int, params, words: str) -> None:
    assert await telegram.refused("sendMessage", **params) == f"400 Bad Request: {words}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("课<div>", 'Unsupported start tag "div" at byte offset 3'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b><i>a</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<span class="x">a</span>', 'Unsupported start tag "span" at byte offset 0'),
    ],
)
async def test_html_that_telegram_refuses(telegram, chat: int, text: str, words: str) -> None:
    refusal = await telegram.refused("sendMessage", chat_id=7, text=text, parse_mode="HTML")
    assert refusal == f"400 Bad Request: can't parse entities: {words}"


async def test_html_becomes_text_and_entities(telegram: Telegram, chat: int) -> None:
    text = '😀<b>课 <i>一</i></b> &lt;3 &amp; &nbsp; &#x27; <a href="https://e.org">去</a>\n'
    sent = await telegram.call("sendMessage", chat_id=7, text=text, parse_mode="HTML")
    assert sent["result"]["text"] == "😀课 一 <3 & &nbsp; ' 去"
    assert sent["result"]["entities"] == [
        {"type": "bold", "offset": 2, "length": 3},
        {"type": "italic", "offset": 4, "length": 1},
        {"type": "text_link", "url": "https://e.org", "offset": 20, "length": 1},
    ]


async def test_the_limit_counts_what_is_left_after_parsing(telegram, chat: int) -> None:
    text = "<b>" + "&amp;" * 4096 + "</b>"
    sent = await telegram.call("sendMessage", chat_id=7, text=text, parse_mode="HTML")
    assert len(sent["result"]["text"]) == 4096


def keyboard(*buttons: dict) -> dict:
    return {"inline_keyboard": [list(buttons)]}


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (keyboard({"text": "a", "callback_data": "课" * 22}), "BUTTON_DATA_INVALID"),
        (keyboard({"text": "a", "callback_data": ""}), "BUTTON_DATA_INVALID"),
        (keyboard(*[{"text": "a", "callback_data": "x"}] * 9), "REPLY_MARKUP_TOO_LONG"),
        (
            {"inline_keyboard": [[{"text": "a", "callback_data": "x"}]] * 101},
            "REPLY_MARKUP_TOO_LONG",
        ),
    ],
)
async def test_keyboards_that_telegram_refuses(telegram, chat: int, markup, words) -> None:
    refusal = await telegram.refused("sendMessage", chat_id=7, text="a", reply_markup=markup)
    assert refusal == f"400 Bad Request: {words}"


@pytest.mark.parametrize(
    "button", [{"text": "a"}, {"callback_data": "a"}, {"text": " ", "callback_data": "a"}, "a"]
)
async def test_malformed_buttons(telegram: Telegram, chat: int, button) -> None:
    refusal = await telegram.refused(
        "sendMessage", chat_id=7, text="a", reply_markup={"inline_keyboard": [[button]]}
    )
    assert refusal.startswith("400 Bad Request: can't parse inline keyboard button")


async def test_64_bytes_of_data_are_taken(telegram: Telegram, chat: int) -> None:
    markup = keyboard({"text": "a", "callback_data": "x" * 64})
    assert (await telegram.call("sendMessage", chat_id=7, text="a", reply_markup=markup))["ok"]


async def test_who_may_be_written_to(sim: Simulator, telegram: Telegram, chat: int) -> None:
    await sim.telegram.add_to_group("city", -5, "读书会", by=8)
    refusal = await telegram.refused("sendMessage", chat_id=8, text="a")
    assert refusal == "403 Forbidden: bot can't initiate conversation with a user"
    await sim.telegram.block("city", 7)
    refusal = await telegram.refused("sendMessage", chat_id=7, text="a")
    assert refusal == "403 Forbidden: bot was blocked by the user"
    await sim.telegram.start_chat("city", 7)
    assert (await telegram.call("sendMessage", chat_id=7, text="a"))["ok"]
    sim.telegram.deactivate("city", 7)
    refusal = await telegram.refused("sendMessage", chat_id=7, text="a")
    assert refusal == "403 Forbidden: user is deactivated"
    await sim.telegram.remove_from_group("city", -5)
    refusal = await telegram.refused("sendMessage", chat_id=-5, text="a")
    assert refusal == "403 Forbidden: bot was kicked from the group chat"


async def test_edits(sim: Simulator, telegram: Telegram, chat: int) -> None:
    markup = keyboard({"text": "好", "callback_data": "a"})
    sent = await telegram.call("sendMessage", chat_id=7, text="甲", reply_markup=markup)
    place = {"chat_id": 7, "message_id": sent["result"]["message_id"]}
    same = {"text": "甲", "reply_markup": markup}
    refusal = await telegram.refused("editMessageText", **place, **same)
    assert "message is not modified" in refusal
    changed = (await telegram.call("editMessageText", **place, text="乙"))["result"]
    assert changed["text"] == "乙"
    assert "reply_markup" not in changed
    assert changed["edit_date"] == sent["result"]["date"]
    await telegram.call("editMessageReplyMarkup", **place, reply_markup=markup)
    assert [(b.text, b.buttons) for b in sim.telegram.chat("city", 7)[1:]] == [
        ("乙", [("好", "a")])
    ]
    assert [b.edited for b in sim.telegram.chat("city", 7)] == [False, True]


async def test_deleting(sim: Simulator, telegram: Telegram, chat: int, clock: FrozenClock) -> None:
    ids = [
        (await telegram.call("sendMessage", chat_id=7, text=t))["result"]["message_id"]
        for t in "甲乙"
    ]
    assert (await telegram.call("deleteMessage", chat_id=7, message_id=ids[0]))["result"] is True
    assert [b.text for b in sim.telegram.chat("city", 7)] == ["/start", "乙"]
    refusal = await telegram.refused("deleteMessage", chat_id=7, message_id=ids[0])
    assert refusal == "400 Bad Request: message to delete not found"
    clock.move(timedelta(hours=48, seconds=1))
    refusal = await telegram.refused("deleteMessage", chat_id=7, message_id=ids[1])
    assert refusal == "400 Bad Request: message can't be deleted for everyone"


async def test_queries_are_answered_once_and_in_time(sim, telegram, chat: int, clock) -> None:
    for _ in range(3):
        await sim.telegram.tap("city", 7, 1, "data")
    updates = (await telegram.call("getUpdates"))["result"]
    taps = [u["callback_query"]["id"] for u in updates if "callback_query" in u]
    long = await telegram.refused("answerCallbackQuery", callback_query_id=taps[0], text="a" * 201)
    assert long == "400 Bad Request: MESSAGE_TOO_LONG"
    assert (await telegram.call("answerCallbackQuery", callback_query_id=taps[0]))["ok"]
    again = await telegram.refused("answerCallbackQuery", callback_query_id=taps[0])
    assert again.startswith("400 Bad Request: query is too old")
    clock.move(timedelta(seconds=151))
    late = await telegram.refused("answerCallbackQuery", callback_query_id=taps[1])
    assert late.startswith("400 Bad Request: query is too old")


async def test_a_tap_on_a_gone_message_shows_it_inaccessible(sim, telegram, chat: int) -> None:
    await sim.telegram.tap("city", 7, 999, "data")
    query = (await telegram.call("getUpdates"))["result"][-1]["callback_query"]
    assert query["message"]["date"] == 0


async def test_one_chat_takes_a_burst_then_one_a_second(telegram, chat: int, clock) -> None:
    for _ in range(5):
        assert (await telegram.call("sendMessage", chat_id=7, text="a"))["ok"]
    refused = await telegram.call("sendMessage", chat_id=7, text="a")
    assert refused["error_code"] == 429
    assert refused["description"] == "Too Many Requests: retry after 1"
    assert refused["parameters"] == {"retry_after": 1}
    clock.move(timedelta(seconds=1))
    sent = await telegram.call("sendMessage", chat_id=7, text="a")
    assert sent["ok"]
    place = {"chat_id": 7, "message_id": sent["result"]["message_id"]}
    edit = await telegram.call("editMessageText", **place, text="b")
    assert edit["error_code"] == 429, "edits count for the chat"


async def test_a_group_takes_twenty_a_minute(sim: Simulator, telegram, clock) -> None:
    await sim.telegram.add_to_group("city", -5, "读书会", by=7)
    for _ in range(20):
        assert (await telegram.call("sendMessage", chat_id=-5, text="a"))["ok"]
    refused = await telegram.call("sendMessage", chat_id=-5, text="a")
    assert refused["parameters"] == {"retry_after": 3}
    clock.move(timedelta(seconds=3))
    assert (await telegram.call("sendMessage", chat_id=-5, text="a"))["ok"]


async def test_all_chats_take_thirty_a_second(sim: Simulator, telegram, clock) -> None:
    for user in range(1, 32):
        await sim.telegram.start_chat("city", user)
    for user in range(1, 31):
        assert (await telegram.call("sendMessage", chat_id=user, text="a"))["ok"]
    refused = await telegram.call("sendMessage", chat_id=31, text="a")
    assert refused["error_code"] == 429
    sim.telegram.limits = False
    assert (await telegram.call("sendMessage", chat_id=31, text="a"))["ok"]


async def test_paid_messages_go_beyond_thirty_a_second(sim: Simulator, telegram, clock) -> None:
    for user in range(1, 41):
        await sim.telegram.start_chat("city", user)
    paid = {"text": "a", "allow_paid_broadcast": True}
    for user in range(1, 36):
        assert (await telegram.call("sendMessage", chat_id=user, **paid))["ok"]
    refused = await telegram.call("sendMessage", chat_id=36, text="a")
    assert refused["error_code"] == 429, "who does not pay waits"
    for _ in range(4):
        assert (await telegram.call("sendMessage", chat_id=1, **paid))["ok"]
    refused = await telegram.call("sendMessage", chat_id=1, **paid)
    assert refused["error_code"] == 429, "one chat takes no more for money"
    assert sim.telegram.paid("city") == 9, "only what is beyond thirty costs"


async def test_the_menu_button_opens_the_mini_app(sim: Simulator, telegram, chat: int) -> None:
    app = {"type": "web_app", "text": "一课", "web_app": {"url": "https://e.org/app/"}}
    assert sim.telegram.menu_button("city", 7) == {"type": "commands"}
    await telegram.call("setChatMenuButton", menu_button=app)
    assert sim.telegram.menu_button("city", 7) == app
    await telegram.call("setChatMenuButton", chat_id=7, menu_button={"type": "commands"})
    assert sim.telegram.menu_button("city", 7) == {"type": "commands"}
    assert (await telegram.call("getChatMenuButton"))["result"] == app


async def test_webhook_addresses_and_secrets(telegram: Telegram, clock: FrozenClock) -> None:
    refusal = await telegram.refused("setWebhook", url="http://example.org/hook")
    assert refusal.endswith("An HTTPS URL must be provided for webhook")
    refusal = await telegram.refused("setWebhook", url="https://e.org", secret_token="ü")
    assert refusal == "400 Bad Request: secret token contains unallowed characters"
    refusal = await telegram.refused("setWebhook", url="http://8.8.8.8/hook")
    assert refusal.endswith("An HTTPS URL must be provided for webhook")
    assert (await telegram.call("setWebhook", url="http://192.168.1.5:8080/hook"))["ok"]
    clock.move(timedelta(seconds=1))
    assert (await telegram.call("setWebhook", url="https://127.0.0.1:1/hook"))["ok"]
    again = await telegram.call("setWebhook", url="https://127.0.0.1:1/hook")
    assert again["parameters"] == {"retry_after": 1}


async def test_commands_are_kept_by_scope_and_language(telegram: Telegram) -> None:
    commands = [{"command": "today", "description": "今日一课"}]
    await telegram.call("setMyCommands", commands=commands, language_code="zh")
    assert (await telegram.call("getMyCommands"))["result"] == []
    assert (await telegram.call("getMyCommands", language_code="zh"))["result"] == commands
    await telegram.call("deleteMyCommands", language_code="zh")
    assert (await telegram.call("getMyCommands", language_code="zh"))["result"] == []


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ([{"command": "Today", "description": "a"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a" * 33, "description": "a"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "a", "description": "课" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "a", "description": "a"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_commands_that_telegram_refuses(telegram, commands, words: str) -> None:
    refusal = await telegram.refused("setMyCommands", commands=commands)
    assert refusal == f"400 Bad Request: {words}"
