"""Attacks on a callback, over real HTTP: each is refused at once, with one line in the log that
holds nothing of anybody.
"""

import gzip
import logging
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.domain.events import InboundEvent, Text
from bot.domain.messages import Reply
from bot.web.measures import Measures
from bot.web.server import WebServer
from bot.web.webhooks import Webhooks
from tests.wechat.callbacks import (
    NONCE,
    callback,
    cipher_of,
    encrypted,
    frame,
    padded,
)
from tests.wechat.platform import (
    AES_KEY,
    APP_ID,
    HEAD,
    STAMP,
    TAIL,
    TOKEN,
    body,
    channel,
    later,
    said,
    sha1,
)

OPENID, WORDS = "oPerson", "这是我说的话"
PRIVATE = (OPENID, WORDS, TOKEN, AES_KEY, APP_ID, "gh_school", "app-secret")
TOO_MUCH = 256 * 1024 + 1
XML = {"Content-Type": "text/xml"}
GOOD = said(WORDS)
CREATED = "<CreateTime>1348831860</CreateTime>"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + f"]><xml>{HEAD}<MsgType>text</MsgType><Content>&m;</Content>{TAIL}</xml>"
)
CPU_SECONDS = 0.05
"""What a refusal may cost, the sender's side included."""


@dataclass(frozen=True)
class Attack:
    """One HTTP call; a body in pieces is sent without saying how long it is."""

    status: int
    body: bytes | list[bytes] = b""
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=lambda: XML)
    method: str = "POST"
    path: str = "/wechat/city-wechat"

    def content(self) -> "bytes | AsyncIterator[bytes] | None":
        """What aiohttp sends."""
        return _pieces(self.body) if isinstance(self.body, list) else self.body or None


async def _pieces(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def sealed(status: int, xml: str | bytes = GOOD, **how: Any) -> Attack:
    """``xml`` sealed and signed as the platform does it, but for what is given."""
    app_id = how.pop("app_id", APP_ID)
    return ciphered(status, cipher_of(xml, app_id=app_id), **how)


def ciphered(status: int, cipher: str, **how: Any) -> Attack:
    """``cipher``, rightly signed."""
    made = callback(cipher, **how)
    return Attack(status, made.body, dict(made.query))


def plain(method: str = "POST", token: str = TOKEN, **more: str) -> Attack:
    """A call signed as in plain mode."""
    query = {"timestamp": STAMP, "nonce": NONCE, "signature": sha1(token, STAMP, NONCE), **more}
    return Attack(403, GOOD.encode(), query, method=method)


def told(status: int, more: str = "", **query: str) -> Attack:
    """The rightly sealed call with something of its query changed."""
    made = sealed(status)
    return replace(made, query={**made.query, **query}, path=made.path + more)


def framed(rest: int) -> bytes:
    """The frame of an honest message that leaves ``rest`` bytes of its last block of 32 free."""
    message = GOOD.encode()
    return frame(message + b" " * ((32 - rest - len(frame(message))) % 32))


def crooked() -> bytes:
    """An honest message whose padding has one byte unlike the others."""
    whole = bytearray(padded(framed(20)))
    whole[-10] ^= 1
    return bytes(whole)


HONEST = sealed(200)
CIPHER = cipher_of(GOOD)
HONEST_BODY = callback(CIPHER).body
ATTACKS: dict[str, Attack] = {
    # who sent it
    "nothing at all": Attack(403),
    "wrong signature": told(403, msg_signature="0" * 40),
    "signature that is no text": told(403, msg_signature="签名"),
    "signature of another body": replace(
        HONEST, status=403, body=sealed(200, said("forged")).body
    ),
    "another token": sealed(403, token="other"),
    "foreign app id": sealed(403, app_id="wxffffffffffffffff"),
    "old timestamp": sealed(403, stamp=later(-301)),
    "future timestamp": sealed(403, stamp=later(301)),
    "timestamp that is none": sealed(403, stamp="now"),
    "timestamp without end": told(403, timestamp="9" * 5000),
    "nonce of NUL": told(403, nonce="\x00"),
    "GET with a bad signature": plain("GET", "other", echostr="1"),
    "GET without a signature": Attack(403, method="GET"),
    "GET that asks for nothing": replace(plain("GET"), status=400),
    # how it is sealed
    "plaintext in safe mode": plain(),
    "plaintext called raw": plain(encrypt_type="raw"),
    "cut cipher": ciphered(400, CIPHER[:-44]),
    "cipher cut within a block": ciphered(400, CIPHER[:-4]),
    "cipher cut within its base64": ciphered(400, CIPHER[:-1]),
    "padded cipher": ciphered(400, CIPHER + "A" * 44),
    "cipher with another block": ciphered(
        400, encrypted(padded(frame(GOOD.encode())) + b"x" * 32)
    ),
    "no padding": ciphered(400, encrypted(frame(b"x" * (64 - 20 - len(APP_ID))))),
    "padding of nought": ciphered(400, encrypted(frame(b"x" * 25) + bytes(1))),
    "padding too long": ciphered(400, encrypted(padded(frame(GOOD.encode()), 64) + b"\x40" * 32)),
    "padding not all alike": ciphered(400, encrypted(crooked())),
    "padding to the cipher's own block": ciphered(400, encrypted(padded(framed(20), 16))),
    "length that lies": ciphered(400, encrypted(padded(frame(GOOD.encode(), length=2**31)))),
    "another key": ciphered(400, cipher_of(GOOD, AES_KEY[::-1][:42] + "A")),
    "empty cipher": ciphered(400, ""),
    # how it is carried
    "too long": Attack(413, b" " * TOO_MUCH, HONEST.query),
    "too long, in pieces": Attack(413, [b" " * 65536] * 5, HONEST.query),
    # A platform packs nothing, and nothing is unpacked: what is packed is no XML.
    "too long once unpacked": Attack(
        400, gzip.compress(b" " * 5_000_000), HONEST.query, {**XML, "Content-Encoding": "gzip"}
    ),
    "too long, padded behind": replace(HONEST, status=413, body=HONEST_BODY + b" " * TOO_MUCH),
    "JSON": replace(HONEST, status=415, headers={"Content-Type": "application/json"}),
    "a form": replace(
        HONEST, status=415, headers={"Content-Type": "application/x-www-form-urlencoded"}
    ),
    "unknown account": replace(HONEST, status=404, path="/wechat/oPerson"),
    "unknown account of no name": replace(HONEST, status=404, path="/wechat/%00%ff"),
    "PUT": replace(HONEST, status=405, method="PUT"),
    "DELETE": replace(HONEST, status=405, method="DELETE"),
    "HEAD": replace(HONEST, status=405, method="HEAD"),
    # what it says
    "deep XML": sealed(400, body(f"{'<a>' * 20_000}{'</a>' * 20_000}")),
    "wide XML": sealed(400, body("<a/>" * 40_000)),
    "deep XML outside": replace(HONEST, status=400, body=b"<a>" * 80_000),
    "an endless Encrypt": replace(HONEST, status=400, body=b"<Encrypt>" * 29_000),
    "billion laughs": sealed(400, BOMB),
    "billion laughs outside": replace(HONEST, status=400, body=BOMB.encode()),
    "outside entity": sealed(400, '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + GOOD),
    "doctype": sealed(400, "<!DOCTYPE xml>" + GOOD),
    "non-UTF-8": sealed(400, GOOD.encode("gb18030")),
    "non-UTF-8 outside": replace(HONEST, status=400, body=b"\xff\xfe" * 100),
    "NUL bytes": sealed(400, said("a\x00b")),
    "NUL bytes alone": sealed(400, b"\x00" * 64),
    "huge CreateTime": sealed(400, GOOD.replace("1348831860", "9" * 400)),
    "negative CreateTime": sealed(400, GOOD.replace("1348831860", "-1348831860")),
    "CreateTime of other digits": sealed(400, GOOD.replace(CREATED, CREATED.replace("1", "١"))),
    "no XML": sealed(400, '{"FromUserName": "oPerson"}'),
    "nobody": sealed(400, GOOD.replace(OPENID, "")),
    "half a message": sealed(400, GOOD[:-20]),
}


class Town:
    """A server with one account, and what its callbacks brought."""

    def __init__(self) -> None:
        self.came: list[InboundEvent] = []
        self.channel = channel(app_secret="app-secret")
        hooks = Webhooks(
            {"city-wechat": self.channel},
            self.take,
            self.channel._clock,
            Measures(["city-wechat"]),
        )
        self.server = WebServer("127.0.0.1", 0, hooks.routes(), {})

    async def take(self, event: InboundEvent) -> Reply | None:
        self.came.append(event)
        return None


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    made = Town()
    await made.server.start()
    yield made
    await made.server.stop()
    await made.channel.stop()


async def call(http: aiohttp.ClientSession, attack: Attack) -> tuple[int, bytes]:
    """What an attacker gets, to be told apart by its status alone."""
    async with http.request(
        attack.method,
        attack.path,
        params=attack.query,
        headers=attack.headers,
        data=attack.content(),
    ) as answer:
        return answer.status, await answer.read()


@pytest.fixture
async def http(town: Town) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{town.server.port}") as session:
        yield session


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
async def test_an_attack_is_refused_cheaply_with_one_line_about_nobody(
    town: Town,
    http: aiohttp.ClientSession,
    attack: Attack,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    spent = []
    for _ in range(3):
        with capture_logs() as lines:
            begun = time.process_time()
            answer = await call(http, attack)
            spent.append(time.process_time() - begun)
        assert answer == (attack.status, b"")
        assert [(line["event"], line["status"]) for line in lines] == [
            ("callback refused", attack.status)
        ]
        assert not [word for word in PRIVATE if word in str(lines)]
    assert min(spent) < CPU_SECONDS
    assert town.came == []
    ours = [one for one in caplog.records if one.name.startswith(("aiohttp", "bot", "adapters"))]
    assert ours == []


async def test_the_same_calls_are_let_in_when_nothing_is_wrong_with_them(
    town: Town, http: aiohttp.ClientSession
) -> None:
    unlabelled = replace(HONEST, headers={})
    at_the_edges = [sealed(200, stamp=later(-300)), sealed(200, stamp=later(300))]
    framed_so = [ciphered(200, encrypted(padded(framed(rest)))) for rest in (1, 16, 20, 32)]
    with capture_logs() as lines:
        for attack in [HONEST, unlabelled, *at_the_edges, *framed_so]:
            assert await call(http, attack) == (200, b"success")
        long = replace(HONEST, body=HONEST_BODY + b" " * 200_000)
        assert await call(http, long) == (200, b"success")
        assert await call(http, replace(plain("GET", echostr="77"), body=b"")) == (200, b"77")
    assert [one.body for one in town.came] == [Text(WORDS)] * 9
    assert lines == []


async def test_a_call_without_a_content_type_is_let_in(town: Town) -> None:
    async with aiohttp.ClientSession(
        f"http://127.0.0.1:{town.server.port}", skip_auto_headers=["Content-Type"]
    ) as http:
        assert await call(http, replace(HONEST, headers={})) == (200, b"success")
