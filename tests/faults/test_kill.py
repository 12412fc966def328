"""Any process is killed at any point of a broadcast, ten times: nobody is left out, and only what
was in flight at a kill may come twice.
"""

import random
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import pytest

from tests.faults.fleet import PAST_A_LEASE, Fleet, names, open_fleet
from tests.faults.verdict import Tell, assert_all_got_it_once

pytestmark = [pytest.mark.kill, pytest.mark.timeout(300)]

PEOPLE = 20_000
WORKERS, PLANNERS = names("worker", 4), names("schedules", 2)


class Moment(Enum):
    """Where in a send a process dies."""

    ANYWHERE = auto()
    TAKEN = auto()
    """Some of its messages are taken, and their answers have not come."""
    NOT_TAKEN = auto()
    """Some are on their way, and will not arrive."""


@dataclass(frozen=True, slots=True)
class Kill:
    """Once ``at`` messages were taken, ``victim`` dies at such a moment."""

    at: int
    victim: str
    moment: Moment


def by_chance(seed: int) -> list[Kill]:
    """Ten: each planner once while it plans, the others at any time."""
    chance = random.Random(seed)
    early = sorted(chance.sample(range(1, 400), 2))
    planners = [Kill(at, one, Moment.ANYWHERE) for at, one in zip(early, PLANNERS, strict=True)]
    rest = [
        Kill(at, chance.choice(WORKERS), chance.choice(list(Moment)))
        for at in sorted(chance.sample(range(500, PEOPLE * 9 // 10), 8))
    ]
    return planners + rest


async def die(fleet: Fleet, kill: Kill) -> int:
    """Let the victim die at its moment; how many of its messages were taken and not recorded."""
    if kill.moment is Moment.ANYWHERE:
        await fleet.reach(fleet.api.until(kill.at))
    else:
        sender = fleet.senders[kill.victim]
        await fleet.api.hold(sender, kill.at, accept=kill.moment is Moment.TAKEN)
        await fleet.reach(fleet.api.until_held(sender))
    return (await fleet.kill(kill.victim)).total()


async def test_ten_kills_in_a_broadcast_to_twenty_thousand(
    database_url: str, redis_url: str, tmp_path: Path, tell: Tell
) -> None:
    cohorts = [(1, 12_000), (8_000, PEOPLE)]
    async with open_fleet(database_url, redis_url, tmp_path, PEOPLE, cohorts=cohorts) as fleet:
        await fleet.start(*WORKERS, *PLANNERS)
        caught = {}
        for kill in by_chance(1):
            caught[kill] = await die(fleet, kill)
            await fleet.move(PAST_A_LEASE)
            await fleet.start(kill.victim)
        await fleet.until_all_sent()
        _, uncertain = await assert_all_got_it_once(fleet, tell, "ten kills")
        assert set(fleet.in_flight) <= uncertain <= fleet.claimed
        assert all(caught[kill] for kill in caught if kill.moment is Moment.TAKEN)
