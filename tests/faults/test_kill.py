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
NOT_PLANNED = "select 1 from competition_group where announced_at is null"
A_LITTLE_LATER = 300
"""So many messages after a kill's point everybody waits until it is done."""


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


@dataclass(frozen=True, slots=True)
class Caught:
    """What a kill fell into: how many messages were taken from the victim and not recorded, and
    how many cohorts were not planned to their end.
    """

    in_flight: int
    not_planned: int


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


async def die(fleet: Fleet, kill: Kill) -> Caught:
    """The victim dies at its moment and is started again, and meanwhile nobody else gets far;
    then the leases of what it left end.
    """
    sender, all_at = fleet.senders[kill.victim], kill.at + A_LITTLE_LATER
    if kill.moment is Moment.ANYWHERE:
        await fleet.api.hold("", all_at, accept=False, all_at=all_at)
        await fleet.reach(fleet.api.until(kill.at))
    else:
        taken = kill.moment is Moment.TAKEN
        await fleet.api.hold(sender, kill.at, accept=taken, all_at=all_at)
        await fleet.reach(fleet.api.until_held(sender))
    caught = (await fleet.kill(kill.victim)).total()
    left = len(await fleet.rows(NOT_PLANNED))
    await fleet.start(kill.victim)
    await fleet.api.release()
    await fleet.move(PAST_A_LEASE)
    return Caught(caught, left)


async def test_ten_kills_in_a_broadcast_to_twenty_thousand(
    database_url: str, redis_url: str, tmp_path: Path, tell: Tell
) -> None:
    cohorts = [(1, 12_000), (8_000, PEOPLE)]
    async with open_fleet(database_url, redis_url, tmp_path, PEOPLE, cohorts=cohorts) as fleet:
        await fleet.start(*WORKERS)  # so that they send from the first rows on that are planned
        await fleet.start(*PLANNERS)
        caught = {kill: await die(fleet, kill) for kill in by_chance(1)}
        await fleet.until_all_sent()
        _, uncertain = await assert_all_got_it_once(fleet, tell, "ten kills")
        tell(
            "  in flight: "
            + ", ".join(f"{it.in_flight} of {k.victim}" for k, it in caught.items())
        )
        assert set(fleet.in_flight) <= uncertain <= fleet.claimed
        assert all(it.in_flight for kill, it in caught.items() if kill.moment is Moment.TAKEN)
        assert any(it.not_planned for kill, it in caught.items() if kill.victim in PLANNERS)
