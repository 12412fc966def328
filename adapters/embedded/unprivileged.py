"""Who the servers run as, and how they reach their files as that user.

PostgreSQL refuses to run as root. When we are root, the servers run as the owner of the data
folder when that is somebody else, so that root's commands never take a folder away from its user;
otherwise as ``nobody``, the one unprivileged account every system has (initdb looks its name up,
so a bare number would not do, and making an account would change the machine).

That user often cannot walk to the folder: a checkout in /root lies behind mode 0700, and opening
up the parents is not ours to do. It need not walk. A process keeps the working directory it was
started in, and ``/proc/self/fd/N`` leads to an open folder whatever lies above it (proc(5)). So
root opens the folder and the server inherits it: the data stay under ``data_dir``, where people
look for them, and the parents stay shut, to other processes of ``nobody`` too. Weighed and left:
a user namespace or a bind mount (forbidden in ordinary containers), the right to read every file
on the machine (far too much), and data in /var/lib (left behind when the checkout is moved or
deleted). Only the binaries must be walked to; ``binaries.py`` copies them out when they cannot be.
"""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from bot.domain.errors import ServerStartError

ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath}
"""All that servers see: neither our secrets nor a stray PGDATA or PGOPTIONS."""


class SpawnOptions(TypedDict, total=False):
    """What ``subprocess.Popen`` is told about the user and the surroundings of a process."""

    env: dict[str, str]
    umask: int
    start_new_session: bool
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """The user a server runs as; ``switched`` when that is not ourselves but root's choice."""

    uid: int
    gid: int
    switched: bool

    def spawn_options(self) -> SpawnOptions:
        """For Popen: this user alone, private files, and a session of its own.

        The session keeps Ctrl-C in our terminal from ending a server that others use.
        """
        options = SpawnOptions(env=ENVIRONMENT, umask=0o077, start_new_session=True)
        if self.switched:
            options |= SpawnOptions(user=self.uid, group=self.gid, extra_groups=[])
        return options

    def own(self, path: Path) -> None:
        """Give ``path`` (not what a link points to) to this user; nothing to do unless root."""
        if self.switched:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def own_tree(self, top: Path) -> None:
        """Give a folder of ours and all in it to this user, as after ``cp -r`` by root."""
        for folder, _, files in os.walk(top):
            self.own(Path(folder))
            for name in files:
                self.own(Path(folder, name))


def server_account(data_dir: Path, data: Path) -> Account:
    """The user for a server of ``data_dir`` whose own files are, or will be, in ``data``.

    Raises ServerStartError when we are root and there is nobody to switch to.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switched=False)
    for folder in (data, data_dir):
        if folder.exists() and (uid := folder.stat().st_uid) != 0:
            return Account(uid, _group_of(uid, folder), switched=True)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise ServerStartError(
            "The database does not run as root, and this system has no user 'nobody' to run it "
            f"as: run Yike as an ordinary user, or give {data_dir} to one with chown."
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid, switched=True)


def _group_of(uid: int, folder: Path) -> int:
    try:
        return pwd.getpwuid(uid).pw_gid
    except KeyError:
        return folder.stat().st_gid


def switch_refused(error: OSError, account: Account) -> ServerStartError:
    """The sentence for a program that the system does not let us start as that user.

    Mostly a root without the right to change user, as in a container stripped of it.
    """
    return ServerStartError(
        f"A server cannot be started as user number {account.uid} ({error.strerror}): run Yike as "
        "another user, or set storage.database_url and storage.redis_url."
    )
