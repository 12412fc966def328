"""What comes over the wire instead of a plain answer, and what each of it means for a message."""

import asyncio
import ssl
import traceback
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.telegram import TelegramChannel
from adapters.telegram.faults import WireError
from adapters.telegram.outcomes import outcome_of
from adapters.telegram.sending import Sender
from adapters.telegram.wire import Wire
from bot.clock import FrozenClock
from bot.domain.delivery import Outcome, Result, Rung, Scope
from bot.domain.messages import say
from tests.telegram.certificates import self_signed
from tests.telegram.conftest import NOW, TOKEN, MakeChannel
from tests.telegram.raw_server import Act, RawServer, framed, sent
from tests.telegram.samples import USER

GOOD = sent()
SENT = Outcome(Result.SENT, "200", platform_id="4711")
CLOCK = FrozenClock(NOW)
NO_ANSWER = Outcome(Result.UNKNOWN, "no answer")
NOT_TELEGRAMS = Outcome(Result.UNKNOWN, "not Telegram's answer")
NO_CONNECTION = Outcome(Result.UNAVAILABLE, "no connection", scope=Scope.ACCOUNT)
CERTIFICATE = Outcome(Result.MISCONFIGURED, "certificate", scope=Scope.ACCOUNT)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
UNFRAMED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
WHOLE = framed(GOOD)


def chunk(body: bytes, more: bytes = b"") -> bytes:
    return b"%x%b\r\n%b\r\n" % (len(body), more, body)


@pytest.fixture
async def server() -> AsyncIterator[RawServer]:
    raw = RawServer()
    await raw.start()
    yield raw
    await raw.stop()


async def send(channel: TelegramChannel) -> Outcome:
    return await channel.send(str(USER), say("好"), rung=Rung.SEND, key="1")


@pytest.mark.parametrize(
    ("act", "outcome", "connections"),
    [
        pytest.param(Act((WHOLE,)), SENT, 1, id="whole"),
        pytest.param(Act(tuple(bytes([b]) for b in WHOLE)), SENT, 1, id="byte by byte"),
        pytest.param(Act((CHUNKED, chunk(GOOD), b"0\r\n\r\n")), SENT, 1, id="one chunk"),
        pytest.param(
            Act(
                (
                    CHUNKED,
                    chunk(GOOD[:9], b";a=b"),
                    chunk(GOOD[9:10]),
                    chunk(GOOD[10:]),
                    b"0\r\nX: 1\r\n\r\n",
                )
            ),
            SENT,
            1,
            id="chunks with an extension and a trailer",
        ),
        pytest.param(
            Act((framed(GOOD, "HTTP/1.1 200 OK", "Connection: close"),), "close"),
            SENT,
            2,
            id="close after the answer",
        ),
        pytest.param(
            Act((framed(GOOD, "HTTP/1.1 200 OK", "Connection: close"),), "keep"),
            SENT,
            2,
            id="close said and not done",
        ),
        pytest.param(Act((WHOLE,), "close"), SENT, 2, id="close done and not said"),
        pytest.param(Act((framed(GOOD, "HTTP/1.0 200 OK"),)), SENT, 2, id="HTTP/1.0"),
        pytest.param(
            Act((framed(GOOD, "HTTP/1.0 200 OK", "Connection: keep-alive"),)),
            SENT,
            1,
            id="HTTP/1.0 kept",
        ),
        pytest.param(Act((UNFRAMED, GOOD), "close"), SENT, 2, id="until it is closed"),
        pytest.param(
            Act((b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Hint\r\n\r\n", WHOLE)),
            SENT,
            1,
            id="interim answers before it",
        ),
        pytest.param(
            Act((framed(b"x" * 1024 * 1024, "HTTP/1.1 404 Not Found"),)),
            Outcome(Result.MISCONFIGURED, "404", scope=Scope.ACCOUNT),
            1,
            id="a page of just 1 MiB",
        ),
        pytest.param(
            Act((framed(b"x" * (1024 + 64) * 1024, "HTTP/1.1 404 Not Found"),)),
            NO_ANSWER,
            2,
            id="a page too long by its head",
        ),
        pytest.param(Act((b"HTTP/1.1 204 No\r\n\r\n",)), NOT_TELEGRAMS, 1, id="no content"),
        pytest.param(Act((), "close"), NO_ANSWER, 2, id="closed without a word"),
        pytest.param(Act((), "reset"), NO_ANSWER, 2, id="reset without a word"),
        pytest.param(Act((WHOLE[:5],), "close"), NO_ANSWER, 2, id="closed in the status"),
        pytest.param(Act((WHOLE[:30],), "close"), NO_ANSWER, 2, id="closed in the head"),
        pytest.param(Act((WHOLE[:-1],), "close"), NO_ANSWER, 2, id="closed in the body"),
        pytest.param(Act((WHOLE[:-1],), "reset"), NO_ANSWER, 2, id="reset in the body"),
        pytest.param(
            Act((CHUNKED, chunk(GOOD)), "close"), NO_ANSWER, 2, id="closed before the last chunk"
        ),
        pytest.param(Act((UNFRAMED, GOOD[:9]), "reset"), NO_ANSWER, 2, id="reset in no frame"),
        pytest.param(
            Act((b"HTTP/1.1 100 Continue\r\n\r\n",), "close"),
            NO_ANSWER,
            2,
            id="an interim answer only",
        ),
        pytest.param(Act((b"SSH-2.0-OpenSSH_9.2\r\n",), "hang"), NO_ANSWER, 2, id="garbage"),
        pytest.param(Act((bytes(range(256)) * 40,), "hang"), NO_ANSWER, 2, id="more garbage"),
        pytest.param(
            Act((b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",), "hang"),
            NO_ANSWER,
            2,
            id="another protocol",
        ),
        pytest.param(Act((CHUNKED, b"zz\r\n"), "hang"), NO_ANSWER, 2, id="a chunk of no size"),
        pytest.param(
            Act((framed(GOOD, "HTTP/1.1 200 OK", "Transfer-Encoding: chunked"),), "hang"),
            NO_ANSWER,
            2,
            id="two lengths",
        ),
        pytest.param(
            Act((b"HTTP/1.1 200 OK\r\nX: ", b"a" * 70_000), "hang"),
            NO_ANSWER,
            2,
            id="an endless head",
        ),
        pytest.param(
            Act((b"HTTP/1.1 103 Hint\r\n\r\n" * 4_000,), "hang"),
            NO_ANSWER,
            2,
            id="endless interim answers",
        ),
        pytest.param(
            Act((framed(b"x" * 2_000_000),), "hang"), NO_ANSWER, 2, id="a body over 1 MiB"
        ),
        pytest.param(
            Act((CHUNKED, *(chunk(b"x" * 100_000),) * 12), "hang"),
            NO_ANSWER,
            2,
            id="endless chunks",
        ),
        pytest.param(
            Act((UNFRAMED, b"x" * 1_200_000), "hang"), NO_ANSWER, 2, id="an endless body"
        ),
        pytest.param(
            Act((framed(b"", "HTTP/1.1 307 Over There", "Location: /elsewhere"),)),
            Outcome(Result.MISCONFIGURED, "404", scope=Scope.ACCOUNT),
            1,
            id="a redirect",
        ),
    ],
)
async def test_each_ending_has_its_outcome_and_the_next_message_goes(
    make: MakeChannel, server: RawServer, act: Act, outcome: Outcome, connections: int
) -> None:
    server.tell(act, Act((framed(sent(5)),)))
    channel = make(api_url=server.url)
    assert await send(channel) == outcome
    assert len(server.requests) == 1, "nothing is sent twice"
    assert await send(channel) == Outcome(Result.SENT, "200", platform_id="5")
    assert (len(server.requests), server.opened) == (2, connections)


async def test_each_answer_is_framed_in_its_own_way(make: MakeChannel, server: RawServer) -> None:
    server.tell(Act((WHOLE,)), Act((CHUNKED, chunk(GOOD), b"0\r\n\r\n")))
    server.tell(Act((UNFRAMED, GOOD), "close"))
    channel = make(api_url=server.url)
    assert [await send(channel) for _ in range(3)] == [SENT] * 3
    assert server.opened == 1


async def test_a_slow_answer_is_waited_for(make: MakeChannel, server: RawServer) -> None:
    gate = asyncio.Event()
    server.tell(Act((WHOLE[:40], WHOLE[40:]), gate=gate))
    sending = asyncio.create_task(send(make(api_url=server.url)))
    await server.asked.wait()
    assert not sending.done()
    gate.set()
    assert await sending == SENT


async def test_the_request_is_one_of_http_and_keeps_the_path(
    make: MakeChannel, server: RawServer
) -> None:
    secret = "//user%40city:p%3Aw@"
    channel = make(api_url=f"{server.url.replace('//', secret)}/a/telegram-api/")
    assert (await send(channel)).result is Result.SENT
    (request,) = server.requests
    assert request.line == f"POST /a/telegram-api/bot{TOKEN}/sendMessage HTTP/1.1"
    assert request.headers["Host"] == server.url.removeprefix("http://")
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Authorization"] == "Basic dXNlckBjaXR5OnA6dw=="
    assert request.json == {"chat_id": USER, "text": "好", "parse_mode": "HTML"}


async def test_an_unknown_host_means_nothing_was_sent(
    make: MakeChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unknown(*_args: object, **_kwargs: object) -> None:
        raise OSError(-2, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    assert await send(make(api_url="https://api.telegram.example")) == NO_CONNECTION


async def test_a_handshake_that_never_ends_means_nothing_was_sent(server: RawServer) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    listening = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    wire = Wire(f"https://127.0.0.1:{port}/x", connect_seconds=0.05)
    with pytest.raises(WireError) as raised:
        await Sender(wire, CLOCK).send("1", say("好"))
    assert outcome_of(raised.value) == NO_CONNECTION
    listening.close()


async def test_a_server_without_tls_means_nothing_was_sent(
    make: MakeChannel, server: RawServer
) -> None:
    channel = make(api_url=server.url.replace("http:", "https:"))
    assert await send(channel) == NO_CONNECTION
    assert not server.requests


@pytest.fixture
async def tls(tmp_path: Path) -> AsyncIterator[tuple[RawServer, Path]]:
    context, file = self_signed(tmp_path)
    raw = RawServer(context)
    await raw.start()
    yield raw, file
    await raw.stop()


async def test_a_self_signed_certificate_is_refused(
    make: MakeChannel, tls: tuple[RawServer, Path]
) -> None:
    server, _ = tls
    channel = make(api_url=server.url)
    assert await send(channel) == CERTIFICATE
    assert not server.requests
    with pytest.raises(Exception, match=r"account city \(certificate\)"):
        await channel.check()


async def test_a_trusted_certificate_is_taken_for_its_own_host_only(
    tls: tuple[RawServer, Path],
) -> None:
    server, file = tls
    trusting = ssl.create_default_context(cafile=file)
    wire = Wire(f"{server.url}/bot{TOKEN}/", tls=trusting)
    sender = Sender(wire, CLOCK)
    numbers = [(await sender.send(str(chat), say("好"))).platform_id for chat in (1, 2)]
    assert (numbers, server.opened) == (["1", "2"], 1)
    server.tell(Act((WHOLE[:50],), "close"))
    with pytest.raises(WireError) as raised:
        await Sender(wire, CLOCK).send("3", say("好"))
    assert outcome_of(raised.value) == NO_ANSWER
    await wire.close()
    elsewhere = Wire(f"{server.url.replace('127.0.0.1', 'localhost')}/", tls=trusting)
    with pytest.raises(WireError) as raised:
        await Sender(elsewhere, CLOCK).send("4", say("好"))
    assert outcome_of(raised.value) == CERTIFICATE
    assert len(server.requests) == 3


async def test_the_token_and_the_message_are_in_no_error(
    server: RawServer, caplog: pytest.LogCaptureFixture
) -> None:
    words = "好" * 7  # which the lines of this file, shown in a traceback, do not hold
    acts = [
        Act((), "close"),
        Act((f"HTTP/1.1 {TOKEN} {words}\r\n\r\n".encode(),), "hang"),
        Act((framed(TOKEN.encode()),)),
        Act((framed(b"x" * 2_000_000),), "hang"),
    ]
    server.tell(*acts)
    path = f"/bot{TOKEN}/"
    wires = [Wire(f"{server.url}{path}") for _ in acts]
    wires += [Wire(f"http://127.0.0.1:1{path}"), Wire(f"https{server.url[4:]}{path}")]
    for wire in wires:
        with pytest.raises(Exception) as raised:  # noqa: PT011 - of several kinds
            await Sender(wire, CLOCK).send(str(USER), say(words))
        told = "".join(traceback.format_exception(raised.value)) + repr((wire, raised.value))
        assert not any(part in told for part in (TOKEN, str(USER), words))
        await wire.close()
    assert TOKEN not in caplog.text
