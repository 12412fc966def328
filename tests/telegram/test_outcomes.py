"""What each answer of the Bot API means: one row for each it is known to give.

What comes instead of an answer is in ``test_wire_outcomes``.
"""

from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiohttp import web

from adapters.telegram import TelegramChannel
from adapters.telegram.answers import CALL
from adapters.telegram.outcomes import outcome_of
from bot.domain.delivery import Lack, Outcome, Result, Rung, Scope
from bot.domain.messages import Message, Option, Reply, say
from tests.telegram.conftest import TOKEN, MakeChannel
from tests.telegram.fake_api import Answer, FakeApi
from tests.telegram.samples import GROUP, USER

HTML = b"<html><body>Bad Gateway</body></html>"
PRIVATE, IN_GROUP = str(USER), str(GROUP)


def no(code: int, words: str | None = None, **parameters: Any) -> Answer:
    """Telegram's refusal."""
    body: dict[str, Any] = {"ok": False, "error_code": code}
    if words is not None:
        body["description"] = words
    if parameters:
        body["parameters"] = parameters
    return Answer(code, body)


def gone(code: str) -> Outcome:
    return Outcome(Result.GONE, code)


def account_wide(result: Result, code: str) -> Outcome:
    return Outcome(result, code, scope=Scope.ACCOUNT)


def slower(seconds: float, scope: Scope) -> Outcome:
    return Outcome(Result.THROTTLED, "429", retry_after=seconds, scope=scope)


def slow_mode(seconds: float) -> Outcome:
    return Outcome(Result.THROTTLED, "slow mode", retry_after=seconds, scope=Scope.CHAT)


def bad(code: str) -> Outcome:
    return Outcome(Result.BAD_REQUEST, code)


UNAVAILABLE = account_wide(Result.UNAVAILABLE, "5xx")
UNKNOWN = Outcome(Result.UNKNOWN, "not Telegram's answer")
NO_RIGHTS = Outcome(Result.REFUSED, "400 no rights")
FLOOD = "Too Many Requests: retry after "


@pytest.mark.parametrize(
    ("chat", "answer", "outcome"),
    [
        (PRIVATE, no(429, FLOOD + "3", retry_after=3), slower(3, Scope.CHAT)),
        (PRIVATE, no(429, FLOOD + "40", retry_after=40), slower(40, Scope.ACCOUNT)),
        (IN_GROUP, no(429, FLOOD + "40", retry_after=40), slower(40, Scope.CHAT)),
        (IN_GROUP, no(429, FLOOD + "900", retry_after=900), slower(900, Scope.ACCOUNT)),
        (PRIVATE, no(429, "Too Many Requests"), account_wide(Result.THROTTLED, "429")),
        (PRIVATE, no(429), account_wide(Result.THROTTLED, "429")),
        (PRIVATE, Answer(429, raw=HTML), account_wide(Result.THROTTLED, "429")),
        (PRIVATE, no(403, "Forbidden: bot was blocked by the user"), gone("403 blocked")),
        (PRIVATE, no(403, "Forbidden: user is deactivated"), gone("403 deactivated")),
        (
            PRIVATE,
            no(403, "Forbidden: bot can't initiate conversation with a user"),
            gone("403 never started"),
        ),
        (IN_GROUP, no(403, "Forbidden: bot was kicked from the group chat"), gone("403 kicked")),
        (
            IN_GROUP,
            no(403, "Forbidden: bot is not a member of the supergroup chat"),
            gone("403 not a member"),
        ),
        (IN_GROUP, no(403, "Forbidden: the group chat was deleted"), gone("403 deleted")),
        (PRIVATE, no(403, "Forbidden"), gone("403")),
        (
            IN_GROUP,
            no(403, "Forbidden: not enough rights to send text messages to the chat"),
            Outcome(Result.REFUSED, "403 no rights"),
        ),
        (
            IN_GROUP,
            no(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=-1009876543210,
            ),
            Outcome(Result.MIGRATED, "400 migrated", platform_id="-1009876543210"),
        ),
        (PRIVATE, no(400, "Bad Request: chat not found"), gone("400 chat not found")),
        (PRIVATE, no(400, "Bad Request: PEER_ID_INVALID"), gone("400 chat not found")),
        (PRIVATE, no(400, "Bad Request: user not found"), gone("400 chat not found")),
        (PRIVATE, no(400, "Bad Request: INPUT_USER_DEACTIVATED"), gone("400 deactivated")),
        (
            IN_GROUP,
            no(400, "Bad Request: not enough rights to send text messages to the chat"),
            NO_RIGHTS,
        ),
        (IN_GROUP, no(400, "Bad Request: have no rights to send a message"), NO_RIGHTS),
        (IN_GROUP, no(400, "Bad Request: need administrator rights in the channel"), NO_RIGHTS),
        (IN_GROUP, no(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), NO_RIGHTS),
        (IN_GROUP, no(400, "Bad Request: CHAT_RESTRICTED"), NO_RIGHTS),
        *(
            (chat, no(code, f"{what}: {word}"), Outcome(Result.REFUSED, f"{code} no rights"))
            for code, what in ((400, "Bad Request"), (403, "Forbidden"))
            for chat, word in (
                (IN_GROUP, "CHAT_ADMIN_REQUIRED"),
                (IN_GROUP, "USER_BANNED_IN_CHANNEL"),
                (IN_GROUP, "CHAT_GUEST_SEND_FORBIDDEN"),
                (PRIVATE, "ALLOW_PAYMENT_REQUIRED"),
            )
        ),
        (IN_GROUP, no(400, "Bad Request: CHANNEL_PRIVATE"), gone("400 not a member")),
        (IN_GROUP, no(403, "Forbidden: CHANNEL_PRIVATE"), gone("403 not a member")),
        (IN_GROUP, no(400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN"), NO_RIGHTS),
        (
            IN_GROUP,
            no(403, "Forbidden: CHAT_WRITE_FORBIDDEN"),
            Outcome(Result.REFUSED, "403 no rights"),
        ),
        (
            PRIVATE,
            no(400, "Bad Request: can't parse entities: Unsupported start tag"),
            bad("400 markup"),
        ),
        (PRIVATE, no(400, "Bad Request: message is too long"), bad("400 too long")),
        (PRIVATE, no(400, "Bad Request: message text is empty"), bad("400 empty")),
        (PRIVATE, no(400, "Bad Request: BUTTON_DATA_INVALID"), bad("400 button")),
        (PRIVATE, no(400, "Bad Request: BUTTON_URL_INVALID"), bad("400 button")),
        (PRIVATE, no(400, "Bad Request: ENTITIES_TOO_LONG"), bad("400 too long")),
        (PRIVATE, no(400, "Bad Request: something new"), bad("400")),
        (IN_GROUP, no(429, FLOOD + "900 (slow mode)", retry_after=900), slower(900, Scope.CHAT)),
        (IN_GROUP, no(429, "Too Many Requests: SLOWMODE_WAIT_300"), slow_mode(300)),
        (IN_GROUP, no(400, "Bad Request: SLOWMODE_WAIT_30"), slow_mode(30)),
        (IN_GROUP, no(403, "Forbidden: slow mode is enabled"), slow_mode(60)),
        (PRIVATE, no(401, "Unauthorized"), account_wide(Result.MISCONFIGURED, "401")),
        (PRIVATE, no(404, "Not Found"), account_wide(Result.MISCONFIGURED, "404")),
        (PRIVATE, Answer(404, raw=HTML), account_wide(Result.MISCONFIGURED, "404")),
        (
            PRIVATE,
            Answer(302, raw=b"", headers={"Location": "http://127.0.0.1:1/"}),
            account_wide(Result.MISCONFIGURED, "404"),
        ),
        (PRIVATE, Answer(401, raw=HTML), account_wide(Result.MISCONFIGURED, "401")),
        (PRIVATE, no(409, "Conflict"), account_wide(Result.MISCONFIGURED, "409")),
        (PRIVATE, no(413, "Request Entity Too Large"), bad("413")),
        (PRIVATE, Answer(413, raw=HTML), bad("413")),
        (PRIVATE, no(402, "PAYMENT_REQUIRED"), bad("4xx")),
        (PRIVATE, no(500, "Internal Server Error: restart"), UNAVAILABLE),
        (PRIVATE, no(502, "Bad Gateway"), UNAVAILABLE),
        (PRIVATE, no(500), UNAVAILABLE),
        (PRIVATE, no(504), UNAVAILABLE),
        (PRIVATE, Answer(400, raw=HTML), UNAVAILABLE),
        (PRIVATE, Answer(403, raw=HTML), UNAVAILABLE),
        (PRIVATE, Answer(502, raw=HTML), UNKNOWN),
        (PRIVATE, Answer(500, {"error": "of some gateway"}), UNKNOWN),
        (PRIVATE, Answer(500, ["odd"]), UNKNOWN),
        (PRIVATE, Answer(200, raw=HTML), UNKNOWN),
        (PRIVATE, Answer(200, raw=b""), UNKNOWN),
        (PRIVATE, Answer(200, raw=b"[" * 100_000), UNKNOWN),
        (PRIVATE, Answer(200, {"ok": "yes"}), UNKNOWN),
        (PRIVATE, Answer(200, {"ok": True}), UNKNOWN),
        (PRIVATE, Answer(200, {"ok": True, "result": True}), UNKNOWN),
        (PRIVATE, Answer(200, {"ok": True, "result": {"message_id": "4711"}}), UNKNOWN),
        (PRIVATE, Answer(500, {"ok": True, "result": {"message_id": 4711}}), UNKNOWN),
        (PRIVATE, Answer(200, {"ok": True, "result": {"message_id": None}}), UNKNOWN),
        (PRIVATE, Answer(200, {"ok": False}), bad("400")),
        (
            PRIVATE,
            Answer(200, {"ok": False, "error_code": 403, "description": "bot was blocked"}),
            gone("403 blocked"),
        ),
        (PRIVATE, Answer(cut=True, json={}), Outcome(Result.UNKNOWN, "no answer")),
    ],
)
async def test_each_answer_of_telegram_has_its_outcome(
    channel: TelegramChannel, api: FakeApi, chat: str, answer: Answer, outcome: Outcome
) -> None:
    api.tell("sendMessage", answer)
    assert await channel.send(chat, say("好"), rung=Rung.SEND, key="1") == outcome
    assert len(api.called("sendMessage")) == 1, "only the engine sends again"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (no(400, f"Bad Request: {words}"), Outcome(Result.REFUSED, code, lack=lack))
        for words, code, lack in [
            ("message thread not found", "400 thread not found", Lack.TOPIC),
            ("TOPIC_CLOSED", "400 topic closed", Lack.TOPIC),
            ("TOPIC_DELETED", "400 topic deleted", Lack.TOPIC),
            ("message to edit not found", "400 message", Lack.MESSAGE),
            ("message can't be edited", "400 message", Lack.MESSAGE),
            ("there is no text in the message to edit", "400 message", Lack.MESSAGE),
            ("MESSAGE_ID_INVALID", "400 message", Lack.MESSAGE),
            ("not enough rights to send polls to the chat", "400 quiz", Lack.QUIZ),
            ("CHAT_SEND_POLLS_FORBIDDEN", "400 quiz", Lack.QUIZ),
            ("polls can't be sent to channel direct messages chats", "400 quiz", Lack.QUIZ),
            ("poll question length must not exceed 300", "400 quiz", Lack.QUIZ),
            ("wrong file identifier/HTTP URL specified", "400 file id", Lack.FILE),
            ("wrong remote file identifier specified: wrong padding", "400 file id", Lack.FILE),
            ("FILE_REFERENCE_EXPIRED", "400 file id", Lack.FILE),
            ("not enough rights to send photos to the chat", "400 file", Lack.FILE),
            ("CHAT_SEND_VOICES_FORBIDDEN", "400 file", Lack.FILE),
            ("user restricted receiving of voice messages", "400 file", Lack.FILE),
            ("PHOTO_INVALID_DIMENSIONS", "400 file", Lack.FILE),
            ("IMAGE_PROCESS_FAILED", "400 file", Lack.FILE),
        ]
    ]
    + [
        (
            no(403, "Forbidden: not enough rights to send polls to the chat"),
            Outcome(Result.REFUSED, "403 quiz", lack=Lack.QUIZ),
        ),
        (
            no(403, "Forbidden: not enough rights to send voice notes to the chat"),
            Outcome(Result.REFUSED, "403 file", lack=Lack.FILE),
        ),
    ],
)
async def test_what_a_chat_lacks_is_named(
    channel: TelegramChannel, api: FakeApi, answer: Answer, outcome: Outcome
) -> None:
    api.tell("sendMessage", answer)
    assert await channel.send(IN_GROUP, say("好"), rung=Rung.SEND, key="1") == outcome


@pytest.mark.parametrize(
    "words",
    [
        "message is not modified: specified new message content is exactly the same",
        "query is too old and response timeout expired or query ID is invalid",
        "message to delete not found",
    ],
)
def test_what_is_so_already_is_no_error(words: str) -> None:
    error = TelegramBadRequest(method=CALL, message=f"Bad Request: {words}")
    assert outcome_of(error).result is Result.SENT


async def test_what_arrived_has_its_message_id(channel: TelegramChannel, api: FakeApi) -> None:
    page = Reply((Message("1 < 2", title="题"), Message("选", options=(Option("对", "q:1"),))))
    outcome = await channel.send(PRIVATE, page, rung=Rung.SEND, key="1")
    assert outcome == Outcome(Result.SENT, "200", platform_id="4711")
    assert api.called("sendMessage") == [
        {
            "chat_id": USER,
            "text": "<b>题</b>\n\n1 &lt; 2\n\n选",
            "parse_mode": "HTML",
            "reply_markup": {"inline_keyboard": [[{"text": "对", "callback_data": "q:1"}]]},
        }
    ]
    assert api.tokens == {TOKEN}


async def test_plain_text_has_no_keyboard(channel: TelegramChannel, api: FakeApi) -> None:
    await channel.send(IN_GROUP, say("好"), rung=Rung.SEND, key="1")
    assert api.called("sendMessage") == [{"chat_id": GROUP, "text": "好", "parse_mode": "HTML"}]


async def test_half_a_character_is_bad_content(channel: TelegramChannel, api: FakeApi) -> None:
    outcome = await channel.send(PRIVATE, say("\ud83d"), rung=Rung.SEND, key="1")
    assert outcome.result is Result.BAD_REQUEST
    assert not api.called("sendMessage")


async def test_nobody_listening_means_nothing_was_sent(make: MakeChannel) -> None:
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    await runner.cleanup()  # its port is free again, so a connection is refused
    channel = make(api_url=f"http://{host}:{port}")
    outcome = await channel.send(PRIVATE, say("好"), rung=Rung.SEND, key="1")
    assert outcome == account_wide(Result.UNAVAILABLE, "no connection")


def test_a_fault_of_our_own_is_an_unknown_outcome() -> None:
    assert outcome_of(KeyError("好")) == Outcome(Result.UNKNOWN, "KeyError")


async def test_nothing_personal_is_in_an_outcome(channel: TelegramChannel, api: FakeApi) -> None:
    words = f"Bad Request: user {USER} 小李 said 好, token {TOKEN}"
    for code in (400, 401, 403, 404, 418, 429, 500):
        api.tell("sendMessage", no(code, words))
        outcome = await channel.send(PRIVATE, say("好"), rung=Rung.SEND, key="1")
        assert not any(part in repr(outcome) for part in (PRIVATE, "小李", "好", TOKEN))
