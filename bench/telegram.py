"""Telegram updates, each with its answer at the Bot API."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

import aiohttp

from bench.http import answers, free_port
from bench.load import at_once
from bench.platforms import Platforms, platforms
from bench.processes import ROOT, BenchFaultError, Running, python, running
from bench.program import (
    ACCOUNT,
    BOT_TOKEN,
    WEBHOOK_SECRET,
    data_folder,
    deployed,
    settings,
)
from bench.table import Row, Series
from bench.talk import GREETING, KINDS, ROUND, WORD, Kind, echoed

ROUNDS = 3
CHATS = range(910_000_001, 910_000_241)
ANSWER_SECONDS = 10
SETTLING_SECONDS = 0.3
"""For what is written after a message went out; it belongs to the update's cost."""

AT_ONCE = 64
"""Updates at work at the same time: Telegram's queues are one for each chat."""
RATE_SHARE = 0.5

_NUMBERS = count(1)
_HEADERS = {
    "Content-Type": "application/json",
    "X-Telegram-Bot-Api-Secret-Token": WEBHOOK_SECRET,
}


@dataclass(frozen=True, slots=True)
class Call:
    """One update and what its chat must get for it."""

    kind: Kind
    chat: int
    body: bytes


@dataclass(slots=True)
class Figures:
    """What is measured of one kind of text."""

    rate: Series = field(default_factory=Series)
    cpu: Series = field(default_factory=Series)
    bare_rate: Series = field(default_factory=Series)
    bare_cpu: Series = field(default_factory=Series)
    aiogram_rate: Series = field(default_factory=Series)
    aiogram_cpu: Series = field(default_factory=Series)


class Bot:
    """A bot's webhook at a port, and the process that answers for it."""

    def __init__(
        self, http: aiohttp.ClientSession, played: Platforms, one: Running, port: int
    ) -> None:
        """``one`` listens on ``port`` and sends to ``played``."""
        self._http = http
        self._played = played
        self._one = one
        self._url = f"http://127.0.0.1:{port}/telegram/{ACCOUNT}"

    async def burst(self, kind: Kind) -> tuple[float, float]:
        """Every chat writes, as fast as answers come: the rate, and ms of CPU each."""
        calls = [_update(chat, kind) for chat in CHATS]
        before = self._one.cpu()
        went = await at_once(self._send, calls, AT_ONCE)
        await asyncio.sleep(SETTLING_SECONDS)
        return went.rate, 1000 * (self._one.cpu() - before) / len(calls)

    async def _send(self, call: Call) -> None:
        """Deliver the update and wait for its answer. Raises BenchFaultError without a right one."""
        arrives = self._played.next_to(call.chat)
        async with self._http.post(self._url, data=call.body, headers=_HEADERS) as response:
            await response.read()
        if response.status != 200:
            raise BenchFaultError(f"{call.kind.words}: HTTP {response.status}")
        try:
            text = await asyncio.wait_for(arrives, ANSWER_SECONDS)
        except TimeoutError:
            raise BenchFaultError(f"{call.kind.words}: no answer came") from None
        if not call.kind.right(text):
            raise BenchFaultError(f"{call.kind.words}: answered with {text[:40]}")


def _update(chat: int, kind: Kind) -> Call:
    """A text in a private chat as the Bot API delivers it."""
    number = next(_NUMBERS)
    person = {"id": chat, "is_bot": False, "first_name": "Bench", "language_code": "zh-hans"}
    message = {
        "message_id": number,
        "from": person,
        "chat": {"id": chat, "first_name": "Bench", "type": "private"},
        "date": int(time.time()),
        "text": kind.words,
    }
    update = {"update_id": number, "message": message}
    return Call(kind, chat, json.dumps(update).encode())


async def measure() -> list[Row]:
    """The rows on Telegram."""
    connector = aiohttp.TCPConnector(limit=400)
    async with (
        platforms() as played,
        data_folder() as folder,
        aiohttp.ClientSession(connector=connector) as http,
    ):
        port, bare_port, aiogram_port = free_port(), free_port(), free_port()
        file = settings(folder, port, played.url, telegram=True)
        async with (
            deployed(folder, port, file, ["web", "worker"]) as program,
            running(_peer("bare_telegram", bare_port, played.url), folder) as bare,
            running(_peer("aiogram_echo", aiogram_port, played.url), folder) as echo,
        ):
            await answers(bare, bare_port, "/readyz")
            await answers(echo, aiogram_port, "/readyz")
            return await _rounds(
                Bot(http, played, program, port),
                Bot(http, played, bare, bare_port),
                Bot(http, played, echo, aiogram_port),
            )


def _peer(name: str, port: int, platforms_url: str) -> Sequence[str]:
    peer = str(ROOT / f"bench/peers/{name}.py")
    api = f"{platforms_url}/telegram-api"
    return python(peer, str(port), BOT_TOKEN, WEBHOOK_SECRET, api, ACCOUNT)


async def _rounds(ours: Bot, bare: Bot, aiogram: Bot) -> list[Row]:
    for words in GREETING:
        await ours.burst(Kind("a greeting", words, bool))
        await bare.burst(echoed(words))
        await aiogram.burst(echoed(words))
    figures = {kind: Figures() for kind in KINDS}
    for _ in range(ROUNDS):
        for kind in ROUND:
            await _one_burst((ours, bare, aiogram), kind, figures[kind])
    return [row for kind in KINDS for row in _rows(kind, figures[kind])]


async def _one_burst(bots: tuple[Bot, Bot, Bot], kind: Kind, found: Figures) -> None:
    ours, bare, aiogram = bots
    rate, cpu = await bare.burst(echoed(kind.words))
    found.bare_rate.add(rate)
    found.bare_cpu.add(cpu)
    rate, cpu = await aiogram.burst(echoed(kind.words))
    found.aiogram_rate.add(rate)
    found.aiogram_cpu.add(cpu)
    rate, cpu = await ours.burst(kind)
    found.rate.add(rate)
    found.cpu.add(cpu)


def _rows(kind: Kind, found: Figures) -> list[Row]:
    """A plain word is what the peers answer; all else does more than they, and is shown."""
    what, judged = f"Telegram, {kind.name}", kind is WORD
    return [
        Row(
            f"{what}: rate",
            "/s",
            found.rate,
            found.bare_rate,
            RATE_SHARE if judged else None,
            at_least=True,
        ),
        Row(f"{what}: CPU, beside the bare handler", "ms", found.cpu, found.bare_cpu),
        Row(
            f"{what}: CPU, beside aiogram's echo",
            "ms",
            found.cpu,
            found.aiogram_cpu,
            1.0 if judged else None,
        ),
        Row(f"{what}: rate, beside aiogram's echo", "/s", found.rate, found.aiogram_rate),
    ]
