"""Calls that no platform made: each is refused at once, leaves no trace, and the bot goes on."""

import logging
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs

from adapters.simulator.wechat_crypto import SafeMode, sign
from tests.flow.town import AES_KEY, MORNING, TELEGRAM, WECHAT, Town

APP_ID, TOKEN, SECRET = "wx0123456789abcdef", "callbacktoken", "secret-of-the-town"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
NOW = int(MORNING.timestamp())
TOO_MUCH = 256 * 1024 + 1
WORDS = (
    "<xml><ToUserName>gh_1</ToUserName><FromUserName>oNobody</FromUserName>"
    f"<CreateTime>{NOW}</CreateTime><MsgType>text</MsgType><Content>1</Content>"
    "<MsgId>1</MsgId></xml>"
)
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    + WORDS.replace("<Content>1", "<Content>&b;")
)
UPDATE = (
    '{"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "/start", '
    '"chat": {"id": 9, "type": "private"}, '
    '"from": {"id": 9, "is_bot": false, "first_name": "N"}}}'
)


@dataclass(frozen=True)
class Call:
    """One HTTP call; a ``body`` in pieces is sent without saying how long it is."""

    path: str
    body: bytes | list[bytes] = b""
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "POST"

    def content(self) -> "bytes | AsyncIterator[bytes]":
        """What aiohttp sends."""
        return self.body if isinstance(self.body, bytes) else _pieces(self.body)


async def _pieces(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def wechat(
    clear: str = WORDS,
    *,
    token: str = TOKEN,
    app_id: str = APP_ID,
    key: str = AES_KEY,
    late: int = 0,
    cipher: str = "",
    pad: int = 0,
) -> Call:
    """A callback as WeChat would send it but for what is given: ``late`` in seconds, ``cipher``
    in place of the sealed text, ``pad`` bytes more than needed.
    """
    stamp, sealed = str(NOW - late), cipher or SafeMode(app_id, key).seal(clear, b"r" * 16)
    query = {
        "timestamp": stamp,
        "nonce": "7",
        "encrypt_type": "aes",
        "msg_signature": sign(token, stamp, "7", sealed),
    }
    body = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode() + b" " * pad
    return Call(f"/wechat/{WECHAT}", body, query)


def plain_wechat(method: str = "POST", *, token: str = TOKEN, **more: str) -> Call:
    """A call signed as in plain mode, or as the console's check of our address."""
    query = {"timestamp": str(NOW), "nonce": "7", "signature": sign(token, str(NOW), "7"), **more}
    return Call(f"/wechat/{WECHAT}", WORDS.encode(), query, method=method)


def telegram(body: bytes | list[bytes], secret: str | None = SECRET) -> Call:
    """An update as Telegram would send it but for what is given."""
    headers = {} if secret is None else {SECRET_HEADER: secret}
    return Call(f"/telegram/{TELEGRAM}", body, headers=headers)


BAD_WECHAT: dict[str, tuple[int, Call]] = {
    "nothing at all": (403, Call(f"/wechat/{WECHAT}")),
    "in clear, though signed": (403, plain_wechat()),
    "signed with another token": (403, wechat(token="othertoken")),
    "for another account": (403, wechat(app_id="wxffffffffffffffff")),
    "too old": (403, wechat(late=301)),
    "from the future": (403, wechat(late=-301)),
    "a forged check": (403, plain_wechat("GET", token="othertoken", echostr="1")),
    "sealed with another key": (400, wechat(key=AES_KEY[::-1][:42] + "A")),
    "sealed rubbish": (400, wechat(cipher="c" * 64)),
    "not even sealed": (400, wechat(cipher="<!>")),
    "no XML": (400, wechat("{}")),
    "an XML bomb": (400, wechat(BOMB)),
    "nobody's words": (400, wechat(WORDS.replace("oNobody", ""))),
    "a date that is none": (400, wechat(WORDS.replace(str(NOW), "yesterday"))),
    "too long": (413, wechat(pad=TOO_MUCH)),
    "too long, in pieces": (413, Call(f"/wechat/{WECHAT}", [b" " * 65536] * 5)),
    "to nobody": (404, Call("/wechat/nobody")),
    "to the wrong channel": (404, Call(f"/wechat/{TELEGRAM}")),
    "the wrong way": (405, Call(f"/wechat/{WECHAT}", method="PUT")),
}
BAD_TELEGRAM: dict[str, tuple[int, Call]] = {
    "without the secret": (401, telegram(UPDATE.encode(), None)),
    "with another secret": (401, telegram(UPDATE.encode(), "guessed")),
    "with a secret that is no text": (401, telegram(UPDATE.encode(), "密")),
    "empty": (400, telegram(b"")),
    "no text": (400, telegram(b"\xff\xfe")),
    "no object": (400, telegram(b"[]")),
    "nested without end": (400, telegram(b"[" * 200_000)),
    "without its number": (400, telegram(UPDATE.replace('"update_id": 1, ', "").encode())),
    "with half a message": (400, telegram(b'{"update_id": 1, "message": {"text": "/start"}}')),
    "too long": (413, telegram(b" " * TOO_MUCH)),
    "too long, in pieces": (413, telegram([b" " * 65536] * 5)),
    "to nobody": (404, Call("/telegram/nobody")),
    "the wrong way": (405, Call(f"/telegram/{TELEGRAM}", method="GET")),
}


async def statuses(town: Town, calls: dict[str, tuple[int, Call]]) -> dict[str, int]:
    """What each call is answered with."""
    found: dict[str, int] = {}
    async with ClientSession(f"http://127.0.0.1:{town.program.port}") as http:
        for name, (_, call) in calls.items():
            async with http.request(
                call.method,
                call.path,
                params=call.query,
                headers=call.headers,
                data=call.content(),
            ) as answer:
                found[name] = answer.status
                assert "Traceback" not in await answer.text()
    return found


BY_THE_CLOCK = ("delivery_past_", "follower_work", "mass_message", "reach_forecast")


async def stored(town: Town) -> dict[str, Any]:
    """How many rows each table has, but for those that jobs fill while we call."""
    tables = await town.rows("select tablename from pg_tables where schemaname = 'public'")
    return {
        str(table["tablename"]): await town.rows(f'select count(*) from "{table["tablename"]}"')
        for table in tables
        if not str(table["tablename"]).startswith(BY_THE_CLOCK)
    }


def faults(logs: list[Any], caplog: pytest.LogCaptureFixture) -> list[Any]:
    """What the logs hold of errors, tracebacks, and what must not stand in them."""
    ours = [
        entry
        for entry in logs
        if entry["log_level"] in {"error", "critical"}
        or "exc_info" in entry
        or any(secret in str(entry) for secret in (TOKEN, SECRET, AES_KEY, "oNobody"))
    ]
    return ours + [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("bad", [BAD_WECHAT, BAD_TELEGRAM], ids=["wechat", "telegram"])
async def test_bad_calls_are_refused_and_leave_no_trace(
    town: Town, caplog: pytest.LogCaptureFixture, bad: dict[str, tuple[int, Call]]
) -> None:
    await town.wechat_follows()
    before = await stored(town)
    with capture_logs() as logs:
        assert await statuses(town, bad) == {name: status for name, (status, _) in bad.items()}
    assert faults(logs, caplog) == []
    assert await stored(town) == before
    assert "什么时候" in await town.wechat_says("1")
    await town.telegram_starts()


async def test_the_same_calls_are_let_in_when_nothing_is_wrong_with_them(town: Town) -> None:
    good = {
        "a callback": (200, wechat()),
        "a callback as late as may be": (200, wechat(WORDS.replace("oNobody", "o2"), late=300)),
        "a long callback": (200, wechat(WORDS.replace("oNobody", "o3"), pad=200_000)),
        "the console's check": (200, plain_wechat("GET", echostr="1")),
        "an update": (200, telegram(UPDATE.encode())),
    }
    assert await statuses(town, good) == {name: status for name, (status, _) in good.items()}
    (events,) = await town.rows("select count(*) from inbound_event")
    assert events == {"count": 4}
