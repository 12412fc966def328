"""Two planners and four workers at once: overlapping cohorts, everybody once."""

from pathlib import Path

import pytest

from tests.faults.fleet import names, open_fleet
from tests.faults.verdict import Tell, assert_all_got_it_once

pytestmark = [pytest.mark.kill, pytest.mark.timeout(300)]

PEOPLE = 20_000


async def test_each_member_of_three_cohorts_gets_it_once(
    database_url: str, redis_url: str, tmp_path: Path, tell: Tell
) -> None:
    cohorts = [(1, 10_000), (5_000, 15_000), (9_000, PEOPLE)]
    async with open_fleet(database_url, redis_url, tmp_path, PEOPLE, cohorts=cohorts) as fleet:
        await fleet.start(*names("worker", 4), *names("schedules", 2))
        await fleet.until_all_sent()
        _, uncertain = await assert_all_got_it_once(fleet, tell, "two planners, four workers")
        assert not uncertain
