"""Sockets where paths are long."""

import os
from pathlib import Path

import pytest

from adapters.embedded import embedded_servers
from adapters.embedded.place import make_place
from adapters.embedded.sockets import MAX_PATH, make_socket_folder, socket_path
from adapters.embedded.unprivileged import Account
from bot.domain.errors import ServerStartError
from tests.embedded.conftest import StartHolder, all_gone, as_root, query, redis

US = Account(os.geteuid(), os.getegid(), switched=False)


async def test_a_long_path_is_served_from_a_short_private_folder(
    box: Path, start_holder: StartHolder
) -> None:
    data_dir = box / ("long" * 30)
    async with embedded_servers(data_dir) as urls:
        account = make_place(data_dir, "postgres").account
        folder = Path(urls.redis_url.removeprefix("unix://")).parent
        assert folder.name.startswith(f"yike-{account.uid}-")
        assert (folder.stat().st_mode & 0o777, folder.stat().st_uid) == (0o700, account.uid)
        assert await query(urls, "SELECT 1") == 1
        assert await redis(urls, "PING") is True
        holder = await start_holder(data_dir)
        assert await holder.urls() == urls
        await holder.leave()
    assert all_gone(data_dir)
    assert not folder.exists()


def test_the_path_is_used_up_to_its_last_byte(box: Path) -> None:
    name = "s" * (MAX_PATH - len(os.fsencode(box)) - 1)
    assert socket_path(box, name, US) == box / name
    assert socket_path(box, name + "s", US).parent != box


def test_two_folders_get_two_short_ones(box: Path) -> None:
    long = "s" * 90
    assert len({socket_path(box / name, long, US) for name in ("a" * 20, "b" * 20)}) == 2


def test_a_short_folder_open_to_others_is_refused(box: Path) -> None:
    (box / "taken").mkdir()
    (box / "taken").chmod(0o755)
    with pytest.raises(ServerStartError, match="not this user's alone"):
        make_socket_folder(box / "taken/s", box, US)


def test_a_short_folder_that_is_a_link_is_refused(box: Path) -> None:
    (box / "private").mkdir(mode=0o700)
    (box / "link").symlink_to("private")
    with pytest.raises(ServerStartError, match="not this user's alone"):
        make_socket_folder(box / "link/s", box, US)


@as_root
def test_a_short_folder_of_another_user_is_refused(box: Path) -> None:
    (box / "taken").mkdir(mode=0o700)
    os.chown(box / "taken", 12345, 12345)
    with pytest.raises(ServerStartError, match="not this user's alone"):
        make_socket_folder(box / "taken/s", box, US)
