"""PostgreSQL crashes and comes back in the middle: the workers keep what they know meanwhile."""

from pathlib import Path

import pytest

from tests.faults.fleet import PAST_A_LEASE, Fleet, names, open_fleet
from tests.faults.own_servers import OwnServers
from tests.faults.verdict import Tell, assert_all_got_it_once

pytestmark = [pytest.mark.kill, pytest.mark.timeout(180)]

PEOPLE = 3000
RESTARTS = (300, 1000, 1700)


async def crash(fleet: Fleet, own: OwnServers, at: int) -> None:
    """PostgreSQL is gone while messages of a worker are taken; their answers come before it is
    back.
    """
    sender = fleet.senders["worker-1"]
    await fleet.api.hold(sender, at, accept=True)
    await fleet.api.until_held(sender)
    await own.cut_postgres()
    await fleet.api.release()
    await own.start(redis=False)


async def test_three_crashes_lose_and_double_nothing(
    own: OwnServers, tmp_path: Path, tell: Tell
) -> None:
    async with open_fleet(own.database_url, own.redis_url, tmp_path, PEOPLE) as fleet:
        everybody = (*names("worker", 2), "schedules-1")
        await fleet.start(*everybody)
        for at in RESTARTS:
            await crash(fleet, own, at)
        await fleet.api.until(PEOPLE * 9 // 10)
        # What was claimed by a commit whose answer was lost is nobody's until its lease ends.
        codes = await fleet.stop()
        assert set(codes.values()) == {0}, codes
        await fleet.move(PAST_A_LEASE)
        await fleet.start(*everybody)
        await fleet.until_all_sent()
        await assert_all_got_it_once(fleet, tell, "three crashes of PostgreSQL")
