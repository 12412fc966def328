"""Encrypted texts to an official account, answered with their transaction committed."""

import secrets
import time
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from xml.etree import ElementTree as ET

import aiohttp
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner
from yarl import URL

from bench.http import answers, free_port
from bench.load import Went, at_once, on_schedule
from bench.platforms import platforms
from bench.processes import ROOT, BenchFaultError, Running, python, running
from bench.program import ACCOUNT, AES_KEY, APP_ID, TOKEN, data_folder, deployed, settings
from bench.table import Row, Series
from bench.talk import GREETING, KINDS, ROUND, WORD, Kind, echoed

ROUNDS = 3
LEARNERS = 240
OPENIDS = [f"oBenchLearner{number:015d}" for number in range(LEARNERS)]

AT_ONCE = 64
"""Callbacks at work at the same time: WeChat calls from many machines, and waits for none."""
CROWD = 2000
CROWD_IDS = [f"oBenchCrowd{number:017d}" for number in range(CROWD)]
"""Followers who all write within one second."""

RATE_SHARE = 0.5
CPU_MS = 1.4
P99_MS = 100
CROWD_MS = 4000

_NUMBERS = count(7_000_000_000_000_000_000)
CRYPTO = WeChatCrypto(TOKEN, AES_KEY, APP_ID)


@dataclass(slots=True)
class Call:
    """One callback, sealed; and what came back."""

    kind: Kind
    openid: str
    url: URL
    body: bytes
    status: int = 0
    answer: bytes = b""

    def check(self) -> None:
        """Raise BenchFaultError unless the right person got the right answer."""
        if self.status != 200:
            raise BenchFaultError(f"{self.kind.words}: HTTP {self.status}")
        outer = fields_of(self.answer)
        if "Encrypt" not in outer:
            raise BenchFaultError(f"{self.kind.words}: the answer is not encrypted")
        xml = CRYPTO.decrypt_message(
            outer, outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"]
        )
        inner = fields_of(xml)
        if self.openid not in {inner["ToUserName"], inner["FromUserName"]}:
            raise BenchFaultError(f"{self.kind.words}: somebody else's answer came")
        if not self.kind.right(inner["Content"]):
            raise BenchFaultError(f"{self.kind.words}: answered with {inner['Content'][:40]}")


@dataclass(slots=True)
class Figures:
    """What is measured of one kind of text."""

    rate: Series = field(default_factory=Series)
    cpu: Series = field(default_factory=Series)
    p99: Series = field(default_factory=Series)
    bare_rate: Series = field(default_factory=Series)
    bare_cpu: Series = field(default_factory=Series)
    bare_p99: Series = field(default_factory=Series)


class Account:
    """One official account at a port, and the process that answers for it."""

    def __init__(self, http: aiohttp.ClientSession, one: Running, port: int) -> None:
        """``one`` listens on ``port``."""
        self._http = http
        self._one = one
        self._address = f"http://127.0.0.1:{port}/wechat/{ACCOUNT}"

    async def burst(self, kind: Kind) -> tuple[float, float]:
        """Every learner writes, as fast as answers come: the rate, and ms of CPU each.

        Each text is sealed, sent, opened and checked in its turn, as a platform does.
        """
        before = self._one.cpu()
        went = await at_once(partial(self._talk, kind), OPENIDS, AT_ONCE)
        return went.rate, 1000 * (self._one.cpu() - before) / len(OPENIDS)

    async def burst_sealed_ahead(self, kind: Kind) -> float:
        """The rate when texts are sealed before and answers opened after the time is taken."""
        calls = [sealed(self._address, openid, kind) for openid in OPENIDS]
        went = await at_once(self._send, calls, AT_ONCE)
        for call in calls:
            call.check()
        return went.rate

    async def crowd(self, kind: Kind) -> Went:
        """Two thousand write in the same second."""
        return await on_schedule(partial(self._talk, kind), CROWD_IDS, CROWD)

    async def greet_crowd(self) -> None:
        """Everybody of the crowd is through the greeting."""
        for words in GREETING:
            await at_once(partial(self._talk, Kind("a greeting", words, bool)), CROWD_IDS)

    async def steady(self, kind: Kind, rate: float) -> Went:
        """Every learner writes, on a schedule of ``rate`` texts a second."""
        return await on_schedule(partial(self._talk, kind), OPENIDS, rate)

    async def _talk(self, kind: Kind, openid: str) -> None:
        call = sealed(self._address, openid, kind)
        await self._send(call)
        call.check()

    async def _send(self, call: Call) -> None:
        async with self._http.post(call.url, data=call.body, headers=XML) as response:
            call.status, call.answer = response.status, await response.read()


XML = {"Content-Type": "text/xml"}


def sealed(address: str, openid: str, kind: Kind) -> Call:
    """A callback as the platform makes it in safe mode (official 消息加解密说明)."""
    stamp, nonce = str(int(time.time())), secrets.token_hex(5)
    xml = (
        f"<xml><ToUserName><![CDATA[gh_bench]]></ToUserName><FromUserName><![CDATA[{openid}]]>"
        f"</FromUserName><CreateTime>{stamp}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{kind.words}]]></Content><MsgId>{next(_NUMBERS)}</MsgId></xml>"
    )
    outer = fields_of(CRYPTO.encrypt_message(xml, nonce, stamp))
    body = (
        f"<xml><ToUserName><![CDATA[gh_bench]]></ToUserName>"
        f"<Encrypt><![CDATA[{outer['Encrypt']}]]></Encrypt></xml>"
    )
    signer = WeChatSigner()
    signer.add_data(TOKEN, stamp, nonce)
    query = (
        f"signature={signer.signature}&timestamp={stamp}&nonce={nonce}&openid={openid}"
        f"&encrypt_type=aes&msg_signature={outer['MsgSignature']}"
    )
    return Call(kind, openid, URL(f"{address}?{query}", encoded=True), body.encode())


def fields_of(xml: str | bytes) -> dict[str, str]:
    """The text of each element, by name. Raises BenchFaultError for what is no XML."""
    try:
        return {element.tag: element.text or "" for element in ET.fromstring(xml)}
    except ET.ParseError:
        raise BenchFaultError(f"no XML came back: {xml[:60]!r}") from None


async def measure() -> list[Row]:
    """The rows on WeChat."""
    connector = aiohttp.TCPConnector(limit=400)
    async with (
        platforms() as played,
        data_folder() as folder,
        aiohttp.ClientSession(connector=connector) as http,
    ):
        port, bare_port = free_port(), free_port()
        file = settings(folder, port, played.url, telegram=False)
        command = python(
            str(ROOT / "bench/peers/bare_wechat.py"), str(bare_port), TOKEN, AES_KEY, APP_ID
        )
        async with (
            deployed(folder, port, file, ["web"]) as program,
            running(command, folder) as bare,
        ):
            await answers(bare, bare_port, "/readyz")
            return await _rounds(Account(http, program, port), Account(http, bare, bare_port))


async def _rounds(ours: Account, bare: Account) -> list[Row]:
    """Each burst of ours beside one of the bare peer's, so that both meet the same neighbours."""
    for words in GREETING:
        await ours.burst(Kind("a greeting", words, bool))
        await bare.burst(echoed(words))
    figures, ahead = {kind: Figures() for kind in KINDS}, Figures()
    for _ in range(ROUNDS):
        for kind in ROUND:
            await _at_once(ours, bare, kind, figures[kind])
        ahead.bare_rate.add(await bare.burst_sealed_ahead(echoed(WORD.words)))
        ahead.rate.add(await ours.burst_sealed_ahead(WORD))
    for _ in range(ROUNDS):
        for kind in ROUND:
            await _on_schedule(ours, bare, kind, figures[kind])
    rows = [row for kind in KINDS for row in _rows(kind, figures[kind])]
    what = f"WeChat, {WORD.name}, sealed ahead: rate"
    return [*rows, Row(what, "/s", ahead.rate, ahead.bare_rate), await _crowd(ours, bare)]


async def _crowd(ours: Account, bare: Account) -> Row:
    """How long the last of a crowd waits for an answer."""
    await ours.greet_crowd()
    found, peer = Series(), Series()
    for _ in range(ROUNDS):
        peer.add((await bare.crowd(echoed(WORD.words))).at(1))
        found.add((await ours.crowd(WORD)).at(1))
    what = f"WeChat, {CROWD:,} in one second: last answer"
    return Row(what, "ms", found, peer, CROWD_MS, of_ours=True)


async def _at_once(ours: Account, bare: Account, kind: Kind, found: Figures) -> None:
    rate, cpu = await bare.burst(echoed(kind.words))
    found.bare_rate.add(rate)
    found.bare_cpu.add(cpu)
    rate, cpu = await ours.burst(kind)
    found.rate.add(rate)
    found.cpu.add(cpu)


async def _on_schedule(ours: Account, bare: Account, kind: Kind, found: Figures) -> None:
    """Each at half the rate it was found to reach."""
    steady = await bare.steady(echoed(kind.words), found.bare_rate.middle / 2)
    found.bare_p99.add(steady.at(0.99))
    steady = await ours.steady(kind, found.rate.middle / 2)
    found.p99.add(steady.at(0.99))


def _rows(kind: Kind, found: Figures) -> list[Row]:
    what = f"WeChat, {kind.name}"
    return [
        Row(f"{what}: rate", "/s", found.rate, found.bare_rate, RATE_SHARE, at_least=True),
        Row(f"{what}: CPU", "ms", found.cpu, found.bare_cpu, CPU_MS, of_ours=True),
        Row(f"{what}: p99 at half rate", "ms", found.p99, found.bare_p99, P99_MS, of_ours=True),
    ]
