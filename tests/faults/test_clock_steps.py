"""The machine's clock is set forward by hours and back by minutes: leases and retries are told by
it, and still everybody gets one.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.bot_api_faults import Fault
from tests.faults.fleet import names, open_fleet
from tests.faults.verdict import Tell, assert_all_got_it_once

pytestmark = [pytest.mark.kill, pytest.mark.timeout(180)]

PEOPLE = 3000
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
STEPS = {200: 2 * HOUR, 600: -20 * MINUTE, 1000: 3 * HOUR, 1400: -5 * MINUTE, 2000: 2 * HOUR}
"""By so much, when so many were taken. It stays between the quiet hours."""

SLOWLY, SECONDS = {Fault.SLOW: 0.2}, 0.4
"""So that many are on their way at each step."""


async def test_a_clock_that_steps_sends_nothing_twice(
    database_url: str, redis_url: str, tmp_path: Path, tell: Tell
) -> None:
    async with open_fleet(database_url, redis_url, tmp_path, PEOPLE) as fleet:
        await fleet.api.misbehave(SLOWLY, slow_seconds=SECONDS)
        await fleet.start(*names("worker", 2), "schedules-1")
        for at, step in STEPS.items():
            await fleet.api.until(at)
            await fleet.move(step)
        await fleet.until_all_sent()
        await assert_all_got_it_once(fleet, tell, "five steps of the clock")


async def test_clocks_that_differ_send_nothing_twice(
    database_url: str, redis_url: str, tmp_path: Path, tell: Tell
) -> None:
    """One of two machines is an hour ahead: what its neighbour holds looks expired to it, each
    time it sweeps.
    """
    async with open_fleet(database_url, redis_url, tmp_path, PEOPLE) as fleet:
        await fleet.api.misbehave(SLOWLY, slow_seconds=SECONDS)
        await fleet.start("worker-1", "schedules-1")
        fleet.offset += HOUR
        await fleet.start("worker-2", "schedules-2")
        for at in STEPS:
            await fleet.api.until(at)
            await fleet.move(MINUTE, only=("worker-2", "schedules-2"))
        await fleet.until_all_sent()
        await assert_all_got_it_once(fleet, tell, "clocks an hour apart")
