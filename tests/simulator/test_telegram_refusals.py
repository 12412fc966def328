"""Every refusal of the Bot API the simulator plays, with its exact words."""

from datetime import timedelta
from typing import Any

import pytest

from adapters.simulator import Simulator
from bot.clock import FrozenClock
from tests.simulator.conftest import BEGIN, Telegram

GROUP, FORUM, MUTE, QUIET = -5, -100500, -100600, -100700
NOW = int(BEGIN.timestamp())
POLL: dict[str, Any] = {"chat_id": 7, "question": "问", "options": ["甲", "乙"]}
QUIZ: dict[str, Any] = POLL | {"type": "quiz", "correct_option_ids": [0]}
APP = {"text": "看", "web_app": {"url": "https://e.org/app/"}}


@pytest.fixture
async def city(sim: Simulator) -> Simulator:
    """A private chat with one message of each side, and groups of every kind."""
    people = sim.telegram
    await people.start_chat("city", 7, "小李")
    await people.start_chat("city", 8, "老王")
    people.introduce("city", 8, "老王", no_voice=True)
    await people.add_to_group("city", GROUP, "读书会", by=7)
    people.make_group("city", "书友", 7, forum=True, chat_id=FORUM)
    await people.add_bot("city", FORUM)
    await people.close_topic("city", FORUM, people.open_topic("city", FORUM, "闲聊"))
    people.delete_topic("city", FORUM, people.open_topic("city", FORUM, "旧事"))
    await people.add_to_group("city", MUTE, "静", by=7)
    await people.restrict_bot("city", MUTE)
    await people.add_to_group("city", QUIET, "慢", by=7)
    people.set_permissions(
        "city", QUIET, can_send_polls=False, can_send_photos=False, can_send_voice_notes=False
    )
    people.make_group("city", "别处", 7, chat_id=-9)
    await people.add_to_group("city", -10, "没了", by=7)
    people.delete_group("city", -10)
    sim.telegram.limits = False
    return sim


def threads(city: Simulator) -> tuple[int, int]:
    """The closed topic of the forum and the deleted one."""
    closed, deleted = (
        t.id for t in city.telegram.group("city", FORUM).topics.values() if t.id != 1
    )
    return closed, deleted


def inline(button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


def standing(*buttons: Any) -> dict[str, Any]:
    return {"keyboard": [list(buttons)]}


TEXT = {"chat_id": 7, "text": "a"}
TABLE: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"chat_id": -9, "text": "a"}, "400 chat not found"),
    ("sendMessage", {"chat_id": -10, "text": "a"}, "403 the group chat was deleted"),
    ("sendMessage", TEXT | {"message_thread_id": 5}, "400 message thread not found"),
    (
        "sendMessage",
        {"chat_id": FORUM, "text": "a", "message_thread_id": 999},
        "400 message thread not found",
    ),
    (
        "sendMessage",
        {"chat_id": MUTE, "text": "a"},
        "400 not enough rights to send text messages to the chat",
    ),
    (
        "sendChatAction",
        {"chat_id": MUTE, "action": "typing"},
        "400 not enough rights to send text messages to the chat",
    ),
    ("sendPoll", POLL | {"chat_id": QUIET}, "400 not enough rights to send polls to the chat"),
    (
        "sendPhoto",
        {"chat_id": QUIET, "photo": "x"},
        "400 not enough rights to send photos to the chat",
    ),
    (
        "sendVoice",
        {"chat_id": QUIET, "voice": "x"},
        "400 not enough rights to send voice notes to the chat",
    ),
    ("sendVoice", {"chat_id": 8, "voice": "x"}, "400 VOICE_MESSAGES_FORBIDDEN"),
    (
        "sendMessage",
        TEXT | {"reply_parameters": {"message_id": 99}},
        "400 message to be replied not found",
    ),
    (
        "sendMessage",
        TEXT | {"reply_markup": inline({"text": "a", "url": "javascript:1"})},
        "400 inline keyboard button URL 'javascript:1' is invalid: Unsupported URL protocol",
    ),
    (
        "sendMessage",
        TEXT | {"reply_markup": inline({"text": "a", "url": "http://localhost/x"})},
        "400 inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
    ),
    (
        "sendMessage",
        TEXT | {"reply_markup": inline({"text": "a", "web_app": {"url": "http://e.org/"}})},
        (
            "400 inline keyboard button Web App URL 'http://e.org/' is invalid: "
            "Only HTTPS links are allowed"
        ),
    ),
    (
        "sendMessage",
        {"chat_id": GROUP, "text": "a", "reply_markup": inline(APP)},
        "400 BUTTON_TYPE_INVALID",
    ),
    (
        "sendMessage",
        {"chat_id": GROUP, "text": "a", "reply_markup": standing(APP)},
        "400 BUTTON_TYPE_INVALID",
    ),
    (
        "sendMessage",
        TEXT | {"reply_markup": standing({"text": 1})},
        '400 can\'t parse keyboard button: field "text" must be of type String',
    ),
    (
        "sendMessage",
        TEXT | {"reply_markup": standing(" ")},
        "400 keyboard button text must be non-empty",
    ),
    ("sendMessage", TEXT | {"reply_markup": standing()}, "400 object expected as reply markup"),
    (
        "sendMessage",
        TEXT | {"reply_markup": standing(*["a"] * 301)},
        "400 REPLY_MARKUP_TOO_LONG",
    ),
    (
        "sendMessage",
        TEXT | {"reply_markup": standing("a") | {"input_field_placeholder": "a" * 65}},
        "400 REPLY_MARKUP_PLACEHOLDER_TOO_LONG",
    ),
    (
        "sendMessage",
        TEXT | {"reply_markup": {"remove_keyboard": False}},
        "400 can't parse reply keyboard markup: the field must be true",
    ),
    (
        "sendMessage",
        TEXT | {"reply_markup": {"inline_keyboard": "a"}},
        "400 can't parse inline keyboard: field must be an Array of Arrays",
    ),
    (
        "sendMessage",
        TEXT | {"reply_markup": inline({"text": "a", "web_app": "https://e.org"})},
        "400 can't parse inline keyboard button: expected an Object",
    ),
    (
        "sendMessage",
        TEXT | {"reply_parameters": {"message_id": "1"}},
        "400 can't parse reply parameters: expected an Object",
    ),
    (
        "sendMessage",
        TEXT | {"message_thread_id": "a"},
        "400 parameter message_thread_id must be an integer",
    ),
    (
        "sendMessage",
        TEXT | {"entities": [1]},
        "400 can't parse entities: expected an Array of MessageEntity",
    ),
    (
        "sendMessage",
        TEXT | {"entities": [{"type": "bold", "offset": -1, "length": 1}]},
        "400 can't parse entities: offset and length must be integers",
    ),
    (
        "sendMessage",
        TEXT | {"entities": [{"type": "bold", "offset": 1, "length": 1}]},
        "400 entity ends after the end of the text",
    ),
    ("sendChatAction", {"chat_id": 7, "action": "dance"}, "400 wrong parameter action in request"),
    ("editMessageText", TEXT | {"message_id": 1}, "400 message can't be edited"),
    ("editMessageText", TEXT | {"message_id": 99}, "400 message to edit not found"),
    ("editMessageReplyMarkup", {"chat_id": 7, "message_id": 99}, "400 message to edit not found"),
    ("deleteMessage", {"chat_id": GROUP, "message_id": 3}, "400 message can't be deleted"),
    ("deleteMessage", {"chat_id": 7, "message_id": 99}, "400 message to delete not found"),
    ("deleteMessages", {"chat_id": 7}, "400 message identifiers are not specified"),
    (
        "deleteMessages",
        {"chat_id": 7, "message_ids": [1] * 101},
        "400 too many message identifiers specified",
    ),
    ("sendPoll", POLL | {"question": " "}, "400 poll question must be non-empty"),
    ("sendPoll", POLL | {"question": "问" * 301}, "400 poll question length must not exceed 300"),
    ("sendPoll", POLL | {"options": "甲"}, "400 can't parse options JSON object"),
    ("sendPoll", POLL | {"options": {"0": "甲"}}, "400 can't parse poll options JSON object"),
    ("sendPoll", POLL | {"options": []}, "400 poll must have at least 1 option"),
    ("sendPoll", POLL | {"options": ["甲"] * 13}, "400 poll can't have more than 12 options"),
    ("sendPoll", POLL | {"options": ["甲", " "]}, "400 poll options must be non-empty"),
    ("sendPoll", POLL | {"options": ["甲" * 101]}, "400 poll options length must not exceed 100"),
    ("sendPoll", POLL | {"options": [3]}, "400 can't parse poll option: expected an Object"),
    (
        "sendPoll",
        POLL | {"options": [{"text": "<b", "text_parse_mode": "HTML"}]},
        "400 can't parse entities: Unclosed start tag at byte offset 0",
    ),
    ("sendPoll", POLL | {"type": "game"}, "400 unsupported poll type specified"),
    ("sendPoll", POLL | {"type": "quiz"}, "400 quiz must have at least one correct option"),
    ("sendPoll", QUIZ | {"correct_option_ids": [2]}, "400 wrong correct option ID specified"),
    (
        "sendPoll",
        QUIZ | {"correct_option_ids": [1, 0], "allows_multiple_answers": True},
        "400 correct option identifiers must be strictly increasing",
    ),
    (
        "sendPoll",
        QUIZ | {"correct_option_ids": [0, 1]},
        "400 wrong number of correct options specified",
    ),
    ("sendPoll", QUIZ | {"explanation": "因" * 201}, "400 explanation length must not exceed 200"),
    (
        "sendPoll",
        QUIZ | {"explanation": "一\n二\n三\n四"},
        "400 explanation must not contain more than 2 line feeds",
    ),
    (
        "sendPoll",
        QUIZ | {"explanation": "a < b", "explanation_parse_mode": "HTML"},
        '400 can\'t parse entities: Unsupported start tag "" at byte offset 2',
    ),
    (
        "sendPoll",
        POLL | {"description": "a" * 1025},
        "400 poll description length must not exceed 1024",
    ),
    ("sendPoll", POLL | {"open_period": 4}, "400 invalid poll open period specified"),
    ("sendPoll", POLL | {"open_period": 2_628_001}, "400 invalid poll open period specified"),
    ("sendPoll", POLL | {"close_date": NOW + 4}, "400 invalid poll close date specified"),
    ("sendPoll", POLL | {"close_date": NOW + 2_628_001}, "400 invalid poll close date specified"),
    (
        "sendPoll",
        POLL | {"close_date": NOW + 60, "open_period": 60},
        "400 open_period and close_date can't be used together",
    ),
    (
        "stopPoll",
        {"chat_id": 7, "message_id": 99},
        "400 message with poll to stop not found",
    ),
    ("stopPoll", {"chat_id": 7, "message_id": 1}, "400 message is not a poll"),
    ("sendPhoto", {"chat_id": 7}, "400 there is no photo in the request"),
    ("sendPhoto", {"chat_id": 7, "photo": "x"}, "400 wrong file identifier/HTTP URL specified"),
    (
        "sendPhoto",
        {"chat_id": 7, "photo": "attach://x"},
        "400 wrong file identifier/HTTP URL specified",
    ),
    (
        "sendPhoto",
        {"chat_id": 7, "photo": "https://e.org/a.png"},
        "400 failed to get HTTP URL content",
    ),
    (
        "sendPhoto",
        {"chat_id": 7, "photo": "x", "caption": "课" * 1025},
        "400 message caption is too long",
    ),
    (
        "getChatAdministrators",
        {"chat_id": 7},
        "400 there are no administrators in the private chat",
    ),
    ("getChatAdministrators", {"chat_id": -9}, "400 chat not found"),
    ("getChatMember", {"chat_id": GROUP, "user_id": 12345}, "400 PARTICIPANT_ID_INVALID"),
    (
        "leaveChat",
        {"chat_id": 7},
        "400 chat member status can't be changed in private chats",
    ),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "everybody"}},
        "400 can't parse BotCommandScope: unsupported type specified",
    ),
    (
        "setMyCommands",
        {"commands": [], "scope": {"type": "chat"}},
        "400 can't parse BotCommandScope: can't find field chat_id",
    ),
    ("setMyCommands", {"language_code": "zh-hans"}, "400 invalid language code specified"),
    ("setMyDescription", {"description": "a" * 513}, "400 BOT_DESCRIPTION_TOO_LONG"),
    (
        "setMyShortDescription",
        {"short_description": "a" * 121},
        "400 BOT_SHORT_DESCRIPTION_TOO_LONG",
    ),
    (
        "setChatMenuButton",
        {"menu_button": {"type": "web_app", "text": "课", "web_app": {"url": "http://e.org"}}},
        "400 menu button Web App URL 'http://e.org' is invalid: Only HTTPS links are allowed",
    ),
    (
        "setChatMenuButton",
        {"menu_button": {"type": "shop"}},
        "400 can't parse menu button: unallowed type specified",
    ),
    (
        "setChatMenuButton",
        {"menu_button": {"type": "web_app", "web_app": {"url": "https://e.org"}}},
        "400 can't parse menu button: text and web_app are required",
    ),
    ("setChatMenuButton", {"chat_id": GROUP}, "400 chat not found"),
    (
        "setMyCommands",
        {"commands": [1]},
        "400 can't parse commands: expected an Array of BotCommand",
    ),
    (
        "setMyCommands",
        {"commands": [], "scope": "[]"},
        "400 can't parse BotCommandScope: expected an Object",
    ),
    ("setWebhook", {"url": "https://"}, "400 bad webhook: invalid URL specified"),
    (
        "setWebhook",
        {"url": "https://e.org", "allowed_updates": "{}"},
        "400 can't parse allowed updates: expected an Array of String",
    ),
    (
        "setWebhook",
        {"url": "https://e.org", "max_connections": 101},
        "400 max_connections must be between 1 and 100",
    ),
]


@pytest.mark.parametrize(("method", "params", "words"), TABLE)
async def test_refused(city, telegram: Telegram, method: str, params: dict, words: str) -> None:
    kind = {"400": "Bad Request", "403": "Forbidden"}[words[:3]]
    assert await telegram.refused(method, **params) == f"{words[:3]} {kind}: {words[4:]}"


async def test_topics_that_take_nothing(city: Simulator, telegram: Telegram) -> None:
    closed, deleted = threads(city)
    place = {"chat_id": FORUM, "text": "a"}
    refusal = await telegram.refused("sendMessage", **place, message_thread_id=closed)
    assert refusal == "400 Bad Request: TOPIC_CLOSED"
    refusal = await telegram.refused("sendMessage", **place, message_thread_id=deleted)
    assert refusal == "400 Bad Request: TOPIC_DELETED"
    await city.telegram.promote_bot("city", FORUM)
    sent = await telegram.call("sendMessage", **place, message_thread_id=closed)
    assert sent["result"]["message_thread_id"] == closed, (
        "who manages topics writes in closed ones"
    )
    await city.telegram.close_topic("city", FORUM, 1)
    await city.telegram.demote_bot("city", FORUM)
    assert await telegram.refused("sendMessage", **place) == "400 Bad Request: TOPIC_CLOSED"


async def test_places_a_bot_has_lost(city: Simulator, telegram: Telegram) -> None:
    assert (await telegram.call("leaveChat", chat_id=FORUM))["ok"]
    await city.telegram.remove_bot("city", QUIET)
    refusals = [
        await telegram.refused("sendMessage", chat_id=at, text="a") for at in (FORUM, QUIET)
    ]
    assert refusals == [
        "403 Forbidden: bot is not a member of the supergroup chat",
        "403 Forbidden: bot was kicked from the supergroup chat",
    ]
    refusal = await telegram.refused("getChatAdministrators", chat_id=QUIET)
    assert refusal == "403 Forbidden: bot was kicked from the supergroup chat"


async def test_slow_mode_holds_members_back(
    city: Simulator, telegram: Telegram, clock: FrozenClock
) -> None:
    city.telegram.limits = True
    city.telegram.slow_mode("city", QUIET, 30)
    assert (await telegram.call("sendMessage", chat_id=QUIET, text="a"))["ok"]
    clock.move(timedelta(seconds=10))
    refused = await telegram.call("sendMessage", chat_id=QUIET, text="b")
    assert refused["description"] == "Too Many Requests: retry after 20"
    assert refused["parameters"] == {"retry_after": 20}
    await city.telegram.promote_bot("city", QUIET)
    assert (await telegram.call("sendMessage", chat_id=QUIET, text="b"))["ok"]


async def test_polls_and_captions_that_cannot_be_changed(city, telegram: Telegram) -> None:
    poll = (await telegram.call("sendPoll", **QUIZ))["result"]["message_id"]
    place = {"chat_id": 7, "message_id": poll}
    refusal = await telegram.refused("editMessageText", **place, text="a")
    assert refusal == "400 Bad Request: there is no text in the message to edit"
    refusal = await telegram.refused("editMessageCaption", **place, caption="a")
    assert refusal == "400 Bad Request: there is no caption in the message to edit"
    refusal = await telegram.refused("stopPoll", **place, reply_markup=standing("a"))
    assert refusal == "400 Bad Request: inline keyboard expected"
    assert (await telegram.call("stopPoll", **place))["result"]["is_closed"] is True
    refusal = await telegram.refused("stopPoll", **place)
    assert refusal == "400 Bad Request: poll has already been closed"


async def test_a_tap_opens_only_the_bots_own_chat(city: Simulator, telegram: Telegram) -> None:
    await city.telegram.tap("city", 7, 1, "x")
    query = city.telegram.toast("city", 7)
    answer = {"callback_query_id": query.id}
    refusal = await telegram.refused("answerCallbackQuery", **answer, url="https://e.org")
    assert refusal == "400 Bad Request: URL_INVALID"
    link = "https://t.me/yike_demo_bot?start=c-1"
    assert (await telegram.call("answerCallbackQuery", **answer, url=link, text="好"))["ok"]
    shown = city.telegram.toast("city", 7)
    assert (shown.answered, shown.text, shown.alert, shown.url) == (True, "好", False, link)
