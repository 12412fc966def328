"""PostgreSQL crashes and comes back in the middle: the workers keep what they know meanwhile."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.fleet import PAST_A_LEASE, Fleet, names, open_fleet
from tests.faults.own_servers import OwnServers
from tests.faults.verdict import Tell, assert_all_got_it_once

pytestmark = [pytest.mark.kill, pytest.mark.timeout(180)]

PEOPLE = 3000
RESTARTS = (300, 1000, 1700)
NEVER = 2**40
WORKERS = names("worker", 2)


async def hold(fleet: Fleet, at: int) -> None:
    """Once ``at`` messages were taken everybody's calls stand still: those of the first worker
    taken, those of the other not.
    """
    await fleet.api.hold(fleet.senders[WORKERS[0]], at, accept=True, all_at=at)


async def crash(fleet: Fleet, own: OwnServers, next_at: int) -> None:
    """PostgreSQL is gone while messages of a worker are taken; their answers come before it is
    back. Whichever worker comes first: after a crash one may send all before the other is back
    at work. The next hold is set before that: what is left takes them less than a second.
    """
    waits = [fleet.api.until_held(fleet.senders[name]) for name in WORKERS]
    held = [asyncio.ensure_future(wait) for wait in waits]
    done, _ = await asyncio.wait(held, return_when=asyncio.FIRST_COMPLETED)
    for waiting in held:
        waiting.cancel()
    for one in done:
        one.result()
    await own.cut_postgres()
    await fleet.api.release()
    await hold(fleet, next_at)
    await own.start(redis=False)


async def test_three_crashes_lose_and_double_nothing(
    own: OwnServers, tmp_path: Path, tell: Tell
) -> None:
    async with open_fleet(own.database_url, own.redis_url, tmp_path, PEOPLE) as fleet:
        everybody = (*WORKERS, "schedules-1")
        await fleet.start(*everybody)
        await hold(fleet, RESTARTS[0])
        for next_at in (*RESTARTS[1:], NEVER):
            await crash(fleet, own, next_at)
        await fleet.api.until(PEOPLE * 9 // 10)
        # What was claimed by a commit whose answer was lost is nobody's until its lease ends.
        codes = await fleet.stop()
        assert set(codes.values()) == {0}, codes
        await fleet.move(PAST_A_LEASE)
        await fleet.start(*everybody)
        await fleet.until_all_sent()
        await assert_all_got_it_once(fleet, tell, "three crashes of PostgreSQL")
