"""Redis forgets everything, is killed, and comes back: it only ever held what may be lost."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.store import redis as shared
from tests.faults.fleet import Fleet, names, open_fleet
from tests.faults.own_servers import OwnServers
from tests.faults.verdict import Tell, assert_all_got_it_once

pytestmark = [pytest.mark.kill, pytest.mark.timeout(180)]

PEOPLE = 3000
RATE = 300
"""Messages a second of each of the two accounts."""
LIMITED = {"rate": RATE, "bulk_rate": RATE}
STUTTER = 1.6
FLUSHES = (300, 500, 700)
AWAY, BACK = 1000, 1500


async def flush(fleet: Fleet, at: int) -> None:
    """FLUSHALL once so many were taken."""
    await fleet.api.until(at)
    client: Redis = shared.connect(fleet.redis_url)
    await client.flushall()
    await client.aclose()


async def test_limits_hold_while_redis_forgets_goes_away_and_returns(
    own: OwnServers, tmp_path: Path, tell: Tell
) -> None:
    """The played platform refuses what is above the limit in any second. A flush may let it be
    reached once more within a second (see ``bot.delivery.limiting``), so that much is let pass.
    """
    async with open_fleet(own.database_url, own.redis_url, tmp_path, PEOPLE) as fleet:
        fleet.account = LIMITED
        await fleet.api.limit(per_second=2 * RATE)
        everybody = (*names("worker", 2), "schedules-1")
        await fleet.start(*everybody)
        for at in FLUSHES:
            await flush(fleet, at)
        await fleet.api.until(AWAY)
        await own.cut_redis()
        await fleet.api.until(BACK)
        await own.start(postgres=False)
        await fleet.until_all_sent()
        _, uncertain = await assert_all_got_it_once(fleet, tell, "Redis flushed, killed, back")
        assert not uncertain
        assert (await fleet.api.taken()).over == {}
        for name in names("worker", 2):
            said = fleet.log(name).read_text()
            assert said.count("safe share") == said.count("redis is back") == 1


async def test_four_workers_keep_one_limit(
    database_url: str, redis_url: str, tmp_path: Path, tell: Tell
) -> None:
    """What leaves in time may arrive in a heap where six processes share two cores, so that a
    window holds a little more at the platform's end.
    """
    async with open_fleet(database_url, redis_url, tmp_path, PEOPLE) as fleet:
        fleet.account = LIMITED
        await fleet.api.limit(per_second=2 * RATE)
        await fleet.start(*names("worker", 4), "schedules-1")
        await fleet.until_all_sent()
        await assert_all_got_it_once(fleet, tell, f"four workers, {RATE}/s an account")
        peak = (await fleet.api.taken()).peak["account"]
        tell(f"  at most {peak} in any second of an account")
        assert peak <= RATE * STUTTER
