"""Several processes, and processes that die."""

import asyncio
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from adapters.embedded import embedded_servers
from adapters.embedded.binaries import VALKEY, runnable
from adapters.embedded.place import make_place
from adapters.embedded.polling import until
from adapters.embedded.valkey import Valkey
from bot.domain.errors import ServerStartError
from tests.embedded.conftest import SECONDS, StartHolder, all_gone, pids, query, redis

pytestmark = pytest.mark.kill


async def test_the_last_process_to_leave_stops_the_servers(
    data_dir: Path, start_holder: StartHolder
) -> None:
    first = await start_holder(data_dir)
    urls = await first.urls()
    second = await start_holder(data_dir)
    assert await second.urls() == urls
    running = pids(data_dir)
    await first.leave()
    assert pids(data_dir) == running
    assert await query(urls, "SELECT 1") == 1
    assert await redis(urls, "PING") is True
    await second.leave()
    assert all_gone(data_dir)
    assert pids(data_dir) == (None, None)


async def test_processes_that_come_at_once_get_the_same_servers(
    new_dir: Path, start_holder: StartHolder
) -> None:
    holders = await asyncio.gather(*(start_holder(new_dir) for _ in range(4)))
    found = await asyncio.gather(*(holder.urls() for holder in holders))
    assert len(set(found)) == 1
    assert await query(found[0], "SELECT 1") == 1
    log = (new_dir / "valkey/server.log").read_text()
    assert log.count("Ready to accept connections") == 1
    await asyncio.gather(*(holder.leave() for holder in holders))
    assert all_gone(new_dir)


async def test_servers_that_outlived_their_process_are_taken_over(
    data_dir: Path, start_holder: StartHolder
) -> None:
    holder = await start_holder(data_dir)
    urls = await holder.urls()
    await query(urls, "CREATE TABLE kept AS SELECT 7 AS n")
    await redis(urls, "SET", "kept", "8")
    running = pids(data_dir)
    await holder.kill()
    assert pids(data_dir) == running
    async with embedded_servers(data_dir) as again:
        assert again == urls
        assert pids(data_dir) == running
        assert await query(again, "SELECT n FROM kept") == 7
        assert await redis(again, "GET", "kept") == "8"
    assert all_gone(data_dir)


async def test_nothing_committed_is_lost_when_all_are_killed(
    data_dir: Path, start_holder: StartHolder
) -> None:
    holder = await start_holder(data_dir)
    urls = await holder.urls()
    await query(urls, "CREATE TABLE kept AS SELECT 7 AS n")
    await redis(urls, "SET", "kept", "8")
    await holder.kill()
    _kill_servers(data_dir)
    async with embedded_servers(data_dir) as again:
        assert await query(again, "SELECT n FROM kept") == 7
        assert await redis(again, "GET", "kept") == "8"


async def test_a_pid_file_that_names_somebody_else_by_now_is_no_obstacle(data_dir: Path) -> None:
    place = make_place(data_dir, "postgres")
    options = place.account.spawn_options()
    stranger = subprocess.Popen(["/bin/sleep", "60"], cwd="/", **options)
    try:
        for name in ("postgres/data/postmaster.pid", "valkey/data/valkey.pid"):
            (data_dir / name).write_text(f"{stranger.pid}\n")
        (data_dir / "postgres/data/.s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n")
        (data_dir / "postgres/data/.s.PGSQL.5432").touch()
        async with embedded_servers(data_dir) as urls:
            assert await query(urls, "SELECT 1") == 1
            assert await redis(urls, "PING") is True
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


async def test_a_server_that_died_under_its_users_is_started_again(data_dir: Path) -> None:
    async with embedded_servers(data_dir) as urls:
        await redis(urls, "SET", "kept", "8")
        _kill_servers(data_dir)
        async with embedded_servers(data_dir) as again:
            assert again == urls
            assert await redis(urls, "GET", "kept") == "8"
            assert await query(urls, "SELECT 1") == 1
    assert all_gone(data_dir)


async def test_a_start_that_is_killed_in_initdb_does_no_harm(
    new_dir: Path, start_holder: StartHolder
) -> None:
    holder = await start_holder(new_dir)
    assert await until((new_dir / "postgres/data.new/base").is_dir, SECONDS)
    await holder.kill()
    assert not (new_dir / "postgres/data").exists()
    async with embedded_servers(new_dir) as urls:
        assert await query(urls, "SELECT 1") == 1
    assert not (new_dir / "postgres/data.new").exists()


async def test_initdb_that_is_killed_does_no_harm(new_dir: Path) -> None:
    async def start() -> None:
        async with embedded_servers(new_dir):
            raise AssertionError("it must not come up")

    task = asyncio.create_task(start())
    fresh = new_dir / "postgres/data.new"
    assert await until((fresh / "base").is_dir, SECONDS)
    _kill_group_in(fresh)
    with pytest.raises(ServerStartError, match="could not be made"):
        await task
    assert all_gone(new_dir)
    async with embedded_servers(new_dir) as urls:
        assert await query(urls, "SELECT 1") == 1


@pytest.mark.parametrize("stage", ["postgres/data.new", "postgres/data/postmaster.pid"])
async def test_a_cancelled_start_leaves_nothing_running(new_dir: Path, stage: str) -> None:
    entered = asyncio.Event()

    async def start() -> None:
        async with embedded_servers(new_dir):
            entered.set()

    task = asyncio.create_task(start())
    assert await until((new_dir / stage).exists, SECONDS)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not entered.is_set()
    assert all_gone(new_dir)
    assert pids(new_dir) == (None, None)


async def test_a_valkey_started_by_hand_is_used_not_doubled(data_dir: Path) -> None:
    place = make_place(data_dir, "valkey")
    server = Valkey(place)
    by_hand = _valkey(server, place.data)
    try:
        assert await until(lambda: server.ping().name == "READY", SECONDS)
        async with embedded_servers(data_dir, postgres=False) as urls:
            assert pids(data_dir)[1] == by_hand.pid
            assert await redis(urls, "PING") is True
    finally:
        await asyncio.to_thread(by_hand.wait, SECONDS)  # the last one to leave stopped it


async def test_a_stranger_on_our_socket_is_refused(box: Path, data_dir: Path) -> None:
    place = make_place(data_dir, "valkey")
    server = Valkey(place)
    elsewhere = place.data / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    place.account.own(elsewhere)
    stranger = _valkey(server, elsewhere)
    try:
        assert await until(lambda: server.ping().name == "READY", SECONDS)
        with pytest.raises(ServerStartError, match="Another program serves"):
            async with embedded_servers(data_dir, postgres=False):
                pass
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


async def test_a_folder_made_anew_under_a_running_user_gets_servers_of_its_own(
    data_dir: Path, start_holder: StartHolder
) -> None:
    async with embedded_servers(data_dir):
        old = pids(data_dir)
        data_dir.rename(data_dir.with_name("old"))
        holder = await start_holder(data_dir)
        urls = await holder.urls()
        new = pids(data_dir)
        assert None not in new
        assert not set(new) & set(old)
    assert pids(data_dir) == new
    assert await query(urls, "SELECT 1") == 1
    async with embedded_servers(data_dir.with_name("old")):
        assert pids(data_dir.with_name("old")) == old
    await holder.leave()
    shutil.rmtree(data_dir.with_name("old"))


def _valkey(server: Valkey, folder: Path) -> "subprocess.Popen[bytes]":
    """A Valkey that does not hold our lock, on our socket, working in ``folder``."""
    server.place.check_data_owner()
    program = runnable(VALKEY, server.place.account)
    command = [str(program), "--port", "0", "--unixsocketperm", "700", "--dir", "."]
    command += ["--appendonly", "yes", "--pidfile", server.pid_file.name, "--unixsocket"]
    command += [server.socket.name if folder == server.place.data else f"../{server.socket.name}"]
    options = server.place.account.spawn_options()
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, **options)


def _kill_servers(data_dir: Path) -> None:
    for name in ("postgres", "valkey"):
        _signal_all(data_dir, signal.SIGKILL, name)


def _signal_all(data_dir: Path, sign: signal.Signals, name: str) -> None:
    pid = dict(zip(("postgres", "valkey"), pids(data_dir), strict=True))[name]
    assert pid is not None
    os.kill(pid, sign)


def _kill_group_in(folder: Path) -> None:
    """Kill the processes that work in ``folder``, which are in one group."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").samefile(folder):
                return os.killpg(os.getpgid(int(process.name)), signal.SIGKILL)
        except OSError:
            continue
    raise AssertionError("nobody works there")
