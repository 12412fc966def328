"""Unix sockets: where they are, and one question asked over them."""

import hashlib
import os
import socket
import stat
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path

from adapters.embedded.unprivileged import Account
from bot.domain.errors import ServerStartError

MAX_PATH = 107
"""Bytes of a socket's path: ``sun_path`` has 108 with the closing zero (unix(7))."""

_SHORT = Path("/tmp")  # noqa: S108 - what is made there is private, and its owner is checked
_REPLY_SECONDS = 2.0


class Answer(Enum):
    """How a server took a ping."""

    READY = auto()
    BUSY = auto()
    """It says that it is still starting, or stopping."""
    SILENT = auto()


def socket_path(data: Path, name: str, account: Account) -> Path:
    """Where the socket ``name`` of a server is: in its data folder, or a short one of its own.

    The short folder is named after the user and the data folder, so all processes find it.
    """
    path = data / name
    if len(os.fsencode(path)) <= MAX_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    return _SHORT / f"yike-{account.uid}-{digest}" / name


def make_socket_folder(path: Path, data: Path, account: Account) -> None:
    """Make the short folder of a socket unless it stands in ``data``; only its user may enter.

    Raises ServerStartError when the name is taken by somebody else.
    """
    folder = path.parent
    if folder == data:
        return
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise _taken(folder) from error
    try:
        if account.switched and os.fstat(fd).st_uid == 0:
            os.fchown(fd, account.uid, account.gid)
        found = os.fstat(fd)
    finally:
        os.close(fd)
    if found.st_uid != account.uid or stat.S_IMODE(found.st_mode) & 0o077:
        raise _taken(folder)


def remove_socket_folder(path: Path, data: Path) -> None:
    """Remove the short folder of a stopped server's socket, unless something is left in it."""
    if path.parent != data:
        with suppress(OSError):
            path.parent.rmdir()


def _taken(folder: Path) -> ServerStartError:
    return ServerStartError(
        f"The folder {folder}, needed because the path of storage.data_dir is too long for a "
        "socket, is not this user's alone: remove it, or choose a shorter storage.data_dir."
    )


def ask(path: Path, question: bytes, enough: int) -> bytes | None:
    """Send ``question``; at least ``enough`` bytes of the reply unless the server hangs up.

    None when nobody listens or nothing comes within two seconds. Blocks; call it in a thread.
    """
    reply = b""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_REPLY_SECONDS)
        try:
            connection.connect(os.fspath(path))
            connection.sendall(question)
            while len(reply) < enough and (more := connection.recv(4096)):
                reply += more
        except OSError:
            return reply or None
    return reply or None
