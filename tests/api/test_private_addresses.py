"""Nobody makes us call what only we can reach, neither by a number nor by a name."""

import socket

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from adapters.webhook import WebhookChannel
from bot.clock import FrozenClock
from bot.domain.delivery import Outcome, Result, Rung
from bot.domain.hook_urls import fault_of_url, is_public, may_be_called
from bot.domain.messages import Message, Reply
from bot.store.redis import connect
from tests.api.town_hall import Receiver, TownHall, receiver, town_hall
from tests.delivery.owing import NOON

PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[fc00::1]",
    "[ff02::1]",
    "[::ffff:10.0.0.1]",
    "[64:ff9b::a00:1]",
    "[2002:a00:1::]",
    "localhost",
    "a.localhost",
    "printer.local",
    "db.internal",
    "LOCALHOST.",
    "127.1",
    "2130706433",
    "0177.0.0.1",
    "127.0.0.1.",
    "0x7f.1",
    "a.0x7f",
    "[64:ff9b:1::1]",
    "[fec0::1]",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_private_addresses_are_refused(host: str) -> None:
    assert fault_of_url(f"https://{host}/hook", private=False)
    assert not fault_of_url(f"http://{host}:8080/hook", private=True)


@pytest.mark.parametrize("host", ["example.org", "8.8.8.8", "[2606:4700::1111]", "学校.example"])
def test_public_ones_are_taken(host: str) -> None:
    assert may_be_called(host.strip("[]"))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://user:secret@example.org/",
        "https://example.org/#part",
        "https:///hook",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://[::1/",
        "https://example.org/ a",
        "https://example.org/" + "a" * 1000,
        "javascript:alert(1)",
        "",
    ],
)
def test_what_is_no_address_of_a_subscriber(url: str) -> None:
    assert fault_of_url(url, private=False)


async def test_the_api_takes_public_ones_only(hall: TownHall, redis_url: str) -> None:
    redis = connect(redis_url)
    async with town_hall(hall.db, redis, private=False, name="other") as there:
        for url in ("https://127.0.0.1/", "http://example.org/", "https://localhost/"):
            said = {"url": url, "events": ["course.passed"]}
            reply = await there.call("POST", "/hooks", said)
            assert (reply.status, reply.said["faults"][0]["where"]) == (422, "url")
        said = {"url": "https://example.org/hook", "events": ["course.passed"]}
        assert (await there.call("POST", "/hooks", said)).status == 201
    await redis.aclose()


class Names(AbstractResolver):
    """Leads every name to this machine, or elsewhere."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked += 1
        return [
            ResolveResult(
                hostname=host,
                host=self.address,
                port=port,
                family=socket.AF_INET,
                proto=0,
                flags=0,
            )
        ]

    async def close(self) -> None:
        pass


class OneTarget:
    """Knows one subscriber."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def whereabouts(self, key: str) -> tuple[str, str] | None:
        return (self.url, "whsec_c2VjcmV0") if key == "h-1" else None


async def _tell(url: str, there: Names | None, *, private: bool = False) -> Outcome:
    channel = WebhookChannel(OneTarget(url), FrozenClock(NOON), private=private, resolver=there)
    reply = Reply((Message("{}", title="id"),))
    try:
        return await channel.send("h-1", reply, rung=Rung.SEND, key="1-0")
    finally:
        await channel.stop()


async def test_a_name_is_judged_each_time_it_is_resolved() -> None:
    async with receiver() as listening:
        port = listening.url.rsplit(":", 1)[1]
        names = Names("127.0.0.1")
        outcome = await _tell(f"https://rebound.example:{port}", names)
        assert (outcome.result, outcome.code) == (Result.REFUSED, "address not allowed")
        assert names.asked == 1
        assert listening.got == []


async def test_a_number_needs_no_resolving_to_be_refused() -> None:
    async with receiver() as listening:
        outcome = await _tell(listening.url.replace("http:", "https:"), None)
        assert (outcome.result, outcome.code) == (Result.REFUSED, "address not allowed")
        assert listening.got == []


async def test_where_it_is_allowed_they_are_called() -> None:
    listening: Receiver
    async with receiver() as listening:
        outcome = await _tell(listening.url, None, private=True)
        assert (outcome.result, outcome.code) == (Result.SENT, "HTTP 204")
        assert len(listening.got) == 1


async def test_who_is_not_known_is_gone() -> None:
    channel = WebhookChannel(OneTarget(""), FrozenClock(NOON), private=True)
    reply = Reply((Message("{}", title="id"),))
    outcome = await channel.send("h-2", reply, rung=Rung.SEND, key="1-0")
    assert outcome.result is Result.GONE


def test_what_is_public() -> None:
    from ipaddress import ip_address

    assert is_public(ip_address("8.8.8.8"))
    assert not is_public(ip_address("::ffff:127.0.0.1"))
