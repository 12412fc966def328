"""Starting other programs: tools that run to their end, and servers that outlive us."""

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from adapters.embedded.unprivileged import Account, switch_refused

TOOL_SECONDS = 300.0
"""How long a tool such as initdb may take: slow disks are slow, but not for ever."""


@dataclass(frozen=True, slots=True)
class Task:
    """A program with its arguments, its user, its folder and the descriptors it inherits."""

    command: Sequence[str]
    account: Account
    folder: Path
    keep_fds: tuple[int, ...]


async def run_tool(task: Task, text: str = "") -> tuple[int, str]:
    """Run to the end with ``text`` as input; the exit status and what it said.

    When we are cancelled or the tool takes too long, its whole process group is killed.
    Raises ServerStartError when it cannot be started, TimeoutError.
    """
    process = _popen(task, subprocess.PIPE, subprocess.PIPE)
    work = asyncio.create_task(asyncio.to_thread(process.communicate, text.encode()))
    try:
        async with asyncio.timeout(TOOL_SECONDS):
            said, _ = await asyncio.shield(work)
    except BaseException:
        with suppress(ProcessLookupError):  # it may have ended just now
            os.killpg(process.pid, signal.SIGKILL)
        await asyncio.wait([work])  # at once now; it reaps the process and closes the pipes
        raise
    return process.returncode, said.decode(errors="replace")


def start_server(task: Task, log_fd: int) -> "subprocess.Popen[bytes]":
    """Start a program that goes on when we end; it writes to ``log_fd``.

    A thread reaps it when it ends before us. Raises ServerStartError.
    """
    process = _popen(task, subprocess.DEVNULL, log_fd)
    threading.Thread(target=process.wait, name=f"reaper of {process.pid}", daemon=True).start()
    return process


def _popen(task: Task, stdin: int, output: int) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(  # noqa: S603 - our own binaries and arguments
            task.command,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=task.folder,
            pass_fds=task.keep_fds,
            **task.account.spawn_options(),
        )
    except OSError as error:
        raise switch_refused(error, task.account) from error


def live_pid(pid_file: Path, data: Path, program: str) -> int | None:
    """The process a server's pid file names, if it lives and really is ``program`` on ``data``.

    A number alone proves nothing: after a crash or a reboot it may be anybody's. Both servers
    keep their data folder as working directory. Root in a container mostly may not look at that
    of another user's process (ptrace(2)); then the program's name and user must do, and where
    there is no /proc, the number.
    """
    try:
        pid = int(pid_file.read_text(encoding="utf-8").split("\n", 1)[0])
        return pid if pid > 0 and _is_server(pid, data, program) else None
    except (OSError, ValueError):
        return None


def _is_server(pid: int, data: Path, program: str) -> bool:
    """Raises OSError when there is no such process."""
    process = Path(f"/proc/{pid}")
    if not Path("/proc/self").is_dir():
        os.kill(pid, 0)
        return True
    try:
        return (process / "cwd").samefile(data)
    except PermissionError:
        name = (process / "comm").read_text(encoding="utf-8").strip()
        return name == program and process.stat().st_uid == data.stat().st_uid
