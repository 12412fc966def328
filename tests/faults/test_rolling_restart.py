"""A rolling restart: SIGTERM to one process after the other while a broadcast runs."""

from pathlib import Path

import pytest

from bot.clock import SystemClock
from tests.faults.fleet import names, open_fleet
from tests.faults.people import at_noon
from tests.faults.programs import CommandProcess
from tests.faults.verdict import Tell, assert_all_got_it_once

pytestmark = [pytest.mark.kill, pytest.mark.timeout(180)]

PEOPLE = 12_000
ROUND = 600
"""So many are sent between one restart and the next."""
STEADY = {"rate": 150, "bulk_rate": 150}
"""Of each of the two accounts: slow enough that all are restarted in the middle, on any machine."""
EVERYBODY = (*names("worker", 3), *names("schedules", 2))


async def test_a_rolling_restart_loses_and_doubles_nothing(
    database_url: str, redis_url: str, tmp_path: Path, tell: Tell
) -> None:
    async with open_fleet(database_url, redis_url, tmp_path, PEOPLE) as fleet:
        fleet.account = STEADY
        await fleet.start(*EVERYBODY)
        codes: dict[str, int | None] = {}
        for number, name in enumerate(EVERYBODY, 1):
            await fleet.api.until(number * ROUND)
            codes |= await fleet.stop(name)
            await fleet.start(name)
        assert set(codes.values()) == {0}, codes
        assert (await fleet.api.taken()).total < PEOPLE, "the broadcast was over too early"
        await fleet.until_all_sent()
        _, uncertain = await assert_all_got_it_once(fleet, tell, "a rolling restart of five")
        assert not uncertain


async def test_the_command_itself_is_stopped_and_started_again(
    database_url: str, redis_url: str, tmp_path: Path, tell: Tell
) -> None:
    """``yike run --role worker --config FILE``, as an operator's service manager does it."""
    at = at_noon(SystemClock().now())
    async with open_fleet(database_url, redis_url, tmp_path, PEOPLE, at=at) as fleet:
        fleet.make = CommandProcess
        fleet.account = STEADY
        await fleet.start("worker-1")
        await fleet.api.until(ROUND)
        codes = await fleet.stop("worker-1")
        assert codes == {"worker-1": 0}
        assert (await fleet.api.taken()).total < PEOPLE, "the broadcast was over too early"
        await fleet.start("worker-1")
        await fleet.until_all_sent()
        _, uncertain = await assert_all_got_it_once(fleet, tell, "yike run, stopped and started")
        assert not uncertain
