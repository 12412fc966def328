"""The program itself: it serves what probes ask, and may drain as long as its steps allow.

Each role is started without accounts, so that no platform is called; what an account adds to a
stop is the closing of a socket, for which the grace periods have room beside the steps.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from adapters.embedded import dbmate_url
from adapters.embedded.postgres import Postgres
from bot.app import JOBS_AT_ONCE, Program, Role
from bot.clock import SystemClock
from bot.config import check
from bot.lifecycle import STEP_SECONDS
from bot.storage import Storage
from tests.deploy.files import (
    Tree,
    compose,
    compose_roles,
    container,
    deployments,
    pod,
    seconds,
    unit,
)

ROOM = 20
"""Seconds beside the steps, for closing the accounts' sockets."""
SPARE = 50
"""Connections left for commands, backups, and twice the workers."""


@asynccontextmanager
async def running(
    database_url: str, redis_url: str, data_dir: Path, *roles: Role
) -> AsyncIterator[Program]:
    """The program with these roles, stopped at the end."""
    settings = check({"server": {"port": 0}, "storage": {"data_dir": data_dir}})
    program = Program(settings, SystemClock(), roles)
    try:
        await program.start(
            Storage(database_url, redis_url, dbmate_url(database_url), embedded_database=True)
        )
        yield program
    finally:
        await program.stop()


def drain_seconds(program: Program) -> float:
    """What a stop takes when each of its steps needs all its time."""
    steps = len(program.life._steps)
    assert steps >= 4
    return steps * STEP_SECONDS


def pre_stop_seconds(one: Tree) -> int:
    """What Kubernetes takes off the grace period before it says SIGTERM."""
    hook = one.get("lifecycle", {}).get("preStop")
    if hook is None:
        return 0
    name, number = hook["exec"]["command"]
    assert name == "sleep"
    return int(number)


def compose_processes() -> int:
    """How many processes of ours are connected at once."""
    return sum(one.get("deploy", {}).get("replicas", 1) for one in compose_roles().values())


def compose_connections() -> int:
    """How many connections the PostgreSQL of compose.yaml takes."""
    command = compose()["services"]["postgres"]["command"]
    given = dict(each.split("=", 1) for each in command if "=" in each)
    return int(given["max_connections"])


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_answers_its_probes_and_has_the_time_to_drain(
    role: Role, database_url: str, redis_url: str, tmp_path: Path
) -> None:
    one = container(deployments()[role])
    probes = {one[name]["httpGet"]["path"] for name in one if name.endswith("Probe")}
    async with (
        running(database_url, redis_url, tmp_path, role) as program,
        aiohttp.ClientSession() as client,
    ):
        for path in probes:
            async with client.get(f"http://127.0.0.1:{program.port}{path}") as answer:
                assert answer.status == 200, path
        needed = drain_seconds(program) + ROOM
        connections = program.db._pool._most + JOBS_AT_ONCE
    grace = pod(deployments()[role])["terminationGracePeriodSeconds"]
    assert grace >= needed + pre_stop_seconds(one)
    assert seconds(compose_roles()[role]["stop_grace_period"]) >= needed
    assert int(unit("yike@.service")["Service"]["TimeoutStopSec"][0]) >= needed
    assert connections * compose_processes() <= compose_connections() - SPARE


async def test_one_machine_has_the_time_to_drain_and_to_stop_its_database(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    async with running(database_url, redis_url, tmp_path) as program:
        needed = drain_seconds(program) + ROOM
    servers = sum(patience for _, patience in Postgres.stop_signals)
    assert int(unit("yike.service")["Service"]["TimeoutStopSec"][0]) >= needed + servers
