"""The host for disaster recovery: called while the main one takes no connections."""

import socket
from contextlib import contextmanager
from datetime import timedelta

import pytest

from adapters.wechat.hosts import Hosts
from bot.clock import FrozenClock
from bot.domain.delivery import Result
from bot.domain.messages import say
from tests.wechat.platform import NOW, Shelf, api, connected, send

MINUTE = timedelta(seconds=60)
MAIN, BACKUP = "http://main/", "http://backup/"


@contextmanager
def closed_port():
    """An address that takes no connections."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def hosts(clock: FrozenClock, backup: str = "http://backup") -> Hosts:
    return Hosts("http://main", backup, clock)


def test_the_third_failure_in_a_row_leads_to_the_other_host():
    made = hosts(FrozenClock(NOW))
    assert [made.missed(made.choose()) for _ in range(3)] == [None, None, BACKUP]
    assert made.choose() == BACKUP


def test_a_connection_between_begins_the_count_anew():
    made = hosts(FrozenClock(NOW))
    for _ in range(5):
        assert [made.missed(MAIN), made.missed(MAIN)] == [None, None]
        made.reached(MAIN)
    assert made.choose() == MAIN


def test_after_a_minute_one_caller_tries_the_main_host():
    clock = FrozenClock(NOW)
    made = hosts(clock)
    for _ in range(3):
        made.missed(MAIN)
    clock.move(MINUTE - timedelta(seconds=1))
    assert made.choose() == BACKUP
    clock.move(timedelta(seconds=1))
    assert [made.choose(), made.choose()] == [MAIN, BACKUP]
    assert made.missed(MAIN) == BACKUP
    clock.move(MINUTE)
    assert made.choose() == MAIN
    made.reached(MAIN)
    assert made.choose() == MAIN


def test_a_call_answered_late_by_the_other_host_changes_nothing():
    made = hosts(FrozenClock(NOW))
    for _ in range(3):
        made.missed(MAIN)
    made.reached(BACKUP)
    assert made.choose() == BACKUP


def test_when_both_are_away_the_main_host_is_called_and_the_other_after_each_failure():
    made = hosts(FrozenClock(NOW))
    for _ in range(3):
        made.missed(MAIN)
    assert made.missed(BACKUP) is None
    assert made.choose() == MAIN
    assert made.missed(MAIN) == BACKUP


def test_without_another_host_there_is_only_the_main_one():
    made = hosts(FrozenClock(NOW), backup="")
    assert [made.missed(made.choose()) for _ in range(5)] == [None] * 5
    assert made.choose() == MAIN


@pytest.mark.parametrize("address", ["http://main", "http://main/", "http://main//"])
def test_an_address_ends_in_one_slash(address):
    assert Hosts(address, "", FrozenClock(NOW)).choose() == MAIN


OWN, SPARE = "https://api.weixin.qq.com", "https://api2.weixin.qq.com"


@pytest.mark.parametrize(
    ("main", "backup", "stands_in"),
    [
        (OWN, SPARE, True),
        ("https://sh.api.weixin.qq.com/", SPARE, True),
        ("http://127.0.0.1:8080/wechat-api", SPARE, False),
        ("https://proxy.example.org", SPARE, False),
        ("https://weixin.qq.com.example.org", SPARE, False),
        ("https://x@evil.example.org/.weixin.qq.com", SPARE, False),
        ("https://proxy.example.org", "https://proxy2.example.org", True),
        (OWN, "https://proxy.example.org", True),
    ],
)
def test_the_platforms_own_host_stands_in_for_no_other(main, backup, stands_in):
    made = Hosts(main, backup, FrozenClock(NOW))
    for _ in range(3):
        made.missed(made.choose())
    assert made.choose() == ((backup if stands_in else main).rstrip("/") + "/")


async def test_messages_go_by_the_other_host_and_back():
    clock, shelf = FrozenClock(NOW), Shelf()
    shelf.token = "T1"
    with closed_port() as away:
        async with (
            api() as spare,
            connected(spare, api_url=away, backup_url=spare.url, clock=clock, tokens=shelf) as got,
        ):
            results = [(await send(got, say(str(n)))).result for n in range(5)]
            assert [body["text"]["content"] for body in spare.bodies("message/custom/send")] == [
                "2",
                "3",
                "4",
            ]
            async with api() as main:
                got._line.transport._hosts._main = f"{main.url}/"
                await send(got, say("still spare"))
                assert main.calls == []
                clock.move(MINUTE)
                await send(got, say("back"))
                await send(got, say("home"))
                assert len(main.bodies("message/custom/send")) == 2
    assert results == [Result.UNAVAILABLE] * 2 + [Result.SENT] * 3


async def test_a_platform_that_answers_badly_is_not_left():
    async with api() as made, api() as spare:
        async with connected(made, backup_url=spare.url) as got:
            made.script("message/custom/send", 502)
            for _ in range(5):
                assert (await send(got, say("x"))).code == "HTTP 502"
        assert spare.calls == []
