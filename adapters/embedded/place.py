"""Where one server lives on disk.

``home`` (under data_dir, with the three locks and the server's log) belongs to whoever keeps
data_dir; ``data`` inside it belongs to the user the server runs as and is its working directory.
So root never opens a file by a path that the server's user could have bent elsewhere.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from adapters.embedded.lease import FileLock
from adapters.embedded.unprivileged import Account, server_account
from bot.domain.errors import ServerStartError


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one server and their owners."""

    home: Path
    account: Account
    keeper: tuple[int, int]

    @property
    def data(self) -> Path:
        """The folder of the server's own files."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server writes to its output."""
        return self.home / "server.log"

    def lock(self, name: str) -> FileLock:
        """Open one of the three locks: users, start, server. Raises ServerStartError."""
        try:
            return FileLock(self.home / f"{name}.lock", self.keeper)
        except OSError as error:
            raise not_ours(self.home, error) from error

    def new_data(self) -> Path:
        """An empty folder, the server's own, to become ``data`` by ``keep_data`` once complete."""
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)  # left by a start that was killed
        fresh.mkdir(mode=0o700)
        self.account.own(fresh)
        return fresh

    def keep_data(self, fresh: Path) -> None:
        """Make the folder from ``new_data`` the server's data, all at once and for good."""
        fresh.rename(self.data)
        home = os.open(self.home, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(home)
        finally:
            os.close(home)

    def check_data_owner(self) -> None:
        """See to it that existing data belong to the server's user, and to nobody else. Raises ServerStartError."""
        if self.data.stat().st_uid != self.account.uid:
            if not self.account.switched:
                raise not_ours(self.data, PermissionError(1, "its files are another user's"))
            self.account.own_tree(self.data)
        self.data.chmod(0o700)  # a copy made with another umask


def make_place(data_dir: Path, name: str) -> Place:
    """Make ``data_dir`` and the home of server ``name`` in it; private when they are new.

    Raises ServerStartError.
    """
    home = data_dir / name
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        home = data_dir.resolve() / name  # one name for all, whatever each came by
        found = data_dir.stat()
        keeper = (found.st_uid, found.st_gid)
        home.mkdir(mode=0o700, exist_ok=True)
        account = server_account(data_dir, home / "data")
        if account.switched:
            os.chown(home, *keeper, follow_symlinks=False)
    except OSError as error:
        raise not_ours(home, error) from error
    return Place(home, account, keeper)


def not_ours(folder: Path, error: OSError) -> ServerStartError:
    """The sentence for a folder we cannot use."""
    return ServerStartError(
        f"The folder {folder} cannot be used ({error.strerror}): run Yike as the user it belongs "
        "to, give it to this user with chown -R, or choose another storage.data_dir."
    )
