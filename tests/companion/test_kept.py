"""A revision is read once, off the event loop, and nothing is told of an older one."""

import asyncio
import threading

import pytest

from bot.learning.companion import kept
from bot.learning.companion.decision import Knowledge
from bot.learning.companion.kept import Companion
from bot.learning.library import Library
from tests.companion.lessons import BIKE, TEA, library


class Reading:
    """``Knowledge`` as it is read: how often, where, and when it may go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.threads: list[threading.Thread] = []
        self.go_on = threading.Event()
        self.fails = False
        self.go_on.set()
        monkeypatch.setattr(kept, "Knowledge", self.read)

    def read(self, of: Library) -> Knowledge:
        self.threads.append(threading.current_thread())
        assert self.go_on.wait(10)
        if self.fails:
            raise ValueError("unreadable")
        return Knowledge(of)


async def test_it_is_read_once_for_all_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, companion, shelf = Reading(monkeypatch), Companion(), library()
    found = await asyncio.gather(*(companion.knowledge(shelf, 10) for _ in range(5)))
    assert len({id(one) for one in found}) == 1
    assert await companion.knowledge(shelf, 10) is found[0]
    assert len(reading.threads) == 1
    assert reading.threads[0] is not threading.main_thread()


async def test_who_cannot_wait_is_told_so_and_finds_it_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading, companion, shelf = Reading(monkeypatch), Companion(), library()
    reading.go_on.clear()
    assert await companion.knowledge(shelf, 0) is None
    reading.go_on.set()
    assert await companion.knowledge(shelf, 10) is not None
    assert len(reading.threads) == 1


async def test_nothing_is_told_of_what_is_not_taught_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading, companion = Reading(monkeypatch), Companion()
    old = await companion.knowledge(library(BIKE, TEA), 10)
    assert old is not None
    reading.go_on.clear()
    newer = library(BIKE, revision=2)
    assert await companion.knowledge(newer, 0) is None
    reading.go_on.set()
    found = await companion.knowledge(newer, 10)
    assert found is not None
    assert {one.course.key for one in found.ranking.places} == {"bikes"}


async def test_a_fault_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, companion, shelf = Reading(monkeypatch), Companion(), library()
    reading.fails = True
    with pytest.raises(ValueError, match="unreadable"):
        await companion.knowledge(shelf, 10)
    reading.fails = False
    assert await companion.knowledge(shelf, 10) is not None
    assert len(reading.threads) == 2
