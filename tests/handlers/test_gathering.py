"""Events that come together are taken together; nobody waits for another's fault."""

import asyncio

import pytest

from bot.domain.errors import StorageUnavailableError
from handlers.gathering import AT_ONCE, Gathering


class Desk:
    """Takes groups when it is let; ``groups`` are those it was given."""

    def __init__(self, most=16, patience=3600.0, queue=100):
        self.groups = []
        self.open = asyncio.Event()
        self.open.set()
        self.gathering = Gathering(self._together, most, patience=patience, gather=0, queue=queue)

    async def _together(self, group):
        self.groups.append(list(group))
        await self.open.wait()
        return [ValueError(item) if item == "bad" else f"{item}!" for item in group]

    def put(self, item, sender):
        return asyncio.ensure_future(self.gathering.take(item, sender))


async def test_who_comes_alone_is_taken_alone():
    desk = Desk()
    assert await desk.gathering.take("a", 1) == "a!"
    assert desk.groups == [["a"]]


async def test_what_comes_meanwhile_is_one_group():
    desk = Desk()
    desk.open.clear()
    first = desk.put("first", 0)
    await asyncio.sleep(0)
    later = [desk.put(f"later {n}", 100 + n) for n in range(5)]
    await asyncio.sleep(0)
    desk.open.set()
    await asyncio.gather(first, *later)
    assert desk.groups == [["first"], [f"later {n}" for n in range(5)]]


async def test_a_slow_group_does_not_hold_up_those_behind_it():
    desk = Desk(patience=0)
    desk.open.clear()
    waiting = [desk.put(0, 0)]
    for n in range(1, 10):
        while len(desk.groups) < min(n, AT_ONCE):
            await asyncio.sleep(0)
        waiting.append(desk.put(n, n))
    assert desk.groups == [[n] for n in range(AT_ONCE)]
    desk.open.set()
    await asyncio.gather(*waiting)
    assert sum(map(len, desk.groups)) == 10


async def test_a_group_has_a_bound():
    desk = Desk(most=3)
    desk.open.clear()
    waiting = [desk.put(n, n) for n in range(20)]
    await asyncio.sleep(0)
    desk.open.set()
    await asyncio.gather(*waiting)
    assert max(map(len, desk.groups)) == 3
    assert sorted(item for group in desk.groups for item in group) == list(range(20))


async def test_one_sender_goes_one_after_the_other_and_in_order():
    desk = Desk()
    answers = await asyncio.gather(*(desk.put(n, 7) for n in range(9)), desk.put("x", 8))
    assert answers == [*(f"{n}!" for n in range(9)), "x!"]
    mine = [item for group in desk.groups for item in group if item != "x"]
    assert mine == list(range(9))
    assert all(sum(item != "x" for item in group) <= 1 for group in desk.groups)


async def test_a_fault_is_told_to_whom_it_concerns():
    desk = Desk()
    desk.open.clear()
    blockers = [desk.put(0, 0)]
    await asyncio.sleep(0)
    good, bad = desk.put("good", 50), desk.put("bad", 51)
    desk.open.set()
    assert await good == "good!"
    with pytest.raises(ValueError, match="bad"):
        await bad
    await asyncio.gather(*blockers)


async def test_a_group_that_fails_whole_fails_for_each_and_blocks_nobody():
    failing = [True]

    async def together(group):
        if failing:
            raise OSError("away")
        return list(group)

    gathering = Gathering(together)
    results = await asyncio.gather(
        *(gathering.take(n, n) for n in range(4)), return_exceptions=True
    )
    assert all(isinstance(result, OSError) for result in results)
    failing.clear()
    assert await gathering.take("again", 2) == "again"


async def test_who_gives_up_is_left_out():
    desk = Desk()
    desk.open.clear()
    blockers = [desk.put(0, 0)]
    await asyncio.sleep(0)
    gone, stays = desk.put("gone", 60), desk.put("stays", 61)
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    desk.open.set()
    assert await stays == "stays!"
    assert ["stays"] in desk.groups
    await asyncio.gather(*blockers)


async def test_who_would_wait_too_long_is_sent_away_at_once():
    """A database that hangs must not fill our memory with events nobody waits for any more."""
    desk = Desk(queue=3)
    desk.open.clear()
    waiting = [desk.put(f"{n}", n) for n in range(4)]
    await asyncio.sleep(0)
    with pytest.raises(StorageUnavailableError):
        await desk.gathering.take("one too many", 9)
    desk.open.set()
    assert await asyncio.gather(*waiting) == ["0!", "1!", "2!", "3!"]
    assert await desk.gathering.take("later", 9) == "later!"


async def test_what_is_at_work_is_waited_for_though_its_caller_has_gone():
    desk = Desk()
    desk.open.clear()
    at_work, waits = desk.put("a", 1), desk.put("b", 2)
    while not desk.groups:
        await asyncio.sleep(0)
    at_work.cancel()
    settled = asyncio.ensure_future(desk.gathering.settle())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not settled.done()
    desk.open.set()
    await settled
    assert await waits == "b!"
    assert sorted(one for group in desk.groups for one in group) == ["a", "b"]
