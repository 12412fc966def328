"""A worker whose database is gone for good is asked to stop: what it knows goes to the disk, and
from there to the database at the next start. On a full disk it says so and ends.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.bot_api import Chat
from tests.faults.fleet import PAST_A_LEASE, Fleet, open_fleet
from tests.faults.own_servers import OwnServers
from tests.faults.verdict import Tell, assert_all_got_it_once

pytestmark = [pytest.mark.kill, pytest.mark.timeout(180)]

PEOPLE = 1000
AT = 300


async def lose_the_database(fleet: Fleet, own: OwnServers) -> tuple[Counter[Chat], int | None]:
    """Stop the worker while PostgreSQL is away and the answers to some of its messages have come;
    the chats of those, which are not recorded, and the worker's exit code.
    """
    sender = fleet.senders["worker-1"]
    await fleet.api.hold(sender, AT, accept=True)
    await fleet.api.until_held(sender, 10)
    await own.cut_postgres()
    await fleet.api.release()
    codes = await fleet.stop("worker-1")
    await own.start(redis=False)
    unrecorded = await fleet.unrecorded(sender)
    return unrecorded, codes["worker-1"]


async def test_outcomes_wait_on_the_disk_for_the_next_start(
    own: OwnServers, tmp_path: Path, tell: Tell
) -> None:
    async with open_fleet(own.database_url, own.redis_url, tmp_path, PEOPLE) as fleet:
        await fleet.start("worker-1")
        unrecorded, code = await lose_the_database(fleet, own)
        assert code == 0
        files = list(tmp_path.glob("data/spool/*.jsonl"))
        lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
        assert len(unrecorded) >= 10
        assert len(lines) >= len(unrecorded)
        assert all(file.stat().st_mode & 0o077 == 0 for file in files)

        await fleet.move(PAST_A_LEASE)
        await fleet.start("worker-1", "schedules-1")
        await fleet.until_all_sent()
        title = f"{len(lines)} outcomes spooled"
        _, uncertain = await assert_all_got_it_once(fleet, tell, title, allowed=Counter())
        assert not uncertain & set(unrecorded)
        assert list(tmp_path.glob("data/spool/*")) == []


async def test_a_full_disk_is_said_and_only_those_in_flight_may_come_twice(
    own: OwnServers, tmp_path: Path, tell: Tell
) -> None:
    async with open_fleet(own.database_url, own.redis_url, tmp_path, PEOPLE) as fleet:
        with read_through(fleet.log("worker-1")) as said:
            await fleet.start("worker-1", file_bytes=0)
            unrecorded, code = await lose_the_database(fleet, own)
            words = [json.loads(line) for line in said()]
        assert code == 0
        lost = [line for line in words if line["event"].startswith("outcomes are lost")]
        assert len(lost) == 1
        assert "make room" in lost[0]["reason"]
        assert lost[0]["count"] >= len(unrecorded) >= 10
        assert list(tmp_path.glob("data/spool/*")) == []

        fleet.in_flight = unrecorded
        await fleet.move(PAST_A_LEASE)
        await fleet.start("worker-1", "schedules-1")
        await fleet.until_all_sent()
        _, uncertain = await assert_all_got_it_once(
            fleet, tell, "a full disk", why="sent and not recorded"
        )
        assert set(unrecorded) <= uncertain


@contextmanager
def read_through(path: Path) -> Iterator[Callable[[], list[str]]]:
    """Make a FIFO of ``path``, which has no size that a limit on files could be held against;
    yields what reads the lines written until now. It is gone afterwards.
    """
    os.mkfifo(path)
    reading = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        yield lambda: os.read(reading, 2**20).decode().splitlines()
    finally:
        os.close(reading)
        path.unlink()
