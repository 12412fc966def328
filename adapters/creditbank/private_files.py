"""Files and folders of one's own: nobody else reads them, and what was written survives a crash."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def make_folder(path: Path) -> None:
    """A folder only its owner opens, with those above it; one that is there stays as it is."""
    if not path.parent.is_dir():
        make_folder(path.parent)  # mkdir's own parents would be open to everybody
    path.mkdir(mode=0o700, exist_ok=True)


def write(path: Path, content: bytes) -> None:
    """A new file, or other content in the place of an old one's, on the disk when this returns.
    Only its owner reads it.
    """
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def append(path: Path, content: bytes) -> None:
    """Content behind what is there, on the disk when this returns."""
    is_new = not path.exists()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        keep_names(path.parent)


def keep_names(folder: Path) -> None:
    """See that which files are in a folder is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock in this file; waits while another process holds it. It ends with a process."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
